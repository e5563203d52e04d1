import SimCore

/// Doors: openings from open ground to open ground in which one robot each way passes another, and no more.
///
/// Each way has its half, and nobody has to wait for the other. Without more of a rule a crowd before the mouth
/// spreads over the half of those who come out; they stand, then those behind them, and the door is shut from both
/// sides. So a door is entered with a claim, too, one for each way:
///
/// 1. Few have one at a time, so that nobody else comes near the mouth. Only who stands before the mouth and not
///    beside it gets one, unless nobody else is there: from the side one turns across the half of the others.
/// 2. Who has one comes up to the mouth in its own half, and enters straight.
/// 3. Who has none waits in line, out of the half of those who come out; and where these have stalled behind him,
///    he makes way for them.
/// 4. Who has one and does not get on gives it up soon: somebody else may stand better.
extension CorridorSections {
  /// Least width of a door in reaches of the largest robot: two bodies side by side take 4, and with nothing to spare
  /// they slow down so much that turns are better.
  private static let narrowestDoor: Float = 4.4
  /// Width in reaches of the smallest robot from which on two each way have room, and no order is needed.
  private static let widestDoor: Float = 8
  /// How long a door is at most, in widths: robots stop and turn in longer ones, which are aisles.
  private static let longestDoor: Float = 1.5

  /// The doors of a map, and openings just too narrow for one, for robots of some radii, metres.
  ///
  /// A fleet of small and large ones has few: what is a door for these has room for many of those.
  ///
  /// - Complexity: O(gates), and a few questions after the room somewhere for each door.
  static func doors(
    _ map: CorridorMap, _ directions: CorridorDirections, smallest: Float, largest: Float
  ) -> [Section] {
    let reach = map.room(radius: largest)
    let from = passingWidth(map, radius: largest)
    let to = widestDoor * map.room(radius: smallest)
    guard from < to else { return [] }
    return map.runs(of: from..<to).compactMap { run in
      guard !directions.isOneWay(run.stretch), map.isBetweenOpenGround(run.gates, reach: reach)
      else {
        return nil
      }
      var door = Section(map, run, isOneWay: false)
      let length = map.gates[Int(door.innerLast)].along - map.gates[Int(door.innerFirst)].along
      let width = run.gates.reduce(Float.infinity) { min($0, map.gates[$1].width) }
      guard length <= longestDoor * width else { return nil }
      door.isDoor = width >= narrowestDoor * reach
      return door
    }
  }
}

extension CorridorGuide {
  /// How many may be on their way to a door at once, from either side.
  static let mostComing: Int32 = 4
  /// Seconds without progress after which a robot gives up a door that it has not entered.
  static let doorLapse: Float = 4
  /// How far before the mouth a robot is in its own half, in reaches of its own.
  static let approach: Float = 2.5
  /// How far right of the middle of the mouth a robot in line is in nobody's way, in reaches of the largest robot.
  private static let rightOfMiddle: Float = 0.5

  /// True where a section is a door.
  @inline(__always)
  func isDoor(_ token: Int32) -> Bool { narrow.sections[Int(token >> 2)].isDoor }

  /// True where a robot's claims are all for doors, or it has none: it is in nobody's way that comes towards it.
  func holdsDoorsAlone(_ i: Int) -> Bool {
    for k in 0..<Int(claims[i].count) where !isDoor(claims[i].tokens[k]) { return false }
    return true
  }

  /// True where a point lies before a mouth and not beside it, within 60°.
  func isBefore(_ gate: Int, isBack: Bool, _ point: Vec2) -> Bool {
    let (middle, inward, _) = map.mouth(gate, isBack: isBack)
    let way = middle - point
    return way.dot(inward) > 0.5 * way.length
  }

  /// True where a robot that waits for a door is in nobody's way: before the mouth, and right of its middle.
  func waitsWell(before gate: Int, isBack: Bool, _ point: Vec2) -> Bool {
    let (middle, _, right) = map.mouth(gate, isBack: isBack)
    return (point - middle).dot(right) > CorridorGuide.rightOfMiddle * narrow.reach
      && isBefore(gate, isBack: isBack, point)
  }

  /// Notes one that is on its way to a mouth.
  mutating func come(_ mouth: Int32) {
    let section = Int(mouth >> 1)
    if mouth & 1 != 0 {
      users[section].comingBackward += 1
    } else {
      users[section].comingForward += 1
    }
  }

  /// True where somebody is in a section, or on its way to it.
  func isUsed(_ token: Int32) -> Bool {
    let use = users[Int(token >> 2)]
    return use.forward + use.backward > 0
  }

  /// True where one more may come to a door.
  func isOpen(door token: Int32) -> Bool {
    let use = users[Int(token >> 2)]
    return (token & 2 != 0 ? use.comingBackward : use.comingForward) < CorridorGuide.mostComing
  }
}

extension CorridorMap {
  /// True where a run of gates leads from open ground to open ground: there is room before its mouths for a line and
  /// for those who come out past it.
  func isBetweenOpenGround(_ run: Range<Int>, reach: Float) -> Bool {
    hasForecourt(before: run.lowerBound, isBack: false, reach: reach)
      && hasForecourt(before: run.upperBound - 1, isBack: true, reach: reach)
  }

  private func hasForecourt(before gate: Int, isBack: Bool, reach: Float) -> Bool {
    let (middle, inward, right) = mouth(gate, isBack: isBack)
    let before = middle - inward * (CorridorSections.headGap * reach)
    return isFree(before + right * (2 * reach), reach)
      && isFree(before - right * (2 * reach), reach)
  }
}
