import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Recording

@Suite("RunReplay")
struct RunReplayTests {
  private static let period = 30

  private func model() throws -> WorldModel {
    try shippedModel("Tutorials/02-two-layers.fleet.yaml", [("duration", "8s")])
  }

  /// Records a run; `push` is a push that happens at a step, and `isLogged` whether the record says so.
  private func record(
    _ model: WorldModel, _ folder: String, pushAt step: Int? = nil, isLogged: Bool = false,
    tables: Bool = true
  ) throws -> String {
    let destination = try RunDestination.fixed(folder, force: false)
    let request = RunRequest(
      scene: model.scene, sceneFile: "x", overrides: [], startedAt: "", destination: destination,
      stepsPerSnapshot: tables ? Self.period : nil)
    var recorder = try RunRecorder(destination, scene: model.scene, request: request)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
    var watch = EventWatch()
    var loop = RunLoop(
      stepsPerSecond: model.clocks.physicsRate,
      seriesPeriod: Double(model.scene.outputs.seriesPeriod), duration: model.duration)
    loop.stepsPerMoment = request.stepsPerSnapshot
    try recorder.begin(columns: fleet.recordedColumns())
    let push = Intervention.push(robot: 3, impulse: Vec2(40, 10))
    if let step {
      _ = try loop.goOn(
        &fleet, watch: &watch, observer: &recorder, isContinued: false, through: step)
      let isApplied = fleet.apply(push)
      #expect(isApplied)
    }
    let end = try loop.goOn(
      &fleet, watch: &watch, observer: &recorder, isContinued: step != nil)
    var robots = CSVText.line(Fleet.robotColumns)
    for row in 0..<fleet.robotCount { robots += CSVText.line(fleet.robotRow(row)) }
    let log = step.map { [LoggedIntervention(step: $0, intervention: push)] } ?? []
    return try recorder.finish(
      RunSummary(
        of: fleet, scene: model.scene, sceneFile: "x", overrides: [],
        robotCount: fleet.robotCount, workerCount: 2, build: "test", startedAt: "",
        setupSeconds: 0, end: end), robots: robots, interventions: isLogged ? log : [])
  }

  private func verify(_ model: WorldModel, _ folder: String, workers: Int = 1) throws
    -> ReplayOutcome
  {
    try RunReplay(folder: folder).verify(
      [CompiledLeg(model: model, lastStep: nil)], pool: WorkerPool(workerCount: workers))
  }

  @Test(
    "a record is the replay's own, with any workers, also where a person pushed", arguments: 1...3)
  func identical(workers: Int) throws {
    let temporary = TemporaryFolder()
    let model = try model()
    for (name, step) in [("plain", nil), ("pushed", 150)] as [(String, Int?)] {
      let folder = try record(
        model, "\(temporary.path)/\(name)", pushAt: step, isLogged: true)
      let outcome = try verify(model, folder, workers: workers)
      #expect(outcome.isIdentical, "\(outcome)")
      #expect(outcome.counts.hashes == 9 && outcome.counts.rows == 9)
      #expect(outcome.lastStep == 8 * model.clocks.physicsRate)
      // Every table, and the one of the end.
      #expect(outcome.counts.tables == outcome.lastStep / Self.period + 2)
    }
  }

