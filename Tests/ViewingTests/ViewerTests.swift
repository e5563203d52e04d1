import Contracts
import SimCore
import Simulation
import Testing

@testable import Viewing

/// A viewer of a synthetic crowd at a fixed moment.
func sampleViewer(robots: Int = 60, size: Vec2 = Vec2(1280, 720)) -> Viewer {
  var fleet = SyntheticFleet(robotCount: robots)
  for _ in 0..<60 { fleet.advance() }
  var viewer = Viewer(scenery: fleet.scenery, size: size)
  var frame = FleetFrame()
  fleet.capture(into: &frame, request: CaptureRequest())
  viewer.show(frame)
  return viewer
}

/// The same viewer with a fresh frame that holds what its selection asks for.
func withDetails(_ viewer: Viewer, robots: Int = 60) -> Viewer {
  var fleet = SyntheticFleet(robotCount: robots)
  for _ in 0..<60 { fleet.advance() }
  var frame = FleetFrame()
  fleet.capture(into: &frame, request: viewer.captureRequest)
  var next = viewer
  next.show(frame)
  return next
}

@Suite("Viewer")
struct ViewerTests {
  /// A robot that lies free of panels, and its place in the picture.
  private func freeRobot(_ viewer: Viewer) throws -> (Int, Vec2) {
    let pose = viewer.frame.pose
    for robot in pose.indices {
      let pixel = viewer.camera.screen(pose[robot].position)
      let isAlone = pose.indices.allSatisfy {
        $0 == robot || (pose[$0].position - pose[robot].position).length > 2
      }
      if isAlone, !viewer.layout.covers(pixel) { return (robot, pixel) }
    }
    throw Unplaced()
  }
  private struct Unplaced: Error {}

  private func click(_ viewer: inout Viewer, _ pixel: Vec2, _ modifiers: Modifiers = []) {
    _ = viewer.handle(.button(.left, pixel, modifiers, isDown: true))
    _ = viewer.handle(.button(.left, pixel, modifiers, isDown: false))
  }

  @Test("a click on a robot selects it, Shift adds and takes away, a click beside deselects")
  func selecting() throws {
    var viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    click(&viewer, pixel)
    #expect(viewer.selection == [robot])
    viewer.selection = [robot == 0 ? 1 : 0]
    click(&viewer, pixel, .shift)
    #expect(viewer.selection == [robot == 0 ? 1 : 0, robot])
    click(&viewer, pixel, .shift)
    #expect(viewer.selection.count == 1)
    click(&viewer, viewer.camera.screen(viewer.scenery.obstacles[4][0] + Vec2(3, 1)))
    #expect(viewer.selection.isEmpty)
  }

  @Test("picking finds the robot whose body is nearest, and nothing on bare floor")
  func picking() throws {
    let viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    #expect(viewer.robot(at: pixel) == robot)
    let inRack = viewer.camera.screen(viewer.scenery.obstacles[4][0] + Vec2(5, 1))
    #expect(viewer.robot(at: inRack) == nil)
  }

