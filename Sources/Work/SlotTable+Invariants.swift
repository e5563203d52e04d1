import SimCore

#if DEBUG
  extension SlotTable {
    /// The first thing that must be true of the slots between two ticks and is not; nil where all is.
    ///
    /// No slot has fewer than no claims, an owned one has its owner's, and no robot owns two.
    ///
    /// - Complexity: O(slots + robots).
    public func brokenInvariant(robotCount: Int) -> String? {
      var owned = [Int32](repeating: -1, count: robotCount)
      for slot in 0..<owner.count {
        let robot = Int(owner[slot])
        if claimCount[slot] < 0 { return "slot \(slot) has \(claimCount[slot]) claims" }
        guard robot >= 0 else { continue }
        guard robot < robotCount else { return "slot \(slot) belongs to robot \(robot)" }
        if claimCount[slot] == 0 { return "slot \(slot) of robot \(robot) has no claim" }
        if owned[robot] >= 0 { return "robot \(robot) owns slots \(owned[robot]) and \(slot)" }
        owned[robot] = Int32(slot)
      }
      return nil
    }
  }
#endif
