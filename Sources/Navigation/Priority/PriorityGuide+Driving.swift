import Contracts
import SimCore

/// How far along its reservations each robot is, and where it drives.
extension PriorityGuide {
  /// Speed at which a robot takes a sharp corner, as a share of its maximum or of 1 m/s.
  private static let cornerSpeed: Float = 0.3
  /// How near to the middle of its region a robot is to be, in radii.
  static let nearness: Float = 0.2
  /// How far ahead on its line a robot steers, in radii.
  private static let lookahead: Float = 1.5
  /// Room kept behind somebody who leaves a region, in radii.
  private static let following: Float = 0.2

  /// Counts the regions that a robot has left behind.
  ///
  /// It writes the row of this robot alone, and reads how far those are that it waits for.
  func advance(_ i: Int, _ robot: TrafficRobot) {
    let before = passed[i]
    if pathCount[i] > 0, robot.state != .absent { passRegions(i, robot) }
    if robot.state == .holding, pathCount[i] == 2, hasFreeWay(i, 0),
      (robot.position - roadmap.places[region(i, 1)]).length < 0.5 * robot.radius
    {
      // It has begun to work a little before the middle.
      passed.base[i] += 1
      pathCount.base[i] = 1
    }
    let isUnderWay = (pathCount[i] > 1 || isJoining[i] != 0) && passed[i] == before
    still.base[i] = isUnderWay ? min(still[i] + 1, 1_000_000) : 0
  }

  private func passRegions(_ i: Int, _ robot: TrafficRobot) {
    let near = PriorityGuide.nearness * robot.radius
    if isJoining[i] != 0 {
      if (robot.position - roadmap.places[region(i, 0)]).length < 1.5 * near {
        isJoining.base[i] = 0
      } else {
        return
      }
    }
    // Whoever comes after it relies on it that those before it have left the region, too.
    while pathCount[i] > 1, hasFreeWay(i, 0) {
      let (from, to) = (roadmap.places[region(i, 0)], roadmap.places[region(i, 1)])
      let arm = to - from
      let offset = robot.position - to
      let isThere = offset.lengthSquared < near * near
      // Past it, on the line of its way: from beside it, the next straight line may lead over a corner.
      let lateral = offset.cross(arm).magnitude
      let isPast = offset.dot(arm) >= 0 && lateral < near * arm.length
      // Held up beside somebody who waits for it to go on, it goes on from where it is.
      let isNearBy = Float(still[i]) * period > 2 && offset.lengthSquared < 2.25 * near * near
      guard isThere || isPast || isNearBy else { return }
      passed.base[i] += 1
      pathCount.base[i] -= 1
    }
  }

  /// The way ahead of a robot: straight on as far as its reservations lead straight on, and free as far as
  /// those before it have left them.
  func wayAhead(_ i: Int, _ robots: UnsafePointer<TrafficRobot>) -> WayAhead {
    var way = WayAhead.arrived
    let robot = robots[i]
    guard robot.state != .absent else { return way }
    let isUnderWay = robot.state == .travelling
    guard robot.state != .holding else {
      way.target = robot.goal - robot.position
      way.distanceToGo = way.target.length
      return way
    }
    guard pathCount[i] > 0, !isUnderWay || row[i] >= 0 else {
      // No way: stand still, and say that the goal is not reached.
      way.distanceToGo = isUnderWay ? .infinity : 0
      way.freeDistance = 0
      return way
    }
    let count = Int(pathCount[i])
    let first = isJoining[i] != 0 ? 0 : 1
    var line = Line(at: robot.position)
    for k in first..<max(first, count) {
      let place = roadmap.places[region(i, k)]
      line.add(place, free: freeLength(i, k, from: line.end, to: place, robots))
    }
    let isLast = isUnderWay && Int32(head(i)) == goalRegion[i] && isAside[i] == 0
    if isLast {
      let start = robot.position
      line.add(
        robot.goal, free: first < count ? .infinity : room(i, 0, start, robot.goal, robots))
    } else if first >= count {
      stand(in: roadmap.places[region(i, 0)], robot, &line)
    }
    way.target = aim(at: line.aim, i, robot) - robot.position
    way.distanceToGo = line.length + (isLast ? 0 : toGo(i, from: head(i)))
    if isUnderWay, isAside[i] != 0 { way.distanceToGo += (robot.goal - robot.position).length }
    if !isUnderWay, line.length < robot.radius * PriorityGuide.nearness { way.distanceToGo = 0 }
    way.freeDistance = isLast && !line.isStopped ? .infinity : line.free
    // Straight from region to region: whoever swerves is in somebody else's. Who is not on it as yet finds its
    // way among the others.
    if isJoining[i] == 0 { way.halfWidth = -1 }
    if line.turn < 0.98 {
      // Bends of some ten degrees are driven through, from sixty on it is nearly a stop.
      let share = max(PriorityGuide.cornerSpeed, 2 * line.turn - 1)
      let slow = share * min(1, robot.maxSpeed)
      let left = (line.aim - robot.position).length
      way.speedLimit =
        (slow * slow + 1.4 * robot.acceleration * max(0, left - 0.05)).squareRoot()
    }
    if roadmap.hasSpeedLimits, pathCount[i] > 1, isJoining[i] == 0,
      let move = move(region(i, 0), region(i, 1))
    {
      way.speedLimit = min(way.speedLimit, roadmap.moves[move].speedLimit)
    }
    return way
  }

