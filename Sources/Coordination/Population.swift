import Contracts
import MeanFields
import SimCore

/// How the robots of a scene coordinate.
public struct CoordinationSetup: Sendable {
  /// The mode.
  public var mode: CoordinationMode
  /// What the scene sets of the mode's keys.
  public var settings: SchemeSettings
  /// The path of the mean-field limit; mode `limit` needs one that fits the population (`PopulationSetup.pathShape`).
  public var path: FieldPath?
  /// What happens to messages.
  public var channel: ChannelConfiguration
  /// What the mean fields are made of.
  public var fields: MeanFieldConfiguration
  /// How stations and docks tell of work and places.
  public var board: BoardConfiguration

  /// A setup from its values; the fields grant what the mode grants.
  public init(
    mode: CoordinationMode, settings: SchemeSettings = .init(), path: FieldPath? = nil,
    channel: ChannelConfiguration = .init(), fields: MeanFieldConfiguration = .init(),
    board: BoardConfiguration = .init()
  ) {
    self.mode = mode
    self.settings = settings
    self.path = path
    self.channel = channel
    self.board = board
    self.fields = fields
    self.fields.granted = mode.kind.grants
  }

  /// Folds what reaches policies of the population into a hash: mode and its keys, coupling, weights, channel.
  public func addInformation(to hash: inout StateHash) {
    hash.add(mode.rawValue)
    settings.addIdentity(to: &hash)
    if let path { hash.add(path.checksum) }
    fields.addInformation(to: &hash)
    channel.addIdentity(to: &hash)
  }

  /// The same fields under mode `meanField`: those of a placebo's twin.
  public var ofTwin: CoordinationSetup {
    CoordinationSetup(
      mode: .meanField, settings: settings, channel: channel, fields: fields, board: board)
  }
}

/// Everything that is said of a population before a run.
public struct PopulationSetup: Sendable {
  /// How its robots coordinate.
  public var coordination: CoordinationSetup
  /// The classes, in order.
  public var classes: [PopulationClass]
  /// The workspace, metres.
  public var bounds: AABB
  /// Number of task options.
  public var optionCount: Int
  /// Which classes may do which option. [classCount × optionCount]
  public var isAble: [Bool]
  /// Seed of the communication streams.
  public var seed: UInt64

  /// A setup from its values.
  public init(
    _ coordination: CoordinationSetup, classes: [PopulationClass], bounds: AABB,
    optionCount: Int, isAble: [Bool], seed: UInt64
  ) {
    self.coordination = coordination
    self.classes = classes
    self.bounds = bounds
    self.optionCount = optionCount
    self.isAble = isAble
    self.seed = seed
  }
}

/// The mind's view of a fleet: robots' states, what others learn of them, and what that costs.
///
///     population.update(tick)                                    // once per executor tick
///     let view = population.view(classIndex: c, layer: .executor)
public struct Population: StateHolder, ~Copyable {
  /// What all ways of coordinating share.
  public var exchange: Exchange {
    @inline(__always) unsafeAddress { ownExchange.address }
    @inline(__always) unsafeMutableAddress { ownExchange.mutableAddress }
  }
  // On the heap: whoever holds a population would hold hundreds of columns side by side, and the
  // compiler checks who owns what field by field.
  private var ownExchange: Owned<Exchange>
  /// The way of coordinating.
  public let scheme: any CoordinationScheme

  /// A population at time zero; `prime` follows once its states are known.
  ///
  /// - Parameters:
  ///   - setup: Everything that is said of it before the run.
  ///   - pool: Shares the robots of an update.
  ///   - makeTwin: Makes the run beside the run, for ways of coordinating that want one.
  public init(
    _ setup: PopulationSetup, pool: WorkerPool, makeTwin: () -> any TwinSource
  ) {
    let count = max(1, setup.classes.reduce(0) { $0 + $1.robotCount })
    let exchange = Exchange(
      setup,
      executors: Buffer(
        count: count,
        repeating: ExecutorMicrostate(
          position: .zero, velocity: .zero, spin: 0, speedRatio: 1, contact: 0, blocked: 0,
          slip: 0, impulse: 0, failed: 0, battery: 1, uncertainty: 0)),
      orchestrators: Buffer(
        count: count,
        repeating: OrchestratorMicrostate(
          stage: .idle, option: -1, planAge: 0, replanned: 0, entropy: 0, planFailed: 0,
          progress: 0, predictedSuccess: 1)), pool: pool)
    scheme = exchange.kind.make(exchange, makeTwin)
    ownExchange = Owned(exchange)
  }

  /// The fields of time zero: the fleet as it was placed, known to all and billed to nobody.
  public mutating func prime() {
    exchange.prime()
    let scheme = scheme
    scheme.prime(&exchange)
  }

  /// One executor tick: reports → statistic → m ← μ(m, m̂) → what each robot has of it.
  public mutating func update(_ tick: CoordinationTick) {
    if exchange.budget.bytesPerSecond > 0 {
      exchange.budget.advance(seconds: Double(exchange.fields.configuration.executorPeriod))
    }
    let scheme = scheme
    scheme.update(&exchange, tick)
  }

  /// True where a layer's states are wanted at a tick.
  public func isUpdated(_ layer: FieldLayer, isPlanningTick: Bool) -> Bool {
    layer == .executor || isPlanningTick || exchange.kind.grants.isPooled
  }

  /// What policies of one class and layer read of the population.
  ///
  /// What the class's kind does not declare to read is withheld, and so neither sent nor billed.
  public func view(classIndex: Int, layer: FieldLayer) -> PopulationView {
    var view = scheme.view(exchange, classIndex: classIndex, layer: layer)
    let reads = exchange.fields.classes[classIndex].reads(layer)
    view.withhold(plans: !reads.contains(.plans), contexts: !reads.contains(.contexts))
    return view
  }

  /// The spatial field that policies of a layer may read, or nil.
  public func grid(for layer: FieldLayer) -> SpatialFieldView? {
    scheme.grid(exchange, for: layer)
  }

  /// The spatial field that policies of a class and layer read, or nil.
  public func grid(for layer: FieldLayer, classIndex: Int) -> SpatialFieldView? {
    exchange.fields.classes[classIndex].reads(layer).contains(.grid) ? grid(for: layer) : nil
  }

  /// The density of where robots are bound that policies of a layer may read, or nil.
  public func destinations(for layer: FieldLayer) -> DestinationFieldView? {
    scheme.destinations(exchange, for: layer)
  }

  /// The density of where robots are bound that policies of a class and layer read, or nil.
  public func destinations(for layer: FieldLayer, classIndex: Int) -> DestinationFieldView? {
    exchange.fields.classes[classIndex].reads(layer).contains(.destinations)
      ? destinations(for: layer) : nil
  }

  /// How far away the density is made of robots that a robot itself may hear.
  public var earshot: Earshot { scheme.earshot(exchange) }

  /// Bills what robots of a class read at one decision.
  public mutating func billReads(_ reads: DecisionReads, of view: PopulationView) {
    let scheme = scheme
    scheme.billReads(&exchange, reads, of: view)
  }

  /// Who sends messages to whom once per update; for pictures.
  public func links(touching robots: [Int], limit: Int, positions: [Vec2]) -> [MessageLink] {
    var links = LinkList(touching: robots, limit: limit, positions: positions)
    scheme.addLinks(exchange, to: &links)
    return links.links
  }

  /// Lists what a snapshot holds.
  ///
  /// Where `exchange` lies: `ownExchange`.
  public mutating func visitState(_ archive: inout StateArchive) {
    exchange.visitState(&archive)
    scheme.visitState(&archive)
  }
}
