import Embodiments
import SimCore

extension SceneChecks {
  /// Bodies, batteries and the fleet as a whole.
  func checkRobots() {
    guard let all = tree["robots"], case .mapping(let entries) = all.value else { return }
    let counts = entries.map { $0.node["count"]?.integer }
    if !counts.contains(nil) && counts.allSatisfy({ $0 == 0 }) {
      context.report(
        all.place, "robots",
        entries.isEmpty
          ? "the scene has no robot class" : "the scene has no robots: every count is 0"
      )
    }
    for entry in entries {
      checkBody(entry)
      checkBattery(entry)
    }
  }

  private func checkBody(_ entry: TypedEntry) {
    guard let points = entry.node["body"]?["points"], let corners = points.points else { return }
    let path = "robots.\(entry.name).body.points"
    guard isConvex(corners) else {
      context.report(
        points.place, path, "the outline is not convex; give its corners in order")
      return
    }
    let sign: Float = signedArea(corners) < 0 ? -1 : 1
    let holdsCentre = corners.indices.allSatisfy { index in
      let edge = corners[(index + 1) % corners.count] - corners[index]
      return sign * edge.cross(-corners[index]) > 0
    }
    if !holdsCentre {
      context.report(
        points.place, path, "the outline must hold the robot's centre of mass, [0, 0]")
    }
  }

  private func checkBattery(_ entry: TypedEntry) {
    guard let battery = entry.node["battery"] else { return }
    let path = "robots.\(entry.name).battery"
    if let low = battery["recharge_below"], let high = battery["charge_until"],
      let below = low.double, let until = high.double, below >= until
    {
      context.report(
        high.place ?? low.place, "\(path).charge_until",
        "charge until is \(percent(until)); it must be above recharge below, \(percent(below))")
    }
    if let initial = battery["initial"], let range = initial.numbers, range.count == 2,
      range[0] > range[1]
    {
      context.report(
        initial.place, "\(path).initial",
        "initial is [lowest, highest]; here \(percent(Double(range[0]))) is above "
          + "\(percent(Double(range[1])))")
    }
  }

  private func percent(_ share: Double) -> String {
    NumberText.digits((share * 1e4).rounded() / 100) + " %"
  }

  // MARK: Starts

  /// Starts: zones exist and hold the count, poses are inside, the map has starts enough.
  func checkSpawns() {
    // Share of each zone that is taken so far; the whole workspace is the empty name.
    var taken: [String: Double] = [:]
    for entry in robots {
      guard let spawn = entry.node["spawn"], let pattern = spawn["pattern"]?.text,
        let count = entry.node["count"]?.integer, count > 0
      else { continue }
      let path = "robots.\(entry.name).spawn"
      switch pattern {
      case "poses": checkPoses(spawn, count: count, entry: entry, path: path)
      case "imported": checkImported(spawn, count: count, entry: entry, path: path)
      default:
        guard let (name, area, place) = startArea(spawn, path: path),
          let outline = Footprint(entry.node["body"])
        else { continue }
        let one = Self.leastShare(outline)
        let before = taken[name, default: 0]
        taken[name] = before + one * Double(count) / area
        if before + one * Double(count) / area > 1 {
          reportCrowd(
            entry, zone: name, holds: Int(max(0, 1 - before) * area / one), outline, before > 0,
            place)
        }
      }
    }
  }

  /// The least floor that one robot takes up at its start, m²: the square around it.
  ///
  /// Random draws jam at 0.547 of the area (J. Feder, 1980), but what they leave over is then filled
  /// side by side; where even squares have no room, nothing has to be placed to know it.
  private static func leastShare(_ outline: Footprint) -> Double {
    4 * Double(outline.boundingRadius) * Double(outline.boundingRadius)
  }

  /// The zone's name and free area, or the workspace's; nil where it is not known.
  private func startArea(
    _ spawn: TypedNode, path: String
  ) -> (name: String, area: Double, place: Place?)? {
    guard let zoneName = spawn["zone"] else {
      guard let bounds = map.bounds else { return nil }
      if let free = map.freeArea { return ("", free, nil) }
      return ("", Double(bounds.size.x) * Double(bounds.size.y), nil)
    }
    guard let name = zoneName.text else { return nil }
    guard let zone = zones.first(where: { $0.name == name }) else {
      reportUnknownZone(name, zoneName.place, path: "\(path).zone")
      return nil
    }
    guard let box = zone.node["area"]?["rect"]?.rectangle, box.size.x > 0, box.size.y > 0 else {
      return nil
    }
    return (name, Double(box.size.x) * Double(box.size.y), zone.node["name"]?.place)
  }

