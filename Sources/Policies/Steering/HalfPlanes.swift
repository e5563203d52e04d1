import SimCore

/// A half-plane of permitted velocities: all on the left of a line through `point` along `direction`.
///
/// Source: J. van den Berg, S. Guy, M. Lin, D. Manocha, "Reciprocal n-body collision avoidance",
/// ISRR 2009; the incremental linear programs are de Berg et al., Computational Geometry, ch. 4, as
/// §5 of that paper uses them. Own implementation.
@usableFromInline
struct HalfPlane: BitwiseCopyable, Equatable {
  /// A velocity on the border, m/s.
  @usableFromInline var point: Vec2
  /// The border's unit direction; permitted is its left.
  @usableFromInline var direction: Vec2

  /// A border through a point, along a unit direction.
  init(point: Vec2, direction: Vec2) {
    self.point = point
    self.direction = direction
  }

  /// The velocities whose component along the unit vector `normal` is at most `limit` m/s.
  init(along normal: Vec2, atMost limit: Float) {
    point = normal * limit
    direction = normal.perpendicular
  }

  /// How far a velocity lies outside, m/s; not positive where it is permitted.
  @inline(__always)
  func violation(_ velocity: Vec2) -> Float { direction.cross(point - velocity) }
}

/// Finds velocities inside half-planes and a disc; scratch memory is the caller's.
///
/// The first `hardCount` half-planes (walls, traffic) all contain velocity 0 and are never relaxed;
/// the rest (neighbours) are relaxed together, as little as possible, where they contradict.
///
/// Unsafe: `planes` and `scratch` must hold `count` elements during the call.
struct VelocityProgram {
  /// The half-planes, hard ones first. [count]
  let planes: UnsafeMutablePointer<HalfPlane>
  /// Room for as many. [count]
  let scratch: UnsafeMutablePointer<HalfPlane>
  /// How many half-planes there are.
  let count: Int
  /// How many of them are hard.
  let hardCount: Int
  /// The greatest speed, m/s.
  let maxSpeed: Float

  /// The permitted velocity nearest to the preferred one, and whether nothing had to be relaxed.
  ///
  /// - Complexity: O(count²) at worst, O(count) where the preferred velocity is permitted.
  func solve(preferring preferred: Vec2) -> (velocity: Vec2, isFeasible: Bool) {
    var velocity = preferred
    if velocity.lengthSquared > maxSpeed * maxSpeed { velocity = velocity.normalized * maxSpeed }
    let failed = optimize(planes, count, toward: preferred, isDirection: false, &velocity)
    guard failed < count else { return (velocity, true) }
    relax(from: failed, &velocity)
    return (velocity, false)
  }

  /// The velocity to ask for where a velocity can change by no more than `change` m/s per period.
  ///
  /// A drive that strafes spends one force on braking and swerving: where a wish is out of reach,
  /// following it lets the larger change win, and that is the swerve. So:
  ///
  /// 1. the permitted velocity itself, if what is reached on the way to it is permitted too;
  /// 2. else the best reachable one that violates no hard half-plane, soft ones as little as possible;
  /// 3. else, the reachable one that violates the hard ones least.
  ///
  /// - Complexity: as `solve(preferring:)`. The half-planes are moved to `current` and back.
  func solve(
    preferring preferred: Vec2, from current: Vec2, change: Float
  ) -> (velocity: Vec2, isFeasible: Bool) {
    let free = solve(preferring: preferred)
    let step = free.velocity - current
    let size = step.length
    let reached = size > change ? current + step * (change / size) : free.velocity
    var isPermitted = true
    for i in 0..<hardCount where planes[i].violation(reached) > 1e-4 { isPermitted = false }
    if isPermitted { return free }
    for i in 0..<count { planes[i].point -= current }
    let moved = VelocityProgram(
      planes: planes, scratch: scratch, count: count, hardCount: hardCount, maxSpeed: change)
    let solution = moved.solveInReach(preferring: preferred - current)
    for i in 0..<count { planes[i].point += current }
    return (solution.velocity + current, solution.isFeasible)
  }

  /// Cases 2 and 3 of `solve(preferring:from:change:)`, relative to the present velocity.
  private func solveInReach(preferring preferred: Vec2) -> (velocity: Vec2, isFeasible: Bool) {
    var start = preferred
    if start.lengthSquared > maxSpeed * maxSpeed { start = start.normalized * maxSpeed }
    let hard = VelocityProgram(
      planes: planes, scratch: scratch, count: hardCount, hardCount: 0, maxSpeed: maxSpeed)
    var trial = start
    let failed = hard.optimize(
      planes, hardCount, toward: preferred, isDirection: false, &trial)
    return failed == hardCount ? solve(preferring: preferred) : hard.solve(preferring: preferred)
  }

  /// Incremental 2D program: improves `velocity` plane by plane; returns the index of the plane that
  /// could not be satisfied, or `count`.
  private func optimize(
    _ planes: UnsafePointer<HalfPlane>, _ count: Int, toward target: Vec2, isDirection: Bool,
    _ velocity: inout Vec2
  ) -> Int {
    if isDirection { velocity = target * maxSpeed }
    for i in 0..<count where planes[i].violation(velocity) > 0 {
      guard let best = optimizeOnBorder(planes, i, toward: target, isDirection: isDirection) else {
        return i
      }
      velocity = best
    }
    return count
  }

