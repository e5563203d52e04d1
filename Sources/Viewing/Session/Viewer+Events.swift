import Contracts
import SimCore
import Simulation

/// Factor of one notch of the wheel.
private let wheelFactor: Float = 1.2
/// How far one notch of the wheel scrolls a panel, points.
private let wheelPoints: Float = 51
/// Metres per second and radians per second are full at a key held down.
private let driveShare: Float = 0.8
extension Viewer {
  /// Takes one event of the user; the answer is what must happen outside.
  ///
  /// An event with a number that is none, as a broken driver may send it, is passed over.
  public mutating func handle(_ event: InputEvent) -> [ViewerEffect] {
    guard event.isSound else { return [] }
    switch event {
    case .key(let key, let modifiers, let isDown): return handleKey(key, modifiers, isDown)
    case .pointerMoved(let pixel, let modifiers): return movePointer(to: pixel, modifiers)
    case .button(let button, let pixel, let modifiers, let isDown):
      return isDown ? press(button, at: pixel, modifiers) : release(button, at: pixel, modifiers)
    case .doubleClick(let pixel):
      guard !isCovered(pixel) else { return [] }
      camera.center = camera.world(pixel)
      return []
    case .wheel(let notches, let pixel):
      let points = -max(-20, min(20, notches)) * wheelPoints
      if options.hasFurniture, options.panels.contains(.help) {
        panelScroll[.help] = max(0, min(helpSheet.scrollLimit, (panelScroll[.help] ?? 0) + points))
        return []
      }
      if let panel = panel(at: pixel) {
        scroll(panel.kind, by: points)
        return []
      }
      guard !isCovered(pixel) else { return [] }
      zoom(by: notches, at: pixel)
      return []
    case .resized(let size, let scale):
      options.scale = scale
      camera.resize(to: size)
      return []
    }
  }

  func isCovered(_ pixel: Vec2) -> Bool {
    options.hasFurniture && (layout.covers(pixel) || options.panels.contains(.help))
  }

  private mutating func zoom(by notches: Float, at pixel: Vec2) {
    // A driver may report a wheel that turned almost without end.
    var factor: Float = 1
    let step = notches < 0 ? 1 / wheelFactor : wheelFactor
    for _ in 0..<Int(min(20, notches.magnitude.rounded(.up))) { factor *= step }
    camera.zoom(by: factor, at: pixel)
    // A followed robot stays in the middle, whatever the pointer says.
    if let place = followed.flatMap(place(of:)) { camera.center = place }
  }
}

extension Viewer {
  private mutating func handleKey(
    _ key: Key, _ modifiers: Modifiers, _ isDown: Bool
  ) -> [ViewerEffect] {
    if isDown { pointer.keysDown.insert(key) } else { pointer.keysDown.remove(key) }
    if let robot = possessed, !modifiers.contains(.control), case .character(let letter) = key,
      "wasd".contains(letter)
    {
      return [.intervene(.drive(robot: robot, command: driveCommand))]
    }
    guard isDown, let action = KeyTable.action(for: key, modifiers: modifiers) else { return [] }
    return perform(action)
  }

  /// The command that the held letters stand for.
  var driveCommand: MotionCommand {
    func held(_ letter: Character) -> Float {
      pointer.keysDown.contains(.character(letter)) ? driveShare : 0
    }
    return MotionCommand(forward: held("w") - held("s"), turn: held("a") - held("d"))
  }

  /// Does what a key or a button of the window stands for.
  public mutating func perform(_ action: ViewerAction) -> [ViewerEffect] {
    switch action {
    case .togglePlay:
      playback.isPlaying.toggle()
      return playbackEffect
    case .step:
      playback.isPlaying = false
      return playbackEffect + [.stepForward]
    case .stepBack:
      playback.isPlaying = false
      return playbackEffect + [.stepBack]
    case .slower:
      playback.slower()
      return playbackEffect
    case .faster:
      playback.faster()
      return playbackEffect
    case .realTime:
      playback.speed = 1
      return playbackEffect
    case .fullSpeed:
      playback.speed = .infinity
      return playbackEffect
    case .reset: return [.restart]
    case .reload: return [.reload]
    case .screenshot: return [.screenshot]
    case .video: return [.toggleVideo]
    case .exportPlots: return [.exportPlots]
    case .saveScene: return [.saveScene]
    case .undo, .redo:
      guard !playback.isPlaying else {
        notice = "edits are undone in a pause (Space)"
        return []
      }
      return [action == .undo ? .undo : .redo]
    case .fullscreen: return [.toggleFullscreen]
    case .quit: return [.quit]
    case .possess: return togglePossession()
    case .clearSelection:
      let isCovered = options.panels.contains(.help) || !messages.isEmpty
      if possessed != nil, !isCovered { return togglePossession() }
      clear()
      return []
    case .cloneSelection:
      return edits {
        .clone(robot: $0)
      } obstacle: {
        .cloneObstacle($0)
      }
    case .deleteSelection:
      let done = edits {
        .delete(robot: $0)
      } obstacle: {
        .deleteObstacle($0)
      }
      if !done.isEmpty {
        selection = []
        pointer.selectedObstacle = nil
      }
      return done
    default:
      performLook(action)
      return []
    }
  }

