import Contracts
import Recording
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@Suite("RecordedRun")
struct RecordedRunTests {
  private let log = [
    LoggedIntervention(step: 0, intervention: .edit("move robot 1 to 4.0, 5.0 m, \"there\"")),
    LoggedIntervention(step: 12, intervention: .push(robot: 3, impulse: Vec2(0.1, -123.456))),
    LoggedIntervention(
      step: 12,
      intervention: .drive(
        robot: 0,
        command: MotionCommand(
          forward: 1.0 / 3, lateral: -0.2, turn: .leastNonzeroMagnitude, toolForce: 0.25,
          toolHeight: -1, grip: 1))),
    LoggedIntervention(step: 40, intervention: .release(robot: 0)),
  ]
  private let events = [
    FleetEvent(step: 12, kind: .taskDone, robot: 3, job: 7, text: "delivery 1"),
    FleetEvent(step: 30, kind: .failure, robot: 2, text: "carrier \"2\", failed\nfor good"),
  ]

  private func record(_ folder: String) throws -> String {
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 150)
    var recorder = try RunRecorder(
      .fixed(folder, force: false), scene: plainScene())
    for event in events { try recorder.add(event: event) }
    let loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 1, duration: 2.5)
    let end = try loop.run(&world, observer: &recorder)
    let summary = RunSummary(
      of: world, scene: plainScene(), sceneFile: "yard.fleet.yaml", overrides: [], robotCount: 4,
      workerCount: 1, build: "1.0 abc", startedAt: "now", setupSeconds: 0, end: end)
    return try recorder.finish(summary, interventions: log)
  }

  @Test("what a run folder was given comes back bit by bit")
  func roundTrip() throws {
    let temporary = TemporaryFolder()
    let folder = try record(temporary.path + "/run")
    let run = try RecordedRun(folder: folder)
    #expect(run.interventions == log)
    #expect(run.events == events)
    #expect(run.stepCount == 150)
    #expect(run.hashes.map(\.step) == [0, 60, 120])
    #expect(run.build == "1.0 abc")
  }

  @Test("features of fields are in fields.csv, one row each as often as the scene says")
  func fields() throws {
    let temporary = TemporaryFolder()
    var world = FakeWorld(stepsPerSecond: 60, stepLimit: 120)
    world.hasField = true
    var recorder = try RunRecorder(
      .fixed(temporary.path + "/run", force: false), scene: plainScene())
    var loop = RunLoop(stepsPerSecond: 60, seriesPeriod: 0.5, duration: 2)
    loop.stepsPerFields = 60
    let end = try loop.run(&world, observer: &recorder)
    let folder = try recorder.finish(
      RunSummary(
        of: world, scene: plainScene(), sceneFile: "yard.fleet.yaml", overrides: [], robotCount: 4,
        workerCount: 1, build: "1.0 abc", startedAt: "now", setupSeconds: 0, end: end))
    #expect(
      try TextFile.read("\(folder)/fields.csv") == """
        time_s,class,layer,feature,value
        0,carrier,executor,hall0,0
        1,carrier,executor,hall0,7.5
        2,carrier,executor,hall0,15

        """)
    let plain = try recordRun(.fixed(temporary.path + "/plain", force: false))
    #expect(!temporary.names("plain").contains("fields.csv"), "\(plain)")
  }

  @Test("a run in which nothing happened has neither file, and reads as such")
  func quiet() throws {
    let temporary = TemporaryFolder()
    let folder = try recordRun(.fixed(temporary.path + "/run", force: false))
    #expect(!temporary.names("run").contains("events.csv"))
    #expect(!temporary.names("run").contains("interventions.csv"))
    let run = try RecordedRun(folder: folder)
    #expect(run.events.isEmpty && run.interventions.isEmpty)
  }

  @Test(
    "a broken file is named with its line and what was expected",
    arguments: [
      ("interventions.csv", "nonsense\n", 1, "expected the header '"),
      ("interventions.csv", "HEAD\n5,push,9,1,1,,,,,,,\n", 2, "expected a robot below 4"),
      ("interventions.csv", "HEAD\n5,push,1,inf,1,,,,,,,\n", 2, "expected a number in column 4"),
      ("interventions.csv", "HEAD\n5,jump,1,1,1,,,,,,,\n", 2, "expected push, drive, release or"),
      ("interventions.csv", "HEAD\n5,push,1,1\n", 2, "expected 12 cells, not 4"),
      (
        "interventions.csv", "HEAD\n5,release,1,,,,,,,,,\n4,release,1,,,,,,,,,\n", 3,
        "expected a step of at least 5"
      ),
      ("interventions.csv", "HEAD\n5,edit,,,,,,,,,,\"open\n", 2, "a quote is not closed"),
      ("events.csv", "step,kind,robot,job,text\nx,failure,1,2,a\n", 2, "expected a step, a robot"),
      ("events.csv", "step,kind,robot,job,text\n1,party,1,2,a\n", 2, "'party' is no kind of event"),
      ("hashes.csv", "second,step,hash\n0,x,0000000700000000\n", 2, "expected second 0"),
    ])
  func broken(_ name: String, _ text: String, _ line: Int, _ message: String) throws {
    let temporary = TemporaryFolder()
    let folder = try record(temporary.path + "/run")
    let path = "\(folder)/\(name)"
    let header = try #require(
      try TextFile.read("\(folder)/interventions.csv").split(separator: "\n").first)
    try TextFile.replace(path, with: text.replacing("HEAD", with: header))
    let error = #expect(throws: RecordingError.self) { try RecordedRun(folder: folder) }
    #expect(error?.message.hasPrefix("\(path):\(line): \(message)") == true, "\(error as Any)")
    #expect(error?.isInput == true)
  }
}
