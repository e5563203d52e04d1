import Contracts

/// B0: chooses uniformly among the options that have jobs and can be reached.
enum Independent {
  static let kind = PolicyKind.planner(
    "independent", code: "B0",
    summary: "Chooses uniformly among the options that have jobs and can be reached."
  ) { _, _ in Rule() }

  /// The same probability for every feasible option.
  struct Rule: OrchestratorRule {
    func choose(in market: inout Market) {
      for option in 0..<market.optionCount where market.isFeasible(option) {
        market.probability[option] = 1 / Float(market.feasibleCount)
      }
    }
  }
}