  @Test("a push that the record conceals is named: second, step, robot and quantity")
  func pushed() throws {
    let temporary = TemporaryFolder()
    let model = try model()
    let rate = model.clocks.physicsRate
    let step = 2 * rate + 12
    let folder = try record(model, "\(temporary.path)/pushed", pushAt: step)
    let outcome = try verify(model, folder)
    #expect(outcome.hash?.second == 3)
    let robot = try #require(outcome.robot)
    let name = model.classes.first { $0.rows.contains(3) }
    #expect(robot.robot == "\(name?.name ?? "") \(3 - (name?.rows.lowerBound ?? 0))")
    // The first table behind the push, to the step.
    #expect(robot.step == (step / Self.period + 1) * Self.period)
    #expect(["x_m", "y_m"].contains(robot.quantity), "\(robot)")
    #expect(robot.first != robot.second)
    #expect(outcome.lastStep < 8 * rate)
    #expect(
      robot.sentence((first: "the record", second: "the replay")).hasPrefix(
        "robot \(robot.robot) at step \(robot.step) ("))
    // `diff` finds the same of the two folders.
    let plain = try record(model, "\(temporary.path)/plain")
    let comparison = try RunComparison(folder, plain)
    guard case .differs(let second, _, _) = comparison.outcome else {
      Issue.record("the runs are the same")
      return
    }
    #expect(second == 3)
    // It looks behind the last equal hash: a table in the same second may come first.
    #expect(comparison.robot == robot)
  }

  @Test("without tables the end names the robot, rounded as robots.csv is")
  func end() throws {
    let temporary = TemporaryFolder()
    let model = try model()
    let folder = try record(
      model, "\(temporary.path)/pushed", pushAt: 2 * model.clocks.physicsRate, tables: false)
    let outcome = try verify(model, folder)
    #expect(outcome.hash?.second == 3)
    #expect(outcome.counts.tables == 1)
    #expect(outcome.robot?.step == 8 * model.clocks.physicsRate)
    let plain = try record(model, "\(temporary.path)/plain", tables: false)
    #expect(try RunComparison(folder, plain).robot == outcome.robot)
  }

  @Test("one changed cell of any file is found, with file, line and column")
  func changedCells() throws {
    let temporary = TemporaryFolder()
    let model = try model()
    let folder = try record(model, "\(temporary.path)/run")
    func outcome(_ name: String, _ change: (String) -> String) throws -> ReplayOutcome {
      let path = "\(folder)/\(name)"
      let text = try TextFile.read(path)
      let changed = change(text)
      #expect(changed != text, "\(name)")
      try TextFile.replace(path, with: changed)
      defer { try? TextFile.replace(path, with: text) }
      return try verify(model, folder)
    }
    func change(line: Int, cell: Int, to value: String) -> (String) -> String {
      { text in
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var cells = lines[line - 1].split(separator: ",", omittingEmptySubsequences: false)
        cells[cell] = Substring(value)
        lines[line - 1] = cells.joined(separator: ",")
        return lines.joined(separator: "\n")
      }
    }
    let hash = try outcome("hashes.csv", change(line: 6, cell: 2, to: "0123456789abcdef"))
    #expect(hash.hash?.second == 4 && hash.hash?.recorded == "0123456789abcdef")
    #expect(hash.robot == nil && hash.sameTableStep == 4 * model.clocks.physicsRate)
    let row = try outcome("series.csv", change(line: 5, cell: 5, to: "9"))
    #expect(row.row?.line == 5 && row.row?.quantity == "mean_speed_m_per_s")
    #expect(row.row?.recorded == "9" && row.hash == nil)
    let table = try outcome(RunSnapshots.robotsPlace(90), change(line: 4, cell: 3, to: "1.5"))
    #expect(
      table.robot?.step == 90 && table.robot?.quantity == "y_m" && table.robot?.first == "1.5")
    #expect(table.hash == nil && !table.isIdentical)
    let end = try outcome("robots.csv", change(line: 2, cell: 9, to: "0.25"))
    #expect(end.robot?.quantity == "battery" && end.robot?.robotCount == 1)
    let short = try outcome("robots.csv") { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    }
    #expect(short.robot?.quantity == "robot" && short.robot?.first == "not there")
    #expect(try verify(model, folder).isIdentical)
    try TextFile.replace(
      "\(folder)/events.csv", with: EventLog.header + "\n479,failure,0,-1,made up\n")
    let event = try verify(model, folder)
    #expect(event.event?.recorded == "step 479: failure: made up" && event.event?.found == "")
  }
}
