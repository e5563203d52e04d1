import Foundation
import SimCore
import Viewing

/// The viewer in a window: takes events, asks the session for frames, draws, does what is asked.
@MainActor
public final class ViewerWindow {
  private let window: Window
  private let renderer: GLRenderer
  private let opener: any SceneOpener
  private var viewer: Viewer
  private var session: LiveSession
  private var video: VideoWriter?
  private var filmStart = 0.0
  private var noticeEnds = 0.0
  private var shownNotice: String?
  /// Called once for a replay that is not the run that was recorded.
  public var onMismatch: (ReplayMismatch) -> Void = { _ in }
  /// Asked between two pictures: true ends the window as if it were closed.
  public var shouldStop: () -> Bool = { false }
  /// A file that always holds what is shown, one line of JSON, for scripts; nil for none.
  public var statePath: String?
  private var stateText = ""
  private var eventCount = 0
  private let started = WallClock.monotonic()

  /// Opens a window on what was opened; `opener` opens it anew, and what is edited.
  /// - Throws: `ViewingError` where there is no display, no OpenGL 3.3 or no font.
  public init(
    _ opened: OpenedScene, by opener: any SceneOpener, options: ViewOptions, width: Int,
    height: Int, playback: Playback,
    prepare: (inout Viewer) -> Void = { _ in }
  ) throws(ViewingError) {
    window = try Window(title: "Fleetfield: \(opened.scenery.name)", width: width, height: height)
    renderer = try GLRenderer()
    self.opener = opener
    // A scale that was asked for stays; else the screen's.
    var scaled = options
    window.forcedScale = options.scale != 1 ? options.scale : nil
    scaled.scale = window.contentScale
    viewer = Viewer(scenery: opened.scenery, size: window.pixelSize, options: scaled)
    viewer.playback = playback
    viewer.messages = opened.messages
    if let record = opened.record { viewer.show(record) }
    prepare(&viewer)
    session = opened.start(playback)
    OpenSession.begin(session)
  }

  /// Runs until the window is closed.
  ///
  /// - Returns: What a recorder says of its record, or nil.
  /// - Throws: `ViewingError` where the device fails.
  @discardableResult
  public func run() throws(ViewingError) -> SessionRemark? {
    OpenSession.finishAtExit()
    do throws(ViewingError) {
      try show()
    } catch {
      // Without a device there is no picture any more; what was done is recorded all the same.
      guard let remark = finish() else { throw error }
      throw ViewingError("\(error.description); \(remark.text)")
    }
    return finish()
  }

  /// Shows pictures until the window is closed, or somebody else wants it to end.
  private func show() throws(ViewingError) {
    var isDirty = true
    var last = WallClock.monotonic()
    while !window.shouldClose && !shouldStop() {
      // While nothing moves, the loop sleeps; a frame or an event wakes it.
      let events = window.takeEvents(waitingUpTo: isDirty ? 0 : 0.008)
      eventCount += events.count
      for event in events {
        for effect in viewer.handle(event) {
          if effect == .quit { return }
          perform(effect)
        }
      }
      let update = session.take(request: viewer.captureRequest)
      if let update {
        let known = viewer.mismatch
        viewer.show(update)
        if let found = viewer.mismatch, found != known { onMismatch(found) }
      }
      let reloaded = reloadIfSaved()
      let noticeChanged = ageNotice()
      isDirty = !events.isEmpty || update != nil || reloaded || noticeChanged || video != nil
      guard isDirty else { continue }
      try draw()
      writeState()
      let now = WallClock.monotonic()
      let elapsed = now - last
      last = now
      if elapsed < 0.5 {
        viewer.picturesPerSecond += (1 / max(elapsed, 1e-4) - viewer.picturesPerSecond) * 0.1
      }
    }
  }

  private func finish() -> SessionRemark? {
    var remark = OpenSession.finish()
    do { try video?.finish() } catch {
      let film = "the film was not written: \(error.description)"
      remark = SessionRemark(
        [remark?.text, film].compactMap { $0 }.joined(separator: "; "), isFailure: true)
    }
    window.close()
    return remark
  }

  private func draw() throws(ViewingError) {
    let start = WallClock.monotonic()
    renderer.theme = viewer.options.theme
    try renderer.draw(viewer.picture())
    // A driver may have done nothing yet but keep what it is to draw: the cost is known once it is done.
    if viewer.options.panels.contains(.profiler) { renderer.finish() }
    viewer.drawSeconds += (WallClock.monotonic() - start - viewer.drawSeconds) * 0.1
    filmIfDue()
    if video != nil {
      try renderer.draw(viewer.filmSign(seconds: wallTime - filmStart), over: true)
    }
    window.present()
  }

  /// Replaces the state file where anything has changed; readers see the old line or the new one.
  private func writeState() {
    guard let statePath else { return }
    let text = viewer.stateText(eventCount: eventCount)
    guard text != stateText else { return }
    stateText = text
    do { try text.write(toFile: statePath, atomically: true, encoding: .utf8) } catch {
      viewer.notice = "\(statePath) cannot be written"
    }
  }

  private var wallTime: Double { WallClock.monotonic() - started }

