import Foundation
import SimCore
import Viewing

/// Simulated seconds by which one run of a pair may be ahead of the other before it waits.
private let leadLimit = 0.1

/// Two runs side by side in a window: one clock, one camera, one set of colours; nothing is changed by hand.
@MainActor
public final class PairWindow {
  private let window: Window
  private let renderer: GLRenderer
  private var pair: ViewerPair
  private let sessions: [LiveSession]
  /// True for a run that waits for the other one.
  private var isHeld = [false, false]
  /// True at the beginning of a pause, while the two may stand at different moments.
  private var isUnaligned = false
  private var noticeEnds = 0.0
  private var shownNotice: String?
  /// Asked between two pictures: true ends the window as if it were closed.
  public var shouldStop: () -> Bool = { false }
  /// Called once for each replay that is not the run that was recorded.
  public var onMismatch: (ReplayMismatch) -> Void = { _ in }
  /// A file that always holds what the left run shows, for scripts, and the right run's step; nil for none.
  public var statePath: String?
  private var stateText = ""
  private var eventCount = 0

  /// Opens a window on two runs.
  ///
  /// - Parameters:
  ///   - opened: The runs, left and right.
  ///   - names: What they are called.
  ///   - figureKey: Key of the figure whose difference is shown.
  ///   - hasGhosts: True where each half shows the other's robots, too.
  ///   - options: How both are looked at.
  ///   - size: Size of the window, pixels.
  ///   - playback: How time goes on at first.
  ///   - prepare: Sets colours, selection and camera of a viewer that has half of the picture.
  /// - Throws: `ViewingError` where there is no display, no OpenGL 3.3 or no font.
  public init(
    _ opened: (first: OpenedScene, second: OpenedScene), names: (first: String, second: String),
    figureKey: String, hasGhosts: Bool, options: ViewOptions, size: (width: Int, height: Int),
    playback: Playback, prepare: (inout Viewer) -> Void
  ) throws(ViewingError) {
    window = try Window(
      title: "Fleetfield: \(names.first) | \(names.second)", width: size.width, height: size.height)
    renderer = try GLRenderer()
    var scaled = options
    window.forcedScale = options.scale != 1 ? options.scale : nil
    scaled.scale = window.contentScale
    scaled.hasFurniture = false
    let whole = window.pixelSize
    let half = ViewerPair.halfSize(of: whole, scale: scaled.scale)
    func viewer(_ scene: OpenedScene) -> Viewer {
      var viewer = Viewer(scenery: scene.scenery, size: half, options: scaled)
      viewer.playback = playback
      if let record = scene.record { viewer.show(record) }
      prepare(&viewer)
      return viewer
    }
    pair = ViewerPair(
      first: viewer(opened.first), second: viewer(opened.second), names: names,
      figureKey: figureKey, size: whole)
    pair.hasGhosts = hasGhosts
    sessions = [opened.first.start(playback), opened.second.start(playback)]
  }

  /// Runs until the window is closed.
  ///
  /// - Throws: `ViewingError` where the device fails.
  public func run() throws(ViewingError) {
    defer {
      for session in sessions { session.stop(isDiscarded: true) }
      window.close()
    }
    var isDirty = true
    while !window.shouldClose && !shouldStop() {
      let events = window.takeEvents(waitingUpTo: isDirty ? 0 : 0.008)
      eventCount += events.count
      for event in events where take(event) { return }
      let isNew = takeFrames()
      holdWhoIsAhead()
      isDirty = !events.isEmpty || isNew || ageNotice()
      guard isDirty else { continue }
      pair.link()
      renderer.theme = pair.first.options.theme
      try renderer.draw(pair.picture())
      writeState()
      window.present()
    }
  }

