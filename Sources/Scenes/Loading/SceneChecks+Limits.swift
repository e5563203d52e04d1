import Contracts
import Coordination
import Embodiments
import MeanFields
import SimCore

/// What a scene asks of counters and of memory, checked before any of it is taken.
///
/// Each key has bounds of its own in the schema; here are those that follow from several keys at once.
/// A message says what would be needed, what there is, and which value would do.
extension SceneChecks {
  /// Physics steps of the longest run: sums of two times of this length still fit in 32 bits.
  static let stepLimit = 1_000_000_000
  /// Places of all zones together; each takes some 32 bytes.
  static let slotLimit = 10_000_000
  /// Bytes of the messages that are under way on a channel with a latency.
  static let messageByteLimit = 1 << 30

  /// Bytes of the past that mode shuffled keeps.
  static let pastByteLimit = 1 << 30

  /// Cells of the ways of all robot sizes together; each takes some 12 bytes.
  static let wayCellLimit = 1 << 28

  /// Runs the checks.
  func checkLimits() {
    checkDuration()
    checkWays()
    checkSpatialField()
    checkSlotCount()
    checkMessagesUnderWay()
    checkPast()
  }

  private func checkDuration() {
    guard let duration = tree["run"]?["duration"], let seconds = duration.double,
      let rate = tree["clocks"]?["physics"]?.double, rate > 0
    else { return }
    let steps = seconds * rate
    guard steps > Double(Self.stepLimit) else { return }
    context.report(
      duration.place ?? tree["clocks"]?["physics"]?.place, "run.duration",
      "\(NumberText.digits(seconds)) s at \(NumberText.digits(rate)) Hz are \(rounded(steps)) physics steps; "
        + "expected at most \(rounded(Double(Self.stepLimit))), which are "
        + "\(rounded(Double(Self.stepLimit) / rate)) s")
  }

  private func checkSpatialField() {
    guard let bounds = map.bounds,
      let cell = tree["coordination"]?["executor_field"]?["grid_cell"], let edge = cell.double,
      edge > 0
    else { return }
    func cells(_ edge: Double) -> (columns: Double, rows: Double) {
      (
        max(2, (Double(bounds.size.x) / edge).rounded(.up)),
        max(2, (Double(bounds.size.y) / edge).rounded(.up))
      )
    }
    let grid = cells(edge)
    let limit = Double(SpatialField.cellLimit)
    guard grid.columns * grid.rows > limit else { return }
    // The first edge of two digits that fits; whole numbers of steps, so that it is written shortly.
    var fitting = edge
    while cells(fitting).columns * cells(fitting).rows > limit { fitting *= 1.01 }
    let stepsPerMetre = max(1, (10 / power(of: fitting)).rounded())
    fitting = (fitting * stepsPerMetre).rounded(.up) / stepsPerMetre
    let bytes = grid.columns * grid.rows * Double(SpatialField.bytesPerCell)
    let world = tree["world"]
    context.report(
      cell.place ?? world?["size"]?.place ?? world?["map"]?.place,
      "coordination.executor_field.grid_cell",
      "the spatial field would be \(rounded(grid.columns)) × \(rounded(grid.rows)) cells of "
        + "\(metres(Float(edge))) and take \(gibibytes(bytes)); expected at most "
        + "\(rounded(limit)) cells, as with a grid_cell of \(NumberText.digits(fitting)) m")
  }

  /// Ways are compiled for every size of robots, on every cell of the floor.
  private func checkWays() {
    guard let bounds = map.bounds, let all = tree["robots"] else { return }
    let radii = Set(robots.compactMap { Footprint($0.node["body"])?.boundingRadius })
    let cells: Double
    if let grid = map.imported?.grid {
      // Cells below 0.2 m are joined to about a quarter of a metre.
      let factor = grid.cellSize >= 0.2 ? 1 : max(1, 0.25 / Double(grid.cellSize))
      cells = Double(grid.columns) * Double(grid.rows) / (factor * factor)
    } else {
      // As navigation divides an empty floor: half a metre, or a million cells.
      cells = min(1e6, Double(bounds.size.x) * Double(bounds.size.y) * 4)
    }
    let wanted = cells * Double(radii.count)
    guard wanted > Double(Self.wayCellLimit) else { return }
    context.report(
      all.place, "robots",
      "ways for robots of \(radii.count) sizes on \(rounded(cells)) cells would take "
        + "\(gibibytes(wanted * 12)); expected at most "
        + "\(rounded(Double(Self.wayCellLimit) / cells)) different sizes on this floor")
  }