  /// 1D program: the best velocity on the border of plane `i` that satisfies planes 0 ..< i.
  private func optimizeOnBorder(
    _ planes: UnsafePointer<HalfPlane>, _ i: Int, toward target: Vec2, isDirection: Bool
  ) -> Vec2? {
    let line = planes[i]
    let along = line.point.dot(line.direction)
    let discriminant = along * along + maxSpeed * maxSpeed - line.point.lengthSquared
    if discriminant < 0 { return nil }
    let root = discriminant.squareRoot()
    var low = -along - root
    var high = -along + root
    for j in 0..<i {
      let denominator = line.direction.cross(planes[j].direction)
      let numerator = planes[j].direction.cross(line.point - planes[j].point)
      if denominator.magnitude <= 1e-5 {
        if numerator < 0 { return nil }
        continue
      }
      let t = numerator / denominator
      if denominator >= 0 { high = min(high, t) } else { low = max(low, t) }
      if low > high { return nil }
    }
    let t: Float
    if isDirection {
      t = target.dot(line.direction) > 0 ? high : low
    } else {
      t = min(max(line.direction.dot(target - line.point), low), high)
    }
    return line.point + line.direction * t
  }

  /// Minimises the greatest violation of the soft planes subject to the hard ones (3D program).
  private func relax(from start: Int, _ velocity: inout Vec2) {
    var distance: Float = 0
    for i in start..<count where planes[i].violation(velocity) > distance {
      var projected = 0
      for j in 0..<hardCount {
        scratch[projected] = planes[j]
        projected += 1
      }
      for j in hardCount..<max(hardCount, i) {
        let determinant = planes[i].direction.cross(planes[j].direction)
        let point: Vec2
        if determinant.magnitude <= 1e-5 {
          if planes[i].direction.dot(planes[j].direction) > 0 { continue }
          point = (planes[i].point + planes[j].point) * 0.5
        } else {
          let t = planes[j].direction.cross(planes[i].point - planes[j].point) / determinant
          point = planes[i].point + planes[i].direction * t
        }
        let direction = (planes[j].direction - planes[i].direction).normalized
        scratch[projected] = HalfPlane(point: point, direction: direction)
        projected += 1
      }
      let before = velocity
      let target = planes[i].direction.perpendicular
      if i < hardCount {
        // A hard plane contradicts others by rounding alone: standing satisfies all of them.
        velocity = .zero
        distance = 0
        continue
      }
      if optimize(scratch, projected, toward: target, isDirection: true, &velocity) < projected {
        velocity = before
      }
      distance = planes[i].violation(velocity)
    }
  }
}

/// The half-plane of optimal reciprocal collision avoidance against one neighbour.
///
/// - Parameters:
///   - offset: The neighbour's position relative to the robot, metres.
///   - velocity: The robot's own velocity, m/s.
///   - neighbourVelocity: The neighbour's velocity, m/s.
///   - radius: Sum of both radii and the margin, metres.
///   - horizon: Seconds ahead for which contact is avoided.
///   - recovery: Seconds in which an overlap is to be undone.
///   - share: Share of the avoidance this robot takes, ½ … 1.
/// - Returns: The velocities that avoid it, as far as this robot's share goes.
func avoidancePlane(
  offset: Vec2, velocity: Vec2, neighbourVelocity: Vec2, radius: Float, horizon: Float,
  recovery: Float, share: Float
) -> HalfPlane {
  let relative = velocity - neighbourVelocity
  let distanceSquared = offset.lengthSquared
  let radiusSquared = radius * radius
  let direction: Vec2
  let change: Vec2
  let isApart = distanceSquared > radiusSquared
  let time = isApart ? horizon : recovery
  let fromCentre = relative - offset / time
  let lengthSquared = fromCentre.lengthSquared
  let inward = fromCentre.dot(offset)
  if !isApart || (inward < 0 && inward * inward > radiusSquared * lengthSquared) {
    // Nearest border is the disc at the cone's tip (or the disc itself in overlap).
    let length = lengthSquared.squareRoot()
    // Two robots on the same spot with the same velocity: any direction will do, but a fixed one.
    let outward = length > 1e-6 ? fromCentre / length : Vec2(1, 0)
    direction = Vec2(outward.y, -outward.x)
    change = outward * (radius / time - length)
  } else {
    let leg = (distanceSquared - radiusSquared).squareRoot()
    if offset.cross(fromCentre) > 0 {
      direction =
        Vec2(offset.x * leg - offset.y * radius, offset.x * radius + offset.y * leg)
        / distanceSquared
    } else {
      direction =
        -Vec2(offset.x * leg + offset.y * radius, -offset.x * radius + offset.y * leg)
        / distanceSquared
    }
    change = direction * relative.dot(direction) - relative
  }
  return HalfPlane(point: velocity + change * share, direction: direction)
}
