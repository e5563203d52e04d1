import Contracts
import MeanFields
import SimCore

/// What all ways of coordinating share in a run: robots' states, the fields, the channel, the ledger.
public struct Exchange: ~Copyable {
  /// The way of coordinating.
  public let kind: CoordinationKind
  /// What the scene sets of its keys.
  public let settings: SchemeSettings
  /// The path of the mean-field limit, where a mode wants one.
  public let path: FieldPath?
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Number of task options.
  public let optionCount: Int
  /// Which classes may do which option. [classCount × optionCount]
  public let isAble: [Bool]
  /// What happens to messages.
  public let channel: ChannelConfiguration
  /// Shares the robots of an update.
  public let pool: WorkerPool
  /// Seed of the communication streams; words apart for layers and directions.
  public let seed: UInt64
  /// True where the channel changes what is received.
  public let isLimited: Bool
  /// True where somebody reads a layer's field: what nobody reads is not reported to an aggregator.
  ///
  /// Where robots estimate for themselves their rows are messages of one form, and carry where they are for both
  /// layers: these are sent whole.
  public let isRead: ByLayer<Bool>
  /// True where somebody reads the features of m^orch, or its robots send their rows whole.
  public let arePlansRead: Bool
  /// True where somebody reads where robots are bound: only then are destinations reported.
  public let areDestinationsRead: Bool
  /// Motor contexts: true, as they were told, and as they were heard.
  public var executors: Reports<ExecutorMicrostate>
  /// Planning states: true, as they were told, and as they were heard.
  public var orchestrators: Reports<OrchestratorMicrostate>
  /// The mean fields, under every mode: where nobody is sent them they are there for whoever watches.
  public var fields: MeanFieldBank
  /// What it all costs.
  public var ledger: CommunicationLedger
  /// What stations and docks tell, in every mode.
  public var board: NoticeBoard
  /// Pays for messages where there is a budget.
  public var budget: BandwidthBudget
  /// True where this tick's cells of the grid were paid for.
  public private(set) var hasGridCells = true

  /// An exchange at time zero.
  ///
  /// - Parameters:
  ///   - setup: Everything that is said of it before the run.
  ///   - executors: Motor contexts at time zero. [robotCount, at least 1]
  ///   - orchestrators: Planning states at time zero. [robotCount, at least 1]
  ///   - pool: Shares the robots of an update.
  init(
    _ setup: PopulationSetup, executors: consuming Buffer<ExecutorMicrostate>,
    orchestrators: consuming Buffer<OrchestratorMicrostate>, pool: WorkerPool
  ) {
    // Locals: Swift 6.3.1 in release breaks a move-only type whose own parts `&&` reads in `init`.
    let coordination = setup.coordination
    let kind = coordination.mode.kind
    let isLimited = !coordination.channel.isPerfect && kind.usesChannel
    self.kind = kind
    settings = coordination.settings
    path = coordination.path
    let layout = PopulationLayout(populations: setup.classes.map(\.robotCount))
    self.layout = layout
    optionCount = setup.optionCount
    isAble = setup.isAble
    self.pool = pool
    seed = setup.seed
    let fields = coordination.fields
    channel = coordination.channel
    self.isLimited = isLimited
    let sendsWhole = !kind.isAggregated
    isRead = ByLayer(
      orchestrator: sendsWhole || fields.isRead(.orchestrator, by: setup.classes),
      executor: sendsWhole || fields.isRead(.executor, by: setup.classes))
    arePlansRead = sendsWhole || fields.isRead(.plans, of: .orchestrator, by: setup.classes)
    areDestinationsRead = fields.areDestinationsRead(by: setup.classes)
    self.executors = Reports(
      executors, layout: layout, latency: ticks(channel.latency, fields.executorPeriod),
      isLimited: isLimited)
    self.orchestrators = Reports(
      orchestrators, layout: layout, latency: ticks(channel.latency, fields.orchestratorPeriod),
      isLimited: isLimited)
    self.fields = MeanFieldBank(
      configuration: fields, classes: setup.classes, bounds: setup.bounds,
      workerCount: pool.workerCount)
    ledger = CommunicationLedger(populations: setup.classes.map(\.robotCount))
    board = NoticeBoard(
      coordination.board, optionCount: setup.optionCount, tickPeriod: fields.executorPeriod,
      layout: layout, seed: derivedSeed(setup.seed, 21))
    let hasBudget = channel.budget < .infinity
    let rate = Double(min(channel.budget, 1e12))
    budget = BandwidthBudget(
      robotCount: hasBudget ? layout.robotCount : 0, bytesPerSecond: rate,
      burst: max(
        kind.largestMessage(coordination.settings, layout, channel),
        Int(rate * Double(channel.burst))),
      // A full bucket would let the first seconds of a run go unlimited.
      isFull: false)
  }

