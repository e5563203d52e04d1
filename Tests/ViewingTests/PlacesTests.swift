import Contracts
import SimCore
import Simulation
import TestSupport
import Testing
import Work

@testable import Viewing

@Suite("Work that is seen")
struct PlacesTests {
  /// A viewer of a synthetic floor with its places, at a zoom (px/m).
  private func viewer(_ zoom: Float? = nil) -> Viewer {
    var viewer = sampleViewer()
    viewer.options.panels = []
    viewer.options.overlays = [.places, .names]
    if let zoom { viewer.camera.pixelsPerMetre = zoom }
    return withDetails(viewer)
  }

  @Test("free, claimed and taken places differ by shape, and dots count who waits")
  func states() {
    var viewer = viewer(30)
    viewer.options.overlays = [.places]
    let middle = viewer.camera.center
    func shapes(_ state: PlaceMark.State, waiting: Int = 0) -> Int {
      viewer.frame.work = []
      let bare = viewer.picture().primitives.count
      viewer.frame.work = [
        .place(PlaceMark(position: middle, zone: 0, state: state, waitingCount: waiting))
      ]
      return viewer.picture().primitives.count - bare
    }
    #expect(shapes(.free) == 1 && shapes(.claimed) == 2 && shapes(.taken) == 1)
    #expect(shapes(.taken, waiting: 2) == 3 && shapes(.taken, waiting: 9) == 4)
    viewer.frame.work = [.place(PlaceMark(position: middle, zone: 99, state: .free))]
    _ = viewer.picture()
  }

  @Test("jobs that wait are a stack of totes with their number, at most eighteen of them drawn")
  func totes() {
    var viewer = viewer()
    for (count, drawn) in [(0, 0), (1, 1), (7, 7), (18, 18), (400, 18)] {
      viewer.frame.work = []
      let bare = viewer.picture().primitives.count
      viewer.frame.work = [.waiting(zone: 0, count: count)]
      let list = viewer.picture()
      #expect(list.primitives.count == bare + drawn)
      #expect(list.texts.contains { $0.text == "\(count)" } == (count > 0))
    }
  }

  @Test(
    "every zone in sight is named at every zoom, with its places, inside the picture and on no other name",
    arguments: [1.2, 3, 9, 30, 120] as [Float])
  func names(zoom: Float) throws {
    var viewer = viewer(zoom)
    for zone in viewer.scenery.zones {
      viewer.camera.center = zone.area.center
      viewer = withDetails(viewer)
      let list = viewer.picture()
      let label = try #require(
        list.texts.first { $0.text.hasPrefix(zone.name + "  ") }, "\(zone.name) at \(zoom)")
      #expect(label.text == "\(zone.name)  3/8")
      let width = FontMetrics.width(of: label.text, size: label.size, weight: label.weight)
      let open = viewer.openBox
      #expect(label.origin.x >= 0 && label.origin.x + width <= 1280)
      #expect(label.origin.y > open.origin.y && label.origin.y < open.origin.y + open.size.y)
      for other in list.texts where other.text.contains("/8") && other != label {
        let apart =
          other.origin.x > label.origin.x + width || (other.origin.y - label.origin.y).magnitude > 9
          || other.origin.x
            + FontMetrics.width(of: other.text, size: other.size, weight: other.weight)
            < label.origin.x
        #expect(apart, "\(other.text) lies on \(label.text)")
      }
    }
  }

  @Test(
    "places of a run are those its work has: who stands in one has it, who heads for it claims it")
  func run() throws {
    let source = FleetSource(
      model: try shippedModel("Tutorials/02-two-layers.fleet.yaml"), workerCount: 1)
    var request = CaptureRequest()
    request.overlays = [.places]
    var frame = FleetFrame()
    var seen: Set<PlaceMark.State> = []
    var waiting = 0
    for step in 1...1800 {
      source.advance()
      guard step % 60 == 0 else { continue }
      source.capture(into: &frame, request: request)
      let places = frame.work.compactMap { if case .place(let place) = $0 { place } else { nil } }
      #expect(places.count == source.scenery.zones.reduce(0) { $0 + max(1, $1.slots) })
      for place in places {
        seen.insert(place.state)
        let zone = source.scenery.zones[place.zone]
        #expect(zone.area.expanded(by: 1e-3).contains(place.position))
        if place.state == .taken {
          let nearest = frame.pose.map { ($0.position - place.position).length }.min() ?? .infinity
          #expect(nearest <= 0.6, "somebody stands there")
        }
      }
      for case .waiting(let zone, let count) in frame.work {
        #expect(source.scenery.zones[zone].kind == .station && count >= 0)
        waiting += count
      }
    }
    #expect(seen == [.free, .claimed, .taken] && waiting > 0)
  }
}

