/// How long a way or a turn takes: up at one rate, on at the most, down at another.
///
/// It holds for metres (m/s, m/s²) and for radians (rad/s, rad/s²) alike.
///
/// Source: trapezoidal profiles; L. Biagiotti and C. Melchiorri, Trajectory Planning for Automatic Machines and
/// Robots, 2008, §3.2.
public struct MotionProfile: Equatable, Sendable {
  /// Greatest speed, units per second.
  public var speed: Double
  /// Rate at which it gets faster and slower, units per second squared.
  public var acceleration: Double, braking: Double

  /// A profile from its limits.
  ///
  /// - Precondition: all are positive.
  public init(speed: Double, acceleration: Double, braking: Double) {
    precondition(speed > 0 && acceleration > 0 && braking > 0, "limits are positive")
    self.speed = speed
    self.acceleration = acceleration
    self.braking = braking
  }

  /// Seconds for a distance.
  ///
  /// - Parameters:
  ///   - distance: Units, at least 0.
  ///   - first: Speed at its beginning.
  ///   - last: Speed that it may have at its end; infinity where it need not slow down.
  /// - Returns: The least time; where the distance is too short to slow down in, it ends faster than `last`.
  /// - Complexity: O(1).
  public func time(over distance: Double, from first: Double = 0, to last: Double = 0) -> Double {
    precondition(distance >= 0 && first >= 0 && last >= 0, "distances and speeds are not negative")
    if distance == 0 { return 0 }
    let (a, b) = (acceleration, braking)
    let first = min(first, speed)
    if last >= speed {
      let rise = (speed * speed - first * first) / (2 * a)
      if rise >= distance { return ((first * first + 2 * a * distance).squareRoot() - first) / a }
      return (speed - first) / a + (distance - rise) / speed
    }
    // The speed at which both slopes meet: p² = first² + 2 a x = last² + 2 b (d − x).
    let peak =
      ((2 * a * b * distance + b * first * first + a * last * last) / (a + b)).squareRoot()
    if peak < first {
      // It slows down all the way.
      let end = max(0, first * first - 2 * b * distance).squareRoot()
      return (first - end) / b
    }
    if peak <= max(first, last) {
      return ((first * first + 2 * a * distance).squareRoot() - first) / a
    }
    if peak <= speed { return (peak - first) / a + (peak - last) / b }
    let slopes = (speed * speed - first * first) / (2 * a) + (speed * speed - last * last) / (2 * b)
    return (speed - first) / a + (speed - last) / b + (distance - slopes) / speed
  }

  /// The speed from which what reacts after a time can stop within a distance: v T + v²/(2b) = d.
  public func speed(before distance: Double, reaction: Double) -> Double {
    min(
      speed,
      braking * ((reaction * reaction + 2 * distance / braking).squareRoot() - reaction))
  }
}
