import Contracts
import MeanFields
import SimCore

/// How robots estimate the population, each for itself: what sets private ways of coordinating apart.
protocol PrivateEstimator: ~Copyable {
  /// An estimator of features of some robots.
  init(_ exchange: borrowing Exchange, features: [FeatureDescription])
  /// True where whoever asks pays for both ends, so that reports themselves are free.
  static var reportsAreFree: Bool { get }
  /// Who is billed for sending.
  static var senders: SenderBill { get }
  /// Numbers of one message.
  var numbersPerMessage: Int { get }
  /// Every robot estimates once.
  mutating func update(_ input: EstimatorInput, traffic: inout TrafficCounter)
  /// Moves the fields on by one update of these estimates; returns what became of the messages.
  func advance(
    _ field: inout PrivateField, channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget
  ) -> ChannelCount
  /// Adds the messages that a robot received at the last update; for pictures.
  func addLinks(ofRobot row: Int, _ exchange: borrowing Exchange, to links: inout LinkList)
  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive)
}

/// Who is billed for the messages of private estimates.
enum SenderBill {
  /// Those who were counted as they sent.
  case counted
  /// As many as were received: an answer that nobody could pay for was not asked for.
  case asReceived
  /// Over a limited channel, those whose reports the channel sent.
  case reporting
}

/// What estimators work on at one update.
struct EstimatorInput {
  /// Features of all robots, as they were reported. [robotCount × featureCount]
  let rows: UnsafePointer<Float>
  /// Positions of all robots, metres. [robotCount]
  let positions: UnsafePointer<Vec2>
  /// Exchanges that a robot's budget pays for; infinity: all.
  let exchangesPerRobot: Double
  /// Seed of the communication stream, another one for each layer.
  let seed: UInt64
  /// The physics step.
  let step: Int
  /// Shares the robots.
  let pool: WorkerPool
}

/// A way of coordinating in which every robot estimates both layers' fields for itself.
///
/// The exchange's own fields are the truth, for whoever watches; nobody is sent them.
final class PrivateScheme<Estimator: PrivateEstimator & ~Copyable>: CoordinationScheme {
  private var executors: PrivateLayer<Estimator>
  private var orchestrators: PrivateLayer<Estimator>
  // Scratch: rows of features, positions.
  private let features: Buffer<Float>
  private let positions: Buffer<Vec2>
  private let hearing: Float?

  /// A scheme without any estimate yet.
  ///
  /// - Parameters:
  ///   - exchange: What all ways of coordinating share.
  ///   - hearing: Metres within which robots hear each other; nil: everywhere.
  init(_ exchange: borrowing Exchange, hearing: Float? = nil) {
    executors = PrivateLayer(exchange, features: ExecutorSchema.all, hasBlocks: true)
    orchestrators = PrivateLayer(exchange, features: OrchestratorSchema.all, hasBlocks: false)
    features = Buffer(
      count: exchange.robotCount * max(ExecutorSchema.count, OrchestratorSchema.count),
      repeating: 0)
    positions = Buffer(count: exchange.robotCount, repeating: .zero)
    self.hearing = hearing
  }

