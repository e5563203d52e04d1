import SimCore

/// The mean fields of one run: both layers, every class, and the spatial field.
///
/// ## One executor tick
///
///     bank.foldExecutors(classIndex: c, rows: contexts, count: n, pool: pool)   // every class
///     bank.advanceExecutors(pool: pool)                                         // m^exec, grid
///     // at an orchestrator tick, too:
///     bank.foldOrchestrators(classIndex: c, rows: plans, count: n, pool: pool)  // every class
///     bank.advanceOrchestrators()                    // m^orch; closes the block mean of m^exec
///
/// Policies read `view(classIndex:layer:)` and `grid(for:)` before, that is, as of the last update.
///
/// ## Two clocks
///
/// Executors read the newest m^exec and, held in between, m^orch. Orchestrators read m^orch and the
/// *block mean* of m^exec over the last orchestrator period, which filters out what oscillates faster
/// than they act. Bit-identical for any worker count and row order. No allocation after `init`.
///
/// Source: mathematics §1.3–§1.5, corrections C1 and C2.
public struct MeanFieldBank: ~Copyable {
  /// What the fields are made of.
  public let configuration: MeanFieldConfiguration
  /// The classes, in order.
  public let classes: [PopulationClass]
  /// The spatial field.
  public internal(set) var field: SpatialField
  /// Executor updates since the beginning.
  public internal(set) var executorUpdateCount = 0
  /// Orchestrator updates since the beginning.
  public internal(set) var orchestratorUpdateCount = 0

  /// m^orch per class. [classCount × OrchestratorSchema.count]
  var orchestrators: Buffer<Float>
  /// m^exec per class. [classCount × ExecutorSchema.count]
  var executors: Buffer<Float>
  /// Sum of m^exec over the updates of the open block, and how many. [like `executors`]
  var blockSum: Buffer<Double>
  var blockCount = 0
  /// Block mean of m^exec over the last closed block. [like `executors`]
  var blockMean: Buffer<Float>
  /// What orchestrators read of m^orch and of the block mean of m^exec, and executors of m^orch and of
  /// m^exec. [classCount × 2 × featureCount] each
  var orchestratorStacks: Buffer<Float>
  var blockStacks: Buffer<Float>
  var heldStacks: Buffer<Float>
  var executorStacks: Buffer<Float>
  /// How those are formed.
  let couplings: FieldCouplings
  /// What the scene adds to the schemas.
  var extraPlans: ExtraField
  var extraContexts: ExtraField
  /// The spatial field read with the kernel; empty without one. [rows × columns]
  var smoothed: Buffer<SIMD4<Float>>
  /// Raw statistics of the tick being closed. [featureCount of one class]
  private var statistic: Buffer<Float>
  var executorSums: StatisticSums
  var orchestratorSums: StatisticSums
  /// Memory of the recursions besides the fields; one row per class.
  var executorMemory: RecursionState
  var orchestratorMemory: RecursionState
  /// Reports behind the next statistic, where not all N_c are fresh; −1: all. [classCount]
  private var freshExecutors: Buffer<Int32>
  private var freshOrchestrators: Buffer<Int32>
  /// Error variance of the statistic at hand; √P as classes read it. [featureCount], [like stacks]
  private var errorVariance: Buffer<Float>
  var orchestratorDeviations: Buffer<Float>
  private let executorWeight: Float