  private func checkSlotCount() {
    guard let zones = tree["world"]?["zones"] else { return }
    var total = 0
    for zone in zones.elements {
      guard let count = zone["slots"]?.integer else { continue }
      total += count
      guard total > Self.slotLimit else { continue }
      context.report(
        zone["slots"]?.place ?? zone.place, "world.zones.\(zone["name"]?.text ?? "").slots",
        "up to here the zones have \(rounded(Double(total))) places; expected at most "
          + "\(rounded(Double(Self.slotLimit))) in all of them")
      return
    }
  }

  private func checkMessagesUnderWay() {
    guard let coordination = tree["coordination"], coordination["mode"]?.text != "none",
      let latency = coordination["channel"]?["latency"], let seconds = latency.double,
      let executor = tree["clocks"]?["executor"]?.double,
      let orchestrator = tree["clocks"]?["orchestrator"]?.double
    else { return }
    let robotCount = robots.reduce(0.0) { $0 + ($1.node["count"]?.double ?? 0) }
    let perRobot =
      (seconds * executor).rounded(.up) * Double(MemoryLayout<ExecutorMicrostate>.stride + 1)
      + (seconds * orchestrator).rounded(.up)
      * Double(MemoryLayout<OrchestratorMicrostate>.stride + 1)
    guard perRobot * robotCount > Double(Self.messageByteLimit) else { return }
    let fitting = seconds * Double(Self.messageByteLimit) / (perRobot * robotCount)
    context.report(
      latency.place, "coordination.channel.latency",
      "the messages of \(rounded(robotCount)) robots that are under way for "
        + "\(NumberText.digits(seconds)) s would take \(gibibytes(perRobot * robotCount)); expected at most "
        + "\(gibibytes(Double(Self.messageByteLimit))), as with a latency of "
        + "\(NumberText.digits(max(0.001, (fitting * 1000).rounded(.down) / 1000))) s")
  }

  /// At least two blocks of the fields' past are kept where they are shuffled.
  private func checkPast() {
    guard let coordination = tree["coordination"], coordination["mode"]?.text == "shuffled",
      let block = coordination["block"], let seconds = block.double, let bounds = map.bounds,
      let cell = coordination["executor_field"]?["grid_cell"]?.double, cell > 0,
      let executor = tree["clocks"]?["executor"]?.double, executor > 0,
      let orchestrator = tree["clocks"]?["orchestrator"]?.double, orchestrator > 0
    else { return }
    let cells =
      max(2, (Double(bounds.size.x) / cell).rounded(.up))
      * max(2, (Double(bounds.size.y) / cell).rounded(.up))
    guard cells <= Double(SpatialField.cellLimit) else { return }  // `checkSpatialField` says so
    func bytes(_ seconds: Double) -> Int {
      ShuffledMemory(
        block: Float(seconds), executorPeriod: Float(1 / executor),
        orchestratorPeriod: Float(1 / orchestrator), classCount: robots.count,
        // Where robots are bound is a quarter as much again.
        cellCount: Int(cells) + Int(cells / 4) + 1
      ).byteCount
    }
    guard bytes(seconds) > Self.pastByteLimit else { return }
    let fitting = (seconds * Double(Self.pastByteLimit) / Double(bytes(seconds))).rounded(.down)
    let isFitting = fitting >= 1 && bytes(fitting) <= Self.pastByteLimit
    context.report(
      block.place ?? coordination["mode"]?.place, "coordination.block",
      "two blocks of \(NumberText.digits(seconds)) s of the fields would take "
        + "\(gibibytes(Double(bytes(seconds)))); expected at most "
        + "\(gibibytes(Double(Self.pastByteLimit))), "
        + (isFitting
          ? "as with a block of \(NumberText.digits(fitting)) s" : "as with a larger grid_cell"))
  }

  /// A number without decimals, for messages.
  private func rounded(_ value: Double) -> String { NumberText.digits(value.rounded(.down)) }

  /// Bytes in GiB with one decimal.
  private func gibibytes(_ bytes: Double) -> String {
    NumberText.digits((bytes / Double(1 << 30) * 10).rounded() / 10) + " GiB"
  }

  /// The largest power of ten that is not above a value.
  private func power(of value: Double) -> Double {
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    return power
  }
}