  var playbackEffect: [ViewerEffect] {
    [.setPlayback(isPlaying: playback.isPlaying, speed: playback.speed)]
  }

  /// What changes the picture alone.
  private mutating func performLook(_ action: ViewerAction) {
    switch action {
    case .fitAll: fitAll()
    case .zoomIn: zoom(by: 1, at: camera.viewport * 0.5)
    case .zoomOut: zoom(by: -1, at: camera.viewport * 0.5)
    case .follow:
      followed = followed == nil ? selection.last : nil
      if let place = followed.flatMap(place(of:)) { camera.center = place }
    case .storeBookmark(let number):
      bookmarks[number] = camera
      notice = "camera stored under \(number)"
    case .recallBookmark(let number):
      if let stored = bookmarks[number] {
        camera.center = stored.center
        camera.pixelsPerMetre = stored.pixelsPerMetre
        followed = nil
      } else {
        notice = "no camera under \(number): Ctrl \(number) stores one"
      }
    case .nextRobot:
      guard scenery.robotCount > 0 else { return }
      selection = [((selection.last ?? -1) + 1) % scenery.robotCount]
      if let robot = followed, robot != selection[0] { followed = selection[0] }
      reveal(selection[0])
    case .toggle(let overlay):
      let isOff = options.overlays.remove(overlay) != nil
      if !isOff { options.overlays.insert(overlay) }
      notice = "\(overlay.summary): " + (isOff ? "off" : answer(to: overlay))
      // Its marks come with the next frame: only then it is known whether there are any.
      unanswered = isOff ? nil : overlay
    case .togglePanel(let panel):
      if options.panels.remove(panel) == nil {
        options.panels.insert(panel)
        collapsedPanels.remove(panel)
        bringForward(panel)
        if panel == .inspection, selection.isEmpty { notice = "inspection: select a robot first" }
        if let robot = selection.last { reveal(robot) }
      }
    case .help:
      panelScroll[.help] = 0
      if options.panels.remove(.help) == nil { options.panels.insert(.help) }
    case .nextField:
      options.field = next(ofExecutors: true, after: options.field)
      notice = "m^exec on the floor: \(options.field?.words ?? "off")"
    case .nextPlan:
      options.plan = next(ofExecutors: false, after: options.plan)
      notice = "m^orch on the floor: \(options.plan?.words ?? "off")"
    case .nextFieldClass:
      let index = options.fieldClass.map { $0 + 1 } ?? 0
      options.fieldClass = index < scenery.classes.count ? index : nil
      let word = options.fieldClass.map { scenery.classes[$0].name } ?? "all classes"
      notice = "fields on the floor: \(word)"
    case .nextColor: options.coloring = options.coloring.next(scalarCount: scenery.scalars.count)
    case .toggleTheme:
      options.theme = options.theme.isDark ? .light : .dark
      refreshMapCells()
    case .toggleEditing:
      isEditing.toggle()
      notice =
        isEditing
        ? (playback.isPlaying ? "editing: pause first (Space)" : "editing: drag, right-drag turns")
        : "editing is over"
    default: break
    }
  }

  /// The carpet after one, none after the last.
  private func next(ofExecutors: Bool, after channel: FieldChannel?) -> FieldChannel? {
    let channels = FieldChannel.all(ofExecutors: ofExecutors)
    guard let channel, let place = channels.firstIndex(of: channel) else { return channels.first }
    return place + 1 < channels.count ? channels[place + 1] : nil
  }

  /// Closes the topmost thing that is open: help, message, selection.
  private mutating func clear() {
    if options.panels.remove(.help) != nil { return }
    if !messages.isEmpty {
      messages.removeFirst()
      return
    }
    selection = []
    pointer.selectedObstacle = nil
    followed = nil
  }

  private mutating func togglePossession() -> [ViewerEffect] {
    if let robot = possessed {
      possessed = nil
      return [.intervene(.release(robot: robot))]
    }
    guard let robot = selection.last else {
      notice = "select a robot first"
      return []
    }
    possessed = robot
    notice = "\(scenery.robotName(robot)): W A S D drives, Enter lets go"
    return []
  }

  private mutating func edits(
    robot: (Int) -> SceneEdit, obstacle: (Int) -> SceneEdit
  ) -> [ViewerEffect] {
    guard !playback.isPlaying, isEditing else {
      notice = "editing needs a pause (Space) and the edit mode (E)"
      return []
    }
    if let index = pointer.selectedObstacle { return [.edit(obstacle(index))] }
    // From the last to the first, so that earlier numbers stay right while robots go.
    return selection.sorted(by: >).map { .edit(robot($0)) }
  }
}
