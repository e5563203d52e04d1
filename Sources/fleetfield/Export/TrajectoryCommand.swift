import Commands
import Glibc
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield export trajectories`: where the robots of a run were, for tools that study motion.
struct TrajectoryCommand {
  let export: TrajectoryExport
  let path: String
  let workerCount: Int
  let voice: RunVoice

  /// Checks the words.
  init(_ arguments: Arguments, voice: RunVoice) throws(UsageError) {
    self.voice = voice
    workerCount = try SceneInput.workerCount(arguments)
    let endings = TrajectoryExport.Form.allCases.map { ".\($0.rawValue)" }
    guard let out = arguments.value("--out") else {
      throw arguments.error(
        "export trajectories needs --out FILE, which ends in \(Suggestion.list(endings))")
    }
    guard let ending = out.split(separator: "/").last?.split(separator: ".").last,
      out.contains("."), let form = TrajectoryExport.Form(rawValue: String(ending))
    else {
      throw arguments.error(
        "--out \(out): expected a name that ends in \(Suggestion.list(endings))")
    }
    path = out
    func time(_ name: String) throws(UsageError) -> Double? {
      guard let text = arguments.value(name) else { return nil }
      guard let seconds = simulatedTime(text) else {
        throw arguments.error("\(name) \(text): expected a time such as 90s, 2min or 1h30min")
      }
      return seconds
    }
    let period = try time("--every") ?? 0.1
    if period <= 0 { throw arguments.error("--every needs more than 0 s") }
    let (start, end) = (try time("--from") ?? 0, try time("--until") ?? .infinity)
    guard start <= end else { throw arguments.error("--from and --until leave no time") }
    export = TrajectoryExport(
      form: form, period: period,
      robots: try arguments.integer("--robots", in: 1...Int(Int32.max)) ?? .max,
      times: start...end)
  }

  /// Simulates the run again and writes the file.
  ///
  /// - Throws: `RecordingError` where the run cannot be read, or the file cannot be written.
  func run(_ folder: String) throws(RecordingError) -> Int32 {
    try TextFile.check(path)
    let run = try RepeatedRun(folder: folder)
    guard let legs = RunScenes.legs(RunCourse(folder: folder), from: 0, voice: voice) else {
      return ExitCode.wrongInput
    }
    Interruption.listen()
    var display = voice.display
    let outcome = try export.write(
      run, legs, to: path, pool: WorkerPool(workerCount: workerCount),
      onProgress: { display.show($0) }, shouldStop: { Interruption.isRequested })
    display.finish()
    guard let outcome else {
      throw RecordingError("stopped by \(Interruption.name); nothing was written")
    }
    if voice.wantsJSON {
      Terminal.out(
        .object([
          ("status", .string("done")), ("file", .string(path)),
          ("frames", .integer(outcome.frames)), ("robots", .integer(outcome.robots)),
        ]))
    } else if !voice.isQuiet {
      Terminal.out(
        "\(visibleText(path)): \(NumberText.grouped(Int64(outcome.frames))) frames of "
          + "\(NumberText.grouped(Int64(outcome.robots))) robots\n")
    }
    return ExitCode.done
  }
}
