import Contracts
import Coordination
import MeanFields
import SimCore

/// Measures what every mode's population input costs to form, for growing N.
///
/// Nanoseconds per robot and update of both layers, as a run does it: reports, estimates, broadcasts and
/// their bill. A field stays flat, and who reads every peer pays N times as much.
///
/// One class, 0.25 robots per m², the standards of each mode's keys, one worker. Where all rows are
/// granted every robot sums up every peer's row for itself, which is what a fleet without an aggregator
/// would do; the simulator forms that sum once for all, with the same result.
func benchModes(counts: [Int]) {
  print("")
  print("mode       ", counts.map { "N=\($0)" }.joined(separator: "  "), " ns per robot")
  let kinds = CoordinationCatalog.kinds.filter { $0.grants.fields != .none }
  var progress = BenchProgress("meanfield, modes", cases: kinds.count)
  for kind in kinds {
    progress.begin(kind.mode.rawValue)
    let figures = counts.map { count -> String in
      // Beyond 10⁴ robots all rows for all take minutes.
      if kind.grants.hasPeers && count > 10_000 { return "-" }
      let robots = BenchPopulation(count: count)
      let cost = kind.grants.hasPeers ? robots.costOfAllPairs() : robots.cost(of: kind.mode)
      return "\((cost * 10).rounded() / 10)"
    }
    progress.clear()
    print(kind.mode.rawValue.padded(to: 11), figures.joined(separator: "  "))
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension BenchPopulation {
  /// Nanoseconds per robot of one update of both layers under a mode: the median of five.
  fileprivate borrowing func cost(of mode: CoordinationMode) -> Double {
    let count = executors.count
    let side = side
    func setup(_ mode: CoordinationMode) -> PopulationSetup {
      PopulationSetup(
        CoordinationSetup(mode: mode),
        classes: [PopulationClass(robotCount: count, maxSpeed: 1.5)],
        bounds: AABB(lower: .zero, upper: Vec2(side, side)), optionCount: 16,
        isAble: Array(repeating: true, count: 16), seed: 1)
    }
    let pool = WorkerPool(workerCount: 1)
    var population = Population(setup(mode), pool: pool) {
      StillTwin(Population(setup(.meanField), pool: pool) { preconditionFailure("one twin") })
    }
    for i in 0..<count {
      population.exchange.executors.states[i] = executors[i]
      population.exchange.orchestrators.states[i] = orchestrators[i]
    }
    population.prime()
    return median { trial in
      population.exchange.advanceBoard(to: trial) { $0.update(repeating: 20, count: 17) }
      population.update(CoordinationTick(step: trial, isPlanningTick: true))
    }
  }

  /// Nanoseconds per robot where each sums up all rows for itself.
  fileprivate borrowing func costOfAllPairs() -> Double {
    let count = executors.count
    var mean = [Float](repeating: 0, count: 32)
    return median(of: count > 2000 ? 1 : 5) { _ in
      for _ in 0..<count {
        ExecutorMicrostate.meanFeatures(of: executors.base, count: count, into: &mean)
        OrchestratorMicrostate.meanFeatures(of: orchestrators.base, count: count, into: &mean)
      }
    }
  }

  private borrowing func median(of trials: Int = 5, _ body: (Int) -> Void) -> Double {
    var times: [Double] = []
    for trial in 0..<trials {
      let start = WallClock.monotonic()
      body(trial)
      times.append((WallClock.monotonic() - start) * 1e9 / Double(executors.count))
    }
    return times.sorted()[trials / 2]
  }
}

/// A twin that stands still: what it costs is a run's own affair.
private final class StillTwin: TwinSource {
  private var population: Population

  init(_ population: consuming Population) { self.population = population }

  func advance() {}

  func readFields<Result>(_ body: (borrowing MeanFieldBank) -> Result) -> Result {
    body(population.exchange.fields)
  }

  func visitState(_ archive: inout StateArchive) { population.visitState(&archive) }
}
