import SimCore

/// One layer's field as each robot estimates it for itself: modes `neighbours`, `kSample` (private)
/// and `gossip`.
///
///     field.estimate(rows, …)      // this update's raw estimate of every robot
///     field.advance(weight: λ)     // z_i ← (1 − λ) z_i + λ ẑ_i, [own class ; others]
///
/// The recursion runs on the stack, which is linear in the estimates. A class of which a robot heard
/// nothing at an update keeps its last estimate. Orchestrators read the mean of z_i over the updates
/// of their period (`closeBlock`), as they do of the broadcast fields.
///
/// Source: mathematics §1.4, §1.6, correction C2.
public struct PrivateField: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Number of features d.
  public let featureCount: Int
  /// How robots estimate.
  public let mode: CoordinationMode
  /// z of every robot. [robotCount × 2d]
  public private(set) var stacks: Buffer<Float>
  /// Mean of z over the last closed block. [robotCount × 2d]
  public private(set) var blockMeans: Buffer<Float>
  private var blockSums: Buffer<Float>
  private var blockCount = 0
  private var sample: PrivateSample
  private var neighbours: NeighbourMean
  private var gossip: GossipEstimator
  private var rounds: Int
  /// Exchanges that the budget has paid for and that were not made yet.
  private var exchangeCredit: Double = 0
  /// Messages of the last update, by robot.
  public private(set) var traffic: TrafficCounter

  /// Robots that know nothing yet; without memory for other modes than the three.
  public init(
    configuration: MeanFieldConfiguration, layout: PopulationLayout, features: [FeatureDescription],
    hasBlocks: Bool
  ) {
    let mode = configuration.mode
    self.mode = mode
    self.layout = layout
    featureCount = features.count
    let isSample = mode == .kSample && configuration.sampling == .individual
    let isUsed = isSample || mode == .neighbours || mode == .gossip
    let nobody = PopulationLayout(populations: [0])
    func part(_ isUsed: Bool) -> PopulationLayout { isUsed ? layout : nobody }
    sample = PrivateSample(
      sampleSize: configuration.sampleSize, layout: part(isSample), featureCount: features.count)
    neighbours = NeighbourMean(
      radius: configuration.radius, layout: part(mode == .neighbours),
      featureCount: features.count)
    gossip = GossipEstimator(layout: part(mode == .gossip), ranges: FeatureRanges(features))
    rounds = configuration.rounds
    traffic = TrafficCounter(robotCount: isUsed ? layout.robotCount : 0)
    let count = isUsed ? layout.robotCount * 2 * features.count : 0
    stacks = Buffer(count: count, repeating: 0)
    blockMeans = Buffer(count: hasBlocks ? count : 0, repeating: 0)
    blockSums = Buffer(count: hasBlocks ? count : 0, repeating: 0)
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

  /// Moves z on by one update, robot by robot where the channel lets it through.
  ///
  /// - Parameters:
  ///   - weight: λ of the recursion.
  ///   - channel: A budget holds back a robot that cannot pay for what it would receive.
  ///   - bytes: Size of a message.
  ///   - budget: Pays.
  /// - Returns: How many robots were late; what they did not receive is not billed.
  public mutating func advance(
    weight: Float, channel: ChannelConfiguration, bytes: Int, budget: inout BandwidthBudget
  ) -> ChannelCount {
    var count = ChannelCount()
    let isBound = channel.budget < .infinity && mode != .gossip
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        // Who asks pays for the answer's way out and in; a neighbour's broadcast is the neighbour's.
        let messages = Int(traffic.received[row])
        let ends = mode == .kSample ? 2 : 1
        if isBound && !budget.spend(bytes: messages * ends * bytes, robot: row) {
          count.late += messages
          traffic.received[row] = 0
          continue
        }
        count.sent += messages
        fold(row, ownClass: c, weight: weight)
      }
    }
    return count
  }

  private mutating func fold(_ row: Int, ownClass: Int, weight: Float) {
    let d = featureCount
    let classCount = layout.classCount
    let estimate: UnsafePointer<Float>
    switch mode {
    case .kSample: estimate = sample.estimates.estimate(ofRobot: row)
    case .neighbours: estimate = neighbours.estimates.estimate(ofRobot: row)
    default: estimate = gossip.estimates.estimate(ofRobot: row)
    }
    var others: Float = 0
    for c in 0..<classCount where c != ownClass { others += Float(layout.count(ofClass: c)) }
    let stack = stacks.base + row * 2 * d
    for f in 0..<d {
      stack[f] += weight * (estimate[ownClass * d + f] - stack[f])
      guard others > 0 else { continue }
      var sum: Float = 0
      for c in 0..<classCount where c != ownClass {
        sum += Float(layout.count(ofClass: c)) * estimate[c * d + f]
      }
      stack[d + f] += weight * (sum / others - stack[d + f])
    }
    guard blockSums.count > 0 else { return }
    for f in 0..<2 * d { blockSums[row * 2 * d + f] += stack[f] }
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

  /// Counts an update into the open block.
  public mutating func countUpdate() { blockCount += 1 }

  /// Closes the block: orchestrators read the mean of z over it.
  public mutating func closeBlock() {
    guard blockCount > 0 else { return }
    let share = 1 / Float(blockCount)
    for i in 0..<blockSums.count {
      blockMeans[i] = blockSums[i] * share
      blockSums[i] = 0
    }
    blockCount = 0
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `featureCount`, `mode`, `rounds`. Scratch: the rest of `sample` and `neighbours`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stacks)
    archive.visit(&blockMeans)
    archive.visit(&blockSums)
    archive.visit(&blockCount)
    sample.estimates.visitState(&archive)
    neighbours.estimates.visitState(&archive)
    gossip.visitState(&archive)
    archive.visit(&exchangeCredit)
    traffic.visitState(&archive)
  }

  /// Folds all state into a hash.
  public func addState(to hash: inout StateHash) {
    hash.add(stacks)
    hash.add(blockMeans)
    hash.add(blockSums)
    hash.add(blockCount)
    sample.estimates.addState(to: &hash)
    neighbours.estimates.addState(to: &hash)
    gossip.addState(to: &hash)
  }
}
