import Contracts
import MeanFields
import SimCore

/// A random population in a workspace of 40 m × 30 m.
func randomExecutors(_ count: Int, seed: UInt64) -> [ExecutorMicrostate] {
  (0..<count).map { i in
    var s = RandomStream(seed: seed, index: i, purpose: .tooling)
    return ExecutorMicrostate(
      position: Vec2(s.uniform(0, 40), s.uniform(0, 30)),
      velocity: Vec2(s.uniform(-0.7, 0.7), s.uniform(-0.7, 0.7)), spin: s.uniform(-1, 1),
      speedRatio: s.uniform(), contact: s.uniform() < 0.2 ? 1 : 0,
      blocked: s.uniform() < 0.1 ? 1 : 0, slip: s.uniform() < 0.05 ? 1 : 0, impulse: s.uniform(),
      failed: 0, battery: s.uniform(), uncertainty: s.uniform(), tag: UInt32(s.below(8)))
  }
}

/// Random planning states.
func randomOrchestrators(_ count: Int, seed: UInt64) -> [OrchestratorMicrostate] {
  (0..<count).map { i in
    var s = RandomStream(seed: seed, classIndex: 1, index: i, purpose: .tooling)
    return OrchestratorMicrostate(
      stage: RobotStage(rawValue: UInt8(s.below(8))) ?? .idle, option: Int16(s.below(17)) - 1,
      planAge: s.uniform(0, 64), replanned: s.uniform() < 0.3 ? 1 : 0, entropy: s.uniform(),
      planFailed: s.uniform() < 0.1 ? 1 : 0, progress: s.uniform(), predictedSuccess: s.uniform(),
      // Three of four are bound for somewhere, some for beyond the border.
      destination: s.uniform() < 0.75
        ? Vec2(s.uniform(-2, 42), s.uniform(-2, 32)) : Vec2(repeating: .nan))
  }
}

/// The rows in an order drawn by a seed (Fisher–Yates).
func shuffled<T>(_ rows: [T], seed: UInt64) -> [T] {
  var result = rows
  var s = RandomStream(seed: seed, purpose: .tooling)
  for i in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(i, s.below(i + 1)) }
  return result
}

/// A configuration with exact recursions and 2 m cells.
func exactConfiguration() -> MeanFieldConfiguration {
  var configuration = MeanFieldConfiguration()
  configuration.orchestratorRecursion = .exact
  configuration.executorRecursion = .exact
  return configuration
}

/// The workspace of the random populations.
let workspace = AABB(lower: .zero, upper: Vec2(40, 30))

/// A bank of one class per population, after one tick of both layers.
func foldedBank(
  executors: [[ExecutorMicrostate]], orchestrators: [[OrchestratorMicrostate]], workers: Int = 1,
  configuration: MeanFieldConfiguration = exactConfiguration()
) -> MeanFieldBank {
  let pool = WorkerPool(workerCount: workers)
  var bank = MeanFieldBank(
    configuration: configuration,
    classes: executors.map { PopulationClass(robotCount: $0.count, maxSpeed: 1.5) },
    bounds: workspace, workerCount: workers)
  for c in executors.indices {
    bank.fold(classIndex: c, rows: executors[c], count: executors[c].count, pool: pool)
    bank.fold(
      classIndex: c, rows: orchestrators[c], count: orchestrators[c].count, pool: pool)
  }
  bank.advanceExecutors(pool: pool)
  bank.advanceOrchestrators(pool: pool)
  return bank
}

/// The hash of a bank's state.
func stateHash(_ bank: borrowing MeanFieldBank) -> UInt64 { bank.stateHashValue() }
