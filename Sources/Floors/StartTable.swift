import Embodiments
import SimCore

/// Where robots start, with a hash grid over those placed so far: who is near is found in O(1).
struct StartTable {
  /// Start poses; those not placed yet are at the origin. [robotCount], robot order
  private(set) var poses: [Pose]
  /// Start postures of arms, joint angles in radians; empty where there are none. [robotCount]
  private(set) var postures: [SIMD4<Float>]

  private let classes: [FloorClass]
  /// Class of each robot. [robotCount]
  private let classOfRow: [Int32]
  /// The posture that each class's arms prefer. [classCount]
  private let bends: [SIMD4<Float>]
  /// Radius of the outline of each class, and of outline and arm, metres. [classCount]
  private let radii: [Float]
  private let reaches: [Float]
  /// Edge of a bucket, metres: no two robots that meet are more than one bucket apart.
  private let edge: Float
  /// Robot that was put last into each bucket, or −1; buckets are hashed. [power of two]
  private var head: [Int32]
  /// Robot that was put before it into the same bucket, or −1. [robotCount]
  private var next: [Int32]

  init(classes: [FloorClass]) {
    let count = classes.last?.rows.upperBound ?? 0
    self.classes = classes
    radii = classes.map { $0.embodiment.boundingRadius }
    reaches = classes.map { $0.embodiment.startRadius }
    poses = [Pose](repeating: Pose(position: .zero), count: count)
    let hasArms = classes.contains { $0.embodiment.arm != nil }
    postures = [SIMD4<Float>](repeating: .zero, count: hasArms ? count : 0)
    bends = classes.map { $0.embodiment.arm?.bends.first ?? .zero }
    var owners = [Int32](repeating: 0, count: count)
    for (index, robots) in classes.enumerated() {
      for row in robots.rows { owners[row] = Int32(index) }
    }
    classOfRow = owners
    edge = max(0.5, 2.5 * (reaches.max() ?? 0.5))
    var size = 16
    while size < 2 * count { size *= 2 }
    head = [Int32](repeating: -1, count: size)
    next = [Int32](repeating: -1, count: count)
  }

  /// Places a robot, its arm in a posture: the preferred one unless given.
  mutating func put(_ row: Int, at pose: Pose, _ posture: SIMD4<Float>? = nil) {
    poses[row] = pose
    if !postures.isEmpty { postures[row] = posture ?? bends[Int(classOfRow[row])] }
    let slot = bucket(column(pose.position.x), column(pose.position.y))
    next[row] = head[slot]
    head[slot] = Int32(row)
  }

  /// True where a disc keeps `margin` metres from the circles around all robots placed so far, and
  /// from the links of their arms.
  ///
  /// - Complexity: O(robots within reach).
  func isApart(_ position: Vec2, radius: Float, margin: Float) -> Bool {
    !hasNeighbour(position) { row in
      let other = Int(classOfRow[row])
      let gap = (poses[row].position - position).length - radii[other] - radius
      if gap < margin { return true }
      guard classes[other].embodiment.arm != nil else { return false }
      let disc = RoundedShape(core: [position], radius: radius)
      return classes[other].embodiment.links(at: poses[row], postures[row]).contains {
        $0.gap(to: disc) < margin
      }
    }
  }

  /// A robot in which another would stand, and how deep, metres.
  ///
  /// `isOfArms` where the outlines are apart and both have arms: one would be in an arm.
  typealias Overlap = (row: Int, depth: Float, isOfArms: Bool)

  /// The lowest robot placed so far that a robot at a pose would be in, with outline or arm in a
  /// posture, deeper than `slack` metres; nil where there is none.
  func overlap(
    with row: Int, at pose: Pose, _ posture: SIMD4<Float> = .zero, slack: Float
  ) -> Overlap? {
    let own = classes[Int(classOfRow[row])].embodiment
    let reach = reaches[Int(classOfRow[row])]
    var shapes: [RoundedShape] = []
    var result: Overlap?
    _ = hasNeighbour(pose.position) { other in
      let distance = (poses[other].position - pose.position).length
      guard other != row, other < result?.row ?? .max,
        distance < reach + reaches[Int(classOfRow[other])] - slack
      else {
        return false
      }
      if shapes.isEmpty { shapes = [own.outline(at: pose)] + own.links(at: pose, posture) }
      let embodiment = classes[Int(classOfRow[other])].embodiment
      var theirs = [embodiment.outline(at: poses[other])]
      if embodiment.arm != nil { theirs += embodiment.links(at: poses[other], postures[other]) }
      var gap = Float.infinity
      for shape in shapes { for their in theirs { gap = min(gap, shape.gap(to: their)) } }
      guard gap < -slack else { return false }
      let isOfArms =
        own.arm != nil && embodiment.arm != nil && shapes[0].gap(to: theirs[0]) >= -slack
      result = (other, -gap, isOfArms)
      return false
    }
    return result
  }

  /// True where `matches` holds for a robot in the buckets around a point (m).
  private func hasNeighbour(_ point: Vec2, _ matches: (Int) -> Bool) -> Bool {
    let (x, y) = (column(point.x), column(point.y))
    for dy in -1...1 {
      for dx in -1...1 {
        var row = head[bucket(x &+ dx, y &+ dy)]
        while row >= 0 {
          if matches(Int(row)) { return true }
          row = next[Int(row)]
        }
      }
    }
    return false
  }

  private func column(_ position: Float) -> Int {
    Int((min(max(position / edge, -1e9), 1e9)).rounded(.down))
  }

  private func bucket(_ x: Int, _ y: Int) -> Int {
    // Two odd constants near 2⁶⁴/φ and 2⁶⁴/φ² spread neighbouring buckets over the table.
    let mixed =
      UInt64(bitPattern: Int64(x)) &* 0x9E37_79B9_7F4A_7C15
      ^ UInt64(bitPattern: Int64(y)) &* 0xC2B2_AE3D_27D4_EB4F
    return Int((mixed >> 32) & UInt64(head.count - 1))
  }
}
