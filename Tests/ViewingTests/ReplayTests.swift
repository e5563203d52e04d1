import SimCore
import Simulation
import Testing

@testable import Viewing

@Suite("A replay that says what it is")
struct ReplayTests {
  private func record(_ steps: Int, every: Int, of source: SyntheticFleet) -> RunRecord {
    var fleet = source
    var hashes = [0: fleet.stateHash()]
    for _ in 0..<steps {
      fleet.advance()
      if fleet.step % every == 0 { hashes[fleet.step] = fleet.stateHash() }
    }
    return RunRecord(hashes: hashes, stepCount: steps, name: "night-run")
  }

  private func seek(_ runner: inout FleetRunner<SyntheticFleet>, _ step: Int) {
    runner.perform(.seek(step: step))
    while runner.isSeeking { _ = runner.turn(elapsed: 0.01) { true } }
  }

  @Test("hashes are counted once as they agree, whatever is simulated again")
  func counts() {
    let source = SyntheticFleet(robotCount: 9)
    var runner = FleetRunner(source: source, record: record(300, every: 60, of: source))
    #expect(runner.replay?.words == "hashes agree so far: 1 of 6")
    seek(&runner, 130)
    #expect(runner.replay?.words == "hashes agree so far: 3 of 6")
    seek(&runner, 10)
    seek(&runner, 100)
    #expect(runner.replay?.words == "hashes agree so far: 3 of 6")
    seek(&runner, 300)
    #expect(runner.replay?.words == "all 6 hashes agree" && runner.replay?.name == "night-run")
    #expect(FleetRunner(source: source).replay == nil)
  }

  @Test("a difference and a hand laid on it are said")
  func differs() {
    let source = SyntheticFleet(robotCount: 9)
    var damaged = record(300, every: 60, of: source)
    damaged.hashes[120] = "feed"
    var runner = FleetRunner(source: source, record: damaged)
    seek(&runner, 200)
    #expect(runner.replay?.words == "differs from step 120")
    var touched = FleetRunner(source: source, record: record(300, every: 60, of: source))
    seek(&touched, 100)
    touched.perform(.intervene(.push(robot: 0, impulse: Vec2(1, 0))))
    #expect(touched.replay?.words == "no longer the recorded run")
  }

  @Test("it stops where the record ends, at any speed and step by step, and a hand leads on")
  func ends() {
    let source = SyntheticFleet(robotCount: 9)
    for speed in [1, 64, Double.infinity] {
      var runner = FleetRunner(source: source, record: record(100, every: 50, of: source))
      runner.perform(.setPlayback(isPlaying: true, speed: speed))
      for _ in 0..<200 { _ = runner.turn(elapsed: 0.05) { true } }
      #expect(runner.source.step == 100 && runner.isAtEnd)
      #expect(runner.playback.isFinished && runner.playback.isCut)
      runner.perform(.stepForward)
      #expect(runner.source.step == 100)
      runner.advance(to: 500)
      #expect(runner.source.step == 100)
      runner.perform(.intervene(.push(robot: 0, impulse: Vec2(1, 0))))
      runner.advance(to: 120)
      #expect(runner.source.step == 120, "it is a run of its own now")
    }
  }

  @Test("the bar says whose replay it is and how it stands, in every width")
  func bar() {
    for width: Float in [800, 1280, 1920] {
      var viewer = sampleViewer(size: Vec2(width, 600))
      let plain = viewer.picture().texts.map(\.text)
      #expect(!plain.contains("replay of"))
      var standing = ReplayStanding(
        of: RunRecord(hashes: [0: "a", 60: "b"], stepCount: 60, name: "night-run"))
      standing.agreedCount = 1
      viewer.replay = standing
      let texts = viewer.picture().texts.filter { $0.origin.y < Viewer.topBarHeight }
      let words = texts.map(\.text)
      for word in ["replay of", "night-run", "hashes agree so far: 1 of 2"] {
        #expect(words.contains(word), "\(word) at \(width)")
      }
      let spans = texts.map {
        (
          $0.origin.x,
          $0.origin.x + FontMetrics.width(of: $0.text, size: $0.size, weight: $0.weight)
        )
      }.sorted { $0.0 < $1.0 }
      for (one, next) in zip(spans, spans.dropFirst()) { #expect(one.1 <= next.0 + 1, "\(words)") }
      #expect((spans.last?.1 ?? 0) <= width)
    }
  }

  @Test("of a run that was stopped there is no verdict")
  func cut() {
    var viewer = sampleViewer()
    viewer.frame.success = SuccessStanding(
      title: "deliveries", unit: "", value: 3, bar: 9, isMet: false)
    (viewer.playback.isFinished, viewer.playback.isCut) = (true, false)
    #expect(viewer.picture().texts.contains { $0.text == "no success" })
    viewer.playback.isCut = true
    #expect(!viewer.picture().texts.contains { $0.text == "no success" })
    #expect(viewer.picture().texts.contains { $0.text == "record ends" })
  }

  @Test("the sign of filming is a picture of its own, with its time")
  func filming() {
    let list = sampleViewer().filmSign(seconds: 72.3)
    #expect(list.texts.map(\.text) == ["REC 0:01:12.3"] && list.robots.isEmpty)
    #expect(list.primitives.contains { $0.fill == Theme.dark.warning })
  }
}

@Suite("The list of events")
struct EventListTests {
  private func viewer(_ events: [FleetEvent], step: Int) -> Viewer {
    var viewer = sampleViewer()
    viewer.options.panels = [.events]
    viewer.timeline.add(events)
    viewer.timeline.step = step
    viewer.timeline.knownSteps = 10_000
    return viewer
  }

