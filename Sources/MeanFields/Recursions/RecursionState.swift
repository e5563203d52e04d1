import SimCore

/// The memory of a recursion besides m itself: P of a Kalman filter, the hidden state of a unit.
///
/// Rows are independent: a row is one class's field (or one robot's, for private estimates).
///
/// ## Kalman, per feature
///
///     P⁻ = P + processVariance·period     K = P⁻/(P⁻ + r)     m += K(m̂ − m)     P = (1 − K)P⁻
///
/// where r is the error variance of m̂, (1/k)(1 − k/N)S² for k of N rows. Missing data skip the
/// update: P grows to P⁻ and m stays. Until the first data √P is half the declared range; the first
/// data are taken over whole (K = 1, P = r): zeros are no observation.
///
/// Source: mathematics §1.4; steady state P⁻ = (q + √(q² + 4qr))/2.
public struct RecursionState: ~Copyable {
  /// The recursion.
  public let recursion: Recursion
  /// Number of rows.
  public let rowCount: Int
  /// Number of features of a row.
  public let featureCount: Int
  private let weight: Float
  /// q per update, feature².
  private let processVariance: Float
  /// P, then √P as policies read it; empty but for `kalman`. [rowCount × featureCount]
  private var covariance: Buffer<Float>
  private var deviations: Buffer<Float>
  /// 1 where a row has had data. [rowCount]
  private var hasData: Buffer<UInt8>
  /// The unit's hidden state; empty but for `gru`. [rowCount × hiddenCount]
  private var hidden: Buffer<Float>
  private var scratch: Buffer<Float>

  /// The memory of `rowCount` fields that have seen nothing.
  ///
  /// - Precondition: the weights of a `gru` fit the number of features.
  public init(recursion: Recursion, period: Float, rowCount: Int, ranges: FeatureRanges) {
    self.recursion = recursion
    self.rowCount = rowCount
    featureCount = ranges.count
    weight = recursion.weight(period: period)
    var (covarianceCount, hiddenCount, scratchCount) = (0, 0, 0)
    var variance: Float = 0
    switch recursion {
    case .exact, .movingAverage: break
    case .kalman(let processVariance):
      precondition(processVariance >= 0, "a process variance of \(processVariance)")
      covarianceCount = rowCount * ranges.count
      variance = processVariance * period
    case .gru(let weights):
      precondition(
        weights.featureCount == ranges.count,
        "weights for \(weights.featureCount) features, a field of \(ranges.count)")
      hiddenCount = rowCount * weights.hiddenCount
      scratchCount = weights.scratchCount
    }
    processVariance = variance
    covariance = Buffer(count: covarianceCount, repeating: 0)
    deviations = Buffer(count: covarianceCount, repeating: 0)
    hasData = Buffer(count: rowCount, repeating: 0)
    hidden = Buffer(count: hiddenCount, repeating: 0)
    scratch = Buffer(count: scratchCount, repeating: 0)
    for i in 0..<covarianceCount {
      covariance[i] = ranges.largestVariance(of: i % ranges.count)
      deviations[i] = covariance[i].squareRoot()
    }
  }

  /// Moves one field on by one update.
  ///
  /// - Parameters:
  ///   - row: Which field.
  ///   - field: m, updated in place. [featureCount]
  ///   - statistic: m̂, or nil where data are missing. [featureCount]
  ///   - errorVariance: r, the error variance of m̂; read by `kalman` only. [featureCount]
  ///   - actions: ā, read by `gru` only; nil for zeros. [actionCount]
  /// - Complexity: O(featureCount); O(hidden × (hidden + features)) for `gru`. No allocation.
  public mutating func update(
    row: Int, field: UnsafeMutablePointer<Float>, statistic: UnsafePointer<Float>?,
    errorVariance: UnsafePointer<Float>?, actions: UnsafePointer<Float>? = nil
  ) {
    switch recursion {
    case .exact, .movingAverage:
      guard let statistic else { return }
      recursion.update(field, with: statistic, count: featureCount, weight: weight)
    case .kalman:
      filter(row: row, field: field, statistic: statistic, errorVariance: errorVariance)
    case .gru(let weights):
      guard let statistic else { return }
      weights.advance(
        hidden: hidden.base + row * weights.hiddenCount, statistic: statistic, actions: actions,
        scratch: scratch.base, field: field)
    }
    if statistic != nil { hasData[row] = 1 }
  }

  /// √P of a row, in the features' units, or nil where the recursion keeps none. [featureCount]
  public func deviation(row: Int) -> UnsafePointer<Float>? {
    covariance.count > 0 ? UnsafePointer(deviations.base + row * featureCount) : nil
  }

  private mutating func filter(
    row: Int, field: UnsafeMutablePointer<Float>, statistic: UnsafePointer<Float>?,
    errorVariance: UnsafePointer<Float>?
  ) {
    let start = row * featureCount
    let isFirst = hasData[row] == 0
    for i in 0..<featureCount {
      let prior = covariance[start + i] + processVariance
      guard let statistic else {
        // Without any data yet P already is the largest that the range allows.
        if !isFirst { covariance[start + i] = prior }
        deviations[start + i] = covariance[start + i].squareRoot()
        continue
      }
      let r = max(0, errorVariance?[i] ?? 0)
      if isFirst {
        field[i] = statistic[i]
        covariance[start + i] = r
      } else {
        let gain = prior + r > 0 ? prior / (prior + r) : 1
        field[i] += gain * (statistic[i] - field[i])
        covariance[start + i] = (1 - gain) * prior
      }
      deviations[start + i] = covariance[start + i].squareRoot()
    }
  }
}

// MARK: - State

extension RecursionState {
  /// Lists what a snapshot holds.
  ///
  /// Constant: `recursion`, `rowCount`, `featureCount`, `weight`, `processVariance`. Scratch: `scratch`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&covariance)
    archive.visit(&deviations)
    archive.visit(&hasData)
    archive.visit(&hidden)
  }
}
