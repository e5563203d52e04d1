import Contracts
import SimCore

/// A mean field of one layer: a schema, the sums over the robots of each class, the recursion μ, and
/// what both layers read of it.
///
/// The same type is m^orch, m^exec, and the field of the features that a scene adds to either.
///
/// ## One update
///
///     field.fold(classIndex: c, rows: features, count: n, pool: pool)   // every class
///     field.advance()                                                   // m ← μ(m, m̂), stacks
///     let z = field.stack(classIndex: c, reader: .executor)             // [2 × featureCount]
///
/// Whatever is folded enters m only with `advance`, so what policies read in a tick never holds that
/// tick. The bits do not depend on the number of workers, the order of the rows, or how they are
/// shared among calls. A class of which nothing was folded, or nothing of it is fresh, has *missing
/// data*: its m stays, and under `kalman` its uncertainty grows. No allocation after `init`.
///
/// ## Clocks
///
/// Executors read the newest m. Orchestrators do, too, unless the field `hasBlocks`: then they read the
/// mean over the updates since the last `closeBlock`, which filters out what oscillates faster than
/// they act.
///
/// Source: mathematics §1.3–§1.5, corrections C1 and C2; seed paper §3.1.
public struct Field: ~Copyable {
  /// The layer whose robots it is the mean of.
  public let layer: FieldLayer
  /// Number of robot classes.
  public let classCount: Int
  /// Number of features d.
  public let featureCount: Int
  /// The recursion μ.
  public let recursion: Recursion
  /// Seconds between two updates.
  public let period: Float
  /// Updates since the beginning.
  public internal(set) var updateCount = 0
  /// Number of robots N_c, for the sampling error of k < N_c rows. [classCount]
  let populations: Buffer<Int>
  /// m_c. [classCount × featureCount]
  var means: Buffer<Float>
  /// m̂_c of the last update that had data. [like `means`]
  var statistics: Buffer<Float>
  /// The pooled S² of rows; empty where the sums keep no squares. [like `means`]
  var variances: Buffer<Float>
  /// Rows behind the last m̂_c, 0 where data were missing at the last update. [classCount]
  var sampleCounts: Buffer<Int>
  /// How many updates had an S². [classCount]
  var spreadCounts: Buffer<Int>
  /// Reports that are new at the next update, where not all that are folded are; −1: all. [classCount]
  private var freshCounts: Buffer<Int32>
  var sums: FieldSums
  var memory: RecursionState
  /// Sum of m over the updates of the open block; empty without blocks. [like `means`]
  var blockSum: Buffer<Double>
  var blockCount = 0
  /// Mean of m over the last closed block; empty without blocks. [like `means`]
  var blockMean: Buffer<Float>
  private let couplings: ReaderCouplings
  /// What executors and orchestrators read. [classCount × 2 × featureCount] each
  private var stacks: Buffer<Float>
  private var plannerStacks: Buffer<Float>
  /// √P of `plannerStacks`; empty but for m^orch under a Kalman filter. [like `plannerStacks`]
  private var plannerDeviations: Buffer<Float>
  // Scratch: error variance of a statistic, S² of the rows of one update. [featureCount]
  private var errorVariance: Buffer<Float>
  private var spread: Buffer<Float>

  /// S² is pooled over so many updates: one of k = 10 rows has a relative error of √(2/9), and a filter
  /// that takes such an r at its word is overconfident (88 % of the truths within 1.96 √P, not 95 %).
  private static let pooledUpdates = 16

  /// A field of zeros over flat rows.
  ///
  /// - Parameters:
  ///   - layer: The layer of the robots.
  ///   - populations: Number of robots of each class. [classCount], at least one class
  ///   - ranges: The declared range of each feature. [featureCount]
  ///   - recursion: μ.
  ///   - period: Seconds between two updates, > 0.
  ///   - weights: How much classes count for each other in what is read.
  ///   - workerCount: Workers that will share a fold; any number gives the same bits.
  public init(
    layer: FieldLayer = .executor, populations: [Int], ranges: FeatureRanges,
    recursion: Recursion = .exact, period: Float = 1, weights: LayerWeights = .init(),
    workerCount: Int = 1
  ) {
    self.init(
      layer: layer, populations: populations, ranges: ranges, recursion: recursion, period: period,
      couplings: ReaderCouplings(weights, source: layer, populations: populations),
      laneCount: max(1, min(8, workerCount)), sumsSquares: recursion.wantsErrorVariance,
      hasBlocks: false)
  }

