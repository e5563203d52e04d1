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
  private let floor: LayoutFloor
  private let classes: LayoutClasses
  /// True where some lane is not for all classes; where each class gets then, else none.
  private let isLimited: Bool
  private let reaches: [LayoutReach]

  /// Streams of jobs that a scene may have: as many as robots tell apart in their plans.
  private static let mostStreams = 16

  /// The scene of a layout.
  ///
  /// - Throws: `LayoutMistake` where it has nothing, or is too large for a floor.
  init(_ layout: Layout, leftOut: [String]) throws(LayoutMistake) {
    let classes = LayoutClasses(of: layout)
    let isLimited = layout.lanes.contains { classes.users(of: $0.rights) != nil }
    (self.classes, self.isLimited) = (classes, isLimited)
    floor = try LayoutFloor(layout, classes)
    reaches = isLimited ? layout.robots.map { LayoutReach(layout, robots: $0.name) } : []
    self.layout = layout
    self.leftOut = leftOut
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
      head() + "\n" + floor.text + robotClasses() + tasks()
      + "\nrun: {duration: 10 min, seed: 1}\n"
  }

  // MARK: Head

  private func head() -> String {
    var lines = ["\(layout.kind), imported: \(contents)."]
    lines += layout.facts
    lines.append(
      "A place of the file in metres (x to the right, y upwards) lies here at "
        + "(x \(signed(floor.shift.x)), y \(signed(floor.shift.y))).")
    if !leftOut.isEmpty {
      lines += ["", "Not taken over:"] + leftOut.map { "  \($0)" }
    }
    let comment = lines.map { $0.isEmpty ? "#\n" : "# \(visibleText($0))\n" }.joined()
    return SceneSchema.editorLine + comment + "fleet: 1\nname: \(layout.name)\n"
  }

  private func signed(_ value: Double) -> String {
    (value < 0 ? "− " : "+ ") + NumberText.rounded(abs(value), decimals: 3) + " m"
  }

  // MARK: Robots

  private func robotClasses() -> String {
    guard !layout.robots.isEmpty else { return "\nrobots: {}\n" }
    return "\nrobots:\n" + zip(layout.robots, classes.all).map(robots).joined()
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
      let at = start.position + floor.shift
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
    let pairs = LayoutJobs.pairs(layout.places).filter { able($0)?.isEmpty != true }
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
      let (from, to) = (floor.zoneNames[pair.from], floor.zoneNames[pair.to])
      let name = names.take("\(from)_to_\(to)")
      let needs = able(pair).map { ", needs: {classes: [\($0.joined(separator: ", "))]}" } ?? ""
      text +=
        "  - {name: \(name), from: \(from), to: \(to), rate: \(NumberText.rounded(rate, decimals: 3)) /min\(needs)}\n"
    }
    return text
  }

  /// The classes that get from one place to another, and back; nil where all do.
  private func able(_ pair: (from: Int, to: Int)) -> [String]? {
    guard isLimited else { return nil }
    let (from, to) = (layout.places[pair.from].position, layout.places[pair.to].position)
    let able = zip(reaches, classes.all).filter { $0.0.includes(from) && $0.0.includes(to) }
    return able.count == reaches.count ? nil : able.map(\.1)
  }

  /// Goals without end at the corners of the lanes, for layouts without stations; nil where there are no lanes.
  private func tour() -> String? {
    let tours =
      isLimited
      ? zip(classes.all, reaches).map { (name: $0, points: $1.inside) }
      : [(name: "", points: layout.lanes.flatMap(\.points))]
    let lines = tours.compactMap { name, points -> String? in
      let goals = goals(points)
      guard goals.count > 1 else { return nil }
      let needs = name.isEmpty ? "" : "needs: {class: \(name)}, "
      return "  - {name: tour\(name.isEmpty ? "" : "_" + name.prefix(56)), \(needs)dwell: 2 s, "
        + "lifelong: [\(goals.joined(separator: ", "))]}\n"
    }
    guard !lines.isEmpty else { return nil }
    return """

      # The file holds no stations and no jobs. This is made up: every robot drives from one of these
      # corners of the lanes to another, at random, without end.
      tasks:
      \(lines.joined())
      """
  }

  private func goals(_ points: [Layout.Point]) -> [String] {
    var goals: [String] = []
    var seen: Set<String> = []
    for place in points where goals.count < Self.mostGoals {
      let text = floor.point(place)
      if seen.insert(text).inserted { goals.append(text) }
    }
    return goals
  }

  /// Corners of lanes that a tour may lead to.
  private static let mostGoals = 100

  // MARK: Figures

  private func metres(_ value: Double) -> String { LayoutFloor.metres(value) }

  private func number(_ value: Double) -> String { NumberText.rounded(value, decimals: 4) }

  private func percent(_ share: Double) -> String { number(share * 100) + " %" }
}
