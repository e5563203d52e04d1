import Contracts
import Coordination
import Embodiments
import MeanFields
import Policies

/// Writes whole scenes that should run: every drive, outline, mode, rule, importer, policy and task.
///
/// What campaigns count is drawn by blocks (`stratified`), so that every value comes equally often.
struct FleetWriter {
  var draw: Draw
  var input: FuzzInput
  let mode: String
  let floor: String
  let task: String
  let orchestrator: String
  let executor: String
  /// Lines of the scene, section by section.
  var world = ""
  var robots = ""
  var tasks = ""
  var policies = ""
  /// Width and height of the floor, metres, and what its wall takes on each side.
  var size = (width: 20.0, height: 16.0)
  var wall = 0.0
  var plan: FloorPlan?
  /// Starts and goals that the map brings.
  var importedCount = 0
  var hasDock = false
  let crowd: Int

  static let floors = [
    "empty", "obstacles", "racks", "movingai", "lorr", "ros pgm", "ros plain pgm", "ros png",
  ]
  static let taskKinds = [
    "stream", "pieces", "pallets", "points", "reaches", "imported", "goals", "several",
  ]
  static let drives = DriveCatalog.standard.kinds.map(\.word)
  static let movingDrives = DriveCatalog.standard.kinds.filter(\.moves).map(\.word)
  static let shapes = Footprint.Shape.allCases

  /// The input of a number: a scene, the files it names, and a run of three seconds.
  static func input(seed: UInt64, index: Int) -> FuzzInput {
    var writer = FleetWriter(seed: seed, index: index)
    return writer.finished()
  }

  private init(seed: UInt64, index: Int) {
    draw = Draw(seed: seed, "fleets", index)
    input = FuzzInput(target: .fleets, seed: seed, index: index)
    func cycle(_ values: [String], _ trait: String) -> String {
      stratified(values, seed: seed, trait, index)
    }
    let task = cycle(Self.taskKinds, "task")
    self.task = task
    floor =
      task == "imported" ? "lorr" : task == "goals" ? "movingai" : cycle(Self.floors, "floor")
    let kinds = PolicyCatalog.standard.kinds
    let planner = cycle(kinds.filter(\.isOrchestrator).map(\.name), "orchestrator")
    executor = cycle(kinds.filter { !$0.isOrchestrator }.map(\.name), "executor")
    var mode = cycle(
      CoordinationCatalog.kinds.filter { !$0.needsFile }.map(\.mode.rawValue), "mode")
    let needs = PolicyCatalog.standard.kind(named: planner)?.requiredInputs ?? []
    if needs.contains(.peers), let open = CoordinationCatalog.kinds.first(where: \.grants.hasPeers)
    {
      mode = open.mode.rawValue
    }
    orchestrator =
      needs.contains(.ownField) && CoordinationMode(mode).kind.grants.fields == .none
      ? "greedy" : planner
    self.mode = mode
    // Mostly few robots, at times as many as promised where nobody reads all others.
    let share = draw.number(0...1)
    let isHeavy = CoordinationMode(mode).kind.grants.hasPeers || orchestrator == "auction"
    crowd =
      share > 0.96 && !isHeavy
      ? draw.integer(1000...CrowdSize.limit) : share > 0.88 ? draw.integer(40...300) : 0
  }

  private mutating func finished() -> FuzzInput {
    let seed = input.seed
    let rule = stratified(["none", "rightHand", "oneWay"], seed: seed, "rule", input.index)
    writeFloor(rule: rule)
    writeZones()
    writeRobots()
    writeTasks()
    var text = "fleet: 1\nname: fuzz-\(input.index)\n"
    text += "world:\n\(world)robots:\n\(robots)tasks:\(tasks.isEmpty ? " []\n" : "\n\(tasks)")"
    text += "policies:\n\(policies)\(coordination())\(disturbances())\(clocks())"
    text += "run: {duration: 3 s, seed: \(draw.integer(0...1_000_000))}\n"
    input.files.append(("fuzz.fleet.yaml", Array(text.utf8)))
    input.words = [
      "run", "fuzz.fleet.yaml", "--out", "out", "--quiet", "--workers", draw.pick(["1", "1", "2"]),
    ]
    note("rule", rule)
    note("mode", mode)
    note("floor", floor)
    note("task", task)
    return input
  }

  /// Counts a property of the scene once.
  mutating func note(_ group: String, _ value: String) {
    let trait = FuzzInput.Trait(group: group, value: value)
    if !input.traits.contains(trait) { input.traits.append(trait) }
  }

