import Contracts
import SimCore

/// Sums the features of robots per class in fixed point: the statistic m̂_c and its sample variance.
///
/// Robots come as flat rows of features, as rows of numbers with a feature map, or as microstates of a
/// layer, whose features lie in [−1, 1].
///
/// Goals, in order of priority: the same bits for any number of workers, any order of the rows and any
/// partition into calls (Int64 sums); no allocation; four features per instruction.
///
/// Source: mathematics §1.2 (S²), §1.3.
struct FieldSums: ~Copyable {
  let ranges: FeatureRanges
  let featureCount: Int
  let laneCount: Int
  /// Squares are summed too where the recursion wants the sample variance.
  let sumsSquares: Bool
  /// Values outside their range since the beginning.
  var saturationCount: Int64 = 0
  /// Rows added since the last `close`. [classCount]
  private(set) var rowCount: Buffer<Int>
  /// Per class and lane: sums, then squares if wanted, then the number of saturated values.
  private let partial: Buffer<Int64>
  private let lower: Buffer<Float>
  private let upper: Buffer<Float>
  private let inverseScale: Buffer<Double>
  private let scale: Buffer<Double>
  /// Features rounded up to whole vectors.
  private let paddedCount: Int
  private let laneStride: Int

  init(classCount: Int, ranges: FeatureRanges, laneCount: Int, sumsSquares: Bool) {
    self.ranges = ranges
    featureCount = ranges.count
    self.laneCount = laneCount
    self.sumsSquares = sumsSquares
    paddedCount = (ranges.count + 3) & ~3
    // Whole cache lines per lane: lanes never share one.
    laneStride = ((sumsSquares ? 2 : 1) * paddedCount + 1 + 7) & ~7
    rowCount = Buffer(count: classCount, repeating: 0)
    partial = Buffer(count: classCount * laneCount * laneStride, repeating: 0)
    let padding = paddedCount - ranges.count
    lower = Buffer(ranges.lower + Array(repeating: 0, count: padding))
    upper = Buffer(ranges.upper + Array(repeating: 0, count: padding))
    scale = Buffer(ranges.scale + Array(repeating: 1, count: padding))
    inverseScale = Buffer(
      ranges.scale.map { 1 / $0 } + Array(repeating: 1, count: padding))
  }

  /// True where no class has open sums.
  var isClosed: Bool {
    for c in 0..<rowCount.count where rowCount[c] != 0 { return false }
    return true
  }

  /// Adds rows of a class.
  mutating func add(
    _ rows: UnsafePointer<Float>, count: Int, classIndex: Int, pool: WorkerPool
  ) {
    rowCount[classIndex] += count
    let kernel = kernel
    let base = partial.base + classIndex * laneCount * laneStride
    let (laneCount, laneStride) = (laneCount, laneStride)
    pool.run(parts: laneCount) { lane in
      kernel.add(
        rows, range: laneRows(lane, of: laneCount, count: count), into: base + lane * laneStride)
    }
  }

  /// Adds microstates of a class, and deposits them in their layer's spatial field.
  mutating func add<State: Microstate>(
    _ rows: UnsafePointer<State>, count: Int, classIndex: Int, pool: WorkerPool,
    depositingInto deposits: SpatialDeposits
  ) {
    precondition(!sumsSquares, "microstates bound the variance of their features by the mean")
    rowCount[classIndex] += count
    let base = partial.base + classIndex * laneCount * laneStride
    let (laneCount, laneStride) = (laneCount, laneStride)
    pool.run(parts: laneCount) { lane in
      let sums = base + lane * laneStride
      let range = laneRows(lane, of: laneCount, count: count)
      // Blocks of rows that stay in the first-level cache between the two passes.
      var start = range.lowerBound
      while start < range.upperBound {
        let count = min(256, range.upperBound - start)
        sums[laneStride - 1] &+= State.addFeatures(of: rows + start, count: count, into: sums)
        sums[laneStride - 1] &+= State.deposit(
          rows + start, count: count, into: deposits, lane: lane)
        start += count
      }
    }
  }

  /// Adds rows of numbers of a class, of which a feature map makes features.
  mutating func add<Feature: PopulationFeature>(
    _ states: UnsafePointer<Float>, count: Int, feature: Feature, classIndex: Int,
    pool: WorkerPool
  ) {
    precondition(!sumsSquares, "the sample variance needs rows: write them with the feature map")
    rowCount[classIndex] += count
    let base = partial.base + classIndex * laneCount * laneStride
    let (laneCount, laneStride) = (laneCount, laneStride)
    let scale = scale.base
    pool.run(parts: laneCount) { lane in
      let range = laneRows(lane, of: laneCount, count: count)
      let sums = base + lane * laneStride
      sums[laneStride - 1] &+= feature.accumulate(
        states + range.lowerBound * feature.inputCount, count: range.count, scale: scale,
        into: sums)
    }
  }

