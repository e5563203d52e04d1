import Commands
import Foundation
import GLViewing
import Recording
import SimCore
import Viewing

/// Writes a picture or a film without a display.
struct RenderCommand {
  private let request: ViewRequest

  init(_ request: ViewRequest) { self.request = request }

  func run() throws {
    let makeStage = request.isStrip ? nil : try stageMaker()
    let strip = request.isStrip ? try StripDrawing(request) : nil
    // Better now than after ten simulated minutes.
    for path in request.stillPaths {
      try request.demand { () throws(RecordingError) in try PendingFile.check(path) }
    }
    Interruption.listen()
    let context = try OffscreenContext(width: request.width, height: request.height)
    let renderer = try GLRenderer()
    renderer.theme = request.options.theme
    if let strip {
      try renderer.draw(strip.picture())
      try write(context, to: request.path, what: "of \(strip.count) pictures")
    }
    guard var stage = try makeStage?() else { return }
    if request.isFilm {
      try film(&stage, context, renderer)
    } else {
      try stills(&stage, context, renderer)
    }
    if let found = stage.mismatch { throw ViewingError(found.sentence) }
  }

  private func stills(
    _ stage: inout any PictureStage, _ context: OffscreenContext, _ renderer: GLRenderer
  ) throws {
    for (time, path) in zip(request.times, request.stillPaths) {
      try stage.advance(to: time)
      if Interruption.isRequested {
        throw ViewingError("stopped by \(Interruption.name); \(path) was not written")
      }
      try renderer.draw(stage.picture())
      try write(context, to: path, what: "at \(Format.decimal(stage.time, places: 2)) s")
    }
    for remark in stage.remarks { say(remark, to: 2) }
  }

  private func write(_ context: OffscreenContext, to path: String, what: String) throws {
    try context.picture().write(to: path)
    say("\(path): \(request.width) × \(request.height) pixels \(what)")
  }

  private func film(
    _ stage: inout any PictureStage, _ context: OffscreenContext, _ renderer: GLRenderer
  ) throws {
    let writer = try VideoWriter(
      path: request.path, width: request.width, height: request.height, rate: request.rate)
    if let remark = writer.remark { say(remark, to: 2) }
    let end = request.until ?? request.at
    var time = request.at
    var picture = 0
    repeat {
      try stage.advance(to: time)
      try renderer.draw(stage.picture())
      try writer.append(context.picture())
      picture += 1
      time = request.at + Double(picture) / Double(request.rate) * request.filmSpeed
    } while time <= end && !stage.isFinished && !Interruption.isRequested
    try writer.finish()
    say("\(writer.path): \(writer.count) pictures")
    if Interruption.isRequested {
      throw ViewingError(
        "stopped by \(Interruption.name); the film is whole up to"
          + " \(Format.decimal(stage.time, places: 2)) s")
    }
  }

  /// Opens what is drawn: mistakes in words and scenes come before any file and device.
  private func stageMaker() throws -> () throws -> any PictureStage {
    if request.isPair {
      let stage = try PairStage(request)
      return { stage }
    }
    let opened = try request.opener().open()
    try request.check(opened)
    let request = request
    return { OffscreenStage(opened: opened, request: request) }
  }
}

extension ViewRequest {
  /// Simulated seconds per second of film.
  var filmSpeed: Double { speed == .infinity ? 1 : speed }
}

/// A viewer and the fleet it looks at, advanced in step on one thread.
struct OffscreenStage {
  var viewer: Viewer
  private var driver: any OffscreenDriver
  private let rate: Double
  let request: ViewRequest

  init(opened: OpenedScene, request: ViewRequest, wantsFigures: Bool = false) {
    self.request = request
    viewer = Viewer(
      scenery: opened.scenery, size: Vec2(Float(request.width), Float(request.height)),
      options: request.options)
    viewer.messages = opened.messages
    viewer.wantsFigures = wantsFigures
    viewer.playback.speed = request.filmSpeed
    if let record = opened.record { viewer.show(record) }
    driver = opened.offscreen()
    // Panels need a moment to show before the camera can leave room for them.
    viewer.selection = request.selection.filter { $0 < opened.scenery.robotCount }
    viewer.show(driver.frame(viewer.captureRequest))
    request.prepare(&viewer)
    rate = Double(opened.scenery.stepsPerSecond)
  }

  /// True where the run has ended.
  var isFinished: Bool { driver.isFinished }

  /// Goes on to a simulated time (s) and shows it; trails and plots get their points on the way.
  mutating func advance(to time: Double) throws {
    let goal = Int((time * rate).rounded())
    let stride = max(1, Int(rate / 5))
    while driver.step < goal, !driver.isFinished, !Interruption.isRequested {
      // Plots and trails want points on the way: five a second, as in the window at real time.
      driver.advance(to: min(goal, (driver.step / stride + 1) * stride))
      if driver.step < goal { show() }
    }
    show()
    // Panels have grown and the selected robot has moved; in a film the camera would jump.
    if request.until == nil { request.aim(&viewer) }
    viewer.playback.isPlaying = !driver.isFinished
    viewer.playback.isFinished = driver.isFinished
    viewer.playback.isCut = driver.isCut
  }

  private mutating func show() {
    viewer.show(driver.frame(viewer.captureRequest))
    viewer.replay = driver.replay
    viewer.show(driver.mismatch)
    if let robot = viewer.followed, let place = viewer.place(of: robot) {
      viewer.camera.center = place
    }
  }
}
