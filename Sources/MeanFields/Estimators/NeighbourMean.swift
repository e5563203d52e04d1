import SimCore

/// Each robot hears the robots within R metres and takes the mean of each class among them.
///
/// A robot does not count as its own neighbour: it knows its own state without a message, and policies
/// get that state apart. Where a robot hears nobody of a class the count is 0 and the estimate stays.
/// Right for congestion, biased for anything global; at fixed density the number of neighbours is
/// bounded, so the error does not fall with N (correction C2). Messages per update: each robot sends
/// one local broadcast and receives as many as it has neighbours.
///
/// Sums run in fixed point: the bits do not depend on the order of the rows (without loss) nor on the
/// number of workers.
///
/// Source: mathematics §1.6.
public struct NeighbourMean: ~Copyable {
  /// R, metres.
  public let radius: Float
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Share of the messages that a receiver misses, in [0, 1).
  public let lossProbability: Float
  /// What each robot hears. [robotCount × classCount × featureCount]
  public var estimates: PrivateEstimates
  /// Robots sorted by cell, and the first place of each cell.
  private var order: Buffer<Int32>
  private var cellOf: Buffer<Int32>
  private var cellStarts: Buffer<Int32>
  private let missed: Buffer<Int64>
  private var columns = 1
  private var rows = 1
  private var lower = Vec2.zero
  private var inverseCell: Float = 1

  private static let lanes = 64

  /// Estimates of zeros.
  public init(
    radius: Float, layout: PopulationLayout, featureCount: Int, lossProbability: Float = 0
  ) {
    precondition(radius > 0 && radius.isFinite, "a radius of \(radius) m")
    precondition((0..<1).contains(lossProbability), "a loss of \(lossProbability)")
    self.radius = radius
    self.layout = layout
    self.lossProbability = lossProbability
    let n = layout.robotCount
    estimates = PrivateEstimates(
      robotCount: n, classCount: layout.classCount, featureCount: featureCount)
    order = Buffer(count: n, repeating: 0)
    cellOf = Buffer(count: n, repeating: 0)
    cellStarts = Buffer(count: 4 * n + 66, repeating: 0)
    missed = Buffer(count: Self.lanes, repeating: 0)
  }

  /// Every robot listens once.
  ///
  /// - Parameters:
  ///   - features: Features of all robots, finite and below 2¹⁹. [robotCount × featureCount]
  ///   - positions: Positions of all robots, metres; one that is not finite hears nobody and is not
  ///     heard. [robotCount]
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  ///   - pool: Shares the robots.
  ///   - traffic: Counts the messages.
  /// - Complexity: O(robotCount × neighbours × featureCount), no allocation.
  public mutating func update(
    _ features: UnsafePointer<Float>, positions: UnsafePointer<Vec2>, seed: UInt64, step: Int,
    pool: WorkerPool, traffic: inout TrafficCounter
  ) {
    sort(positions)
    let search = Search(
      features: features, positions: positions, order: UnsafePointer(order.base),
      cellOf: UnsafePointer(cellOf.base), cellStarts: UnsafePointer(cellStarts.base),
      columns: columns, rows: rows, squaredRadius: radius * radius, loss: lossProbability,
      seed: seed, step: step, classCount: layout.classCount,
      featureCount: estimates.featureCount)
    let (believed, counts, missed) = (estimates.rows.base, estimates.counts.base, missed.base)
    let robotCount = layout.robotCount
    layout.classStarts.withUnsafeBufferPointer { starts in
      pool.run(parts: Self.lanes) { lane in
        let range = lane * robotCount / Self.lanes..<(lane + 1) * robotCount / Self.lanes
        missed[lane] = search.listen(range, starts: starts, believed: believed, counts: counts)
      }
    }
    for lane in 0..<Self.lanes { traffic.lost += missed[lane] }
    for robot in 0..<robotCount {
      if cellOf[robot] >= 0 { traffic.sent[robot] += 1 }
      for c in 0..<layout.classCount {
        traffic.received[robot] += Int64(estimates.counts[robot * layout.classCount + c])
      }
    }
  }