@Suite("Plans of all robots")
struct PlansTests {
  @Test(
    "each robot that is bound somewhere has a line there, dashed while its directive is not in force"
  )
  func lines() throws {
    var viewer = sampleViewer()
    viewer.options.panels = []
    viewer.options.overlays = [.plans]
    let bare = viewer.picture().primitives.count
    let place = viewer.camera.center
    viewer.frame.plans = [
      PlanMark(robot: 0, destination: place, kind: .serve),
      PlanMark(robot: 1, destination: place, kind: .charge, isPending: true),
      PlanMark(robot: 999, destination: place, kind: .charge),
      PlanMark(robot: 2, destination: Vec2(.nan, 1), kind: .charge),
    ]
    let drawn = viewer.picture().primitives
    #expect(drawn.count == bare + 4)
    let lines = drawn.filter { $0.kind == .line }.suffix(2)
    let theme = viewer.options.theme
    #expect(lines.map(\.dash) == [0, 5])
    #expect(
      lines.map { $0.fill.opacity(1) } == [
        theme.color(of: .travelling), theme.color(of: .charging),
      ])
  }

  @Test("a directive that was refused or came too late flashes at its robot, and fades")
  func setbacks() {
    var viewer = sampleViewer()
    viewer.options.overlays = [.plans]
    viewer.options.panels = []
    func rings(_ outcome: DirectiveStatus, _ age: Float) -> [Primitive] {
      viewer.frame.plans = []
      let bare = viewer.picture().primitives.count
      viewer.frame.plans = [
        PlanMark(
          robot: 0, destination: nil, kind: .none,
          setback: PlanMark.Setback(outcome: outcome, age: age))
      ]
      let drawn = viewer.picture().primitives
      #expect(drawn.count == bare + 1, "a ring, and no line to nowhere")
      return drawn.filter {
        $0.stroke.opacity(1) == viewer.options.theme.color(of: outcome) && $0.border == 2.5
      }
    }
    let (young, old) = (rings(.rejected, 0.1), rings(.rejected, 1.9))
    #expect(young.count == 1 && old.count == 1)
    func radius(_ ring: Primitive) -> Float { 0.5 * (ring.place.z - ring.place.x) }
    #expect(radius(old[0]) > radius(young[0]) && old[0].stroke.alpha < young[0].stroke.alpha)
    #expect(rings(.expired, 1).count == 1)
    #expect(viewer.options.theme.color(of: .rejected) != viewer.options.theme.color(of: .expired))
    viewer.frame.plans = [
      PlanMark(robot: 0, destination: viewer.camera.center, kind: .serve, isLate: true)
    ]
    let line = viewer.picture().primitives.last { $0.kind == .line }
    #expect(line?.fill == viewer.options.theme.color(of: .expired))
    viewer.options.panels = [.legend]
    let texts = viewer.picture().texts.map(\.text)
    #expect(texts.contains("late") && !texts.contains("ring: rejected"))
  }

  @Test("what was refused in a run is shown for two seconds, and then no more")
  func refused() throws {
    let source = FleetSource(
      model: try shippedModel("Showcase/merge.fleet.yaml"), workerCount: 1)
    var request = CaptureRequest()
    request.overlays = [.plans]
    var frame = FleetFrame()
    var ages: [Float] = []
    for step in 1...1200 {
      source.advance()
      guard step % 30 == 0 else { continue }
      source.capture(into: &frame, request: request)
      for setback in frame.plans.compactMap(\.setback) {
        #expect([.rejected, .expired, .failed].contains(setback.outcome))
        #expect((0..<2).contains(setback.age))
        ages.append(setback.age)
      }
    }
    #expect(!ages.isEmpty && ages.contains { $0 > 1 })
  }

  @Test("plans of a run are its robots' destinations and directives")
  func run() throws {
    let source = FleetSource(
      model: try shippedModel("Tutorials/02-two-layers.fleet.yaml"), workerCount: 1)
    var request = CaptureRequest()
    request.overlays = [.plans]
    var frame = FleetFrame()
    var kinds: Set<DirectiveKind> = []
    var pending = 0
    for step in 1...900 {
      source.advance()
      guard step % 20 == 0 else { continue }
      request.details = Array(0..<source.scenery.robotCount)
      source.capture(into: &frame, request: request)
      for plan in frame.plans {
        kinds.insert(plan.kind)
        pending += plan.isPending ? 1 : 0
        let detail = try #require(frame.details.first { $0.robot == plan.robot })
        #expect(detail.directive.kind == plan.kind)
        #expect(plan.isPending || detail.plannedPath.last == plan.destination)
        if let place = plan.destination { #expect(source.scenery.bounds.contains(place)) }
      }
      let bound = frame.details.filter { !$0.plannedPath.isEmpty }.map(\.robot)
      #expect(Set(frame.plans.map(\.robot)).isSuperset(of: bound))
    }
    #expect(kinds.contains(.serve) && pending > 0)
  }

  @Test("an overlay that is switched on where nothing of it is seen says why")
  func hints() {
    var viewer = sampleViewer()
    for (overlay, word) in [
      (Overlay.rays, "click one"), (.minimap, "a third of the floor"), (.trails, "from now on"),
      (.cells, "on"),
    ] {
      viewer.options.overlays.remove(overlay)
      _ = viewer.perform(.toggle(overlay))
      #expect(viewer.notice?.hasSuffix(word) == true || viewer.notice?.contains(word) == true)
      _ = viewer.perform(.toggle(overlay))
      #expect(viewer.notice == "\(overlay.summary): off")
    }
    viewer.scenery.zones = []
    viewer.options.overlays.remove(.places)
    _ = viewer.perform(.toggle(.places))
    #expect(viewer.notice?.hasSuffix("no zones") == true)
  }

  @Test("an overlay whose marks come with the next frame says then that there are none")
  func laterHints() {
    for (overlay, word) in [
      (Overlay.tasks, "no job waits"), (.plans, "no robot is bound"),
      (.contacts, "touches anything"),
      (.cells, "no robot is in view"),
    ] {
      var viewer = sampleViewer()
      viewer.options.overlays.remove(overlay)
      _ = viewer.perform(.toggle(overlay))
      #expect(viewer.notice == "\(overlay.summary): on")
      var frame = viewer.frame
      // A frame that was made before the key was pressed knows nothing of it.
      frame.overlayMarks[overlay.rawValue] = nil
      viewer.show(frame)
      #expect(viewer.notice == "\(overlay.summary): on")
      frame.overlayMarks[overlay.rawValue] = [Int]()
      viewer.show(frame)
      #expect(viewer.notice?.contains(word) == true, "\(viewer.notice ?? "")")
      // It is said once.
      viewer.notice = nil
      viewer.show(frame)
      #expect(viewer.notice == nil)
      _ = viewer.perform(.toggle(overlay))
      _ = viewer.perform(.toggle(overlay))
      frame.overlayMarks[overlay.rawValue] = [1]
      viewer.show(frame)
      #expect(viewer.notice == "\(overlay.summary): on")
    }
  }

  @Test("a still says what was asked for by name and is not seen")
  func absences() {
    var viewer = sampleViewer()
    viewer.options.isStill = true
    viewer.options.overlays = [.rays, .tasks, .grid]
    viewer.frame.overlayMarks[Overlay.tasks.rawValue] = [Int]()
    #expect(
      viewer.absences(of: [.rays, .tasks, .grid]) == [
        "nothing is seen of rays: it is of selected robots: none is",
        "nothing is seen of tasks: no job waits or is under way",
      ])
    viewer.selection = [1]
    #expect(viewer.absences(of: [.rays, .grid]).isEmpty)
    viewer.options.plan = .claims
    viewer.frame.plan = nil
    #expect(viewer.absences(of: []).first?.hasPrefix("nothing is seen of claims") == true)
  }
}

