import Contracts
import SimCore

/// The mean field of one layer with what a scene adds to it: m^orch or m^exec.
struct LayerField: ~Copyable {
  /// The features of the schema.
  var field: Field
  /// The features that the scene adds.
  var extra: ExtraField

  /// Empty fields of a layer, as a configuration says.
  init(
    _ layer: FieldLayer, _ configuration: MeanFieldConfiguration, populations: [Int],
    laneCount: Int
  ) {
    let isFlat = configuration.granted.isPooled
    // One field for both layers has one clock and one memory.
    let isSlow = layer == .orchestrator && !isFlat
    let recursion =
      isSlow ? configuration.orchestratorRecursion : configuration.executorRecursion
    let period = isSlow ? configuration.orchestratorPeriod : configuration.executorPeriod
    let couplings = ReaderCouplings(
      configuration.weights, source: layer, populations: populations, isPooled: isFlat)
    field = Field(
      layer: layer, populations: populations,
      ranges: FeatureRanges(
        layer == .orchestrator ? OrchestratorMicrostate.schema : ExecutorMicrostate.schema),
      recursion: recursion, period: period, couplings: couplings, laneCount: laneCount,
      sumsSquares: false, hasBlocks: layer == .executor)
    extra = ExtraField(
      layer == .orchestrator
        ? configuration.orchestratorFeatures : configuration.executorFeatures,
      layer: layer, populations: populations, recursion: recursion, period: period,
      couplings: couplings, workerCount: laneCount)
  }

  /// Adds robots of a class, and deposits them in the layer's spatial field.
  mutating func fold<State: Microstate>(
    classIndex: Int, rows: UnsafePointer<State>, count: Int, pool: WorkerPool,
    depositingInto deposits: SpatialDeposits
  ) {
    field.sums.add(
      rows, count: count, classIndex: classIndex, pool: pool, depositingInto: deposits)
    extra.fold(classIndex: classIndex, rows, count: count, pool: pool)
  }

  /// Closes an update.
  mutating func advance() {
    field.advance()
    extra.advance()
  }

  /// Takes what has been folded as the fields of time zero.
  mutating func prime() {
    field.prime()
    extra.prime()
  }
}
