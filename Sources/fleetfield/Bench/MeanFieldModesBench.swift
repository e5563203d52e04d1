import Contracts
import MeanFields
import SimCore

/// Measures what every mode's population input costs to form, for growing N.
///
/// Nanoseconds per robot and update of both layers: a field stays flat, and who reads every peer pays
/// N times as much.
///
/// One class, 0.25 robots per m², k = 5, radius 10 m, 2 rounds, fanout 8, one worker. For all-to-all
/// every robot sums up every peer's row for itself, which is what a fleet without an aggregator would
/// do; the simulator forms that sum once for all, with the same result.
func benchModes(counts: [Int]) {
  print("")
  print("mode       ", counts.map { "N=\($0)" }.joined(separator: "  "), " ns per robot")
  let populations = counts
  let modes = ["meanField", "kSample", "neighbours", "gossip", "hierarchy", "allToAll"]
  var progress = BenchProgress("meanfield, modes", cases: modes.count)
  for mode in modes {
    progress.begin(mode)
    let figures = populations.map { count -> String in
      // Beyond 10⁴ robots all-to-all takes minutes.
      if mode == "allToAll" && count > 10_000 { return "-" }
      let cost = ModeCost(count: count).measure(mode)
      return "\((cost * 10).rounded() / 10)"
    }
    progress.clear()
    print(mode.padded(to: 11), figures.joined(separator: "  "))
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

/// A random population and what its modes cost.
private struct ModeCost: ~Copyable {
  let population: BenchPopulation
  let features: Buffer<Float>
  let plans: Buffer<Float>
  let positions: Buffer<Vec2>
  let count: Int

  init(count: Int) {
    self.count = count
    population = BenchPopulation(count: count)
    features = Buffer(count: count * ExecutorSchema.count, repeating: 0)
    plans = Buffer(count: count * OrchestratorSchema.count, repeating: 0)
    positions = Buffer(count: count, repeating: .zero)
    for i in 0..<count {
      ExecutorMicrostate.meanFeatures(
        of: population.executors.base + i, count: 1, into: features.base + i * ExecutorSchema.count)
      OrchestratorMicrostate.meanFeatures(
        of: population.orchestrators.base + i, count: 1,
        into: plans.base + i * OrchestratorSchema.count)
      positions.base[i] = population.executors[i].position
    }
  }

  /// The median of five measurements.
  borrowing func measure(_ mode: String) -> Double {
    let pool = WorkerPool(workerCount: 1)
    switch mode {
    case "meanField":
      let cost = population.measure(workers: 1, cell: 2)
      return cost.fold + cost.plan + cost.advance
    case "hierarchy": return hierarchy()
    case "allToAll": return allToAll()
    default: return estimates(CoordinationMode(rawValue: mode) ?? .gossip, pool)
    }
  }

  private borrowing func estimates(_ mode: CoordinationMode, _ pool: WorkerPool) -> Double {
    var configuration = MeanFieldConfiguration()
    configuration.mode = mode
    let layout = PopulationLayout(populations: [count])
    var motor = PrivateField(
      configuration: configuration, layout: layout, features: ExecutorSchema.all, hasBlocks: true)
    var plan = PrivateField(
      configuration: configuration, layout: layout, features: OrchestratorSchema.all,
      hasBlocks: false)
    var budget = BandwidthBudget(robotCount: 0, bytesPerSecond: 0, burst: 0)
    var step = 0
    return median {
      step += 1
      motor.estimate(
        features.base, positions: positions.base, exchangesPerRobot: .infinity, seed: 1,
        step: step, pool: pool)
      _ = motor.advance(channel: .init(), bytes: 108, budget: &budget)
      plan.estimate(
        plans.base, positions: positions.base, exchangesPerRobot: .infinity, seed: 2, step: step,
        pool: pool)
      _ = plan.advance(channel: .init(), bytes: 124, budget: &budget)
    }
  }

  private borrowing func hierarchy() -> Double {
    var tree = QuotaTree(classCounts: [count], fanout: 8, optionCount: 16)
    let demand = [Float](repeating: 20, count: 16)
    let isAble = [Bool](repeating: true, count: 16)
    return median {
      tree.advance(rows: population.orchestrators.base, demand: demand, isAble: isAble)
    }
  }

  private borrowing func allToAll() -> Double {
    var mean = [Float](repeating: 0, count: 32)
    return median(of: count > 2000 ? 1 : 5) {
      for _ in 0..<count {
        ExecutorMicrostate.meanFeatures(of: population.executors.base, count: count, into: &mean)
        OrchestratorMicrostate.meanFeatures(
          of: population.orchestrators.base, count: count, into: &mean)
      }
    }
  }

  private borrowing func median(of trials: Int = 5, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<trials {
      let start = clock.now
      body()
      times.append((clock.now - start) / .nanoseconds(1) / Double(count))
    }
    return times.sorted()[trials / 2]
  }
}
