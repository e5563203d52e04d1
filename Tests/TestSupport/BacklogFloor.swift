import SimCore

/// A floor of rooms, doors, aisles and dead ends with a fleet that has more to do than it can: all of it
/// drawn from a seed.
///
/// A rectangle is cut in two again and again by walls with a door or two, a lane or two wide; some cuts leave a
/// corridor one robot wide, which is a dead end where it has one door. Some rooms are full of racks. Stations
/// of a few places stand anywhere but in racks, doors and other stations.
///
/// **The oracle.** One room, the hall, holds no racks, and at least two robots more than there are fit into it
/// side by side in a grid of at least 2 × 2 cells; all other rooms hang together with it by ways as wide as a
/// robot and its margins. So all robots can be brought into the hall, those nearest to it first, sorted there,
/// and brought out again, the farthest first: on a grid, which is no ring, any order is reached from any other
/// where two cells are free (Wilson 1974; Kornhauser, Miller and Spirakis 1984). Push-and-rotate, which is
/// complete where two nodes are free, then finds a solution of every order on the graph of regions, and
/// a standstill is the fleet's own fault. It is not run: floors of which this does not hold are not
/// drawn.
public struct BacklogFloor {
  /// Number of robots, 2 to 40.
  public let robotCount: Int
  /// Radius of the robots, metres.
  public let radius: Float
  private var obstacles: [AABB] = []
  private var stations: [Station] = []
  private var tasks: [(from: Int, to: Int)] = []
  private var leaves: [Room] = []
  private let size: Vec2
  private let speed: Float
  private let isOmnidirectional: Bool
  private let rate: Float
  private let seed: Int

  /// A room, and where doors lie in its walls.
  private struct Room {
    var box: AABB
    /// Intervals that walls must not end in, by the axis along which they run.
    var doors: [(axis: Int, from: Float, to: Float, at: Float)] = []
    /// The number of robots that must find room in it or its parts; 0 for none.
    var holds = 0
  }

  private struct Station {
    var box: AABB
    var slots: Int
  }

  /// The floor of a seed.
  public init(seed: Int) {
    self.seed = seed
    var draw = RandomStream(
      seed: UInt64(seed), classIndex: 3, index: 0, step: 0, purpose: .tooling)
    robotCount = Int((2 * exponential(draw.uniform() * naturalLogarithm(20.5))).rounded(.down))
    radius = draw.uniform(0.15, 0.4)
    let body = Float(robotCount) * Float.pi * radius * radius
    let share = 0.015 * exponential(draw.uniform() * naturalLogarithm(5))
    let reach = radius + min(0.05, 0.1 * radius)
    let hall = Float(robotCount + 2) * 4.5 * reach * reach
    let area = max(body / share, 3 * hall, 700 * reach * reach)
    let aspect = draw.uniform(0.6, 1.7)
    size = Vec2((area * aspect).squareRoot(), (area / aspect).squareRoot())
    speed = draw.uniform(0.5, 1.5)
    isOmnidirectional = draw.uniform() < 0.25
    rate = Float(robotCount) / 24
    var whole = Room(box: AABB(lower: .zero, upper: size))
    whole.holds = robotCount + 2
    cut(whole, reach, &draw)
    for k in leaves.indices where leaves[k].holds == 0 { fillWithRacks(leaves[k], reach, &draw) }
    placeStations(reach, &draw)
    let count = 2 + draw.below(3)
    for _ in 0..<count {
      let from = draw.below(stations.count)
      tasks.append((from, (from + 1 + draw.below(stations.count - 1)) % stations.count))
    }
  }

  /// True where a grid of so many robots fits into a box.
  private static func holds(_ box: AABB, _ count: Int, _ reach: Float) -> Bool {
    let columns = Int(box.size.x / (2.02 * reach))
    let rows = Int(box.size.y / (2.02 * reach))
    return min(columns, rows) >= 2 && columns * rows >= count
  }

  /// Cuts a room in two, or leaves it as it is.
  private mutating func cut(_ room: Room, _ reach: Float, _ draw: inout RandomStream) {
    let span = room.box.size
    guard max(span.x, span.y) > 14 * reach, draw.uniform() < 0.95 else {
      return leaves.append(room)
    }
    for _ in 0..<12 {
      let longer = span.x >= span.y ? 0 : 1
      let axis = draw.uniform() < 0.8 ? longer : 1 - longer
      let wall = draw.uniform(0.3, 1.5) * radius
      var at = draw.uniform(0.2, 0.8) * span[axis]
      // Now and then a corridor one robot wide, on either side.
      let isCorridor = draw.uniform() < 0.2
      if isCorridor {
        let width = draw.uniform(2.05, 3.5) * reach
        at = draw.uniform() < 0.5 ? width : span[axis] - width - wall
      }
      let (low, high) = (room.box.lower[axis] + at, room.box.lower[axis] + at + wall)
      let sides = (at, span[axis] - at - wall)
      guard min(sides.0, sides.1) >= (isCorridor ? 2.05 : 6) * reach else {
        continue
      }
      // No wall ends in a door, or so near that nobody gets round it.
      let isClear = room.doors.allSatisfy {
        $0.axis != axis || high < $0.from - 0.1 * reach || low > $0.to + 0.1 * reach
      }
      guard isClear else { continue }
      var (first, second) = (room, room)
      first.box.upper[axis] = low
      second.box.lower[axis] = high
      if room.holds > 0 {
        let fits = (
          BacklogFloor.holds(first.box, room.holds, reach),
          BacklogFloor.holds(second.box, room.holds, reach)
        )
        guard fits.0 || fits.1 else { continue }
        let keepsFirst = fits.0 && (!fits.1 || draw.uniform() < 0.5)
        (first.holds, second.holds) = keepsFirst ? (room.holds, 0) : (0, room.holds)
      }
      let across = 1 - axis
      let (from, to) = (room.box.lower[across], room.box.upper[across])
      var doors: [(from: Float, to: Float)] = []
      for _ in 0..<(draw.uniform() < 0.35 ? 2 : 1) {
        let isWide = draw.uniform() < 0.4
        let width = min(
          to - from, (isWide ? draw.uniform(4.2, 7) : draw.uniform(2.05, 3.6)) * reach)
        let start = draw.uniform(from, to - width)
        guard doors.allSatisfy({ start > $0.to + 2 * wall || start + width < $0.from - 2 * wall })
        else { continue }
        doors.append((start, start + width))
      }
      doors.sort { $0.from < $1.from }
      var edge = from
      for door in doors + [(to, to)] {
        if door.from - edge > 1e-3 {
          var box = AABB(lower: room.box.lower, upper: room.box.upper)
          (box.lower[axis], box.upper[axis]) = (low, high)
          (box.lower[across], box.upper[across]) = (edge, door.from)
          obstacles.append(box)
        }
        edge = door.to
      }
      for door in doors {
        first.doors.append((across, door.from, door.to, low))
        second.doors.append((across, door.from, door.to, high))
      }
      cut(first, reach, &draw)
      cut(second, reach, &draw)
      return
    }
    leaves.append(room)
  }