  /// Reports a zone that does not exist.
  func reportUnknownZone(_ name: String, _ place: Place?, path: String) {
    guard zonesAreKnown else { return }
    context.report(
      place, path,
      "unknown zone \(quoted(name))"
        + (zones.isEmpty
          ? "; the scene has no zones" : suggestion(for: name, among: zones.map(\.name))))
  }

  private func reportCrowd(
    _ entry: TypedEntry, zone: String, holds: Int, _ outline: Footprint, _ isShared: Bool,
    _ zonePlace: Place?
  ) {
    let count = entry.node["count"]
    let place = count?.place ?? entry.place
    context.report(
      place, "robots.\(entry.name).count",
      (zone.isEmpty ? "the workspace" : "zone '\(zone)'")
        + " cannot hold the start of \(count?.integer ?? 0) robots of radius "
        + "\(metres(outline.boundingRadius)); there is room for about \(holds)"
        + (isShared ? " besides the classes before it" : ""),
      notes: declared(zonePlace, seenFrom: place))
  }

  private func checkPoses(
    _ spawn: TypedNode, count: Int, entry: TypedEntry, path: String
  ) {
    guard let poses = spawn["poses"], poses.isValid else { return }
    if poses.elements.count < count {
      context.report(
        poses.place, "\(path).poses",
        "\(count) robots need \(count) poses, found \(poses.elements.count)")
      return
    }
    guard let bounds = map.bounds, let outline = Footprint(entry.node["body"]) else { return }
    let margin = Vec2(repeating: min(outline.boundingRadius, outline.width / 2))
    for (index, pose) in poses.elements.prefix(count).enumerated() {
      guard let values = pose.numbers else { continue }
      let center = Vec2(values[0], values[1])
      if !contains(bounds, AABB(lower: center - margin, upper: center + margin)) {
        context.report(
          pose.place, "\(path).poses[\(index)]",
          "the robot would stand outside the workspace, which is \(words(bounds))")
      }
    }
  }

  private func checkImported(
    _ spawn: TypedNode, count: Int, entry: TypedEntry, path: String
  ) {
    guard map.isNamed else {
      context.report(
        spawn["pattern"]?.place, "\(path).pattern",
        "pattern 'imported' needs a map with starts; this world has no map")
      return
    }
    guard let imported = map.imported, let first = spawn["first"]?.integer else { return }
    if first + count > imported.starts.count {
      let place = entry.node["count"]?.place ?? spawn["pattern"]?.place
      context.report(
        place, "robots.\(entry.name).count",
        imported.starts.isEmpty
          ? "the map brings no starts; name a scenario file with world.map.scen"
          : "starts \(first) to \(first + count - 1) are wanted, but the map brings "
            + "\(imported.starts.count)")
    }
  }

  /// Warns of docks where no class has a battery.
  func warnOfUnusedDocks() {
    guard robots.allSatisfy({ $0.node["battery"] == nil }) else { return }
    for dock in zones where dock.node["kind"]?.text == "dock" {
      context.report(
        dock.node["kind"]?.place, "world.zones.\(dock.name)",
        "dock '\(dock.name)' is never used: no class has a battery", severity: .warning)
    }
  }

  /// Batteries need docks where they do not last.
  func checkEnergy() {
    let docks = zones.filter { $0.node["kind"]?.text == "dock" }
    let withBattery = robots.filter { $0.node["battery"] != nil }
    if docks.isEmpty && zonesAreKnown {
      for entry in withBattery {
        guard let battery = entry.node["battery"], let duration = tree["run"]?["duration"]?.double,
          let endurance = endurance(entry.node), endurance < duration
        else { continue }
        context.report(
          battery.place ?? entry.place, "robots.\(entry.name).battery",
          "no zone is a dock, and the battery of '\(entry.name)' may last for "
            + "\(NumberText.digits(endurance.rounded())) s of \(NumberText.digits(duration.rounded())) s only",
          severity: .warning)
      }
    }
  }

  /// Seconds that the lowest initial charge lasts at the drive's full power; nil where not known.
  private func endurance(_ robot: TypedNode) -> Double? {
    guard let battery = robot["battery"], let capacity = battery["capacity"]?.double,
      let idle = battery["idle_power"]?.double, let efficiency = battery["efficiency"]?.double,
      let loss = battery["motor_loss"]?.double,
      let initial = battery["initial"]?.elements.first?.double,
      let mass = robot["body"]?["mass"]?.double
    else { return nil }
    // Full power is the motors' whole force at full speed: an upper bound of what driving takes.
    let power =
      mass * (robot["drive"]?["max_accel"]?.double ?? 0)
      * (robot["drive"]?["max_speed"]?.double ?? 0)
    return capacity * initial / max(1e-9, idle + power * (1 / efficiency + loss))
  }
}
