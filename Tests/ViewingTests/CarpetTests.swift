import Contracts
import MeanFields
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Viewing

@Suite("Fields on the floor")
struct CarpetTests {
  @Test(
    "nothing is transparent, little is faint and much stands out, in both themes",
    arguments: FieldChannel.allCases)
  func faint(channel: FieldChannel) {
    for theme in [Theme.dark, .light] {
      let map = Carpet.map(of: channel, theme: theme)
      #expect(map.table[0].alpha == 0)
      // A twentieth of the scale hardly differs from the floor, all of it cannot be overlooked.
      #expect(map[0.05].over(theme.floor).contrast(to: theme.floor) < 1.35)
      #expect(map[1].over(theme.floor).contrast(to: theme.floor) > 5)
      var last: Float = 1
      for entry in map.table {
        let contrast = entry.over(theme.floor).contrast(to: theme.floor)
        #expect(contrast >= last * 0.985, "more of it never looks like less")
        last = max(last, contrast)
      }
    }
  }

  @Test("the scale stays for a run, whatever the moment, says its unit, and can be pinned")
  func scale() throws {
    var viewer = sampleViewer()
    viewer.options.field = .density
    viewer.options.plan = .destinations
    viewer = withDetails(viewer)
    let top = try #require(viewer.carpet(.executor)).top
    #expect(viewer.carpet(.orchestrator)?.top == top, "both densities share one scale")
    let crowd = FieldSample(density: 40, flow: .zero, blockedShare: 1)
    let count = viewer.frame.grid?.samples.count ?? 0
    viewer.frame.grid?.samples = Array(repeating: crowd, count: count)
    #expect(viewer.carpet(.executor)?.top == top)
    #expect(viewer.picture().texts.contains { $0.text == "≥ \(Format.compact(Double(top))) /m²" })
    viewer.options.fieldTops[.density] = 3
    #expect(viewer.carpet(.executor)?.top == 3)
    #expect(viewer.picture().texts.contains { $0.text == "≥ 3.00 /m²" })
  }

  @Test(
    "of large cells the scale goes to twice the mean density of the fleet, else it would be full everywhere"
  )
  func largeCells() throws {
    let scenery = SyntheticFleet(robotCount: 20_000).scenery
    let floor = scenery.bounds.size
    let mean = 20_000 / (floor.x * floor.y)
    func top(_ cell: Float) -> Float { Carpet.top(of: .density, scenery: scenery, cellSize: cell) }
    #expect(top(40) == top(400), "two in a cell would be nothing")
    #expect(top(40) > mean && top(40) <= 2 * mean)
    #expect(top(1) > top(40))
  }

