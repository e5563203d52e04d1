import Embodiments
import SimCore

/// A straight piece of something that does not move, with a radius around it, metres.
@frozen
public struct Bar: BitwiseCopyable, Equatable, Sendable {
  /// One end in the world.
  public var start: Vec2
  /// The other.
  public var end: Vec2
  /// How far it reaches beyond the line between them.
  public var radius: Float

  /// A bar from its values; a disc where the ends are one.
  public init(start: Vec2, end: Vec2, radius: Float) {
    self.start = start
    self.end = end
    self.radius = radius
  }
}

/// An arm of a fleet as the planner of joint motions knows it.
public struct ReachingArm: Sendable {
  /// The robot's row.
  public var row: Int
  /// The arm.
  public var arm: Arm
  /// Where its base is bolted down; nil where it drives.
  public var base: Pose?
  /// Postures out of others' way, radians, base first; the first is the one it starts in.
  public var homes: [SIMD4<Float>]
  /// What does not move and may be within its reach, in the world.
  public var obstacles: [Bar]

  /// An arm from its values.
  ///
  /// - Precondition: There is a home.
  public init(row: Int, arm: Arm, base: Pose?, homes: [SIMD4<Float>], obstacles: [Bar]) {
    precondition(!homes.isEmpty, "an arm has a posture to start in")
    self.row = row
    self.arm = arm
    self.base = base
    self.homes = homes
    self.obstacles = obstacles
  }

  /// Its shoulder in the world; nil where the base drives.
  var shoulder: Vec2? { base.map { $0.transform(arm.mount) } }
  /// Radius around the shoulder that its links may cover, metres.
  var radius: Float { arm.reach + 0.5 * arm.linkWidth }
}

/// The arms of a fleet, and which of them share a workspace.
public struct ReachSite: Sendable {
  /// The arms, in row order.
  public let arms: [ReachingArm]
  /// How near a posture has to bring the tool to its target for the target to be within reach, metres.
  public let tolerance: Float
  /// For each arm those whose links may meet its own: bolted down, with discs that overlap. [armCount]
  public let neighbours: [[Int]]
  /// Index of a row's arm, or −1. [rows up to the last with an arm]
  private let armOfRow: [Int32]

  /// A site from its arms.
  ///
  /// - Complexity: O(arms²).
  public init(arms: [ReachingArm], tolerance: Float) {
    self.arms = arms
    self.tolerance = tolerance
    var armOfRow = [Int32](repeating: -1, count: (arms.map(\.row).max() ?? -1) + 1)
    for (index, arm) in arms.enumerated() { armOfRow[arm.row] = Int32(index) }
    self.armOfRow = armOfRow
    neighbours = arms.indices.map { own in
      arms.indices.filter { other in
        guard other != own, let a = arms[own].shoulder, let b = arms[other].shoulder else {
          return false
        }
        return (a - b).length < arms[own].radius + arms[other].radius + ReachPace.clearance
      }
    }
  }

  /// The index of a robot's arm; nil where it has none.
  @inlinable
  public func arm(ofRow row: Int) -> Int? {
    row < rowCount && index(row) >= 0 ? Int(index(row)) : nil
  }

  @usableFromInline var rowCount: Int { armOfRow.count }
  @usableFromInline func index(_ row: Int) -> Int32 { armOfRow[row] }
}

/// How near and how long, for joint motions.
public enum ReachPace {
  /// Metres that links of two arms keep apart, beyond half of what they move between two samples.
  static let clearance: Float = 0.02
  /// Metres that links keep from what does not move, where a motion can be found that does.
  static let staticClearance: Float = 0.01
  /// Turn left to a posture between at which the next is headed for, radians.
  ///
  /// Whoever cuts the corner stays within what makes a volume thicker than its links: the clearance, and
  /// half a step of about a link's width.
  static func passing(_ arm: borrowing Arm) -> Float {
    min(0.06, (clearance + 0.5 * arm.linkWidth) / max(arm.reach, 1e-3))
  }
  /// Turn left to a home at which an arm is there, radians.
  static let arrival: Float = 0.03
  /// Distance by which a target has to move for a motion to be planned anew, metres.
  static let targetSlack: Float = 0.001
  /// Seconds after which nobody who came later may take volume that an arm waits for.
  ///
  /// Until then whoever can go on at once does, so that an arm need not hand its volume over after each
  /// stop: a hand-over takes as long as a stop.
  public static let patience: Float = 2
}