  /// Empty fields (all zero) for some classes in a workspace.
  ///
  /// - Parameters:
  ///   - configuration: What the fields are made of.
  ///   - classes: The classes in order, at least one.
  ///   - bounds: The workspace, metres.
  ///   - workerCount: How many workers will share a fold; any number gives the same bits. Memory
  ///     grows by one grid per worker, at most 8 and fewer where the grid is large.
  public init(
    configuration: MeanFieldConfiguration, classes: [PopulationClass], bounds: AABB,
    workerCount: Int
  ) {
    precondition(!classes.isEmpty, "a population has at least one class")
    self.configuration = configuration
    self.classes = classes
    let lanes = SpatialField.laneCount(
      workers: workerCount, bounds: bounds, cellSize: configuration.gridCell)
    field = SpatialField(bounds: bounds, cellSize: configuration.gridCell, laneCount: lanes)
    let n = classes.count
    orchestrators = Buffer(count: n * OrchestratorSchema.count, repeating: 0)
    executors = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    blockSum = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    blockMean = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    orchestratorStacks = Buffer(count: 2 * n * OrchestratorSchema.count, repeating: 0)
    executorStacks = Buffer(count: 2 * n * ExecutorSchema.count, repeating: 0)
    blockStacks = Buffer(count: 2 * n * ExecutorSchema.count, repeating: 0)
    heldStacks = Buffer(count: 2 * n * OrchestratorSchema.count, repeating: 0)
    let robotCounts = classes.map(\.robotCount)
    extraPlans = ExtraField(
      configuration, layer: .orchestrator, populations: robotCounts, workerCount: lanes)
    extraContexts = ExtraField(
      configuration, layer: .executor, populations: robotCounts, workerCount: lanes)
    smoothed = Buffer(
      count: configuration.kernel == nil ? 0 : field.columns * field.rows, repeating: .zero)
    couplings = FieldCouplings(configuration, populations: robotCounts)
    statistic = Buffer(
      count: max(OrchestratorSchema.count, ExecutorSchema.count), repeating: 0)
    executorSums = StatisticSums(
      classCount: n, featureCount: ExecutorSchema.count, laneCount: lanes)
    orchestratorSums = StatisticSums(
      classCount: n, featureCount: OrchestratorSchema.count, laneCount: lanes)
    executorWeight = configuration.executorRecursion.weight(period: configuration.executorPeriod)
    executorMemory = RecursionState(
      recursion: configuration.executorRecursion, period: configuration.executorPeriod,
      rowCount: n, ranges: FeatureRanges(ExecutorSchema.all))
    let isFlat = configuration.mode == .flatField
    orchestratorMemory = RecursionState(
      recursion: isFlat ? configuration.executorRecursion : configuration.orchestratorRecursion,
      period: isFlat ? configuration.executorPeriod : configuration.orchestratorPeriod,
      rowCount: n, ranges: FeatureRanges(OrchestratorSchema.all))
    freshExecutors = Buffer(count: n, repeating: -1)
    freshOrchestrators = Buffer(count: n, repeating: -1)
    errorVariance = Buffer(
      count: max(OrchestratorSchema.count, ExecutorSchema.count), repeating: 0)
    let isKalman = orchestratorMemory.deviation(row: 0) != nil
    orchestratorDeviations = Buffer(
      count: isKalman ? 2 * n * OrchestratorSchema.count : 0, repeating: 0)
  }

  /// Feature values outside their declared range so far (saturated), and robots without a finite
  /// position (left out of the spatial field).
  public var saturationCount: Int64 {
    executorSums.saturationCount + orchestratorSums.saturationCount
      + extraPlans.saturationCount + extraContexts.saturationCount
  }
}

// MARK: - Folding a tick in

extension MeanFieldBank {
  /// Adds the motor contexts of robots of one class to this tick's statistic and spatial deposit.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - rows: Motor contexts in any order. [count]
  ///   - count: Number of rows.
  ///   - weight: Robots that each row stands for in the spatial field: N_c/k for k sampled robots.
  ///   - pool: Shares the rows; its size does not change the result.
  /// - Complexity: O(count), no allocation.
  public mutating func foldExecutors(
    classIndex: Int, rows: UnsafePointer<ExecutorMicrostate>, count: Int, weight: Float = 1,
    pool: WorkerPool
  ) {
    executorSums.add(
      rows, count: count, classIndex: classIndex, pool: pool, depositingInto: field,
      maxSpeed: classes[classIndex].maxSpeed, weight: weight)
    extraContexts.fold(classIndex: classIndex, rows, count: count, pool: pool)
  }

  /// Tells how many reports of a class are new at this update, for the sampling error that a Kalman
  /// filter takes into account; all N_c where it is not called, 0 where data are missing.
  public mutating func setFreshCount(_ count: Int, classIndex: Int, layer: FieldLayer) {
    switch layer {
    case .executor: freshExecutors[classIndex] = Int32(count)
    case .orchestrator: freshOrchestrators[classIndex] = Int32(count)
    }
  }

