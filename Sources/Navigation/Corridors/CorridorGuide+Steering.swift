import Contracts
import SimCore

/// Where a robot steers.
extension CorridorGuide {
  /// Speed at which a robot takes a corner of a narrow way, m/s.
  private static let cornerSpeed: Float = 0.6

  /// How far ahead a robot looks at gates, metres: as far as it drives in five seconds, and no less than
  /// its body needs to turn.
  @inline(__always)
  private func horizon(_ robot: TrafficRobot) -> Float { 5 * robot.maxSpeed + 8 * robot.radius }

  func wayAhead(_ i: Int, _ robot: TrafficRobot) -> WayAhead {
    var way = WayAhead.arrived
    guard robot.state != .absent else { return way }
    let count = Int(armCount[i])
    guard count > 0 else {
      // No way: stand still, and say that the goal is not reached.
      way.distanceToGo = .infinity
      way.freeDistance = 0
      return way
    }
    let arms = arms.base + i * CorridorGuide.armSlots
    let isWhole = rest[i] < 0
    let reach = map.room(radius: robot.radius)
    let horizon = horizon(robot)
    var cone = CorridorCone(at: robot.position)
    var (rank, next) = (0, Int(gate[i]))
    var aim = robot.position
    var isGoal = false
    var isFirst = true
    var isNext = true
    let mouth = wants[i].count > 0 ? Int(wants[i].mouth) : -1
    var isMouth = false
    var isBeyondPlace = false
    way.halfWidth = map.gates[next].room
    while true {
      let arm = arms[rank]
      let isBack = arm & 1 != 0
      let isLast = isWhole && rank == count - 1
      let isBeyondGoal =
        isLast && (isBack ? next <= Int(goal[i].gate) : next > Int(goal[i].gate))
      if isBeyondGoal {
        isGoal = true
        break
      }
      if next == mouth {
        isMouth = true
        break
      }
      let found = map.gates[next]
      var ends = portal(found, robot)
      if isBack { ends = (ends.right, ends.left) }
      // What the robot has passed does not bind it, whether it lies at the beginning of its way or nearby.
      let offset = found.place - robot.position
      let isPassed = (robot.position - ends.right).cross(ends.left - ends.right) >= 0
      if !isPassed || !isFirst && offset.lengthSquared > found.room * found.room {
        isFirst = false
        // Who may go in passes those who wait on the right.
        let isToLane = entering[i].mouth < 0 || isDoor(2 * entering[i].mouth)
        if isToLane, keepRight(&ends, found, i, reach), isNext {
          keepLane(&way, i, robot, ends, found, isBack: isBack)
        }
        isNext = false
        if let before = approach(next, isBack: isBack, robot, ends, reach) {
          cone.pass(left: before.left, right: before.right)
        }
        cone.pass(left: ends.left, right: ends.right)
        if cone.length > 0 { break }
        aim = (ends.left + ends.right) * 0.5
      }
      // How far the chord is, and not its place on the axis, which in a hall lies in its middle.
      if !isFirst, found.squaredGap(to: robot.position) > horizon * horizon { break }
      if let onward = map.gate(after: next, on: arm) {
        next = onward
      } else if rank + 1 < count {
        rank += 1
        next = map.firstGate(arms[rank])
      } else {
        break
      }
    }
    if cone.length > 0 {
      way.target = cone.apex - robot.position
    } else if isMouth {
      // It lies beside the gates before, in view of whoever is near.
      let (place, inward) = waitingPlace(i)
      let isNear = (place - robot.position).length < 8 * narrow.reach
      way.target = (isNear ? place : cone.clamp(place)) - robot.position
      // Nobody turns round for his place in the line: who stands before it stays, unless he keeps others in.
      let token = wants[i].tokens[0]
      if (robot.position - place).dot(inward) > 0.5 * narrow.reach,
        !isDoor(token) || waitsWell(before: mouth, isBack: token & 2 != 0, robot.position)
      {
        way.target = inward * robot.radius
        isBeyondPlace = true
      }
    } else if isGoal {
      way.target = cone.clamp(goal[i].point) - robot.position
    } else {
      way.target = cone.clamp(aim) - robot.position
    }
    let reached = robot.position + way.target
    // In a straight line where nothing but that is left, and never less: goals lie off the axis.
    var onward = (goal[i].point - reached).length
    if !isGoal || cone.length > 0 {
      onward = max(onward, remaining(i, arms, count, rank: rank, gate: next))
    }
    way.distanceToGo = way.target.length + onward
    if mouth >= 0 {
      way.freeDistance =
        isBeyondPlace
        ? 0
        : isMouth && cone.length == 0
          ? way.target.length
          : max(
            0,
            wants[i].gap - (CorridorSections.headGap + CorridorSections.lineGap * Float(line[i]))
              * narrow.reach)
    }
    way.freeDistance = min(way.freeDistance, entering[i].free)
    if isHeld[i] != 0 { way.freeDistance = min(way.freeDistance, freeBehind[i]) }
    way.speedLimit = cornerLimit(robot, cone, way)
    return way
  }

