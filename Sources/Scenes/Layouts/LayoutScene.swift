import SimCore

/// The text of a scene for a layout: as a person would write it, with comments that say where each figure
/// comes from.
struct LayoutScene {
  /// The text of the scene file.
  private(set) var text = ""
  /// What the scene has: `41 walls, 12 stations, 2 docks, 2 robots`.
  let contents: String

  private let layout: Layout
  private let leftOut: [String]
  /// What is added to the layout's places, metres.
  private let shift: Layout.Point
  /// Width and height of the workspace, metres.
  private let size: Layout.Point
  private let zoneNames: [String]

  /// Free floor beyond the outermost thing of the layout, metres.
  private static let margin = 1.0
  /// Half the side of the square that stands for a place, metres.
  private static let halfSide = 0.25
  /// The largest floor that is no mistake of units, metres.
  private static let widest = 20_000.0
  /// Streams of jobs that a scene may have: as many as robots tell apart in their plans.
  private static let mostStreams = 16

  /// The scene of a layout.
  ///
  /// - Throws: `LayoutMistake` where it has nothing, or is too large for a floor.
  init(_ layout: Layout, leftOut: [String]) throws(LayoutMistake) {
    guard let (lower, upper) = layout.extent else {
      throw LayoutMistake(message: "it has no walls, places or robots to make a scene of")
    }
    let extent = upper - lower
    guard max(extent.x, extent.y) <= Self.widest else {
      throw LayoutMistake(
        message: "it is \(NumberText.short(max(extent.x, extent.y))) m wide, more than "
          + "\(NumberText.short(Self.widest)) m; is it in another unit?")
    }
    self.layout = layout
    self.leftOut = leftOut
    shift = Layout.Point(repeating: Self.margin) - lower
    size = extent + Layout.Point(repeating: 2 * Self.margin)
    var names = LayoutNames()
    zoneNames = layout.places.map { names.take($0.name) }
    func words(_ count: Int, _ word: String) -> String? {
      count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    func places(_ role: Layout.Place.Role) -> Int { layout.places.count { $0.role == role } }
    let robots = layout.robots.reduce(0) { $0 + max($1.starts.count, $1.count) }
    contents = [
      words(layout.walls.count, "wall"), words(layout.discs.count, "disc"),
      words(layout.lanes.count, "lane"),
      words(places(.station), "station"), words(places(.charger), "dock"),
      words(places(.parking), "parking place"), words(robots, "robot"),
    ].compactMap { $0 }.joined(separator: ", ")
    text =
      head() + world() + robotClasses() + tasks()
      + "\nrun: {duration: 10 min, seed: 1}\n"
  }

  // MARK: Head

  private func head() -> String {
    var lines = ["\(layout.kind), imported: \(contents)."]
    lines += layout.facts
    lines.append(
      "A place of the file in metres (x to the right, y upwards) lies here at "
        + "(x \(signed(shift.x)), y \(signed(shift.y))).")
    if !leftOut.isEmpty {
      lines += ["", "Not taken over:"] + leftOut.map { "  \($0)" }
    }
    let comment = lines.map { $0.isEmpty ? "#\n" : "# \(visibleText($0))\n" }.joined()
    return SceneSchema.editorLine + comment + "fleet: 1\nname: \(layout.name)\n"
  }

  private func signed(_ value: Double) -> String {
    (value < 0 ? "− " : "+ ") + NumberText.rounded(abs(value), decimals: 3) + " m"
  }

  // MARK: World

  private func world() -> String {
    var text = "\nworld:\n  size: [\(metres(size.x)), \(metres(size.y))]\n"
    let walls = layout.walls.compactMap(wall)
    if !walls.isEmpty || !layout.discs.isEmpty {
      text += "  obstacles:\n" + walls.joined()
      for disc in layout.discs {
        text +=
          "    - circle: {center: \(point(disc.center)), radius: \(metres(max(0.001, disc.radius)))}\n"
      }
    }
    if !layout.places.isEmpty { text += "  zones:\n" }
    for (place, name) in zip(layout.places, zoneNames) { text += zone(place, name) }
    return text + traffic()
  }

  /// Lanes, which one rule drives as they are drawn.
  private func traffic() -> String {
    let lanes = layout.lanes.compactMap(lane)
    guard !lanes.isEmpty else { return "" }
    return "  traffic:\n    rule: priority  # the rule under which robots drive on lanes as drawn\n"
      + "    lanes:\n" + lanes.joined()
  }

  /// A lane; nil where all its points are one, to a millimetre.
  private func lane(_ lane: Layout.Lane) -> String? {
    let points = corners(lane.points)
    guard points.count > 1 else { return nil }
    var keys = ["points: [\(points.joined(separator: ", "))]"]
    if lane.isOneWay { keys.append("one_way: true") }
    if let limit = lane.speedLimit { keys.append("max_speed: \(number(limit)) m/s") }
    return "      - {\(keys.joined(separator: ", "))}\n"
  }

  /// Points as a scene writes them, those that are the one before left out.
  private func corners(_ places: [Layout.Point]) -> [String] {
    var points: [String] = []
    for place in places where point(place) != points.last { points.append(point(place)) }
    return points
  }

  /// A wall; nil where all its points are one, to a millimetre.
  private func wall(_ wall: Layout.Wall) -> String? {
    var points = corners(wall.points)
    if wall.isClosed, points.count > 1, points.first == points.last { points.removeLast() }
    guard points.count > 1 else { return nil }
    let closed = wall.isClosed && points.count > 2 ? ", closed: true" : ""
    return "    - wall: {points: [\(points.joined(separator: ", "))], "
      + "thickness: \(metres(wall.thickness))\(closed)}\n"
  }

  private func zone(_ place: Layout.Place, _ name: String) -> String {
    let at = place.position + shift
    let half = Self.halfSide
    let rect = [at.x - half, at.y - half, at.x + half, at.y + half].map(metres)
    let kind: String
    switch place.role {
    case .station: kind = "station, slots: 1, claims_per_slot: 1, loads_per_slot: 1"
    case .charger: kind = "dock, slots: 1, power: \(number(place.power ?? 100)) W"
    case .parking: kind = "parking, slots: 1"
    }
    var notes: [String] = []
    if name != place.name { notes.append(quoted(place.name)) }
    if place.role == .charger, place.power == nil { notes.append("the power is assumed") }
    return "    - {name: \(name), kind: \(kind), area: {rect: [\(rect.joined(separator: ", "))]}}"
      + (notes.isEmpty ? "" : "  # \(notes.joined(separator: "; "))") + "\n"
  }

  // MARK: Robots

  private func robotClasses() -> String {
    guard !layout.robots.isEmpty else { return "\nrobots: {}\n" }
    var names = LayoutNames()
    return "\nrobots:\n" + layout.robots.map { robots($0, names.take($0.name)) }.joined()
  }

  private func robots(_ robots: Layout.Robots, _ name: String) -> String {
    let size = robots.size
    let body =
      size.x == size.y
      ? "shape: circle, radius: \(metres(size.x / 2))"
      : "shape: box, size: [\(metres(size.x)), \(metres(size.y))]"
    let drive = robots.strafes ? "kind: omnidirectional" : "kind: differential"
    let battery = robots.battery
    let poses = robots.starts.map { start in
      let at = start.position + shift
      return "[\(metres(at.x)), \(metres(at.y)), \(number(start.heading)) rad]"
    }
    return """
        \(name):  # \(visibleText(robots.origin))
          count: \(max(robots.starts.count, robots.count))
          body: {\(body), mass: \(number(robots.mass)) kg}
          drive: {\(drive), max_speed: \(number(robots.maxSpeed)) m/s, max_accel: \(number(robots.maxAccel)) m/s^2, max_turn_rate: \(number(robots.maxTurnRate)) rad/s}
          battery: {capacity: \(number(battery.capacity)) Wh, idle_power: \(number(battery.idlePower)) W, recharge_below: \(percent(battery.rechargeBelow)), charge_until: \(percent(battery.chargeUntil))}
          spawn: \(poses.isEmpty ? "{pattern: random}" : "{pattern: poses, poses: [\(poses.joined(separator: ", "))]}")

      """
  }

  // MARK: Jobs

  private func tasks() -> String {
    let pairs = LayoutJobs.pairs(layout.places)
    guard let fastest = layout.robots.map(\.maxSpeed).max(), !pairs.isEmpty else {
      if !layout.robots.isEmpty, let tour = tour() { return tour }
      return
        "\n# No two stations are named, or no robots: there are no jobs. Add stations and tasks.\n"
    }
    let shown = pairs.prefix(Self.mostStreams)
    let count = layout.robots.reduce(0) { $0 + max($1.starts.count, $1.count) }
    let mean =
      shown.reduce(0) { $0 + LayoutJobs.distance(layout.places[$1.from], layout.places[$1.to]) }
      / Double(shown.count)
    let perMinute = LayoutJobs.jobsPerMinute(robots: count, speed: fastest, distance: mean)
    let rate = max(0.001, perMinute / Double(shown.count))
    var names = LayoutNames()
    var text = """

      # The file holds no jobs. These are made up: loads come up at random, as many as keep the robots
      # busy for about \(Int(LayoutJobs.busyShare * 100)) % of their time by straight distances.\(
        pairs.count > shown.count
          ? " Of \(pairs.count) pairs of\n# stations these are the first; a scene has at most \(Self.mostStreams) streams." : "")
      tasks:

      """
    for pair in shown {
      let (from, to) = (zoneNames[pair.from], zoneNames[pair.to])
      let name = names.take("\(from)_to_\(to)")
      text +=
        "  - {name: \(name), from: \(from), to: \(to), rate: \(NumberText.rounded(rate, decimals: 3)) /min}\n"
    }
    return text
  }

  /// Goals without end at the corners of the lanes, for layouts without stations; nil where there are no lanes.
  private func tour() -> String? {
    var goals: [String] = []
    var seen: Set<String> = []
    for place in layout.lanes.flatMap(\.points) where goals.count < Self.mostGoals {
      let text = point(place)
      if seen.insert(text).inserted { goals.append(text) }
    }
    guard goals.count > 1 else { return nil }
    return """

      # The file holds no stations and no jobs. This is made up: every robot drives from one of these
      # corners of the lanes to another, at random, without end.
      tasks:
        - {name: tour, dwell: 2 s, lifelong: [\(goals.joined(separator: ", "))]}

      """
  }

  /// Corners of lanes that a tour may lead to.
  private static let mostGoals = 100

  // MARK: Figures

  private func point(_ place: Layout.Point) -> String {
    let at = place + shift
    return "[\(metres(at.x)), \(metres(at.y))]"
  }

  private func metres(_ value: Double) -> String {
    NumberText.rounded(value, decimals: 3) + " m"
  }

  private func number(_ value: Double) -> String { NumberText.rounded(value, decimals: 4) }

  private func percent(_ share: Double) -> String { number(share * 100) + " %" }
}