  func prime(_ exchange: inout Exchange) {
    executors.field.prime(exchange.fields.signals(layer: .executor))
    orchestrators.field.prime(exchange.fields.signals(layer: .orchestrator))
  }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    let channel = exchange.channel
    // A robot reports its row of features.
    let bytes = ByLayer(
      orchestrator: channel.bytes(ofNumbers: OrchestratorSchema.count),
      executor: channel.bytes(ofNumbers: ExecutorSchema.count))
    exchange.report(tick, bytes: bytes, isFree: Estimator.reportsAreFree)
    exchange.watch(tick)
    write(exchange.executors.known, exchange)
    executors.update(
      &exchange, .executor, rows: features.base, positions: positions.base, tick: tick)
    executors.field.countUpdate()
    if tick.isPlanningTick {
      write(exchange.orchestrators.known, exchange)
      orchestrators.update(
        &exchange, .orchestrator, rows: features.base, positions: positions.base, tick: tick)
      executors.field.closeBlock()
    }
  }

  /// Writes every robot's own features, and where it stands.
  private func write<State: Microstate>(
    _ states: UnsafePointer<State>, _ exchange: borrowing Exchange
  ) {
    let (features, positions) = (features.base, positions.base)
    let contexts = exchange.executors.known
    exchange.pool.run(count: exchange.robotCount, stripe: 256) { stripe in
      for row in stripe {
        State.meanFeatures(
          of: states + row, count: 1, into: features + row * State.featureCount)
        positions[row] = contexts[row].position
      }
    }
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    let configuration = exchange.fields.configuration
    let first = exchange.layout.rows(ofClass: classIndex).lowerBound
    let d = 2 * OrchestratorSchema.count
    let e = 2 * ExecutorSchema.count
    let contexts = executors.field.stacks(reader: layer)
    let plans = orchestrators.field.stacks(reader: layer)
    let own = exchange.layout.count(ofClass: classIndex)
    var view = PopulationView(
      orchestratorField: configuration.grants(.orchestrator, to: layer) ? plans + first * d : nil,
      executorField: configuration.grants(.executor, to: layer) ? contexts + first * e : nil,
      orchestratorStride: d, executorStride: e, ownCount: Float(own),
      otherCount: Float(exchange.robotCount - own))
    if orchestrators.field.deviations.count > 0 && view.orchestratorField != nil {
      view.orchestratorDeviation = UnsafePointer(orchestrators.field.deviations.base + first * d)
      view.orchestratorDeviationStride = d
    }
    view.orchestratorMass = exchange.fields.mass(
      classIndex: classIndex, of: .orchestrator, to: layer)
    view.executorMass = exchange.fields.mass(classIndex: classIndex, of: .executor, to: layer)
    return view
  }

  func earshot(_ exchange: borrowing Exchange) -> Earshot {
    guard let hearing else { return .everywhere }
    // A robot reaches the four nearest cells, and a sample reads the four nearest: two cells in all,
    // along both axes; a kernel carries it further.
    let configuration = exchange.fields.configuration
    let cells = Float(2 + (configuration.kernel?.radius ?? 0))
    return Earshot(radius: hearing, spread: cells * 1.414_213_6 * configuration.gridCell)
  }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    for row in 0..<exchange.robotCount {
      executors.estimator.addLinks(ofRobot: row, exchange, to: &links)
    }
  }

  func visitState(_ archive: inout StateArchive) {
    executors.visitState(&archive)
    orchestrators.visitState(&archive)
  }
}

/// The private estimates of one layer's field.
private struct PrivateLayer<Estimator: PrivateEstimator & ~Copyable>: ~Copyable {
  var estimator: Estimator
  var field: PrivateField

  init(_ exchange: borrowing Exchange, features: [FeatureDescription], hasBlocks: Bool) {
    estimator = Estimator(exchange, features: features)
    field = PrivateField(
      configuration: exchange.fields.configuration, layout: exchange.layout, features: features,
      hasBlocks: hasBlocks)
  }

  /// Estimates, moves the fields on, and bills what was exchanged for it.
  mutating func update(
    _ exchange: inout Exchange, _ layer: FieldLayer, rows: UnsafePointer<Float>,
    positions: UnsafePointer<Vec2>, tick: CoordinationTick
  ) {
    let channel = exchange.channel
    let configuration = exchange.fields.configuration
    let period =
      layer == .executor ? configuration.executorPeriod : configuration.orchestratorPeriod
    let bytes = channel.bytes(ofNumbers: estimator.numbersPerMessage)
    field.traffic.reset()
    estimator.update(
      EstimatorInput(
        rows: rows, positions: positions,
        // An exchange is a message each way for each of the two; both layers share the budget evenly.
        exchangesPerRobot: Double(channel.budget * period) / 2 / Double(4 * bytes),
        seed: derivedSeed(exchange.seed, 4 + UInt64(layer.rawValue)), step: tick.step,
        pool: exchange.pool), traffic: &field.traffic)
    let count = estimator.advance(
      &field, channel: channel, bytes: bytes, budget: &exchange.budget)
    exchange.ledger.recordTrouble(lost: 0, late: count.late)
    bill(&exchange, layer, bytes: bytes)
  }

  private func bill(_ exchange: inout Exchange, _ layer: FieldLayer, bytes: Int) {
    for classIndex in 0..<exchange.layout.classCount {
      var (sent, received, busiest) = (0, 0, 0)
      for row in exchange.layout.rows(ofClass: classIndex) {
        let (up, down) = (field.traffic.sent[row], field.traffic.received[row])
        sent += Int(up)
        received += Int(down)
        busiest = max(busiest, Int(up + down))
      }
      switch Estimator.senders {
      case .counted: break
      case .asReceived: sent = received
      case .reporting:
        if exchange.isLimited { sent = exchange.senders(layer, classIndex: classIndex) }
      }
      exchange.ledger.recordPeers(
        layer: layer, classIndex: classIndex,
        traffic: PeerTraffic(
          messagesUp: sent, bytesUp: sent * bytes, messagesDown: received,
          bytesDown: received * bytes), busiestBytes: busiest * bytes)
    }
  }

  mutating func visitState(_ archive: inout StateArchive) {
    estimator.visitState(&archive)
    field.visitState(&archive)
  }
}
