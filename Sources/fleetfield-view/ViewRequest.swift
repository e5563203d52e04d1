import Commands
import Foundation
import GLViewing
import Recording
import Scenes
import SimCore
import Viewing

/// What the command line asks for.
struct ViewRequest {
  enum Verb: String { case view, render, measure, help }
  var verb = Verb.help
  /// True where the help of the verb is asked for.
  var wantsHelp = false
  var subject = ""
  /// The run on the right of a pair; nil where there is one run.
  var otherSubject: String?
  /// A key of the scene and its values: left and right, or those of a strip; nil where nothing is varied.
  var variation: (key: String, values: [String])?
  /// Key of the figure that a pair compares; nil for the one of success, or deliveries per hour.
  var figureKey: String?
  /// True where each half of a pair shows the other's robots, too.
  var hasGhosts = false
  var overrides: [(String, String)] = []
  var seed: UInt64?
  var workerCount = max(1, min(64, ProcessInfo.processInfo.activeProcessorCount))
  var options = ViewOptions()
  var width = 1280
  var height = 720
  var out: String?
  var isForced = false
  var statePath: String?
  /// Simulated times of the pictures, seconds, ascending; a film begins at the first.
  var times = [0.0]
  /// True where several moments or values are to be one picture.
  var wantsStrip = false
  var until: Double?
  var rate = 30
  var speed = 1.0
  var isPaused = false
  var selection: [Int] = []
  var zoom: Float?
  var center: Vec2?
  var isFollowing = false
  /// The first of the times.
  var at: Double { times[0] }
  /// Overlays that were asked for by name: whoever does so wants to know why nothing is seen.
  var askedOverlays: Set<Overlay> = []
  private var colorName = "class"
  private var fieldClassName: String?
  private var panelOrder: [PanelKind] = []

  /// Colours that every scene has; its extra numbers are added to them.
  static let colorWords = ["class", "stage", "speed", "battery"]

  init(arguments: [String]) throws {
    guard let word = arguments.first, word != "--help", word != "-h", word != "help" else { return }
    guard let verb = Verb(rawValue: word) else {
      throw UsageError("unknown verb '\(word)': view, render, measure or help is expected")
    }
    self.verb = verb
    if verb != .view { options.overlays.remove(.minimap) }
    options.isStill = verb == .render
    let words = arguments.dropFirst().map { $0 == "--colour" ? "--color" : $0 }
    try refuseOptionsOfOthers(words)
    let parsed = try Arguments(words, for: ViewHelp.spec(of: verb))
    if parsed.flag("--help") {
      wantsHelp = true
      return
    }
    subject = parsed.operands[0]
    otherSubject = parsed.operands.dropFirst().first
    hasGhosts = parsed.flag("--ghost")
    isPaused = parsed.flag("--paused")
    isForced = parsed.flag("--force")
    options.hasFurniture = !parsed.flag("--bare")
    isFollowing = parsed.flag("--follow")
    wantsStrip = parsed.flag("--strip")
    // Whoever wrote several wrong words is told of all of them.
    var mistakes: [String] = []
    for (name, value) in parsed.given {
      do { try take(name, value) } catch { mistakes.append("\(error)") }
    }
    let isDemo = subject == "demo" || subject.hasPrefix("demo:")
    let colors = colorWords(isDemo: isDemo)
    if !colors.contains(colorName) {
      mistakes.append(unknown(colorName, "--color", colors).message)
    }
    guard mistakes.isEmpty else {
      throw UsageError(message: mistakes.joined(separator: "\nerror: "), verb: verb.rawValue)
    }
    try checkPair()
    try checkPictures()
    if isDemo, verb == .view, out != nil {
      throw UsageError("a synthetic crowd cannot be recorded: --out needs a scene")
    }
    if isForced, out == nil { throw UsageError("--force needs --out DIR") }
  }

