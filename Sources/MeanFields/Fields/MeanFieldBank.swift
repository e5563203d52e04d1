import Contracts
import SimCore

/// The mean fields of one run: both layers, every class, and the spatial field.
///
/// ## One executor tick
///
///     bank.fold(classIndex: c, rows: contexts, count: n, pool: pool)   // every class
///     bank.advanceExecutors(pool: pool)                                // m^exec, grid
///     // at an orchestrator tick, too:
///     bank.fold(classIndex: c, rows: plans, count: n, pool: pool)      // every class
///     bank.advanceOrchestrators(pool: pool)      // m^orch, destinations; closes the block mean of m^exec
///
/// Policies read `view(classIndex:layer:)` and `grid(for:)` before, that is, as of the last update.
///
/// ## Two clocks
///
/// Executors read the newest m^exec and, held in between, m^orch. Orchestrators read m^orch and the
/// *block mean* of m^exec over the last orchestrator period. Bit-identical for any worker count and row
/// order. No allocation after `init`.
///
/// Source: mathematics §1.3–§1.5, corrections C1 and C2.
public struct MeanFieldBank: ~Copyable {
  /// What the fields are made of.
  public let configuration: MeanFieldConfiguration
  /// The classes, in order.
  public let classes: [PopulationClass]
  /// m^orch.
  var orchestrators: LayerField
  /// m^exec.
  var executors: LayerField
  /// Density and flow: the spatial part of m^exec.
  public internal(set) var spatial: SpatialField
  /// Where robots are bound: the spatial part of m^orch.
  public internal(set) var destinations: DestinationField
  /// The spatial fields read with the kernel; empty without one. [rows × columns] each
  var smoothed: Buffer<SIMD4<Float>>
  var smoothedDestinations: Buffer<Float>
  private let executorWeight: Float
  private let orchestratorWeight: Float

  /// Empty fields (all zero) for some classes in a workspace.
  ///
  /// - Parameters:
  ///   - configuration: What the fields are made of.
  ///   - classes: The classes in order, at least one.
  ///   - bounds: The workspace, metres.
  ///   - workerCount: How many workers will share a fold; any number gives the same bits.
  public init(
    configuration: MeanFieldConfiguration, classes: [PopulationClass], bounds: AABB,
    workerCount: Int
  ) {
    precondition(!classes.isEmpty, "a population has at least one class")
    self.configuration = configuration
    self.classes = classes
    let lanes = max(1, min(8, workerCount))
    let populations = classes.map(\.robotCount)
    let robotCount = populations.reduce(0, +)
    orchestrators = LayerField(
      .orchestrator, configuration, populations: populations, laneCount: lanes)
    executors = LayerField(.executor, configuration, populations: populations, laneCount: lanes)
    spatial = SpatialField(
      bounds: bounds, cellSize: configuration.gridCell, laneCount: lanes, robotCount: robotCount)
    let shape = spatial.shape
    destinations = DestinationField(shape, laneCount: lanes, robotCount: robotCount)
    let smoothCount = configuration.kernel == nil ? 0 : shape.cellCount
    smoothed = Buffer(count: smoothCount, repeating: .zero)
    smoothedDestinations = Buffer(count: smoothCount, repeating: 0)
    executorWeight = configuration.executorRecursion.weight(period: configuration.executorPeriod)
    // One field for both layers has one clock and one memory.
    orchestratorWeight =
      configuration.granted.isPooled
      ? executorWeight
      : configuration.orchestratorRecursion.weight(period: configuration.orchestratorPeriod)
  }

  /// Feature values outside their declared range so far (saturated), and robots without a finite
  /// position (left out of the spatial field).
  public var saturationCount: Int64 {
    executors.field.saturationCount + orchestrators.field.saturationCount
      + orchestrators.extra.saturationCount + executors.extra.saturationCount
  }
}

// MARK: - Folding a tick in

extension MeanFieldBank {
  /// Adds states of robots of one class to this tick's statistic, and to the open deposits of their layer's
  /// spatial field.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - rows: Motor contexts or planning states in any order. [count]
  ///   - count: Number of rows.
  ///   - weight: Robots that each row stands for in the spatial field: N_c/k for k sampled robots.
  ///   - pool: Shares the rows; its size does not change the result.
  /// - Complexity: O(count), no allocation.
  public mutating func fold<State: Microstate>(
    classIndex: Int, rows: UnsafePointer<State>, count: Int, weight: Float = 1, pool: WorkerPool
  ) {
    // Pointers into the grid: a borrowed move-only value cannot enter a closure.
    let deposits = SpatialDeposits(
      traffic: FieldDeposit(spatial, maxSpeed: classes[classIndex].maxSpeed, weight: weight),
      destinations: DestinationDeposit(destinations, weight: weight))
    switch State.layer {
    case .orchestrator:
      orchestrators.fold(
        classIndex: classIndex, rows: rows, count: count, pool: pool, depositingInto: deposits)
    case .executor:
      executors.fold(
        classIndex: classIndex, rows: rows, count: count, pool: pool, depositingInto: deposits)
    }
  }

  /// Tells how many reports of a class are new at this update; see `Field.setFreshCount`.
  public mutating func setFreshCount(_ count: Int, classIndex: Int, layer: FieldLayer) {
    switch layer {
    case .orchestrator: orchestrators.field.setFreshCount(count, classIndex: classIndex)
    case .executor: executors.field.setFreshCount(count, classIndex: classIndex)
    }
  }

  /// Closes an executor tick: m^exec and the spatial field move on by one update.
  ///
  /// - Complexity: O(classes² × features + cells), no allocation.
  public mutating func advanceExecutors(pool: WorkerPool) {
    executors.advance()
    spatial.advance(weight: executorWeight, pool: pool)
    smooth(pool)
  }

  /// Closes an orchestrator tick: m^orch and the destination density move on by one update, and the block
  /// mean of m^exec is taken over the executor updates since the last one.
  ///
  /// In one field for both layers it is called at every executor tick: there is one clock and one memory.
  ///
  /// - Complexity: O(classes² × features + cells), no allocation.
  public mutating func advanceOrchestrators(pool: WorkerPool) {
    orchestrators.advance()
    destinations.advance(weight: orchestratorWeight, pool: pool)
    smoothDestinations(pool)
    executors.field.closeBlock()
  }

  /// Takes what has been folded as the fields of time zero: no recursion, no update counted.
  public mutating func prime(pool: WorkerPool) {
    executors.prime()
    orchestrators.prime()
    spatial.advance(weight: 1, pool: pool)
    destinations.advance(weight: 1, pool: pool)
    smooth(pool)
    smoothDestinations(pool)
  }

  /// Reads the spatial field with the kernel, where there is one.
  mutating func smooth(_ pool: WorkerPool) {
    guard let kernel = configuration.kernel else { return }
    kernel.apply(spatial.view, into: smoothed.base, pool: pool)
  }

  /// Reads the destination density with the kernel, where there is one.
  mutating func smoothDestinations(_ pool: WorkerPool) {
    guard let kernel = configuration.kernel else { return }
    kernel.apply(destinations.view, into: smoothedDestinations.base, pool: pool)
  }
}
