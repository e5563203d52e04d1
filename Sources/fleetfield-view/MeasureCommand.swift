import GLViewing
import SimCore
import Viewing

/// Times pictures: how long composing and drawing take, without the simulation.
struct MeasureCommand {
  private let request: ViewRequest

  init(_ request: ViewRequest) { self.request = request }

  func run() throws {
    let opened = try request.opener().open()
    try request.check(opened)
    let context = try OffscreenContext(width: request.width, height: request.height)
    let renderer = try GLRenderer()
    renderer.theme = request.options.theme
    var stage = OffscreenStage(opened: opened, request: request)
    try stage.advance(to: request.at)
    var composing: [Double] = []
    var drawing: [Double] = []
    for _ in 0..<25 {
      let start = WallClock.monotonic()
      let list = stage.viewer.picture()
      let middle = WallClock.monotonic()
      try renderer.draw(list)
      context.finish()
      composing.append((middle - start) * 1e3)
      drawing.append((WallClock.monotonic() - middle) * 1e3)
    }
    // The first pictures compile shaders and fill the text atlas.
    let compose = composing.dropFirst(5).sorted()[10]
    let draw = drawing.dropFirst(5).sorted()[10]
    say(
      "\(opened.scenery.robotCount) robots, \(request.width) × \(request.height),"
        + " \(renderer.deviceName): compose \(Format.decimal(compose, places: 2)) ms,"
        + " draw \(Format.decimal(draw, places: 2)) ms,"
        + " \(Format.decimal(1000 / (compose + draw), places: 1)) pictures per second (median of 20)"
    )
  }
}
