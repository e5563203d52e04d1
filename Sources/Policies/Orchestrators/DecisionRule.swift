import Contracts
import SimCore

/// B5: a leader's table: robots nearest to an option choose by that option's row.
enum DecisionRule {
  static let kind = PolicyKind.planner(
    "decisionRule", code: "B5",
    summary: "A leader's table: robots nearest to an option choose by that option's row.",
    parameters: [
      PolicyParameter(
        name: "gain", defaultValue: 3, range: 0...1000,
        doc: "Weight of open jobs per idle robot in the table's logits."),
      PolicyParameter(
        name: "stay", defaultValue: 1, range: 0...100,
        doc: "Extra logit of the option that is nearest."),
      .priorIdle,
    ],
    reads: [.ownField]
  ) { values, _ in Rule(gain: values["gain"], stay: values["stay"]) }

  /// The row of the leader's decision rule for the robot's bin.
  ///
  /// The leader knows the fields and the demand only and broadcasts one table, bin → choice; a
  /// robot's bin is its nearest open option b. Row b is P(j) ∝ exp(β value_j min(1, d_j/F) + s [j = b]),
  /// times the open jobs per idle robot; what is missing to 1 waits.
  struct Rule: OrchestratorRule {
    let gain: Float
    let stay: Float

    func choose(in market: inout Market) {
      let bin = market.nearest
      var sum: Float = 0
      var open: Float = 0
      for j in 0..<market.optionCount where market.isFeasible(j) {
        let need = market.deficit(j)
        open += need
        let logit =
          gain * market.robot.value(j) * min(1, need / market.choosers) + (j == bin ? stay : 0)
        market.probability[j] = need > 0 ? exponential(logit) : 0
        sum += market.probability[j]
      }
      guard sum > 0 else { return }
      let share = min(1, open / market.choosers) / sum
      for j in 0..<market.optionCount { market.probability[j] *= share }
    }
  }
}