  /// A field of zeros, all of whose parts are said.
  init(
    layer: FieldLayer, populations: [Int], ranges: FeatureRanges, recursion: Recursion,
    period: Float, couplings: ReaderCouplings, laneCount: Int, sumsSquares: Bool, hasBlocks: Bool
  ) {
    precondition(!populations.isEmpty, "a population has at least one class")
    precondition(period > 0, "a field is updated every \(period) s: not possible")
    self.layer = layer
    classCount = populations.count
    featureCount = ranges.count
    self.recursion = recursion
    self.period = period
    self.couplings = couplings
    self.populations = Buffer(populations)
    let count = classCount * featureCount
    means = Buffer(count: count, repeating: 0)
    statistics = Buffer(count: count, repeating: 0)
    variances = Buffer(count: sumsSquares ? count : 0, repeating: 0)
    // Before any sample tells, the largest variance that the range allows.
    for i in 0..<variances.count { variances[i] = ranges.largestVariance(of: i % featureCount) }
    sampleCounts = Buffer(count: classCount, repeating: 0)
    spreadCounts = Buffer(count: classCount, repeating: 0)
    freshCounts = Buffer(count: classCount, repeating: -1)
    sums = FieldSums(
      classCount: classCount, ranges: ranges, laneCount: laneCount, sumsSquares: sumsSquares)
    memory = RecursionState(
      recursion: recursion, period: period, rowCount: classCount, ranges: ranges)
    blockSum = Buffer(count: hasBlocks ? count : 0, repeating: 0)
    blockMean = Buffer(count: hasBlocks ? count : 0, repeating: 0)
    stacks = Buffer(count: 2 * count, repeating: 0)
    plannerStacks = Buffer(count: 2 * count, repeating: 0)
    let isFilter = recursion.wantsErrorVariance
    plannerDeviations = Buffer(
      count: layer == .orchestrator && isFilter ? 2 * count : 0, repeating: 0)
    errorVariance = Buffer(count: featureCount, repeating: 0)
    spread = Buffer(count: featureCount, repeating: 0)
  }

  /// Values outside their declared range so far; they were saturated.
  public var saturationCount: Int64 { sums.saturationCount }

  /// The declared ranges.
  public var ranges: FeatureRanges { sums.ranges }
}

// MARK: - Folding

extension Field {
  /// Adds rows of one class to this update's statistic.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - rows: Features in any order. [count × featureCount]
  ///   - count: Number of rows, at most N_c over all folds of an update.
  ///   - pool: Shares the rows.
  /// - Complexity: O(count × featureCount), no allocation.
  public mutating func fold(
    classIndex: Int, rows: UnsafePointer<Float>, count: Int, pool: WorkerPool
  ) {
    sums.add(rows, count: count, classIndex: classIndex, pool: pool)
  }

  /// Adds the features that a map makes of rows of numbers of one class, without writing them.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - states: Numbers in any order of the rows. [count × feature.inputCount]
  ///   - count: Number of rows.
  ///   - feature: The feature map, with as many features as the field.
  ///   - pool: Shares the rows.
  /// - Precondition: the recursion is not `kalman`, which needs the rows' variance.
  public mutating func fold<Feature: PopulationFeature>(
    classIndex: Int, states: UnsafePointer<Float>, count: Int, feature: Feature, pool: WorkerPool
  ) {
    precondition(feature.count == featureCount, "the feature map has \(feature.count) features")
    sums.add(states, count: count, feature: feature, classIndex: classIndex, pool: pool)
  }

  /// Counts values that were saturated before they were folded.
  mutating func countSaturated(_ count: Int64) { sums.saturationCount += count }

  /// Tells how many of the reports folded of a class are new at this update, for the sampling error
  /// that a Kalman filter takes into account; all where it is not called, 0 where data are missing.
  public mutating func setFreshCount(_ count: Int, classIndex: Int) {
    freshCounts[classIndex] = Int32(count)
  }
}

