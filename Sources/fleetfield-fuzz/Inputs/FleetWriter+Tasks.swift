import Coordination
import MeanFields

extension FleetWriter {
  /// The tasks of the scene's kind.
  mutating func writeTasks() {
    let dwell = "dwell: \(draw.pick(["0 s", "0.5 s", "2 s"]))"
    let claim = draw.pick(["", "", ", claim: at_assignment"])
    let hasStation = task != "points" && task != "imported"
    let waits =
      claim.isEmpty && hasStation && draw.chance(0.4)
      ? ", announce: 20 s, patience: \(draw.integer(0...9)) s" : ""
    let load = draw.chance(0.5) ? ", load: {mass: \(draw.number(0...50)) kg}" : ""
    let rate = "\(draw.pick(["0.5", "2", "10", "0"])) /s"
    let stream = "from: west, to: east, \(dwell)\(claim)\(waits)"
    switch task {
    case "stream": tasks += "  - {name: one, rate: \(rate), \(stream)\(load)}\n"
    case "pieces":
      tasks +=
        "  - {name: one, rate: [{at: 0 s, rate: \(rate)}, {at: 1 s, rate: 0 /s}, "
        + "{at: 2.5 s, rate: 5 /s}], \(stream)\(load)}\n"
    case "pallets":
      tasks +=
        "  - {name: one, rate: 2 /s, \(stream), load: {mass: 100 kg, pallet: true}, "
        + "needs: {class: a}}\n"
    case "points": tasks += "  - {name: one, points: \(points()), \(dwell)\(claim)}\n"
    case "reaches":
      let (x, y) = (size.width * 0.3 + 0.4, size.height - wall - 1.3)
      tasks +=
        "  - {name: one, points: [[\(metres([x, y]))]], claim: at_assignment, \(dwell), "
        + "needs: {class: a}}\n"
      tasks += "  - {name: two, rate: 1 /s, \(stream), needs: {class: b}}\n"
    case "imported": tasks += "  - {name: one, source: imported, \(dwell)\(claim)}\n"
    case "goals": tasks += "  - {name: one, source: goals, dwell: 1 s}\n"
    default:
      tasks += "  - {name: one, rate: \(rate), \(stream)\(load)}\n"
      tasks += "  - {name: two, from: east, to: west, rate: 1 /s, \(dwell), value: 3}\n"
      tasks += "  - {name: three, points: \(points()), claim: at_assignment, deadline: 2 s}\n"
    }
  }

  /// One to three tours of one to four points in the free bands.
  private mutating func points() -> String {
    let (left, right) = (wall + 1.2, size.width - wall - 1.2)
    let tours = (0..<draw.integer(1...3)).map { _ in
      let stops = (0..<draw.integer(1...4)).map { _ in
        metres([draw.pick([left, right]), draw.number(wall + 1.2...size.height - wall - 1.2)])
      }
      return "[\(stops.joined(separator: ", "))]"
    }
    return "[\(tours.joined(separator: ", "))]"
  }