  /// `1.25 m`.
  func metres(_ value: Double) -> String { "\((value * 1000).rounded() / 1000) m" }

  /// `[1 m, 2 m]`, of as many values.
  func metres(_ values: [Double]) -> String {
    "[" + values.map { metres($0) }.joined(separator: ", ") + "]"
  }
}

extension FleetWriter {
  private mutating func writeFloor(rule: String) {
    switch floor {
    case "movingai", "lorr", "ros pgm", "ros plain pgm", "ros png": writeMap()
    default:
      let scale = max(1, (Double(crowd) / 30).squareRoot())
      size = (draw.number(18...44) * scale, draw.number(14...30) * scale)
      world += "  size: \(metres([size.width, size.height]))\n"
      if floor != "empty" { writeObstacles() }
    }
    let margin = draw.chance(0.3) ? ", margin: \(metres(draw.number(0...0.2)))" : ""
    world += "  traffic: {rule: \(rule)\(margin)}\n"
  }

  private mutating func writeMap() {
    let plan = FloorPlan(&draw, isCave: draw.chance(0.3))
    self.plan = plan
    size = plan.size
    wall = plan.cell
    let pairs = MapFiles.pairs(plan, 60, &draw)
    importedCount = floor == "movingai" || floor == "lorr" ? pairs.count : 0
    switch floor {
    case "movingai":
      input.files = [
        ("floor.map", MapFiles.grid(plan)), ("floor.scen", MapFiles.scenario(plan, pairs)),
      ]
      world += "  map: {file: floor.map, scen: floor.scen, cell_size: \(plan.cell) m}\n"
    case "lorr":
      input.files = MapFiles.problem(plan, pairs, &draw)
      world += "  map: {file: problem.json, format: lorr, cell_size: \(plan.cell) m}\n"
    default:
      input.files = MapFiles.ros(plan, format: floor, &draw)
      world += "  map: {file: floor.yaml}\n"
    }
  }

  private mutating func writeObstacles() {
    let (left, right) = (size.width * 0.35, size.width * 0.65)
    world += "  obstacles:\n"
    if floor == "racks" {
      let (columns, rows) = (draw.integer(1...2), draw.integer(1...4))
      let rack = [(right - left) / Double(columns) * 0.6, (size.height - 6) / Double(rows) * 0.4]
      world +=
        "    - racks: {area: \(metres([left, 3, right, size.height - 3])), columns: \(columns), "
        + "rows: \(rows), size: \(metres(rack))}\n"
      return
    }
    for _ in 0..<draw.integer(1...6) {
      let (x, y) = (draw.number(left...right), draw.number(3...size.height - 3))
      let (w, h) = (draw.number(0.1...3), draw.number(0.1...3))
      if draw.chance(0.5) {
        world += "    - {rect: \(metres([x, y, x + w, y + h]))}\n"
      } else {
        let corners = [[x, y], [x + w, y], [x + w * 0.6, y + h]].map { metres($0) }
        world += "    - {polygon: [\(corners.joined(separator: ", "))]}\n"
      }
    }
  }

  /// Stations in the bands at the left and right edge, which are free on every floor.
  private mutating func writeZones() {
    let (low, high) = (wall + 1, size.height - wall - 1)
    let middle = (low + high) / 2
    let (left, right) = (wall + 0.6, size.width - wall - 0.6)
    let slots = max(1, min(6, Int((high - middle - 0.4) / 2.4)))
    let unlimited =
      draw.chance(0.5) ? ", claims_per_slot: unlimited, loads_per_slot: unlimited" : ""
    func zone(_ name: String, _ kind: String, _ box: [Double], _ rest: String) -> String {
      "    - {name: \(name), kind: \(kind), area: {rect: \(metres(box))}\(rest)}\n"
    }
    world += "  zones:\n"
    world += zone(
      "west", "station", [left, middle + 0.4, left + 2, high], ", slots: \(slots)\(unlimited)")
    world += zone(
      "east", "station", [right - 2, middle + 0.4, right, high], ", slots: \(slots)\(unlimited)")
    hasDock = draw.chance(0.5)
    if hasDock {
      let power = draw.pick([10, 600, 100_000])
      world += zone(
        "docks", "dock", [left, low, left + 2, middle - 0.4],
        ", slots: \(slots), power: \(power) W")
    }
    if draw.chance(0.4) {
      world += zone(
        "park", "parking", [right - 2, low, right, middle - 0.4], ", slots: \(slots)")
    }
  }
}