@Suite("The verdict")
struct VerdictTests {
  private func viewer(_ success: SuccessStanding?, finished: Bool = false) -> Viewer {
    var viewer = sampleViewer(size: Vec2(1600, 900))
    viewer.frame.success = success
    viewer.playback.isFinished = finished
    return viewer
  }

  @Test("the bar at the top says how the figure of success stands, and the end says the verdict")
  func verdict() {
    func texts(_ viewer: Viewer) -> [String] { viewer.picture().texts.map(\.text) }
    var standing = SuccessStanding(
      title: "deliveries per hour", unit: "1/h", value: 843, bar: 1000, isMet: false)
    #expect(texts(viewer(standing)).contains("843 of 1000 /h"))
    #expect(!texts(viewer(standing)).contains("no success"))
    #expect(texts(viewer(standing, finished: true)).contains("no success"))
    standing.value = 1020
    standing.hindrance = "2 stranded"
    let words = texts(viewer(standing, finished: true))
    #expect(words.contains("deliveries per hour  1020 of 1000 /h, 2 stranded"))
    (standing.isMet, standing.hindrance) = (true, nil)
    #expect(texts(viewer(standing, finished: true)).contains("success"))
    #expect(!texts(viewer(nil, finished: true)).contains { $0.hasSuffix("success") })
  }