  /// Number of robots.
  public var robotCount: Int { layout.robotCount }
  /// True where a layer's field is updated at a tick: m^orch once per period, unless there is one field.
  public func isUpdated(_ layer: FieldLayer, _ tick: CoordinationTick) -> Bool {
    layer == .executor || tick.isPlanningTick || kind.grants.isPooled
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `kind`, `settings`, `path`, `layout`, `optionCount`, `isAble`, `channel`, `pool`, `seed`, `isLimited`,
  /// `isRead`, `arePlansRead`, `areDestinationsRead`.
  mutating func visitState(_ archive: inout StateArchive) {
    executors.visitState(&archive)
    orchestrators.visitState(&archive)
    fields.visitState(&archive)
    ledger.visitState(&archive)
    board.visitState(&archive)
    budget.visitState(&archive)
    archive.visit(&hasGridCells)
  }
}

/// Whole updates that a latency takes.
private func ticks(_ latency: Float, _ period: Float) -> Int {
  Int((latency / period - 1e-4).rounded(.up))
}

// MARK: - The board

extension Exchange {
  /// Goes on to an executor tick with the board; see `NoticeBoard.advance`.
  public mutating func advanceBoard(to tick: Int, write: (UnsafeMutablePointer<Float>) -> Void) {
    board.advance(to: tick, &ledger, write: write)
  }
}

// MARK: - Reporting and folding

extension Exchange {
  /// Sends every robot's states over the channel; nothing where it is perfect.
  ///
  /// - Parameters:
  ///   - tick: The update.
  ///   - bytes: Size of a report of a layer.
  ///   - isFree: True where whoever asks pays for both ends.
  ///   - window: How many rows per update receivers can take in of a layer; nil: all of them.
  public mutating func report(
    _ tick: CoordinationTick, bytes: ByLayer<Int>, isFree: Bool = false,
    window: ByLayer<Int>? = nil
  ) {
    guard isLimited else { return }
    var channel = channel
    if isFree { channel.budget = .infinity }
    if isRead.executor {
      executors.send(
        channel, bytes: bytes.executor, window: window?.executor, seed: seed, step: tick.step,
        budget: &budget, ledger: &ledger)
    }
    guard isRead.orchestrator, isUpdated(.orchestrator, tick) else { return }
    orchestrators.send(
      channel, bytes: bytes.orchestrator, window: window?.orchestrator,
      seed: derivedSeed(seed, 1), step: tick.step, budget: &budget, ledger: &ledger)
  }

  /// Bytes of what an aggregator is sent of a robot over the channel: a motor context, and what is read of a
  /// planning state: its numbers, where it is bound, or both in one message.
  public var reportBytes: ByLayer<Int> {
    let planBytes =
      (arePlansRead ? OrchestratorMicrostate.byteCount : 0)
      + (areDestinationsRead ? OrchestratorMicrostate.destinationBytes : 0)
    return ByLayer(
      orchestrator: channel.bytes(ofNumbers: planBytes / 4),
      executor: channel.bytes(ofNumbers: ExecutorMicrostate.byteCount / 4))
  }

  /// Robots of a class that sent a report of a layer at the last update.
  public func senders(_ layer: FieldLayer, classIndex: Int) -> Int {
    guard isLimited else { return layout.count(ofClass: classIndex) }
    return Int(
      layer == .executor
        ? executors.channel.sentCount[classIndex] : orchestrators.channel.sentCount[classIndex])
  }

  /// Bills what robots sent an aggregator at this update: `bytes` each.
  public mutating func billDeposits(_ tick: CoordinationTick, bytes: ByLayer<Int>) {
    if isRead.executor { billDeposits(of: .executor, bytes: bytes.executor) }
    if isRead.orchestrator, isUpdated(.orchestrator, tick) {
      billDeposits(of: .orchestrator, bytes: bytes.orchestrator)
    }
  }

