import Contracts

/// B4q: spreads the idle robots over the open jobs, whole quorums only; the rest waits.
enum WaterFilling {
  static let kind = PolicyKind.planner(
    "waterFilling", code: "B4q",
    summary: "Spreads the idle robots over the open jobs, whole quorums only; the rest waits.",
    parameters: [
      PolicyParameter(
        name: "whole_quorums", defaultValue: 1, range: 0...1,
        doc: "1: a job gets robots only when its whole quorum can be sent (B4q); 0: B4."),
      .priorIdle,
    ],
    reads: [.ownField]
  ) { values, _ in Rule(wholeOnly: values["whole_quorums"] >= 0.5) }

  /// Options in ascending order of d_j (the first of equals first) get min(d_j, left) of the F
  /// volunteers; where what is left does not fund the option wholly, only as many are sent as complete
  /// quorums, and filling stops.
  ///
  /// With quorum 1, or without `wholeOnly`, this is B4. The rest of the probability is reserve.
  struct Rule: OrchestratorRule {
    let wholeOnly: Bool

    func choose(in market: inout Market) {
      var left = market.choosers
      // Selection sort over at most 16 options.
      var isVisited = Market.PerOption(repeating: 0)
      while left > 0 {
        var next = -1
        var least = Float.infinity
        for j in 0..<market.optionCount where isVisited[j] == 0 && market.isFeasible(j) {
          let need = market.deficit(j)
          if need < least {
            least = need
            next = j
          }
        }
        if next < 0 { break }
        isVisited[next] = 1
        if least <= 0 { continue }
        if least <= left {
          market.probability[next] = least / market.choosers
          left -= least
          continue
        }
        guard wholeOnly else {
          market.probability[next] = left / market.choosers
          break
        }
        let quorum = market.robot.quorum(next)
        let present = max(0, market.claimed[next])
        // The tolerance keeps 5.9999 robots of a field in Float from losing a quorum of 6.
        let whole = ((present + left) / quorum + 1e-3).rounded(.down) * quorum - present
        market.probability[next] = min(left, max(0, whole)) / market.choosers
        break
      }
    }
  }
}
