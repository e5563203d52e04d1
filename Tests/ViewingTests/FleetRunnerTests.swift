import Contracts
import SimCore
import Simulation
import Testing

@testable import Viewing

/// A source whose state depends on its whole history, so that a wrong replay shows.
private struct Chain: FrameSource {
  var scenery: Scenery = {
    var scenery = Scenery(name: "chain", bounds: AABB(lower: .zero, upper: Vec2(1, 1)))
    scenery.classes = [
      ClassLook(
        name: "r", rows: 0..<1, shape: BodyShape(corners: [.zero], radius: 0.1),
        color: .clear, maxSpeed: 1)
    ]
    return scenery
  }()
  var step = 0
  var value: UInt64 = 1
  var keepsSnapshots = true
  var snapshotBytes = 16
  var restoreCount = 0
  var advanceCount = 0
  var end = 5000
  var isFinished: Bool { step >= end }
  mutating func advance() {
    value = derivedSeed(value, UInt64(step))
    step += 1
    advanceCount += 1
  }
  mutating func restart() {
    step = 0
    value = 1
  }
  mutating func apply(_ intervention: Intervention) -> Bool {
    if case .push(_, let impulse) = intervention { value ^= UInt64(impulse.x.bitPattern) }
    return true
  }
  func capture(into frame: inout FleetFrame, request: CaptureRequest) {
    frame = FleetFrame()
    frame.step = step
    frame.time = Double(step) / 60
    frame.pose = [Pose(position: Vec2(Float(value & 0xFFFF), 0))]
  }
  func snapshot() -> SourceSnapshot? {
    keepsSnapshots ? SourceSnapshot(byteCount: snapshotBytes, state: [UInt64(step), value]) : nil
  }
  mutating func restore(_ snapshot: SourceSnapshot) -> Bool {
    guard let words = snapshot.state as? [UInt64] else { return false }
    restoreCount += 1
    step = Int(words[0])
    value = words[1]
    return true
  }
  func stateHash() -> String { String(value, radix: 16) }
}

@Suite("FleetRunner")
struct FleetRunnerTests {
  private func runTo(_ runner: inout FleetRunner<Chain>, _ step: Int) {
    runner.perform(.setPlayback(isPlaying: true, speed: .infinity))
    while runner.source.step < step, !runner.source.isFinished {
      _ = runner.turn(elapsed: 0.01) { false }
    }
    runner.perform(.setPlayback(isPlaying: false, speed: 1))
  }

  private func settle(_ runner: inout FleetRunner<Chain>) {
    while runner.isSeeking { _ = runner.turn(elapsed: 0.01) { true } }
  }

  @Test("a pause stands still, and a speed of 2 makes 120 steps a second")
  func pace() {
    var runner = FleetRunner(source: Chain())
    runner.perform(.setPlayback(isPlaying: false, speed: 2))
    for _ in 0..<10 { _ = runner.turn(elapsed: 0.01) { true } }
    #expect(runner.source.step == 0)
    runner.perform(.setPlayback(isPlaying: true, speed: 2))
    for _ in 0..<100 { _ = runner.turn(elapsed: 0.01) { true } }
    #expect(abs(runner.source.step - 120) <= 1)
    #expect((runner.playback.realTimeFactor - 2).magnitude < 0.1)
  }

  @Test("a slow machine falls behind instead of freezing")
  func overload() {
    var runner = FleetRunner(source: Chain())
    runner.perform(.setPlayback(isPlaying: true, speed: 100))
    _ = runner.turn(elapsed: 5) { false }
    #expect(runner.source.step == 1)
  }

  @Test(
    "a seek gives the state of a straight run, with and without snapshots",
    arguments: [true, false])
  func seek(keepsSnapshots: Bool) {
    var straight = Chain()
    for _ in 0..<1234 { straight.advance() }
    var runner = FleetRunner(source: Chain(keepsSnapshots: keepsSnapshots))
    runTo(&runner, 3000)
    runner.perform(.seek(step: 1234))
    settle(&runner)
    #expect(runner.source.step == 1234 && runner.source.value == straight.value)
    runner.perform(.seek(step: 3000))
    settle(&runner)
    #expect(runner.source.step == 3000)
  }

  @Test("the hash of a run is the same watched and unwatched, at any speed")
  func watched() {
    var plain = Chain()
    for _ in 0..<700 { plain.advance() }
    var runner = FleetRunner(source: Chain())
    runner.perform(.setPlayback(isPlaying: true, speed: 3.7))
    var frame = FleetFrame()
    while runner.source.step < 700 {
      if runner.source.step > 650, runner.playback.speed > 1 {
        runner.perform(.setPlayback(isPlaying: true, speed: 0.5))
      }
      _ = runner.turn(elapsed: 0.007) { true }
      runner.capture(into: &frame, request: CaptureRequest())
    }
    #expect(runner.source.stateHash() == plain.stateHash())
  }

