import Commands
import PolicyProcesses
import Recording
import Scenes
import SimCore

/// The words of `fleetfield run`, checked.
struct RunOptions {
  /// The scene's file; nil where another run is gone on from.
  let scenePath: String?
  /// The run to go on from, and from which simulated second.
  let from: (folder: String, second: Double)?
  /// `--set` in order.
  let overrides: [(key: String, value: String)]
  /// `--seed`.
  let seed: UInt64?
  /// Number of threads.
  let workerCount: Int
  /// Simulated seconds between two snapshots; nil keeps none.
  let snapshotPeriod: Double?
  /// What `--record`, `--trajectories`, `--record-every` and `--follow` set in the scene.
  let recorded: [(key: String, value: String)]
  /// The programs that play policies.
  let programs: [PolicyProgram]
  /// Seconds of wall time that a program has for an answer.
  let policyTimeout: Double
  /// `--out`.
  let out: String?
  /// True where a run that is no success ends with a status of its own.
  let requiresSuccess: Bool
  /// True where the run in `--out` is replaced.
  let isForced: Bool
  /// How it speaks.
  let voice: RunVoice

  /// Checks the words.
  init(_ arguments: Arguments) throws(UsageError) {
    scenePath = arguments.operands.first
    overrides = try arguments.pairs("--set")
    seed = try Self.seed(arguments)
    let keys = overrides.map(\.key)
    if seed != nil, let key = keys.first(where: { $0 == "seed" || $0 == "run.seed" }) {
      throw arguments.error("--seed and --set \(key)=… both give the seed; leave one out")
    }
    workerCount = try SceneInput.workerCount(arguments)
    snapshotPeriod = try Self.time(arguments, "--snapshot-every")
    if snapshotPeriod == 0 {
      throw arguments.error("--snapshot-every needs more than 0 s")
    }
    recorded = try Self.recorded(arguments)
    programs = try arguments.pairs("--policy").map {
      PolicyProgram(policy: $0.key, command: $0.value)
    }
    policyTimeout = try Self.timeout(arguments)
    from = try Self.from(arguments)
    try Self.check(arguments, programs)
    if scenePath == nil && from == nil { throw arguments.error("SCENE is missing") }
    out = arguments.value("--out")
    isForced = arguments.flag("--force")
    requiresSuccess = arguments.flag("--require-success")
    voice = RunVoice(
      isQuiet: arguments.flag("--quiet"), wantsJSON: try SceneInput.wantsJSON(arguments),
      showsTiming: arguments.flag("--timing"))
    if isForced && out == nil { throw arguments.error("--force needs --out DIR") }
  }

  /// What is recorded, as keys of the scene.
  private static func recorded(
    _ arguments: Arguments
  ) throws(UsageError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    let table = try arguments.choice("--trajectories", of: ["csv", "npz"])
    if arguments.flag("--record") { pairs.append(("outputs.record.mcap", "true")) }
    if let table { pairs.append(("outputs.record.trajectories", table)) }
    let period = try Self.time(arguments, "--record-every")
    if period == 0 { throw arguments.error("--record-every needs more than 0 s") }
    if let period {
      if pairs.isEmpty { throw arguments.error("--record-every needs --record or --trajectories") }
      pairs.append(("outputs.record.period", "\(NumberText.digits(period)) s"))
    }
    let followed = arguments.given.filter { $0.name == "--follow" }.map(\.value)
    if !followed.isEmpty {
      guard arguments.flag("--record") else { throw arguments.error("--follow needs --record") }
      let names = followed.map {
        "\"\($0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
      }
      pairs.append(("outputs.record.follow", "[\(names.joined(separator: ", "))]"))
    }
    return pairs
  }

  /// What programs that play policies do not go together with.
  private static func check(
    _ arguments: Arguments, _ programs: [PolicyProgram]
  ) throws(UsageError) {
    if programs.isEmpty {
      if arguments.value("--policy-timeout") != nil {
        throw arguments.error("--policy-timeout needs --policy NAME=COMMAND")
      }
      return
    }
    for program in programs where program.command.isEmpty {
      throw arguments.error("--policy \(program.policy)= needs a command, or unix:PATH")
    }
    if arguments.value("--snapshot-every") != nil || arguments.value("--from") != nil {
      throw arguments.error(
        "a program that plays a policy keeps a state of its own: with --policy leave --snapshot-every and "
          + "--from out")
    }
  }

  private static func timeout(_ arguments: Arguments) throws(UsageError) -> Double {
    guard let text = arguments.value("--policy-timeout") else { return 10 }
    guard let seconds = simulatedTime(text), seconds > 0, seconds <= 86_400 else {
      throw arguments.error("--policy-timeout \(text): expected a time such as 500ms, 10s or 2min")
    }
    return seconds
  }

  /// `--from` and `--at`, which go together and without a scene.
  private static func from(
    _ arguments: Arguments
  ) throws(UsageError) -> (folder: String, second: Double)? {
    let second = try time(arguments, "--at")
    guard let folder = arguments.value("--from") else {
      if second != nil { throw arguments.error("--at needs --from RUN") }
      return nil
    }
    guard let second else { throw arguments.error("--from needs --at, such as --at 2min") }
    if let scene = arguments.operands.first {
      throw arguments.error("--from goes on with a run's own scene; leave '\(scene)' out")
    }
    if arguments.value("--seed") != nil {
      throw arguments.error("--from goes on with a run's own seed; leave --seed out")
    }
    return (folder, second)
  }

  private static func time(_ arguments: Arguments, _ name: String) throws(UsageError) -> Double? {
    guard let text = arguments.value(name) else { return nil }
    guard let seconds = simulatedTime(text) else {
      throw arguments.error("\(name) \(text): expected a time such as 90s, 2min or 1h30min")
    }
    return seconds
  }

  /// The seed asked for; random seeds stay below 2⁵³ so that every reader of JSON keeps them.
  private static func seed(_ arguments: Arguments) throws(UsageError) -> UInt64? {
    guard let text = arguments.value("--seed") else { return nil }
    if text == "random" { return UInt64.random(in: 0..<(1 << 53)) }
    guard let seed = UInt64(text) else {
      throw arguments.error("--seed \(text): expected a whole number of at least 0, or 'random'")
    }
    return seed
  }
}