// MARK: - Updating

extension Field {
  /// Closes the update: every m_c moves on by one step of the recursion, and what is read is formed.
  ///
  /// - Parameter actions: ā_c for `gru`: moments of the classes' actions.
  ///   [classCount × actionCount], nil for zeros
  /// - Complexity: O(classCount² × featureCount), no allocation.
  public mutating func advance(actions: UnsafePointer<Float>? = nil) {
    for c in 0..<classCount {
      let statistic = statistics.base + c * featureCount
      let count = sums.close(classIndex: c, mean: statistic, variance: spread.base)
      let fresh = freshCounts[c] < 0 ? count : Int(freshCounts[c])
      sampleCounts[c] = fresh
      estimateError(ofClass: c, rowCount: count, freshCount: fresh)
      // A class without robots has a statistic, of zeros.
      let isMissing = fresh == 0 && populations[c] > 0
      memory.update(
        row: c, field: means.base + c * featureCount,
        statistic: isMissing ? nil : UnsafePointer(statistic),
        errorVariance: UnsafePointer(errorVariance.base),
        actions: actions.map { $0 + c * recursion.actionCount })
      freshCounts[c] = -1
    }
    if blockSum.count > 0 {
      for i in 0..<means.count { blockSum[i] += Double(means[i]) }
      blockCount += 1
    }
    updateCount += 1
    formStacks()
  }

  /// Takes what has been folded as the field of time zero: no recursion, no update counted.
  ///
  /// A robot that starts knows how its fleet stands; a field of zeros would tell every planner that
  /// nobody else is there.
  public mutating func prime() {
    for c in 0..<classCount {
      sampleCounts[c] = sums.close(
        classIndex: c, mean: means.base + c * featureCount, variance: spread.base)
    }
    if blockMean.count > 0 { blockMean.copy(from: means) }
    restoreStacks()
  }

  /// Ends a block: orchestrators read the mean of m over the updates since the last one.
  ///
  /// Without blocks nothing changes: they read the newest m.
  public mutating func closeBlock() {
    guard blockSum.count > 0 else { return }
    if blockCount > 0 {
      for i in 0..<blockMean.count { blockMean[i] = Float(blockSum[i] / Double(blockCount)) }
      blockSum.fill(0)
      blockCount = 0
    }
    formBlockStacks()
  }

  /// r = (1/k)(1 − k/N) S² of a mean over k of N rows: S² of the rows where their squares are summed,
  /// else at most (upper − m̂)(m̂ − lower).
  ///
  /// The bound (Bhatia and Davis 2000) is exact for shares, and needs no second sum over the robots.
  private mutating func estimateError(ofClass c: Int, rowCount: Int, freshCount: Int) {
    guard recursion.wantsErrorVariance else { return }
    let statistic = statistics.base + c * featureCount
    guard sums.sumsSquares else {
      let ranges = sums.ranges
      for i in 0..<featureCount {
        let m = statistic[i]
        errorVariance[i] = samplingVariance(
          ofSample: max(0, (ranges.upper[i] - m) * (m - ranges.lower[i])),
          sampleCount: freshCount, populationCount: populations[c])
      }
      return
    }
    let variance = variances.base + c * featureCount
    if rowCount > 1 {
      spreadCounts[c] = min(Self.pooledUpdates, spreadCounts[c] + 1)
      // The first one replaces the bound from the declared range.
      let share = 1 / Float(spreadCounts[c])
      for i in 0..<featureCount { variance[i] += share * (spread[i] - variance[i]) }
    }
    for i in 0..<featureCount {
      errorVariance[i] = samplingVariance(
        ofSample: variance[i], sampleCount: freshCount, populationCount: populations[c])
    }
  }
}

// MARK: - What is read

extension Field {
  private mutating func formStacks() {
    couplings.executor.apply(means.base, featureCount: featureCount, into: stacks.base)
    guard blockSum.count == 0 else { return }
    couplings.orchestrator.apply(means.base, featureCount: featureCount, into: plannerStacks.base)
    guard plannerDeviations.count > 0 else { return }
    for c in 0..<classCount {
      couplings.orchestrator.writeDeviation(
        ofClass: c, featureCount: featureCount,
        into: plannerDeviations.base + c * 2 * featureCount
      ) { memory.deviation(row: $0)?[$1] ?? 0 }
    }
  }

