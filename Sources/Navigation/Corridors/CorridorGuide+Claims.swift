import SimCore

extension CorridorGuide {
  /// Seconds after which who waits for an opposing flow closes the section to it.
  private static let patience: Float = 4
  /// Seconds without progress after which a robot gives up what it has not entered yet.
  ///
  /// Somebody stands before it, and others wait for nothing. Robots near the mouth keep it twice as long:
  /// without it they stand in the way; but beside one that waits they may never get past.
  private static let lapse: Float = 8
  /// How near that is, in reaches of the largest robot: the first of a line, and a half more.
  private static let nearMouth = CorridorSections.headGap + 1.5

  /// Whether a robot is under way, for work or to go aside.
  @inline(__always)
  func isUnderWay(_ i: Int, _ robot: TrafficRobot) -> Bool {
    robot.state == .travelling || robot.state == .idle && aside[i].kind != .none
  }

  /// Gives up the claims of sections that lie behind, takes those in which the robot is anyhow, and notes
  /// what it asks for next.
  ///
  /// It reads and writes the rows of this robot alone.
  func reviewClaims(_ i: Int, _ robot: TrafficRobot) {
    wants.base[i].count = 0
    entering.base[i] = Entering()
    guard robot.state != .absent, armCount[i] > 0 else {
      claims.base[i].count = 0
      claims.base[i].waited = 0
      return
    }
    let row = arms.base + i * CorridorGuide.armSlots
    dropPassed(i, robot, row)
    takePresent(i, robot, row)
    guard isUnderWay(i, robot) else {
      claims.base[i].waited = 0
      return
    }
    if claims[i].count > 0 { entering.base[i] = nextMouth(i, robot, row) }
    ask(i, robot, row)
    claims.base[i].waited = wants[i].count > 0 ? claims[i].waited + 1 : 0
  }

  /// Where a robot is of a section of its stretch: −1 before its start, 0 inside with some part of it, 1
  /// beyond its end.
  ///
  /// Sections end with the chords of their outer gates: the places of these on the axis may lie far off.
  @inline(__always)
  private func rank(
    _ i: Int, _ robot: TrafficRobot, in section: CorridorSections.Section, isBack: Bool
  ) -> Int {
    let next = gate[i]
    let isAtStart = isBack ? next < section.innerFirst : next <= section.innerFirst
    let isAtEnd = isBack ? next >= section.innerLast : next > section.innerLast
    // At its ends it is inside where it reaches into the mouth, and not beside it.
    let reach = robot.radius * robot.radius
    if isAtStart {
      guard next + 3 >= section.first else { return -1 }
      return map.gates[Int(section.first)].squaredGap(to: robot.position) < reach ? 0 : -1
    }
    if isAtEnd {
      guard next <= section.last + 3 else { return 1 }
      return map.gates[Int(section.last)].squaredGap(to: robot.position) < reach ? 0 : 1
    }
    return 0
  }

  private func dropPassed(
    _ i: Int, _ robot: TrafficRobot, _ row: UnsafeMutablePointer<Int32>
  ) {
    guard claims[i].count > 0 else { return }
    let arm = row[0]
    let isBack = arm & 1 != 0
    let fromTail = -map.gates[map.firstGate(arm)].gap(before: robot.position, isBack)
    var kept = SectionClaims()
    kept.waited = claims[i].waited
    for k in 0..<Int(claims[i].count) {
      let token = claims[i].tokens[k]
      let section = narrow.sections[Int(token >> 2)]
      let isUsedBack = token & 2 != 0
      var (isInside, isAhead) = (false, false)
      if section.stretch == arm >> 1 {
        let rank = rank(i, robot, in: section, isBack: isBack)
        isInside = rank == 0
        isAhead = isUsedBack == isBack && rank == (isBack ? 1 : -1)
      } else {
        for rank in 1..<max(1, Int(armCount[i]))
        where row[rank] == section.stretch * 2 + (isUsedBack ? 1 : 0) { isAhead = true }
        // Its rear may still be in the section that it has left at the junction behind.
        isInside = fromTail < robot.radius && touchesTail(section, of: arm)
      }
      let mouth = map.gates[Int(isUsedBack ? section.last : section.first)]
      let near = CorridorGuide.nearMouth * narrow.reach
      let isNear = mouth.squaredGap(to: robot.position) < near * near
      let lapse =
        section.isDoor ? CorridorGuide.doorLapse : (isNear ? 2 : 1) * CorridorGuide.lapse
      let isStuck = still[i] > Int32(lapse / period)
      if isInside || isAhead && isUnderWay(i, robot) && !isStuck { kept.append(token) }
    }
    claims.base[i] = kept
  }

