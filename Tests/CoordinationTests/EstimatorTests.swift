import Coordination
import MeanFields
import SimCore
import Testing

@Suite("Estimators: samples, neighbours, gossip, channels")
struct EstimatorTests {
  private let pool = WorkerPool(workerCount: 1)

  @Test("draws without replacement are different numbers, and every number is drawn equally often")
  func draws() {
    var marks = [UInt64](repeating: 0, count: 2)
    for (k, n) in [(1, 1), (3, 10), (10, 10), (40, 100), (33, 40)] {
      var counts = [Int](repeating: 0, count: n)
      for step in 0..<2000 {
        var stream = RandomStream(seed: 1, step: step, purpose: .tooling)
        var picks = [Int32](repeating: -1, count: k)
        drawWithoutReplacement(k, of: n, stream: &stream, marks: &marks, into: &picks)
        #expect(Set(picks).count == k)
        for pick in picks { counts[Int(pick)] += 1 }
      }
      let mean = 2000 * Double(k) / Double(n)
      let deviation = (mean * (1 - Double(k) / Double(n))).squareRoot()
      for count in counts { #expect(abs(Double(count) - mean) <= 4.5 * deviation + 1e-9) }
      #expect(marks.allSatisfy { $0 == 0 })
    }
  }

  @Test("private samples are the same bits for any worker count, and k = N is the mean")
  func privateSamples() {
    let layout = PopulationLayout(populations: [50, 30])
    let rows = randomRows(80, features: 5, seed: 2)
    var hashes: [UInt64] = []
    for workers in 1...3 {
      var sample = PrivateSample(
        sampleSize: 40, layout: layout, featureCount: 5, lossProbability: 0.2)
      var traffic = TrafficCounter(robotCount: 80)
      sample.update(
        rows, seed: 3, step: 4, pool: WorkerPool(workerCount: workers), traffic: &traffic)
      hashes.append(sample.estimates.stateHashValue())
      #expect(traffic.sentTotal == 80 * (40 + 30))
      #expect(traffic.receivedTotal + traffic.lost == traffic.sentTotal)
      #expect(traffic.lost > 0)
    }
    #expect(Set(hashes).count == 1)
    var whole = PrivateSample(sampleSize: 50, layout: layout, featureCount: 5)
    var traffic = TrafficCounter(robotCount: 80)
    whole.update(rows, seed: 3, step: 4, pool: pool, traffic: &traffic)
    var signal = Field(populations: [50, 30], ranges: FeatureRanges(count: 5))
    signal.fold(classIndex: 0, rows: rows, count: 50, pool: pool)
    signal.fold(classIndex: 1, rows: Array(rows[250...]), count: 30, pool: pool)
    signal.advance()
    for f in 0..<10 {
      let exact = signal.signals[f]
      let believed = whole.estimates.estimate(ofRobot: 7)[f]
      #expect((exact - believed).magnitude < 1e-6)
    }
  }

  @Test("where every reply is lost the estimate stays and its count is 0")
  func loss() {
    let layout = PopulationLayout(populations: [4])
    var sample = PrivateSample(sampleSize: 1, layout: layout, featureCount: 1, lossProbability: 0.5)
    var traffic = TrafficCounter(robotCount: 4)
    let rows: [Float] = [0.5, 0.5, 0.5, 0.5]
    var missed = 0
    for step in 0..<50 {
      let before = (0..<4).map { sample.estimates.rows[$0] }
      sample.update(rows, seed: 1, step: step, pool: pool, traffic: &traffic)
      for i in 0..<4 where sample.estimates.counts[i] == 0 {
        missed += 1
        #expect(sample.estimates.rows[i] == before[i])
      }
    }
    #expect((70...130).contains(missed))
    #expect(Int(traffic.lost) == missed)
  }

  @Test("the neighbours' mean is that of a search over all pairs, and no bit depends on the order")
  func neighbours() {
    let (n, d) = (300, 6)
    let layout = PopulationLayout(populations: [200, 100])
    let rows = randomRows(n, features: d, seed: 6)
    var positions = randomRows(n, features: 2, seed: 7)
    positions[10] = .nan
    let points = (0..<n).map { Vec2(20 * positions[2 * $0], 5 * positions[2 * $0 + 1]) }
    func listen(_ rows: [Float], _ points: [Vec2], workers: Int = 1) -> NeighbourMean {
      var mean = NeighbourMean(radius: 2.5, layout: layout, featureCount: d)
      var traffic = TrafficCounter(robotCount: n)
      mean.update(
        rows, positions: points, seed: 1, step: 0, pool: WorkerPool(workerCount: workers),
        traffic: &traffic)
      let total = (0..<2 * n).reduce(Int64(0)) { $0 + Int64(mean.estimates.counts[$1]) }
      #expect(traffic.receivedTotal == total && traffic.sentTotal == Int64(n - 1))
      return mean
    }
    let mean = listen(rows, points)
    var heard = 0
    for i in 0..<n {
      for c in 0..<2 {
        let others = layout.rows(ofClass: c).filter {
          $0 != i && (points[$0] - points[i]).lengthSquared <= 2.5 * 2.5
        }
        #expect(Int(mean.estimates.counts[2 * i + c]) == others.count)
        heard += others.count
        for f in 0..<d where !others.isEmpty {
          let expected = others.reduce(0.0) { $0 + Double(rows[$1 * d + f]) } / Double(others.count)
          let believed = Double(mean.estimates.rows[(2 * i + c) * d + f])
          #expect(abs(believed - expected) < 1e-6)
        }
      }
    }
    #expect(heard > n)
    // Reversing the order within each class reverses the rows, bit for bit.
    let order = Array((0..<200).reversed()) + Array((200..<300).reversed())
    let reversed = listen(
      order.flatMap { i in rows[i * d..<(i + 1) * d] }, order.map { points[$0] }, workers: 2)
    for i in 0..<n {
      for k in 0..<2 * d {
        #expect(
          reversed.estimates.rows[i * 2 * d + k] == mean.estimates.rows[order[i] * 2 * d + k])
      }
    }
  }

