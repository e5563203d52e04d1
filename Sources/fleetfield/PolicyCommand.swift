import Commands
import Glibc
import Policies
import PolicyProcesses
import Scenes
import SimCore

/// `fleetfield policy`: a built-in policy as a program that another run talks to.
enum PolicyCommand {
  /// What the verb takes.
  static let spec = VerbSpec(
    name: "policy",
    summary: "play a built-in policy for another run, over standard input and output",
    operands: ["KIND"],
    options: [
      OptionSpec(
        name: "--set", kind: .repeated, placeholder: "key=value",
        help: "give a parameter of the kind another value, in SI units; may be repeated")
    ],
    notes: [
      "It speaks fleetfield-policy/1, as any program does that plays a policy:",
      "  fleetfield run SCENE --policy walker='fleetfield policy goalSeeking'",
      "What it answers is the same to the bit as where the run itself plays the policy.",
      "Exit codes: 0 the run said good-bye, 1 it ended or asked what cannot be answered, 2 wrong input.",
    ])

  /// Runs the verb.
  static func run(_ arguments: Arguments) throws(UsageError) -> Int32 {
    let name = arguments.operands[0]
    let kinds = SceneVocabulary.standard.policies.kinds
    guard let kind = kinds.first(where: { $0.name == name }) else {
      throw arguments.error(
        "unknown policy kind '\(name)'" + Suggestion.hint(name, among: kinds.map(\.name)))
    }
    var parameters: [String: Double] = [:]
    for (key, text) in try arguments.pairs("--set") {
      guard let value = Double(text), value.isFinite else {
        throw arguments.error("--set \(key)=\(text): expected a number in SI units")
      }
      parameters[key] = value
    }
    do throws(PolicyError) {
      if kind.isOrchestrator {
        _ = try OrchestratorPolicy(kind, parameters: parameters)
      } else {
        _ = try ExecutorPolicy(kind, parameters: parameters)
      }
    } catch { throw arguments.error(error.description) }
    var server = PolicyServer(
      kind, parameters: parameters, input: dup(STDIN_FILENO), output: dup(STDOUT_FILENO))
    guard let reason = server.run() else { return ExitCode.done }
    Terminal.error("fleetfield: error: policy '\(name)': \(visibleText(reason))\n")
    return ExitCode.failed
  }
}
