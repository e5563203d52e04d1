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
  public private(set) var field: SpatialField
  /// Executor updates since the beginning.
  public private(set) var executorUpdateCount = 0
  /// Orchestrator updates since the beginning.
  public private(set) var orchestratorUpdateCount = 0

  /// m^orch per class. [classCount × OrchestratorSchema.count]
  private var orchestrators: Buffer<Float>
  /// m^exec per class. [classCount × ExecutorSchema.count]
  private var executors: Buffer<Float>
  /// Sum of m^exec over the updates of the open block, and how many. [like `executors`]
  private var blockSum: Buffer<Double>
  private var blockCount = 0
  /// Block mean of m^exec over the last closed block. [like `executors`]
  private var blockMean: Buffer<Float>
  /// What classes read. [classCount × 2 × featureCount] each
  private var orchestratorStacks: Buffer<Float>
  private var executorStacks: Buffer<Float>
  private var blockStacks: Buffer<Float>
  /// N_c. [classCount]
  private let populations: Buffer<Double>
  /// Raw statistics of the tick being closed. [featureCount of one class]
  private var statistic: Buffer<Float>
  private var executorSums: StatisticSums
  private var orchestratorSums: StatisticSums
  /// Memory of the recursions besides the fields; one row per class.
  private var executorMemory: RecursionState
  private var orchestratorMemory: RecursionState
  /// Reports behind the next statistic, where not all N_c are fresh; −1: all. [classCount]
  private var freshExecutors: Buffer<Int32>
  private var freshOrchestrators: Buffer<Int32>
  /// Error variance of the statistic at hand; √P as classes read it. [featureCount], [like stacks]
  private var errorVariance: Buffer<Float>
  private var orchestratorDeviations: Buffer<Float>
  private let executorWeight: Float

  /// Empty fields (all zero) for some classes in a workspace.
  ///
  /// - Parameters:
  ///   - configuration: What the fields are made of.
  ///   - classes: The classes in order, at least one.
  ///   - bounds: The workspace, metres.
  ///   - workerCount: How many workers will share a fold; any number gives the same bits. Memory
  ///     grows by one grid per worker, at most 8.
  public init(
    configuration: MeanFieldConfiguration, classes: [PopulationClass], bounds: AABB,
    workerCount: Int
  ) {
    precondition(!classes.isEmpty, "a population has at least one class")
    self.configuration = configuration
    self.classes = classes
    let lanes = max(1, min(8, workerCount))
    field = SpatialField(bounds: bounds, cellSize: configuration.gridCell, laneCount: lanes)
    let n = classes.count
    orchestrators = Buffer(count: n * OrchestratorSchema.count, repeating: 0)
    executors = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    blockSum = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    blockMean = Buffer(count: n * ExecutorSchema.count, repeating: 0)
    orchestratorStacks = Buffer(count: 2 * n * OrchestratorSchema.count, repeating: 0)
    executorStacks = Buffer(count: 2 * n * ExecutorSchema.count, repeating: 0)
    blockStacks = Buffer(count: 2 * n * ExecutorSchema.count, repeating: 0)
    populations = Buffer(classes.map { Double($0.robotCount) })
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
    couple(executors.base, d, into: executorStacks.base)
    field.advance(weight: executorWeight, pool: pool)
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
    coupleDeviations()
    couple(orchestrators.base, d, into: orchestratorStacks.base)
    if blockCount > 0 {
      for i in 0..<blockMean.count { blockMean[i] = Float(blockSum[i] / Double(blockCount)) }
      blockSum.fill(0)
      blockCount = 0
    }
    couple(blockMean.base, ExecutorSchema.count, into: blockStacks.base)
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
    couple(executors.base, e, into: executorStacks.base)
    couple(orchestrators.base, d, into: orchestratorStacks.base)
    couple(blockMean.base, e, into: blockStacks.base)
    field.advance(weight: 1, pool: pool)
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

  /// √P of m^orch as classes read it, stacked like m^orch itself.
  private mutating func coupleDeviations() {
    guard orchestratorDeviations.count > 0 else { return }
    let d = OrchestratorSchema.count
    for own in 0..<classes.count {
      var others = 0.0
      for c in 0..<classes.count where c != own { others += populations[c] }
      for i in 0..<d {
        let stack = orchestratorDeviations.base + own * 2 * d
        stack[i] = orchestratorMemory.deviation(row: own)?[i] ?? 0
        // Independent errors of the other classes add up in squares.
        var sum = 0.0
        for c in 0..<classes.count where c != own {
          let part = populations[c] * Double(orchestratorMemory.deviation(row: c)?[i] ?? 0)
          sum += part * part
        }
        stack[d + i] = others > 0 ? Float(sum.squareRoot() / others) : 0
      }
    }
  }

  /// What classes read of a layer's fields: stacked by class, or pooled in mode `flatField`.
  private func couple(
    _ fields: UnsafePointer<Float>, _ featureCount: Int, into stacks: UnsafeMutablePointer<Float>
  ) {
    if configuration.mode == .flatField {
      poolStacks(
        fields, populations: populations.base, classCount: classes.count,
        featureCount: featureCount, into: stacks)
    } else {
      coupleStacks(
        fields, populations: populations.base, classCount: classes.count,
        featureCount: featureCount, into: stacks)
    }
  }
}

// MARK: - What policies read

