import Contracts
import MeanFields
import SimCore

/// A planner: decides for all due robots of a class in one call, each from its own row and from what
/// the coordination mode grants of the population.
///
/// ## Rules common to all kinds
///
/// 1. A robot that carries a load, works, has failed, or is charging already keeps its directive.
/// 2. Else, with the state of charge below `rechargeBelow`, it charges where a dock is free, and below
///    half of it in any case; while all docks are taken it works on.
/// 3. Else it chooses among its *feasible* options: jobs are open (demand > 0) and the pick-up can be
///    reached. Without any it waits.
///
/// Kinds differ in the choice alone. Random numbers come from one stream per (seed, class, index,
/// step), so a decision depends on nothing but its own row, the options and the fields.
///
/// ## Predicted success
///
/// Every decision states the probability that a job is still there on arrival:
/// min(1, D_j / (n_j + 1 + (F − 1) p_j)), jobs per claimant, where n_j robots have claimed one, F
/// volunteers choose now, and p_j is the probability of this choice. Without m^orch n_j = 0 and F = 1.
///
/// Source: mathematics Appendix A.2, B0 to B6.
public struct OrchestratorPolicy: Sendable {
  /// Its kind.
  public let kind: PolicyKind
  /// The values of the kind's parameters in the kind's order, as resolved; 0 where automatic.
  public let parameterValues: [Double]
  /// The gain bound of the schedule it was made for; see `dispatchGainBound(_:)`.
  public let gainBound: Float

  private let rule: ChoiceRule
  private let gain: Float
  private let distanceWeight: Float
  private let queueWeight: Float
  private let densityWeight: Float
  private let reserve: Float
  /// Periods until a claim shows fully in the field: 1 + (memory + latency)/period.
  private let claimLag: Float

