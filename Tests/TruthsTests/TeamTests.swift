import MeanFields
import SimCore
import TestSupport
import Testing

@Suite("Truth: the linear-quadratic team")
struct TeamTests {
  private let truth = Truth.file("team")
  private var team: Team { Team(truth) }

  @Test("gains, costs for every N, sampling, holding and the limit's own path are the table's")
  func closedForms() {
    let team = team
    for t in 0..<team.horizon {
      #expect(agree(team.ownGains[t], truth["dev_gains"][t].number))
      #expect(agree(team.meanGains[t], truth["mean_gains"][t].number))
    }
    #expect(agree(team.limitCost, truth["J_inf"].number))
    for row in truth["table"].list {
      let n = row["N"].count
      #expect(agree(team.cost(n), row["J_opt"].number))
      #expect(
        agree(
          team.costOfPeriod(1000, n: n, observesStart: false),
          row["extra_cost_meanfield_limit_policy"].number))
      #expect(agree(team.endDeviation(n: n), row["std_xbar_minus_m_at_T"].number))
    }
    for row in truth["subsample_table"].list {
      #expect(
        agree(
          team.costOfSample(k: row["k"].count, n: row["N"].count), row["extra_cost"].number))
    }
    for row in truth["leader_period_table"].list {
      #expect(
        agree(
          team.costOfPeriod(row["K"].count, n: row["N"].count), row["extra_cost"].number))
    }
  }

  @Test("costs fall as 1/N and states as 1/√N: both slopes, over N = 1 … 10⁶")
  func slopes() {
    let rows = truth["table"].list
    let n = rows.map { logarithm($0["N"].number) }
    let extra = rows.map { logarithm($0["extra_cost_meanfield_limit_policy"].number) }
    let state = rows.map { logarithm($0["std_xbar_minus_m_at_T"].number) }
    let optimal = rows.map { logarithm($0["J_opt"].number - truth["J_inf"].number) }
    #expect(abs(slope(n, extra) + 1) < 1e-6)
    #expect(abs(slope(n, state) + 0.5) < 1e-6)
    #expect(abs(slope(n, optimal) + 1) < 1e-6)
  }

  @Test(
    "with the product's mean field N robots cost what theory says, for every N",
    arguments: [1, 2, 10])
  func exactField(n: Int) {
    let team = team
    let run = TeamSimulation(team, robots: n, teams: 1200 / n, estimate: .exact, seed: 11)
    var tally = Tally()
    for cost in run.costs { tally.add(cost) }
    #expect(abs(tally.deviation(from: team.cost(n))) < 4, "\(tally.mean) for \(team.cost(n))")
    #expect(tally.standardError < 0.025 * tally.mean)
    #expect(run.saturations == 0)
  }

  @Test(
    "a common sample of k costs const·(1/k − 1/N), and nothing at k = N",
    arguments: [1, 2, 5, 10, 20])
  func commonSample(k: Int) {
    let team = team
    let n = 20
    let exact = TeamSimulation(team, robots: n, teams: 120, estimate: .exact, seed: 5)
    let sampled = TeamSimulation(team, robots: n, teams: 120, estimate: .common(k), seed: 5)
    var tally = Tally()
    for (a, b) in zip(sampled.costs, exact.costs) { tally.add(a - b) }
    let theory = team.costOfSample(k: k, n: n)
    if k == n {
      // The same rows in the same fixed point: the same bits.
      #expect(theory == 0 && sampled.costs == exact.costs)
    } else {
      #expect(abs(tally.deviation(from: theory)) < 4, "\(tally.mean) for \(theory)")
      #expect(tally.deviation(from: 0) > 3)
    }
  }

  @Test(
    "a mean measured every K ticks and predicted in between costs what theory says",
    arguments: [2, 5, 20])
  func leaderPeriod(period: Int) {
    let team = team
    let exact = TeamSimulation(team, robots: 10, teams: 250, estimate: .exact, seed: 8)
    let held = TeamSimulation(team, robots: 10, teams: 250, estimate: .held(period), seed: 8)
    var tally = Tally()
    for (a, b) in zip(held.costs, exact.costs) { tally.add(a - b) }
    let theory = team.costOfPeriod(period, n: 10)
    #expect(abs(tally.deviation(from: theory)) < 4, "\(tally.mean) for \(theory)")
    #expect(tally.deviation(from: 0) > 2.5)
  }

  @Test("the limit's own path costs 0.535/N more, and leaves the mean 0.273/√N away")
  func limitPath() {
    let team = team
    let exact = TeamSimulation(team, robots: 10, teams: 250, estimate: .exact, seed: 8)
    let limit = TeamSimulation(team, robots: 10, teams: 250, estimate: .limit, seed: 8)
    var extra = Tally()
    for (a, b) in zip(limit.costs, exact.costs) { extra.add(a - b) }
    #expect(abs(extra.deviation(from: team.costOfPeriod(1000, n: 10, observesStart: false))) < 4)
    var square = Tally()
    var path = team.startMean
    for t in 0..<team.horizon { path = team.predicted(path, t) }
    for mean in limit.endMeans { square.add((mean - path) * (mean - path)) }
    let deviation = team.endDeviation(n: 10)
    #expect(abs(square.deviation(from: deviation * deviation)) < 4)
  }

  @Test("a common sample shakes the mean of the fleet, private ones do not: they must differ")
  func privateAgainstCommon() {
    let team = team
    let table = Truth.file("sampling")["rows"].list
    let teams = isSlowWanted ? 2000 : 200
    func variance(_ estimate: TeamEstimate) -> (variance: Double, cost: Double) {
      let run = TeamSimulation(team, robots: 50, teams: teams, estimate: estimate, seed: 3)
      var ends = Tally()
      var costs = Tally()
      for mean in run.endMeans { ends.add(mean) }
      for cost in run.costs { costs.add(cost) }
      return (ends.variance, costs.mean)
    }
    let exact = variance(.exact)
    let common = variance(.common(2))
    let own = variance(.own(2))
    // Rows 3…5: exact, common and private with k = 2. A variance of m samples errs by √(2/m).
    let error = (2 / Double(teams)).squareRoot()
    for (row, found) in zip(table[3...5], [exact, common, own]) {
      let expected = row["var_xbar_T"].number
      #expect(abs(found.variance / expected - 1) < 4 * error, "\(found.variance) for \(expected)")
      // Paired noise: the costs' differences are known much better than the costs.
      let extra = row["J"].number - table[3]["J"].number
      #expect(abs(found.cost - exact.cost - extra) < 0.03)
    }
    #expect(common.variance > 1.5 * own.variance)
  }
}
