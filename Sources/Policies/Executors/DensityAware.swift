import Contracts

/// E1: as goalSeeking; slows in dense flow and drifts away from crowds.
enum DensityAware {
  static let kind = PolicyKind.executor(
    "densityAware", code: "E1",
    summary: "As goalSeeking; slows in dense flow and drifts away from crowds.",
    parameters: SteeringRule.parameters + [
      PolicyParameter(
        name: "jam_density", unit: "1/m²", defaultValue: 0, range: 0.001...1000,
        isAutomaticAtZero: true,
        doc:
          "Density at which speed is least; auto is 0.6 of the packing of robots of its size, at most 0.4 m."
      ),
      PolicyParameter(
        name: "min_speed_share", defaultValue: 0.25, range: 0.01...1,
        doc: "Least speed in a crowd as a share of the maximum."),
      PolicyParameter(
        name: "crowd_aversion", unit: "m", defaultValue: 0.6, range: 0...10,
        doc: "Lateral drift per relative density gradient: k of −k ∇ρ/ρ_jam, as a share of speed."
      ),
      PolicyParameter(
        name: "look_ahead", unit: "m", defaultValue: 3, range: 0.1...50,
        doc: "How far ahead the spatial field is sampled."),
      PolicyParameter(
        name: "queue_slowdown", defaultValue: 0.5, range: 0...1,
        doc: "Share of speed given up near the goal where the whole class queues."),
    ],
    reads: [.ownField, .otherField, .grid]
  ) { values in
    let crowd = CrowdRule(
      jamDensity: values["jam_density"], minSpeedShare: values["min_speed_share"],
      aversion: values["crowd_aversion"], lookAhead: values["look_ahead"],
      queueSlowdown: values["queue_slowdown"])
    var steering = SteeringRule(values)
    steering.crowd = crowd
    return Rule(steering: steering, crowd: crowd)
  }

  /// Steering with attention to the crowd; see `CrowdRule`.
  struct Rule: ExecutorRule {
    let steering: SteeringRule
    let crowd: CrowdRule

    var fieldLookAhead: Float { crowd.lookAhead }

    func act(for robot: ExecutorRow) -> ExecutorAction {
      steering.action(of: robot, crowd.populationEffect(robot))
    }
  }
}
