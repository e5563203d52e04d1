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
  private let executorWeight: Float
  private let orchestratorWeight: Float

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
    orchestratorWeight = configuration.orchestratorRecursion.weight(
      period: configuration.orchestratorPeriod)
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
  ///   - pool: Shares the rows; its size does not change the result.
  /// - Complexity: O(count), no allocation.
  public mutating func foldExecutors(
    classIndex: Int, rows: UnsafePointer<ExecutorMicrostate>, count: Int, pool: WorkerPool
  ) {
    executorSums.add(
      rows, count: count, classIndex: classIndex, pool: pool, depositingInto: field,
      maxSpeed: classes[classIndex].maxSpeed)
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
      configuration.executorRecursion.update(
        executors.base + c * d, with: statistic.base, count: d, weight: executorWeight)
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
    let isFlat = configuration.mode == .flatField
    let weight = isFlat ? executorWeight : orchestratorWeight
    let recursion = isFlat ? configuration.executorRecursion : configuration.orchestratorRecursion
    for c in 0..<classes.count {
      orchestratorSums.finish(classIndex: c, into: statistic.base)
      recursion.update(
        orchestrators.base + c * d, with: statistic.base, count: d, weight: weight)
    }
    couple(orchestrators.base, d, into: orchestratorStacks.base)
    if blockCount > 0 {
      for i in 0..<blockMean.count { blockMean[i] = Float(blockSum[i] / Double(blockCount)) }
      blockSum.fill(0)
      blockCount = 0
    }
    couple(blockMean.base, ExecutorSchema.count, into: blockStacks.base)
    orchestratorUpdateCount += 1
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
    return PopulationView(
      orchestratorField: configuration.grants(.orchestrator, to: layer)
        ? UnsafePointer(orchestratorStacks.base + classIndex * 2 * d) : nil,
      executorField: configuration.grants(.executor, to: layer)
        ? UnsafePointer(executorSource + classIndex * 2 * e) : nil,
      ownCount: Float(own), otherCount: Float(others))
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
    couple(orchestrators.base, OrchestratorSchema.count, into: orchestratorStacks.base)
    couple(executors.base, ExecutorSchema.count, into: executorStacks.base)
    couple(blockMean.base, ExecutorSchema.count, into: blockStacks.base)
    return position - offset
  }
}