  @Test(
    "sums over runs of cells are the bits of adding neighbours one by one",
    arguments: [(0.5, 4.0), (3, 40), (10, 25), (10, 3000), (60, 25)] as [(Float, Float)])
  func neighboursToTheBit(_ radius: Float, _ side: Float) {
    // From one crowd in a single cell to robots that are out of each other's hearing, off the origin.
    let (n, d) = (150, 7)
    let layout = PopulationLayout(populations: [90, 0, 60])
    let rows = randomRows(n, features: d, seed: 16)
    let places = randomRows(n, features: 2, seed: 17)
    let points = (0..<n).map {
      Vec2(side * places[2 * $0] - 700, side * places[2 * $0 + 1] + 900)
    }
    var mean = NeighbourMean(radius: radius, layout: layout, featureCount: d)
    var traffic = TrafficCounter(robotCount: n)
    mean.update(rows, positions: points, seed: 1, step: 0, pool: pool, traffic: &traffic)
    for i in 0..<n {
      for c in 0..<3 {
        let others = layout.rows(ofClass: c).filter {
          $0 != i && (points[$0] - points[i]).lengthSquared <= radius * radius
        }
        #expect(Int(mean.estimates.counts[3 * i + c]) == others.count)
        for f in 0..<d where !others.isEmpty {
          let sum = others.reduce(Int64(0)) {
            $0 + Int64((Double(rows[$1 * d + f]) * 0x1p32).rounded(.toNearestOrEven))
          }
          let expected = Float(Double(sum) * (0x1p-32 / Double(others.count)))
          #expect(mean.estimates.rows[(3 * i + c) * d + f] == expected)
        }
      }
    }
  }

  @Test("gossip conserves every sum to the bit, on every graph, with and without loss")
  func conservation() {
    let layout = PopulationLayout(populations: [20, 16])
    let ranges = FeatureRanges(count: 3, range: -2...2)
    for loss in [Float(0), 0.3] {
      var gossip = GossipEstimator(layout: layout, ranges: ranges, lossProbability: loss)
      var traffic = TrafficCounter(robotCount: 36)
      for t in 0..<20 {
        let rows = randomRows(36, features: 3, seed: UInt64(t))
        gossip.track(rows, pool: pool)
        gossip.exchange(count: 18, seed: 1, step: t, traffic: &traffic)
        gossip.mix(on: .ring, seed: 1, step: t, pool: pool, traffic: &traffic)
        gossip.mix(on: .torus(columns: 6), seed: 2, step: t, pool: pool, traffic: &traffic)
        for c in 0..<2 {
          let expected = (0..<3).map { f in
            layout.rows(ofClass: c).reduce(Int64(0)) {
              $0 + Int64((Double(rows[$1 * 3 + f]) / 2 * 0x1p32).rounded(.toNearestOrEven))
            }
          }
          #expect(Array(gossip.totals(classIndex: c)[0..<3]) == expected)
          #expect(gossip.totals(classIndex: c)[3] == Int64(layout.count(ofClass: c)) << 32)
        }
      }
      #expect(traffic.sentTotal == 20 * (36 + 72 + 144))
      #expect(traffic.receivedTotal + traffic.lost == traffic.sentTotal)
      #expect((traffic.lost > 0) == (loss > 0))
    }
  }

