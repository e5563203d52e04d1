import Contracts
import Doors

/// A program that is to play a policy of a scene.
public struct PolicyProgram: Equatable, Sendable {
  /// The policy's name in the scene.
  public var policy: String
  /// The command of the shell that starts it, or `unix:PATH` where it listens already.
  public var command: String

  /// A program from its values.
  public init(policy: String, command: String) {
    self.policy = policy
    self.command = command
  }
}

/// The programs that play the policies of a scene, in lock-step with its run.
///
/// All of a layer are asked before the first answer is waited for, so that several programs think at once.
/// What they answer depends on nothing of the machine but themselves: a run waits for them, and simulated
/// time stands still meanwhile.
public final class PolicyProcesses: PolicyPlayer {
  /// What is exchanged with them.
  public let surface: PolicySurface
  private let processes: [PolicyProcess]

  /// Starts the programs and greets them.
  ///
  /// - Parameters:
  ///   - programs: One for each policy of `shapes`.
  ///   - shapes: What there is to play.
  ///   - seed: The seed of the run, for policies that draw.
  ///   - timeout: Seconds of wall time for an answer.
  ///   - shouldStop: Asked while an answer is waited for.
  /// - Throws: `PolicyFailure` where one cannot be started or does not greet; the others are ended.
  public init(
    _ programs: [PolicyProgram], shapes: [PolicyGroupShape], seed: UInt64, timeout: Double,
    shouldStop: @escaping () -> Bool = { false }
  ) throws(PolicyFailure) {
    var started: [PolicyProcess] = []
    var greeted: [PolicyGroupShape] = []
    for program in programs {
      let process = try PolicyProcess(program, timeout: timeout, shouldStop: shouldStop)
      started.append(process)
      greeted += try process.greet(shapes.filter { $0.policy == program.policy })
    }
    surface = PolicySurface(shapes: greeted)
    processes = started
    for process in processes {
      try process.begin(surface.groups.filter { $0.shape.policy == process.policy }, seed: seed)
    }
  }

  /// Asks all programs of a layer, then hears them.
  public func play(_ layer: FieldLayer, on surface: PolicySurface) throws(PolicyFailure) {
    for process in processes where process.plays(layer) {
      try process.ask(layer, step: surface.step, time: surface.time)
    }
    for process in processes where process.plays(layer) {
      try process.hear(layer, step: surface.step)
    }
  }

  /// Says good-bye to all, and ends those that stay.
  public func leave() { for process in processes { process.leave() } }
}

extension PolicyProcess {
  /// True where its policy is of a layer, and somebody of it is asked now.
  fileprivate func plays(_ layer: FieldLayer) -> Bool {
    groups.contains { $0.shape.layer == layer && (layer == .executor || $0.askedCount > 0) }
  }
}
