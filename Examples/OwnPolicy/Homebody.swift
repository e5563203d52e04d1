import Contracts
import Policies

/// An orchestrator of one's own: it takes the nearest job, but none that is too long a drive away.
enum Homebody {
  static let kind = PolicyKind.planner(
    "homebody", code: "X1",
    summary: "Takes the nearest job that it can reach in time, and waits where there is none.",
    parameters: [
      PolicyParameter(
        name: "reach", unit: "s", defaultValue: 30, range: 1...3600,
        doc: "Longest drive to a job.")
    ]
  ) { values, _ in Rule(reach: values["reach"]) }

  /// What it chooses: the nearest job for certain, or nothing.
  struct Rule: OrchestratorRule {
    /// Longest drive to a job, seconds.
    let reach: Float

    func choose(in market: inout Market) {
      guard let nearest = market.nearest, market.robot.travelTime(nearest) <= reach else { return }
      market.probability[nearest] = 1
    }
  }
}
