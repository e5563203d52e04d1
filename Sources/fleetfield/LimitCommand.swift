import Commands
import Coordination
import Experiments
import Recording
import Scenes
import SimCore
import Simulation
import Statistics

/// `fleetfield limit`: the path of the mean-field limit of a scene, for the control `limit`.
enum LimitCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "limit", summary: "find the mean field that a scene's fleet makes when it reads it",
    operands: ["SCENE"],
    options: [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE", help: "where the path goes"),
      SceneInput.set,
      OptionSpec(
        name: "--seeds", kind: .value, placeholder: "count", help: "runs of a round (default: 16)"),
      OptionSpec(
        name: "--first-seed", kind: .value, placeholder: "n",
        help: "the first seed (default: 9000); take none that the path is compared on"),
      OptionSpec(
        name: "--rounds", kind: .value, placeholder: "n",
        help: "rounds before it is given up (default: 10)"),
      OptionSpec(
        name: "--step", kind: .value, placeholder: "share",
        help: "how far the path goes towards the mean of a round (default: 0.5)"),
      SceneInput.workers, SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no rounds and warnings (errors stay)"),
    ],
    notes: [
      "In the first round robots read their own fields; then, round after round, the mean of the runs",
      "before, until the mean of the runs is within two standard errors of what they read. Runs of mode",
      "'limit' read that path and send nothing:",
      "",
      "example: fleetfield limit depot.fleet.yaml --out depot.path",
      "         fleetfield run depot.fleet.yaml --set coordination.mode=limit \\",
      "           --set coordination.path=depot.path",
      "",
      "A path is of one fleet, one demand and one set of policies.",
      "Exit codes: 0 found, 1 not within the rounds (nothing is written) or it could not be written,",
      "2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let isQuiet = arguments.flag("--quiet") || wantsJSON
    guard let out = arguments.value("--out") else {
      throw arguments.error("--out FILE is missing: where the path goes")
    }
    let seedCount = try arguments.integer("--seeds", in: 2...1000) ?? 16
    let firstSeed = try arguments.integer("--first-seed", in: 0...1_000_000_000) ?? 9000
    let roundLimit = try arguments.integer("--rounds", in: 1...100) ?? 10
    let step = try share(arguments)
    let workerCount = try SceneInput.workerCount(arguments)
    let overrides = try arguments.pairs("--set")
    do throws(RecordingError) { try TextFile.check(out) } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
    var models: [WorldModel] = []
    for seed in firstSeed..<firstSeed + seedCount {
      switch SceneInput.open(
        path: arguments.operands[0], overrides: overrides, seed: UInt64(seed),
        isQuiet: isQuiet || !models.isEmpty)
      {
      case .wrong(let diagnostics):
        Complaint.report(diagnostics, asJSON: wantsJSON)
        return ExitCode.wrongInput
      case .ready(let model, let warnings):
        if models.isEmpty && !isQuiet { Complaint.text(warnings) }
        models.append(model)
      }
    }
    if let first = models.first, first.coordination.mode != .meanField {
      return Complaint.report(
        RecordingError(
          "the robots of the scene do not read mean fields of their own: expected mode 'meanField', not "
            + "'\(first.coordination.mode.rawValue)'; --set coordination.mode=meanField sets it",
          isInput: true), asJSON: wantsJSON)
    }
    if let problem = models.first.flatMap(excess) {
      return Complaint.report(RecordingError(problem, isInput: true), asJSON: wantsJSON)
    }
    var solver = LimitSolver(models, workerCount: workerCount, step: step)
    while solver.rounds.count < roundLimit, !solver.isDone {
      solver.goOn()
      if !isQuiet { Terminal.out(line(of: solver)) }
    }
    return finish(solver, out, isQuiet: isQuiet, wantsJSON: wantsJSON)
  }

  /// Why the path of a model would be too large to be read again, or nil.
  private static func excess(_ model: WorldModel) -> String? {
    let moments =
      1 + model.duration * Double(model.clocks.physicsRate) / Double(model.stepsPerMoment)
    let bytes = FieldPath.byteCount(of: model.pathShape, momentCount: 1)
    let limit = FieldPath.byteLimit
    guard moments.rounded(.up) * Double(bytes) > Double(limit) else { return nil }
    return
      "the path of \(NumberText.span(model.duration)) would take more than \(NumberText.bytes(limit)): "
      + "expected a shorter 'duration', or a larger 'grid_cell' where policies read a spatial field"
  }

  private static func share(_ arguments: Arguments) throws(UsageError) -> Double {
    guard let text = arguments.value("--step") else { return 0.5 }
    guard let step = Double(text), step > 0, step <= 1 else {
      throw arguments.error("--step \(text): expected a share above 0, at most 1")
    }
    return step
  }

  private static func finish(
    _ solver: LimitSolver, _ out: String, isQuiet: Bool, wantsJSON: Bool
  ) -> Int32 {
    let spread = solver.rounds.last?.spread
    let isWide = (spread ?? 0) > LimitSolver.largestSpread
    do throws(RecordingError) {
      if solver.isDone, let path = solver.path { try TextFile.replace(out, bytes: path.bytes) }
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
    if wantsJSON {
      Terminal.out(json(solver, out, isWide: isWide))
    } else if !solver.isDone {
      Terminal.error(
        "fleetfield: no path within \(solver.rounds.count) rounds: the mean of the runs still differs from what "
          + "they read; nothing was written\n")
    } else if !isQuiet {
      Terminal.out("\(visibleText(out)): a path of \(solver.path?.momentCount ?? 0) moments\n")
    }
    if isWide && !wantsJSON {
      let words = NumberText.fixed((spread ?? 0) * 100, decimals: 0)
      Terminal.error(
        "fleetfield: warning: deliveries differ by \(words) % between the runs of the last round; a mean of runs that "
          + "are so unlike is like none of them\n")
    }
    return solver.isDone ? ExitCode.done : ExitCode.failed
  }

  private static func line(of solver: LimitSolver) -> String {
    guard let round = solver.rounds.last else { return "" }
    let change =
      round.change.map { "\(NumberText.fixed($0, decimals: 2)) standard errors from the path" }
      ?? "own fields"
    return "round \(solver.rounds.count): \(deliveries(round)) deliveries, \(change)\n"
  }

  private static func deliveries(_ round: LimitSolver.Round) -> String {
    guard let mean = try? MeanInterval(of: round.deliveries) else { return "?" }
    let half = mean.halfWidth.map { " ± \(NumberText.fixed($0, decimals: 1))" } ?? ""
    return NumberText.fixed(mean.mean, decimals: 1) + half
  }

  private static func json(_ solver: LimitSolver, _ out: String, isWide: Bool) -> JSONText {
    .object([
      ("status", .string(solver.isDone ? "done" : "failed")),
      ("path", solver.isDone ? .string(out) : .null),
      ("moments", .integer(solver.path?.momentCount ?? 0)),
      ("tolerance", .number(LimitSolver.tolerance)), ("wide", .bool(isWide)),
      (
        "rounds",
        .array(
          solver.rounds.map { round in
            .object([
              ("change", round.change.map { .number($0) } ?? .null),
              ("deliveries", .array(round.deliveries.map { .number($0) })),
            ])
          })
      ),
    ])
  }
}
