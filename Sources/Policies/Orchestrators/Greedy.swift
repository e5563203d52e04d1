import Contracts

/// B1: chooses the option with the shortest travel time.
enum Greedy {
  static let kind = PolicyKind.planner(
    "greedy", code: "B1", summary: "Chooses the option with the shortest travel time."
  ) { _, _ in Rule() }

  /// The nearest feasible option, the first of equals.
  struct Rule: OrchestratorRule {
    func choose(in market: inout Market) {
      if let nearest = market.nearest { market.probability[nearest] = 1 }
    }
  }
}
