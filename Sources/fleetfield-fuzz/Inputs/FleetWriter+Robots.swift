import Contracts
import Embodiments
import Policies

extension FleetWriter {
  /// One to three classes; the first has the drive and outline that are due.
  mutating func writeRobots() {
    var drive = stratified(Self.drives, seed: input.seed, "drive", input.index)
    if task == "pallets" { drive = "forklift" }
    if task == "reaches" { drive = "fixed" }
    let isImported = task == "goals" || task == "imported"
    if isImported && !Self.movingDrives.contains(drive) { drive = "differential" }
    let shape = stratified(Self.shapes, seed: input.seed, "shape", input.index)
    writeClass("a", drive: drive, shape: shape, count: crowd > 0 ? crowd : draw.integer(1...14))
    let others = !Self.movingDrives.contains(drive) ? draw.integer(1...2) : draw.integer(0...2)
    for name in ["b", "c"].prefix(others) {
      writeClass(
        name, drive: draw.pick(Self.movingDrives), shape: draw.pick(Self.shapes),
        count: draw.integer(1...6))
    }
  }

  private mutating func writeClass(
    _ name: String, drive: String, shape: Footprint.Shape, count: Int
  ) {
    note("drive", drive)
    note("shape", shape.rawValue)
    note("classes", "\(name == "a" ? 1 : name == "b" ? 2 : 3)")
    let isFixed = !Self.movingDrives.contains(drive)
    var count = isFixed ? min(count, 3) : count
    let hasGoals = task == "goals" || task == "imported" && draw.chance(0.7)
    let first = name == "a" ? 0 : name == "b" ? 20 : 40
    if hasGoals || plan != nil { count = min(count, hasGoals ? 18 : 40) }
    let length = plan.map { min(0.8, 0.6 * $0.cell) } ?? draw.number(0.3...1.2)
    robots += "  \(name):\n    count: \(count)\n    body: \(body(shape, length))\n"
    robots += "    drive: \(self.drive(drive, length))\n"
    if isFixed {
      robots +=
        "    arm: {links: [\(draw.pick(["0.5 m, 0.4 m", "0.3 m, 0.3 m, 0.2 m"]))], width: 5 cm}\n"
    }
    if hasDock && !isFixed && draw.chance(0.5) {
      let charge = draw.pick(["[1 %, 5 %]", "[20 %, 60 %]", "[100 %, 100 %]"])
      robots += "    battery: {capacity: \(draw.pick(["0.05 Wh", "8 Wh"])), initial: \(charge)}\n"
    }
    if draw.chance(0.5) {
      robots +=
        "    sensors: {rays: \(draw.pick([0, 1, 8, 64])), range: \(metres(draw.number(0.1...9))), "
        + "field_of_view: \(draw.integer(1...360)) deg, noise: \(draw.pick(["0 m", "1 cm"])), "
        + "neighbour_range: \(metres(draw.number(0.1...6)))}\n"
    }
    robots += "    spawn: \(spawn(hasGoals: hasGoals, isFixed: isFixed, first: first, count))\n"
    writePolicies(of: name, isFixed: isFixed)
  }

  private mutating func body(_ shape: Footprint.Shape, _ length: Double) -> String {
    let (l, w) = (length, length * draw.number(0.5...1))
    let outline =
      switch shape {
      case .circle: "radius: \(metres(l / 2))"
      case .box: "size: \(metres([l, w]))"
      case .capsule: "radius: \(metres(w / 4)), length: \(metres(l / 2))"
      case .polygon:
        "points: [\(metres([l / 2, 0])), \(metres([0, w / 2])), \(metres([-l / 2, 0])), "
          + "\(metres([0, -w / 2]))]"
      }
    return
      "{shape: \(shape), \(outline), mass: \(draw.number(1...400)) kg, payload: 300 kg, "
      + "friction: \(draw.number(0...1)), restitution: \(draw.number(0...1))}"
  }

  private mutating func drive(_ kind: String, _ length: Double) -> String {
    guard let drive = DriveCatalog.standard.kind(kind), drive.moves else {
      return "{kind: \(kind)}"
    }
    var text =
      "{kind: \(kind), max_speed: \(draw.number(0.2...3)) m/s, "
      + "max_accel: \(draw.number(0.2...4)) m/s^2, max_turn_rate: \(draw.integer(20...300)) deg/s, "
      + "traction: \(draw.number(0.1...1))"
    for key in drive.keys {
      if case .fromWidth = key.standard { continue }
      switch key.quantity {
      case .length: text += ", \(key.name): \(metres(length * 0.6))"
      case .angle: text += ", \(key.name): \(draw.integer(10...80)) deg"
      }
    }
    return text + "}"
  }

  private mutating func spawn(
    hasGoals: Bool, isFixed: Bool, first: Int, _ count: Int
  ) -> String {
    note("spawn", isFixed ? "poses" : hasGoals ? "imported" : "random")
    if isFixed {
      // Bolted bases stand at the upper edge, where nobody has to pass.
      let poses = (0..<count).map { number in
        let x = size.width * 0.3 + Double(number) * size.width * 0.15
        return "[\(metres(x)), \(metres(size.height - wall - 1)), \(draw.integer(0...359)) deg]"
      }
      return "{pattern: poses, poses: [\(poses.joined(separator: ", "))]}"
    }
    if hasGoals { return "{pattern: imported, first: \(first)}" }
    if draw.chance(0.2) { return "{pattern: grid}" }
    return "{pattern: random}"
  }

  private mutating func writePolicies(of name: String, isFixed: Bool) {
    let acts = isFixed ? "reach" : executor == "reach" ? "goalSeeking" : executor
    let plans = isFixed && orchestrator == "auction" ? "greedy" : orchestrator
    note("orchestrator", plans)
    note("executor", acts)
    robots += "    orchestrator: plan_\(name)\n    executor: "
    robots +=
      draw.chance(0.3)
      ? "{use: act_\(name), metadata: {quality: \(draw.integer(1...5)), "
        + "speed: \(draw.pick(EpisodeMetadata.Speed.words)), "
        + "strategy: \(draw.pick(EpisodeMetadata.Strategy.words))}}\n"
      : "act_\(name)\n"
    policies += "  plan_\(name): {layer: orchestrator, kind: \(plans)\(parameters(of: plans))"
    if draw.chance(0.5) { policies += ", latency: \(draw.integer(0...3000)) ms" }
    if draw.chance(0.3) { policies += ", replan_after: \(draw.integer(1...4)) s" }
    policies += "}\n  act_\(name): {layer: executor, kind: \(acts)\(parameters(of: acts))}\n"
  }

  /// A few parameters of a kind within their ranges.
  private mutating func parameters(of name: String) -> String {
    var text = ""
    for parameter in PolicyCatalog.standard.kind(named: name)?.parameters ?? []
    where draw.chance(0.15) {
      let units = ["1": "", "s": " s", "m": " m"]
      guard let unit = units[parameter.unit] else { continue }
      let upper = min(parameter.range.upperBound, max(1, parameter.defaultValue * 4))
      let lower = max(parameter.range.lowerBound, parameter.isAutomaticAtZero ? 0.01 : 0)
      let value = parameter.name == "whole_quorums" ? 1 : draw.number(min(lower, upper)...upper)
      text += ", \(parameter.name): \(max(value, lower))\(unit)"
    }
    return text
  }
}