  @Test("a carpet ends with the floor, whatever its cells reach to")
  func edge() throws {
    var viewer = sampleViewer()
    viewer.options.field = .density
    viewer.options.hasFurniture = false
    viewer = withDetails(viewer)
    viewer.frame.grid?.cellSize *= 1.5
    let list = viewer.picture()
    let command = try #require(
      list.commands.first { if case .images = $0.content { true } else { false } })
    let clip = try #require(command.clip)
    let bounds = viewer.scenery.bounds
    let corner = viewer.camera.screen(Vec2(bounds.lower.x, bounds.upper.y))
    #expect((clip.origin - corner).length < 1)
    let size = bounds.size * viewer.camera.pixelsPerMetre
    #expect((clip.size - size).length < 1.5)
    #expect(list.images[0].extent.x > size.x * 1.2)
  }

  @Test("where no legend is open each carpet has its scale beside the scale bar")
  func scaleAlone() throws {
    var viewer = sampleViewer()
    (viewer.options.field, viewer.options.plan) = (.density, .claims)
    viewer = withDetails(viewer)
    func scales() -> Int { viewer.picture().texts.filter { $0.text.hasPrefix("≥ ") }.count }
    func titles() -> [String] {
      viewer.picture().texts.map(\.text).filter { $0.hasPrefix("m^") && $0.contains(" here") }
    }
    #expect(scales() == 2, "in the legend")
    viewer.options.panels = []
    #expect(scales() == 2 && Set(titles()) == ["m^orch: claims here", "m^exec: traffic here"])
    viewer.options.plan = nil
    #expect(scales() == 1)
    viewer.options.field = nil
    #expect(scales() == 0)
  }

  @Test("both carpets lie on the floor at once, each of its own cells")
  func two() throws {
    var viewer = sampleViewer()
    viewer.options.overlays = []
    viewer.options.field = .blocked
    viewer.options.plan = .claims
    viewer = withDetails(viewer)
    let images = viewer.picture().images
    #expect(images.count == 2)
    let (field, plan) = (try #require(viewer.frame.grid), try #require(viewer.frame.plan))
    for (index, sample) in field.samples.enumerated() {
      let carpet = try #require(viewer.carpet(.executor))
      #expect(images[0].cells[index] == carpet.color(sample.density * sample.blockedShare))
      #expect((images[1].cells[index].alpha > 0) == (plan.claims[index] > carpet.top * 0.004))
      if images[1].cells[index].alpha == 0, plan.claims[index] > 0.01 { Issue.record("\(index)") }
    }
  }

  @Test("a robot is shared out to the four nearest cells, and counts for one wherever it is bound")
  func spreading() {
    let grid = FloorGrid(columns: 6, rows: 4, cellSize: 2, origin: Vec2(-3, 2))
    for place in [Vec2(0.3, 5.1), Vec2(-2.9, 2.05), Vec2(40, 40), Vec2(8.99, 6)] {
      var plan = PlanField(cellsOf: grid)
      plan.add(destination: place, isClaim: false)
      #expect((plan.destinations.reduce(0, +) * 4 - 1).magnitude < 1e-5)
      #expect(plan.destinations.filter { $0 > 0 }.count <= 4)
      #expect(plan.claims.allSatisfy { $0 == 0 })
    }
    var plan = PlanField(cellsOf: grid)
    plan.add(destination: Vec2(0, 5), isClaim: true)
    // Cell (1, 1) has its centre at (0, 5), and a cell is 4 m² large.
    #expect(plan.destinations[1 * grid.columns + 1] == 0.25 && plan.claims == plan.destinations)
    plan.add(destination: Vec2(.nan, 1), isClaim: false)
    #expect(plan.destinations.allSatisfy { $0.isFinite })
  }

  @Test("H, O and Shift H go through both fields and the classes, and say where they are")
  func keys() {
    var viewer = sampleViewer()
    func press(_ letter: Character, _ modifiers: Modifiers = []) {
      _ = viewer.handle(.key(.character(letter), modifiers, isDown: true))
    }
    for channel in [FieldChannel.density, .flow, .blocked, nil] {
      press("h")
      #expect(viewer.options.field == channel)
      #expect(viewer.notice == "m^exec on the floor: \(channel?.words ?? "off")")
    }
    for channel in [FieldChannel.destinations, .claims, nil] {
      press("o")
      #expect(viewer.options.plan == channel)
    }
    for index in [0, 1, 2, nil] {
      press("h", .shift)
      #expect(viewer.options.fieldClass == index)
    }
    #expect(viewer.notice == "fields on the floor: all classes")
  }
}

@Suite("Fields of a run")
struct FleetFieldTests {
  private func source(_ name: String, _ steps: Int, _ set: [(String, String)] = []) throws
    -> FleetSource
  {
    let source = FleetSource(model: try shippedModel(name, set), workerCount: 1)
    for _ in 0..<steps { source.advance() }
    return source
  }

  private func frame(_ source: FleetSource, _ request: CaptureRequest) -> FleetFrame {
    var frame = FleetFrame()
    source.capture(into: &frame, request: request)
    return frame
  }

  @Test("the plan on the floor counts every robot that heads for a place, class by class")
  func plans() throws {
    let source = try source("Tutorials/03-mixed-fleet.fleet.yaml", 300)
    var request = CaptureRequest()
    #expect(frame(source, request).plan == nil, "nobody asked")
    request.wantsPlan = true
    let whole = try #require(frame(source, request).plan)
    #expect(whole.boundCount > 0 && whole.claimCount <= whole.boundCount)
    let area = whole.cellSize * whole.cellSize
    #expect((whole.destinations.reduce(0, +) * area - Float(whole.boundCount)).magnitude < 0.01)
    #expect((whole.claims.reduce(0, +) * area - Float(whole.claimCount)).magnitude < 0.01)
    var parts = 0
    for (index, look) in source.scenery.classes.enumerated() {
      request.fieldClass = index
      let part = frame(source, request)
      parts += part.plan?.boundCount ?? 0
      let density = part.grid?.samples.reduce(0) { $0 + $1.density } ?? 0
      #expect((density * area - Float(look.rows.count)).magnitude < 0.01, "\(look.name)")
    }
    #expect(parts == whole.boundCount)
  }