  /// Puts rows of racks into a room, where there is room for them and doors stay free.
  private mutating func fillWithRacks(_ room: Room, _ reach: Float, _ draw: inout RandomStream) {
    let span = room.box.size
    let axis = span.x >= span.y ? 0 : 1
    guard min(span.x, span.y) > 11 * reach, draw.uniform() < 0.6 else { return }
    let lane = (draw.uniform() < 0.6 ? draw.uniform(2.1, 3.6) : draw.uniform(4.2, 6)) * reach
    let depth = draw.uniform(1.5, 4) * reach
    let free = draw.uniform(4.2, 6) * reach
    // Aisles that end in the wall on one side are dead ends.
    let isShut = draw.uniform() < 0.25
    let across = 1 - axis
    var at = room.box.lower[across] + free
    while at + depth <= room.box.upper[across] - free {
      var rack = room.box
      (rack.lower[across], rack.upper[across]) = (at, at + depth)
      rack.lower[axis] += isShut ? 0 : free
      rack.upper[axis] -= free
      // Where it ends in a wall no door may be.
      let isFree = room.doors.allSatisfy { door in
        !isShut || door.axis != across || abs(door.at - room.box.lower[axis]) > 1e-3
          || door.to < at - 0.1 * reach || door.from > at + depth + 0.1 * reach
      }
      if isFree, rack.size[axis] > 2 * reach { obstacles.append(rack) }
      at += depth + lane
    }
  }

  private mutating func placeStations(_ reach: Float, _ draw: inout RandomStream) {
    let wanted = 3 + draw.below(4)
    let slot = 2.1 * reach
    var tries = 0
    while stations.count < wanted {
      tries += 1
      // With many tries smaller ones, so that some always find room.
      let slots = 1 + draw.below(tries > 400 ? 1 : max(2, min(8, robotCount / 3 + 2)))
      let room = leaves[draw.below(leaves.count)].box.expanded(by: -0.02 * reach)
      let axis = draw.below(2)
      var extent = Vec2(repeating: slot)
      extent[axis] *= Float(slots)
      // A hair less across: places are laid in one row.
      extent[1 - axis] *= 0.99
      guard extent.x <= room.size.x, extent.y <= room.size.y else { continue }
      let lower = Vec2(
        draw.uniform(room.lower.x, room.upper.x - extent.x),
        draw.uniform(room.lower.y, room.upper.y - extent.y))
      let box = AABB(lower: lower, upper: lower + extent)
      let isFree =
        obstacles.allSatisfy { !$0.overlaps(box) }
        && stations.allSatisfy { !$0.box.expanded(by: 0.2 * reach).overlaps(box) }
      guard isFree else { continue }
      stations.append(Station(box: box, slots: slots))
    }
  }

  /// The scene under a traffic rule.
  public func scene(rule: String, minutes: Int = 15) -> String {
    func text(_ box: AABB) -> String {
      "[\(box.lower.x) m, \(box.lower.y) m, \(box.upper.x) m, \(box.upper.y) m]"
    }
    let walls = obstacles.map { "{rect: \(text($0))}" }
    let zones = stations.enumerated().map { k, station in
      "    - {name: s\(k), kind: station, slots: \(station.slots), area: {rect: \(text(station.box))}}"
    }
    let jobs = tasks.enumerated().map { k, task in
      "  - {name: t\(k), from: s\(task.from), to: s\(task.to), rate: \(rate) /s, dwell: 2 s}"
    }
    return """
      fleet: 1
      name: backlog-\(seed)
      world:
        size: [\(size.x) m, \(size.y) m]
        traffic: {rule: \(rule)}
        obstacles: [\(walls.joined(separator: ", "))]
        zones:
      \(zones.joined(separator: "\n"))
      robots:
        r:
          count: \(robotCount)
          body: {shape: circle, radius: \(radius) m, mass: \(400 * radius * radius) kg}
          drive: {kind: \(isOmnidirectional ? "omnidirectional" : "differential"), max_speed: \(speed) m/s}
          spawn: {pattern: random}
      tasks:
      \(jobs.joined(separator: "\n"))
      run: {duration: \(minutes) min}
      """
  }
}
