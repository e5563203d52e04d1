import Contracts
import MeanFields

/// B9: as logit; keeps the number of robots under way at most at a number, as m^orch counts them.
///
/// Source: M. L. Spearman, D. L. Woodruff and W. J. Hopp, "CONWIP: a pull alternative to kanban", International
/// Journal of Production Research 28, 1990; here robots are the work in process.
enum Conwip {
  static let kind = PolicyKind.planner(
    "conwip", code: "B9",
    summary: "As logit; keeps at most a number of robots under way, as m^orch counts them.",
    parameters: Logit.parameters + [
      PolicyParameter(
        name: "under_way", unit: "robots", defaultValue: 200, range: 1...1_000_000,
        doc: "Robots of all classes that serve at the same time.")
    ],
    reads: [.ownField, .grid], herdingGain: "gain"
  ) { values, timing in
    Rule(logit: Logit.Rule(values, timing), underWay: values["under_way"], timing: timing)
  }

  /// P(j) of B3 times the gate min(1, max(0, C − W)/(F L)): W robots of all classes serve, C may, F of all classes
  /// are idle, and L periods pass until one that goes out shows in m^orch.
  ///
  /// Where m^orch is withheld, the prior is that nobody is under way.
  struct Rule: OrchestratorRule {
    let logit: Logit.Rule
    let underWay: Float
    let timing: DispatchTiming

    func choose(in market: inout Market) {
      logit.choose(in: &market)
      let robot = market.robot
      guard robot.stage == .idle else { return }
      let room = max(0, underWay - serving(robot.population))
      market.hold(to: min(1, room / (market.idle * timing.claimLag)))
    }

    /// W: robots of all classes that serve.
    private func serving(_ population: PopulationReading) -> Float {
      guard let plans = population.plans else { return 0 }
      var sum: Float = 0
      for stage in RobotStage.allCases {
        switch stage {
        case .assigned, .travelling, .queueing, .carrying, .working:
          sum += population.count(stage, in: plans)
        case .idle, .charging, .failed: break
        }
      }
      return sum
    }
  }
}
