import SimCore

/// The zones of a floor, by cells of a grid: what holds at a point is found without going through all.
public struct TrafficZones: Sendable {
  /// The zones.
  public let zones: [TrafficZone]
  /// True where there is none.
  public var isEmpty: Bool { zones.isEmpty }
  /// True where some zone limits the speed.
  public let hasSpeedLimits: Bool

  private let origin: Vec2
  private let columns: Int
  private let rows: Int
  private let cell: Float
  /// Zones that touch each cell, one list after the other, and where each begins. [cellCount + 1]
  private let members: [Int32]
  private let start: [Int32]

  /// Cells that are kept at most; the grid is coarser on floors that would have more.
  private static let mostCells = 1 << 18

  /// The zones of a floor with these bounds (m).
  ///
  /// - Complexity: O(cells + cells of the zones).
  public init(_ zones: [TrafficZone] = [], bounds: AABB = AABB(lower: .zero, upper: .zero)) {
    self.zones = zones
    hasSpeedLimits = zones.contains { if case .penalty = $0.effect { false } else { true } }
    origin = bounds.lower
    let size = bounds.size
    let area = max(size.x, 1) * max(size.y, 1)
    let cell = max(1, (area / Float(Self.mostCells)).squareRoot())
    self.cell = cell
    columns = zones.isEmpty ? 0 : max(1, Int((size.x / cell).rounded(.up)))
    rows = zones.isEmpty ? 0 : max(1, Int((size.y / cell).rounded(.up)))
    var lists = [[Int32]](repeating: [], count: columns * rows)
    for (number, zone) in zones.enumerated() {
      var box = AABB(lower: zone.corners[0], upper: zone.corners[0])
      for corner in zone.corners { box.include(corner) }
      func range(_ low: Float, _ high: Float, _ count: Int) -> ClosedRange<Int>? {
        let first = max(0, Int(max(-1, (low / cell).rounded(.down))))
        let last = min(count - 1, Int(min(Float(count), (high / cell).rounded(.down))))
        return first <= last ? first...last : nil
      }
      guard let across = range(box.lower.x - origin.x, box.upper.x - origin.x, columns),
        let up = range(box.lower.y - origin.y, box.upper.y - origin.y, rows)
      else { continue }
      for row in up { for column in across { lists[row * columns + column].append(Int32(number)) } }
    }
    var start: [Int32] = [0]
    for list in lists { start.append(start[start.count - 1] + Int32(list.count)) }
    self.start = start
    members = lists.flatMap { $0 }
  }

  /// The slowest limit at a point (m) for a robot of a top speed (m/s), m/s; infinity where there is none.
  ///
  /// - Complexity: O(zones of its cell).
  @inline(__always)
  public func speedLimit(at point: Vec2, topSpeed: Float = .infinity) -> Float {
    var least = Float.infinity
    forEach(at: point) { effect in
      switch effect {
      case .penalty: break
      case .speedLimit(let limit): least = min(least, limit)
      case .speedShare(let share): least = min(least, share * topSpeed)
      }
    }
    return least
  }

  /// How many times its length a way counts at a point (m): that of the largest penalty there.
  ///
  /// - Complexity: O(zones of its cell).
  public func weight(at point: Vec2) -> Float {
    var most: Float = 0
    forEach(at: point) { if case .penalty(let penalty) = $0 { most = max(most, penalty) } }
    return most > 0 ? TrafficZone.weight(ofPenalty: most) : 1
  }

  /// What the straight line between two points (m) counts beyond its length, metres.
  ///
  /// - Complexity: O(length), a sample for each 25 cm.
  public func toll(from a: Vec2, to b: Vec2) -> Float {
    let length = (b - a).length
    let count = max(1, Int((length / 0.25).rounded(.up)))
    var sum: Float = 0
    for k in 0..<count { sum += weight(at: a + (b - a) * ((Float(k) + 0.5) / Float(count))) - 1 }
    return sum * length / Float(count)
  }

  /// The fastest that a robot may drive so that it keeps to all limits on a straight line ahead of it, m/s.
  ///
  /// Limits ahead count as far as it takes to brake to them: v² = limit² + 2·a·distance, with three quarters of
  /// what it can.
  ///
  /// - Parameters:
  ///   - point: Where it is, metres.
  ///   - arm: The line ahead, metres.
  ///   - topSpeed: The fastest it drives, m/s.
  ///   - acceleration: How it brakes, m/s².
  /// - Returns: The speed; infinity where there is no limit.
  /// - Complexity: O(1): nine samples.
  @inline(__always)
  public func speedLimit(
    from point: Vec2, along arm: Vec2, topSpeed: Float, acceleration: Float
  ) -> Float {
    var least = speedLimit(at: point, topSpeed: topSpeed)
    let length = arm.length
    let brake = 0.75 * max(acceleration, 0.01)
    let reach = min(length, topSpeed * topSpeed / (2 * brake))
    guard reach > 0 else { return least }
    for k in 1...8 {
      let distance = reach * Float(k) / 8
      let limit = speedLimit(at: point + arm * (distance / length), topSpeed: topSpeed)
      // It may have entered just behind the sample before.
      let room = reach * Float(k - 1) / 8
      if limit < .infinity { least = min(least, (limit * limit + 2 * brake * room).squareRoot()) }
    }
    return least
  }

  @inline(__always)
  private func forEach(at point: Vec2, _ body: (TrafficZone.Effect) -> Void) {
    guard columns > 0 else { return }
    let place = (point - origin) / cell
    guard place.x >= 0, place.y >= 0, place.x < Float(columns), place.y < Float(rows) else {
      return
    }
    let at = Int(place.y) * columns + Int(place.x)
    for k in start[at]..<start[at + 1] {
      let zone = Int(members[Int(k)])
      if zones[zone].contains(point) { body(zones[zone].effect) }
    }
  }
}