  /// True where a section ends at the junction that an arm leaves.
  private func touchesTail(_ section: CorridorSections.Section, of arm: Int32) -> Bool {
    let ends = map.ends[Int(section.stretch)]
    let tail = map.tail(arm)
    return ends.x == tail && section.from < narrow.reach
      || ends.y == tail && section.to > map.length(Int(section.stretch)) - narrow.reach
  }

  private func takePresent(
    _ i: Int, _ robot: TrafficRobot, _ row: UnsafeMutablePointer<Int32>
  ) {
    let arm = row[0]
    let isBack = arm & 1 != 0
    let next = Int(gate[i])
    let before = map.gate(before: next, on: arm) ?? next
    let way: Int32 = isBack ? 2 : 0
    for k in 0..<2 {
      let section = narrow.ofGate[k == 0 ? next : before]
      guard section >= 0, !narrow.sections[Int(section)].isOneWay,
        rank(i, robot, in: narrow.sections[Int(section)], isBack: isBack) == 0
      else { continue }
      let ends: Int32 = endsInside(i, robot, section) ? 1 : 0
      var isKnown = false
      for k in 0..<Int(claims[i].count) where claims[i].tokens[k] >> 2 == section {
        // Who has turned round, or come to stand, holds it as he is now.
        claims.base[i].tokens[k] = section * 4 + way + ends
        isKnown = true
      }
      if !isKnown { claims.base[i].append(section * 4 + way + ends) }
    }
  }

  /// True where a robot stands, or its way ends, in a section.
  private func endsInside(_ i: Int, _ robot: TrafficRobot, _ section: Int32) -> Bool {
    if !isUnderWay(i, robot) { return true }
    guard rest[i] < 0 else { return false }
    let last = arms[i * CorridorGuide.armSlots + Int(armCount[i]) - 1]
    let part = narrow.sections[Int(section)]
    guard part.stretch == last >> 1 else { return false }
    return isInside(part, goal[i].point, before: goal[i].gate + 1, robot.radius)
  }

  /// True where a disc of a radius (m) reaches into a section at a point (m) of its stretch before a gate.
  ///
  /// By its chords: along the axis a door reaches as far as the middle of the halls beside it.
  func isInside(
    _ section: CorridorSections.Section, _ point: Vec2, before gate: Int32, _ radius: Float
  ) -> Bool {
    if gate > section.innerFirst && gate <= section.innerLast { return true }
    let end = gate <= section.innerFirst ? section.first : section.last
    return map.gates[Int(end)].squaredGap(to: point) < radius * radius
  }

