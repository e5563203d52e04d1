import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// k robots of each class, drawn anew at every update, in common or by each robot for itself.
  public static let kSample = CoordinationMode("kSample")
}

extension CoordinationKind {
  /// Samples of k robots.
  static let kSample = CoordinationKind(
    .kSample, summary: "the mean of k robots drawn at random", grants: .fieldsWithoutGrid,
    keys: [
      CoordinationKey(
        "sample", .count(1...1_000_000, standard: 5),
        "Mode kSample: robots of each class in a sample, k."),
      CoordinationKey(
        "sampling", .word(["common", "private"], standard: "private"),
        "Mode kSample: private, every robot draws its own k; common, one sample is broadcast."),
    ],
    believed: { "a sample of \($0.count("sample"))" },
    withholdsDestinations: "the goals of a handful of robots say nothing of a density",
    largestMessage: { settings, layout, channel in
      let row = max(ExecutorSchema.count, OrchestratorSchema.count)
      // Of a small class the sample is the whole class.
      let asked = (0..<layout.classCount).reduce(0) {
        $0 + min(settings.count("sample"), layout.count(ofClass: $1))
      }
      return max(4096, 2 * asked * channel.bytes(ofNumbers: row))
    },
    make: { exchange, _ in
      if exchange.settings.word("sampling") == "common" { return CommonSampling(exchange) }
      return PrivateScheme<PrivateSample>(exchange)
    })
}

/// A leader asks k robots of each class and broadcasts what it estimates: cheap, and one shock to all
/// (mathematics §1.6).
///
/// Billed are the k robots asked on the way up, and one broadcast on the way down.
private final class CommonSampling: CoordinationScheme {
  private var sample: CommonSample
  private var held: HeldFields
  // Scratch: what the robots asked said, and messages of a draw.
  private var contexts: Buffer<ExecutorMicrostate>
  private var plans: Buffer<OrchestratorMicrostate>
  private var traffic: TrafficCounter

  init(_ exchange: borrowing Exchange) {
    let layout = exchange.layout
    let largest = (0..<layout.classCount).map { layout.count(ofClass: $0) }.max() ?? 0
    sample = CommonSample(
      sampleSize: exchange.settings.count("sample"), largestClass: largest)
    let count = min(sample.sampleSize, largest)
    contexts = Buffer(count: count, repeating: exchange.executors.states[0])
    plans = Buffer(count: count, repeating: exchange.orchestrators.states[0])
    traffic = TrafficCounter(robotCount: layout.robotCount)
    held = HeldFields(exchange)
  }

  func prime(_ exchange: inout Exchange) { held.prime(from: FieldStacks(of: exchange.fields)) }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    let bytes = exchange.reportBytes
    exchange.report(tick, bytes: bytes)
    ask(exchange.executors.known, into: contexts.base, &exchange, tick)
    if exchange.isUpdated(.orchestrator, tick) {
      ask(exchange.orchestrators.known, into: plans.base, &exchange, tick)
    }
    exchange.advanceFields(tick)
    held.send(FieldStacks(of: exchange.fields), &exchange, tick)
  }

  /// Draws k robots of every class, folds what they say, and bills them and the broadcast.
  private func ask<State: Microstate>(
    _ states: UnsafePointer<State>, into sampled: UnsafeMutablePointer<State>,
    _ exchange: inout Exchange, _ tick: CoordinationTick
  ) {
    let layer = State.layer
    for c in 0..<exchange.layout.classCount {
      let rows = exchange.layout.rows(ofClass: c)
      guard !rows.isEmpty else { continue }
      exchange.ledger.recordDeposits(
        layer: layer, classIndex: c, robotCount: min(rows.count, sample.sampleSize),
        bytes: exchange.reportBytes[layer])
      if !exchange.isLimited {
        exchange.ledger.recordReads(
          layer: layer, classIndex: c, robotCount: rows.count,
          reads: FieldReads(
            orchestratorField: layer == .orchestrator, executorField: layer == .executor,
            gridSamples: 0))
      }
      traffic.reset()
      let count = sample.draw(
        classIndex: c, populationCount: rows.count, firstRow: rows.lowerBound,
        seed: derivedSeed(exchange.seed, 2 + UInt64(layer.rawValue)), step: tick.step,
        traffic: &traffic)
      sample.gather(states + rows.lowerBound, count: count, into: sampled)
      exchange.fields.setFreshCount(count, classIndex: c, layer: layer)
      exchange.fields.fold(
        classIndex: c, rows: UnsafePointer(sampled), count: count,
        weight: Float(rows.count) / Float(max(1, count)), pool: exchange.pool)
    }
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    held.view(
      exchange.fields.view(classIndex: classIndex, layer: layer), classIndex: classIndex,
      layer: layer)
  }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    links.addAggregator(ofRobots: exchange.robotCount)
  }

  /// Scratch of one update: `sample`, `contexts`, `plans`, `traffic`.
  func visitState(_ archive: inout StateArchive) { held.visitState(&archive) }
}

/// Every robot asks k robots of each class and keeps the answer to itself: k pulls per robot, and
/// independent errors. Billed are the answers, once per robot that asks.
extension PrivateSample: PrivateEstimator {
  init(_ exchange: borrowing Exchange, features: [FeatureDescription]) {
    self.init(
      sampleSize: exchange.settings.count("sample"), layout: exchange.layout,
      featureCount: features.count)
  }

  static var reportsAreFree: Bool { true }
  static var senders: SenderBill { .asReceived }
  var numbersPerMessage: Int { estimates.featureCount }

  mutating func update(_ input: EstimatorInput, traffic: inout TrafficCounter) {
    update(input.rows, seed: input.seed, step: input.step, pool: input.pool, traffic: &traffic)
  }

  func advance(
    _ field: inout PrivateField, channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget
  ) -> ChannelCount {
    // Who asks pays for the answer's way out and in.
    field.advance(estimates, ends: 2, channel: channel, bytes: bytes, budget: &budget)
  }

  func addLinks(ofRobot row: Int, _ exchange: borrowing Exchange, to links: inout LinkList) {
    for other in heard(byRobot: row) { links.add(other, row) }
  }

  mutating func visitState(_ archive: inout StateArchive) { estimates.visitState(&archive) }
}
