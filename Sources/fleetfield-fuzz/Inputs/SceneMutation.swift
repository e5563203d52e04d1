/// Mutated texts of scenes: the shipped ones and generated ones, with the files they name.
enum SceneMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int, shipped: ShippedFiles) -> FuzzInput {
    var draw = Draw(seed: seed, "scenes", index)
    var input = FuzzInput(target: .scenes, seed: seed, index: index)
    let scene: String
    if draw.chance(0.3) || shipped.scenes.isEmpty {
      let base = FleetWriter.input(seed: seed, index: Int(draw.next() >> 40))
      input.files = base.files
      scene = base.words[1]
    } else {
      scene = draw.pick(shipped.scenes)
      input.files = shipped.files.filter { $0.path == scene || !$0.path.hasSuffix(".fleet.yaml") }
    }
    let library = input.files.firstIndex { $0.path.hasSuffix("Library/robots.yaml") }
    let main = input.files.firstIndex { $0.path == scene } ?? 0
    let place = draw.chance(0.15) ? library ?? main : main
    let original = input.files[place].bytes
    // A crowd beyond what the project promises is not what is looked for.
    for _ in 0..<20 {
      input.files[place].bytes = Mutation.text(original, &draw)
      if !CrowdSize.isTooLarge(input.files[place].bytes) { break }
      input.files[place].bytes = original
    }
    input.words = [draw.chance(0.5) ? "check" : "run", scene]
    if scene.hasSuffix("tick.fleet.yaml") { input.words += ["--set", "n=300"] }
    if draw.chance(0.15) { input.words += ["--set", override(&draw)] }
    if draw.chance(0.1) { input.words += ["--format", "json"] }
    if input.words[0] == "run" {
      let seconds = draw.pick(["0.5 s", "1 s"])
      input.words += ["--set", "run.duration=\(seconds)", "--out", "out", "--quiet"]
      input.words += ["--workers", draw.pick(["1", "1", "1", "2"])]
    }
    return input
  }

  /// A `--set` of a key that may exist to a value that may fit.
  private static func override(_ draw: inout Draw) -> String {
    let key = draw.pick([
      "run.seed", "seed", "mode", "coupling", "coordination.mode", "world.size", "clocks.physics",
      "clocks.executor", "world.traffic.rule", "robots.carrier.count", "robots", "tasks", "run",
      "coordination.executor_field.grid_cell", "a.b.c", "", "load", "rate", "gain", "radius", "map",
      "problem", "scenario", "fleet", "include",
    ])
    let value = draw.chance(0.6) ? Mutation.number(&draw) : draw.pick(Mutation.tokens)
    return "\(key)=\(value)"
  }
}

/// How many robots a text asks for, as far as can be seen without reading it as a scene.
enum CrowdSize {
  /// The most robots of an input.
  static let limit = 10_000

  /// True where a line on counts of robots holds a number above the limit.
  static func isTooLarge(_ bytes: [UInt8], limit: Int = CrowdSize.limit) -> Bool {
    for line in bytes.split(separator: 0x0A) {
      let text = String(decoding: line.prefix(400), as: UTF8.self)
      guard text.contains("count") || text.contains("  n:") || text.contains("teamSize")
      else { continue }
      for word in text.split(whereSeparator: { !"0123456789.eE+-".contains($0) }) {
        if let value = Double(word), value.isFinite, value > Double(limit) { return true }
      }
    }
    return false
  }
}
