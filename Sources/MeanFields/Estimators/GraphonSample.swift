import SimCore

/// Each robot asks κ robots with probability proportional to a graphon, with replacement.
///
///     z̃_i = ((1/N) Σ_j w_ij) · (1/κ) Σ_s Φ(x_{j_s}),   P(j) ∝ w(α_i, α_j) = Σ_r f_r(α_i) g_r(α_j)
///
/// Unbiased for z_i = (1/N) Σ_j w_ij Φ_j. The factors must not be negative: a robot first draws r in
/// proportion to f_r(α_i) Σ_j g_r(α_j), then j in proportion to g_r(α_j) by bisection. Blocks of
/// classes are the graphon with g_r = 1 on class r. Messages: κ replies per robot.
///
/// Source: mathematics §1.6 (graphon version).
public struct GraphonSample: ~Copyable {
  /// κ, robots asked per update.
  public let sampleSize: Int
  /// Number of robots.
  public let robotCount: Int
  /// Rank of the graphon.
  public let rank: Int
  /// Share of the replies that are lost, in [0, 1).
  public let lossProbability: Float
  /// z̃ of each robot. [robotCount × featureCount]
  public var estimates: PrivateEstimates
  /// f_r(α_i). [robotCount × rank]
  private let readers: Buffer<Float>
  /// Σ_{j' < j} g_r(α_j'). [rank × (robotCount + 1)]
  private let cumulative: Buffer<Double>
  private let draws: Buffer<Int32>

  /// Estimates of zeros.
  ///
  /// - Parameters:
  ///   - sampleSize: κ, at least 1.
  ///   - readers: f_r(α_i) ≥ 0, row-major. [robotCount × rank]
  ///   - sources: g_r(α_j) ≥ 0, row-major. [robotCount × rank]
  ///   - rank: R, at least 1.
  ///   - featureCount: Number of features of a row.
  ///   - lossProbability: Share of the replies that are lost.
  public init(
    sampleSize: Int, readers: [Float], sources: [Float], rank: Int, featureCount: Int,
    lossProbability: Float = 0
  ) {
    precondition(sampleSize >= 1, "a sample of \(sampleSize) robots tells nothing")
    precondition(rank > 0 && readers.count == sources.count, "both factors have the same shape")
    precondition((0..<1).contains(lossProbability), "a loss of \(lossProbability)")
    precondition(
      readers.allSatisfy { $0 >= 0 } && sources.allSatisfy { $0 >= 0 },
      "a graphon to sample from has factors ≥ 0")
    self.sampleSize = sampleSize
    self.rank = rank
    self.lossProbability = lossProbability
    let n = readers.count / rank
    robotCount = n
    estimates = PrivateEstimates(robotCount: n, classCount: 1, featureCount: featureCount)
    self.readers = Buffer(readers)
    var sums: [Double] = []
    for r in 0..<rank {
      var sum = 0.0
      sums.append(0)
      for j in 0..<n {
        sum += Double(sources[j * rank + r])
        sums.append(sum)
      }
    }
    cumulative = Buffer(sums)
    draws = Buffer(count: n * sampleSize, repeating: 0)
  }

  /// Every robot draws anew; one whose interaction mass is 0 reads zeros.
  ///
  /// - Parameters:
  ///   - rows: Φ of all robots. [robotCount × featureCount]
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  ///   - pool: Shares the robots.
  ///   - traffic: Counts the messages.
  /// - Complexity: O(robotCount × κ × (log robotCount + featureCount)), no allocation.
  public mutating func update(
    _ rows: UnsafePointer<Float>, seed: UInt64, step: Int, pool: WorkerPool,
    traffic: inout TrafficCounter
  ) {
    let (n, k, d, rank) = (robotCount, sampleSize, estimates.featureCount, rank)
    let (draws, readers, cumulative) = (self.draws.base, readers.base, cumulative.base)
    let (believed, counts) = (estimates.rows.base, estimates.counts.base)
    let loss = lossProbability
    pool.run(count: n, stripe: 256) { range in
      for i in range {
        var stream = RandomStream(seed: seed, index: i, step: step, purpose: .communication)
        var mass = 0.0
        for r in 0..<rank {
          mass += Double(readers[i * rank + r]) * cumulative[r * (n + 1) + n]
        }
        let picks = draws + i * k
        let row = believed + i * d
        guard mass > 0 else {
          for s in 0..<k { picks[s] = Int32.min }
          for f in 0..<d { row[f] = 0 }
          counts[i] = 0
          continue
        }
        for s in 0..<k {
          // 48 bits: 24 would not reach every robot of a large fleet evenly.
          var u = (Double(stream.uniform()) + Double(stream.uniform()) * 0x1p-24) * mass
          var r = 0
          while r + 1 < rank {
            let share = Double(readers[i * rank + r]) * cumulative[r * (n + 1) + n]
            if u < share { break }
            u -= share
            r += 1
          }
          let f = Double(readers[i * rank + r])
          let pick = Int32(bisect(cumulative + r * (n + 1), count: n, value: f > 0 ? u / f : 0))
          picks[s] = loss > 0 && stream.uniform() < loss ? -1 - pick : pick
        }
        counts[i] = mean(of: rows, at: picks, count: k, featureCount: d, into: row)
        if counts[i] > 0 {
          let scale = Float(mass / Double(n))
          for f in 0..<d { row[f] *= scale }
        }
      }
    }
    for i in 0..<n {
      traffic.received[i] += Int64(estimates.counts[i])
      for s in 0..<k where draws[i * k + s] != Int32.min {
        let pick = Int(draws[i * k + s])
        traffic.sent[pick >= 0 ? pick : -1 - pick] += 1
        if pick < 0 { traffic.lost += 1 }
      }
    }
  }
}

/// The last j in 0 ..< count with sums[j] ≤ value and a weight above 0.
private func bisect(_ sums: UnsafePointer<Double>, count: Int, value: Double) -> Int {
  var low = 0
  var high = count - 1
  while low < high {
    let middle = (low + high + 1) / 2
    if sums[middle] <= value { low = middle } else { high = middle - 1 }
  }
  // Rounding at the very end may land behind the last weight above 0.
  while low > 0 && sums[low + 1] == sums[low] { low -= 1 }
  return low
}