  /// Adds the planning states of robots of one class to this tick's statistic.
  ///
  /// - Complexity: O(count), no allocation.
  public mutating func foldOrchestrators(
    classIndex: Int, rows: UnsafePointer<OrchestratorMicrostate>, count: Int, pool: WorkerPool
  ) {
    orchestratorSums.add(rows, count: count, classIndex: classIndex, pool: pool)
    extraPlans.fold(classIndex: classIndex, rows, count: count, pool: pool)
  }

  /// Closes an executor tick: m^exec and the spatial field move on by one update.
  ///
  /// - Complexity: O(classes × features + cells), no allocation.
  public mutating func advanceExecutors(pool: WorkerPool) {
    let d = ExecutorSchema.count
    for c in 0..<classes.count {
      executorSums.finish(classIndex: c, into: statistic.base)
      boundErrorVariance(
        fresh: Int(freshExecutors[c]), classIndex: c, features: ExecutorSchema.all.count,
        lower: Self.executorLower)
      executorMemory.update(
        row: c, field: executors.base + c * d,
        statistic: freshExecutors[c] == 0 ? nil : UnsafePointer(statistic.base),
        errorVariance: UnsafePointer(errorVariance.base))
      freshExecutors[c] = -1
    }
    for i in 0..<executors.count { blockSum[i] += Double(executors[i]) }
    blockCount += 1
    formExecutorStacks()
    field.advance(weight: executorWeight, pool: pool)
    smooth(pool)
    extraContexts.advance(couplings)
    executorUpdateCount += 1
  }

  /// Closes an orchestrator tick: m^orch moves on by one update and the block mean of m^exec is
  /// taken over the executor updates since the last one.
  ///
  /// - Complexity: O(classes² × features), no allocation.
  ///
  /// In mode `flatField` it is called at every executor tick: there is one clock and one memory.
  public mutating func advanceOrchestrators() {
    let d = OrchestratorSchema.count
    for c in 0..<classes.count {
      orchestratorSums.finish(classIndex: c, into: statistic.base)
      boundErrorVariance(
        fresh: Int(freshOrchestrators[c]), classIndex: c, features: d, lower: nil)
      orchestratorMemory.update(
        row: c, field: orchestrators.base + c * d,
        statistic: freshOrchestrators[c] == 0 ? nil : UnsafePointer(statistic.base),
        errorVariance: UnsafePointer(errorVariance.base))
      freshOrchestrators[c] = -1
    }
    if blockCount > 0 {
      for i in 0..<blockMean.count { blockMean[i] = Float(blockSum[i] / Double(blockCount)) }
      blockSum.fill(0)
      blockCount = 0
    }
    formOrchestratorStacks()
    extraPlans.advance(couplings)
    orchestratorUpdateCount += 1
  }

  /// Takes what has been folded as the fields of time zero: no recursion, no update counted.
  ///
  /// A robot that starts knows how its fleet stands; fields of zeros would tell every planner that
  /// nobody else is there.
  public mutating func prime(pool: WorkerPool) {
    let d = OrchestratorSchema.count
    let e = ExecutorSchema.count
    for c in 0..<classes.count {
      executorSums.finish(classIndex: c, into: executors.base + c * e)
      orchestratorSums.finish(classIndex: c, into: orchestrators.base + c * d)
    }
    blockMean.copy(from: executors)
    formExecutorStacks()
    formOrchestratorStacks()
    field.advance(weight: 1, pool: pool)
    smooth(pool)
    extraContexts.advance(couplings, isFirst: true)
    extraPlans.advance(couplings, isFirst: true)
  }

  /// r = (1/k)(1 − k/N) S² of a mean over k of N reports, with S² ≤ (upper − m̂)(m̂ − lower).
  ///
  /// The bound (Bhatia and Davis 2000) is exact for shares, and needs no second sum over the robots.
  private mutating func boundErrorVariance(
    fresh: Int, classIndex: Int, features: Int, lower: [Float]?
  ) {
    let population = classes[classIndex].robotCount
    let count = fresh < 0 ? population : fresh
    for i in 0..<features {
      let m = statistic[i]
      let spread = max(0, (1 - m) * (m - (lower?[i] ?? 0)))
      errorVariance[i] = samplingVariance(
        ofSample: spread, sampleCount: count, populationCount: population)
    }
  }

  private static let executorLower = ExecutorSchema.all.map(\.range.lowerBound)
}
