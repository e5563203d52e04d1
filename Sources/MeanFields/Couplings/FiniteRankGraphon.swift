import SimCore

/// A graphon w(α, β) = Σ_r f_r(α) g_r(β) over robots at positions α: every robot reads its own z.
///
///     z_i = Σ_r f_r(α_i) (1/N) Σ_j g_r(α_j) Φ_j          mass_i = Σ_r f_r(α_i) (1/N) Σ_j g_r(α_j)
///
/// In O(N·R) instead of O(N²). Sums run in fixed point: the same bits for any worker count.
///
/// Source: mathematics §1.5.
public struct FiniteRankGraphon: ~Copyable {
  /// Number of robots N.
  public let robotCount: Int
  /// Rank R.
  public let rank: Int
  /// Number of features.
  public let featureCount: Int
  /// f_r(α_i). [robotCount × rank]
  private let readers: Buffer<Float>
  /// g_r(α_j). [robotCount × rank]
  private let sources: Buffer<Float>
  /// (1/N) Σ_j g_r(α_j). [rank]
  private let masses: Buffer<Double>
  private let partial: Buffer<Int64>
  private static let lanes = 8

  /// A graphon from its factors at the robots' positions.
  ///
  /// - Parameters:
  ///   - readers: f_r(α_i), row-major. [robotCount × rank]
  ///   - sources: g_r(α_j), row-major; |g·Φ| stays below 2¹⁹. [robotCount × rank]
  ///   - rank: R, at least 1.
  ///   - featureCount: Number of features of a row.
  public init(readers: [Float], sources: [Float], rank: Int, featureCount: Int) {
    precondition(rank > 0 && readers.count == sources.count, "both factors have the same shape")
    precondition(readers.count % rank == 0, "each robot has all factors")
    self.rank = rank
    self.featureCount = featureCount
    robotCount = readers.count / rank
    self.readers = Buffer(readers)
    self.sources = Buffer(sources)
    partial = Buffer(count: Self.lanes * rank * featureCount, repeating: 0)
    masses = Buffer(
      (0..<rank).map { r in
        var sum: Int64 = 0
        for j in 0..<(readers.count / rank) { sum &+= fixedPoint(Double(sources[j * rank + r])) }
        return Double(sum) * fixedPointUnit / Double(max(1, readers.count / rank))
      })
  }

  /// The interaction mass of a robot, (1/N) Σ_j w(α_i, α_j).
  public func mass(ofRobot robot: Int) -> Float {
    var sum = 0.0
    for r in 0..<rank { sum += Double(readers[robot * rank + r]) * masses[r] }
    return Float(sum)
  }

  /// Writes z of every robot.
  ///
  /// - Parameters:
  ///   - rows: Φ of all robots. [robotCount × featureCount]
  ///   - rowNormalised: True to divide by the mass (0 where the mass is 0).
  ///   - result: z. [robotCount × featureCount]
  ///   - pool: Shares the robots.
  /// - Complexity: O(robotCount × rank × featureCount), no allocation.
  public mutating func apply(
    _ rows: UnsafePointer<Float>, rowNormalised: Bool, into result: UnsafeMutablePointer<Float>,
    pool: WorkerPool
  ) {
    let (n, rank, d) = (robotCount, rank, featureCount)
    let (readers, sources, partial) = (readers.base, sources.base, partial.base)
    let masses = masses.base
    let width = rank * d
    pool.run(parts: Self.lanes) { lane in
      let sums = partial + lane * width
      sums.update(repeating: 0, count: width)
      for j in lane * n / Self.lanes..<(lane + 1) * n / Self.lanes {
        for r in 0..<rank {
          let g = Double(sources[j * rank + r])
          for f in 0..<d { sums[r * d + f] &+= fixedPoint(g * Double(rows[j * d + f])) }
        }
      }
    }
    for lane in 1..<Self.lanes {
      for k in 0..<width { partial[k] &+= partial[lane * width + k] }
    }
    let unit = fixedPointUnit / Double(max(1, n))
    pool.run(count: n, stripe: 1024) { range in
      for i in range {
        var mass = 0.0
        for r in 0..<rank { mass += Double(readers[i * rank + r]) * masses[r] }
        let share = rowNormalised ? (mass > 0 ? unit / mass : 0) : unit
        for f in 0..<d {
          var sum = 0.0
          for r in 0..<rank {
            sum += Double(readers[i * rank + r]) * Double(partial[r * d + f])
          }
          result[i * d + f] = Float(sum * share)
        }
      }
    }
  }
}
