import Contracts
import MeanFields
import Scenes
import SimCore

/// The way from robots' true states to what others have of them, and back to what each robot has.
///
/// With a perfect channel and a broadcast mode nothing of it is used: policies read the bank's stacks.
struct FleetChannel: ~Copyable {
  /// What happens to messages.
  let configuration: ChannelConfiguration
  /// True where reports and broadcasts go through the channel.
  let isLimited: Bool
  /// Reports of both layers as they were received.
  var executors: ReportChannel<ExecutorMicrostate>
  var orchestrators: ReportChannel<OrchestratorMicrostate>
  /// Last broadcasts that each robot received: m^exec, m^orch, and the block mean of m^exec.
  var executorStacks: HeldStacks
  var orchestratorStacks: HeldStacks
  var blockStacks: HeldStacks
  /// What each robot estimates for itself.
  var executorField: PrivateField
  var orchestratorField: PrivateField
  /// The leader's sample; mode `kSample`, common.
  var sample: CommonSample
  /// Pays for messages where there is a budget.
  var budget: BandwidthBudget
  /// Rows that a budget has paid for and that were not received yet; mode `allToAll`.
  var rowCredit = 0.0
  /// Rows received at the last update; mode `allToAll` with a budget.
  var rowWindow = 0
  /// True where this tick's cells of the grid were paid for.
  var hasGridCells = true
  /// Seed of the communication streams; words apart for layers and directions.
  let seed: UInt64
  // Scratch: rows of features, positions, sampled microstates, broadcasts received per class.
  var features: Buffer<Float>
  var positions: Buffer<Vec2>
  var sampledExecutors: Buffer<ExecutorMicrostate>
  var sampledOrchestrators: Buffer<OrchestratorMicrostate>
  var sampleTraffic: TrafficCounter
  var received: [Int]

  init(
    model: WorldModel, executors: UnsafePointer<ExecutorMicrostate>,
    orchestrators: UnsafePointer<OrchestratorMicrostate>
  ) {
    let fields = model.coordination
    configuration = fields.channel
    let mode = fields.mode
    // The placebo's fields come over the same channel as the true ones would.
    isLimited = !configuration.isPerfect && mode != .none
    let layout = PopulationLayout(populations: model.classes.map { $0.rows.count })
    let nobody = PopulationLayout(populations: layout.classStarts.dropFirst().map { _ in 0 })
    let reporting = isLimited ? layout : nobody
    self.executors = ReportChannel(
      layout: reporting, latency: ticks(configuration.latency, fields.executorPeriod),
      initial: executors)
    self.orchestrators = ReportChannel(
      layout: reporting, latency: ticks(configuration.latency, fields.orchestratorPeriod),
      initial: orchestrators)
    let isBroadcast = isLimited && fields.isBroadcast
    let holding = isBroadcast ? layout : nobody
    executorStacks = HeldStacks(layout: holding, width: 2 * ExecutorSchema.count)
    orchestratorStacks = HeldStacks(
      layout: holding, width: 2 * OrchestratorSchema.count,
      isDouble: !fields.weights.isShared(source: .orchestrator))
    blockStacks = HeldStacks(layout: holding, width: 2 * ExecutorSchema.count)
    executorField = PrivateField(
      configuration: fields, layout: layout, features: ExecutorSchema.all, hasBlocks: true)
    orchestratorField = PrivateField(
      configuration: fields, layout: layout, features: OrchestratorSchema.all, hasBlocks: false)
    let isCommon = mode == .kSample && fields.sampling == .common
    let largest = model.classes.map { $0.rows.count }.max() ?? 0
    sample = CommonSample(sampleSize: fields.sampleSize, largestClass: isCommon ? largest : 0)
    let hasBudget = configuration.budget < .infinity
    let rate = Double(min(configuration.budget, 1e12))
    budget = BandwidthBudget(
      robotCount: hasBudget ? layout.robotCount : 0, bytesPerSecond: rate,
      burst: max(largestMessage(fields, layout), Int(rate * Double(configuration.burst))),
      // A full bucket would let the first seconds of a run go unlimited.
      isFull: false)
    seed = derivedSeed(model.seeds.policies, 0x6368_616E)
    let count = isCommon || fields.isPrivate ? layout.robotCount : 0
    features = Buffer(
      count: count * max(ExecutorSchema.count, OrchestratorSchema.count), repeating: 0)
    positions = Buffer(count: count, repeating: .zero)
    let sampled = isCommon ? min(fields.sampleSize, largest) : 0
    sampledExecutors = Buffer(count: sampled, repeating: executors[0])
    sampledOrchestrators = Buffer(count: sampled, repeating: orchestrators[0])
    sampleTraffic = TrafficCounter(robotCount: isCommon ? layout.robotCount : 0)
    received = Array(repeating: 0, count: layout.classCount)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `configuration`, `isLimited`, `seed`. Scratch of one update: `sample`, `features`,
  /// `positions`, `sampledExecutors`, `sampledOrchestrators`, `sampleTraffic`, `received`.
  mutating func visitState(_ archive: inout StateArchive) {
    executors.visitState(&archive)
    orchestrators.visitState(&archive)
    executorStacks.visitState(&archive)
    orchestratorStacks.visitState(&archive)
    blockStacks.visitState(&archive)
    executorField.visitState(&archive)
    orchestratorField.visitState(&archive)
    budget.visitState(&archive)
    archive.visit(&rowCredit)
    archive.visit(&rowWindow)
    archive.visit(&hasGridCells)
  }

  /// Takes the states of time zero as heard.
  mutating func primeReports(
    _ executorStates: UnsafePointer<ExecutorMicrostate>,
    _ orchestratorStates: UnsafePointer<OrchestratorMicrostate>
  ) {
    guard isLimited else { return }
    executors.prime(executorStates)
    orchestrators.prime(orchestratorStates)
  }
}

/// Bytes of the largest payment that a mode asks of a robot at once: less room would make it mute.
///
/// For `neighbours`, which is paid by the number of robots in hearing, as many as 4 kB hold.
private func largestMessage(_ fields: MeanFieldConfiguration, _ layout: PopulationLayout) -> Int {
  let row = max(ExecutorSchema.count, OrchestratorSchema.count)
  // Of a small class the sample is the whole class.
  let asked = (0..<layout.classCount).reduce(0) {
    $0 + min(fields.sampleSize, layout.count(ofClass: $1))
  }
  let ask =
    fields.mode == .kSample
    ? 2 * asked * fields.channel.bytes(ofNumbers: row) : 0
  return max(4096, ask)
}

/// Whole updates that a latency takes.
private func ticks(_ latency: Float, _ period: Float) -> Int {
  Int((latency / period - 1e-4).rounded(.up))
}

extension MeanFieldConfiguration {
  /// True where every robot estimates for itself.
  var isPrivate: Bool {
    switch mode {
    case .neighbours, .gossip: true
    case .kSample: sampling == .individual
    default: false
    }
  }

  /// True where robots are sent stacks that are the same for all of a class.
  var isBroadcast: Bool {
    switch mode {
    case .meanField, .flatField, .placebo: true
    case .kSample: sampling == .common
    default: false
    }
  }
}