  /// A notice stays for three seconds.
  private func ageNotice() -> Bool {
    if viewer.notice != shownNotice {
      shownNotice = viewer.notice
      noticeEnds = wallTime + 3
      return true
    }
    if viewer.notice != nil, wallTime > noticeEnds {
      viewer.notice = nil
      shownNotice = nil
      return true
    }
    return false
  }
}

extension ViewerWindow {
  private func perform(_ effect: ViewerEffect) {
    switch effect {
    case .setPlayback(let isPlaying, let speed):
      session.send(.setPlayback(isPlaying: isPlaying, speed: speed))
    case .stepForward: session.send(.stepForward)
    case .stepBack: session.send(.stepBack)
    case .seek(let step): session.send(.seek(step: step))
    case .restart: session.send(.restart)
    case .intervene(let intervention): session.send(.intervene(intervention))
    case .reload: reload()
    case .edit(let edit): apply(edit)
    case .undo, .redo: takeBack(isUndo: effect == .undo)
    case .saveScene: saveScene()
    case .screenshot: screenshot()
    case .toggleVideo: toggleVideo()
    case .exportPlots: exportPlots()
    case .toggleFullscreen: window.toggleFullscreen()
    case .quit: break
    }
  }

  private func reloadIfSaved() -> Bool {
    guard opener.hasChanged else { return false }
    reload()
    return true
  }

  /// Opens the scene again; where it is broken, the last good one goes on running.
  private func reload() {
    do {
      let opened = try opener.open()
      replaceSession(with: opened)
      viewer.messages = opened.messages
      viewer.notice = "scene read again"
    } catch {
      viewer.messages =
        error.messages.isEmpty
        ? [ViewerMessage(title: "the scene cannot be read", lines: [error.description])]
        : error.messages
    }
  }

  private func replaceSession(with opened: OpenedScene) {
    session.stop(isDiscarded: true)
    viewer.replaceScenery(opened.scenery)
    if let record = opened.record { viewer.show(record) }
    session = opened.start(viewer.playback)
    OpenSession.begin(session)
  }

  private func apply(_ edit: SceneEdit) {
    do {
      guard let opened = try opener.edit(edit, frame: viewer.frame) else {
        viewer.notice = "this run cannot be edited"
        return
      }
      replaceSession(with: opened)
    } catch { viewer.notice = error.description }
  }

  private func takeBack(isUndo: Bool) {
    do {
      guard let opened = try isUndo ? opener.undo() : opener.redo() else {
        viewer.notice = isUndo ? "there is no edit to undo" : "there is no edit to make again"
        return
      }
      replaceSession(with: opened)
      viewer.notice = isUndo ? "edit undone; Ctrl Y makes it again" : "edit made again"
    } catch { viewer.notice = error.description }
  }

  private func saveScene() {
    do { viewer.notice = "saved as \(try opener.saveAsNew())" } catch {
      viewer.notice = error.description
    }
  }

  private func screenshot() {
    let path = freePath(stem, "png")
    do {
      renderer.theme = viewer.options.theme
      try renderer.draw(viewer.picture())
      try window.picture().write(to: path)
      viewer.notice = "picture written: \(path)"
    } catch { viewer.notice = error.description }
  }

  private func exportPlots() {
    let path = freePath(stem + "-plots", "csv")
    let text = viewer.plots.csv(counters: viewer.scenery.counters)
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      viewer.notice = "plots written: \(path)"
    } catch { viewer.notice = "\(path) cannot be written" }
  }

  private func toggleVideo() {
    if let film = video {
      video = nil
      viewer.isFilming = false
      do {
        try film.finish()
        viewer.notice = "film written: \(film.path) (\(film.count) pictures)"
      } catch { viewer.notice = error.description }
      return
    }
    let size = window.pixelSize
    do {
      let film = try VideoWriter(
        path: freePath(stem, "mp4"), width: Int(size.x), height: Int(size.y), rate: filmRate)
      viewer.isFilming = true
      video = film
      filmStart = wallTime
      viewer.notice = film.remark ?? "filming into \(film.path); F9 ends"
    } catch { viewer.notice = error.description }
  }

  private func filmIfDue() {
    guard let film = video else { return }
    // A second of film is a second watched, however slow the window is: what it missed is shown again.
    let count = FilmClock.picturesDue(at: wallTime - filmStart, taken: film.count, rate: filmRate)
    guard count > 0 else { return }
    do {
      let picture = window.picture()
      for _ in 0..<count { try film.append(picture) }
    } catch {
      viewer.notice = error.description
      video = nil
      viewer.isFilming = false
    }
  }

  private var stem: String {
    let name = viewer.scenery.name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return String(name) + "-\(viewer.frame.step)"
  }
}

/// Pictures per second of what F9 films.
private let filmRate = 30

/// When a film that is taken from a window gets its pictures.
enum FilmClock {
  /// How many pictures a film of this rate lacks `elapsed` seconds after its first one.
  static func picturesDue(at elapsed: Double, taken: Int, rate: Int) -> Int {
    max(0, Int((elapsed * Double(rate)).rounded(.down)) + 1 - taken)
  }
}

/// A path that does not exist yet: name.ext, else name (1).ext, and so on.
public func freePath(_ stem: String, _ ending: String) -> String {
  var path = "\(stem).\(ending)"
  var number = 1
  while FileManager.default.fileExists(atPath: path) {
    path = "\(stem) (\(number)).\(ending)"
    number += 1
  }
  return path
}
