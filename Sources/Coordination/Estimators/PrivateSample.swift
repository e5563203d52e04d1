import MeanFields
import SimCore

/// Each robot asks k robots of each class, without replacement, and keeps the answer to itself.
///
/// Samples of different robots are independent: mistakes average out, where a common sample repeats
/// them. Any robot of the class may be drawn, the asking one too. Messages per update: up to kN per
/// class, each a reply (sent by the robot asked, received by the one that asks).
///
/// Draws come from the stream of (seed, class, index in class, step): the same for any number of
/// workers and for N robots as for more.
///
/// Source: mathematics §1.6.
public struct PrivateSample: ~Copyable {
  /// k, robots asked per class and update, at least 1; all of a smaller class.
  public let sampleSize: Int
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Share of the replies that are lost, in [0, 1).
  public let lossProbability: Float
  /// What each robot believes. [robotCount × classCount × featureCount]
  public var estimates: PrivateEstimates
  /// Rows drawn, with −1 − row where the reply was lost. [robotCount × classCount × k]
  private let draws: Buffer<Int32>
  private let marks: Buffer<UInt64>
  private let markCount: Int

  /// Estimates of zeros.
  public init(
    sampleSize: Int, layout: PopulationLayout, featureCount: Int, lossProbability: Float = 0
  ) {
    precondition(sampleSize >= 1, "a sample of \(sampleSize) robots tells nothing")
    precondition((0..<1).contains(lossProbability), "a loss of \(lossProbability)")
    self.sampleSize = sampleSize
    self.layout = layout
    self.lossProbability = lossProbability
    estimates = PrivateEstimates(
      robotCount: layout.robotCount, classCount: layout.classCount, featureCount: featureCount)
    // −1: robot 0 was asked and its reply was lost; nothing was heard yet.
    draws = Buffer(count: layout.robotCount * layout.classCount * sampleSize, repeating: -1)
    let largest = (0..<layout.classCount).map { layout.count(ofClass: $0) }.max() ?? 0
    markCount = sampleSize > 32 ? (largest + 63) / 64 : 0
    marks = Buffer(count: Self.lanes * markCount, repeating: 0)
  }

  private static let lanes = 8

  /// Every robot draws anew.
  ///
  /// - Parameters:
  ///   - rows: Features of all robots. [robotCount × featureCount]
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  ///   - pool: Shares the robots.
  ///   - traffic: Counts the messages.
  /// - Complexity: O(robotCount × classCount × k × featureCount), no allocation.
  public mutating func update(
    _ rows: UnsafePointer<Float>, seed: UInt64, step: Int, pool: WorkerPool,
    traffic: inout TrafficCounter
  ) {
    let classCount = layout.classCount
    let (k, featureCount) = (sampleSize, estimates.featureCount)
    let (draws, marks, markCount) = (self.draws.base, self.marks.base, markCount)
    let (believed, counts) = (estimates.rows.base, estimates.counts.base)
    let (loss, robotCount) = (lossProbability, layout.robotCount)
    layout.classStarts.withUnsafeBufferPointer { starts in
      pool.run(parts: Self.lanes) { lane in
        let range = lane * robotCount / Self.lanes..<(lane + 1) * robotCount / Self.lanes
        var own = 0
        for robot in range {
          while robot >= starts[own + 1] { own += 1 }
          var stream = RandomStream(
            seed: seed, classIndex: own, index: robot - starts[own], step: step,
            purpose: .communication)
          for c in 0..<classCount {
            let slot = robot * classCount + c
            let picks = draws + slot * k
            let n = starts[c + 1] - starts[c]
            let asked = min(k, n)
            drawWithoutReplacement(
              asked, of: n, stream: &stream, marks: markCount > 0 ? marks + lane * markCount : nil,
              into: picks)
            for i in 0..<asked {
              picks[i] += Int32(starts[c])
              if loss > 0 && stream.uniform() < loss { picks[i] = -1 - picks[i] }
            }
            counts[slot] = mean(
              of: rows, at: picks, count: asked, featureCount: featureCount,
              into: believed + slot * featureCount)
          }
        }
      }
    }
    countTraffic(&traffic)
  }

  /// The robots whose rows reached a robot at the last update, class by class; for pictures.
  public func heard(byRobot robot: Int) -> [Int] {
    (0..<layout.classCount).flatMap { c -> [Int] in
      let first = (robot * layout.classCount + c) * sampleSize
      return (0..<min(sampleSize, layout.count(ofClass: c))).compactMap {
        draws[first + $0] >= 0 ? Int(draws[first + $0]) : nil
      }
    }
  }

  /// Counts replies one robot after another: those who are asked are anywhere.
  private func countTraffic(_ traffic: inout TrafficCounter) {
    for robot in 0..<layout.robotCount {
      for c in 0..<layout.classCount {
        let slot = robot * layout.classCount + c
        let asked = min(sampleSize, layout.count(ofClass: c))
        for i in 0..<asked {
          let pick = Int(draws[slot * sampleSize + i])
          traffic.sent[pick >= 0 ? pick : -1 - pick] += 1
          if pick < 0 { traffic.lost += 1 }
        }
        traffic.received[robot] += Int64(estimates.counts[slot])
      }
    }
  }
}

/// The mean of the rows at picks ≥ 0, written only if there is one; returns their number.
@inline(__always)
func mean(
  of rows: UnsafePointer<Float>, at picks: UnsafePointer<Int32>, count: Int, featureCount: Int,
  into result: UnsafeMutablePointer<Float>
) -> Int32 {
  var arrived: Int32 = 0
  for i in 0..<count where picks[i] >= 0 {
    let row = rows + Int(picks[i]) * featureCount
    if arrived == 0 {
      for feature in 0..<featureCount { result[feature] = row[feature] }
    } else {
      for feature in 0..<featureCount { result[feature] += row[feature] }
    }
    arrived += 1
  }
  if arrived > 1 {
    let share = 1 / Float(arrived)
    for feature in 0..<featureCount { result[feature] *= share }
  }
  return arrived
}