  @Test("a logged intervention is repeated when its moment is simulated again")
  func replayedIntervention() {
    var runner = FleetRunner(source: Chain())
    runTo(&runner, 500)
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(3, 0))))
    let pushedAt = runner.source.step
    runTo(&runner, 900)
    let hash = runner.source.stateHash()
    let end = runner.source.step
    runner.perform(.seek(step: 100))
    settle(&runner)
    runTo(&runner, end)
    #expect(runner.source.step == end && runner.source.stateHash() == hash)
    #expect(runner.interventions.map(\.step) == [pushedAt])
    var unpushed = Chain()
    for _ in 0..<end { unpushed.advance() }
    #expect(unpushed.stateHash() != hash)
  }

  @Test("a hand laid on the past makes another future and voids the old one")
  func branching() {
    var runner = FleetRunner(source: Chain())
    runTo(&runner, 800)
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(1, 0))))
    runTo(&runner, 1000)
    runner.perform(.seek(step: 300))
    settle(&runner)
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(2, 0))))
    #expect(runner.interventions.map(\.step) == [300])
    #expect(runner.knownSteps == 300)
  }

  @Test("a hand laid on a frame of the past acts at its step, not at the keyframe before it")
  func branchingFromFrame() {
    var runner = FleetRunner(source: Chain())
    var frame = FleetFrame()
    runner.perform(.setPlayback(isPlaying: true, speed: .infinity))
    while runner.source.step < 900 {
      _ = runner.turn(elapsed: 0.01) { false }
      runner.capture(into: &frame, request: CaptureRequest())
    }
    runner.perform(.seek(step: 423))
    runner.capture(into: &frame, request: CaptureRequest())
    #expect(frame.step == 423, "shown at once, from what was recorded")
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(2, 0))))
    #expect(runner.interventions.map(\.step) == [423])
    #expect(runner.knownSteps == 423 && runner.source.step == 423)
    var straight = Chain()
    for _ in 0..<423 { straight.advance() }
    #expect(runner.source.value == straight.value)
    // A seek that is still under way is finished first.
    runTo(&runner, 700)
    let end = runner.source.step
    runner.perform(.seek(step: 0))
    runner.perform(.seek(step: end - 5))
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(3, 0))))
    #expect(runner.interventions.map(\.step) == [423, end - 5])
  }

  @Test("stepping back shows recorded frames, and playing goes on from there")
  func stepBack() {
    var runner = FleetRunner(source: Chain())
    var frame = FleetFrame()
    runner.perform(.setPlayback(isPlaying: false, speed: 1))
    for _ in 0..<20 {
      runner.perform(.stepForward)
      _ = runner.turn(elapsed: 0.01) { true }
      runner.capture(into: &frame, request: CaptureRequest())
    }
    for _ in 0..<5 { runner.perform(.stepBack) }
    runner.capture(into: &frame, request: CaptureRequest())
    #expect(frame.step == 15 && runner.source.step == 20)
    runner.perform(.stepForward)
    runner.capture(into: &frame, request: CaptureRequest())
    #expect(frame.step == 16)
    runner.perform(.setPlayback(isPlaying: true, speed: 1))
    settle(&runner)
    #expect(runner.source.step == 16)
    var straight = Chain()
    for _ in 0..<16 { straight.advance() }
    #expect(runner.source.value == straight.value)
  }

  @Test("one step on is one step, though what was kept next lies further on")
  func oneStep() {
    var runner = FleetRunner(source: Chain())
    var frame = FleetFrame()
    runner.perform(.setPlayback(isPlaying: false, speed: 1))
    // Three pictures of a fast run, twenty steps apart.
    for goal in [20, 40, 60] {
      runner.advance(to: goal)
      runner.capture(into: &frame, request: CaptureRequest())
    }
    runner.perform(.stepBack)
    runner.capture(into: &frame, request: CaptureRequest())
    #expect(frame.step == 40)
    for step in 41...43 {
      runner.perform(.stepForward)
      settle(&runner)
      runner.capture(into: &frame, request: CaptureRequest())
      #expect(frame.step == step)
    }
    var straight = Chain()
    for _ in 0..<43 { straight.advance() }
    #expect(runner.source.value == straight.value)
  }

  @Test("keyframes stay few however long the run")
  func keyframes() {
    var runner = FleetRunner(source: Chain())
    runTo(&runner, 5000)
    #expect(runner.keyframeSteps.count > 8 && runner.keyframeSteps.count <= 64)
    #expect(runner.keyframeSteps == runner.keyframeSteps.sorted())
  }

  @Test("keyframes cover a long run evenly, so that no seek simulates more than two spacings")
  func evenKeyframes() {
    var chain = Chain()
    chain.end = 100_000
    var runner = FleetRunner(source: chain)
    runTo(&runner, 100_000)
    let steps = runner.keyframeSteps
    #expect(steps.first == 0 && steps.count <= 64 && steps.count > 30)
    let gaps = zip(steps.dropFirst(), steps).map { $0 - $1 }
    #expect(Set(gaps).count == 1, "\(gaps)")
    let before = runner.source.advanceCount
    runner.perform(.seek(step: 40_001))
    settle(&runner)
    #expect(runner.source.step == 40_001)
    #expect(runner.source.advanceCount - before <= gaps[0])
  }

  @Test("all that a session keeps of its past is one budget")
  func pastMemory() {
    #expect(SessionMemory.frames + SessionMemory.keyframes == SessionMemory.past)
    #expect(FrameHistory.byteLimit == SessionMemory.frames)
    // With 256 MiB of distance fields and the program a session stays below 1 GiB.
    #expect(SessionMemory.past <= 512 << 20)
  }

  @Test("large snapshots are fewer: the first one and what fits their share of the budget")
  func keyframeMemory() {
    var chain = Chain()
    chain.snapshotBytes = 100 << 20
    var runner = FleetRunner(source: chain)
    runTo(&runner, 5000)
    #expect(runner.keyframeSteps.count <= 3 && runner.keyframeSteps.first == 0)
    runner.perform(.seek(step: 4999))
    settle(&runner)
    #expect(runner.source.step == 4999)
  }

  @Test("a record's interventions are applied at their steps and its hashes are compared")
  func replaysRecord() {
    let log = [
      LoggedIntervention(step: 0, intervention: .push(robot: 0, impulse: Vec2(1, 0))),
      LoggedIntervention(step: 333, intervention: .push(robot: 0, impulse: Vec2(2, 0))),
    ]
    var original = Chain()
    var hashes: [Int: String] = [0: original.stateHash()]
    for step in 0..<600 {
      for entry in log where entry.step == step { _ = original.apply(entry.intervention) }
      original.advance()
      if original.step % 60 == 0 { hashes[original.step] = original.stateHash() }
    }
    let record = RunRecord(hashes: hashes, stepCount: 600, interventions: log)
    var runner = FleetRunner(source: Chain(), record: record)
    #expect(runner.knownSteps == 600)
    runner.perform(.seek(step: 600))
    settle(&runner)
    #expect(runner.source.stateHash() == original.stateHash())
    #expect(runner.mismatch == nil)
    // Another source: its first differing hash is named, once.
    var damaged = record
    damaged.hashes[420] = "feed"
    var other = FleetRunner(source: Chain(), record: damaged)
    other.perform(.seek(step: 600))
    settle(&other)
    #expect(other.mismatch?.step == 420 && other.mismatch?.recorded == "feed")
    var frame = FleetFrame()
    other.capture(into: &frame, request: CaptureRequest())
    #expect(frame.events.filter { $0.kind == .mismatch }.count == 1)
  }

  @Test("a hand laid on a replay makes a run of its own: the record is compared no more")
  func leavesRecord() {
    var record = RunRecord(hashes: [:], stepCount: 900)
    var plain = Chain()
    for _ in 0..<600 { plain.advance() }
    record.hashes[600] = plain.stateHash()
    record.interventions = [
      LoggedIntervention(step: 700, intervention: .push(robot: 0, impulse: Vec2(5, 0)))
    ]
    var runner = FleetRunner(source: Chain(), record: record)
    runTo(&runner, 100)
    runner.perform(.intervene(.push(robot: 0, impulse: Vec2(9, 0))))
    #expect(runner.knownSteps == runner.source.step)
    #expect(runner.interventions.map(\.step) == [runner.source.step])
    #expect(runner.takeBranchStep() == runner.source.step)
    runTo(&runner, 650)
    #expect(runner.mismatch == nil)
  }
}

@Suite("LiveSession")
struct LiveSessionTests {
  @Test("frames arrive from the session's thread, each of a single moment", .timeLimit(.minutes(1)))
  func arrives() async throws {
    let session = LiveSession.start(playback: Playback()) { SyntheticFleet(robotCount: 50) }
    defer { session.stop() }
    session.send(.setPlayback(isPlaying: true, speed: .infinity))
    var latest: FleetFrame?
    var request = CaptureRequest()
    request.details = [3]
    for _ in 0..<2000 where (latest?.step ?? 0) < 600 || latest?.details.isEmpty ?? true {
      if let frame = session.take(request: request)?.frame { latest = frame }
      try await Task.sleep(for: .milliseconds(5))
    }
    let frame = try #require(latest)
    var same = SyntheticFleet(robotCount: 50)
    for _ in 0..<frame.step { same.advance() }
    var expected = FleetFrame()
    same.capture(into: &expected, request: request)
    #expect(frame.pose == expected.pose && frame.time == expected.time)
    #expect(frame.details.first?.robot == 3)
  }
}
