import Contracts

/// E2: as goalSeeking, with its heading drawn towards the class's mean direction of motion.
enum Aligned {
  static let kind = PolicyKind.executor(
    "aligned", code: "E2",
    summary: "As goalSeeking, with its heading drawn towards the class's mean direction of motion.",
    parameters: SteeringRule.parameters + [
      PolicyParameter(
        name: "alignment", defaultValue: 0.3, range: 0...1,
        doc: "Weight a of the population's direction in arg((1 − a) e^{iθ} + a z).")
    ],
    reads: [.ownField]
  ) { values in
    var steering = SteeringRule(values)
    steering.alignment = values["alignment"]
    return Rule(steering: steering)
  }

  /// Steering with an alignment; see `SteeringRule`.
  struct Rule: ExecutorRule {
    let steering: SteeringRule

    func act(for robot: ExecutorRow) -> ExecutorAction { steering.action(of: robot, .none) }
  }
}