  /// An option that only other verbs take is known, and those are named.
  private func refuseOptionsOfOthers(_ words: [String]) throws {
    for word in words where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      let takers = ViewOption.all.filter { $0.name == name }.flatMap(\.verbs)
      guard !takers.isEmpty, !takers.contains(verb) else { continue }
      throw UsageError(
        message: "\(name) is for \(takers.map(\.rawValue).joined(separator: " and "))",
        verb: verb.rawValue)
    }
  }

  private func colorWords(isDemo: Bool) -> [String] {
    Self.colorWords + (isDemo ? SyntheticFleet.scalars : Scenery.fleetScalars).map(\.title)
  }

  private mutating func take(_ flag: String, _ value: String) throws {
    switch flag {
    case "--out": out = value
    case "--state": statePath = value
    case "--at": try takeTimes(value)
    case "--until": until = try seconds(value, flag)
    case "--fps": rate = try whole(value, flag, 1...240)
    case "--size": try takeSize(value)
    case "--scale": options.scale = Float(try number(value, flag, 0.5...4))
    case "--set": try takeOverride(value)
    case "--seed":
      guard let number = UInt64(value) else {
        throw UsageError("--seed needs a whole number of at least 0 and below 2^64, not “\(value)”")
      }
      seed = number
    case "--workers": workerCount = try whole(value, flag, 1...256)
    case "--speed": speed = value == "max" ? .infinity : try number(value, flag, 0.001...100_000)
    case "--theme":
      guard value == "dark" || value == "light" else {
        throw unknown(value, flag, ["dark", "light"])
      }
      options.theme = value == "dark" ? .dark : .light
    case "--color": colorName = value
    case "--vary": try takeVariation(value)
    case "--figure": figureKey = value
    case "--field": try takeFields(value)
    case "--field-class": fieldClassName = value
    case "--overlays":
      options.overlays = try words(value, flag)
      askedOverlays = value == "all" ? [] : options.overlays
    case "--panels":
      options.panels = try words(value, flag)
      // The first one named gives way last.
      panelOrder = value.split(separator: ",").compactMap { PanelKind(rawValue: String($0)) }
    case "--select":
      selection = try value.split(separator: ",", omittingEmptySubsequences: false).map {
        try whole(String($0), flag, 0...10_000_000)
      }
    case "--zoom": zoom = Float(try number(value, flag, 0.02...4000))
    case "--center":
      let parts = try value.split(separator: ",").map { try number(String($0), flag, -1e7...1e7) }
      guard parts.count == 2 else { throw UsageError("--center needs X,Y in metres") }
      center = Vec2(Float(parts[0]), Float(parts[1]))
    default: throw UsageError("unknown option \(flag)")
    }
  }
}

extension ViewRequest {
  /// What opens the subject.
  func opener() throws -> any SceneOpener {
    if subject == "demo" || subject.hasPrefix("demo:") {
      if !overrides.isEmpty {
        throw UsageError("a synthetic crowd has no keys: --set and --vary are for scenes")
      }
      let count = subject == "demo" ? 200 : Int(subject.dropFirst(5)) ?? 0
      guard (1...5_000_000).contains(count) else {
        throw UsageError("demo:N needs a number of robots from 1 to 5000000")
      }
      return DemoOpener(robotCount: count, seed: seed ?? 1)
    }
    return try FleetOpener(
      subject: subject, overrides: overrides, seed: seed, workerCount: workerCount,
      destination: recordDestination())
  }

  /// Where a live session is written down; nil for nowhere.
  private func recordDestination() throws -> RunDestination? {
    guard verb == .view, let out else { return nil }
    return try demand { () throws(RecordingError) in
      try RunDestination.fixed(out, force: isForced)
    }
  }

  /// Makes sure of a place for the record of a session, which is written only when it ends.
  func checkRecord() throws {
    guard let destination = try recordDestination() else { return }
    try demand { () throws(RecordingError) in try destination.attempt() }
  }

