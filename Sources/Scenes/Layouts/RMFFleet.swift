import SimCore

/// The configuration of a fleet of Open-RMF: one class of robots.
struct RMFFleet {
  /// The class, without starts.
  var robots: Layout.Robots
  /// Its robots, each with the vertex where it charges; nil where that is not said.
  var members: [Member]
  /// Power of its chargers, watts; nil where nothing says it.
  var chargingPower: Double?
  private let source: LayoutSource

  /// A robot of the fleet.
  struct Member {
    var name: String
    var charger: String?
    var place: LayoutPlace
  }

  /// Reads a configuration; nil, with a mistake, where something is wrong.
  static func read(_ root: LayoutValue, _ source: LayoutSource) -> RMFFleet? {
    guard let fleet = root["rmf_fleet"], fleet.isMapping else {
      source.error("'rmf_fleet' must be a mapping", root["rmf_fleet"]?.place ?? root.place)
      return nil
    }
    let fields = RMFFleetFields(fleet: fleet, source: source)
    let robots = fields.robots()
    let members = fields.members()
    fields.noteRest()
    guard let robots, !source.hasErrors else { return nil }
    return RMFFleet(
      robots: robots, members: members, chargingPower: fields.chargingPower(), source: source)
  }

  // MARK: Robots on their places

  /// The building's level with its robots, each in its class.
  static func staffed(
    _ building: RMFBuilding, _ fleets: [RMFFleet], _ source: LayoutSource
  ) -> Layout {
    var layout = building.layout
    var classes = fleets.map(\.robots)
    /// Robots of each class that have a start already.
    var placed: Set<String> = []
    for start in building.starts {
      let index = fleetIndex(of: start, fleets, source)
      placed.insert(start.robot)
      let name = start.type.split(separator: "/").last.map(String.init) ?? "robot"
      let position =
        index ?? classes.indices.first { $0 >= fleets.count && classes[$0].name == name }
      if let position {
        classes[position].starts.append((start.position, 0))
      } else {
        var assumed = Layout.Robots.assumed(name)
        assumed.starts = [(start.position, 0)]
        classes.append(assumed)
      }
    }
    for (index, fleet) in fleets.enumerated() {
      for member in fleet.members where !placed.contains(member.name) {
        let vertex = building.vertices.first { $0.name == member.charger && !$0.name.isEmpty }
        if let vertex {
          classes[index].starts.append((vertex.position, 0))
        } else {
          fleet.source.leaveOut(
            "the robot \(quoted(member.name))",
            "its charger \(quoted(member.charger ?? "")) is no vertex of this level", member.place)
        }
      }
    }
    if classes.isEmpty { classes = [staffless(layout)] }
    for index in classes.indices where classes[index].starts.isEmpty && classes[index].count == 0 {
      classes[index].count = 1
    }
    layout.robots = classes
    layout.giveGraphs(source)
    let power = fleets.compactMap(\.chargingPower).max()
    for index in layout.places.indices where layout.places[index].role == .charger {
      layout.places[index].power = power
    }
    return layout
  }

  /// The fleet of a robot: by its name, else by its type, else the only one.
  private static func fleetIndex(
    of start: RMFBuilding.Start, _ fleets: [RMFFleet], _ source: LayoutSource
  ) -> Int? {
    if let index = fleets.firstIndex(where: { $0.members.contains { $0.name == start.robot } }) {
      return index
    }
    guard !fleets.isEmpty else { return nil }
    let type = start.type.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let index =
      fleets.firstIndex { $0.robots.name.lowercased() == type } ?? (fleets.count == 1 ? 0 : nil)
    source.warn(
      "the robot \(quoted(start.robot)) is in no configuration of a fleet; "
        + (index.map { "it is taken into the class \(quoted(fleets[$0].robots.name))" }
          ?? "all figures of its class are assumed"),
      start.place)
    return index
  }

  /// Robots for a level that names none: one at each charger, else two anywhere.
  private static func staffless(_ layout: Layout) -> Layout.Robots {
    var robots = Layout.Robots.assumed("robot")
    robots.starts = layout.places.filter { $0.role == .charger }.map { ($0.position, 0) }
    if robots.starts.isEmpty { robots.count = 2 }
    return robots
  }
}

extension Layout {
  /// Turns the graphs that lanes belong to into the classes that drive on them.
  ///
  /// A building does not say which fleet drives on which graph: it is the one whose lanes lead through the places where
  /// the robots of the class start.
  fileprivate mutating func giveGraphs(_ source: LayoutSource) {
    let graphs = knownUsers
    guard !graphs.isEmpty else { return }
    var owners: [String: [String]] = [:]
    var known: [String] = []
    for robots in robots {
      let starts = Set(robots.starts.map(\.position))
      let own = graphs.filter { graph in
        lanes.contains { lane in
          (lane.rights.users?.contains(graph) ?? true)
            && lane.points.contains(where: starts.contains)
        }
      }
      if own.count == 1 {
        facts.append(
          "Robots of class \(quoted(robots.name)) drive on the lanes of graph \(own[0]), where they start."
        )
        known.append(robots.name)
      } else {
        source.leaveOut(
          "the graph (graph_idx) of the class \(quoted(robots.name))",
          own.isEmpty
            ? "its robots start on none, and drive on all lanes"
            : "its robots start on several, and drive on all lanes", .characters(nil))
      }
      for graph in own.count == 1 ? own : graphs { owners[graph, default: []].append(robots.name) }
    }
    knownUsers = known
    for index in lanes.indices {
      guard let users = lanes[index].rights.users else { continue }
      let classes = Set(users.flatMap { owners[$0] ?? [] })
      lanes[index].rights.users = classes.count == robots.count ? nil : classes.sorted()
    }
  }
}

