import Contracts
import MeanFields
import SimCore

/// Measures both mean fields alone: nanoseconds per robot and update, one line for each case.
///
/// Robots stand at random, 0.25 per m², in random memory order (the worst for the spatial field), and
/// one update of m^exec with its grid and one of m^orch are folded and advanced. The least of seven
/// measurements counts.
///
/// The floor of the memory, measured on the same core: 84 bytes of state per robot take 2.6 ns. Adding
/// to four cells of a 10⁶-cell grid (32 MB) in random order beside that stream takes 24 to 28 ns, 3.4 ns
/// where robots lie in the order of their cells, and 1.6 ns in cache. So in random order 22 ns of work at
/// 10⁴ robots cannot stay flat to 10⁶: 47 is what is left to reach, 60 is what is reached (2 m cells).
///
///     fleetfield bench meanfield --robots 1000,1000000 --workers 1,2 --cell 2,4
///
/// The other modes follow, as far as they go; see `benchModes(counts:)`.
///
/// - Parameter arguments: `--robots`, `--workers`, `--cell` (metres): lists with commas.
func benchMeanField(arguments: [String]) {
  func list(_ name: String, _ standard: String) -> [Substring] {
    var text = standard
    if let i = arguments.firstIndex(of: name), i + 1 < arguments.count { text = arguments[i + 1] }
    return text.split(separator: ",")
  }
  let counts = list("--robots", "1000,10000,100000,1000000").compactMap { Int($0) }
  print("robots  workers  cell m  exec+grid  orch  advance  both, ns per robot")
  let workerCounts = list("--workers", "1,2").compactMap { Int($0) }
  let cells = list("--cell", "2,4").compactMap { Float($0) }
  var progress = BenchProgress(
    "meanfield", cases: counts.count * workerCounts.count * cells.count)
  for count in counts {
    let population = BenchPopulation(count: count)
    for workers in workerCounts {
      for cell in cells {
        progress.begin("\(count) robots, \(workers) workers, cells of \(cell) m")
        let cost = population.measure(workers: workers, cell: cell)
        let figures = [cost.fold, cost.plan, cost.advance, cost.fold + cost.plan + cost.advance]
          .map { "\(($0 * 10).rounded() / 10)" }
        progress.clear()
        print("\(count)  \(workers)  \(cell)  \(figures.joined(separator: "  "))")
      }
    }
  }
  benchModes(counts: counts.filter { $0 <= 100_000 })
}

/// A random population of one class.
struct BenchPopulation: ~Copyable {
  let executors: Buffer<ExecutorMicrostate>
  let orchestrators: Buffer<OrchestratorMicrostate>
  let side: Float

  init(count: Int) {
    side = (Float(count) / 0.25).squareRoot()
    var contexts: [ExecutorMicrostate] = []
    var plans: [OrchestratorMicrostate] = []
    for i in 0..<count {
      var s = RandomStream(seed: 1, index: i, purpose: .tooling)
      contexts.append(
        ExecutorMicrostate(
          position: Vec2(s.uniform(0, side), s.uniform(0, side)),
          velocity: Vec2(s.uniform(-0.7, 0.7), s.uniform(-0.7, 0.7)), spin: s.uniform(-1, 1),
          speedRatio: s.uniform(), contact: 0, blocked: s.uniform() < 0.1 ? 1 : 0, slip: 0,
          impulse: s.uniform(), failed: 0, battery: s.uniform(), uncertainty: s.uniform(),
          tag: UInt32(s.below(8))))
      plans.append(
        OrchestratorMicrostate(
          stage: RobotStage(rawValue: UInt8(s.below(8))) ?? .idle, option: Int16(s.below(17)) - 1,
          planAge: s.uniform(0, 64), replanned: 0, entropy: s.uniform(), planFailed: 0,
          progress: s.uniform(), predictedSuccess: s.uniform(),
          destination: Vec2(s.uniform(0, side), s.uniform(0, side))))
    }
    executors = Buffer(contexts)
    orchestrators = Buffer(plans)
  }

  /// Nanoseconds per robot to fold the executors with the grid, to fold the planners, to advance.
  func measure(workers: Int, cell: Float) -> (fold: Double, plan: Double, advance: Double) {
    let count = executors.count
    let pool = WorkerPool(workerCount: workers)
    var configuration = MeanFieldConfiguration()
    configuration.gridCell = cell
    var bank = MeanFieldBank(
      configuration: configuration,
      classes: [PopulationClass(robotCount: count, maxSpeed: 1.5)],
      bounds: AABB(lower: .zero, upper: Vec2(side, side)), workerCount: workers)
    let repeats = max(1, 100_000 / count)
    var best = (fold: Double.infinity, plan: Double.infinity, advance: Double.infinity)
    for _ in 0..<7 {
      var spent = (fold: 0.0, plan: 0.0, advance: 0.0)
      // Update by update, as in a run: what is folded is closed before more comes.
      for _ in 0..<repeats {
        let start = WallClock.monotonic()
        bank.fold(
          classIndex: 0, rows: UnsafePointer(executors.base), count: count, pool: pool)
        let folded = WallClock.monotonic()
        bank.fold(
          classIndex: 0, rows: UnsafePointer(orchestrators.base), count: count, pool: pool)
        let planned = WallClock.monotonic()
        bank.advanceExecutors(pool: pool)
        bank.advanceOrchestrators(pool: pool)
        spent.fold += folded - start
        spent.plan += planned - folded
        spent.advance += WallClock.monotonic() - planned
      }
      let perRobot = 1e9 / Double(repeats * count)
      if spent.fold + spent.plan + spent.advance < (best.fold + best.plan + best.advance) / perRobot
      {
        best = (spent.fold * perRobot, spent.plan * perRobot, spent.advance * perRobot)
      }
    }
    return best
  }
}
