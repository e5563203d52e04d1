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
  /// A key of the scene and its values on the left and on the right; nil where nothing is varied.
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
  var at = 0.0
  var until: Double?
  var rate = 30
  var speed = 1.0
  var isPaused = false
  var selection: [Int] = []
  var zoom: Float?
  var center: Vec2?
  var isFollowing = false
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
    for (name, value) in parsed.given { try take(name, value) }
    try checkPair()
    let isDemo = subject == "demo" || subject.hasPrefix("demo:")
    if isDemo, verb == .view, out != nil {
      throw UsageError("a synthetic crowd cannot be recorded: --out needs a scene")
    }
    if isForced, out == nil { throw UsageError("--force needs --out DIR") }
    let colors = colorWords(isDemo: isDemo)
    if !colors.contains(colorName) { throw unknown(colorName, "--color", colors) }
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
    case "--at": at = try seconds(value, flag)
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
    case "--overlays": options.overlays = try words(value, flag)
    case "--panels":
      options.panels = try words(value, flag)
      // The first one named gives way last.
      panelOrder = value.split(separator: ",").compactMap { PanelKind(rawValue: String($0)) }
    case "--select":
      selection = try value.split(separator: ",").map {
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

  /// At most one picture of each field, each with the end of its scale where that is pinned: `density=0.5`.
  private mutating func takeFields(_ value: String) throws {
    (options.field, options.plan, options.fieldTops) = (nil, nil, [:])
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(words[0])
      guard let channel = FieldChannel(rawValue: name) else {
        throw unknown(name, "--field", FieldChannel.allCases.map(\.rawValue))
      }
      if words.count > 1 {
        guard let top = Double(words[1]), (1e-6...1e6).contains(top) else {
          throw UsageError(
            "--field \(name)=TOP needs a number above 0 in \(channel.unit), not “\(words[1])”")
        }
        options.fieldTops[channel] = Float(top)
      }
      let isExecution = channel.isOfExecutors
      if let other = isExecution ? options.field : options.plan {
        throw UsageError(
          "--field: \(other.rawValue) and \(name) are both of \(isExecution ? "m^exec" : "m^orch");"
            + " one of each field lies on the floor")
      }
      if isExecution { options.field = channel } else { options.plan = channel }
    }
  }

  private mutating func takeVariation(_ value: String) throws {
    let place = value.firstIndex(of: "=")
    let values = place.map {
      value[value.index(after: $0)...].split(separator: ",").map(String.init)
    }
    guard let place, place != value.startIndex, let values, values.count == 2,
      values[0] != values[1]
    else {
      throw UsageError(
        "--vary needs KEY=LEFT,RIGHT, two different values, such as coordination.mode=none,meanField;"
          + " not “\(value)”")
    }
    variation = (String(value[..<place]), values)
  }

  private mutating func takeSize(_ value: String) throws {
    let parts = value.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ (16...16384).contains($0) }) else {
      throw UsageError("--size needs WIDTHxHEIGHT in pixels, each 16 to 16384, such as 1280x720")
    }
    (width, height) = (parts[0], parts[1])
  }

  private mutating func takeOverride(_ value: String) throws {
    guard let place = value.firstIndex(of: "="), place != value.startIndex else {
      throw UsageError("--set needs NAME=VALUE, not “\(value)”")
    }
    overrides.append(
      (String(value[..<place]), String(value[value.index(after: place)...])))
  }

  private func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
    _ value: String, _ flag: String
  ) throws -> Set<Word> {
    if value == "none" { return [] }
    // The help covers what it would be there with.
    if value == "all" {
      return Set(Word.allCases.filter { $0.rawValue != PanelKind.help.rawValue })
    }
    return Set(
      try value.split(separator: ",").map { part in
        guard let word = Word(rawValue: String(part)) else {
          throw unknown(String(part), flag, Word.allCases.map(\.rawValue) + ["none", "all"])
        }
        return word
      })
  }

  func unknown(_ value: String, _ flag: String, _ known: [String]) -> UsageError {
    UsageError(
      "\(flag) does not know “\(value)”: \(known.joined(separator: ", ")) are possible"
        + hint(value, known))
  }

  /// `; did you mean 'x'?` where a word is near, else nothing.
  private func hint(_ word: String, _ known: [String]) -> String {
    nearestName(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  private func number(_ value: String, _ flag: String, _ range: ClosedRange<Double>) throws
    -> Double
  {
    guard let number = Double(value), range.contains(number) else {
      throw UsageError(
        "\(flag) needs a number from \(range.lowerBound) to \(range.upperBound), not “\(value)”")
    }
    return number
  }

  private func whole(_ value: String, _ flag: String, _ range: ClosedRange<Int>) throws -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw UsageError(
        "\(flag) needs a whole number from \(range.lowerBound) to \(range.upperBound),"
          + " not “\(value)”")
    }
    return number
  }

  private func seconds(_ value: String, _ flag: String) throws -> Double {
    guard let seconds = simulatedTime(value) else {
      throw UsageError("\(flag) needs a time such as 90, 90s or 1min30s, not “\(value)”")
    }
    return seconds
  }
}

extension ViewRequest {
  /// What opens the subject.
  func opener() throws -> any SceneOpener {
    if subject == "demo" || subject.hasPrefix("demo:") {
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
    for (flag, time) in [("--at", Optional(at)), ("--until", until)] {
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
