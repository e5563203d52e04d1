import SimCore

/// Rounds features at random to 2^b levels of their range: what b bits per feature can say.
///
/// With Δ = (upper − lower)/(2^b − 1) a value between two levels goes up with the probability of its
/// place between them: unbiased, and its variance Δ²·p(1 − p) is at most Δ²/4.
///
/// Source: mathematics §1.6.
public struct Quantiser: Equatable, Sendable {
  /// Bits b per feature, from 1 to 16.
  public let bits: Int
  /// The declared ranges of the features.
  public let ranges: FeatureRanges

  /// A quantiser of b bits.
  public init(bits: Int, ranges: FeatureRanges) {
    precondition((1...16).contains(bits), "\(bits) bits per feature: 1 to 16 are possible")
    self.bits = bits
    self.ranges = ranges
  }

  /// Bytes of a row of features on the wire.
  public var byteCount: Int { (bits * ranges.count + 7) / 8 }

  /// Δ of a feature, in its unit.
  public func step(of feature: Int) -> Float {
    (ranges.upper[feature] - ranges.lower[feature]) / Float((1 << bits) - 1)
  }

  /// Rounds one row in place; values outside the range go to its bounds, what is no number to the
  /// lower one.
  ///
  /// - Parameters:
  ///   - row: The features. [featureCount]
  ///   - stream: Where the coin flips come from; one per feature.
  public func apply(_ row: UnsafeMutablePointer<Float>, stream: inout RandomStream) {
    let levels = Float((1 << bits) - 1)
    ranges.lower.withUnsafeBufferPointer { lower in
      ranges.upper.withUnsafeBufferPointer { upper in
        for f in 0..<lower.count {
          let width = upper[f] - lower[f]
          let u = stream.uniform()
          guard width > 0 else {
            row[f] = lower[f]
            continue
          }
          let place = (row[f] - lower[f]) / width * levels
          // Written so that NaN becomes 0.
          let inside = place > 0 ? min(place, levels) : 0
          let floor = inside.rounded(.down)
          let level = u < inside - floor ? floor + 1 : floor
          row[f] = level == levels ? upper[f] : lower[f] + level * (width / levels)
        }
      }
    }
  }

  /// Rounds the rows of robots of a class, each by its own stream.
  ///
  /// - Parameters:
  ///   - rows: Features, row-major. [count × featureCount]
  ///   - count: Number of robots, indices 0 ..< count of the class.
  ///   - classIndex: The class.
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  ///   - pool: Shares the rows.
  public func apply(
    _ rows: UnsafeMutablePointer<Float>, count: Int, classIndex: Int, seed: UInt64, step: Int,
    pool: WorkerPool
  ) {
    pool.run(count: count, stripe: 1024) { range in
      for i in range {
        var stream = RandomStream(
          seed: seed, classIndex: classIndex, index: i, step: step, purpose: .communication)
        apply(rows + i * ranges.count, stream: &stream)
      }
    }
  }
}