  /// Notes the sections that lie next on the way and are not claimed yet.
  private func ask(_ i: Int, _ robot: TrafficRobot, _ row: UnsafeMutablePointer<Int32>) {
    let speed = robot.velocity.length
    let horizon =
      speed * speed / max(0.2, robot.acceleration) + 6 * narrow.reach + 1 + speed * 4 * period
    let room = 6 * narrow.reach
    let count = Int(armCount[i])
    let isWhole = rest[i] < 0
    var (rank, next) = (0, Int(gate[i]))
    var length = max(
      0, map.gates[next].gap(before: robot.position, row[0] & 1 != 0))
    var wish = SectionWish()
    var lastEnd: Float = -.infinity
    while true {
      let arm = row[rank]
      let isBack = arm & 1 != 0
      let isLast = isWhole && rank == count - 1
      let isBeyondGoal =
        isLast && (isBack ? next <= Int(goal[i].gate) : next > Int(goal[i].gate))
      if isBeyondGoal { break }
      var section = narrow.ofGate[next]
      if section >= 0, narrow.sections[Int(section)].isOneWay {
        if wish.count == 0 { noteStreet(i, robot, section, isBack) }
        section = -1
      }
      if section >= 0 {
        let isNew = wish.count == 0 || wish.tokens[Int(wish.count) - 1] >> 2 != section
        // Of a section that it has left its last gates may still lie ahead.
        let isBehind =
          rank == 0
          && self.rank(i, robot, in: narrow.sections[Int(section)], isBack: isBack)
            == (isBack ? -1 : 1)
        if isNew && !isBehind && !claims[i].holds(section) {
          if wish.count == 0 {
            if length > horizon { break }
            (wish.mouth, wish.gap) = (Int32(next), length)
            let mouth = (map.gates[next].left + map.gates[next].right) * 0.5
            let direct = (mouth - robot.position).length
            // Axis and chords go apart near a mouth; much longer ways go round a corner.
            wish.distance = length > 2 * direct + room ? length : direct
          } else if max(length - lastEnd, gap(from: wish.tokens[Int(wish.count) - 1], to: next))
            > room
          {
            break
          }
          if narrow.sections[Int(section)].isDoor {
            if wish.count == 0 {
              wish.isBeside = !isBefore(next, isBack: isBack, robot.position)
            }
          } else if isTooNear(i, robot, section, isBack, rank: rank, gate: next) {
            wish.isBarred = true
          }
          wish.tokens[Int(wish.count)] =
            section * 4 + (isBack ? 2 : 0) + (endsInside(i, robot, section) ? 1 : 0)
          wish.count += 1
          if wish.count + claims[i].count >= 8 { break }
        }
        lastEnd = length
      } else if wish.count > 0 && length - lastEnd > room {
        break
      } else if wish.count == 0 && length > horizon {
        break
      }
      if let onward = map.gate(after: next, on: arm) {
        length += (map.gates[onward].along - map.gates[next].along).magnitude
        next = onward
      } else if rank + 1 < count {
        rank += 1
        next = map.firstGate(row[rank])
      } else {
        break
      }
    }
    wants.base[i] = wish
  }

  /// Metres between the chord by which a section is left and a gate.
  ///
  /// Along the axis there may be none, though a hall lies between: gates as far as its middle have the chord of the door.
  private func gap(from token: Int32, to gate: Int) -> Float {
    let section = narrow.sections[Int(token >> 2)]
    let out = map.gates[Int(token & 2 != 0 ? section.first : section.last)]
    let into = map.gates[gate]
    return min(
      min(into.squaredGap(to: out.left), into.squaredGap(to: out.right)),
      min(out.squaredGap(to: into.left), out.squaredGap(to: into.right))
    ).squareRoot()
  }

  /// True where a robot that waits for its place would have to do so in a section or in the mouth behind it:
  /// then it waits before it, for whoever leaves the place may have to come through.
  private func isTooNear(
    _ i: Int, _ robot: TrafficRobot, _ section: Int32, _ isBack: Bool, rank: Int, gate: Int
  ) -> Bool {
    guard robot.standOff > 0, aside[i].kind == .none else { return false }
    let part = narrow.sections[Int(section)]
    let toGo = remaining(
      i, arms.base + i * CorridorGuide.armSlots, Int(armCount[i]), rank: rank, gate: gate)
    let direct = map.gates[Int(isBack ? part.first : part.last)].squaredGap(to: robot.goal)
    return max(toGo - (part.to - part.from), direct.squareRoot())
      < robot.standOff + 2.5 * narrow.reach
  }

