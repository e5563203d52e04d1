import Contracts
import MeanFields
import SimCore
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
    return withDetails(viewer)
  }

  @Test("the inspection names directive, advice, command, fields, contacts and rays")
  func inspection() {
    let shown = texts(inspected()).joined(separator: "\n")
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

  @Test("a panel without room in its column goes to the other one; where there is none, it is said")
  func otherColumn() {
    var viewer = inspected()
    viewer.options.panels = [.inspection, .legend]
    #expect(viewer.layout.panels[.inspection].map { $0.origin.x > 640 } == true)
    _ = viewer.perform(.togglePanel(.belief))
    #expect(viewer.layout.panels[.belief].map { $0.origin.x < 640 } == true)
    #expect(viewer.notice == nil)
    for kind in PanelKind.allCases where kind != .help && !viewer.options.panels.contains(kind) {
      _ = viewer.perform(.togglePanel(kind))
    }
    #expect(viewer.notice?.hasPrefix("no room for") == true)
  }

  @Test("texts of a panel end before its right edge")
  func textsFit() {
    let viewer = inspected()
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
    #expect((split.map(\.count).max() ?? 0) < 30)
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
