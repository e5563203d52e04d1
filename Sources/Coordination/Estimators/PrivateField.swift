import Contracts
import MeanFields
import SimCore

/// What stands behind a private estimate, for its error.
public enum PrivateEvidence: Sendable {
  /// As many robots as were heard.
  case counted
  /// At most 2^e robots after e exchanges, none of them stale; nobody without an exchange.
  case exchanges
}

/// One layer's field as every robot estimates it for itself, and what it reads of it.
///
///     estimator.update(rows, …, traffic: &field.traffic)
///     field.advance(estimator.estimates, evidence: .counted, …)      // m ← μ(m, m̂), per robot
///
/// A robot keeps its last estimate of a class of which it heard nothing at an update under a moving
/// average; for a Kalman filter and a unit it is missing, so P grows. Orchestrators read the mean of
/// m^exec over the updates of their period (`closeBlock`).
///
/// The error of an estimate over k robots is taken as that of a random sample, (1/k)(1 − k/N) S²:
/// right for samples; for neighbours it is silent about who stands near whom.
///
/// Source: mathematics §1.4, §1.5, §1.6, correction C2.
public struct PrivateField: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Number of features d.
  public let featureCount: Int
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
  /// Messages of the last update, by robot.
  public var traffic: TrafficCounter

  /// Robots that know nothing yet.
  ///
  /// - Parameters:
  ///   - configuration: Recursions, periods and couplings.
  ///   - layout: Which rows belong to which class.
  ///   - features: The features of a row.
  ///   - hasBlocks: True for m^exec, of which orchestrators read the block mean.
  public init(
    configuration: MeanFieldConfiguration, layout: PopulationLayout, features: [FeatureDescription],
    hasBlocks: Bool
  ) {
    self.layout = layout
    featureCount = features.count
    layer = hasBlocks ? .executor : .orchestrator
    ranges = FeatureRanges(features)
    let populations = (0..<layout.classCount).map { layout.count(ofClass: $0) }
    couplings = ReaderCouplings(configuration.weights, source: layer, populations: populations)
    let recursion =
      hasBlocks ? configuration.executorRecursion : configuration.orchestratorRecursion
    switch recursion {
    case .exact, .movingAverage: isFilter = false
    case .kalman, .gru: isFilter = true
    }
    let rowCount = layout.robotCount * layout.classCount
    memory = RecursionState(
      recursion: recursion,
      period: hasBlocks ? configuration.executorPeriod : configuration.orchestratorPeriod,
      rowCount: rowCount, ranges: ranges)
    traffic = TrafficCounter(robotCount: layout.robotCount)
    signals = Buffer(count: rowCount * features.count, repeating: 0)
    stacks = Buffer(count: layout.robotCount * 2 * features.count, repeating: 0)
    plannerStacks = Buffer(count: layout.robotCount * 2 * features.count, repeating: 0)
    blockSums = Buffer(count: hasBlocks ? rowCount * features.count : 0, repeating: 0)
    errorVariance = Buffer(count: features.count, repeating: 0)
    let hasDeviation = !hasBlocks && recursion.wantsErrorVariance
    deviations = Buffer(
      count: hasDeviation ? layout.robotCount * 2 * features.count : 0, repeating: 0)
  }

  /// What policies of a layer read: z of every robot. [robotCount × 2d]
  public func stacks(reader: FieldLayer) -> UnsafePointer<Float> {
    UnsafePointer(reader == .executor ? stacks.base : plannerStacks.base)
  }

  /// Moves every robot's field on by one update where the channel lets it through, and forms what is
  /// read of it.
  ///
  /// - Parameters:
  ///   - estimates: What every robot has estimated.
  ///   - evidence: How many robots stand behind an estimate.
  ///   - ends: Ends of a message that its receiver pays for; 0: it is paid for already.
  ///   - channel: A budget holds back a robot that cannot pay for what it would receive.
  ///   - bytes: Size of a message.
  ///   - budget: Pays.
  /// - Returns: How many messages were late; what was not received is not billed.
  /// - Complexity: O(robotCount × classCount × featureCount), no allocation.
  public mutating func advance(
    _ estimates: borrowing PrivateEstimates, evidence: PrivateEvidence = .counted, ends: Int = 1,
    channel: ChannelConfiguration, bytes: Int, budget: inout BandwidthBudget
  ) -> ChannelCount {
    var count = ChannelCount()
    let isBound = channel.budget < .infinity && ends > 0
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        let messages = Int(traffic.received[row])
        var isLate = false
        if isBound && !budget.spend(bytes: messages * ends * bytes, robot: row) {
          count.late += messages
          traffic.received[row] = 0
          isLate = true
        } else {
          count.sent += messages
        }
        fold(
          row, estimates.estimate(ofRobot: row),
          counts: UnsafePointer(estimates.counts.base + row * layout.classCount),
          evidence: evidence, isLate: isLate)
        formStacks(row, ownClass: c)
      }
    }
    return count
  }

  /// m ← μ(m, m̂) of all classes as one robot has them.
  private mutating func fold(
    _ row: Int, _ estimates: UnsafePointer<Float>, counts: UnsafePointer<Int32>,
    evidence: PrivateEvidence, isLate: Bool
  ) {
    let d = featureCount
    for c in 0..<layout.classCount {
      let slot = row * layout.classCount + c
      let estimate = estimates + c * d
      var isMissing = isLate
      if isFilter && !isLate {
        let k = sampleCount(row, Int(counts[c]), classIndex: c, evidence)
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

  /// Robots of a class that stand behind what a robot heard at this update.
  private func sampleCount(
    _ row: Int, _ heard: Int, classIndex: Int, _ evidence: PrivateEvidence
  ) -> Int {
    switch evidence {
    case .counted: return heard
    case .exchanges:
      let exchanges = Int(traffic.received[row])
      guard exchanges > 0, heard > 0 else { return 0 }
      return min(layout.count(ofClass: classIndex), 1 << min(30, exchanges))
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

  /// r = (1/k)(1 − k/N) S² with S² ≤ (upper − m̂)(m̂ − lower), as `Field` bounds it.
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
  /// Constant: `layout`, `featureCount`, `ranges`, `couplings`, `layer`, `isFilter`.
  /// Scratch: `errorVariance`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&signals)
    archive.visit(&stacks)
    archive.visit(&plannerStacks)
    archive.visit(&deviations)
    archive.visit(&blockSums)
    archive.visit(&blockCount)
    memory.visitState(&archive)
    traffic.visitState(&archive)
  }
}
