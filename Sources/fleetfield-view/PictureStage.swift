import SimCore
import Simulation
import Viewing

/// Something that is advanced to simulated times and gives a picture of each.
protocol PictureStage {
  /// True where there is nothing more to advance.
  var isFinished: Bool { get }
  /// The moment that is shown, seconds.
  var time: Double { get }
  /// Where a replay differs from its record; nil where none does.
  var mismatch: ReplayMismatch? { get }
  /// What was asked for and cannot be seen, and why.
  var remarks: [String] { get }
  /// Goes on to a simulated time (s) and shows it.
  mutating func advance(to time: Double) throws
  /// What is shown.
  func picture() -> DrawList
}

extension OffscreenStage: PictureStage {
  var time: Double { viewer.frame.time }
  var mismatch: ReplayMismatch? { viewer.mismatch }
  var remarks: [String] { viewer.absences(of: request.askedOverlays) }
  func picture() -> DrawList { viewer.picture() }
}

/// Two runs that are advanced together and shown side by side.
struct PairStage: PictureStage {
  private var first: OffscreenStage
  private var second: OffscreenStage
  private var pair: ViewerPair

  /// Opens both runs of a request at their starts.
  ///
  /// - Throws: what opening throws, and `UsageError` for a figure that neither run has.
  init(_ request: ViewRequest) throws {
    let opened = try PairOpening(request)
    let halves = request.halves
    first = OffscreenStage(opened: opened.first, request: halves.first, wantsFigures: true)
    second = OffscreenStage(opened: opened.second, request: halves.second, wantsFigures: true)
    pair = ViewerPair(
      first: first.viewer, second: second.viewer, names: opened.names, figureKey: opened.figureKey,
      size: Vec2(Float(request.width), Float(request.height)))
    pair.hasGhosts = request.hasGhosts
    link()
  }

  var isFinished: Bool { first.isFinished && second.isFinished }
  var time: Double { max(first.time, second.time) }
  var mismatch: ReplayMismatch? { first.mismatch ?? second.mismatch }
  var remarks: [String] {
    // What is seen in one half is seen.
    first.remarks.filter(Set(second.remarks).contains)
  }

  mutating func advance(to time: Double) throws {
    try first.advance(to: time)
    try second.advance(to: time)
    link()
  }

  func picture() -> DrawList { pair.picture() }

  private mutating func link() {
    pair.show(first.viewer, second.viewer)
    pair.link()
  }
}

/// The two runs of a request, opened and checked.
struct PairOpening {
  let first: OpenedScene
  let second: OpenedScene
  /// What they are called.
  let names: (first: String, second: String)
  /// Key of the figure that is compared.
  let figureKey: String

  /// - Throws: what opening throws, and `UsageError` for a figure that neither run has.
  init(_ request: ViewRequest) throws {
    let halves = request.halves
    first = try halves.first.opener().open()
    second = try halves.second.opener().open()
    try halves.first.check(first)
    try halves.second.check(second)
    names = request.pairNames(first, second)
    figureKey = try request.figure(of: [first, second])
  }
}

extension ViewRequest {
  /// Key of the figure that is compared: the one that was named, else that of success, else deliveries per hour.
  ///
  /// - Throws: `UsageError` for a figure that no run has.
  func figure(of scenes: [OpenedScene]) throws -> String {
    guard let key = figureKey else {
      return scenes[0].scenery.successFigure ?? "deliveries_per_hour"
    }
    var wanted = CaptureRequest()
    wanted.wantsFigures = true
    let present = scenes.flatMap { scene -> [String] in
      var driver = scene.offscreen()
      return driver.frame(wanted).figures.map(\.key)
    }
    let known = Set(present + Fleet.laterFigureKeys).sorted()
    if !known.contains(key) { throw unknown(key, "--figure", known) }
    return key
  }
}