  /// Gives claims, mouth by mouth and from the front; true where somebody has to wait.
  mutating func grantClaims(_ robots: UnsafePointer<TrafficRobot>) -> Bool {
    guard !narrow.sections.isEmpty else { return false }
    var isAnyHeld = false
    users.fill(SectionUse())
    var count = 0
    for i in 0..<robotCount {
      for k in 0..<Int(claims[i].count) { enter(claims[i].tokens[k]) }
      if entering[i].mouth >= 0 { come(entering[i].mouth) }
      if wants[i].count > 0 {
        asking[count] = Int32(i)
        count += 1
      }
    }
    for k in 0..<count {
      let i = Int(asking[k])
      let token = wants[i].tokens[0]
      let (section, waited) = (Int(token >> 2), claims[i].waited)
      if token & 2 != 0 {
        users[section].oldestBackward = max(users[section].oldestBackward, waited)
      } else {
        users[section].oldestForward = max(users[section].oldestForward, waited)
      }
    }
    sortAsking(count)
    let patience = Int32(CorridorGuide.patience / period)
    for k in 0..<count {
      let i = Int(asking[k])
      let wish = wants[i]
      // Who is in one of them already, or may go in, is held up by nobody who only waits: it must get out.
      let isInside = claims[i].count > 0
      let isFree =
        !wish.isBarred && !(wish.isBeside && isUsed(wish.tokens[0]))
        && (0..<Int(wish.count)).allSatisfy { isOpen(wish.tokens[$0], isInside: isInside) }
      if isFree {
        for k in 0..<Int(wish.count) {
          claims[i].append(wish.tokens[k])
          enter(wish.tokens[k])
        }
        come(wish.tokens[0] >> 1)
        claims[i].waited = 0
        // Who stood in line was not stuck.
        still[i] = 0
        wants[i].count = 0
      } else {
        isAnyHeld = true
        let token = wish.tokens[0]
        noteWaitingPlace(Int(token >> 1))
        if token & 2 != 0 {
          line[i] = users[Int(token >> 2)].lineBackward
          users[Int(token >> 2)].lineBackward += 1
        } else {
          line[i] = users[Int(token >> 2)].lineForward
          users[Int(token >> 2)].lineForward += 1
        }
        guard claims[i].waited > patience, !wish.isBarred else { continue }
        for k in 0..<Int(wish.count) where !isDoor(wish.tokens[k]) {
          users[Int(wish.tokens[k] >> 2)].closed |= wish.tokens[k] & 2 != 0 ? 1 : 2
        }
      }
    }
    return isAnyHeld
  }

  /// Finds the waiting place before a mouth, once somebody waits there.
  private mutating func noteWaitingPlace(_ mouth: Int) {
    guard waitingPlaces[mouth].x.isNaN else { return }
    let (section, isBack) = (narrow.sections[mouth >> 1], mouth & 1 != 0)
    waitingPlaces[mouth] = map.waitingPlace(
      before: Int(isBack ? section.last : section.first), isBack: isBack, reach: narrow.reach)
  }

  /// Sorts the robots that ask as they are served: mouth by mouth, that before which somebody has waited
  /// longest first, and at a mouth those in front before those behind.
  private mutating func sortAsking(_ count: Int) {
    let (wants, users) = (wants.base, users.base)
    func oldest(_ mouth: Int32) -> Int32 {
      let use = users[Int(mouth >> 1)]
      return mouth & 1 != 0 ? use.oldestBackward : use.oldestForward
    }
    heapSort(asking.base, count: count) { a, b in
      let (first, second) = (wants[Int(a)].tokens[0] >> 1, wants[Int(b)].tokens[0] >> 1)
      if first != second {
        let (mine, its) = (oldest(first), oldest(second))
        return mine != its ? mine > its : first < second
      }
      let (mine, its) = (wants[Int(a)].distance, wants[Int(b)].distance)
      return mine != its ? mine < its : a < b
    }
  }

  private mutating func enter(_ token: Int32) {
    let section = Int(token >> 2)
    if token & 1 != 0 { users[section].enders += 1 }
    if token & 2 != 0 { users[section].backward += 1 } else { users[section].forward += 1 }
  }

  private func isOpen(_ token: Int32, isInside: Bool) -> Bool {
    if isDoor(token) { return isOpen(door: token) }
    let use = users[Int(token >> 2)]
    if use.enders > 0 { return false }
    let closed = isInside ? 0 : use.closed
    return token & 2 != 0
      ? use.forward == 0 && closed & 2 == 0 : use.backward == 0 && closed & 1 == 0
  }
}

extension CorridorMap.Gate {
  /// Metres from a point to the line of the chord, as one drives; below 0 beyond it.
  @inline(__always)
  func gap(before point: Vec2, _ isBack: Bool) -> Float {
    let gap = (point - right).cross(right - left) / max(1e-6, (left - right).length)
    return isBack ? -gap : gap
  }

  /// Square of the distance from a point to the chord, m².
  @inline(__always)
  func squaredGap(to point: Vec2) -> Float {
    let chord = left - right
    let t = min(1, max(0, (point - right).dot(chord) / max(1e-9, chord.lengthSquared)))
    return (point - right - chord * t).lengthSquared
  }
}
