import Commands
import Experiments
import Glibc
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield export zones`: measured congestion of run folders and of stores as a zone set.
struct ZoneExport {
  let order: ZoneOrder
  /// What was set in the runs of stores that are wanted.
  let wanted: [(key: String, value: String)]
  let workerCount: Int
  let voice: RunVoice

  /// A run that is simulated again.
  private struct Source {
    /// What messages call it.
    var name: String
    var run: RepeatedRun
    var legs: [CompiledLeg]
  }

  /// Measures the runs, adds them up and writes their zones.
  ///
  /// - Throws: `RecordingError` where one cannot be read or is of another floor, or the file cannot be written.
  func run(_ paths: [String], to path: String?) throws(RecordingError) -> Int32 {
    if let path { try TextFile.check(path) }
    Interruption.listen()
    let pool = WorkerPool(workerCount: workerCount)
    var sum = Sum()
    for source in paths {
      var status = stat()
      let isStore = stat(source, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      if isStore {
        try StoredRunsSource(path: source, wanted: wanted).forEach {
          (name, run, model) throws(RecordingError) in
          let leg = CompiledLeg(model: model, lastStep: nil)
          try add(Source(name: name, run: run, legs: [leg]), to: &sum, pool)
        }
        continue
      }
      guard wanted.isEmpty else {
        throw RecordingError("--where chooses runs of stores; '\(source)' is none", isInput: true)
      }
      let run = try RepeatedRun(folder: source)
      guard let legs = RunScenes.legs(try RunCourse(folder: source), from: 0, voice: voice) else {
        return ExitCode.wrongInput
      }
      try add(Source(name: source, run: run, legs: legs), to: &sum, pool)
    }
    return try write(sum, to: path)
  }

  /// What the runs so far give.
  private struct Sum {
    var map: CongestionMap?
    var first: (name: String, run: RepeatedRun, scene: Scene)?
    var count = 0
  }

  private func add(
    _ source: Source, to sum: inout Sum, _ pool: WorkerPool
  ) throws(RecordingError) {
    let bounds = source.legs[0].model.bounds
    var measured: CongestionMap
    if let map = sum.map { measured = map } else { measured = try order.emptyMap(bounds) }
    guard measured.bounds == bounds else {
      throw RecordingError(
        "'\(source.name)' is a run on another floor than '\(sum.first?.name ?? "")'", isInput: true)
    }
    var display = voice.display
    defer { display.finish() }
    let isWhole = try CongestionSurvey.add(
      source.run, to: &measured, source.legs, during: order.times, pool: pool,
      onProgress: { display.show($0) }, shouldStop: { Interruption.isRequested })
    guard isWhole else {
      throw RecordingError("stopped by \(Interruption.name); nothing was written")
    }
    sum.map = measured
    sum.count += 1
    if sum.first == nil {
      sum.first = (source.name, source.run, source.legs[0].model.scene)
    }
  }

  private func write(_ sum: Sum, to path: String?) throws(RecordingError) -> Int32 {
    guard let map = sum.map, let first = sum.first else { return ExitCode.wrongInput }
    let zones = map.zones(order.rule)
    let runs = sum.count == 1 ? "1 run" : "\(sum.count) runs"
    let message = ZoneSetMessage(
      mapID: first.scene.name, zoneSetID: "\(first.scene.name)-\(first.run.seed)",
      description: "Congestion measured in \(runs) of \(first.scene.name) by fleetfield",
      timestamp: first.run.startedAt, zones: zones,
      frame: first.scene.world.speaksInMapFrame ? .identity : first.scene.world.frame)
    let text = message.json.rendered + "\n"
    guard let path else {
      Terminal.out(text)
      return ExitCode.done
    }
    try TextFile.replace(path, with: text)
    report(zones, path, map, sum.count)
    return ExitCode.done
  }

  private func report(
    _ zones: [CongestionZone], _ path: String, _ map: CongestionMap, _ runs: Int
  ) {
    let penalties = zones.count { if case .penalty = $0.kind { true } else { false } }
    let present = map.tiles.reduce(0) { $0 + $1.present }
    let blocked = map.tiles.reduce(0) { $0 + $1.blocked }
    if voice.wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("file", .string(path)), ("runs", .integer(runs)),
          ("penalties", .integer(penalties)), ("speed_limits", .integer(zones.count - penalties)),
          ("watched_s", .number(map.watched)), ("robot_s_in_traffic", .number(present)),
          ("robot_s_blocked", .number(blocked)),
        ]))
    } else if !voice.isQuiet {
      let share = present > 0 ? 100 * blocked / present : 0
      Terminal.out(
        "\(visibleText(path)): \(penalties) penalties and \(zones.count - penalties) limits of speed, from "
          + "\(NumberText.rounded(present, decimals: 0)) robot-seconds in traffic\(runs > 1 ? " of \(runs) runs" : ""), "
          + "\(NumberText.rounded(share, decimals: 1)) % of them blocked\n")
    }
  }
}
