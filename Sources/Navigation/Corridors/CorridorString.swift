import SimCore

extension CorridorMap {
  /// The corners of the tight string through a way: from the start to the goal, metres.
  ///
  /// - Parameters:
  ///   - start: Where it begins.
  ///   - goal: Where it ends.
  ///   - arms: All arms of the way.
  ///   - radius: Room that is kept to either side where there is as much, metres.
  /// - Returns: The corners, the start and the goal among them.
  /// - Complexity: O(gates), as long as the string does not fold back on itself.
  func string(
    from start: CorridorPlace, to goal: CorridorPlace, arms: UnsafeBufferPointer<Int32>,
    radius: Float
  ) -> [Vec2] {
    var passed: [(gate: Int, isBack: Bool)] = []
    for (rank, arm) in arms.enumerated() {
      let range = span(
        arm: arm, after: rank == 0 ? start : nil, before: rank == arms.count - 1 ? goal : nil,
        radius)
      guard let range else { continue }
      let isBack = arm & 1 != 0
      for k in stride(from: range.first, through: range.last, by: isBack ? -1 : 1) {
        passed.append((k, isBack))
      }
    }
    // The start may have passed gates of the next stretches, too, and the goal lie before earlier ones.
    func side(_ of: Vec2, _ gate: (gate: Int, isBack: Bool)) -> Float {
      self.gates[gate.gate].side(of: of, gate.isBack, radius)
    }
    let skipped = passed.prefix { side(start.point, $0) > 0 }.count
    passed.removeFirst(skipped)
    while let last = passed.last, side(goal.point, last) <= 0 { passed.removeLast() }
    var gates = passed.map { gate, isBack in
      let ends = self.gates[gate].ends(radius)
      return isBack ? (left: ends.right, right: ends.left) : ends
    }
    gates.append((goal.point, goal.point))
    var corners = [start.point]
    var apex = start.point
    var (left, right) = (gates[0].left, gates[0].right)
    var (leftIndex, rightIndex) = (0, 0)
    var k = 1
    while k < gates.count {
      let gate = gates[k]
      // The right side turns in, or crosses the left one: then the left corner is on the string.
      if (right - apex).cross(gate.right - apex) >= 0 {
        if apex == right || (left - apex).cross(gate.right - apex) < 0 {
          (right, rightIndex) = (gate.right, k)
        } else {
          apex = left
          if corners[corners.count - 1] != apex { corners.append(apex) }
          k = leftIndex + 1
          guard k < gates.count else { break }
          (left, right) = (gates[k].left, gates[k].right)
          (leftIndex, rightIndex) = (k, k)
          k += 1
          continue
        }
      }
      if (left - apex).cross(gate.left - apex) <= 0 {
        if apex == left || (right - apex).cross(gate.left - apex) > 0 {
          (left, leftIndex) = (gate.left, k)
        } else {
          apex = right
          if corners[corners.count - 1] != apex { corners.append(apex) }
          k = rightIndex + 1
          guard k < gates.count else { break }
          (left, right) = (gates[k].left, gates[k].right)
          (leftIndex, rightIndex) = (k, k)
          k += 1
          continue
        }
      }
      k += 1
    }
    if corners[corners.count - 1] != goal.point { corners.append(goal.point) }
    return corners
  }
}
