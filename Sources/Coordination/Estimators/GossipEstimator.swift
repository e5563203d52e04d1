import MeanFields
import SimCore

/// Each robot averages with others and tracks the moving mean of each class: no leader at all.
///
/// ## State
///
/// A robot holds, per class, a sum and a weight; at first Φ and 1 for its own class, 0 for others.
/// Averaging conserves both, and sum/weight tends to the class's mean. With one class the weights stay
/// 1 and this is plain averaging.
///
/// - `track` adds Φ_t − Φ_{t−1} to a robot's own sum: *dynamic average consensus*. The sum over the
///   robots follows ΣΦ exactly.
/// - `exchange` lets random pairs average (the complete graph): each exchange contracts the expected
///   variance by exactly 1 − 1/(N − 1).
/// - `mix` is one round of Metropolis averaging on a fixed graph.
///
/// Everything runs in Int64 fixed point: what one robot gains another loses, so the sums are conserved
/// to the bit, and the rounds are the same for any number of workers. Two messages per exchange; where
/// one is lost the exchange does not take place (otherwise nothing would be conserved).
///
/// Source: mathematics §1.6; S. Boyd et al., "Randomized gossip algorithms", IEEE Trans. Inf. Theory
/// 52(6), 2006; L. Xiao and S. Boyd, "Fast linear iterations", Syst. Control Lett. 53, 2004.
public struct GossipEstimator: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// The declared ranges of the features.
  public let ranges: FeatureRanges
  /// Share of the messages that are lost, in [0, 1).
  public let lossProbability: Float
  /// What each robot believes, as of the last `updateEstimates`.
  public var estimates: PrivateEstimates
  /// Feature values outside their range so far; they were saturated.
  public private(set) var saturationCount: Int64 = 0
  /// Sums, then a weight, per class. [robotCount × classCount × (featureCount + 1)]
  private var state: Buffer<Int64>
  private var next: Buffer<Int64>
  /// Φ_{t−1} in fixed point. [robotCount × featureCount]
  private var previous: Buffer<Int64>
  private let lanePart: Buffer<Int64>
  private var isTracking = false
  /// The last robot each one exchanged with in the last update, or −1; for pictures. [robotCount]
  public private(set) var lastPartner: Buffer<Int32>
  private let width: Int
  private static let lanes = 64

  /// Robots that have not said anything yet.
  public init(layout: PopulationLayout, ranges: FeatureRanges, lossProbability: Float = 0) {
    precondition((0..<1).contains(lossProbability), "a loss of \(lossProbability)")
    self.layout = layout
    self.ranges = ranges
    self.lossProbability = lossProbability
    estimates = PrivateEstimates(
      robotCount: layout.robotCount, classCount: layout.classCount, featureCount: ranges.count)
    width = layout.classCount * (ranges.count + 1)
    state = Buffer(count: layout.robotCount * width, repeating: 0)
    next = Buffer(count: layout.robotCount * width, repeating: 0)
    previous = Buffer(count: layout.robotCount * ranges.count, repeating: 0)
    lanePart = Buffer(count: Self.lanes, repeating: 0)
    lastPartner = Buffer(count: layout.robotCount, repeating: -1)
  }

  /// Adds what the robots' own features have changed by since the last call.
  ///
  /// - Parameters:
  ///   - rows: Features of all robots. [robotCount × featureCount]
  ///   - pool: Shares the robots.
  /// - Complexity: O(robotCount × featureCount), no allocation.
  public mutating func track(_ rows: UnsafePointer<Float>, pool: WorkerPool) {
    let d = ranges.count
    let (state, previous, lanePart) = (self.state.base, self.previous.base, lanePart.base)
    let (robotCount, width, wasTracking) = (layout.robotCount, width, isTracking)
    ranges.lower.withUnsafeBufferPointer { lower in
      ranges.upper.withUnsafeBufferPointer { upper in
        ranges.scale.withUnsafeBufferPointer { scale in
          layout.classStarts.withUnsafeBufferPointer { starts in
            pool.run(parts: Self.lanes) { lane in
              var outside: Int64 = 0
              var own = 0
              for i in lane * robotCount / Self.lanes..<(lane + 1) * robotCount / Self.lanes {
                while i >= starts[own + 1] { own += 1 }
                let slot = state + i * width + own * (d + 1)
                for f in 0..<d {
                  var x = rows[i * d + f]
                  if !(x >= lower[f] && x <= upper[f]) {
                    x = saturated(x, lower[f], upper[f])
                    outside += 1
                  }
                  let value = fixedPoint(Double(x) / scale[f])
                  slot[f] &+= value &- previous[i * d + f]
                  previous[i * d + f] = value
                }
                if !wasTracking { slot[d] = fixedPointOne }
              }
              lanePart[lane] = outside
            }
          }
        }
      }
    }
    for lane in 0..<Self.lanes { saturationCount += lanePart[lane] }
    isTracking = true
  }

  /// Lets `count` random pairs of robots average, one after another.
  ///
  /// - Parameters:
  ///   - count: Number of exchanges; N/2 of them are one round.
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  ///   - traffic: Counts two messages per exchange.
  /// - Complexity: O(count × classCount × featureCount), no allocation.
  public mutating func exchange(
    count: Int, seed: UInt64, step: Int, traffic: inout TrafficCounter
  ) {
    let n = layout.robotCount
    guard n > 1 else { return }
    lastPartner.fill(-1)
    var stream = RandomStream(seed: seed, step: step, purpose: .communication)
    for exchange in 0..<count {
      if exchange & 0xFFFF == 0 {
        // A stream serves 2²⁶ numbers: a new one every 2¹⁶ exchanges. Index 2³¹ and up is no robot.
        stream = RandomStream(
          seed: seed, index: 0x8000_0000 + exchange >> 16, step: step, purpose: .communication)
      }
      let i = stream.below(n)
      let draw = stream.below(n - 1)
      let j = draw >= i ? draw + 1 : draw
      lastPartner[i] = Int32(j)
      lastPartner[j] = Int32(i)
      traffic.sent[i] += 1
      traffic.sent[j] += 1
      if lossProbability > 0 {
        let toJ = stream.uniform() < lossProbability
        let toI = stream.uniform() < lossProbability
        if !toJ { traffic.received[j] += 1 }
        if !toI { traffic.received[i] += 1 }
        traffic.lost += (toJ ? 1 : 0) + (toI ? 1 : 0)
        if toJ || toI { continue }
      } else {
        traffic.received[i] += 1
        traffic.received[j] += 1
      }
      let a = state.base + i * width
      let b = state.base + j * width
      for k in 0..<width {
        let sum = a[k] &+ b[k]
        let half = sum >> 1
        // The odd unit goes to the second robot: a + b is conserved.
        a[k] = half
        b[k] = sum &- half
      }
    }
  }

  /// One round of Metropolis averaging on a fixed graph.
  ///
  /// - Precondition: `graph` fits the number of robots.
  /// - Complexity: O(robotCount × degree × classCount × featureCount), no allocation.
  public mutating func mix(
    on graph: GossipGraph, seed: UInt64, step: Int, pool: WorkerPool,
    traffic: inout TrafficCounter
  ) {
    let n = layout.robotCount
    precondition(graph.fits(n), "\(n) robots cannot stand on \(graph)")
    let (state, next, width) = (self.state.base, self.next.base, width)
    let (divisor, degree, loss) = (graph.divisor, graph.degree, lossProbability)
    pool.run(parts: Self.lanes) { lane in
      for i in lane * n / Self.lanes..<(lane + 1) * n / Self.lanes {
        let own = state + i * width
        let result = next + i * width
        for k in 0..<width { result[k] = own[k] }
        for side in 0..<degree {
          let (edge, other) = graph.edge(side, of: i, robotCount: n)
          if loss > 0 {
            let fate = lostMessages(edge, loss: loss, seed: seed, step: step)
            if fate.first || fate.second { continue }
          }
          let theirs = state + other * width
          // Division rounds towards 0, so both ends of an edge move the same amount.
          // A constant divisor is a multiplication: 4 times as fast as a division per element.
          if divisor == 3 {
            for k in 0..<width { result[k] &+= (theirs[k] &- own[k]) / 3 }
          } else {
            for k in 0..<width { result[k] &+= (theirs[k] &- own[k]) / 5 }
          }
        }
      }
    }
    swap(&self.state, &self.next)
    count(graph, seed: seed, step: step, traffic: &traffic)
  }

  private func count(
    _ graph: GossipGraph, seed: UInt64, step: Int, traffic: inout TrafficCounter
  ) {
    let n = layout.robotCount
    for i in 0..<n {
      traffic.sent[i] += Int64(graph.degree)
      for side in 0..<graph.degree {
        let (edge, other) = graph.edge(side, of: i, robotCount: n)
        var isLost = false
        if lossProbability > 0 {
          let fate = lostMessages(edge, loss: lossProbability, seed: seed, step: step)
          isLost = i < other ? fate.first : fate.second
        }
        traffic.received[i] += isLost ? 0 : 1
        traffic.lost += isLost ? 1 : 0
      }
    }
  }

  /// Writes sum/weight of every class to `estimates`; where a robot has heard nothing of a class
  /// (weight below 2⁻²⁴) the estimate stays and its count is 0.
  public mutating func updateEstimates(pool: WorkerPool) {
    let d = ranges.count
    let classCount = layout.classCount
    let (state, rows, counts) = (state.base, estimates.rows.base, estimates.counts.base)
    let (n, width) = (layout.robotCount, width)
    ranges.scale.withUnsafeBufferPointer { scale in
      pool.run(parts: Self.lanes) { lane in
        for i in lane * n / Self.lanes..<(lane + 1) * n / Self.lanes {
          for c in 0..<classCount {
            let slot = state + i * width + c * (d + 1)
            let weight = slot[d]
            counts[i * classCount + c] = weight > 256 ? 1 : 0
            guard weight > 256 else { continue }
            let row = rows + (i * classCount + c) * d
            for f in 0..<d { row[f] = Float(Double(slot[f]) / Double(weight) * scale[f]) }
          }
        }
      }
    }
  }

  /// Σ over the robots of a class's sums in units of 2⁻³² × scale, and of its weight: conserved.
  /// [featureCount + 1]
  public func totals(classIndex: Int) -> [Int64] {
    let d = ranges.count
    return (0...d).map { k in
      (0..<layout.robotCount).reduce(Int64(0)) {
        $0 &+ state[$1 * width + classIndex * (d + 1) + k]
      }
    }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `ranges`, `lossProbability`, `width`. Scratch: `next`, `lanePart`.
  /// For pictures: `lastPartner`.
  public mutating func visitState(_ archive: inout StateArchive) {
    estimates.visitState(&archive)
    archive.visit(&saturationCount)
    archive.visit(&state)
    archive.visit(&previous)
    archive.visit(&isTracking)
  }
}

/// Whether the two messages of an edge are lost in a step: to its lower, to its higher robot.
private func lostMessages(
  _ edge: Int, loss: Float, seed: UInt64, step: Int
) -> (first: Bool, second: Bool) {
  var stream = RandomStream(
    seed: seed, classIndex: 0xFFFF, index: edge, step: step, purpose: .communication)
  let first = stream.uniform() < loss
  let second = stream.uniform() < loss
  return (first, second)
}
