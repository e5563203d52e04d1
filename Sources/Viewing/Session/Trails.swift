import SimCore

/// Where some robots have been lately: a ring of points each, in flat storage.
public struct Trails: Sendable {
  /// Points kept per robot.
  public static let length = 64
  /// The robots that leave trails.
  public private(set) var robots: [Int] = []
  private var ring: [Vec2] = []
  private var count = 0
  private var next = 0
  private var slots: [Int: Int] = [:]

  /// No trails.
  public init() {}

  /// Chooses whose trails are kept; trails of others are forgotten.
  public mutating func follow(_ chosen: [Int]) {
    guard chosen != robots else { return }
    robots = chosen
    ring = Array(repeating: .zero, count: chosen.count * Trails.length)
    slots = Dictionary(
      chosen.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    count = 0
    next = 0
  }

  /// Forgets all points, but not whose they are.
  public mutating func clear() {
    count = 0
    next = 0
  }

  /// Takes down where everybody is now.
  public mutating func append(_ pose: [Pose]) {
    for (slot, robot) in robots.enumerated() where robot < pose.count {
      ring[slot * Trails.length + next] = pose[robot].position
    }
    next = (next + 1) % Trails.length
    count = min(count + 1, Trails.length)
  }

  /// A robot's points, oldest first; empty for robots without a trail.
  public func points(of robot: Int) -> [Vec2] {
    guard let slot = slots[robot] else { return [] }
    return (0..<count).map { age in
      ring[slot * Trails.length + (next - count + age + Trails.length) % Trails.length]
    }
  }
}