  private mutating func formBlockStacks() {
    couplings.orchestrator.apply(
      blockMean.base, featureCount: featureCount, into: plannerStacks.base)
  }

  /// Forms what is read anew from a state that was restored.
  mutating func restoreStacks() {
    formStacks()
    if blockSum.count > 0 { formBlockStacks() }
  }

  /// What all classes are sent of it: one stack per class. [classCount × 2 × featureCount]
  ///
  /// Valid until the field is advanced or ends.
  public func stacks(reader: FieldLayer) -> UnsafePointer<Float> {
    UnsafePointer(reader == .executor ? stacks.base : plannerStacks.base)
  }

  /// z_c: own class, then the others. [2 × featureCount], valid until the field is advanced or ends
  public func stack(classIndex: Int, reader: FieldLayer) -> UnsafePointer<Float> {
    stacks(reader: reader) + classIndex * 2 * featureCount
  }

  /// √P of what orchestrators of a class read, where a filter knows it; else nil. [2 × featureCount]
  func plannerDeviation(classIndex: Int) -> UnsafePointer<Float>? {
    plannerDeviations.count > 0
      ? UnsafePointer(plannerDeviations.base + classIndex * 2 * featureCount) : nil
  }

  /// The interaction masses of the two halves of a stack: what its weights add up to, or 1.
  ///
  /// They are 1 where rows are normalised, and constants of the coupling: nothing is sent for them.
  public func mass(classIndex: Int, reader: FieldLayer) -> SIMD2<Float> {
    let mass = couplings[reader].mass(ofClass: classIndex)
    return SIMD2(mass.own, mass.others)
  }

  /// m_c as of the last update. [featureCount], valid until the field is advanced or ends
  public func signal(classIndex: Int) -> UnsafePointer<Float> {
    UnsafePointer(means.base + classIndex * featureCount)
  }

  /// All m_c. [classCount × featureCount], valid until the field is advanced or ends
  public var signals: UnsafePointer<Float> { UnsafePointer(means.base) }

  /// √P of every feature, the standard error of m_c, or nil where the recursion has none.
  /// [featureCount]
  public func deviation(classIndex: Int) -> UnsafePointer<Float>? {
    memory.deviation(row: classIndex)
  }

  /// The last statistic m̂_c, without recursion. [featureCount]
  public func statistic(classIndex: Int) -> UnsafePointer<Float> {
    UnsafePointer(statistics.base + classIndex * featureCount)
  }

  /// Number of fresh rows behind the last update's statistic; 0 where data were missing.
  public func sampleCount(classIndex: Int) -> Int { sampleCounts[classIndex] }

  /// m_c as an array, for recording and tests.
  public func values(classIndex: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: signal(classIndex: classIndex), count: featureCount))
  }
}

// MARK: - State

extension Field: StateHolder {
  /// Lists what a snapshot holds; between updates only.
  ///
  /// What is read follows from it and is formed anew.
  public mutating func visitState(_ archive: inout StateArchive) {
    precondition(sums.isClosed, "a snapshot is taken between updates")
    archive.visit(&updateCount)
    archive.visit(&sums.saturationCount)
    archive.visit(&means)
    archive.visit(&statistics)
    archive.visit(&variances)
    archive.visit(&sampleCounts)
    archive.visit(&spreadCounts)
    if blockSum.count > 0 {
      archive.visit(&blockCount)
      archive.visit(&blockSum)
      archive.visit(&blockMean)
    }
    memory.visitState(&archive)
    if archive.purpose == .reading, archive.failure == nil { restoreStacks() }
  }
}

/// The variance (1/k)(1 − k/N)S² of the mean of k of N rows drawn without replacement.
///
/// 0 where k ≥ N: the whole population is no sample.
/// Source: mathematics §1.2.
public func samplingVariance(
  ofSample variance: Float, sampleCount: Int, populationCount: Int
) -> Float {
  guard sampleCount > 0, sampleCount < populationCount else { return 0 }
  return variance * (1 - Float(sampleCount) / Float(populationCount)) / Float(sampleCount)
}
