import Contracts

/// E0: follows its way, brakes in time and avoids its neighbours reciprocally.
enum GoalSeeking {
  static let kind = PolicyKind.executor(
    "goalSeeking", code: "E0",
    summary: "Follows its way, brakes in time and avoids its neighbours reciprocally.",
    parameters: SteeringRule.parameters
  ) { Rule(steering: SteeringRule($0)) }

  /// Steering alone; see `SteeringRule`.
  struct Rule: ExecutorRule {
    let steering: SteeringRule

    func act(for robot: ExecutorRow) -> ExecutorAction { steering.action(of: robot, .none) }
  }
}
