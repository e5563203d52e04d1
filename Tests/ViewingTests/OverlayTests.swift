import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Viewing

@Suite("Overlays of a run")
struct OverlayTests {
  /// How many primitives a picture has.
  private func count(_ viewer: Viewer) -> Int { viewer.picture().primitives.count }

  @Test("messages are drawn between robots and to the aggregator, those of a selection stand out")
  func links() {
    var viewer = sampleViewer()
    viewer.options.overlays = [.links]
    viewer.frame.links = []
    let bare = count(viewer)
    viewer.frame.links = [LinkMark(from: 0, to: 1), LinkMark(from: 2, to: 3)]
    #expect(count(viewer) == bare + 2)
    #expect(!viewer.picture().texts.contains { $0.text == "aggregator" })
    viewer.frame.links = (0..<20).map { LinkMark(from: $0, to: -1) }
    #expect(viewer.picture().texts.contains { $0.text == "aggregator" })
    #expect(count(viewer) == bare + 20 + 3)
    // Numbers that are no robots are passed over.
    viewer.frame.links = [LinkMark(from: 0, to: 9999), LinkMark(from: -3, to: 1)]
    #expect(count(viewer) == bare)
    viewer.options.overlays = []
    viewer.frame.links = [LinkMark(from: 0, to: 1)]
    #expect(count(viewer) == count(sampleWithoutOverlays()))
  }

  private func sampleWithoutOverlays() -> Viewer {
    var viewer = sampleViewer()
    viewer.options.overlays = []
    return viewer
  }