  /// Asks for a place to write to; what another choice of words mends is their mistake, a machine at
  /// its end is none.
  func demand<Result>(_ place: () throws(RecordingError) -> Result) throws -> Result {
    do throws(RecordingError) { return try place() } catch {
      throw error.isInput
        ? UsageError(visibleText(error.message)) as any Error
        : ViewingError(visibleText(error.message))
    }
  }

  /// Refuses a state file that would replace what somebody else wrote, or cannot be written.
  func checkStateFile() throws {
    guard let statePath else { return }
    try demand { () throws(RecordingError) in try PendingFile.check(statePath) }
    let head = FileManager.default.contents(atPath: statePath)?.prefix(9) ?? Data()
    guard head.isEmpty || head == Data(#"{"events""#.utf8) else {
      throw UsageError(
        "--state \(visibleText(statePath)): this is no state file, and would be lost"
      )
    }
  }

  /// Refuses what the opened subject does not have: times after its end, robots.
  func check(_ opened: OpenedScene) throws {
    let scenery = opened.scenery
    try checkFieldClass(scenery)
    let recorded = opened.record.map { Double($0.stepCount) / Double(scenery.stepsPerSecond) }
    let end = min(recorded ?? .infinity, scenery.duration)
    let what = recorded == nil ? "the scene" : "the recorded run"
    for (flag, time) in times.map({ ("--at", Optional($0)) }) + [("--until", until)] {
      // Half a step: the end as people write it need not be a number of steps.
      guard let time, time > end + 0.5 / Double(scenery.stepsPerSecond) else { continue }
      throw UsageError(
        "\(flag) \(Format.decimal(time, places: 2)) s: \(what) ends at"
          + " \(Format.decimal(end, places: 2)) s")
    }
    if let until, until < at { throw UsageError("--until is before --at") }
    if let robot = selection.first(where: { $0 >= scenery.robotCount }) {
      throw UsageError(
        "--select \(robot): there are \(scenery.robotCount) robots, numbered from 0")
    }
  }

  /// Refuses a class that there is not.
  private func checkFieldClass(_ scenery: Scenery) throws {
    guard let name = fieldClassName else { return }
    let known = scenery.classes.map(\.name)
    if !known.contains(name) { throw unknown(name, "--field-class", known) }
  }

  /// Shows the floor beside the panels as they have become, and the selected robot; whoever names the place of the
  /// picture means that.
  func aim(_ viewer: inout Viewer) {
    if zoom == nil, center == nil, !isFollowing { viewer.fitAll() }
    revealSelection(in: &viewer)
  }

  private func revealSelection(in viewer: inout Viewer) {
    if center == nil, let robot = viewer.selection.last { viewer.reveal(robot) }
  }

  /// Colouring, selection and camera, which need the scenery.
  func prepare(_ viewer: inout Viewer) {
    switch colorName {
    case "class": viewer.options.coloring = .byClass
    case "stage": viewer.options.coloring = .byStage
    case "speed": viewer.options.coloring = .bySpeed
    case "battery": viewer.options.coloring = .byBattery
    default:
      if let index = viewer.scenery.scalars.firstIndex(where: { $0.title == colorName }) {
        viewer.options.coloring = .byScalar(index)
      } else {
        viewer.notice = "no number called “\(colorName)”: robots are coloured by class"
      }
    }
    for panel in panelOrder.reversed() { viewer.bringForward(panel) }
    viewer.options.fieldClass = viewer.scenery.classes.firstIndex { $0.name == fieldClassName }
    viewer.selection = selection.filter { $0 < viewer.scenery.robotCount }
    viewer.fitAll()
    if let zoom { viewer.camera.pixelsPerMetre = zoom }
    if let center { viewer.camera.center = center }
    revealSelection(in: &viewer)
    if isFollowing { viewer.followed = viewer.selection.last }
  }
}

extension UsageError {
  /// A mistake in the words of the viewer program.
  init(_ message: String) { self.init(message: message) }
}