  /// Where a robot steers to get back onto the straight line of its move: a point of it a little ahead.
  private func aim(at end: Vec2, _ i: Int, _ robot: TrafficRobot) -> Vec2 {
    guard pathCount[i] > 1, isJoining[i] == 0 else { return end }
    let start = roadmap.places[region(i, 0)]
    let arm = end - start
    let length = arm.length
    guard length > 1e-3 else { return end }
    let along = (robot.position - start).dot(arm) / length
    let ahead = max(along, 0) + max(PriorityGuide.lookahead * robot.radius, 0.4 * robot.maxSpeed)
    return ahead < length ? start + arm * (ahead / length) : end
  }

  /// Keeps a robot that has nowhere to go on to in the middle of its region, unless it is there about.
  private func stand(in place: Vec2, _ robot: TrafficRobot, _ line: inout Line) {
    let gap = (place - robot.position).length
    if gap > 2 * PriorityGuide.nearness * robot.radius {
      line.add(place, free: .infinity)
    } else {
      line.isStopped = true
    }
  }

  /// How far a robot may drive towards the k-th region of its path, metres.
  private func freeLength(
    _ i: Int, _ k: Int, from start: Vec2, to place: Vec2, _ robots: UnsafePointer<TrafficRobot>
  ) -> Float {
    let free = room(i, k, start, place, robots)
    // Some may not have quite left the region in which it is, either.
    return k == 1 && isJoining[i] == 0 ? min(free, room(i, 0, start, place, robots)) : free
  }

  /// How far a robot may drive along a line behind those that have not quite left the k-th region of its path,
  /// metres.
  private func room(
    _ i: Int, _ k: Int, _ start: Vec2, _ end: Vec2, _ robots: UnsafePointer<TrafficRobot>
  ) -> Float {
    let region = region(i, k)
    let first = slot(i, k) * PriorityGuide.waitSlots
    // Where one may be at a time nobody is followed.
    if !roadmap.isExclusive.isEmpty, roadmap.isExclusive[region], !hasFreeWay(i, k) { return 0 }
    var free = Float.infinity
    for n in first..<first + PriorityGuide.waitSlots where isOutstanding(waits[n], for: i) {
      free = min(free, room(i, behind: waits[n], leaving: region, start, end, robots))
      guard free > 0 else { return 0 }
      // It may have come close behind somebody who has not quite left the region either.
      let before = slot(Int(waits[n].robot), 0) * PriorityGuide.waitSlots
      for m in before..<before + PriorityGuide.waitSlots
      where isOutstanding(waits[m], for: Int(waits[n].robot)) && Int(waits[m].robot) != i {
        free = min(free, room(i, behind: waits[m], leaving: region, start, end, robots))
      }
    }
    return free
  }

  /// How far a robot may drive along a line behind somebody who is about to leave a region, metres; 0 where it is
  /// not about to.
  @inline(__always)
  private func room(
    _ i: Int, behind visit: RegionVisit, leaving region: Int, _ start: Vec2, _ end: Vec2,
    _ robots: UnsafePointer<TrafficRobot>
  ) -> Float {
    let other = Int(visit.robot)
    guard other < robotCount, passed[other] == visit.passed - 1, pathCount[other] > 1,
      isJoining[other] == 0, self.region(other, 0) == region
    else { return 0 }
    let arm = end - start
    let onward = roadmap.places[self.region(other, 1)] - roadmap.places[region]
    // Who leaves towards the one that comes is not followed; from within, each goes its own way.
    guard region == self.region(i, 0) || onward.dot(arm) > -0.1 * onward.length * arm.length
    else { return 0 }
    let touch =
      robots[i].radius + robots[other].radius + PriorityGuide.following * robots[i].radius
    let offset = robots[other].position - start
    let direction = arm.normalized
    let (along, across) = (offset.dot(direction), offset.cross(direction).magnitude)
    guard across < touch, along > 0 else { return .infinity }
    let gap = max(0, along - (touch * touch - across * across).squareRoot())
    // It cannot stop at once either.
    let fleeing = max(0, robots[other].velocity.dot(direction))
    return gap + fleeing * fleeing / (2 * max(0.2, robots[other].acceleration))
  }

  /// A row of points that a robot drives to.
  private struct Line {
    /// Where it ends, and its length, metres.
    var end: Vec2
    var length: Float = 0
    /// Where the robot steers: the end of its first straight part.
    var aim: Vec2
    /// Metres that are free.
    var free: Float = 0
    var isStopped = false
    /// Cosine of its first turn.
    var turn: Float = 1
    private var hasCorner = false
    private var direction = Vec2.zero

    init(at point: Vec2) {
      end = point
      aim = point
    }

    mutating func add(_ point: Vec2, free: Float) {
      let arm = point - end
      let step = arm.length
      if !isStopped { self.free += min(step, free) }
      if free < step { isStopped = true }
      if step > 1e-3 {
        let onward = arm / step
        if direction == .zero {
          (direction, aim) = (onward, point)
        } else if !hasCorner, onward.dot(direction) > 0.995 {
          aim = point
        } else if !hasCorner {
          hasCorner = true
          turn = onward.dot(direction)
        }
      }
      length += step
      end = point
    }
  }
}
