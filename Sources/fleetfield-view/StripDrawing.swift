import GLViewing
import Recording
import SimCore
import Simulation
import Viewing

/// Draws a strip: the moments of one run, or of one run for each value that is varied.
///
/// Runs are simulated one after the other, so that a strip takes the memory of one.
struct StripDrawing {
  private let request: ViewRequest
  private let key: String
  private let opened: [(name: String, scene: OpenedScene, request: ViewRequest)]
  private let layout: ViewerStrip.Layout
  /// True where the moments of a run lie below each other.
  private let isTurned: Bool

  /// Opens and checks all runs of a request.
  ///
  /// - Throws: what opening throws, and `UsageError` for a figure that no run has.
  init(_ request: ViewRequest) throws {
    self.request = request
    var wanted: [(name: String, request: ViewRequest)] = []
    var base = request
    (base.variation, base.wantsStrip) = (nil, false)
    base.options.hasFurniture = false
    if let variation = request.variation {
      for value in variation.values {
        var other = base
        other.overrides.append((variation.key, value))
        wanted.append(("\(variation.key) = \(value)", other))
      }
    } else {
      wanted = [("", base)]
    }
    let scenes = try wanted.map { item in
      let scene = try item.request.opener().open()
      try item.request.check(scene)
      return (item.name, scene, item.request)
    }
    let bounds = scenes[0].1.scenery.bounds.size
    let (layout, isTurned) = ViewerStrip.Layout.table(
      runs: scenes.count, moments: request.times.count, aspect: bounds.x / bounds.y,
      size: Vec2(Float(request.width), Float(request.height)), scale: request.options.scale)
    opened = scenes.map { name, scene, own in
      var cell = own
      (cell.width, cell.height) = (Int(layout.cell.x), Int(layout.cell.y))
      return (name, scene, cell)
    }
    (self.layout, self.isTurned) = (layout, isTurned)
    key = try request.figure(of: scenes.map(\.1))
  }

  /// How many pictures the strip has.
  var count: Int { opened.count * request.times.count }

  /// Simulates all runs and draws their moments.
  ///
  /// - Throws: `ViewingError` where somebody stops it.
  func picture() throws -> DrawList {
    var cells: [ViewerStrip.Cell] = []
    for (run, (name, scene, own)) in opened.enumerated() {
      var stage = OffscreenStage(opened: scene, request: own, wantsFigures: true)
      for time in request.times {
        try stage.advance(to: time)
        if Interruption.isRequested {
          throw ViewingError("stopped by \(Interruption.name); no picture was written")
        }
        let clock = Format.clock(stage.time)
        let title =
          name.isEmpty ? clock : request.times.count == 1 ? name : "\(name), \(clock)"
        cells.append(ViewerStrip.Cell(viewer: stage.viewer, name: title, run: run))
      }
      if let found = stage.mismatch { throw ViewingError(found.sentence) }
    }
    if isTurned {
      let moments = request.times.count
      cells = cells.indices.map { cells[$0 % opened.count * moments + $0 / opened.count] }
    }
    return ViewerStrip(cells: cells, figureKey: key, layout: layout).picture()
  }
}
