import Commands
import Recording
import Scenes
import SimCore
import Simulation

/// `fleetfield bench tick`: wall time of whole steps of a scene, by stage.
enum TickBench {
  /// What the bench takes.
  static let spec = VerbSpec(
    name: "bench tick", summary: "wall time of whole steps of a scene", operands: ["SCENE"],
    options: [
      SceneInput.set, SceneInput.workers,
      OptionSpec(
        name: "--steps", kind: .value, placeholder: "n",
        help: "physics steps to measure (default: 600)"),
      OptionSpec(
        name: "--warm-up", kind: .value, placeholder: "n",
        help: "steps before measuring (default: 300)"),
      SceneInput.format,
    ])

  /// Runs the bench.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    if arguments.flag("--help") {
      Terminal.out(Help.text(of: spec))
      return ExitCode.done
    }
    let stepCount = try arguments.integer("--steps", in: 1...100_000_000) ?? 600
    let warmUpCount = try arguments.integer("--warm-up", in: 0...100_000_000) ?? 300
    let workerCount = try SceneInput.workerCount(arguments)
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let overrides = try arguments.pairs("--set")
    switch SceneInput.open(path: arguments.operands[0], overrides: overrides, seed: nil) {
    case .wrong(let diagnostics):
      Complaint.report(diagnostics, asJSON: wantsJSON)
      return ExitCode.wrongInput
    case .ready(let model, _):
      let measured = measure(
        model, warmUpCount: warmUpCount, stepCount: stepCount, workerCount: workerCount)
      if wantsJSON { Terminal.out(measured.json) } else { Terminal.out(measured.text) }
      return ExitCode.done
    }
  }

  private static func measure(
    _ model: WorldModel, warmUpCount: Int, stepCount: Int, workerCount: Int
  ) -> Measured {
    let pool = WorkerPool(workerCount: workerCount)
    var fleet = Fleet(model: model, pool: pool)
    var progress = BenchProgress("tick", cases: 2)
    progress.begin("warming up, \(warmUpCount) steps")
    for _ in 0..<warmUpCount { fleet.step() }
    progress.begin("measuring, \(stepCount) steps")
    let before = fleet.report().stageSeconds
    var times: [Double] = []
    times.reserveCapacity(stepCount)
    let start = WallClock.monotonic()
    var last = start
    for _ in 0..<stepCount {
      fleet.step()
      let now = WallClock.monotonic()
      times.append(now - last)
      last = now
    }
    progress.clear()
    let after = fleet.report().stageSeconds
    times.sort()
    let stages = after.enumerated().map { index, stage in
      let earlier = index < before.count ? before[index].seconds : 0
      return (stage.stage, (stage.seconds - earlier) / Double(stepCount))
    }
    return Measured(
      scene: model.scene.name, robotCount: model.robotCount, workerCount: workerCount,
      stepCount: stepCount, stepsPerSecond: model.scene.clocks.physicsRate,
      mean: (last - start) / Double(stepCount), median: times[stepCount / 2],
      high: times[min(stepCount - 1, stepCount * 99 / 100)], stages: stages)
  }

  /// What was measured; times in seconds per physics step.
  private struct Measured {
    var scene: String
    var robotCount: Int
    var workerCount: Int
    var stepCount: Int
    var stepsPerSecond: Int
    var mean: Double
    var median: Double
    var high: Double
    var stages: [(stage: String, seconds: Double)]

    private var realTimeFactor: Double { 1 / (mean * Double(stepsPerSecond)) }

    var text: String {
      var lines = [
        "\(scene): \(NumberText.grouped(Int64(robotCount))) robots, \(stepCount) steps, "
          + "\(workerCount) workers, \(Release.configuration) build",
        "  mean \(milliseconds(mean)) ms per step, median \(milliseconds(median)), "
          + "99th percentile \(milliseconds(high))",
        "  \(NumberText.fixed(mean / Double(max(1, robotCount)) * 1e9, decimals: 0)) ns per robot "
          + "and step, \(NumberText.short(realTimeFactor)) × real time",
      ]
      for (stage, seconds) in stages {
        let share = NumberText.fixed(100 * seconds / max(mean, 1e-12), decimals: 0)
        lines.append("  \(milliseconds(seconds)) ms  \(stage), \(share) %")
      }
      return lines.joined(separator: "\n") + "\n"
    }

    var json: JSONText {
      .object([
        ("scene", .string(scene)), ("robots", .integer(robotCount)),
        ("workers", .integer(workerCount)), ("steps", .integer(stepCount)),
        ("configuration", .string(Release.configuration)), ("mean_s", .number(mean)),
        ("median_s", .number(median)), ("percentile_99_s", .number(high)),
        ("real_time_factor", .number(realTimeFactor)),
        ("stage_s", .object(stages.map { ($0.stage, .number($0.seconds)) })),
      ])
    }

    private func milliseconds(_ seconds: Double) -> String {
      NumberText.fixed(seconds * 1000, decimals: 4)
    }
  }
}