  private mutating func billDeposits(of layer: FieldLayer, bytes: Int) {
    for c in 0..<layout.classCount {
      ledger.recordDeposits(
        layer: layer, classIndex: c, robotCount: senders(layer, classIndex: c), bytes: bytes)
    }
  }

  /// An update with an aggregator: every robot reports, which is billed, and the fields move on by what was heard.
  public mutating func formFields(_ tick: CoordinationTick) {
    report(tick, bytes: reportBytes)
    billDeposits(tick, bytes: reportBytes)
    fold(tick, isHeard: true)
    advanceFields(tick)
  }

  /// Folds all states into the fields: those that were heard, or the true ones for whoever watches.
  public mutating func fold(_ tick: CoordinationTick, isHeard: Bool) {
    executors.fold(into: &fields, isHeard: isHeard && isRead.executor, pool: pool)
    if isUpdated(.orchestrator, tick) {
      orchestrators.fold(into: &fields, isHeard: isHeard && isRead.orchestrator, pool: pool)
    }
  }

  /// Moves the fields on by one update.
  public mutating func advanceFields(_ tick: CoordinationTick) {
    fields.advanceExecutors(pool: pool)
    if isUpdated(.orchestrator, tick) { fields.advanceOrchestrators(pool: pool) }
  }

  /// Folds and advances the true fields, which nobody is sent.
  public mutating func watch(_ tick: CoordinationTick) {
    fold(tick, isHeard: false)
    advanceFields(tick)
  }

  /// Takes the states as they are for the fields of time zero.
  mutating func prime() {
    executors.fold(into: &fields, isHeard: false, pool: pool)
    orchestrators.fold(into: &fields, isHeard: false, pool: pool)
    fields.prime(pool: pool)
    executors.prime()
    orchestrators.prime()
  }
}

// MARK: - Reading

extension Exchange {
  /// Bills the stacks, cells and ways that robots of a class read of fields at one decision.
  ///
  /// Over a limited channel the stacks were billed when they came; cells of the grid are asked for,
  /// and paid for by `payForGrid` where there is a budget.
  public mutating func billFieldReads(_ reads: DecisionReads, of view: PopulationView) {
    let isAnswered = reads.layer == .orchestrator || hasGridCells
    let gridSamples = isAnswered ? reads.gridSamples : 0
    var fields = FieldReads(
      orchestratorField: !isLimited && !reads.isHeld && view.orchestratorField != nil,
      executorField: !isLimited && view.executorField != nil, gridSamples: gridSamples)
    fields.ways = reads.ways
    fields.destinations = isAnswered ? reads.destinations : 0
    // In the same messages as the fields they are added to.
    fields.extraNumbers =
      2 * ((fields.orchestratorField ? view.extraPlanCount : 0) + view.extraContextCount)
    ledger.recordReads(
      layer: reads.layer, classIndex: reads.classIndex, robotCount: reads.robotCount,
      reads: fields)
  }

  /// Pays for this tick's cells of the grid and for the answer to how many are bound for a robot's goal; where a
  /// budget has no room for them the last ones are kept.
  ///
  /// One answer for the class: cells are asked for by all of it or, in turn with other messages, by
  /// none, as the poorest robot of it can pay.
  ///
  /// - Parameters:
  ///   - rows: The robots of the class.
  ///   - sampleCount: Points at which each samples the grid.
  ///   - destinations: Goals that each asks about: one number each.
  /// - Returns: True where they are paid for.
  public mutating func payForGrid(
    _ rows: Range<Int>, sampleCount: Int, destinations: Int = 0
  ) -> Bool {
    hasGridCells = true
    guard isLimited, channel.budget < .infinity else { return true }
    let bytes =
      sampleCount * 4 * channel.bytes(ofNumbers: 4)
      + (destinations > 0 ? channel.bytes(ofNumbers: destinations) : 0)
    for row in rows where budget.credit(ofRobot: row) < bytes {
      ledger.recordTrouble(lost: 0, late: rows.count)
      hasGridCells = false
      return false
    }
    for row in rows { _ = budget.spend(bytes: bytes, robot: row) }
    return true
  }

  /// True where planners can look up the density on all their ways.
  ///
  /// They do without under a budget: one look at every option costs as much as the field itself.
  public var canLookUpWays: Bool { !isLimited || channel.budget == .infinity }
}
