import Contracts

/// B10: as logit, of so many robots of each class; the others rest for good.
///
/// It reads nothing for that.
enum Cap {
  static let kind = PolicyKind.planner(
    "cap", code: "B10",
    summary: "As logit, for a number of robots of its class; the others rest for good.",
    parameters: Logit.parameters + [
      PolicyParameter(
        name: "admitted", unit: "robots", defaultValue: 200, range: 1...1_000_000,
        doc: "Robots of the class that work: those that come first in it.")
    ],
    reads: [.ownField, .grid], herdingGain: "gain"
  ) { values, timing in
    Rule(logit: Logit.Rule(values, timing), admitted: Int(values["admitted"].rounded()))
  }

  /// P(j) of B3 for the first robots of the class, 0 for the others.
  struct Rule: OrchestratorRule {
    let logit: Logit.Rule
    let admitted: Int

    func choose(in market: inout Market) {
      if market.robot.indexInClass < admitted { logit.choose(in: &market) }
    }
  }
}