  /// Ends the sums of a class; returns the number of rows k, 0 where there is nothing to write.
  ///
  /// `mean` gets Σ/k; `variance`, where squares are summed and k > 1, gets
  /// S² = (ΣΦ² − (ΣΦ)²/k)/(k − 1).
  mutating func close(
    classIndex: Int, mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>
  ) -> Int {
    let base = partial.base + classIndex * laneCount * laneStride
    let count = rowCount[classIndex]
    guard count > 0 else { return 0 }
    for feature in 0..<featureCount {
      var sum: Int64 = 0
      var squares: Int64 = 0
      for lane in 0..<laneCount {
        sum &+= base[lane * laneStride + feature]
        if sumsSquares { squares &+= base[lane * laneStride + paddedCount + feature] }
      }
      let k = Double(count)
      let average = Double(sum) * fixedPointUnit / k
      mean[feature] = Float(average * scale[feature])
      if sumsSquares && count > 1 {
        let spread = (Double(squares) * fixedPointUnit - average * average * k) / (k - 1)
        variance[feature] = Float(max(0, spread) * scale[feature] * scale[feature])
      }
    }
    for lane in 0..<laneCount { saturationCount &+= base[(lane + 1) * laneStride - 1] }
    base.update(repeating: 0, count: laneCount * laneStride)
    rowCount[classIndex] = 0
    return count
  }

  private var kernel: RowKernel {
    RowKernel(
      lower: UnsafePointer(lower.base), upper: UnsafePointer(upper.base),
      inverseScale: UnsafePointer(inverseScale.base), featureCount: featureCount,
      squares: sumsSquares ? paddedCount : nil, saturationSlot: laneStride - 1)
  }
}

/// The pointers of the inner loop; a borrowed move-only value cannot enter a closure.
private struct RowKernel {
  let lower: UnsafePointer<Float>
  let upper: UnsafePointer<Float>
  let inverseScale: UnsafePointer<Double>
  let featureCount: Int
  /// Where the squares begin, or nil.
  let squares: Int?
  let saturationSlot: Int

  func add(
    _ rows: UnsafePointer<Float>, range: Range<Int>, into sums: UnsafeMutablePointer<Int64>
  ) {
    let whole = featureCount & ~3
    for i in range {
      let row = rows + i * featureCount
      var feature = 0
      while feature < whole {
        // In bounds: feature + 4 ≤ featureCount; rows need no alignment beyond that of a float.
        var x = UnsafeRawPointer(row + feature).loadUnaligned(as: SIMD4<Float>.self)
        let low = UnsafeRawPointer(lower + feature).loadUnaligned(as: SIMD4<Float>.self)
        let high = UnsafeRawPointer(upper + feature).loadUnaligned(as: SIMD4<Float>.self)
        if !all((x .>= low) .& (x .<= high)) {
          for lane in 0..<4 where !(x[lane] >= low[lane] && x[lane] <= high[lane]) {
            x[lane] = saturated(x[lane], low[lane], high[lane])
            sums[saturationSlot] &+= 1
          }
        }
        add(widened(x), at: feature, into: sums)
        feature += 4
      }
      while feature < featureCount {
        var x = row[feature]
        if !(x >= lower[feature] && x <= upper[feature]) {
          x = saturated(x, lower[feature], upper[feature])
          sums[saturationSlot] &+= 1
        }
        let y = Double(x) * inverseScale[feature]
        sums[feature] &+= fixedPoint(y)
        if let squares { sums[squares + feature] &+= fixedPoint(y * y) }
        feature += 1
      }
    }
  }

  @inline(__always)
  private func add(
    _ x: SIMD4<Double>, at feature: Int, into sums: UnsafeMutablePointer<Int64>
  ) {
    let magic = SIMD4<Int64>(repeating: fixedPointMagicBits)
    let y =
      x * UnsafeRawPointer(inverseScale + feature).loadUnaligned(as: SIMD4<Double>.self)
    let raw = UnsafeMutableRawPointer(sums + feature)
    let sum = raw.loadUnaligned(as: SIMD4<Int64>.self)
    raw.storeBytes(of: sum &+ offsetFixedPoint(y) &- magic, as: SIMD4<Int64>.self)
    if let squares {
      let raw = UnsafeMutableRawPointer(sums + squares + feature)
      let sum = raw.loadUnaligned(as: SIMD4<Int64>.self)
      raw.storeBytes(of: sum &+ offsetFixedPoint(y * y) &- magic, as: SIMD4<Int64>.self)
    }
  }
}

/// The rows of one lane: contiguous, and together all rows.
private func laneRows(_ lane: Int, of laneCount: Int, count: Int) -> Range<Int> {
  lane * count / laneCount..<(lane + 1) * count / laneCount
}
