import Commands
import Contracts
import Doors
import PolicyProcesses
import Recording
import SimCore

/// `fleetfield bench policy`: how long a tick waits for a program that plays a policy.
enum PolicyBench {
  /// What the bench takes.
  static let spec = VerbSpec(
    name: "bench policy", summary: "round trips to a program that plays an executor", operands: [],
    options: [
      OptionSpec(
        name: "--robots", kind: .value, placeholder: "n,…",
        help: "numbers of robots (default: 1000,10000,100000)"),
      OptionSpec(
        name: "--program", kind: .value, placeholder: "COMMAND",
        help: "the program, or unix:PATH (default: this one, as a policy that rests)"),
      OptionSpec(
        name: "--sections", kind: .value, placeholder: "name,…",
        help: "what is shown of each robot (default: body,work,way: 25 numbers)"),
      OptionSpec(
        name: "--ticks", kind: .value, placeholder: "n", help: "round trips (default: 200)"),
      SceneInput.format,
    ],
    notes: ["Answers are 6 numbers of an action and up to 3 of a report for each robot."])

  /// Runs the bench.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    if arguments.flag("--help") {
      Terminal.out(Help.text(of: spec))
      return ExitCode.done
    }
    let ticks = try arguments.integer("--ticks", in: 1...1_000_000) ?? 200
    let wantsJSON = try SceneInput.wantsJSON(arguments)
    let sections = try self.sections(arguments)
    let program =
      arguments.value("--program") ?? "'\(CommandLine.arguments[0])' policy externalExecutor"
    var rows: [JSONText] = []
    for count in try counts(arguments) {
      let shape = shape(count, sections)
      do throws(PolicyFailure) {
        let times = try measure(shape, program, ticks: ticks)
        let median = times[times.count / 2]
        let high = times[min(times.count - 1, times.count * 99 / 100)]
        rows.append(
          .object([
            ("robots", .integer(count)), ("columns", .integer(shape.layout.width)),
            ("median_s", .number(median)), ("p99_s", .number(high)),
          ]))
        if !wantsJSON {
          Terminal.out(
            "\(count) robots, \(shape.layout.width) numbers each: median "
              + "\(NumberText.short(median * 1e3)) ms, 99 % within \(NumberText.short(high * 1e3)) ms\n"
          )
        }
      } catch {
        return Complaint.report(RecordingError(error.message), asJSON: wantsJSON)
      }
    }
    if wantsJSON { Terminal.out(.object([("status", .string("done")), ("rows", .array(rows))])) }
    return ExitCode.done
  }

  /// Seconds of round trips, ascending.
  private static func measure(
    _ shape: PolicyGroupShape, _ program: String, ticks: Int
  ) throws(PolicyFailure) -> [Double] {
    let players = try PolicyProcesses(
      [PolicyProgram(policy: shape.policy, command: program)], shapes: [shape], seed: 1,
      timeout: 60,
      shouldStop: { Interruption.isRequested })
    defer { players.leave() }
    let group = players.surface.groups[0]
    let numbers = shape.robotCount * group.shape.layout.width
    for k in 0..<numbers { group.observations[k] = Float(k % 97) * 0.01 }
    group.isAsked.update(repeating: 1, count: shape.robotCount)
    var times: [Double] = []
    // The first ones grow the memory of both sides.
    for tick in 0..<ticks + 10 {
      let start = WallClock.monotonic()
      try players.play(.executor, on: players.surface)
      if tick >= 10 { times.append(WallClock.monotonic() - start) }
    }
    return times.sorted()
  }

  private static func shape(_ count: Int, _ sections: [ObservationSection]) -> PolicyGroupShape {
    PolicyGroupShape(
      policy: "bench", className: "robot", classIndex: 0, robotCount: count,
      layout: .executor(wanted: sections, rayCount: 16, hasArm: false, readsField: false),
      embodiment: EmbodimentDescriptor(
        radius: 0.3, maxSpeed: 1, maxTurnRate: 1, maxAcceleration: 1, payload: 0,
        controlPointOffset: 0, minTurnRadius: 0, sensorRange: 5, canStrafe: 0, hasTool: 0),
      rayDirections: RayFan(count: 16, fieldOfView: 6).directions, optionNames: [], seed: 1,
      period: 0.1)
  }

  private static func counts(_ arguments: Arguments) throws(UsageError) -> [Int] {
    var counts: [Int] = []
    for text in (arguments.value("--robots") ?? "1000,10000,100000").split(separator: ",") {
      guard let count = Int(text), (1...10_000_000).contains(count) else {
        throw arguments.error("--robots \(text): expected whole numbers from 1 to 10,000,000")
      }
      counts.append(count)
    }
    return counts
  }

  private static func sections(_ arguments: Arguments) throws(UsageError) -> [ObservationSection] {
    var sections: [ObservationSection] = []
    for name in (arguments.value("--sections") ?? "body,work,way").split(separator: ",") {
      guard let section = ObservationSection(rawValue: String(name)), !section.isOfOrchestrators
      else { throw arguments.error("--sections: executors have no section '\(name)'") }
      sections.append(section)
    }
    return sections
  }
}