  /// Takes an event for both runs; true where it ends the window.
  private func take(_ event: InputEvent) -> Bool {
    if case .resized(let size, let scale) = event {
      pair.resize(to: size, scale: scale)
      return false
    }
    for effect in pair.handle(event) {
      switch effect {
      case .setPlayback(let isPlaying, let speed):
        pair.second.playback = pair.first.playback
        isHeld = [false, false]
        isUnaligned = !isPlaying
        send(.setPlayback(isPlaying: isPlaying, speed: speed))
      case .stepForward: send(.stepForward)
      // The frames that the two have kept are not of the same moments.
      case .stepBack: seek(to: pair.first.frame.time - 1 / rate(of: pair.first))
      case .seek(let step): send(.seek(step: step))
      case .restart: send(.restart)
      case .screenshot: screenshot()
      case .toggleFullscreen: window.toggleFullscreen()
      case .quit: return true
      case .intervene, .edit, .undo, .redo, .saveScene, .reload, .toggleVideo, .exportPlots:
        pair.first.notice = "two runs are only looked at: open one alone for that"
      }
    }
    return false
  }

  private func send(_ command: RunnerCommand) { for session in sessions { session.send(command) } }

  /// Shows what both sessions have to say; true where that is anything.
  private func takeFrames() -> Bool {
    var isNew = false
    for (index, session) in sessions.enumerated() {
      let request = index == 0 ? pair.first.captureRequest : pair.second.captureRequest
      guard let update = session.take(request: request) else { continue }
      isNew = true
      let known = index == 0 ? pair.first.mismatch : pair.second.mismatch
      if index == 0 { pair.first.show(update) } else { pair.second.show(update) }
      let found = index == 0 ? pair.first.mismatch : pair.second.mismatch
      if let found, found != known { onMismatch(found) }
    }
    return isNew
  }

  /// One clock: the run that is ahead waits until the other has come up, unless that has ended.
  private func holdWhoIsAhead() {
    let playback = pair.first.playback
    guard playback.isPlaying else {
      if isUnaligned { alignPaused() }
      return
    }
    let lead = pair.first.frame.time - pair.second.frame.time
    let hasEnded = [pair.first.playback.isFinished, pair.second.playback.isFinished]
    for index in [0, 1] {
      let ahead = index == 0 ? lead : -lead
      let waits = ahead > leadLimit * max(1, min(playback.speed, 50)) && !hasEnded[1 - index]
      let goesOn = ahead <= 0 || hasEnded[1 - index]
      if waits, !isHeld[index] {
        isHeld[index] = true
        sessions[index].send(.setPlayback(isPlaying: false, speed: playback.speed))
      } else if goesOn, isHeld[index] {
        isHeld[index] = false
        sessions[index].send(.setPlayback(isPlaying: true, speed: playback.speed))
      }
    }
  }

  /// At the beginning of a pause the run that is ahead goes back to the moment of the other.
  private func alignPaused() {
    // What a session shows once it has heard of the pause is where it stands.
    guard !pair.first.isRunning, !pair.second.isRunning else { return }
    isUnaligned = false
    let lead = pair.first.frame.time - pair.second.frame.time
    if lead != 0 { seek(to: min(pair.first.frame.time, pair.second.frame.time)) }
  }

  /// Lets both go to a moment (s).
  private func seek(to time: Double) {
    for (session, viewer) in zip(sessions, [pair.first, pair.second]) {
      session.send(.seek(step: max(0, Int((time * rate(of: viewer)).rounded()))))
    }
  }

  private func rate(of viewer: Viewer) -> Double { Double(viewer.scenery.stepsPerSecond) }

  private func screenshot() {
    let path = freePath("pair-\(pair.first.frame.step)", "png")
    do {
      pair.link()
      try renderer.draw(pair.picture())
      try window.picture().write(to: path)
      pair.first.notice = "picture written: \(path)"
    } catch { pair.first.notice = error.description }
  }

  /// A notice stays for three seconds; true where it comes or goes.
  private func ageNotice() -> Bool {
    let now = WallClock.monotonic()
    if pair.first.notice != shownNotice {
      shownNotice = pair.first.notice
      noticeEnds = now + 3
      return true
    }
    guard pair.first.notice != nil, now > noticeEnds else { return false }
    pair.first.notice = nil
    shownNotice = nil
    return true
  }

  private func writeState() {
    guard let statePath else { return }
    let text = pair.stateText(eventCount: eventCount)
    guard text != stateText else { return }
    stateText = text
    do { try text.write(toFile: statePath, atomically: true, encoding: .utf8) } catch {
      pair.first.notice = "\(statePath) cannot be written"
    }
  }
}
