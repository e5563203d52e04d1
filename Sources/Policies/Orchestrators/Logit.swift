import Contracts
import SimCore

/// B3: chooses at random by utility: open jobs per idle robot, travel, queue and crowd.
enum Logit {
  static let kind = PolicyKind.planner(
    "logit", code: "B3",
    summary: "Chooses at random by utility: open jobs per idle robot, travel, queue and crowd.",
    parameters: parameters, reads: [.ownField, .grid], herdingGain: "gain"
  ) { values, timing in Rule(values, timing) }

  /// The parameters of the choice, also of kinds that choose alike.
  static let parameters = [
    PolicyParameter(
      name: "gain", defaultValue: 0, range: 0...1000, isAutomaticAtZero: true,
      doc: "β of the logit choice; auto is 0.7 of the stability bound (correction C6)."),
    PolicyParameter(
      name: "distance_weight", defaultValue: 1, range: 0...100,
      doc: "Utility lost for the longest travel on the map."),
    PolicyParameter(
      name: "queue_weight", unit: "1/robots", defaultValue: 0.05, range: 0...100,
      doc: "Utility lost per robot that queues for it, as m^orch has it."),
    PolicyParameter(
      name: "density_weight", unit: "m²", defaultValue: 0.5, range: 0...1000,
      doc: "Utility lost per robot/m² in traffic, in the mean over the way."),
    PolicyParameter(
      name: "reserve", defaultValue: 1, range: 0...1,
      doc:
        "Share of robots that answer jobs as far as others do not; the rest answers all the same."
    ),
    .priorIdle,
  ]

  /// P(j) ∝ exp(β U_j), or d_j exp(β U_j) as far as it holds a reserve, with
  /// U_j = value_j min(1, d_j/max(1, F)) − w_d t_j/L − w_q queue_j − w_ρ ρ_j.
  ///
  /// The automatic β is 0.7 × bound × K/value, so that the loop gain is 0.7 of its bound while all
  /// idle robots re-decide in a period (dispatchLoopGain with redeciding = idleShare).
  struct Rule: OrchestratorRule {
    let gain: Float
    let distanceWeight: Float
    let queueWeight: Float
    let densityWeight: Float
    let reserve: Float
    let timing: DispatchTiming

    init(_ values: PolicyValues, _ timing: DispatchTiming) {
      gain = values["gain"]
      distanceWeight = values["distance_weight"]
      queueWeight = values["queue_weight"]
      densityWeight = values["density_weight"]
      reserve = values["reserve"]
      self.timing = timing
    }

    func choose(in market: inout Market) {
      let robot = market.robot
      var utility = Market.PerOption(repeating: 0)
      var best = -Float.infinity
      var mostValue: Float = 0
      for j in 0..<market.optionCount where market.isFeasible(j) {
        let need = market.deficit(j) / max(1, market.choosers)
        utility[j] =
          robot.value(j) * min(1, need) - distanceWeight * robot.travelTime(j) / robot.travelScale
          - queueWeight * market.queue(j) - densityWeight * (robot.wayDensity(j) ?? 0)
        best = max(best, utility[j])
        mostValue = max(mostValue, robot.value(j))
      }
      let beta =
        gain > 0
        ? gain
        : 0.7 * min(timing.gainBound, 8) * Float(market.feasibleCount) / max(mostValue, 1e-6)
      var sum: Float = 0
      for j in 0..<market.optionCount where market.isFeasible(j) {
        let weight = exponential(beta * (utility[j] - best))
        market.probability[j] = weight
        sum += weight
      }
      for j in 0..<market.optionCount { market.probability[j] /= sum }
      holdReserve(&market)
    }

    /// Sends as many idle robots as there are jobs without one, each to a job; the rest is reserve.
    ///
    /// B3 as it stands sends every idle robot whatever the demand, and some to options that are wholly
    /// claimed. Here each job without a claim is an alternative of its own, d_j of them alike in option
    /// j: P(j) ∝ d_j exp(β U_j), the size of an aggregate in discrete choice (McFadden 1978). And a
    /// robot sets out with probability Σ d_j / (F L), so that F robots send d_j to each option while
    /// nothing is heard of them: L is the number of periods until a claim shows in the averaged, late
    /// field; without it a new job would be claimed anew in each of them. Without m^orch F is a prior, and nobody
    /// has claimed anything.
    private func holdReserve(_ market: inout Market) {
      guard reserve > 0, market.robot.stage == .idle else { return }
      var open: Float = 0
      var sum: Float = 0
      for j in 0..<market.optionCount where market.probability[j] > 0 {
        let need = market.deficit(j)
        open += need
        sum += need * market.probability[j]
      }
      let share = sum > 0 ? min(1, open / (market.volunteers * timing.claimLag)) / sum : 0
      for j in 0..<market.optionCount where market.probability[j] > 0 {
        market.probability[j] *= 1 - reserve + reserve * share * market.deficit(j)
      }
    }
  }
}