  /// Sorts the robots into cells of side R or more, by counting; stable, so in row order per cell.
  private mutating func sort(_ positions: UnsafePointer<Vec2>) {
    let n = layout.robotCount
    var low = Vec2(repeating: .infinity)
    var high = Vec2(repeating: -.infinity)
    for i in 0..<n where positions[i].isFinite {
      low = Vec2(min(low.x, positions[i].x), min(low.y, positions[i].y))
      high = Vec2(max(high.x, positions[i].x), max(high.y, positions[i].y))
    }
    lower = low.isFinite ? low : .zero
    let size = low.isFinite ? high - low : .zero
    // At most 4n + 64 cells: a lone robot far away must not make a huge grid.
    var cell = radius
    while (Double(size.x / cell) + 1) * (Double(size.y / cell) + 1) > Double(4 * n + 64) {
      cell *= 1.5
    }
    inverseCell = 1 / cell
    columns = Int(size.x * inverseCell) + 1
    rows = Int(size.y * inverseCell) + 1
    cellStarts.base.update(repeating: 0, count: columns * rows + 2)
    for i in 0..<n {
      guard positions[i].isFinite else {
        cellOf[i] = -1
        continue
      }
      let place = (positions[i] - lower) * inverseCell
      let index = min(rows - 1, Int(place.y)) * columns + min(columns - 1, Int(place.x))
      cellOf[i] = Int32(index)
      cellStarts[index + 1] += 1
    }
    for c in 0..<columns * rows { cellStarts[c + 1] += cellStarts[c] }
    let sorted = cellStarts[columns * rows]
    // cellStarts[c + 1] is where cell c ends; filled from the back it sinks to where c begins, and
    // one more entry holds where the last cell ends.
    for i in stride(from: n - 1, through: 0, by: -1) where cellOf[i] >= 0 {
      let c = Int(cellOf[i])
      cellStarts[c + 1] -= 1
      order[Int(cellStarts[c + 1])] = Int32(i)
    }
    cellStarts[columns * rows + 1] = sorted
  }
}

/// The pointers of one search; a borrowed move-only value cannot enter a closure.
private struct Search {
  let features: UnsafePointer<Float>
  let positions: UnsafePointer<Vec2>
  let order: UnsafePointer<Int32>
  let cellOf: UnsafePointer<Int32>
  let cellStarts: UnsafePointer<Int32>
  let columns: Int
  let rows: Int
  let squaredRadius: Float
  let loss: Float
  let seed: UInt64
  let step: Int
  let classCount: Int
  let featureCount: Int

  /// Lets the robots of a range listen; returns how many messages they missed.
  func listen(
    _ range: Range<Int>, starts: UnsafeBufferPointer<Int>, believed: UnsafeMutablePointer<Float>,
    counts: UnsafeMutablePointer<Int32>
  ) -> Int64 {
    var missed: Int64 = 0
    let width = classCount * featureCount
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: width) { sums in
      guard let sums = sums.baseAddress else { return }
      var own = 0
      for robot in range {
        while robot >= starts[own + 1] { own += 1 }
        let heard = counts + robot * classCount
        heard.update(repeating: 0, count: classCount)
        guard cellOf[robot] >= 0 else { continue }
        sums.update(repeating: 0, count: width)
        var stream = RandomStream(
          seed: seed, classIndex: own, index: robot - starts[own], step: step,
          purpose: .communication)
        missed += gather(robot, starts: starts, stream: &stream, heard: heard, sums: sums)
        for c in 0..<classCount where heard[c] > 0 {
          let unit = fixedPointUnit / Double(heard[c])
          let row = believed + robot * width + c * featureCount
          for f in 0..<featureCount { row[f] = Float(Double(sums[c * featureCount + f]) * unit) }
        }
      }
    }
    return missed
  }

  @inline(__always)
  private func gather(
    _ robot: Int, starts: UnsafeBufferPointer<Int>, stream: inout RandomStream,
    heard: UnsafeMutablePointer<Int32>, sums: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    var missed: Int64 = 0
    let cell = Int(cellOf[robot])
    let (row, column) = (cell / columns, cell % columns)
    let here = positions[robot]
    for r in max(0, row - 1)...min(rows - 1, row + 1) {
      let first = r * columns + max(0, column - 1)
      let last = r * columns + min(columns - 1, column + 1)
      // Cells of a row are consecutive, so their robots are too; cell c begins at cellStarts[c + 1].
      let begin = Int(cellStarts[first + 1])
      let end = Int(cellStarts[last + 2])
      for place in begin..<end {
        let other = Int(order[place])
        if other == robot || (positions[other] - here).lengthSquared > squaredRadius { continue }
        if loss > 0 && stream.uniform() < loss {
          missed += 1
          continue
        }
        var c = 0
        while other >= starts[c + 1] { c += 1 }
        heard[c] += 1
        add(features + other * featureCount, to: sums + c * featureCount)
      }
    }
    return missed
  }

  @inline(__always)
  private func add(_ row: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Int64>) {
    let magic = SIMD4<Int64>(repeating: fixedPointMagicBits)
    var feature = 0
    while feature + 4 <= featureCount {
      let x = UnsafeRawPointer(row + feature).loadUnaligned(as: SIMD4<Float>.self)
      let raw = UnsafeMutableRawPointer(sums + feature)
      let sum = raw.loadUnaligned(as: SIMD4<Int64>.self)
      raw.storeBytes(of: sum &+ offsetFixedPoint(widened(x)) &- magic, as: SIMD4<Int64>.self)
      feature += 4
    }
    while feature < featureCount {
      sums[feature] &+= fixedPoint(Double(row[feature]))
      feature += 1
    }
  }
}
