import SimCore

/// A mean field over flat feature rows: any features, any robot classes, any recursion.
///
/// ## One update
///
///     signal.fold(classIndex: c, rows: features, count: n, pool: pool)   // every class
///     signal.advance()                                                   // m ← μ(m, m̂)
///     let m = signal.signal(classIndex: c)                               // [featureCount]
///
/// Whatever is folded enters m only with `advance`, so what policies read in a tick never holds that
/// tick. The bits do not depend on the number of workers, the order of the rows, or how they are
/// shared among calls. A class for which nothing was folded has *missing data*: its m stays, and
/// under `kalman` its uncertainty grows. No allocation after `init`.
///
/// Source: mathematics §1.3, §1.4; seed paper §3.1.
public struct PopulationSignal: ~Copyable {
  /// Number of robot classes.
  public let classCount: Int
  /// Number of features of a row.
  public let featureCount: Int
  /// The recursion μ.
  public let recursion: Recursion
  /// Seconds between two updates.
  public let period: Float
  /// Updates since the beginning.
  public private(set) var updateCount = 0
  /// Number of robots N_c, for the sampling error of k < N_c rows. [classCount]
  private var populations: Buffer<Int>
  /// m_c. [classCount × featureCount]
  private var fields: Buffer<Float>
  /// m̂_c of the last update that had data, and the pooled S² of rows. [like `fields`]
  private var statistics: Buffer<Float>
  private var variances: Buffer<Float>
  /// Rows behind the last m̂_c, 0 where data were missing at the last update. [classCount]
  private var sampleCounts: Buffer<Int>
  private var sums: RowSums
  private var state: RecursionState
  private var errorVariance: Buffer<Float>
  /// S² of the rows of one update, and how many updates had one. [featureCount], [classCount]
  private var spread: Buffer<Float>
  private var spreadCounts: Buffer<Int>

  /// S² is pooled over so many updates: one of k = 10 rows has a relative error of √(2/9), and a filter
  /// that takes such an r at its word is overconfident (88 % of the truths within 1.96 √P, not 95 %).
  private static let pooledUpdates = 16

  /// Fields of zeros.
  ///
  /// - Parameters:
  ///   - populations: Number of robots of each class. [classCount], at least one class
  ///   - ranges: The declared range of each feature. [featureCount]
  ///   - recursion: μ.
  ///   - period: Seconds between two updates, > 0.
  ///   - workerCount: Workers that will share a fold; any number gives the same bits.
  public init(
    populations: [Int], ranges: FeatureRanges, recursion: Recursion = .exact, period: Float = 1,
    workerCount: Int = 1
  ) {
    precondition(!populations.isEmpty, "a population has at least one class")
    precondition(period > 0, "a signal is updated every \(period) s: not possible")
    classCount = populations.count
    featureCount = ranges.count
    self.recursion = recursion
    self.period = period
    self.populations = Buffer(populations)
    let count = classCount * featureCount
    fields = Buffer(count: count, repeating: 0)
    statistics = Buffer(count: count, repeating: 0)
    variances = Buffer(count: count, repeating: 0)
    // Before any sample tells, the largest variance that the range allows.
    for i in 0..<count { variances[i] = ranges.largestVariance(of: i % featureCount) }
    sampleCounts = Buffer(count: classCount, repeating: 0)
    sums = RowSums(
      classCount: classCount, ranges: ranges, laneCount: max(1, min(8, workerCount)),
      sumsSquares: recursion.wantsErrorVariance)
    state = RecursionState(
      recursion: recursion, period: period, rowCount: classCount, ranges: ranges)
    errorVariance = Buffer(count: featureCount, repeating: 0)
    spread = Buffer(count: featureCount, repeating: 0)
    spreadCounts = Buffer(count: classCount, repeating: 0)
  }

  /// Values outside their declared range so far; they were saturated.
  public var saturationCount: Int64 { sums.saturationCount }

  /// The declared ranges.
  public var ranges: FeatureRanges { sums.ranges }
}

// MARK: - Folding