  @Test("the dial is as long as the figure is of its bar")
  func dial() throws {
    for (value, share) in [(0, 0.0), (500, 0.5), (1000, 1), (9000, 4.0 / 3)] {
      let viewer = viewer(
        SuccessStanding(
          title: "t", unit: "", value: Double(value), bar: 1000, isMet: value >= 1000))
      let color = value >= 1000 ? viewer.options.theme.success : viewer.options.theme.accent
      let bar = try #require(
        viewer.picture().primitives.first {
          $0.kind == .box && $0.fill == color && $0.place.w - $0.place.y == 8 && $0.place.y < 36
        })
      #expect((bar.place.z - bar.place.x - max(4, 63 * Float(share))).magnitude < 0.5, "\(value)")
    }
  }

  @Test("a run's standing is what its report says")
  func standing() throws {
    let model = try inlineModel(
      pairScene() + "\nsuccess: {indicator: deliveries, at_least: 1, no_robot_stranded: true}\n")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var met = 0
    for step in 1...1800 {
      fleet.step()
      guard step % 60 == 0 else { continue }
      let (found, report) = (fleet.successStanding, fleet.report())
      let standing = try #require(found)
      #expect(standing.isMet == report.isSuccess)
      #expect(standing.value == report.value("deliveries") && standing.bar == 1)
      if standing.isMet { met += 1 }
    }
    #expect(met > 0 && met < 30)
    let plain = Fleet(model: try inlineModel(pairScene()), pool: WorkerPool(workerCount: 1))
    let none = plain.successStanding
    #expect(none == nil)
  }

  @Test("the mark of success is seen among jams")
  func mark() throws {
    var viewer = sampleViewer()
    viewer.timeline.totalSteps = 1000
    viewer.timeline.add(
      [FleetEvent(step: 500, kind: .threshold, robot: -1, text: "success")]
        + (490...510).map { FleetEvent(step: $0, kind: .jam, robot: 1, text: "jam") })
    let boxes = viewer.picture().primitives
    let mark = try #require(boxes.lastIndex { $0.fill == viewer.options.theme.yellow })
    let jam = try #require(
      boxes.lastIndex { $0.fill == viewer.options.theme.warning && $0.radius == 1 })
    #expect(mark > jam, "it is drawn over them")
    #expect(boxes[mark].place.w - boxes[mark].place.y > boxes[jam].place.w - boxes[jam].place.y)
  }
}