  @Test("messages are shown with what they cost: rates, the busiest node, losses")
  func messageCosts() {
    var viewer = sampleViewer()
    viewer.options.overlays = [.links]
    #expect(viewer.captureRequest.wantsFigures)
    func figure(_ key: String, _ title: String, _ value: Double) -> RunFigure {
      RunFigure(key: key, title: title, value: value, unit: "", group: "communication")
    }
    viewer.frame.figures = [
      figure("messages_per_robot_s", "messages", 12.34), figure("bytes_per_robot_s", "bytes", 5510),
      figure("busiest_node_bytes_per_s", "bytes of the busiest node (aggregator)", 2.5e6),
      figure("lost_messages", "messages lost", 1234),
    ]
    let texts = viewer.picture().texts.map(\.text)
    for word in [
      "messages so far", "12.3 /s", "5510 B/s", "busiest: aggregator", "2.50 MB/s", "lost", "1234",
    ] { #expect(texts.contains(word), "\(word)") }
    #expect(!texts.contains("late for want of budget"), "where the run has no such figure")
    viewer.options.overlays = []
    #expect(!viewer.captureRequest.wantsFigures)
    #expect(!viewer.picture().texts.contains { $0.text == "messages so far" })
  }

  @Test("a robot that is jammed or has no way has a ring, at any zoom")
  func standstill() {
    var viewer = sampleWithoutOverlays()
    for zoom in [1, 60] as [Float] {
      viewer.camera.pixelsPerMetre = zoom
      viewer.camera.center = viewer.frame.pose[0].position
      let bare = count(viewer)
      viewer.frame.flags[0].insert(.jammed)
      #expect(count(viewer) == bare + 1)
      viewer.frame.flags[0] = [.lost]
      #expect(count(viewer) == bare + 1)
      viewer.frame.flags[0] = []
    }
  }

  @Test("lanes are drawn piece by piece where they are in view, one-way ones with arrows")
  func lanes() {
    var viewer = sampleWithoutOverlays()
    let bare = count(viewer)
    let at = viewer.camera.center
    let points = [at, at + Vec2(1, 0), at + Vec2(1, 1)]
    viewer.scenery.lanes = [DrawnLane(points: points, isOneWay: false)]
    #expect(count(viewer) == bare + 2)
    // A shaft, two strokes of the head and the rest of the line.
    viewer.scenery.lanes[0].isOneWay = true
    #expect(count(viewer) == bare + 8)
    viewer.scenery.lanes[0].points = points.map { $0 + Vec2(1e5, 0) }
    #expect(count(viewer) == bare)
    // Where robots wait there are rings.
    viewer.scenery.waitingPoints = [at, at + Vec2(1e5, 0)]
    #expect(count(viewer) == bare + 1)
  }

  @Test("an arm is drawn with its joints and its tip where it is in view")
  func arms() {
    var viewer = sampleWithoutOverlays()
    let bare = count(viewer)
    let center = viewer.camera.center
    viewer.frame.arms = [
      ArmMark(
        robot: 0, points: [center, center + Vec2(1, 0), center + Vec2(1, 1)], width: 0.2)
    ]
    viewer.camera.pixelsPerMetre = 60
    let near = count(viewer)
    viewer.frame.arms = []
    #expect(near >= count(viewer) + 4)
    viewer.frame.arms = [
      ArmMark(robot: 0, points: [Vec2(-500, 0), Vec2(-501, 0)], width: 0.2)
    ]
    #expect(count(viewer) < near)
    _ = bare
  }

  @Test("an estimate of its own goes before what a robot reads, and its error is given")
  func belief() {
    var viewer = sampleViewer()
    viewer.selection = [5]
    viewer.options.panels = [.belief]
    viewer = withDetails(viewer)
    let features = viewer.scenery.orchestratorFeatures
    let truth = viewer.frame.fields[viewer.scenery.classIndex(ofRobot: 5)].orchestrator
    var believed = truth
    // One feature is off by its whole range: the root mean square is √(1/n).
    let range = features[0].range
    believed[0] = truth[0] + (range.upperBound - range.lowerBound)
    viewer.frame.details[0].estimate = PopulationEstimate(
      source: "gossip", orchestrator: believed, sampleCount: 12, age: 0.5)
    let texts = viewer.picture().texts.map(\.text)
    let expected = Format.percent(Double(1 / Float(features.count).squareRoot()))
    for word in ["belief of carrier 5", "gossip", "12", "0.5 s ago", expected, "it reads none"] {
      #expect(texts.contains(word), "\(word)")
    }
    #expect(texts.contains(features[0].name))
  }

  @Test("a crowd of tiny dots is one image in which every robot has its four pixels")
  func crowd() throws {
    var viewer = sampleViewer(robots: 45_000)
    viewer.options.overlays = []
    viewer.options.hasFurniture = false
    viewer.fitAll()
    let list = viewer.picture()
    let image = try #require(list.images.first)
    #expect(list.robots.isEmpty && list.images.count == 1)
    #expect(image.columns == 1280 && image.rows == 720)
    let filled = image.cells.filter { $0.alpha > 0 }.count
    #expect(filled > 45_000 && filled <= 180_000)
    // Each robot's own pixel is filled; the lowest row of cells is the lower edge of the picture.
    for robot in stride(from: 0, to: 45_000, by: 997) {
      let pixel = viewer.camera.screen(viewer.frame.pose[robot].position)
      let (column, row) = (Int(pixel.x.rounded()), Int(pixel.y.rounded()))
      guard (1..<1280).contains(column), (1..<720).contains(row) else { continue }
      #expect(image.cells[(719 - row) * 1280 + column].alpha > 0, "robot \(robot)")
    }
    // A place where nobody is stays empty.
    viewer.frame.pose = viewer.frame.pose.map { _ in Pose(position: viewer.scenery.bounds.center) }
    #expect(viewer.picture().images[0].cells.filter { $0.alpha > 0 }.count == 4)
  }

  @Test("without a selection, or where a robot learns nothing, the panel says so")
  func noBelief() {
    var viewer = sampleViewer()
    viewer.options.panels = [.belief]
    #expect(viewer.picture().texts.contains { $0.text == "select a robot first" })
    viewer.selection = [5]
    #expect(
      viewer.picture().texts.contains { $0.text == "it learns nothing of the population" })
  }

  @Test("the state for scripts is one line of JSON that follows the window")
  func state() {
    var viewer = sampleViewer()
    viewer.notice = "a \"quoted\" line\nand \\ more"
    viewer.selection = [3]
    let text = viewer.stateText(eventCount: 4)
    #expect(text.hasPrefix("{\"events\":4,\"step\":60,"))
    #expect(text.hasSuffix("}\n") && text.filter { $0 == "\n" }.count == 1)
    #expect(text.contains("\"notice\":\"a \\\"quoted\\\" line and \\\\ more\""))
    #expect(text.contains("\"selected\":[3]") && text.contains("\"selected_pixel\":["))
    _ = viewer.perform(.toggle(.cells))
    #expect(viewer.stateText(eventCount: 5).contains("\"cells\""))
  }

