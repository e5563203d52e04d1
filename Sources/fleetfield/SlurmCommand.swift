import Commands
import Experiments
import Glibc
import Recording
import SimCore

/// `fleetfield sweep slurm`: a sweep as a script for Slurm, many runs to a task.
enum SlurmCommand {
  /// What the verb takes: what a sweep's plan is made of, and how it is cut into tasks.
  static let spec = VerbSpec(
    name: "sweep slurm", summary: "write a script that does a sweep as an array of jobs",
    operands: ["SCENE"],
    options: SweepCommand.spec.options.filter { planOptions.contains($0.name) } + [
      OptionSpec(
        name: "--out", kind: .value, placeholder: "FILE.sqlite",
        help: "the store that all runs end in (default: runs/<scene>.sqlite)"),
      OptionSpec(
        name: "--script", kind: .value, placeholder: "FILE.sh",
        help: "the script (default: beside the store, with .slurm.sh in the place of .sqlite)"),
      OptionSpec(
        name: "--task-time", kind: .value, placeholder: "T",
        help: "how long a task is to take, 1min to 24h (default: 30min)"),
      OptionSpec(
        name: "--cores", kind: .value, placeholder: "n", help: "cores of a task (default: 1)"),
      OptionSpec(
        name: "--at-once", kind: .value, placeholder: "n",
        help: "tasks at the same time (default: what the cluster allows)"),
      OptionSpec(
        name: "--sbatch", kind: .repeated, placeholder: "--option=value",
        help: "one more option for sbatch, such as --partition=short; may be repeated"),
      OptionSpec(
        name: "--program", kind: .value, placeholder: "PATH",
        help: "fleetfield as the nodes find it (default: this program)"),
      SceneInput.format,
      OptionSpec(name: "--quiet", kind: .flag, help: "say nothing (errors stay)"),
    ],
    notes: [
      "example: fleetfield sweep slurm Scenes/Showcase/warehouse.fleet.yaml --axis n=50..400:50 \\",
      "           --seeds 200 --out runs/w.sqlite --cores 4 --sbatch --partition=short",
      "         bash runs/w.slurm.sh          # on the login node; 'local' does it without Slurm",
      "",
      "The cheapest and the dearest point are tried here for a few seconds, and the runs are dealt into so many",
      "tasks that each takes --task-time: a scheduler needs seconds for a task, so many short ones cost more than",
      "they do. Each task is 'sweep --shard i/n' into a store of its own, and goes on where it ended; behind the",
      "array, whatever became of it, 'merge' puts the stores together. Nodes need the scene, its files and the",
      "program under the same paths, and nothing else. The time limit is twice what is expected and ten minutes;",
      "a minute before it a task gives back what it has not finished. Call the script again for what is left.",
      "Exit codes: 0 done, 1 the script could not be written, 2 wrong input.",
    ])

  private static let planOptions = ["--axis", "--seeds", "--first-seed", "--set", "--series"]

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let taskSeconds = try taskTime(arguments)
    let coreCount = try arguments.integer("--cores", in: 1...256) ?? 1
    let atOnce = try arguments.integer("--at-once", in: 1...SweepShard.mostParts)
    let options = arguments.all("--sbatch")
    if let wrong = options.first(where: { !$0.hasPrefix("-") || $0.contains { $0.isNewline } }) {
      throw arguments.error("--sbatch \(wrong): expected an option, such as --partition=short")
    }
    var session: SweepSession
    switch try SweepCommand.session(arguments) {
    case .ready(let ready): session = ready
    case .refused(let code): return code
    }
    let costs: [Double]
    switch session.prepare() {
    case .success(let found): costs = found
    case .failure(let refusal): return refusal.code
    }
    let script =
      arguments.value("--script") ?? base(session.storePath) + ".slurm.sh"
    do throws(RecordingError) {
      try RunFolder.makeFolders(RunFolder.parent(of: script))
      if SweepFiles.identity(of: script) != nil, !SlurmScript.isOne(script) {
        throw RecordingError(
          "--script \(script): this is a file of something else, which a script would replace",
          isInput: true)
      }
      try TextFile.check(script)
      let program = try program(arguments)
      guard let pace = session.pace(costs: costs) else {
        throw RecordingError("no point could be tried to see how long its runs take", isInput: true)
      }
      let seconds =
        costs.reduce(0) { $0 + pace.seconds(cost: $1) } * Double(session.plan.seeds.count)
      let runCount = costs.count * session.plan.seeds.count
      let wanted = (seconds / Double(coreCount) / taskSeconds).rounded(.up)
      let taskCount = max(1, min(runCount, SweepShard.mostParts, Int(min(wanted, 1e9))))
      let text = SlurmScript(
        program: program, words: words(arguments), name: name(session.storePath),
        store: session.storePath, folder: currentFolder(), taskCount: taskCount,
        coreCount: coreCount, atOnce: atOnce,
        taskSeconds: seconds / Double(coreCount) / Double(taskCount), options: options)
      try TextFile.replace(script, with: text.text)
      if wantsJSON {
        Terminal.out(
          .object([
            ("status", .string("done")), ("script", .string(script)),
            ("store", .string(session.storePath)), ("runs", .integer(runCount)),
            ("tasks", .integer(taskCount)), ("cores", .integer(coreCount)),
            ("thread_s", .number(seconds)), ("task_s", .number(text.taskSeconds)),
            ("limit_min", .integer(text.limitMinutes)),
          ]))
      } else if !arguments.flag("--quiet") {
        Terminal.out(
          "\(NumberText.grouped(Int64(runCount))) runs, about \(NumberText.span(seconds)) of one core: "
            + "\(taskCount) \(taskCount == 1 ? "task" : "tasks") of about \(NumberText.span(text.taskSeconds)) on "
            + "\(coreCount) \(coreCount == 1 ? "core" : "cores")\n\nscript  \(visibleText(script))\n"
            + "        bash \(visibleText(SlurmScript.quoted(script)))        with Slurm\n"
            + "        bash \(visibleText(SlurmScript.quoted(script))) local  without\n")
      }
      return ExitCode.done
    } catch {
      return Complaint.report(error, asJSON: wantsJSON)
    }
  }

  private static func taskTime(_ arguments: Arguments) throws(UsageError) -> Double {
    guard let text = arguments.value("--task-time") else { return 1800 }
    guard let seconds = simulatedTime(text), (60...86_400).contains(seconds) else {
      throw arguments.error("--task-time \(text): expected a time from 1min to 24h, such as 30min")
    }
    return seconds
  }

  /// The words of the sweep that each task repeats.
  private static func words(_ arguments: Arguments) -> [String] {
    arguments.operands
      + arguments.given.filter { planOptions.contains($0.name) }.flatMap { [$0.name, $0.value] }
  }

  private static func base(_ store: String) -> String {
    store.hasSuffix(".sqlite") ? String(store.dropLast(".sqlite".count)) : store
  }

  private static func name(_ store: String) -> String {
    RunFolder.safeName(String(base(store).split(separator: "/").last ?? "sweep"))
  }

  /// The program as nodes find it.
  private static func program(_ arguments: Arguments) throws(RecordingError) -> String {
    if let path = arguments.value("--program") { return path }
    guard let real = realpath("/proc/self/exe", nil) else {
      throw RecordingError("this program does not know its own path: name it with --program")
    }
    defer { free(real) }
    return String(cString: real)
  }

  private static func currentFolder() -> String {
    guard let real = realpath(".", nil) else { return "." }
    defer { free(real) }
    return String(cString: real)
  }
}
