import SimCore

/// How robots come onto the roadmap, and off it.
extension PriorityGuide {
  /// Seconds in which a robot is to be in the first of its regions, or looks for another.
  private static let joining: Float = 10

  /// Takes robots onto the roadmap that are on none of its regions, the nearest first, and those off it that
  /// left the world.
  mutating func joinAll(_ robots: UnsafePointer<TrafficRobot>) {
    var isAnyLoose = false
    if (0..<robotCount).contains(where: { breaksDown($0, robots[$0]) }) { takeBack(robots) }
    for i in 0..<robotCount {
      if pathCount[i] > 0, robots[i].state == .absent || isAstray(i, robots[i]) || joinsInVain(i) {
        _ = giveUp(i)
      }
      if pathCount[i] == 0, robots[i].state != .absent { isAnyLoose = true }
    }
    guard isAnyLoose else { return }
    for isNear in [true, false] {
      for i in 0..<robotCount where pathCount[i] == 0 && robots[i].state != .absent {
        join(i, robots[i], isNear: isNear)
      }
    }
  }

  private mutating func join(_ i: Int, _ robot: TrafficRobot, isNear: Bool) {
    let found = roadmap.nearest(to: robot.position, level: levels[i]) { region in
      let gap = (roadmap.places[region] - robot.position).length
      if isNear && gap > 0.35 * roadmap.spacing { return false }
      return roadmap.mayBeIn(region, kind: kinds[i]) && holder[region] < 0 && isBlocked[region] == 0
        && conflictsAreEmpty(region, but: i)
        && waitCount(i, region, move: nil) <= PriorityGuide.waitSlots
        && (gap < 0.5 * robot.radius
          || map.isStraightWay(roadmap.places[region], robot.position, room: 0.9 * robot.radius))
    }
    guard let found else { return }
    pathCount[i] = 1
    path[slot(i, 0)] = Int32(found)
    isJoining[i] = 1
    still[i] = 0
    holder[found] = Int32(i)
    reserve(i, 0, found, move: nil)
  }

  private func conflictsAreEmpty(_ region: Int, but i: Int) -> Bool {
    for k in roadmap.conflictStart[region]..<roadmap.conflictStart[region + 1] {
      let other = holder[Int(roadmap.conflicts[Int(k)])]
      if other >= 0, other != Int32(i) { return false }
    }
    return true
  }

  /// True where others stand between a robot and the region that it is to come into, perhaps since they wait for
  /// it.
  private func joinsInVain(_ i: Int) -> Bool {
    guard isJoining[i] != 0, pathCount[i] == 1, Float(still[i]) * period > PriorityGuide.joining
    else {
      return false
    }
    return hasFreeWay(i, 0)
  }

  /// True where a robot was pushed far off its path.
  private func isAstray(_ i: Int, _ robot: TrafficRobot) -> Bool {
    guard isJoining[i] == 0, robot.state != .holding else { return false }
    let from = roadmap.places[region(i, 0)]
    let to = pathCount[i] > 1 ? roadmap.places[region(i, 1)] : from
    if pathCount[i] == 1, Int32(region(i, 0)) == goalRegion[i], isAside[i] == 0 { return false }
    return distance(from: robot.position, toSegment: from, to) > roadmap.spacing
  }
}