/// The keys of a configuration one by one.
private struct RMFFleetFields {
  let fleet: LayoutValue
  let source: LayoutSource

  /// The class; nil, with a mistake, where a figure is wrong.
  func robots() -> Layout.Robots? {
    let name = fleet["name"].flatMap { source.string($0, "the name of the fleet") } ?? "robot"
    var robots = Layout.Robots.assumed(name)
    robots.origin = "from \(visibleText(fileName(of: source.text.name)))"
    var assumed: [String] = []
    func take(_ path: [String], _ at: Int?, _ range: ClosedRange<Double>, _ word: String) -> Double?
    {
      guard let value = value(path, at) else {
        assumed.append(word)
        return nil
      }
      return source.number(value, "'\(path.joined(separator: "."))'", in: range)
    }
    if let radius = take(["profile", "footprint"], nil, 0.01...20, "radius") {
      robots.size = [2 * radius, 2 * radius]
    }
    if let speed = take(["limits", "linear"], 0, 1e-3...100, "top speed") {
      robots.maxSpeed = speed
    }
    if let accel = take(["limits", "linear"], 1, 1e-3...1000, "acceleration") {
      robots.maxAccel = accel
    }
    if let rate = take(["limits", "angular"], 0, 1e-3...100, "turn rate") {
      robots.maxTurnRate = rate
    }
    if let mass = take(["mechanical_system", "mass"], nil, 1e-3...1e6, "mass") {
      robots.mass = mass
    }
    robots.battery = battery(&assumed)
    if !assumed.isEmpty {
      robots.origin += "; assumed: \(assumed.joined(separator: ", "))"
      source.warn(
        "\(assumed.joined(separator: ", ")): not said here; usual figures are assumed", fleet.place)
    }
    return source.hasErrors ? nil : robots
  }

  private func battery(_ assumed: inout [String]) -> Layout.Battery {
    var battery = Layout.Battery()
    if let volts = positive(["battery_system", "voltage"]),
      let hours = positive(["battery_system", "capacity"])
    {
      battery.capacity = volts * hours
    } else {
      assumed.append("capacity of the battery")
    }
    let powers = [["ambient_system", "power"], ["tool_system", "power"]].compactMap { path in
      value(path, nil).flatMap {
        source.number($0, "'\(path.joined(separator: "."))'", in: 0...1e6)
      }
    }
    if !powers.isEmpty { battery.idlePower = powers.reduce(0, +) }
    if let share = value(["recharge_threshold"], nil).flatMap({
      source.number($0, "'recharge_threshold'", in: 0...1)
    }) {
      battery.rechargeBelow = share
    }
    if let share = value(["recharge_soc"], nil).flatMap({
      source.number($0, "'recharge_soc'", in: 0.01...1)
    }) {
      battery.chargeUntil = share
    }
    if battery.chargeUntil <= battery.rechargeBelow {
      source.error(
        "recharge_soc (\(NumberText.digits(battery.chargeUntil))) must be above recharge_threshold "
          + "(\(NumberText.digits(battery.rechargeBelow)))",
        (value(["recharge_soc"], nil) ?? value(["recharge_threshold"], nil) ?? fleet).place)
    }
    return battery
  }

  /// Volts times amperes, watts.
  func chargingPower() -> Double? {
    guard let volts = positive(["battery_system", "voltage"]),
      let amperes = positive(["battery_system", "charging_current"])
    else { return nil }
    return volts * amperes
  }

  /// The robots with their chargers.
  func members() -> [RMFFleet.Member] {
    guard let robots = fleet["robots"] else { return [] }
    guard robots.isMapping else {
      source.error("'robots' must be a mapping, found \(robots.words)", robots.place)
      return []
    }
    return robots.entries.map { entry in
      let value = entry.value["rmf_config"]?["charger"] ?? entry.value["charger"]
      return RMFFleet.Member(
        name: entry.key, charger: value?.scalar ?? value?["waypoint"]?.scalar,
        place: entry.keyPlace)
    }
  }

  /// What a class of a scene does not have.
  func noteRest() {
    for (path, why) in [
      (["profile", "vicinity"], "robots keep the room that the rule of traffic asks for"),
      (["reversible"], "the drive says whether a robot backs up"),
      (["mechanical_system", "moment_of_inertia"], "it follows from outline and mass"),
      (["mechanical_system", "friction_coefficient"], "rolling resistance is 0.015 of the weight"),
      (["task_capabilities"], "tasks say which classes may do them"),
      (["actions"], "there are no such actions in a scene"),
      (
        ["finishing_request"], "a robot without work goes out of the way, to charge below its share"
      ),
      (["task_assignment_strategy"], "the orchestrator's policy assigns"),
    ] {
      guard let found = value(path, nil) else { continue }
      source.leaveOut("'\(path.joined(separator: "."))'", why, found.place)
    }
    if let angular = fleet["limits"]?["angular"]?.elements, angular.count > 1 {
      source.leaveOut(
        "the angular acceleration", "a body turns as fast as its wheels let it", angular[1].place)
    }
  }

  private func positive(_ path: [String]) -> Double? {
    guard let value = value(path, nil) else { return nil }
    return source.number(value, "'\(path.joined(separator: "."))'", in: 1e-3...1e6)
  }

  private func value(_ path: [String], _ at: Int?) -> LayoutValue? {
    var found: LayoutValue? = fleet
    for key in path { found = found?[key] }
    guard let at else { return found }
    guard let elements = found?.elements, at < elements.count else { return nil }
    return elements[at]
  }
}
