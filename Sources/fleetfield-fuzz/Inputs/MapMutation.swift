import MeanFields

/// Mutated files of every importer, each with a scene that reads it.
enum MapMutation {
  /// The input of a number.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var draw = Draw(seed: seed, "maps", index)
    var input = FuzzInput(target: .maps, seed: seed, index: index)
    // One in fifty is large and left as it is: changed, it would be refused before it costs anything.
    let isLarge = index % 50 == 7
    let format =
      isLarge
      ? "movingai" : stratified(MapFiles.formats + ["gru"], seed: seed, "maps format", index)
    input.traits = [.init(group: "importer", value: format)]
    var plan = FloorPlan(&draw, isCave: draw.chance(0.5))
    if isLarge { plan = FloorPlan(pillars: 601) }
    let pairs = MapFiles.pairs(plan, draw.integer(1...12), &draw)
    let robots = max(1, min(pairs.count, 6))
    var map = ""
    var spawn = "{pattern: random}"
    var task = "{name: tour, points: [[[\(plan.cell * 1.5) m, \(plan.cell * 1.5) m]]]}"
    var extra = ""
    switch format {
    case "movingai":
      input.files = [
        ("floor.map", MapFiles.grid(plan)), ("floor.scen", MapFiles.scenario(plan, pairs)),
      ]
      map = "{file: floor.map, scen: floor.scen, cell_size: \(plan.cell) m}"
      spawn = "{pattern: imported}"
      task = "{name: goal, source: goals, dwell: 1 s}"
    case "lorr":
      input.files = MapFiles.problem(plan, pairs, &draw)
      map = "{file: problem.json, cell_size: \(plan.cell) m}"
      spawn = "{pattern: imported}"
      task = "{name: task, source: imported, claim: at_assignment}"
    case "pogema":
      input.files = [("floor.yaml", MapFiles.pogema(plan, &draw))]
      map = "{file: floor.yaml, format: pogema, cell_size: \(plan.cell) m}"
      spawn = "{pattern: imported}"
      let goals = draw.pick(["source: goals", "lifelong: goals", "lifelong: free"])
      task = "{name: goal, \(goals), dwell: 0 s}"
    case "gru":
      let weights = MapFiles.weights(featureCount: ExecutorSchema.count, &draw)
      input.files = [("weights.gru", weights), ("floor.map", MapFiles.grid(plan))]
      map = "{file: floor.map}"
      extra = "coordination: {executor_field: {recursion: gru, weights: weights.gru}}\n"
    default:
      input.files = MapFiles.ros(plan, format: format, &draw)
      map = "{file: floor.yaml}"
    }
    let place =
      format == "gru" && draw.chance(0.9) ? 0 : draw.integer(0...input.files.count - 1)
    let original = input.files[place].bytes
    let isBinary = [".gru", ".png", ".pgm"].contains { input.files[place].path.hasSuffix($0) }
    for _ in 0..<20 {
      if isLarge { break }
      // A checksum hides weights behind it from mutations: their values are strange as they are.
      if format == "gru", place == 0, draw.chance(0.4) { break }
      input.files[place].bytes =
        isBinary ? mutatedBytes(original, &draw) : Mutation.text(original, &draw)
      if !CrowdSize.isTooLarge(input.files[place].bytes) { break }
      input.files[place].bytes = original
    }
    let scene = """
      fleet: 1
      world:
        map: \(map)
      robots:
        robot:
          count: \(robots)
          body: {shape: circle, radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1.5 m/s}
          spawn: \(spawn)
      tasks:
        - \(task)
      \(extra)run: {duration: 0.5 s}

      """
    input.files.append(("map.fleet.yaml", Array(scene.utf8)))
    input.words =
      draw.chance(0.5)
      ? ["check", "map.fleet.yaml"]
      : ["run", "map.fleet.yaml", "--out", "out", "--quiet", "--workers", "1"]
    return input
  }

  /// One to three changes; the header, which most readers trust most, is as likely as the rest.
  private static func mutatedBytes(_ bytes: [UInt8], _ draw: inout Draw) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<draw.pick([1, 1, 2, 3]) {
      let head = min(bytes.count, 48)
      if draw.chance(0.5) {
        let changed =
          draw.chance(0.4)
          ? Mutation.text(Array(bytes[..<head]), &draw)
          : Mutation.bytes(Array(bytes[..<head]), &draw)
        bytes.replaceSubrange(..<head, with: changed)
      } else {
        bytes = Mutation.bytes(bytes, &draw)
      }
    }
    return bytes
  }
}
