import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield export`: what a run has taught, in the standard that fleet managers read.
enum ExportCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "export", summary: "write what a run has taught in a standard of fleet managers",
    operands: ["WHAT", "RUN…"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE",
        help: "where it is written (default: standard output)"),
      OptionSpec(
        name: "--tile", kind: .value, placeholder: "LENGTH",
        help: "zones: side of the tiles that are measured (default: 2m)"),
      OptionSpec(
        name: "--blocked", kind: .value, placeholder: "SHARE",
        help: "zones: blocked share from which on a tile is penalised (default: 20%)"),
      OptionSpec(
        name: "--density", kind: .value, placeholder: "DENSITY",
        help:
          "zones: robots in traffic per area from which on a tile limits the speed, or never (default: 0.1/m^2)"
      ),
      OptionSpec(
        name: "--presence", kind: .value, placeholder: "T",
        help: "zones: robot-seconds that a tile must have seen (default: 30s)"),
      OptionSpec(
        name: "--from", kind: .value, placeholder: "T",
        help: "zones: measured from there on (default: 0s)"),
      OptionSpec(
        name: "--until", kind: .value, placeholder: "T",
        help: "zones: measured until then (default: the end)"),
      SceneInput.workers, SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress, and no words of what was found"),
    ],
    notes: [
      "WHAT is 'zones': a zoneSet of VDA 5050 3.0 from where the robots of run folders were held up.",
      "PENALTY has the share of the time in which robots stood there, SPEED_LIMIT the mean speed of those that",
      "did not. The runs are simulated again for it and looked at once a second; several of one floor are",
      "added up. A scene reads such a file by world.traffic.zone_set.",
      "Exit codes: 0 done, 1 somebody stopped it, or it could not be written, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let voice = RunVoice(
      isQuiet: arguments.flag("--quiet"), wantsJSON: try SceneInput.wantsJSON(arguments))
    let workerCount = try SceneInput.workerCount(arguments)
    let kinds = ["zones"]
    guard kinds.contains(arguments.operands[0]) else {
      throw arguments.error(
        "'\(arguments.operands[0])' cannot be exported; expected \(Suggestion.list(kinds))"
          + Suggestion.hint(arguments.operands[0], among: kinds))
    }
    let order = try ZoneOrder(arguments)
    do throws(RecordingError) {
      return try export(
        Array(arguments.operands.dropFirst()), order, workerCount: workerCount,
        to: arguments.value("--out"), voice)
    } catch {
      return Complaint.report(error, asJSON: voice.wantsJSON)
    }
  }

  private static func export(
    _ folders: [String], _ order: ZoneOrder, workerCount: Int, to path: String?, _ voice: RunVoice
  ) throws(RecordingError) -> Int32 {
    if let path { try TextFile.check(path) }
    Interruption.listen()
    let pool = WorkerPool(workerCount: workerCount)
    var map: CongestionMap?
    var first: (survey: CongestionSurvey, scene: Scene)?
    for folder in folders {
      let survey = try CongestionSurvey(folder: folder)
      guard let legs = RunScenes.legs(RunCourse(folder: folder), from: 0, voice: voice) else {
        return ExitCode.wrongInput
      }
      let bounds = legs[0].model.bounds
      var measured: CongestionMap
      if let map { measured = map } else { measured = try order.emptyMap(bounds) }
      guard measured.bounds == bounds else {
        throw RecordingError(
          "'\(folder)' is a run on another floor than '\(folders[0])'", isInput: true)
      }
      var display = voice.display
      defer { display.finish() }
      let isWhole = try survey.add(
        to: &measured, legs, during: order.times, pool: pool,
        onProgress: { display.show($0) }, shouldStop: { Interruption.isRequested })
      guard isWhole else {
        throw RecordingError("stopped by \(Interruption.name); nothing was written")
      }
      map = measured
      if first == nil { first = (survey, legs[0].model.scene) }
    }
    guard let map, let first else { return ExitCode.wrongInput }
    let zones = map.zones(order.rule)
    let runs = folders.count == 1 ? "1 run" : "\(folders.count) runs"
    let message = ZoneSetMessage(
      mapID: first.scene.name, zoneSetID: "\(first.scene.name)-\(first.survey.seed)",
      description: "Congestion measured in \(runs) of \(first.scene.name) by fleetfield",
      timestamp: first.survey.startedAt, zones: zones,
      frame: first.scene.world.speaksInMapFrame ? .identity : first.scene.world.frame)
    let text = message.json.rendered + "\n"
    guard let path else {
      Terminal.out(text)
      return ExitCode.done
    }
    try TextFile.replace(path, with: text)
    report(zones, path, map, voice)
    return ExitCode.done
  }

  private static func report(
    _ zones: [CongestionZone], _ path: String, _ map: CongestionMap, _ voice: RunVoice
  ) {
    let penalties = zones.count { if case .penalty = $0.kind { true } else { false } }
    let present = map.tiles.reduce(0) { $0 + $1.present }
    let blocked = map.tiles.reduce(0) { $0 + $1.blocked }
    if voice.wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("file", .string(path)), ("penalties", .integer(penalties)),
          ("speed_limits", .integer(zones.count - penalties)),
          ("watched_s", .number(map.watched)), ("robot_s_in_traffic", .number(present)),
          ("robot_s_blocked", .number(blocked)),
        ]))
    } else if !voice.isQuiet {
      let share = present > 0 ? 100 * blocked / present : 0
      Terminal.out(
        "\(visibleText(path)): \(penalties) penalties and \(zones.count - penalties) limits of speed, from "
          + "\(NumberText.rounded(present, decimals: 0)) robot-seconds in traffic, "
          + "\(NumberText.rounded(share, decimals: 1)) % of them blocked\n")
    }
  }
}

/// What is asked of zones on the command line.
private struct ZoneOrder {
  var rule = CongestionRule()
  var side = 2.0
  var times = 0.0...Double.infinity

  init(_ arguments: Arguments) throws(UsageError) {
    func value(
      _ name: String, like unit: String, _ range: ClosedRange<Double>, _ example: String
    ) throws(UsageError) -> Double? {
      guard let text = arguments.value(name) else { return nil }
      guard let found = quantity(text, like: unit), range.contains(found) else {
        throw arguments.error("\(name) \(text): expected \(example)")
      }
      return found
    }
    func time(_ name: String) throws(UsageError) -> Double? {
      guard let text = arguments.value(name) else { return nil }
      guard let seconds = simulatedTime(text) else {
        throw arguments.error("\(name) \(text): expected a time such as 90s, 2min or 1h30min")
      }
      return seconds
    }
    side = try value("--tile", like: "m", 0.1...1000, "a length from 10cm to 1000m") ?? side
    rule.blockedFrom =
      try value("--blocked", like: "1", 0.05...1, "a share from 5% to 100%") ?? rule.blockedFrom
    if arguments.value("--density") == "never" {
      rule.densityFrom = .infinity
    } else {
      rule.densityFrom =
        try value("--density", like: "/m^2", 0...1000, "a density such as 0.1/m^2, or never")
        ?? rule.densityFrom
    }
    rule.leastPresence = try time("--presence") ?? rule.leastPresence
    let (start, end) = (try time("--from") ?? 0, try time("--until") ?? .infinity)
    guard start < end else {
      throw arguments.error("--from and --until leave no time to be measured")
    }
    times = start...end
  }

  /// A map of a floor.
  func emptyMap(_ bounds: AABB) throws(RecordingError) -> CongestionMap {
    guard let map = CongestionMap(bounds: bounds, side: Float(side)) else {
      throw RecordingError(
        "the floor has more than \(CongestionMap.mostTiles) tiles of \(NumberText.digits(side)) m; ask for "
          + "larger ones with --tile", isInput: true)
    }
    return map
  }
}
