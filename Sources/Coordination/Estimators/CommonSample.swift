import SimCore

/// The leader asks k robots of each class, without replacement, and broadcasts what it estimates.
///
/// The sample is the same for all: a common shock. Its mean errs with covariance (1/k)(1 − k/N)S²
/// exactly, so k = N is exact. Messages per update and class: k up, N down as one multicast.
///
///     let count = sample.draw(classIndex: c, populationCount: n, firstRow: 0, seed: 7, step: t,
///       traffic: &traffic)
///     sample.gather(rows, count: count, into: sampled)
///     field.fold(classIndex: c, rows: sampled, count: count, pool: pool)
///
/// Source: mathematics §1.2, §1.6.
public struct CommonSample: ~Copyable {
  /// k, robots asked per class and update, at least 1; all of a smaller class.
  public let sampleSize: Int
  /// Share of the replies that are lost, in [0, 1).
  public let lossProbability: Float
  private var indices: Buffer<Int32>
  private let marks: Buffer<UInt64>

  /// A sample of k robots of classes with at most `largestClass` robots.
  public init(sampleSize: Int, largestClass: Int, lossProbability: Float = 0) {
    precondition(sampleSize >= 1, "a sample of \(sampleSize) robots tells nothing")
    precondition((0..<1).contains(lossProbability), "a loss of \(lossProbability)")
    self.sampleSize = sampleSize
    self.lossProbability = lossProbability
    indices = Buffer(count: min(sampleSize, largestClass), repeating: 0)
    marks = Buffer(count: (largestClass + 63) / 64, repeating: 0)
  }

  /// Draws a sample of one class; returns how many replies arrived, first in `sampled`.
  public mutating func draw(
    classIndex: Int, populationCount: Int, firstRow: Int, seed: UInt64, step: Int,
    traffic: inout TrafficCounter
  ) -> Int {
    // Index 2³² − 1 is no robot: the leader's own stream.
    var stream = RandomStream(
      seed: seed, classIndex: classIndex, index: 0xFFFF_FFFF, step: step, purpose: .communication)
    let k = min(sampleSize, populationCount)
    drawWithoutReplacement(
      k, of: populationCount, stream: &stream, marks: marks.base, into: indices.base)
    var arrived = 0
    for i in 0..<k {
      traffic.sent[firstRow + Int(indices[i])] += 1
      if lossProbability > 0 && stream.uniform() < lossProbability {
        traffic.lost += 1
        continue
      }
      indices[arrived] = indices[i]
      arrived += 1
    }
    traffic.leaderReceived += Int64(arrived)
    return arrived
  }

  /// Copies what the robots of the last draw said, in order of arrival.
  ///
  /// - Parameters:
  ///   - rows: What every robot of the class has to say. [robots of the class × width]
  ///   - width: Elements of a row.
  ///   - count: How many replies arrived.
  ///   - sampled: Their rows. [count × width]
  public func gather<Element: BitwiseCopyable>(
    _ rows: UnsafePointer<Element>, width: Int = 1, count: Int,
    into sampled: UnsafeMutablePointer<Element>
  ) {
    for k in 0..<count {
      (sampled + k * width).update(from: rows + Int(indices[k]) * width, count: width)
    }
  }
}