  /// Where a robot comes up to a door that it has still before it: its lane, carried on before the mouth; nil elsewhere.
  @inline(__always)
  private func approach(
    _ gate: Int, isBack: Bool, _ robot: TrafficRobot, _ lane: (left: Vec2, right: Vec2),
    _ reach: Float
  ) -> (left: Vec2, right: Vec2)? {
    let number = narrow.ofGate[gate]
    guard isRegulated, number >= 0, narrow.sections[Int(number)].isDoor else { return nil }
    let section = narrow.sections[Int(number)]
    let length = CorridorGuide.approach * reach
    guard gate == Int(isBack ? section.last : section.first),
      map.gates[gate].gap(before: robot.position, isBack) > length
    else { return nil }
    let back = map.mouth(gate, isBack: isBack).inward * length
    return (lane.left - back, lane.right - back)
  }

  /// Where a robot waits that may not enter yet, metres, and the direction in: one behind the other in a
  /// line, where there is room for one.
  private func waitingPlace(_ i: Int) -> (place: Vec2, inward: Vec2) {
    let token = wants[i].tokens[0]
    let section = narrow.sections[Int(token >> 2)]
    let isBack = token & 2 != 0
    let gate = Int(isBack ? section.last : section.first)
    let head = waitingPlaces[Int(token >> 1)]
    let inward = map.mouth(gate, isBack: isBack).inward
    let place = head - inward * (CorridorSections.lineGap * Float(line[i]) * narrow.reach)
    return (map.isFree(place, narrow.reach) ? place : head, inward)
  }

  /// Length of the axis from a gate to the end of the way, metres.
  func remaining(
    _ i: Int, _ arms: UnsafeMutablePointer<Int32>, _ count: Int, rank: Int, gate: Int
  ) -> Float {
    var sum = max(0, rest[i])
    for k in rank..<count {
      let stretch = Int(arms[k] >> 1)
      let isBack = arms[k] & 1 != 0
      let whole = map.length(stretch)
      var (from, to) = isBack ? (whole, Float(0)) : (Float(0), whole)
      if k == rank { from = map.gates[gate].along }
      if k == count - 1, rest[i] < 0 { to = goal[i].along }
      sum += (to - from).magnitude
    }
    return sum
  }

  /// The speed that still lets the robot take the next corner of a narrow way.
  private func cornerLimit(
    _ robot: TrafficRobot, _ cone: CorridorCone, _ way: WayAhead
  ) -> Float {
    guard cone.length > 0, way.halfWidth < 2 * map.room(radius: robot.radius) else {
      return .infinity
    }
    let onward = ((cone.left + cone.right) * 0.5 - cone.apex).normalized
    guard onward.dot(way.target.normalized) < 0.8 else { return .infinity }
    let braking = 2 * 0.8 * robot.acceleration * max(0, way.target.length - robot.radius)
    return (CorridorGuide.cornerSpeed * CorridorGuide.cornerSpeed + braking).squareRoot()
  }
}
