import Scenes
import SimCore
import Simulation
import Viewing

/// A viewer without a window: random events go in, what it asks for is done, pictures are made.
///
/// It stands in for the window and its thread: `FleetRunner` is advanced between events.
struct WatchSession {
  private var draw: Draw
  private let path: String
  private var scene: Scene
  /// Where the robots start: where they stand as long as no frame has come.
  private var starts: [Pose]
  private var editor: SceneEditor?
  private var runner: FleetRunner<FleetSource>
  private var viewer: Viewer
  private var pixel = Vec2(300, 300)
  /// Pictures made so far, so that they are not optimised away.
  private(set) var shapeCount = 0

  /// Opens a scene; nil where it is refused.
  init?(path: String, seed: UInt64) {
    guard let model = CompiledScene(SceneLoader.load(path: path)).model else { return nil }
    draw = Draw(seed: seed)
    self.path = path
    scene = model.scene
    starts = model.starts
    let source = FleetSource(model: model, workerCount: 1)
    runner = FleetRunner(source: source)
    var options = ViewOptions()
    options.scale = draw.pick([1, 1, 2])
    if draw.chance(0.1) { options.hasFurniture = false }
    viewer = Viewer(
      scenery: source.scenery, size: Vec2(Float(draw.integer(1...1600)), 700), options: options)
    if draw.chance(0.3) { viewer.camera.pixelsPerMetre = draw.pick([0.01, 1, 60, 5000]) }
  }

  /// Handles this many events.
  mutating func run(eventCount: Int) {
    shapeCount += size(of: viewer.picture())
    for _ in 0..<eventCount {
      for effect in viewer.handle(event()) { perform(effect) }
      if draw.chance(0.5) { advance() }
      if draw.chance(0.3) { shapeCount += size(of: viewer.picture()) }
    }
    advance()
    shapeCount += size(of: viewer.picture())
  }

  private func size(of list: DrawList) -> Int { MemoryLayout.size(ofValue: list) }

  /// What the session's thread does in about 20 ms, then what the window takes over from it.
  private mutating func advance() {
    var budget = draw.integer(0...8)
    _ = runner.turn(elapsed: 0.02) {
      budget -= 1
      return budget > 0
    }
    var frame = FleetFrame()
    runner.capture(into: &frame, request: viewer.captureRequest)
    if let step = runner.takeBranchStep() { viewer.timeline.removeEvents(after: step) }
    viewer.timeline.knownSteps = runner.knownSteps
    viewer.timeline.keyframes = runner.keyframeSteps
    viewer.show(frame)
  }

  private mutating func perform(_ effect: ViewerEffect) {
    switch effect {
    case .setPlayback(let isPlaying, let speed):
      runner.perform(.setPlayback(isPlaying: isPlaying, speed: speed))
    case .stepForward: runner.perform(.stepForward)
    case .stepBack: runner.perform(.stepBack)
    case .seek(let step): runner.perform(.seek(step: step))
    case .restart: runner.perform(.restart)
    case .intervene(let intervention): runner.perform(.intervene(intervention))
    case .reload:
      editor = nil
      replace(CompiledScene(reloaded()).model)
    case .edit(let edit):
      let poses = viewer.frame.pose.count == starts.count ? viewer.frame.pose : starts
      var next = editor ?? SceneEditor(scene: scene, poses: poses)
      guard next.apply(edit) else { return }
      let edited = CompiledScene(SceneLoader.load(text: next.text, file: path))
      guard let model = edited.model else { return }
      editor = next
      replace(model)
    case .undo, .redo: break
    case .saveScene: _ = editor?.text.utf8.count
    case .screenshot, .toggleVideo, .exportPlots, .toggleFullscreen, .quit: break
    }
  }

  /// The scene's file read again: as it was, or as somebody has saved it in an editor meanwhile.
  private mutating func reloaded() -> SceneLoadResult {
    guard draw.chance(0.5), let bytes = FileBytes.read(path) else {
      return SceneLoader.load(path: path)
    }
    let changed = Mutation.text(bytes, &draw)
    guard !CrowdSize.isTooLarge(changed) else { return SceneLoader.load(path: path) }
    return SceneLoader.load(text: String(decoding: changed, as: UTF8.self), file: path)
  }

  private mutating func replace(_ model: WorldModel?) {
    guard let model else {
      viewer.messages = [ViewerMessage(title: "the scene has a mistake", lines: ["a", "b"])]
      return
    }
    scene = model.scene
    starts = model.starts
    let source = FleetSource(model: model, workerCount: 1)
    runner = FleetRunner(source: source, playback: viewer.playback)
    viewer.replaceScenery(source.scenery)
    // The window draws before the new session's first frame has come.
    shapeCount += size(of: viewer.picture())
  }

  private mutating func event() -> InputEvent {
    let modifiers = draw.pick([Modifiers(), Modifiers(), .shift, .control, [.shift, .control]])
    if draw.chance(0.6) { pixel = place() }
    switch draw.integer(0...19) {
    case 0: return .key(.character("r"), .control, isDown: true)
    case 1...8:
      let binding = draw.pick(KeyTable.bindings)
      let isKnown = draw.chance(0.9)
      return .key(
        isKnown ? binding.key : draw.pick([.character("w"), .character("é"), .function(99), .up]),
        isKnown ? binding.modifiers : modifiers, isDown: draw.chance(0.85))
    case 9...11: return .pointerMoved(pixel, modifiers)
    case 12...16:
      return .button(
        draw.pick([.left, .left, .middle, .right]), pixel, modifiers, isDown: draw.chance(0.55))
    case 17: return .doubleClick(pixel)
    case 18: return .wheel(draw.pick([1, -1, 0.1, -300, 300, .infinity, .nan]), pixel)
    default:
      let side = { (draw: inout Draw) in Float(draw.pick([0, 1, 2, 100, 800, 1600, 16_384])) }
      return .resized(Vec2(side(&draw), side(&draw)), scale: draw.pick([1, 1, 2, 0.5, 4]))
    }
  }

  /// A pixel in or beside the picture; often where a robot is.
  private mutating func place() -> Vec2 {
    if draw.chance(0.4), let pose = viewer.frame.pose.randomElement(using: &draw) {
      return viewer.camera.screen(pose.position)
    }
    let viewport = viewer.camera.viewport
    return Vec2(
      Float(draw.number(-0.1...1.1)) * viewport.x, Float(draw.number(-0.1...1.1)) * viewport.y)
  }
}
