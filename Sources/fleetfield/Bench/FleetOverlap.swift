import SimCore

/// How deep the robots of the fleet workload lie in each other, over their true shapes.
///
/// The search and the distances are its own, so that one check judges any engine's poses.
struct FleetOverlap {
  /// Mean depth of the pairs that overlap, metres.
  private(set) var mean = 0.0
  /// The largest depth, metres.
  private(set) var deepest = 0.0
  /// Pairs of robots that overlap.
  private(set) var pairCount = 0
  /// Robots whose centre is outside the walls.
  private(set) var outsideCount = 0

  /// Measures robots in a walled square; those of odd index are boxes, the others discs.
  ///
  /// - Parameters:
  ///   - poses: Of all robots.
  ///   - side: Of the square around the origin, metres.
  init(poses: [Pose], side: Float) {
    let columns = Int(side) + 1
    func cell(_ x: Float) -> Int { min(columns - 1, max(0, Int(x + side / 2))) }
    // Lists of robots per cell, as (first, next).
    var first = [Int32](repeating: -1, count: columns * columns)
    var next = [Int32](repeating: -1, count: poses.count)
    var sum = 0.0
    for i in 0..<poses.count {
      let position = poses[i].position
      if max(abs(position.x), abs(position.y)) > side / 2 { outsideCount += 1 }
      let x = cell(position.x)
      let y = cell(position.y)
      for row in max(0, y - 1)...min(columns - 1, y + 1) {
        for column in max(0, x - 1)...min(columns - 1, x + 1) {
          var j = Int(first[row * columns + column])
          while j >= 0 {
            let gap = Double(Self.gap(poses[i], i % 2 == 1, poses[j], j % 2 == 1))
            if gap < 0 {
              sum -= gap
              pairCount += 1
              deepest = max(deepest, -gap)
            }
            j = Int(next[j])
          }
        }
      }
      next[i] = first[y * columns + x]
      first[y * columns + x] = Int32(i)
    }
    if pairCount > 0 { mean = sum / Double(pairCount) }
  }

  /// The gap of two robots, metres; negative where they overlap (then the least one over all axes).
  private static func gap(_ a: Pose, _ aIsBox: Bool, _ b: Pose, _ bIsBox: Bool) -> Float {
    let delta = b.position - a.position
    // Farther than two half diagonals of a box.
    if delta.lengthSquared > 0.5 { return 1 }
    if !aIsBox && !bIsBox { return delta.length - 0.5 }
    if !aIsBox { return gap(b, true, a, false) }
    let half = Vec2(0.25, 0.2)
    if !bIsBox {
      let local = a.inverseTransform(b.position)
      let outside = Vec2(max(abs(local.x) - half.x, 0), max(abs(local.y) - half.y, 0))
      if outside != .zero { return outside.length - 0.25 }
      return max(abs(local.x) - half.x, abs(local.y) - half.y) - 0.25
    }
    let turn = Rotation(
      cosine: a.rotation.cosine * b.rotation.cosine + a.rotation.sine * b.rotation.sine,
      sine: a.rotation.cosine * b.rotation.sine - a.rotation.sine * b.rotation.cosine)
    let c = abs(turn.cosine)
    let s = abs(turn.sine)
    let inA = a.inverseTransform(b.position)
    let inB = b.inverseTransform(a.position)
    let reach = Vec2(half.x + c * half.x + s * half.y, half.y + s * half.x + c * half.y)
    return max(
      max(abs(inA.x) - reach.x, abs(inA.y) - reach.y),
      max(abs(inB.x) - reach.x, abs(inB.y) - reach.y))
  }
}
