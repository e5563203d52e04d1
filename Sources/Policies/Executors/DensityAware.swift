import Contracts
import MeanFields

/// E1: as goalSeeking; heeds those bound for the same place, crowds beside its way and jams, as far as a scene sets it.
///
/// Nothing of it is on by default. At 16 to 40 paired seeds no reading moved deliveries, time, energy or the blocked
/// share of the closed loop of two places (40 robots), of the warehouse (n = 400, load 2) or of the showcase `merge` by
/// as much as its 95 % interval, either way; what is 0 is neither read nor sent nor billed.
enum DensityAware {
  static let kind = PolicyKind.executor(
    "densityAware", code: "E1",
    summary:
      "As goalSeeking; heeds those bound for its place, crowds and jams as far as it is set to.",
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
        name: "crowd_aversion", unit: "m", defaultValue: 0, range: 0...10,
        doc:
          "k of the drift −k ∇ρ/ρ_jam aside, as a share of speed; off as it stands: it has moved no figure."
      ),
      PolicyParameter(
        name: "look_ahead", unit: "m", defaultValue: 3, range: 0.1...50,
        doc: "How far ahead the spatial field is sampled."),
      PolicyParameter(
        name: "merge_slowdown", defaultValue: 0, range: 0...1,
        doc:
          "Weight of slowing where as many as jam it are bound for its place; off as it stands: it has moved no figure."
      ),
      PolicyParameter(
        name: "jam_horizon", defaultValue: 0, range: 0...10,
        doc:
          "Growth of the horizon where the whole class is blocked; off as it stands: it has moved no figure."
      ),
    ],
    reads: [.ownField, .grid, .destinations],
    uses: { values in
      let crowd = rule(values)
      var uses: PopulationReads = []
      if crowd.jamHorizon > 0 { uses.insert(.contexts) }
      if crowd.readsGrid { uses.insert(.grid) }
      if crowd.mergeSlowdown > 0 { uses.insert(.destinations) }
      return uses
    }
  ) { values in
    let crowd = rule(values)
    var steering = SteeringRule(values)
    steering.crowd = crowd
    return Rule(steering: steering, crowd: crowd)
  }

  private static func rule(_ values: PolicyValues) -> CrowdRule {
    CrowdRule(
      jamDensity: values["jam_density"], minSpeedShare: values["min_speed_share"],
      aversion: values["crowd_aversion"], lookAhead: values["look_ahead"],
      mergeSlowdown: values["merge_slowdown"], jamHorizon: values["jam_horizon"])
  }

  /// Steering with attention to the crowd; see `CrowdRule`.
  struct Rule: ExecutorRule {
    let steering: SteeringRule
    let crowd: CrowdRule

    var fieldLookAhead: Float { crowd.readsGrid ? crowd.lookAhead : 0 }

    func act(for robot: ExecutorRow) -> ExecutorAction {
      steering.action(of: robot, crowd.populationEffect(robot))
    }
  }
}