  @Test("the latest comes first, what is still to come is above what was, and a click goes there")
  func clicks() throws {
    let events = [
      FleetEvent(step: 60, kind: .jam, robot: 4, text: "carrier 4 is jammed"),
      FleetEvent(step: 600, kind: .taskDone, robot: 2, text: "delivery 1"),
      FleetEvent(step: 6000, kind: .threshold, robot: -1, text: "success"),
    ]
    var viewer = viewer(events, step: 700)
    let list = viewer.picture()
    func y(_ text: String) throws -> Float {
      try #require(list.texts.first { $0.text == text }).origin.y
    }
    #expect(try y("success") < y("until now") && y("until now") < y("delivery 1"))
    #expect(try y("delivery 1") < y("carrier 4 is jammed"))
    let row = try #require(list.texts.first { $0.text == "carrier 4 is jammed" })
    let effects = viewer.handle(.button(.left, row.origin, [], isDown: true))
    #expect(effects == [.seek(step: 60)] && viewer.selection == [4])
    let head = try #require(list.texts.first { $0.text == "until now" })
    #expect(viewer.handle(.button(.left, head.origin, [], isDown: true)).isEmpty)
  }

  @Test("a scrolled list leads to the row that is seen")
  func scrolled() throws {
    var viewer = viewer(
      (1...120).map { FleetEvent(step: 10 * $0, kind: .failure, robot: -1, text: "event \($0)") },
      step: 5000)
    let box = try #require(viewer.layout.panels[.events])
    _ = viewer.handle(.wheel(-9, box.origin + box.size * 0.5))
    let rows = viewer.picture().texts.filter {
      $0.text.hasPrefix("event ") && box.contains($0.origin)
        && $0.origin.y > box.origin.y + Panel.headHeight + 20
    }
    let row = try #require(rows.first)
    let number = try #require(Int(row.text.dropFirst(6)))
    #expect(number < 110)
    #expect(
      viewer.handle(.button(.left, row.origin, [], isDown: true)) == [.seek(step: 10 * number)])
  }

  @Test("of very many events the rare ones stay, and the list says how many it leaves out")
  func thinned() {
    let common = (1...900).map {
      FleetEvent(step: $0, kind: .taskDone, robot: -1, text: "job \($0)")
    }
    let rare = (1...30).map {
      FleetEvent(step: 7 * $0, kind: .failure, robot: -1, text: "failure \($0)")
    }
    let viewer = viewer(common + rare, step: 5000)
    let listed = viewer.listedEvents
    #expect(listed.count == 200 && listed.filter { $0.kind == .failure }.count == 30)
    #expect(listed.map(\.step) == listed.map(\.step).sorted(by: >))
    #expect(listed.first?.text == "job 900")
    let panel = viewer.eventPanel
    #expect(panel?.note == Format.whole(930))
    guard case .text(let words)? = panel?.rows.last else { return #expect(Bool(false)) }
    #expect(words == "730 jobs and charges are left out")
    var few = sampleViewer()
    few.timeline = Timeline()
    guard case .text(let nothing)? = few.eventPanel?.rows.first else { return #expect(Bool(false)) }
    #expect(nothing == "nothing has happened yet")
  }
}
