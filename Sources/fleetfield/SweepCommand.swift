import Commands
import Experiments
import Glibc
import Recording
import Scenes
import Simulation

/// `fleetfield sweep`: a scene over axes and paired seeds, into one SQLite file.
enum SweepCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "sweep", summary: "run a scene over axes × paired seeds on all cores",
    operands: ["SCENE"],
    options: [
      OptionSpec(
        name: "--axis", kind: .repeated, placeholder: "name=a,b,c",
        help: "an axis: a parameter or key, its values or ranges (default: the scene's own sweep)"),
      OptionSpec(
        name: "--seeds", kind: .value, placeholder: "count",
        help: "seeds per point, the same at every point (default: the scene's own, else 1)"),
      OptionSpec(
        name: "--first-seed", kind: .value, placeholder: "n",
        help: "the first seed (default: the scene's own, else 1)"),
      SceneInput.set, SceneInput.root,
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.sqlite",
        help: "the store (default: runs/<scene>.sqlite); an existing one is resumed"),
      OptionSpec(
        name: "--shard", kind: .value, placeholder: "i/n",
        help: "do only part i of n, into a store of its own; 'merge' puts the parts together"),
      SceneInput.workers,
      OptionSpec(
        name: "--csv", kind: .value, placeholder: "FILE", help: "also write all runs as CSV"),
      OptionSpec(
        name: "--series", kind: .value, placeholder: "a,b",
        help: "also store these columns of each run's series"),
      OptionSpec(
        name: "--compare", kind: .pairs, placeholder: "key=… axis=… a=… b=…",
        help: "print the mean paired difference a − b with its 95 % interval"),
      OptionSpec(
        name: "--retry", kind: .flag,
        help: "run those again that failed before, by a fault of the program too"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "no progress or warnings (errors stay)"),
    ],
    notes: [
      "example: fleetfield sweep Scenes/Showcase/warehouse.fleet.yaml --set duration=5min \\",
      "           --axis n=50,100,200 --axis coordination.coupling=both,none --seeds 20 \\",
      "           --compare key=deliveries axis=coordination.coupling a=both b=none",
      "ranges: --axis n=20..200:20 is 20, 40 … 200 in steps of 20; --axis n=20..640*2 is 20, 40, 80 …",
      "        640 by factors of 2; values and ranges can be mixed; units stay: 1 min..5 min:1 min.",
      "values: as in a scene, 2 m/s and not 2, but bare for a parameter that declares its unit; values",
      "        that mean the same, such as 1 and 1.0, are one point.",
      "",
      "Ctrl-C gives unfinished runs back; the same command goes on where a sweep ended.",
      "A run that hits a fault of the program fails alone, and those beside it run again. A run",
      "that is killed has not failed: it runs again, and alone; one that is killed even so, or",
      "finds no memory, is set aside until the next call.",
      "Machines that share no disk do parts: --shard 1/8 … 8/8, each into a store of its own, and 'merge' puts them",
      "together. 'sweep slurm SCENE …' writes a script that does it with Slurm ('sweep slurm --help'); GNU parallel:",
      "  parallel fleetfield sweep s.fleet.yaml --seeds 80 --shard {}/8 --out p{}.sqlite --workers 1 ::: {1..8}",
      "Exit codes: 0 all runs done, 1 some failed or the sweep was stopped, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    switch try session(arguments) {
    case .ready(var session): return session.run()
    case .refused(let code): return code
    }
  }

  /// A session, or the exit code after the mistakes of its scene were printed.
  enum Prepared {
    case ready(SweepSession)
    case refused(Int32)
  }

  /// What the words ask for.
  ///
  /// - Throws: `UsageError` for the first of them that cannot be.
  static func session(_ arguments: Arguments) throws(UsageError) -> Prepared {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let overrides = try arguments.pairs("--set")
    let scene: Scene
    let inputs = InputFiles()
    let runsSweep = arguments.all("--axis").isEmpty
    switch load(arguments.operands[0], overrides, inputs, runsSweep: runsSweep) {
    case .scene(let loaded, let warnings):
      if !wantsJSON && !arguments.flag("--quiet") { Complaint.text(warnings) }
      scene = loaded
    case .wrong(let diagnostics):
      Complaint.report(diagnostics, asJSON: wantsJSON)
      return .refused(ExitCode.wrongInput)
    }
    do throws(SweepError) {
      let axes = try axes(arguments, scene)
      let plan = try SweepPlan(
        axes: axes, overrides: overrides, firstSeed: try firstSeed(arguments, scene),
        seedCount: try seedCount(arguments, scene))
      let shard = try shard(arguments)
      let part = shard.map { ".part-\($0.index)-of-\($0.count)" } ?? ""
      let storePath =
        arguments.value("--out") ?? "runs/\(RunFolder.safeName(scene.name))\(part).sqlite"
      let sceneFiles = [arguments.operands[0]] + scene.inputs.map(\.path)
      try SweepFiles.checkStore(storePath, sceneFiles: sceneFiles)
      if let csvPath = arguments.value("--csv") {
        try SweepFiles.checkTable(csvPath, store: storePath, sceneFiles: sceneFiles)
      }
      let words = try pairs(arguments)
      let request =
        words.isEmpty ? nil : try PairedComparison.Request(words, axes: axes)
      return .ready(
        SweepSession(
          scenePath: arguments.operands[0], plan: plan, inputs: inputs, request: request,
          storePath: storePath, shard: shard, csvPath: arguments.value("--csv"),
          seriesColumns: try seriesColumns(arguments),
          workerCount: try workerCount(arguments), retriesFailed: arguments.flag("--retry"),
          isQuiet: arguments.flag("--quiet"), wantsJSON: wantsJSON))
    } catch {
      throw arguments.error(error.message)
    }
  }

  private enum Loaded {
    case scene(Scene, [Diagnostic])
    case wrong([Diagnostic])
  }

  private static func load(
    _ path: String, _ overrides: [(key: String, value: String)], _ inputs: InputFiles,
    runsSweep: Bool
  ) -> Loaded {
    let result = SceneLoader.load(
      path: path, overrides: overrides.map { ($0.key, $0.value) }, seed: nil, inputs: inputs,
      runsSweep: runsSweep)
    guard let scene = result.scene else { return .wrong(result.diagnostics) }
    return .scene(scene, result.diagnostics)
  }

  private static func axes(_ arguments: Arguments, _ scene: Scene) throws(SweepError) -> [SweepAxis]
  {
    var axes: [SweepAxis] = []
    for text in arguments.all("--axis") { axes.append(try SweepAxis(text)) }
    if axes.isEmpty, let sweep = scene.sweep {
      axes = sweep.axes.map { SweepAxis(name: $0.name, values: $0.values) }
    }
    if axes.isEmpty && arguments.value("--seeds") == nil && scene.sweep == nil {
      throw SweepError(
        "nothing to sweep over: give --axis name=a,b,c or --seeds count, or write a sweep "
          + "into the scene")
    }
    return axes
  }

  /// The columns to keep, each once; known before any run is made.
  private static func seriesColumns(_ arguments: Arguments) throws(SweepError) -> [String] {
    guard let text = arguments.value("--series") else { return [] }
    var columns: [String] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard Fleet.seriesColumns.contains(name) else {
        throw SweepError(
          "--series: the series has no column '\(name)'; it has "
            + Fleet.seriesColumns.joined(separator: ", ")
            + Suggestion.hint(name, among: Fleet.seriesColumns))
      }
      if !columns.contains(name) { columns.append(name) }
    }
    return columns
  }

  private static func shard(_ arguments: Arguments) throws(SweepError) -> SweepShard? {
    guard let text = arguments.value("--shard") else { return nil }
    do throws(SweepError) { return try SweepShard(text) } catch {
      throw SweepError("--shard \(text): \(error.message)")
    }
  }

  private static func seedCount(
    _ arguments: Arguments, _ scene: Scene
  ) throws(SweepError) -> Int {
    try number(arguments, "--seeds", in: 1...1_000_000) ?? scene.sweep?.seedCount ?? 1
  }

  private static func firstSeed(
    _ arguments: Arguments, _ scene: Scene
  ) throws(SweepError) -> UInt64 {
    try number(arguments, "--first-seed", in: 0...Int.max).map { UInt64($0) }
      ?? scene.sweep?.firstSeed ?? 1
  }

  private static func workerCount(_ arguments: Arguments) throws(SweepError) -> Int {
    try number(arguments, "--workers", in: 1...256) ?? SceneInput.coreCount()
  }

  private static func number(
    _ arguments: Arguments, _ name: String, in range: ClosedRange<Int>
  ) throws(SweepError) -> Int? {
    do throws(UsageError) {
      return try arguments.integer(name, in: range)
    } catch {
      throw SweepError(error.message)
    }
  }

  private static func pairs(
    _ arguments: Arguments
  ) throws(SweepError) -> [(key: String, value: String)] {
    do throws(UsageError) {
      return try arguments.pairs("--compare")
    } catch {
      throw SweepError(error.message)
    }
  }
}
