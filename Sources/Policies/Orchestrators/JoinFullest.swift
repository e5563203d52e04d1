import Contracts

/// B2: joins the option that most of the robots it sees have claimed, else the nearest.
enum JoinFullest {
  static let kind = PolicyKind.planner(
    "joinFullest", code: "B2",
    summary: "Joins the option that most of the robots it sees have claimed, else the nearest.",
    reads: [.ownField]
  ) { _, _ in Rule() }

  /// The feasible option with the most claims; the nearest where none has any.
  struct Rule: OrchestratorRule {
    func choose(in market: inout Market) {
      var fullest: Int?
      for option in 0..<market.optionCount
      where market.isFeasible(option) && market.claimed[option] > 1e-3 {
        if let best = fullest, market.claimed[option] <= market.claimed[best] { continue }
        fullest = option
      }
      if let choice = fullest ?? market.nearest { market.probability[choice] = 1 }
    }
  }
}
