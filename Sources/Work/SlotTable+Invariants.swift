import SimCore

#if DEBUG
  extension FleetWork {
    /// The first thing that must be true of jobs, slots and robots between two ticks and is not; nil
    /// where all is.
    ///
    /// - Complexity: O(jobs + slots + robots).
    public func brokenInvariant() -> String? {
      board.brokenInvariant() ?? slots.brokenInvariant(robots)
    }
  }

  extension SlotTable {
    /// The first thing that must be true of the slots between two ticks and is not; nil where all is.
    ///
    /// A robot claims the slot that it holds or queues for, and the one that it has done with but still
    /// stands in; nobody else claims one, and an owner is one of those who do.
    ///
    /// - Complexity: O(slots + robots).
    func brokenInvariant(_ robots: borrowing Buffer<RobotWork>) -> String? {
      var claims = [Int32](repeating: 0, count: owner.count)
      for row in 0..<robots.count {
        for slot in [robots[row].slot, robots[row].leavingSlot] {
          if let slot { claims[slot] += 1 }
        }
      }
      for slot in 0..<owner.count {
        if claimCount[slot] != claims[slot] {
          return "slot \(slot) has \(claimCount[slot]) claims, of \(claims[slot]) robots"
        }
        let robot = Int(owner[slot])
        guard robot >= 0 else { continue }
        guard robot < robots.count else { return "slot \(slot) belongs to robot \(robot)" }
        if robots[robot].slot != slot && robots[robot].leavingSlot != slot {
          return "slot \(slot) belongs to robot \(robot), which does not claim it"
        }
      }
      return nil
    }
  }
#endif
