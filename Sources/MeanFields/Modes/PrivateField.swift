import Contracts
import SimCore

/// One layer's field as each robot estimates it for itself: modes `neighbours`, `kSample` (private)
/// and `gossip`.
///
///     field.estimate(rows, …)      // this update's raw estimate m̂ of every robot, class by class
///     field.advance(…)             // m ← μ(m, m̂) of every robot and class, then what it reads
///
/// Any recursion of §1.4 runs, robot by robot. A class of which a robot heard nothing at an update
/// keeps its last estimate under a moving average; for a Kalman filter and a unit it is missing, so P
/// grows. Orchestrators read the mean of m^exec over the updates of their period (`closeBlock`).
///
/// The error of an estimate over k robots is taken as that of a random sample, (1/k)(1 − k/N) S²:
/// right for `kSample`; for `neighbours` it is silent about who stands near whom, and for `gossip` k is
/// at most 2^e after e exchanges, none of them stale. Without an exchange there are no data.
///
/// Source: mathematics §1.4, §1.5, §1.6, correction C2.
public struct PrivateField: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Number of features d.
  public let featureCount: Int
  /// How robots estimate.
  public let mode: CoordinationMode
  /// m of every class as every robot has it. [robotCount × classCount × d]
  public private(set) var signals: Buffer<Float>
  /// What executors read: z of every robot. [robotCount × 2d]
  public private(set) var stacks: Buffer<Float>
  /// What orchestrators read: the newest z of m^orch, or z of the block mean of m^exec.
  /// [robotCount × 2d]
  public private(set) var plannerStacks: Buffer<Float>
  /// √P of `plannerStacks`; empty but for m^orch under a Kalman filter. [robotCount × 2d]
  public private(set) var deviations: Buffer<Float>
  /// Sums of `signals` over the open block; empty for m^orch. [like `signals`]
  private var blockSums: Buffer<Float>
  private var blockCount = 0
  private var memory: RecursionState
  private let ranges: FeatureRanges
  private let couplings: ReaderCouplings
  private let layer: FieldLayer
  private let isFilter: Bool
  private var errorVariance: Buffer<Float>
  private var sample: PrivateSample
  private var neighbours: NeighbourMean
  private var gossip: GossipEstimator
  private var rounds: Int
  /// Exchanges that the budget has paid for and that were not made yet.
  private var exchangeCredit: Double = 0
  /// Messages of the last update, by robot.
  public private(set) var traffic: TrafficCounter

  /// Robots that know nothing yet; without memory for other modes than the three.
  ///
  /// - Parameters:
  ///   - configuration: Mode, recursions, periods and couplings.
  ///   - layout: Which rows belong to which class.
  ///   - features: The features of a row.
  ///   - hasBlocks: True for m^exec, of which orchestrators read the block mean.
  public init(
    configuration: MeanFieldConfiguration, layout: PopulationLayout, features: [FeatureDescription],
    hasBlocks: Bool
  ) {
    let mode = configuration.mode
    self.mode = mode
    self.layout = layout
    featureCount = features.count
    layer = hasBlocks ? .executor : .orchestrator
    let isSample = mode == .kSample && configuration.sampling == .individual
    let isUsed = isSample || mode == .neighbours || mode == .gossip
    let nobody = PopulationLayout(populations: [0])
    func part(_ isUsed: Bool) -> PopulationLayout { isUsed ? layout : nobody }
    sample = PrivateSample(
      sampleSize: configuration.sampleSize, layout: part(isSample), featureCount: features.count)
    neighbours = NeighbourMean(
      radius: configuration.radius, layout: part(mode == .neighbours),
      featureCount: features.count)
    ranges = FeatureRanges(features)
    gossip = GossipEstimator(layout: part(mode == .gossip), ranges: ranges)
    rounds = configuration.rounds
    let populations = (0..<layout.classCount).map { layout.count(ofClass: $0) }
    couplings = ReaderCouplings(configuration.weights, source: layer, populations: populations)
    let recursion =
      hasBlocks ? configuration.executorRecursion : configuration.orchestratorRecursion
    switch recursion {
    case .exact, .movingAverage: isFilter = false
    case .kalman, .gru: isFilter = true
    }
    let robotCount = isUsed ? layout.robotCount : 0
    let rowCount = robotCount * layout.classCount
    memory = RecursionState(
      recursion: recursion,
      period: hasBlocks ? configuration.executorPeriod : configuration.orchestratorPeriod,
      rowCount: rowCount, ranges: ranges)
    traffic = TrafficCounter(robotCount: robotCount)
    signals = Buffer(count: rowCount * features.count, repeating: 0)
    stacks = Buffer(count: robotCount * 2 * features.count, repeating: 0)
    plannerStacks = Buffer(count: robotCount * 2 * features.count, repeating: 0)
    blockSums = Buffer(count: hasBlocks ? rowCount * features.count : 0, repeating: 0)
    errorVariance = Buffer(count: features.count, repeating: 0)
    let hasDeviation = !hasBlocks && recursion.wantsErrorVariance
    deviations = Buffer(
      count: hasDeviation ? robotCount * 2 * features.count : 0, repeating: 0)
  }

  /// Numbers of one message: a row of features, or for gossip what a robot holds of all classes.
  public var numbersPerMessage: Int {
    mode == .gossip ? layout.classCount * (featureCount + 1) : featureCount
  }

  /// Every robot estimates once.
  ///
  /// - Parameters:
  ///   - rows: Features of all robots, as they were reported. [robotCount × featureCount]
  ///   - positions: Positions of all robots, metres. [robotCount]
  ///   - exchangesPerRobot: Exchanges that the budget pays for in mode `gossip`; infinity: all.
  ///   - seed: Seed of the communication stream, another one for each layer.
  ///   - step: The physics step.
  ///   - pool: Shares the robots; its size does not change the result.
  public mutating func estimate(
    _ rows: UnsafePointer<Float>, positions: UnsafePointer<Vec2>, exchangesPerRobot: Double,
    seed: UInt64, step: Int, pool: WorkerPool
  ) {
    traffic.reset()
    switch mode {
    case .kSample: sample.update(rows, seed: seed, step: step, pool: pool, traffic: &traffic)
    case .neighbours:
      neighbours.update(
        rows, positions: positions, seed: seed, step: step, pool: pool, traffic: &traffic)
    case .gossip:
      gossip.track(rows, pool: pool)
      let half = Double(layout.robotCount) / 2
      exchangeCredit += min(Double(rounds), exchangesPerRobot) * half
      let count = Int(exchangeCredit)
      exchangeCredit -= Double(count)
      gossip.exchange(count: count, seed: seed, step: step, traffic: &traffic)
      gossip.updateEstimates(pool: pool)
    default: break
    }
  }

  /// Moves every robot's field on by one update where the channel lets it through, and forms what is
  /// read of it.
  ///
  /// - Parameters:
  ///   - channel: A budget holds back a robot that cannot pay for what it would receive.
  ///   - bytes: Size of a message.
  ///   - budget: Pays.
  /// - Returns: How many messages were late; what was not received is not billed.
  /// - Complexity: O(robotCount × classCount × featureCount), no allocation.
  public mutating func advance(
    channel: ChannelConfiguration, bytes: Int, budget: inout BandwidthBudget
  ) -> ChannelCount {
    var count = ChannelCount()
    let isBound = channel.budget < .infinity && mode != .gossip
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        // Who asks pays for the answer's way out and in; a neighbour's broadcast is the neighbour's.
        let messages = Int(traffic.received[row])
        let ends = mode == .kSample ? 2 : 1
        var isLate = false
        if isBound && !budget.spend(bytes: messages * ends * bytes, robot: row) {
          count.late += messages
          traffic.received[row] = 0
          isLate = true
        } else {
          count.sent += messages
        }
        fold(row, isLate: isLate)
        formStacks(row, ownClass: c)
      }
    }
    return count
  }

  /// m ← μ(m, m̂) of all classes as one robot has them.
  private mutating func fold(_ row: Int, isLate: Bool) {
    let d = featureCount
    for c in 0..<layout.classCount {
      let slot = row * layout.classCount + c
      let estimate = self.estimate(ofRobot: row) + c * d
      var isMissing = isLate
      if isFilter && !isLate {
        let k = sampleCount(row, classIndex: c)
        isMissing = k == 0
        if !isMissing { boundErrorVariance(estimate, sampleCount: k, classIndex: c) }
      }
      memory.update(
        row: slot, field: signals.base + slot * d, statistic: isMissing ? nil : estimate,
        errorVariance: UnsafePointer(errorVariance.base))
      guard blockSums.count > 0 else { continue }
      let (sum, signal) = (blockSums.base + slot * d, signals.base + slot * d)
      for f in 0..<d { sum[f] += signal[f] }
    }
  }

  /// What one robot reads of its own field.
  private mutating func formStacks(_ row: Int, ownClass: Int) {
    let d = featureCount
    let classCount = layout.classCount
    let fields = UnsafePointer(signals.base + row * classCount * d)
    couplings.executor.write(
      ofClass: ownClass, fields: fields, featureCount: d, into: stacks.base + row * 2 * d)
    guard layer == .orchestrator else { return }
    let coupling = couplings.orchestrator
    coupling.write(
      ofClass: ownClass, fields: fields, featureCount: d, into: plannerStacks.base + row * 2 * d)
    guard deviations.count > 0 else { return }
    coupling.writeDeviation(
      ofClass: ownClass, featureCount: d, into: deviations.base + row * 2 * d
    ) { memory.deviation(row: row * classCount + $0)?[$1] ?? 0 }
  }

  private func estimate(ofRobot row: Int) -> UnsafePointer<Float> {
    switch mode {
    case .kSample: sample.estimates.estimate(ofRobot: row)
    case .neighbours: neighbours.estimates.estimate(ofRobot: row)
    default: gossip.estimates.estimate(ofRobot: row)
    }
  }

  /// Robots of a class that stand behind what a robot heard at this update.
  private func sampleCount(_ row: Int, classIndex: Int) -> Int {
    let slot = row * layout.classCount + classIndex
    switch mode {
    case .kSample: return Int(sample.estimates.counts[slot])
    case .neighbours: return Int(neighbours.estimates.counts[slot])
    default:
      let exchanges = Int(traffic.received[row])
      guard exchanges > 0, gossip.estimates.counts[slot] > 0 else { return 0 }
      return min(layout.count(ofClass: classIndex), 1 << min(30, exchanges))
    }
  }

  /// r = (1/k)(1 − k/N) S² with S² ≤ (upper − m̂)(m̂ − lower), as `MeanFieldBank` bounds it.
  private mutating func boundErrorVariance(
    _ estimate: UnsafePointer<Float>, sampleCount: Int, classIndex: Int
  ) {
    let population = layout.count(ofClass: classIndex)
    for f in 0..<featureCount {
      let spread = max(0, (ranges.upper[f] - estimate[f]) * (estimate[f] - ranges.lower[f]))
      errorVariance[f] = samplingVariance(
        ofSample: spread, sampleCount: min(sampleCount, population), populationCount: population)
    }
  }

  /// Robots whose messages a robot received at the last update, as far as the mode keeps them: its
  /// sample, or its last partner in gossip; for pictures.
  public func lastHeard(byRobot robot: Int) -> [Int] {
    switch mode {
    case .kSample: sample.heard(byRobot: robot)
    case .gossip: gossip.lastPartner[robot] >= 0 ? [Int(gossip.lastPartner[robot])] : []
    default: []
    }
  }

  /// Gives every robot the fields of time zero: the fleet as it was placed. [classCount × d]
  public mutating func prime(_ fields: UnsafePointer<Float>) {
    let (d, width) = (featureCount, layout.classCount * featureCount)
    guard signals.count > 0 else { return }
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        (signals.base + row * width).update(from: fields, count: width)
        formStacks(row, ownClass: c)
        guard layer == .executor else { continue }
        couplings.orchestrator.write(
          ofClass: c, fields: fields, featureCount: d, into: plannerStacks.base + row * 2 * d)
      }
    }
  }

  /// Counts an update into the open block.
  public mutating func countUpdate() { blockCount += 1 }

  /// Closes the block: orchestrators read the mean of m^exec over it.
  public mutating func closeBlock() {
    guard blockCount > 0 else { return }
    let share = 1 / Float(blockCount)
    let (d, width) = (featureCount, layout.classCount * featureCount)
    for i in 0..<blockSums.count { blockSums[i] *= share }
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        couplings.orchestrator.write(
          ofClass: c, fields: UnsafePointer(blockSums.base + row * width), featureCount: d,
          into: plannerStacks.base + row * 2 * d)
      }
    }
    blockSums.fill(0)
    blockCount = 0
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `featureCount`, `mode`, `rounds`, `ranges`, `couplings`, `layer`, `isFilter`.
  /// Scratch: `errorVariance`, the rest of `sample` and `neighbours`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&signals)
    archive.visit(&stacks)
    archive.visit(&plannerStacks)
    archive.visit(&deviations)
    archive.visit(&blockSums)
    archive.visit(&blockCount)
    memory.visitState(&archive)
    sample.estimates.visitState(&archive)
    neighbours.estimates.visitState(&archive)
    gossip.visitState(&archive)
    archive.visit(&exchangeCredit)
    traffic.visitState(&archive)
  }
}
