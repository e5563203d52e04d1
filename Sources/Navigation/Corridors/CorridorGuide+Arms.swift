import SimCore

extension CorridorMap {
  /// The first gate of an arm.
  @inline(__always)
  func firstGate(_ arm: Int32) -> Int {
    let stretch = Int(arm >> 1)
    return arm & 1 == 0 ? Int(gateStart[stretch]) : Int(gateStart[stretch + 1]) - 1
  }

  /// The gate after one of an arm, or nil at the arm's head.
  @inline(__always)
  func gate(after gate: Int, on arm: Int32) -> Int? {
    let next = gate + (arm & 1 == 0 ? 1 : -1)
    return next == firstGate(arm ^ 1) + (arm & 1 == 0 ? 1 : -1) ? nil : next
  }

  /// The gate before one of an arm, or nil at the arm's tail.
  @inline(__always)
  func gate(before gate: Int, on arm: Int32) -> Int? {
    gate == firstGate(arm) ? nil : gate - (arm & 1 == 0 ? 1 : -1)
  }
}

extension CorridorCone {
  /// The point itself where it is in view, else the bound that hides it.
  @inline(__always)
  func clamp(_ point: Vec2) -> Vec2 {
    let arm = point - apex
    if (left - apex).cross(arm) > 0 { return left }
    if (right - apex).cross(arm) < 0 { return right }
    return point
  }
}