extension PopulationSignal {
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
    sums.add(rows, indices: nil, count: count, classIndex: classIndex, pool: pool)
  }

  /// Adds some rows of one class: a sample.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - rows: Features of the whole class. [N_c × featureCount]
  ///   - indices: The rows to take, in 0 ..< N_c. [count]
  ///   - count: Number of rows taken.
  ///   - pool: Shares the rows.
  /// - Complexity: O(count × featureCount), no allocation.
  public mutating func fold(
    classIndex: Int, rows: UnsafePointer<Float>, indices: UnsafePointer<Int32>, count: Int,
    pool: WorkerPool
  ) {
    sums.add(rows, indices: indices, count: count, classIndex: classIndex, pool: pool)
  }

  /// Adds the features of microstates of one class, without writing their rows.
  ///
  /// Histograms and grids add only the cells that are not 0.
  ///
  /// - Parameters:
  ///   - classIndex: The class.
  ///   - states: Microstates in any order. [count × feature.inputCount]
  ///   - count: Number of microstates.
  ///   - feature: The feature map, with as many features as the signal.
  ///   - pool: Shares the rows.
  /// - Precondition: the recursion is not `kalman`, which needs the rows' variance.
  public mutating func fold<Feature: PopulationFeature>(
    classIndex: Int, states: UnsafePointer<Float>, count: Int, feature: Feature, pool: WorkerPool
  ) {
    precondition(feature.count == featureCount, "the feature map has \(feature.count) features")
    sums.add(states, count: count, feature: feature, classIndex: classIndex, pool: pool)
  }

  /// Closes the update: every m_c moves on by one step of the recursion.
  ///
  /// - Parameter actions: ā_c for `gru`: moments of the classes' actions.
  ///   [classCount × actionCount], nil for zeros
  /// - Complexity: O(classCount × featureCount), no allocation.
  public mutating func advance(actions: UnsafePointer<Float>? = nil) {
    for c in 0..<classCount {
      let statistic = statistics.base + c * featureCount
      let variance = variances.base + c * featureCount
      let count = sums.close(classIndex: c, mean: statistic, variance: spread.base)
      sampleCounts[c] = count
      if count > 1 && recursion.wantsErrorVariance {
        spreadCounts[c] = min(Self.pooledUpdates, spreadCounts[c] + 1)
        // The first one replaces the bound from the declared range.
        let share = 1 / Float(spreadCounts[c])
        for i in 0..<featureCount { variance[i] += share * (spread[i] - variance[i]) }
      }
      for i in 0..<featureCount {
        errorVariance[i] = samplingVariance(
          ofSample: variance[i], sampleCount: count, populationCount: populations[c])
      }
      state.update(
        row: c, field: fields.base + c * featureCount,
        statistic: count > 0 ? UnsafePointer(statistic) : nil,
        errorVariance: UnsafePointer(errorVariance.base),
        actions: actions.map { $0 + c * recursion.actionCount })
    }
    updateCount += 1
  }

  /// Takes what has been folded as the fields of time zero: no recursion, no update counted.
  public mutating func prime() {
    for c in 0..<classCount {
      sampleCounts[c] = sums.close(
        classIndex: c, mean: fields.base + c * featureCount, variance: spread.base)
    }
  }

  /// Counts values that were saturated before they were folded.
  mutating func countSaturated(_ count: Int64) { sums.saturationCount += count }

  /// Sets N_c, where robots join or leave.
  public mutating func setPopulation(_ count: Int, ofClass classIndex: Int) {
    populations[classIndex] = count
  }
}

// MARK: - Reading

extension PopulationSignal {
  /// m_c as of the last update. [featureCount], valid until the signal is advanced or ends
  public func signal(classIndex: Int) -> UnsafePointer<Float> {
    UnsafePointer(fields.base + classIndex * featureCount)
  }

  /// All m_c. [classCount × featureCount], valid until the signal is advanced or ends
  public var signals: UnsafePointer<Float> { UnsafePointer(fields.base) }

  /// √P of every feature, the standard error of m_c, or nil where the recursion has none.
  /// [featureCount]
  public func deviation(classIndex: Int) -> UnsafePointer<Float>? {
    state.deviation(row: classIndex)
  }

  /// The last statistic m̂_c, without recursion. [featureCount]
  public func statistic(classIndex: Int) -> UnsafePointer<Float> {
    UnsafePointer(statistics.base + classIndex * featureCount)
  }

  /// Number of rows behind the last update's statistic; 0 where data were missing.
  public func sampleCount(classIndex: Int) -> Int { sampleCounts[classIndex] }

  /// m_c as an array, for recording and tests.
  public func values(classIndex: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: signal(classIndex: classIndex), count: featureCount))
  }
}

// MARK: - State

extension PopulationSignal: StateHolder {
  /// Lists what a snapshot holds; between updates only.
  public mutating func visitState(_ archive: inout StateArchive) {
    precondition(sums.isClosed, "a snapshot is taken between updates")
    archive.visit(&updateCount)
    archive.visit(&sums.saturationCount)
    archive.visit(&fields)
    archive.visit(&statistics)
    archive.visit(&variances)
    archive.visit(&populations)
    archive.visit(&sampleCounts)
    archive.visit(&spreadCounts)
    state.visitState(&archive)
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