  /// The coordination section: the mode with its parameters, fields, couplings, channel.
  mutating func coordination() -> String {
    var text = "coordination:\n  mode: \(mode)\n"
    let grants = CoordinationMode(mode).kind.grants
    let needsField = grants.fields != .none
    let layers = needsField ? draw.pick(["both", "both", "own"]) : "both"
    let names = ["a", "b", "c"].filter { robots.contains("  \($0):\n") }
    if draw.chance(0.2), mode == "meanField" {
      let row = names.map { _ in "\(draw.number(0...3))" }.joined(separator: ", ")
      let rows = names.map { "\($0): [\(row)]" }.joined(separator: ", ")
      let form = draw.pick(["matrix", "graphon"])
      let isNormal = draw.chance(0.5)
      text +=
        "  coupling: {layers: both, row_normalised: \(isNormal), all: {\(form): {\(rows)}}}\n"
      note("coupling", form)
    } else {
      text += "  coupling: \(layers)\n"
      note("coupling", layers)
    }
    for key in CoordinationMode(mode).kind.keys {
      switch key.value {
      case .count(let range, _):
        let count = draw.integer(range.lowerBound...min(20, range.upperBound))
        text += "  \(key.name): \(count)\n"
      case .length: text += "  \(key.name): \(metres(draw.number(0.5...20)))\n"
      case .time(let least, _, _):
        text += "  \(key.name): \(draw.number(least...least + 20)) s\n"
      case .word(let words, _): text += "  \(key.name): \(draw.pick(words))\n"
      // Such a mode is not drawn.
      case .file: continue
      }
    }
    text += field("orchestrator", OrchestratorSchema.count, inputs: ["entropy", "plan_age"])
    text += field("executor", ExecutorSchema.count, inputs: ["speed_ratio", "battery"])
    if draw.chance(0.4) {
      text +=
        "  channel: {loss: \(draw.number(0...1)), latency: \(draw.integer(0...2000)) ms, "
        + "bits: \(draw.pick([0, 1, 8, 24])), budget: \(draw.pick(["unlimited", "200 B/s"]))}\n"
      note("channel", "lossy")
    }
    if draw.chance(0.3) {
      text +=
        "  board: {period: \(draw.integer(1...4000)) ms, latency: \(draw.integer(0...3000)) ms, "
        + "loss: \(draw.number(0...1))}\n"
      note("board", "late")
    }
    return text
  }

  private mutating func field(_ layer: String, _ count: Int, inputs: [String]) -> String {
    let recursion = draw.pick(["average", "average", "kalman", "gru"])
    let isLearned = recursion == "gru" && !CoordinationMode(mode).kind.grants.isPooled
    var parts: [String] = []
    if isLearned {
      input.files.append(("\(layer).gru", MapFiles.weights(featureCount: count, &draw)))
      parts.append("recursion: gru, weights: \(layer).gru")
    } else if recursion == "kalman" {
      parts.append("recursion: kalman, process_variance: \(draw.number(0.001...1))")
    } else {
      parts.append("time_constant: \(draw.pick([0, 500, 2000])) ms")
    }
    note("recursion", isLearned ? "gru" : recursion == "kalman" ? "kalman" : "average")
    if layer == "executor" {
      parts.append("grid_cell: \(metres(draw.number(0.5...6)))")
      if draw.chance(0.2) { parts.append("kernel: {shape: disc, radius: 3 m}") }
      if draw.chance(0.2) { parts.append("kernel: {shape: gaussian, deviation: 1 m}") }
    }
    if parts.filter({ $0.hasPrefix("kernel") }).count > 1 { parts.removeLast() }
    if !isLearned && draw.chance(0.2) {
      parts.append(
        "features: [{name: extra, kind: fourier, input: \(draw.pick(inputs)), length: 0.3, "
          + "count: 4}]")
    }
    return "  \(layer)_field: {\(parts.joined(separator: ", "))}\n"
  }

  /// Disturbances in a third of the scenes.
  mutating func disturbances() -> String {
    guard draw.chance(0.35) else { return "" }
    note("disturbances", "on")
    return """
      disturbances:
        failures: {rate: \(draw.pick(["0.2 /s", "20 /s"])), repair: \(draw.pick(["never", "0.5 s"]))}
        delays: {probability: \(draw.number(0...1)), mean: 1 s}
        sensor_dropout: {rate: 0.5 /s, duration: 1 s}
        liars: {share: \(draw.number(0...1)), lie: \(draw.pick(["phantom", "hidden"]))}
        shared_mistakes: {rate: 0.5 /s, share: 0.5, duration: 1 s}

      """
  }

  /// Rates that divide each other.
  mutating func clocks() -> String {
    guard draw.chance(0.4) else { return "" }
    let (physics, executor, orchestrator) = draw.pick([
      (60, 10, 1), (60, 60, 60), (120, 10, 2), (30, 5, 5), (10, 10, 1), (240, 12, 4),
    ])
    return
      "clocks: {physics: \(physics) Hz, substeps: \(draw.integer(1...6)), executor: \(executor) Hz, "
      + "orchestrator: \(orchestrator) Hz, stagger: \(draw.chance(0.5)), "
      + "skip_resting: \(draw.chance(0.5))}\n"
  }
}