  @Test("features have the names of the scene's tasks, units, and none for what there is not")
  func names() throws {
    let scenery = try source("Showcase/warehouse.fleet.yaml", 0).scenery
    let tasks = scenery.orchestratorFeatures[8..<24]
    #expect(tasks.filter(\.isUsed).map(\.name) == ["inbound", "outbound", "back", "pallets"])
    let age = scenery.orchestratorFeatures[OrchestratorSchema.planAge]
    // One: 64 periods of an orchestrator, which has one of a second here.
    #expect(age.text(0.5) == "32.0 s" && age.unit == "s")
    #expect(scenery.orchestratorFeatures[0].text(0.105) == "10.5 %")
    #expect(scenery.executorFeatures[ExecutorSchema.speed].text(0.31) == "0.31 v_max")
    #expect(scenery.executorFeatures[ExecutorSchema.speedRatio].text(0.96) == "0.96")
    #expect(scenery.executorFeatures[ExecutorSchema.batteryHistogram].name == "0 to 25 % full")
    #expect(Set(scenery.executorFeatures.map(\.name)).count == ExecutorSchema.count)
    // Eight reasons share four bins: each is named in one.
    let reasons = scenery.executorFeatures[ExecutorSchema.tags...].map(\.name)
    #expect(reasons == ["rest or crowd", "cruise or yield", "approach or tool", "hold or unstick"])
  }

  @Test("numbers are means over all robots, not over classes of different size")
  func means() throws {
    var viewer = sampleViewer()
    // Of 42, 12 and 6 robots all of the smallest class charge: a tenth of the fleet, not a third.
    let charging = Int(RobotStage.charging.rawValue)
    for index in viewer.frame.fields.indices {
      viewer.frame.fields[index].orchestrator[charging] = index == 2 ? 1 : 0
    }
    let share = viewer.populationMean(of: [0, 0, 1])
    #expect((share - 6.0 / 60).magnitude < 1e-6)
    viewer.options.panels = [.fields]
    let rows = try #require(viewer.fieldPanel).rows
    let shown = rows.compactMap { row -> TrendRow? in
      if case .trend(let trend) = row, trend.name == "charging" { trend } else { nil }
    }
    #expect(shown.count == 1 && shown[0].mean == share && shown[0].values == [0, 0, 1])
  }

  @Test("no number of the panel lies on the line of its past")
  func room() throws {
    let source = try source("Showcase/warehouse.fleet.yaml", 0)
    let row = TrendRow(
      name: "n", text: "", mean: 0, values: [], colors: [], range: 0...1, past: [0, 1, 0])
    for feature in source.scenery.orchestratorFeatures + source.scenery.executorFeatures {
      for value in [feature.range.lowerBound, feature.range.upperBound] {
        var shown = row
        shown.text = feature.text(value)
        var list = DrawList(size: Vec2(400, 40), background: Color(0x000000))
        let pen = PanelPen(left: 0, right: 326, y: 0, theme: .dark, scale: 1)
        pen.draw(.trend(shown), into: &list)
        let end = list.primitives.filter { $0.kind == .line }.map { $0.place.z }.max() ?? 0
        let number = try #require(list.texts.last)
        #expect(number.origin.x > end, "\(feature.name): \(shown.text)")
      }
    }
  }

  @Test("each feature has its past, which a step back shortens")
  func trends() {
    let fleet = SyntheticFleet(robotCount: 60)
    var viewer = Viewer(scenery: fleet.scenery, size: Vec2(1280, 720))
    var moving = fleet
    var frame = FleetFrame()
    for _ in 0..<240 {
      moving.advance()
      moving.capture(into: &frame, request: CaptureRequest())
      viewer.show(frame)
    }
    let count = viewer.fieldTrends.times.count
    #expect(count >= 7 && count <= 9, "one point in half a second")
    #expect(viewer.fieldTrends.values.count == 12 + 9)
    #expect(viewer.fieldTrends.values.allSatisfy { $0.count == count })
    moving.restart()
    moving.capture(into: &frame, request: CaptureRequest())
    viewer.show(frame)
    #expect(viewer.fieldTrends.times.count <= 1)
  }

  @Test("the diagram has the readings that coupling and policies make, not the viewer's own")
  func readings() throws {
    func read(_ coupling: String, _ mode: String = "meanField") throws -> [String] {
      try source(
        "Tutorials/02-two-layers.fleet.yaml", 0,
        [("coordination.mode", mode), ("coordination.coupling", coupling)]
      ).scenery.readings.filter(\.isGranted).map(\.words).sorted()
    }
    #expect(
      try read("both") == ["exec ← exec", "exec ← orch", "orch ← exec", "orch ← orch"])
    #expect(try read("own") == ["exec ← exec", "orch ← orch"])
    #expect(try read("cross") == ["exec ← orch", "orch ← exec"])
    #expect(try read("none").isEmpty)
    #expect(try read("both", "none").isEmpty)
    // No policy of planners reads m^exec by its features, but its grid is read.
    let warehouse = try source("Showcase/warehouse.fleet.yaml", 0).scenery.readings
    #expect(warehouse.allSatisfy { $0.isGranted && $0.isUsed && $0.kind == nil })
  }
}