  @Test("after enough rounds every robot of every class knows the means of all classes")
  func consensus() {
    let layout = PopulationLayout(populations: [20, 16])
    var gossip = GossipEstimator(layout: layout, ranges: FeatureRanges(count: 2))
    var traffic = TrafficCounter(robotCount: 36)
    let rows = randomRows(36, features: 2, seed: 3)
    gossip.track(rows, pool: pool)
    for t in 0..<400 {
      gossip.mix(on: .torus(columns: 6), seed: 2, step: t, pool: pool, traffic: &traffic)
    }
    gossip.updateEstimates(pool: pool)
    for c in 0..<2 {
      for f in 0..<2 {
        let range = layout.rows(ofClass: c)
        let mean = range.reduce(0.0) { $0 + Double(rows[$1 * 2 + f]) } / Double(range.count)
        for i in 0..<36 {
          #expect(abs(Double(gossip.estimates.rows[(i * 2 + c) * 2 + f]) - mean) < 1e-6)
        }
      }
    }
  }

  @Test("a budget lets through exactly its rate, and counts what it refuses")
  func budget() {
    var budget = BandwidthBudget(robotCount: 2, bytesPerSecond: 280, burst: 56)
    var sent = 0
    for _ in 0..<1000 {
      if budget.spend(bytes: 56, robot: 1) { sent += 1 }
      budget.advance(seconds: 0.1)
    }
    #expect((500...501).contains(sent))
    #expect(budget.refusedMessages == Int64(1000 - sent))
    #expect(budget.refusedBytes == 56 * budget.refusedMessages)
    #expect(budget.credit(ofRobot: 0) == 56)
  }

  @Test("the largest budget over the longest period fills the bucket and no more")
  func largestBudget() {
    var budget = BandwidthBudget(
      robotCount: 1, bytesPerSecond: 1e12, burst: 1 << 46, isFull: false)
    for _ in 0..<3 { budget.advance(seconds: 1e6) }
    #expect(budget.credit(ofRobot: 0) == 1 << 46)
  }

  @Test("a filter of k-samples states its own error: 95 % of the truths lie within 1.96 √P")
  func honesty() {
    let pool = WorkerPool(workerCount: 1)
    let q: Float = 1e-4
    var signal = Field(
      populations: [200], ranges: FeatureRanges(count: 1, range: -4...4),
      recursion: .kalman(processVariance: q), period: 1)
    var sample = CommonSample(sampleSize: 10, largestClass: 200)
    var traffic = TrafficCounter(robotCount: 200)
    var sampled = [Float](repeating: 0, count: 10)
    let offsets = randomRows(200, features: 1, seed: 4)
    let offset = offsets.reduce(0, +) / 200
    var walk = RandomStream(seed: 9, purpose: .tooling)
    var level: Float = 0
    var inside = 0
    for t in 0..<2000 {
      level += q.squareRoot() * walk.normal()
      let rows = offsets.map { $0 - offset + level }
      let count = sample.draw(
        classIndex: 0, populationCount: 200, firstRow: 0, seed: 5, step: t, traffic: &traffic)
      sample.gather(rows, count: count, into: &sampled)
      signal.fold(classIndex: 0, rows: sampled, count: count, pool: pool)
      signal.advance()
      let error = signal.values(classIndex: 0)[0] - level
      let p = signal.deviation(classIndex: 0)?[0] ?? 0
      if error.magnitude < 1.96 * p { inside += 1 }
    }
    // The errors are correlated over 1/K ≈ 18 updates; 110 independent ones have a spread of 2 %.
    #expect((1780...2000).contains(inside), "\(inside)")
    #expect(signal.saturationCount == 0)
    #expect(traffic.sentTotal == 2000 * 10)
    #expect(traffic.leaderReceived == 2000 * 10)
  }
}