extension MeanFieldBank {
  /// What policies of one class and layer may read of the population under mode and coupling.
  ///
  /// The pointers are valid until the bank is advanced or ends.
  public func view(classIndex: Int, layer: FieldLayer) -> PopulationView {
    let d = OrchestratorSchema.count
    let e = ExecutorSchema.count
    let isFlat = configuration.mode == .flatField
    let executorSource =
      layer == .orchestrator && !isFlat ? blockStacks.base : executorStacks.base
    var others = 0
    for c in 0..<classes.count where c != classIndex { others += classes[c].robotCount }
    var own = classes[classIndex].robotCount
    if isFlat {
      own += others
      others = 0
    }
    var view = PopulationView(
      orchestratorField: configuration.grants(.orchestrator, to: layer)
        ? UnsafePointer(orchestratorStacks.base + classIndex * 2 * d) : nil,
      executorField: configuration.grants(.executor, to: layer)
        ? UnsafePointer(executorSource + classIndex * 2 * e) : nil,
      ownCount: Float(own), otherCount: Float(others))
    if orchestratorDeviations.count > 0 && view.orchestratorField != nil && !isFlat {
      view.orchestratorDeviation = UnsafePointer(
        orchestratorDeviations.base + classIndex * 2 * d)
    }
    return view
  }

  /// What all classes are sent of a layer: one stack per class. [classCount × 2 × featureCount]
  ///
  /// For orchestrators the executors' part is the block mean. Valid until the bank is advanced or ends.
  public func broadcast(of source: FieldLayer, to reader: FieldLayer) -> UnsafePointer<Float> {
    switch source {
    case .orchestrator: UnsafePointer(orchestratorStacks.base)
    case .executor:
      UnsafePointer(
        reader == .orchestrator && configuration.mode != .flatField
          ? blockStacks.base : executorStacks.base)
    }
  }

  /// The spatial field where policies of this layer may read it (it is part of m^exec), else nil.
  public func grid(for layer: FieldLayer) -> SpatialFieldView? {
    configuration.mode.hasGrid && configuration.grants(.executor, to: layer) ? field.view : nil
  }

  /// The present m_c of a layer, for recording and tests: a copy. [featureCount]
  public func signal(classIndex: Int, layer: FieldLayer) -> [Float] {
    switch layer {
    case .orchestrator:
      let d = OrchestratorSchema.count
      return (0..<d).map { orchestrators[classIndex * d + $0] }
    case .executor:
      let d = ExecutorSchema.count
      return (0..<d).map { executors[classIndex * d + $0] }
    }
  }
}

// MARK: - State

extension MeanFieldBank {
  /// Folds all state into a hash; between ticks only (no open folds).
  ///
  /// - Complexity: O(classes × features + cells).
  public func addState(to hash: inout StateHash) {
    hash.add(orchestrators)
    hash.add(executors)
    hash.add(blockSum)
    hash.add(blockMean)
    hash.add(blockCount)
    hash.add(field.cells)
    executorMemory.addState(to: &hash)
    orchestratorMemory.addState(to: &hash)
    hash.add(executorUpdateCount)
    hash.add(orchestratorUpdateCount)
    hash.add(UInt64(bitPattern: executorSums.saturationCount))
    hash.add(UInt64(bitPattern: orchestratorSums.saturationCount))
  }

  /// Appends all state as bytes; between ticks only (no open folds).
  public func appendSnapshot(to bytes: inout [UInt8]) {
    precondition(
      executorSums.isClosed && orchestratorSums.isClosed, "a snapshot is taken between ticks")
    var counters: [Int64] = [
      Int64(blockCount), Int64(executorUpdateCount), Int64(orchestratorUpdateCount),
      executorSums.saturationCount, orchestratorSums.saturationCount,
    ]
    counters.withUnsafeMutableBytes { bytes.append(contentsOf: $0) }
    func append<T: BitwiseCopyable>(_ buffer: borrowing Buffer<T>) {
      bytes.append(
        contentsOf: UnsafeRawBufferPointer(
          start: buffer.base, count: buffer.count * MemoryLayout<T>.stride))
    }
    append(orchestrators)
    append(executors)
    append(blockSum)
    append(blockMean)
    append(field.cells)
    executorMemory.appendSnapshot(to: &bytes)
    orchestratorMemory.appendSnapshot(to: &bytes)
  }

  /// Restores state from a snapshot of a bank of the same shape; returns the bytes consumed.
  ///
  /// - Precondition: `bytes` holds at least one snapshot from `offset` on.
  @discardableResult
  public mutating func restore(from bytes: [UInt8], at offset: Int = 0) -> Int {
    var position = offset
    bytes.withUnsafeBytes { raw in
      func counter() -> Int64 {
        defer { position += 8 }
        return raw.loadUnaligned(fromByteOffset: position, as: Int64.self)
      }
      blockCount = Int(counter())
      executorUpdateCount = Int(counter())
      orchestratorUpdateCount = Int(counter())
      executorSums.restore(saturationCount: counter())
      orchestratorSums.restore(saturationCount: counter())
      func read<T: BitwiseCopyable>(_ buffer: borrowing Buffer<T>) {
        let size = buffer.count * MemoryLayout<T>.stride
        precondition(position + size <= raw.count, "the snapshot is too short")
        UnsafeMutableRawPointer(buffer.base).copyMemory(
          from: raw.baseAddress.unsafelyUnwrapped + position, byteCount: size)
        position += size
      }
      read(orchestrators)
      read(executors)
      read(blockSum)
      read(blockMean)
      read(field.cells)
    }
    executorMemory.restore(bytes, &position)
    orchestratorMemory.restore(bytes, &position)
    couple(orchestrators.base, OrchestratorSchema.count, into: orchestratorStacks.base)
    couple(executors.base, ExecutorSchema.count, into: executorStacks.base)
    couple(blockMean.base, ExecutorSchema.count, into: blockStacks.base)
    coupleDeviations()
    return position - offset
  }
}