  /// A policy of a kind, with some parameters given and the others at their defaults.
  ///
  /// - Parameters:
  ///   - name: Name of an orchestrator kind of `PolicyCatalog`.
  ///   - parameters: Values by name; 0 stands for `auto` where the parameter allows it.
  ///   - schedule: When robots decide and how late the field is; the automatic gain needs it.
  /// - Throws: `PolicyError`: `unknownKind`, `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(
    kind name: String, parameters: [String: Double] = [:],
    schedule: DispatchSchedule = DispatchSchedule()
  ) throws(PolicyError) {
    kind = try PolicyCatalog.kind(name, layer: .orchestrator)
    parameterValues = try PolicyCatalog.resolve(parameters, of: kind)
    gainBound = dispatchGainBound(schedule)
    let values = parameterValues.map { Float($0) }
    switch name {
    case "independent": rule = .uniform
    case "greedy": rule = .nearest
    case "joinFullest": rule = .fullest
    case "logit": rule = .logit
    case "decisionRule": rule = .table(gain: values[0], stay: values[1])
    case "auction": rule = .auction(distanceWeight: values[0], increment: values[1])
    default: rule = .waterFilling(wholeOnly: values[0] >= 0.5)
    }
    gain = rule == .logit ? values[0] : 0
    distanceWeight = rule == .logit ? values[1] : 0
    queueWeight = rule == .logit ? values[2] : 0
    densityWeight = rule == .logit ? values[3] : 0
    reserve = rule == .logit ? values[4] : 0
    claimLag =
      1 + (schedule.fieldTimeConstant + schedule.latency) / max(1e-3, schedule.orchestratorPeriod)
  }

  /// Share of `rechargeBelow` under which a robot no longer works while all docks are taken.
  public static let urgentShare: Float = 0.5

  /// True where it reads the rows of its peers, which only mode `allToAll` exposes.
  public var readsPeers: Bool { kind.requiredInputs.contains(.peers) }

  /// Folds everything that changes a decision into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    hash.add(kind.name)
    for value in parameterValues { hash.add(value.bitPattern) }
    hash.add(gainBound)
    hash.add(claimLag)
  }

  /// Decides for the due rows of a batch; other rows of `decisions` are left as they are.
  ///
  /// - Parameters:
  ///   - batch: What the class's orchestrators see.
  ///   - decisions: One per robot of the class. [robotCount]
  /// - Precondition: the coordination mode grants the kind's required inputs;
  ///   `optionCount` is at most `OrchestratorSchema.assignmentBins`.
  /// - Complexity: O(due rows × options), no allocation.
  public func plan(
    _ batch: OrchestratorBatch, into decisions: UnsafeMutablePointer<OrchestratorDecision>
  ) {
    precondition(
      batch.optionCount <= OrchestratorSchema.assignmentBins,
      "at most \(OrchestratorSchema.assignmentBins) task options can be planned for")
    precondition(
      !kind.requiredInputs.contains(.ownField) || batch.population.orchestratorField != nil,
      "\(kind.name) needs m^orch, which the coordination mode withholds")
    precondition(
      !kind.requiredInputs.contains(.peers) || batch.peers != nil,
      "\(kind.name) needs its peers' rows, which the coordination mode withholds")
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: 3 * OrchestratorSchema.assignmentBins
    ) { scratch in
      guard let base = scratch.baseAddress else { return }
      base.initialize(repeating: 0, count: scratch.count)
      var market = Market(
        batch, claimed: base, probability: base + OrchestratorSchema.assignmentBins,
        utility: base + 2 * OrchestratorSchema.assignmentBins)
      for row in batch.due { decisions[Int(row)] = decide(Int(row), batch, &market) }
    }
    if case .auction(let weight, let increment) = rule {
      Auction(batch, distanceWeight: weight, increment: increment).assign(decisions)
    }
  }

  private func decide(
    _ row: Int, _ batch: OrchestratorBatch, _ market: inout Market
  ) -> OrchestratorDecision {
    switch batch.stage[row] {
    case .carrying, .working, .failed, .charging: return .keep
    case .idle, .assigned, .travelling, .queueing: break
    }
    if batch.battery[row] < batch.rechargeBelow {
      let isUrgent = batch.battery[row] < OrchestratorPolicy.urgentShare * batch.rechargeBelow
      if isUrgent || batch.freeDocks > 0 { return OrchestratorDecision(kind: .charge) }
      // Asked for its battery's sake only: what it is about stands.
      if batch.stage[row] != .idle { return .keep }
    }
    market.see(row, batch)
    market.excludeOwnClaim(batch, by: 1)
    defer { market.excludeOwnClaim(batch, by: -1) }
    let feasibleCount = market.clearProbabilities(batch)
    guard feasibleCount > 0 else { return OrchestratorDecision(kind: .wait) }
    switch rule {
    case .uniform: market.chooseUniformly(batch, feasibleCount)
    case .nearest: market.chooseNearest(batch)
    case .fullest: market.joinFullest(batch)
    case .logit: chooseByUtility(row, batch, market, feasibleCount)
    case .waterFilling(let wholeOnly): market.fillQuorums(batch, wholeOnly: wholeOnly)
    case .table(let gain, let stay): market.followRule(batch, gain: gain, stay: stay)
    case .auction: break  // Nobody bids alone: `Auction` assigns all rows after this pass.
    }
    return market.draw(batch)
  }

  /// B3: P(j) ∝ exp(β U_j), or d_j exp(β U_j) as far as it holds a reserve, with U_j = value_j min(1, d_j/max(1, F)) − w_d t_j/L − w_q queue_j − w_ρ ρ_j.
  ///
  /// The automatic β is 0.7 × bound × K/value, so that the loop gain is 0.7 of its bound while all
  /// idle robots re-decide in a period (dispatchLoopGain with redeciding = idleShare).
  private func chooseByUtility(
    _ row: Int, _ batch: OrchestratorBatch, _ market: Market, _ feasibleCount: Int
  ) {
    var best = -Float.infinity
    var mostValue: Float = 0
    for j in 0..<batch.optionCount where market.isFeasible(j, batch) {
      let cell = row * batch.optionCount + j
      let need = market.deficit(j, batch) / max(1, market.choosers)
      let utility =
        batch.value[j] * min(1, need) - distanceWeight * batch.travelTime[cell] / batch.travelScale
        - queueWeight * batch.queue[j] - densityWeight * batch.wayDensity[cell]
      market.utility[j] = utility
      best = max(best, utility)
      mostValue = max(mostValue, batch.value[j])
    }
    let beta =
      gain > 0 ? gain : 0.7 * min(gainBound, 8) * Float(feasibleCount) / max(mostValue, 1e-6)
    var sum: Float = 0
    for j in 0..<batch.optionCount where market.isFeasible(j, batch) {
      let weight = exponential(beta * (market.utility[j] - best))
      market.probability[j] = weight
      sum += weight
    }
    for j in 0..<batch.optionCount { market.probability[j] /= sum }
    holdReserve(row, batch, market)
  }

  /// Sends as many idle robots as there are jobs without one, each to a job; the rest is reserve.
  ///
  /// B3 as it stands sends every idle robot whatever the demand, and some to options that are wholly
  /// claimed. Here each job without a claim is an alternative of its own, d_j of them alike in option
  /// j: P(j) ∝ d_j exp(β U_j), the size of an aggregate in discrete choice (McFadden 1978). And a
  /// robot sets out with probability Σ d_j / (F L), so that F robots send d_j to each option while
  /// nothing is heard of them: L is the number of periods until a claim shows in the averaged, late
  /// field; without it a new job would be claimed anew in each of them. Without m^orch nothing is
  /// known of the others, and everybody sets out.
  private func holdReserve(_ row: Int, _ batch: OrchestratorBatch, _ market: Market) {
    guard reserve > 0, batch.population.orchestratorField != nil, batch.stage[row] == .idle else {
      return
    }
    var open: Float = 0
    var sum: Float = 0
    for j in 0..<batch.optionCount where market.probability[j] > 0 {
      let need = market.deficit(j, batch)
      open += need
      sum += need * market.probability[j]
    }
    let share = sum > 0 ? min(1, open / (market.volunteers * claimLag)) / sum : 0
    for j in 0..<batch.optionCount where market.probability[j] > 0 {
      market.probability[j] *= 1 - reserve + reserve * share * market.deficit(j, batch)
    }
  }
}

/// How a planner turns its row into choice probabilities.
private enum ChoiceRule: Equatable, Sendable {
  case uniform
  case nearest
  case fullest
  case logit
  case waterFilling(wholeOnly: Bool)
  case table(gain: Float, stay: Float)
  case auction(distanceWeight: Float, increment: Float)
}