  @Test("a record's events are on the timeline at once, and a void past takes its marks along")
  func recordedEvents() {
    var viewer = sampleViewer()
    viewer.show(
      RunRecord(
        stepCount: 5000,
        events: [
          FleetEvent(step: 900, kind: .taskDone, robot: -1, text: "delivery 1"),
          FleetEvent(step: 4000, kind: .failure, robot: 2, text: "failed"),
        ]))
    #expect(viewer.timeline.knownSteps == 5000)
    #expect(viewer.timeline.events.map(\.step) == [900, 4000])
    // The same event seen again in the replay is not doubled.
    viewer.timeline.add([FleetEvent(step: 900, kind: .taskDone, robot: -1, text: "delivery 1")])
    #expect(viewer.timeline.events.count == 2)
    viewer.show(
      LiveSession.Update(
        frame: nil, playback: Playback(), knownSteps: 1000, keyframes: [], scenery: nil,
        isSeeking: false, branchStep: 1000,
        mismatch: ReplayMismatch(step: 60, recorded: "aa", found: "bb", build: "1.0"), replay: nil))
    #expect(viewer.timeline.events.map(\.step) == [900])
    #expect(viewer.messages.map(\.title) == ["this is not the recorded run"])
    #expect(viewer.messages[0].lines.contains("recorded by 1.0"))
  }
}

@Suite("FleetSource: arms, messages and cells")
struct FleetOverlayTests {
  private func source(_ overrides: [(String, String)] = []) throws -> FleetSource {
    FleetSource(
      model: try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml", overrides), workerCount: 1)
  }

  private func frame(_ source: FleetSource, details: [Int] = []) -> FleetFrame {
    var request = CaptureRequest()
    request.overlays = [.links, .cells]
    request.details = details
    var frame = FleetFrame()
    source.capture(into: &frame, request: request)
    return frame
  }

  @Test("arms begin at their robots and are as long as their links")
  func arms() throws {
    let source = try source()
    for _ in 0..<120 { source.advance() }
    let frame = frame(source)
    let owners = source.scenery.classes.flatMap { look in
      frame.arms.filter { look.rows.contains($0.robot) }.map(\.robot)
    }
    #expect(!frame.arms.isEmpty && owners.count == frame.arms.count)
    for arm in frame.arms {
      #expect(arm.points.count >= 2)
      #expect((arm.points[0] - frame.pose[arm.robot].position).length < 1.5)
      for (a, b) in zip(arm.points, arm.points.dropFirst()) {
        #expect((0.05...2).contains((b - a).length))
      }
    }
  }

  @Test("occupied cells cover every robot")
  func cells() throws {
    let source = try source()
    for _ in 0..<60 { source.advance() }
    let frame = frame(source)
    #expect(!frame.cells.isEmpty)
    for pose in frame.pose {
      // A body may have left its cell by its reach since the last search.
      #expect(frame.cells.contains { $0.expanded(by: 0.3).contains(pose.position) })
    }
  }

  @Test("each mode's messages are those that it bills: star, tree, all pairs, none")
  func links() throws {
    let star = frame(try source())
    let count = star.pose.count
    #expect(star.links == (0..<count).map { LinkMark(from: $0, to: -1) })
    #expect(frame(try source([("coordination.mode", "none")])).links.isEmpty)
    let all = frame(try source([("coordination.mode", "allToAll")]))
    #expect(all.links.count == count * (count - 1) / 2)
    let mine = frame(try source([("coordination.mode", "allToAll")]), details: [3])
    #expect(mine.links.count == count - 1)
    #expect(mine.links.allSatisfy { $0.from == 3 || $0.to == 3 })
    // A tree has one link less than nodes: here one tree per class over its robots.
    let tree = frame(
      try source([("coordination.mode", "hierarchy"), ("coordination.fanout", "3")]))
    for mode in ["kSample", "gossip"] {
      let source = try source([("coordination.mode", mode)])
      #expect(frame(source).links.isEmpty, "nobody was heard yet")
      for _ in 0..<60 { source.advance() }
      let heard = frame(source).links
      #expect(heard.count >= count / 3, "\(mode)")
      #expect(heard.allSatisfy { $0.from != $0.to && $0.from >= 0 && $0.to >= 0 }, "\(mode)")
    }
    #expect(!tree.links.isEmpty && tree.links.count < 2 * count)
    #expect(tree.links.allSatisfy { $0.from != $0.to && $0.to >= 0 })
  }
}
