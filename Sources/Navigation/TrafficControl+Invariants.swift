import SimCore

#if DEBUG
  extension TrafficControl {
    /// The first thing that must be true of traffic between two ticks and is not; nil where all is.
    ///
    /// A cell is held by its owner and an owner holds its cells, one robot a cell; routes and holdings
    /// fit their rows; a region counts the robots it admitted.
    ///
    /// - Complexity: O(cells + robots).
    public func brokenInvariant() -> String? {
      var holdings = 0
      var admitted = [Int32](repeating: 0, count: regionCount.count)
      for robot in 0..<robotCount {
        guard (0...TrafficControl.routeSlots).contains(Int(routeCount[robot])) else {
          return "the route of robot \(robot) has \(routeCount[robot]) cells"
        }
        guard (0...TrafficControl.heldSlots).contains(Int(heldCount[robot])) else {
          return "robot \(robot) holds \(heldCount[robot]) cells"
        }
        for k in 0..<Int(heldCount[robot]) {
          let cell = Int(held[robot * TrafficControl.heldSlots + k])
          guard (0..<map.cellCount).contains(cell) else { return "cell \(cell) is held" }
          if owner[cell] != Int32(robot) {
            return "robot \(robot) holds cell \(cell), which belongs to \(owner[cell])"
          }
        }
        holdings += Int(heldCount[robot])
        let region = Int(token[robot])
        if region >= 0 {
          guard region < admitted.count else { return "robot \(robot) is in region \(region)" }
          admitted[region] += 1
        }
      }
      var owned = 0
      for cell in 0..<map.cellCount where owner[cell] >= 0 { owned += 1 }
      if owned != holdings { return "\(owned) cells have owners, who hold \(holdings)" }
      for region in 0..<admitted.count where regionCount[region] != admitted[region] {
        return "region \(region) admitted \(admitted[region]), counts \(regionCount[region])"
      }
      return nil
    }
  }
#endif
