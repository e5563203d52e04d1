import SimCore

/// Sums the features of one layer over the robots of each class: the raw statistics m̂_c.
///
/// Rows are shared among lanes (one per worker); each lane has its own partial sums in fixed point,
/// so the result is bit-identical for any number of lanes and any order of the rows. Rows may be
/// added in several calls; `finish` divides once and starts the class anew.
///
/// Source: mathematics §1.1, §1.3.
struct StatisticSums: ~Copyable {
  /// Number of features.
  let featureCount: Int
  /// Number of partial sums that may be filled at the same time.
  let laneCount: Int
  /// Feature values outside their declared range since the beginning, non-finite ones included.
  private(set) var saturationCount: Int64 = 0
  /// Robots added since the last `finish`. [classCount]
  private var robotCount: Buffer<Int>
  /// Sums in fixed point, then one count of saturations per lane.
  /// [classCount × laneCount × laneStride]
  private var partial: Buffer<Int64>

  /// 32 sums and a saturation counter, rounded up to whole cache lines: lanes never share one.
  private static let laneStride = 40
  private static let saturationSlot = 32

  init(classCount: Int, featureCount: Int, laneCount: Int) {
    precondition(featureCount <= Self.saturationSlot, "at most 32 features fit a lane")
    self.featureCount = featureCount
    self.laneCount = laneCount
    robotCount = Buffer(count: classCount, repeating: 0)
    partial = Buffer(count: classCount * laneCount * Self.laneStride, repeating: 0)
  }

  /// True where no class has open sums.
  var isClosed: Bool {
    for c in 0..<robotCount.count where robotCount[c] != 0 { return false }
    return true
  }

  /// Adds the motor contexts of some robots of a class, and deposits them in the spatial field.
  mutating func add(
    _ rows: UnsafePointer<ExecutorMicrostate>, count: Int, classIndex: Int, pool: WorkerPool,
    depositingInto field: borrowing SpatialField, maxSpeed: Float, weight: Float
  ) {
    precondition(field.laneCount == laneCount, "field and sums have the same lanes")
    robotCount[classIndex] += count
    let partial = self.partial.base + classIndex * laneCount * Self.laneStride
    let laneCount = self.laneCount
    // Copies of the field's pointers: a borrowed move-only value cannot enter a closure.
    let deposit = FieldDeposit(field, maxSpeed: maxSpeed, weight: weight)
    pool.run(parts: laneCount) { lane in
      let sums = partial + lane * Self.laneStride
      let range = laneRows(lane, of: laneCount, count: count)
      // Blocks of rows that stay in the first-level cache between the two passes.
      var start = range.lowerBound
      while start < range.upperBound {
        let end = min(start + 256, range.upperBound)
        sums[Self.saturationSlot] &+= sumExecutorFeatures(
          rows + start, count: end - start, into: sums)
        sums[Self.saturationSlot] &+= deposit.add(rows + start, count: end - start, lane: lane)
        start = end
      }
    }
  }

  /// Adds the planning states of some robots of a class.
  mutating func add(
    _ rows: UnsafePointer<OrchestratorMicrostate>, count: Int, classIndex: Int, pool: WorkerPool
  ) {
    robotCount[classIndex] += count
    let partial = self.partial.base + classIndex * laneCount * Self.laneStride
    let laneCount = self.laneCount
    pool.run(parts: laneCount) { lane in
      let sums = partial + lane * Self.laneStride
      let range = laneRows(lane, of: laneCount, count: count)
      sums[Self.saturationSlot] &+= sumOrchestratorFeatures(
        rows + range.lowerBound, count: range.count, into: sums)
    }
  }

  /// Writes the mean of every feature over the robots added and starts the class anew; all 0
  /// without robots.
  mutating func finish(classIndex: Int, into mean: UnsafeMutablePointer<Float>) {
    let base = partial.base + classIndex * laneCount * Self.laneStride
    let count = robotCount[classIndex]
    for feature in 0..<featureCount {
      var sum: Int64 = 0
      for lane in 0..<laneCount { sum &+= base[lane * Self.laneStride + feature] }
      mean[feature] = count > 0 ? Float(Double(sum) * fixedPointUnit / Double(count)) : 0
    }
    for lane in 0..<laneCount {
      saturationCount &+= base[lane * Self.laneStride + Self.saturationSlot]
    }
    base.update(repeating: 0, count: laneCount * Self.laneStride)
    robotCount[classIndex] = 0
  }

  /// Sets the count of saturations, as a snapshot had it.
  mutating func visitState(_ archive: inout StateArchive) { archive.visit(&saturationCount) }
}

/// The rows of one lane: contiguous, and together all rows.
private func laneRows(_ lane: Int, of laneCount: Int, count: Int) -> Range<Int> {
  lane * count / laneCount..<(lane + 1) * count / laneCount
}
