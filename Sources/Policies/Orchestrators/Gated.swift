import Contracts
import MeanFields

/// B8: as logit; who is free goes out only as far as the traffic flows, as m^exec has it.
///
/// The flow of a neighbourhood is a hump in the number of robots under way there; a controller that holds robots
/// back keeps it near the top (perimeter control). Where the top lies depends on the floor, and how it shows does
/// not: past it, more of the traffic stands. So the gate reads no number of robots, and need not be told that an
/// aisle has closed.
///
/// Source: N. Geroliminis and C. F. Daganzo, "Existence of urban-scale macroscopic fundamental diagrams",
/// Transportation Research Part B 42, 2008; the gate of single robots is ours.
enum Gated {
  static let kind = PolicyKind.planner(
    "gated", code: "B8",
    summary: "As logit; goes out only as far as the traffic flows, as m^exec has it.",
    parameters: Logit.parameters + [
      PolicyParameter(
        name: "blocked_from", defaultValue: 0.05, range: 0...1,
        doc: "Blocked share of the traffic up to which everybody goes out."),
      PolicyParameter(
        name: "blocked_to", defaultValue: 0.2, range: 0.01...1, above: "blocked_from",
        doc: "Blocked share of the traffic from which nobody goes out."),
      PolicyParameter(
        name: "pace", unit: "s", defaultValue: 400, range: 0...3600,
        doc: "Mean time in which a robot that has rested goes out where the traffic flows."),
    ],
    reads: [.ownField, .otherField, .grid], herdingGain: "gain"
  ) { values, timing in
    Rule(
      logit: Logit.Rule(values, timing), blockedFrom: values["blocked_from"],
      blockedTo: values["blocked_to"], pace: values["pace"])
  }

  /// P(j) of B3 times a gate: 1 where at most `blockedFrom` of the traffic is blocked, 0 from `blockedTo` on, a
  /// straight line between; and for a robot that has rested longer than a period times period/pace.
  ///
  /// Who has just finished is in the traffic already: if it goes on, no more are under way than before. Those that
  /// rest would all come out in the same second, before anybody is seen to be blocked. And that shows minutes after
  /// too many have gone out: a short pace makes the fleet surge, a long one makes it slow to begin.
  ///
  /// The gate is that of the whole floor and not of a robot's own ways: a jam reaches a way that is free now before a
  /// robot that sets out for it is through (measured; see the showcase `gating`). The ways themselves are B3's choice.
  ///
  /// Where m^exec is withheld, the prior is that nobody is blocked.
  struct Rule: OrchestratorRule {
    let logit: Logit.Rule
    let blockedFrom: Float
    let blockedTo: Float
    let pace: Float

    func choose(in market: inout Market) {
      logit.choose(in: &market)
      let robot = market.robot
      guard robot.stage == .idle else { return }
      let rate = robot.idleTime > robot.period ? min(1, robot.period / max(pace, 1e-3)) : 1
      let width = max(1e-3, blockedTo - blockedFrom)
      let gate = rate * min(1, max(0, (blockedTo - blockedShare(robot.population)) / width))
      market.hold(to: gate)
    }

    /// The blocked share of the traffic of all classes: of blocked robots and those that move, whose share is about
    /// the mean speed, since they go at about their maximum.
    private func blockedShare(_ population: PopulationReading) -> Float {
      guard let contexts = population.contexts else { return 0 }
      let blocked =
        population.ownCount * contexts[own: ExecutorSchema.blocked]
        + population.otherCount * contexts[others: ExecutorSchema.blocked]
      let moving =
        population.ownCount * contexts[own: ExecutorSchema.speed]
        + population.otherCount * contexts[others: ExecutorSchema.speed]
      return blocked / max(1e-3, blocked + moving)
    }
  }
}
