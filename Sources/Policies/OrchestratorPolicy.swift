import Contracts
import MeanFields
import SimCore

/// A planner: a kind of orchestrator with its parameters, which decides for all due robots of a class
/// in one call.
///
/// ## Rules common to all kinds
///
/// 1. A robot that carries a load, works, has failed, or is charging already keeps its directive.
/// 2. Else, with the state of charge below `rechargeBelow`, it charges where a dock is free and not wanted by who
///    must charge, as m^orch counts them; below half of it in any case; while all docks are taken it works on.
/// 3. Else it chooses among its *feasible* options: jobs are open (demand > 0) and the pick-up can be
///    reached. Without any it waits.
///
/// 4. A robot that has found no job where it was sent k times running sets out with probability
///    min(1, period / (b 2^(k−1))) only, b its `back_off`: it rests b 2^(k−1) in the mean, as it remembers (binary
///    exponential back-off: Metcalfe and Boggs 1976).
///
/// Kinds differ in the choice alone. Where an input is withheld the same formula holds with a prior: nobody has
/// claimed anything, nobody seeks a dock, `prior_idle` robots are idle, ways are free, and nobody is blocked. Random numbers come from one stream per (seed, class, index,
/// step), so a decision depends on nothing but its own row, the options and the fields.
///
/// ## Predicted success
///
/// Every decision states the probability that a job is still there on arrival:
/// min(1, D_j / (n_j + 1 + (F − 1) p_j)), jobs per claimant, where n_j robots have claimed one, F
/// volunteers choose now, and p_j is the probability of this choice.
///
/// Source: mathematics Appendix A.2, B0 to B6.
public struct OrchestratorPolicy: Sendable {
  /// Its kind.
  public let kind: PolicyKind
  /// The values of the kind's parameters, as resolved; 0 where automatic.
  public let values: PolicyValues
  /// When robots decide, how late the field is, and what gain that bears.
  public let timing: DispatchTiming

  private let box: Box
  private let priorIdle: Float
  private let backOff: Float

  /// Holds the rule, so that a policy is one word to copy.
  private final class Box: Sendable {
    let rule: Rule

    init(_ rule: Rule) { self.rule = rule }
  }

  private enum Rule: Sendable {
    case each(any OrchestratorRule)
    case together(any AssignmentRule)
  }

