import Contracts
import MeanFields
import SimCore
import Simulation
import Testing

@testable import Viewing

@Suite("Panels")
struct PanelTests {
  /// All texts of a picture.
  private func texts(_ viewer: Viewer) -> [String] { viewer.picture().texts.map(\.text) }

  private func inspected() -> Viewer {
    var viewer = sampleViewer()
    viewer.selection = [5]
    viewer.options.panels = Set(PanelKind.allCases).subtracting([.help])
    viewer.options.overlays.remove(.places)
    return withDetails(viewer)
  }

  @Test("the inspection names directive, advice, command, fields, contacts and rays")
  func inspection() {
    var viewer = inspected()
    viewer.options.panels = [.inspection]
    let shown = texts(viewer).joined(separator: "\n")
    for word in [
      "carrier 5", "orchestrator's directive", "#7", "quality 4, nominal, keep right, base",
      "executor's command", "forward", "m^orch: true (bar), believed (mark)",
      "m^exec: true (bar), believed (mark)", "rays", "contacts", "battery", "load",
    ] {
      #expect(shown.contains(word), "\(word)")
    }
  }

  @Test("simulated time, speed, factor, step and steps per second are always on screen")
  func topBar() {
    var viewer = sampleViewer()
    viewer.playback.realTimeFactor = 3.25
    viewer.playback.stepsPerSecond = 195
    let shown = texts(viewer)
    for word in ["0:00:01.0", "×1", "3.25", "60", "195", "playing", "synthetic warehouse"] {
      #expect(shown.contains(word), "\(word)")
    }
  }

  @Test(
    "panels lie inside the window and never on each other",
    arguments: [Vec2(1280, 720), Vec2(1920, 1080), Vec2(900, 600), Vec2(640, 480)],
    [1, 2] as [Float])
  func noOverlap(size: Vec2, scale: Float) {
    var viewer = inspected()
    viewer.options.scale = scale
    viewer.camera.resize(to: size * scale)
    viewer.camera.pixelsPerMetre = 200
    let layout = viewer.layout
    var boxes = layout.panels.map { ("\($0.key)", $0.value) }
    boxes.append(("top", layout.topBar))
    boxes.append(("timeline", layout.timeline))
    if let minimap = layout.minimap { boxes.append(("minimap", minimap)) }
    for (name, box) in boxes {
      #expect(box.origin.x >= 0 && box.origin.y >= 0, "\(name)")
      let end = box.origin + box.size
      #expect(end.x <= size.x * scale + 0.5 && end.y <= size.y * scale + 0.5, "\(name)")
      for (other, otherBox) in boxes where other != name {
        let common = box.intersection(otherBox)
        #expect(common.size.x * common.size.y < 1, "\(name) lies on \(other)")
      }
    }
  }

  @Test("a panel that would fit whole only in the other column goes there")
  func otherColumn() {
    var viewer = inspected()
    viewer.camera.resize(to: Vec2(1280, 900))
    viewer.options.panels = [.inspection, .legend]
    #expect(viewer.layout.panels[.inspection].map { $0.origin.x > 640 } == true)
    _ = viewer.perform(.togglePanel(.belief))
    #expect(viewer.layout.panels[.belief].map { $0.origin.x < 640 } == true)
    #expect(viewer.notice == nil)
  }

