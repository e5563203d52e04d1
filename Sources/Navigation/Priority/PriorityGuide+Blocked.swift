import SimCore

/// Who stands in the way and does not move.
extension PriorityGuide {
  /// Seconds for which a region is blocked until ways lead round it.
  private static let closing: Float = 10

  /// Notes the regions in which somebody stands who is not led, who has failed, or who works beside its region.
  mutating func noteBlocked(_ robots: UnsafePointer<TrafficRobot>) {
    for k in 0..<blockedCount { isBlocked[Int(blocked[k])] = 0 }
    var count = blockedCount
    for i in 0..<robotCount where isMovable[i] == 0 {
      let robot = robots[i]
      guard robot.position.x.isFinite, robot.position.y.isFinite else { continue }
      // Who works in its region leaves it before long.
      if pathCount[i] > 0, !hasFailed(robot),
        (roadmap.places[head(i)] - robot.position).length < 0.5 * robot.radius
      {
        continue
      }
      func block(_ region: Int) {
        guard isBlocked[region] == 0 else { return }
        isBlocked.base[region] = 1
        guard blockedTicks[region] == 0 else { return }
        blocked.base[count] = Int32(region)
        count += 1
      }
      let largest = roadmap.radii[roadmap.radii.count - 1]
      roadmap.forEach(near: robot.position, within: robot.radius + largest) { region in
        let gap = (roadmap.places[region] - robot.position).length
        if gap < robot.radius + roadmap.radii[Int(roadmap.level[region])] { block(region) }
      }
      // Who stands between two regions keeps both.
      if isOut[i] != 0 { for k in 0..<Int(pathCount[i]) { block(region(i, k)) } }
    }
    blockedCount = count
    countBlocked()
  }

  /// Counts for how long regions have been blocked, and forgets those that are no more.
  private mutating func countBlocked() {
    let limit = Int32(PriorityGuide.closing / period)
    var (kept, isChanged) = (0, false)
    for k in 0..<blockedCount {
      let region = Int(blocked[k])
      guard isBlocked[region] != 0 else {
        if isClosed[region] != 0 { isChanged = true }
        (blockedTicks[region], isClosed[region]) = (0, 0)
        continue
      }
      blockedTicks[region] = min(blockedTicks[region] + 1, 1_000_000)
      if blockedTicks[region] > limit, isClosed[region] == 0 {
        (isClosed[region], isChanged) = (1, true)
      }
      blocked[kept] = Int32(region)
      kept += 1
    }
    blockedCount = kept
    if isChanged { distances.refill(avoiding: isClosed.base, roadmap) }
  }

  /// Lists the blocked regions from how long they have been so.
  mutating func findBlocked() {
    isBlocked.fill(0)
    isClosed.fill(0)
    blockedCount = 0
    let limit = Int32(PriorityGuide.closing / period)
    for region in 0..<roadmap.count where blockedTicks[region] > 0 {
      isBlocked[region] = 1
      isClosed[region] = blockedTicks[region] > limit ? 1 : 0
      blocked[blockedCount] = Int32(region)
      blockedCount += 1
    }
  }

  /// True where a robot is no more led, or stands far from where it was to go.
  func hasFailed(_ robot: TrafficRobot) -> Bool {
    robot.state == .absent
      || robot.state == .holding && (robot.goal - robot.position).length > 2 * robot.radius
  }
}