  /// A policy of a kind, with some parameters given and the others at their defaults.
  ///
  /// - Parameters:
  ///   - kind: A kind of orchestrator.
  ///   - parameters: Values by name; 0 stands for `auto` where the parameter allows it.
  ///   - schedule: When robots decide and how late the field is; the automatic gain needs it.
  /// - Throws: `PolicyError`: `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(
    _ kind: PolicyKind, parameters: [String: Double] = [:],
    schedule: DispatchSchedule = DispatchSchedule()
  ) throws(PolicyError) {
    self.kind = kind
    values = try PolicyValues(of: kind, given: parameters)
    timing = DispatchTiming(schedule)
    priorIdle = values.value(of: .priorIdle) ?? 1
    backOff = values.value(of: .backOff) ?? 0
    switch kind.maker {
    case .planner(let make): box = Box(.each(make(values, timing)))
    case .assigner(let make): box = Box(.together(make(values, timing)))
    case .executor: throw .wrongLayer(kind.name, isOrchestrator: false)
    }
  }

  /// A policy of the kind of this name.
  ///
  /// - Throws: `PolicyError`: `unknownKind`, `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(
    kind name: String, parameters: [String: Double] = [:],
    schedule: DispatchSchedule = DispatchSchedule(), in catalog: PolicyCatalog = .standard
  ) throws(PolicyError) {
    try self.init(
      catalog.kind(name, layer: .orchestrator), parameters: parameters, schedule: schedule)
  }

  /// Share of `rechargeBelow` under which a robot no longer works while all docks are taken.
  public static let urgentShare: Float = 0.5

  /// True where it reads the rows of its peers, which only mode `allToAll` exposes.
  public var readsPeers: Bool { kind.requiredInputs.contains(.peers) }

  /// What it reads of the fields, where it is granted.
  public var reads: PopulationReads { kind.reads(values) }

  /// Folds everything that changes a decision into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    hash.add(kind.name)
    values.addIdentity(to: &hash)
    hash.add(timing.gainBound)
    hash.add(timing.claimLag)
  }

  /// Decides for the due rows of a table; other decisions are left as they are.
  ///
  /// - Precondition: the coordination mode grants the kind's required inputs; there are at most
  ///   `OrchestratorSchema.assignmentBins` options.
  /// - Complexity: O(due rows × options), no allocation.
  public func plan(_ table: OrchestratorTable) {
    precondition(
      table.columns.options.count <= OrchestratorSchema.assignmentBins,
      "at most \(OrchestratorSchema.assignmentBins) task options can be planned for")
    precondition(
      !kind.requiredInputs.contains(.ownField) || table.columns.population.orchestratorField != nil,
      "\(kind.name) needs m^orch, which the coordination mode withholds")
    switch box.rule {
    case .each(let rule): decide(table, by: rule)
    case .together(let rule):
      guard let peers = table.peers else {
        preconditionFailure("\(kind.name) needs its peers' rows, which its mode withholds")
      }
      decide(table, by: Nobody())
      assign(peers, table, by: rule)
    }
  }

  // MARK: Each for itself

  private func decide(_ table: OrchestratorTable, by rule: some OrchestratorRule) {
    guard let first = table.due.first else { return }
    var market = Market(
      seenBy: OrchestratorRow(table.columns, index: Int(first)), priorIdle: priorIdle)
    for row in table.due {
      let robot = OrchestratorRow(table.columns, index: Int(row))
      table.decisions[Int(row)] = decide(robot, &market, by: rule)
    }
  }

  private func decide(
    _ robot: OrchestratorRow, _ market: inout Market, by rule: some OrchestratorRule
  ) -> OrchestratorDecision {
    switch robot.stage {
    case .carrying, .working, .failed, .charging: return .keep
    case .idle, .assigned, .travelling, .queueing: break
    }
    if robot.battery < robot.rechargeBelow {
      let isUrgent = robot.battery < OrchestratorPolicy.urgentShare * robot.rechargeBelow
      if isUrgent || docksToSpare(robot) > 0 { return OrchestratorDecision(kind: .charge) }
      // Asked for its battery's sake only: what it is about stands.
      if robot.stage != .idle { return .keep }
    }
    market.see(robot)
    market.excludeOwnClaim(by: 1)
    defer { market.excludeOwnClaim(by: -1) }
    guard market.feasibleCount > 0 else { return OrchestratorDecision(kind: .wait) }
    rule.choose(in: &market)
    if robot.stage == .idle, backOff > 0, robot.missCount > 0 {
      let doublings = Float(sign: .plus, exponent: Int(robot.missCount) - 1, significand: 1)
      market.hold(to: min(1, robot.period / (backOff * doublings)))
    }
    return market.draw()
  }

  /// Free docks that a robot which can still work may count on: less the robots that must charge and have none.
  ///
  /// m^orch has all of these as about to charge, with those at the docks, of which the docks themselves tell.
  private func docksToSpare(_ robot: OrchestratorRow) -> Float {
    guard let plans = robot.population.plans, robot.dockCount > 0 else { return robot.freeDocks }
    let seeking =
      robot.population.count(.charging, in: plans) - (robot.dockCount - robot.freeDocks)
    return robot.freeDocks - max(0, seeking)
  }

  // MARK: All together

  /// Nobody chooses alone: `assign` does it for all.
  private struct Nobody: OrchestratorRule {
    func choose(in market: inout Market) {}
  }

  /// Replaces what the due rows would do by the assignment; who charges or keeps its directive is
  /// left alone.
  private func assign(
    _ peers: OrchestratorPeers, _ table: OrchestratorTable, by rule: some AssignmentRule
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, peers.count)) { memory in
      guard let base = memory.baseAddress else { return }
      var choices = PeerChoices(base: base, count: peers.count)
      rule.assign(peers, into: &choices)
      var k = 0
      for due in table.due {
        while k < peers.count && peers.indexInClass(k) < Int(due) { k += 1 }
        let kind = table.decisions[Int(due)].kind
        guard kind == .serve || kind == .wait else { continue }
        let isPeer = k < peers.count && peers.indexInClass(k) == Int(due)
        table.decisions[Int(due)] =
          (isPeer ? choices[k] : nil).map {
            OrchestratorDecision(kind: .serve, option: Int16($0), predictedSuccess: 1)
          } ?? OrchestratorDecision(kind: .wait)
      }
    }
  }
}