  @Test(
    "no open panel goes in silence: each shows at least its head, or the bar at the top names it",
    arguments: [Vec2(1920, 1080), Vec2(1280, 720), Vec2(800, 600), Vec2(640, 360), Vec2(320, 200)])
  func noneDropped(size: Vec2) {
    var viewer = inspected()
    viewer.camera.resize(to: size)
    let layout = viewer.layout
    let texts = viewer.picture().texts.map(\.text)
    for placed in viewer.panels {
      if let box = layout.panels[placed.kind] {
        #expect(box.size.y >= Panel.headHeight - 0.5)
        #expect(texts.contains { placed.panel.title.hasPrefix($0.prefix(5)) }, "\(placed.kind)")
      } else {
        #expect(layout.hidden.contains(placed.kind))
        #expect(texts.contains { $0.hasPrefix("no room for") && $0.contains(placed.kind.rawValue) })
      }
    }
    #expect(Set(layout.panels.keys).union(layout.hidden).count == viewer.panels.count)
    if size.x >= 640 { #expect(layout.hidden.isEmpty) }
  }

  @Test(
    "a panel that is opened is whole, or as large as the window lets it be, and the others give way"
  )
  func lastOpened() throws {
    var viewer = inspected()
    viewer.camera.resize(to: Vec2(800, 600))
    for kind in [PanelKind.fields, .belief, .coupling, .fields, .inspection] {
      if viewer.options.panels.contains(kind) { _ = viewer.perform(.togglePanel(kind)) }
      _ = viewer.perform(.togglePanel(kind))
      let box = try #require(viewer.layout.panels[kind])
      let panel = try #require(viewer.panels.first { $0.kind == kind }).panel
      #expect(!viewer.layout.collapsed.contains(kind))
      #expect(box.size.y >= min(panel.height, 200), "\(kind) is \(box.size.y) points high")
    }
  }

  @Test("a click on a head closes a panel to its head and opens it again")
  func collapsing() throws {
    var viewer = inspected()
    let kind = PanelKind.belief
    func click() throws {
      let box = try #require(viewer.layout.panels[kind])
      let pixel = box.origin + Vec2(40, 12)
      _ = viewer.handle(.button(.left, pixel, [], isDown: true))
      _ = viewer.handle(.button(.left, pixel, [], isDown: false))
    }
    if viewer.layout.collapsed.contains(kind) { try click() }
    let open = try #require(viewer.layout.panels[kind]).size.y
    #expect(open > 3 * Panel.headHeight)
    try click()
    #expect(viewer.layout.collapsed.contains(kind))
    #expect(viewer.layout.panels[kind]?.size.y == Panel.headHeight)
    #expect(viewer.selection == [5], "a click on a panel is none on the floor")
    try click()
    #expect(viewer.layout.panels[kind].map { $0.size.y > 3 * Panel.headHeight } == true)
  }

  @Test("the wheel scrolls a panel to its last row and no further, and leaves the floor alone")
  func scrolling() throws {
    var viewer = inspected()
    viewer.camera.resize(to: Vec2(1280, 400))
    viewer.options.panels = [.inspection]
    let box = try #require(viewer.layout.panels[.inspection])
    let camera = viewer.camera
    func texts() -> [TextRun] { viewer.picture().texts }
    #expect(!texts().contains { $0.text == "contacts" })
    let limit = viewer.scrollLimit(of: .inspection)
    #expect(limit > 50)
    for _ in 0..<40 { _ = viewer.handle(.wheel(-1, box.origin + box.size * 0.5)) }
    #expect(viewer.panelScroll[.inspection] == limit && viewer.camera == camera)
    let last = try #require(texts().first { $0.text == "contacts" })
    #expect(last.origin.y < box.origin.y + box.size.y)
    #expect(!texts().contains { $0.text == "speed m/s" })
    for _ in 0..<40 { _ = viewer.handle(.wheel(1, box.origin + box.size * 0.5)) }
    #expect(viewer.panelScroll[.inspection] == 0)
    _ = viewer.handle(.wheel(1, Vec2(300, 200)))
    #expect(viewer.camera != camera)
  }

  @Test(
    "a robot that is selected is seen: the picture moves where a panel or the edge hides it",
    arguments: [Vec2(1280, 720), Vec2(800, 600)])
  func revealed(size: Vec2) throws {
    var viewer = inspected()
    viewer.options.panels = [.inspection, .legend, .plots]
    viewer.camera.resize(to: size)
    viewer.fitAll()
    viewer.camera.pixelsPerMetre = 90
    viewer.selection = []
    for _ in 0..<20 {
      _ = viewer.perform(.nextRobot)
      let robot = try #require(viewer.selection.last)
      let place = try #require(viewer.place(of: robot))
      let pixel = viewer.camera.screen(place)
      #expect(ClipBox(origin: .zero, size: size).contains(pixel) && !viewer.layout.covers(pixel))
    }
    // One that is seen already does not move the picture.
    let camera = viewer.camera
    viewer.reveal(try #require(viewer.selection.last))
    #expect(viewer.camera == camera)
  }

  @Test(
    "the help is seen whole on small windows and large letters, and scrolls on smaller ones",
    arguments: [
      (Vec2(800, 600), 1), (Vec2(1600, 1200), 2), (Vec2(1920, 1080), 2), (Vec2(1280, 720), 1),
    ]
      as [(Vec2, Float)])
  func helpFits(size: Vec2, scale: Float) {
    var viewer = sampleViewer()
    viewer.options.scale = scale
    viewer.camera.resize(to: size)
    viewer.options.panels = []
    let bare = viewer.picture().texts.count
    viewer.options.panels = [.help]
    let shown = viewer.picture().texts[bare...]
    for line in HelpLine.all {
      if case .key(let label, let summary) = line {
        #expect(shown.contains { $0.text == label } && shown.contains { $0.text == summary })
      }
    }
    for run in shown {
      let width = FontMetrics.width(of: run.text, size: run.size, weight: run.weight)
      #expect(run.origin.x >= 0 && run.origin.x + width <= size.x, "\(run.text)")
      #expect(run.origin.y > 0 && run.origin.y <= size.y - 4, "\(run.text)")
      #expect(run.size >= 9 * scale)
    }
    #expect(viewer.helpSheet.scrollLimit == 0)
  }

  @Test("a help that scrolls comes to its end")
  func helpScrolls() {
    var viewer = sampleViewer(size: Vec2(480, 320))
    viewer.options.panels = [.help]
    let sheet = viewer.helpSheet
    #expect(sheet.scrollLimit > 0 && sheet.extent.x <= 480 && sheet.extent.y <= 320)
    for _ in 0..<60 { _ = viewer.handle(.wheel(-1, Vec2(200, 200))) }
    #expect(viewer.panelScroll[.help] == sheet.scrollLimit)
    let last = viewer.picture().texts.filter { $0.text == "click an event, drag to scrub" }
    #expect(last.count == 1 && last[0].origin.y < 320)
  }

  @Test("texts of a panel end before its right edge")
  func textsFit() {
    var viewer = inspected()
    // Names lie on the floor, under panels.
    viewer.options.overlays = []
    let layout = viewer.layout
    for run in viewer.picture().texts {
      for box in layout.panels.values where box.contains(run.origin) {
        let width = FontMetrics.width(of: run.text, size: run.size, weight: run.weight)
        #expect(run.origin.x + width <= box.origin.x + box.size.x + 0.5, "\(run.text)")
      }
    }
  }

  @Test("the legend counts every robot once, by class and by stage")
  func legend() {
    var viewer = sampleViewer()
    for coloring in [Coloring.byClass, .byStage] {
      viewer.options.coloring = coloring
      let notes = viewer.panels.first { $0.kind == .legend }?.panel.rows.compactMap { row in
        if case .swatch(_, _, let note) = row { Int(note) } else { nil }
      }
      #expect(notes?.reduce(0, +) == 60)
    }
  }

  @Test("a plot has its times, and a line at the value that success asks for")
  func plotAxis() throws {
    var viewer = sampleViewer()
    viewer.options.panels = [.plots]
    var fleet = SyntheticFleet(robotCount: 60)
    var frame = FleetFrame()
    for _ in 0..<300 {
      fleet.advance()
      fleet.capture(into: &frame, request: CaptureRequest())
      viewer.show(frame)
    }
    let title = viewer.scenery.counters[0].title
    func dashes() -> [Primitive] {
      viewer.picture().primitives.filter { $0.kind == .line && $0.dash > 0 }
    }
    let bare = dashes().count
    #expect(texts(viewer).contains("0:00:00.0") || texts(viewer).contains("0:00:01.0"))
    viewer.frame.success = SuccessStanding(
      title: title, unit: "/h", value: 1, bar: 4000, isMet: false)
    let lines = dashes()
    #expect(lines.count == bare + 1)
    // The axis reaches to the next round number above it: 4000 of 5000.
    let box = try #require(viewer.layout.panels[.plots])
    let top = box.origin.y + Panel.headHeight + 19
    let line = try #require(lines.first { $0.place.x > box.origin.x && $0.place.y > top })
    #expect((line.place.y - (top + 48 * (0.97 - 0.8 * 0.94))).magnitude < 0.6)
    viewer.frame.success?.title = "something else"
    #expect(dashes().count == bare)
  }

  @Test("marks that a run has shown are in the legend, and no others")
  func marks() {
    var viewer = sampleViewer()
    viewer.options.panels = [.legend]
    viewer.seenFlags = []
    viewer.frame.flags = viewer.frame.flags.map { _ in [] }
    viewer.show(viewer.frame)
    for (flags, meaning) in Viewer.robotMarks {
      #expect(!texts(viewer).contains(meaning))
      viewer.frame.flags[3] = flags
      viewer.show(viewer.frame)
      viewer.frame.flags[3] = []
      viewer.show(viewer.frame)
      #expect(texts(viewer).contains(meaning), "\(meaning) stays in the legend")
      let marks = viewer.picture().robots
      #expect(flags == .jammed || marks.contains { $0.flags == flags })
    }
    for word in ["place: free", "place: claimed", "place: taken, two wait"] {
      #expect(!texts(viewer).contains(word))
      #expect(texts(withDetails(viewer)).contains(word))
    }
    viewer.replaceScenery(viewer.scenery)
    #expect(viewer.seenFlags.isEmpty)
  }

  @Test("a still has no state of play, no speed and no hints at keys")
  func still() {
    var viewer = inspected()
    let hints = ["playing", "speed", "real-time factor", "steps/s", "F1 help", "V next"]
    for hint in hints { #expect(texts(viewer).contains(hint), "\(hint)") }
    viewer.options.isStill = true
    for hint in hints + ["Ctrl E: CSV"] { #expect(!texts(viewer).contains(hint), "\(hint)") }
    for word in ["time", "robots", "synthetic warehouse"] { #expect(texts(viewer).contains(word)) }
  }

  @Test("the help shows every binding that has a summary")
  func help() {
    let lines = HelpLine.all
    for binding in KeyTable.bindings where !binding.summary.isEmpty {
      let isShown = lines.contains { line in
        if case .key(let label, let summary) = line {
          return summary == binding.summary && label.hasPrefix(binding.label)
        }
        return false
      }
      #expect(isShown, "\(binding.label)")
    }
    let split = HelpLine.split(lines, columns: 3)
    #expect(split.count == 3)
    let count = split.flatMap { $0 }.filter { $0 != .space }.count
    #expect(count == lines.filter { $0 != .space }.count)
    #expect((split.map(\.count).max() ?? 0) <= 31)
  }

  @Test("a broken scene is shown with its line and caret in equal character widths")
  func brokenScene() {
    var viewer = sampleViewer()
    viewer.messages = [
      ViewerMessage(
        title: "the scene has a mistake; the last good one goes on",
        lines: ["depot.fleet.yaml:4:11: error: unit 'kg'", "  size: 3 kg", "        ^~~~"])
    ]
    let runs = viewer.picture().texts.filter { $0.weight == .monospaced }
    #expect(runs.count == 3)
    #expect(Set(runs.map(\.origin.x)).count == 1)
    #expect(runs[2].color == viewer.options.theme.warning)
    _ = viewer.handle(.key(.escape, [], isDown: true))
    #expect(viewer.messages.isEmpty)
  }

  @Test("the scale bar is as long as it says")
  func scaleBar() throws {
    for zoom in [0.8, 7, 63, 400] as [Float] {
      var viewer = sampleViewer()
      viewer.camera.pixelsPerMetre = zoom
      let metres = Format.niceFloor(Double(190 / zoom))
      let list = viewer.picture()
      let label = try #require(list.texts.first { $0.text == Format.length(metres) })
      let bar = list.primitives.contains {
        $0.kind == .box && ($0.place.z - $0.place.x - Float(metres) * zoom).magnitude < 0.5
          && ($0.place.y - label.origin.y - 6).magnitude < 1
      }
      #expect(bar, "\(zoom)")
    }
  }
}

@Suite("PlotHistory")
struct PlotHistoryTests {
  @Test("a long run is thinned to a bounded number of rows that still spans it")
  func thinning() {
    var history = PlotHistory(counterCount: 1, spacing: 0.1)
    for step in 0..<60_000 { history.append(time: Double(step) * 0.1, row: [Double(step)]) }
    #expect(history.times.count <= PlotHistory.capacity)
    #expect(history.times.first == 0 && (history.times.last ?? 0) > 5900)
    for (time, value) in zip(history.times, history.values[0]) {
      #expect((time * 10 - value).magnitude < 1e-6)
    }
  }

  @Test("after a step back the future is forgotten")
  func stepBack() {
    var history = PlotHistory(counterCount: 2, spacing: 0.1)
    for step in 0..<50 { history.append(time: Double(step), row: [1, 2]) }
    history.append(time: 20, row: [7, 8])
    #expect(history.times.last == 20 && history.times.count == 21)
  }

  @Test("CSV has a header with units and one line per row")
  func csv() {
    var history = PlotHistory(counterCount: 1, spacing: 0.5)
    history.append(time: 0, row: [1.5])
    history.append(time: 1, row: [2])
    let look = CounterLook(title: "throughput", key: "throughput_per_h", unit: "/h")
    #expect(history.csv(counters: [look]) == "time_s,throughput_per_h\n0.0,1.5\n1.0,2.0\n")
  }
}