  @Test("a trembling click does not move the picture, a drag does")
  func panning() {
    var viewer = sampleViewer()
    let before = viewer.camera
    let start = Vec2(640, 400)
    _ = viewer.handle(.button(.left, start, [], isDown: true))
    _ = viewer.handle(.pointerMoved(start + Vec2(1, 1), []))
    #expect(viewer.camera == before)
    _ = viewer.handle(.pointerMoved(start + Vec2(51, 1), []))
    _ = viewer.handle(.button(.left, start + Vec2(51, 1), [], isDown: false))
    #expect(
      (viewer.camera.center.x - (before.center.x - 50 / before.pixelsPerMetre)).magnitude < 1e-3)
  }

  @Test("a wheel without end or without a number is no trap")
  func strangeWheel() {
    var viewer = sampleViewer()
    viewer.options.hasFurniture = false
    let before = viewer.camera.pixelsPerMetre
    _ = viewer.handle(.wheel(.nan, Vec2(640, 360)))
    #expect(viewer.camera.pixelsPerMetre == before)
    _ = viewer.handle(.wheel(.infinity, Vec2(640, 360)))
    #expect(viewer.camera.pixelsPerMetre == before)
    _ = viewer.handle(.wheel(1e30, Vec2(640, 360)))
    #expect(viewer.camera.pixelsPerMetre > before)
  }

  @Test("the wheel zooms at the pointer, and not over a panel")
  func wheel() {
    var viewer = sampleViewer()
    let pixel = Vec2(700, 300)
    let anchor = viewer.camera.world(pixel)
    _ = viewer.handle(.wheel(2, pixel))
    #expect((viewer.camera.world(pixel) - anchor).length < 1e-3)
    let zoomed = viewer.camera
    _ = viewer.handle(.wheel(2, Vec2(60, 80)))
    #expect(viewer.camera == zoomed)
  }

  @Test("Space asks to play or pause, the brackets change the speed")
  func timeKeys() {
    var viewer = sampleViewer()
    func press(_ key: Key) -> [ViewerEffect] { viewer.handle(.key(key, [], isDown: true)) }
    #expect(press(.space) == [.setPlayback(isPlaying: false, speed: 1)])
    #expect(press(.character("]")) == [.setPlayback(isPlaying: false, speed: 2)])
    #expect(press(.character("}")) == [.setPlayback(isPlaying: false, speed: .infinity)])
    #expect(press(.character("{")) == [.setPlayback(isPlaying: false, speed: 1)])
    #expect(press(.character(".")).last == .stepForward)
    #expect(press(.left).last == .stepBack)
    #expect(press(.backspace) == [.restart])
  }

  @Test("every key of the table does something that can be seen or asked for")
  func everyBinding() {
    for binding in KeyTable.bindings {
      var viewer = sampleViewer(robots: 12)
      viewer.selection = [3]
      viewer.bookmarks = Dictionary(
        uniqueKeysWithValues: (1...9).map {
          ($0, Camera(center: .zero, pixelsPerMetre: 5, viewport: viewer.camera.viewport))
        })
      viewer.camera.pixelsPerMetre *= 3
      let before = (viewer.options, viewer.camera, viewer.selection, viewer.notice)
      let wasEditing = viewer.isEditing
      let followed = viewer.followed
      let effects = viewer.handle(.key(binding.key, binding.modifiers, isDown: true))
      let isChanged =
        viewer.options != before.0 || viewer.camera != before.1 || viewer.selection != before.2
        || viewer.notice != before.3 || viewer.isEditing != wasEditing
        || viewer.followed != followed || !effects.isEmpty
      #expect(isChanged, "\(binding.label)")
    }
  }

  @Test("no two lines of the key table share a key")
  func uniqueKeys() {
    var seen: Set<String> = []
    for binding in KeyTable.bindings {
      #expect(seen.insert(binding.label).inserted, "\(binding.label)")
    }
  }

  @Test("a possessed robot is driven by the letters, and Enter lets go")
  func driving() {
    var viewer = sampleViewer()
    viewer.selection = [4]
    _ = viewer.handle(.key(.enter, [], isDown: true))
    let effects = viewer.handle(.key(.character("w"), [], isDown: true))
    guard case .intervene(.drive(let robot, let command))? = effects.first else {
      Issue.record("no drive")
      return
    }
    #expect(robot == 4 && command.forward > 0 && command.turn == 0)
    _ = viewer.handle(.key(.character("a"), [], isDown: true))
    #expect(viewer.driveCommand.turn > 0)
    _ = viewer.handle(.key(.character("w"), [], isDown: false))
    #expect(viewer.driveCommand.forward == 0)
    #expect(viewer.handle(.key(.enter, [], isDown: true)) == [.intervene(.release(robot: 4))])
  }

  @Test("Ctrl-drag pushes a robot the way it is dragged")
  func pushing() throws {
    var viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    _ = viewer.handle(.button(.left, pixel, .control, isDown: true))
    _ = viewer.handle(.pointerMoved(pixel + Vec2(0, -40), .control))
    let effects = viewer.handle(.button(.left, pixel + Vec2(0, -40), .control, isDown: false))
    guard case .intervene(.push(let pushed, let impulse))? = effects.first else {
      Issue.record("no push")
      return
    }
    #expect(pushed == robot && impulse.y > 0 && impulse.x.magnitude < 1e-2 * impulse.y)
  }

  @Test("a push is seen while it is dragged: a band with the impulse that letting go gives")
  func band() throws {
    var viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    let bare = viewer.picture().primitives.count
    _ = viewer.handle(.button(.left, pixel, .control, isDown: true))
    _ = viewer.handle(.pointerMoved(pixel + Vec2(60, 0), .control))
    let shown = try #require(viewer.picture().texts.first { $0.text.hasSuffix(" N s") })
    #expect(viewer.picture().primitives.count > bare)
    let effects = viewer.handle(.button(.left, pixel + Vec2(60, 0), .control, isDown: false))
    guard case .intervene(.push(let pushed, let impulse))? = effects.first else {
      Issue.record("no push")
      return
    }
    #expect(pushed == robot && shown.text == "\(Format.compact(Double(impulse.length))) N s")
    #expect(!viewer.picture().texts.contains { $0.text.hasSuffix(" N s") })
  }

  @Test("a robot that is dragged says what it would stand in, and that it stands free")
  func clashes() throws {
    var viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    (viewer.isEditing, viewer.playback.isPlaying) = (true, false)
    #expect(viewer.clash(of: robot) == nil)
    func drag(to place: Vec2) -> [String] {
      _ = viewer.handle(.button(.left, pixel, [], isDown: true))
      _ = viewer.handle(.pointerMoved(viewer.camera.screen(place), []))
      let words = viewer.picture().texts.map(\.text)
      viewer.pointer.drag = .none
      return words
    }
    let other = robot == 0 ? 1 : 0
    let name = viewer.scenery.robotName(other)
    #expect(drag(to: viewer.frame.pose[other].position).contains("in \(name)"))
    viewer.frame.pose[robot].position = viewer.camera.world(pixel)
    let rack = viewer.scenery.obstacles[0]
    let middle = rack.reduce(Vec2.zero, +) / Float(rack.count)
    #expect(drag(to: middle).contains("in an obstacle"))
    #expect(viewer.clash(of: robot) == .obstacle(viewer.scenery.obstacleIndex(ofPart: 0)))
    viewer.frame.pose[robot].position = viewer.scenery.bounds.lower
    #expect(viewer.clash(of: robot) == .edge)
    // Two discs that touch do not overlap.
    viewer.frame.pose[robot].position = viewer.camera.world(pixel)
    let radius = viewer.scenery.classes[0].shape.boundingRadius
    for (gap, expected) in [(2.02 * radius, nil), (1.9 * radius, Clash.robot(other))]
      as [(Float, Clash?)]
    where robot < viewer.scenery.classes[0].rows.count {
      viewer.frame.pose[other].position = viewer.frame.pose[robot].position + Vec2(gap, 0)
      #expect(viewer.clash(of: robot) == expected)
    }
  }

  @Test("editing is said in large, in no still, and undo asks for a pause")
  func editingSign() {
    var viewer = sampleViewer()
    func sign() -> Bool { viewer.picture().texts.contains { $0.text == "EDITING" } }
    #expect(!sign())
    viewer.isEditing = true
    #expect(sign() && viewer.picture().texts.contains { $0.text == "pause first (Space)" })
    viewer.options.isStill = true
    #expect(!sign())
    #expect(viewer.handle(.key(.character("z"), .control, isDown: true)).isEmpty)
    viewer.playback.isPlaying = false
    #expect(viewer.handle(.key(.character("z"), .control, isDown: true)) == [.undo])
    #expect(viewer.handle(.key(.character("y"), .control, isDown: true)) == [.redo])
    viewer.pointer.selectedObstacle = 0
    let lines = viewer.picture().primitives.filter {
      $0.kind == .line && $0.fill == viewer.options.theme.accent
    }
    #expect(lines.count >= 4)
  }

  @Test("robots are dragged and turned only while editing is on and time stands still")
  func editing() throws {
    var viewer = sampleViewer()
    let (robot, pixel) = try freeRobot(viewer)
    func drag(_ button: PointerButton) -> [ViewerEffect] {
      _ = viewer.handle(.button(button, pixel, [], isDown: true))
      _ = viewer.handle(.pointerMoved(pixel + Vec2(30, 0), []))
      let effects = viewer.handle(.button(button, pixel + Vec2(30, 0), [], isDown: false))
      viewer.fitAll()
      return effects
    }
    #expect(drag(.left).isEmpty)
    viewer.isEditing = true
    #expect(drag(.left).isEmpty)
    viewer.playback.isPlaying = false
    let start = viewer.frame.pose[robot].position
    guard case .edit(.move(let moved, let place))? = drag(.left).first else {
      Issue.record("no move")
      return
    }
    #expect(moved == robot && place.x > start.x && (place.y - start.y).magnitude < 0.05)
    viewer.frame.pose[robot].position = start
    guard case .edit(.turn(let turned, let heading))? = drag(.right).first else {
      Issue.record("no turn")
      return
    }
    #expect(turned == robot && heading.magnitude < 0.1)
  }

  @Test("a bookmark brings the camera back")
  func bookmarks() {
    var viewer = sampleViewer()
    let there = viewer.camera
    _ = viewer.handle(.key(.character("3"), .control, isDown: true))
    viewer.camera.pan(by: Vec2(400, 0))
    _ = viewer.handle(.key(.character("3"), [], isDown: true))
    #expect(viewer.camera == there)
  }

  @Test("a followed robot comes to the middle and stays there while it moves")
  func following() {
    var viewer = sampleViewer()
    viewer.selection = [7]
    _ = viewer.handle(.key(.character("f"), [], isDown: true))
    var fleet = SyntheticFleet(robotCount: 60)
    for _ in 0..<60 { fleet.advance() }
    for _ in 0..<60 {
      fleet.advance()
      var frame = FleetFrame()
      fleet.capture(into: &frame, request: CaptureRequest())
      viewer.show(frame)
    }
    let offset = viewer.camera.screen(viewer.frame.pose[7].position) - viewer.camera.viewport * 0.5
    #expect(offset.length < 0.1 * viewer.camera.pixelsPerMetre + 2)
  }

  @Test("a picture is a pure function of frame and options")
  func pure() {
    let a = sampleViewer().picture()
    let b = sampleViewer().picture()
    #expect(a.commands == b.commands && a.primitives == b.primitives && a.texts == b.texts)
    #expect(a.robots == b.robots && a.corners == b.corners && a.images == b.images)
  }

  @Test("only what is in view is drawn")
  func culling() {
    var viewer = sampleViewer(robots: 5000)
    let all = viewer.picture().robots.count
    viewer.options.overlays.remove(.minimap)
    viewer.camera.pixelsPerMetre = 60
    #expect(all >= 5000 && viewer.picture().robots.count < 200)
  }

  @Test("ten thousand robots become dots, more of them or seen from afar an image")
  func crowds() {
    func sampleViewer(robots: Int) -> Viewer {
      var viewer = ViewingTests.sampleViewer(robots: robots)
      // The legend shows robots, too.
      viewer.options.panels = []
      viewer.options.overlays.remove(.places)
      return viewer
    }
    let some = sampleViewer(robots: 10_000).picture()
    #expect(some.robots.count == 10_000)
    #expect(some.commands.contains { if case .dots = $0.content { true } else { false } })
    let many = sampleViewer(robots: 100_000).picture()
    #expect(many.robots.isEmpty && many.images.count == 1)
    var far = sampleViewer(robots: 100_000)
    far.camera.pixelsPerMetre *= 0.15
    let picture = far.picture()
    #expect(picture.robots.isEmpty && picture.images.count == 1)
    let filled = picture.images[0].cells.filter { $0.alpha > 0 }.count
    #expect(filled > 500)
  }
}
