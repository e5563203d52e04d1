import SimCore

/// The mean field of a layer's extra features: those a scene adds to the schema.
///
/// It runs beside the layer's field: the same rows, clock, recursion and couplings. Both layers read
/// its newest value (no block mean). Values outside their range saturate and are counted. Nothing is
/// held, and nothing costs time, where a scene adds no features. Over a channel that loses messages a
/// filter takes the rows it has for fresh: the error of extra features is a lower bound there.
struct ExtraField: ~Copyable {
  /// Number of features; 0 where there are none.
  let count: Int
  let layer: FieldLayer
  private let map: FeatureStack?
  private let inputCount: Int
  private let isFilter: Bool
  private var signal: PopulationSignal
  /// What executors and orchestrators read. [classCount × 2 × count]
  private var executorStacks: Buffer<Float>
  private var orchestratorStacks: Buffer<Float>
  /// Rows of floats, and of features for a filter.
  private var states: Buffer<Float>
  private var rows: Buffer<Float>

  init(
    _ configuration: MeanFieldConfiguration, layer: FieldLayer, populations: [Int],
    workerCount: Int
  ) {
    let isPlan = layer == .orchestrator
    let features =
      isPlan ? configuration.orchestratorFeatures : configuration.executorFeatures
    let usesExecutorClock = !isPlan || configuration.mode == .flatField
    let recursion =
      usesExecutorClock ? configuration.executorRecursion : configuration.orchestratorRecursion
    map = features.isEmpty ? nil : FeatureStack(features.map(\.built))
    count = map?.count ?? 0
    self.layer = layer
    inputCount = StateColumn.width(of: layer)
    isFilter = recursion.wantsErrorVariance
    signal = PopulationSignal(
      populations: populations,
      ranges: map?.ranges ?? FeatureRanges(count: 1),
      recursion: features.isEmpty ? .exact : recursion,
      period: usesExecutorClock ? configuration.executorPeriod : configuration.orchestratorPeriod,
      workerCount: workerCount)
    executorStacks = Buffer(count: populations.count * 2 * count, repeating: 0)
    orchestratorStacks = Buffer(count: populations.count * 2 * count, repeating: 0)
    let largest = features.isEmpty ? 0 : populations.max() ?? 0
    states = Buffer(count: largest * inputCount, repeating: 0)
    rows = Buffer(count: isFilter ? largest * count : 0, repeating: 0)
  }

  /// Values outside their range so far.
  var saturationCount: Int64 { count > 0 ? signal.saturationCount : 0 }

  /// Name, unit and range of the features.
  var descriptions: [FeatureDescription] { map?.descriptions ?? [] }

  /// Adds robots of a class to the statistic of this update.
  mutating func fold(
    classIndex: Int, _ contexts: UnsafePointer<ExecutorMicrostate>, count: Int, pool: WorkerPool
  ) {
    guard map != nil, count > 0 else { return }
    let (states, width) = (states.base, inputCount)
    pool.run(count: count, stripe: 1024) { range in
      for i in range {
        let (row, x) = (states + i * width, contexts + i)
        row[0] = x.pointee.position.x
        row[1] = x.pointee.position.y
        row[2] = x.pointee.velocity.x
        row[3] = x.pointee.velocity.y
        row[4] = x.pointee.spin
        row[5] = x.pointee.speedRatio
        row[6] = x.pointee.impulse
        row[7] = x.pointee.battery
        row[8] = x.pointee.uncertainty
      }
    }
    fold(classIndex: classIndex, count: count, pool)
  }

  /// Adds robots of a class to the statistic of this update.
  mutating func fold(
    classIndex: Int, _ plans: UnsafePointer<OrchestratorMicrostate>, count: Int, pool: WorkerPool
  ) {
    guard map != nil, count > 0 else { return }
    let (states, width) = (states.base, inputCount)
    pool.run(count: count, stripe: 1024) { range in
      for i in range {
        let (row, x) = (states + i * width, plans + i)
        row[0] = x.pointee.planAge
        row[1] = x.pointee.entropy
        row[2] = x.pointee.progress
        row[3] = x.pointee.predictedSuccess
      }
    }
    fold(classIndex: classIndex, count: count, pool)
  }

  private mutating func fold(classIndex: Int, count: Int, _ pool: WorkerPool) {
    guard let map else { return }
    if isFilter {
      // A filter needs the rows' variance. What a map finds outside is counted as it saturates.
      // A few rows at a time: what the parts of a stack need besides stays small.
      for first in stride(from: 0, to: count, by: 256) {
        let outside = map.write(
          states.base + first * inputCount, rowCount: min(256, count - first),
          into: rows.base + first * self.count)
        signal.countSaturated(outside)
      }
      signal.fold(classIndex: classIndex, rows: rows.base, count: count, pool: pool)
    } else {
      signal.fold(
        classIndex: classIndex, states: states.base, count: count, feature: map, pool: pool)
    }
  }

  /// Closes the update; `isFirst` takes the statistic as it is, at time zero.
  mutating func advance(_ couplings: FieldCouplings, isFirst: Bool = false) {
    guard count > 0 else { return }
    if isFirst { signal.prime() } else { signal.advance() }
    formStacks(couplings)
  }

  private mutating func formStacks(_ couplings: FieldCouplings) {
    couplings.coupling(reader: .executor, source: layer).apply(
      signal.signals, featureCount: count, into: executorStacks.base)
    couplings.coupling(reader: .orchestrator, source: layer).apply(
      signal.signals, featureCount: count, into: orchestratorStacks.base)
  }

  /// What a class reads; nil where there are no features. [2 × count]
  func stack(classIndex: Int, reader: FieldLayer) -> UnsafePointer<Float>? {
    guard count > 0 else { return nil }
    let base = reader == .executor ? executorStacks.base : orchestratorStacks.base
    return UnsafePointer(base + classIndex * 2 * count)
  }

  /// m_c, for recording. [count]
  func values(classIndex: Int) -> [Float] { count > 0 ? signal.values(classIndex: classIndex) : [] }

  /// Lists what a snapshot holds; the stacks follow from the signal (`restoreStacks`).
  mutating func visitState(_ archive: inout StateArchive) {
    if count > 0 { signal.visitState(&archive) }
  }

  /// Forms the stacks of a signal that was restored.
  mutating func restoreStacks(_ couplings: FieldCouplings) {
    if count > 0 { formStacks(couplings) }
  }
}
