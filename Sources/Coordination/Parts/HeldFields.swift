import Contracts
import MeanFields
import SimCore

/// What every class is sent of the fields; pointers into a bank, valid until it is advanced.
struct FieldStacks {
  /// m^exec for executors. [classCount × 2 × d]
  let executors: UnsafePointer<Float>
  /// m^exec for orchestrators. [classCount × 2 × d]
  let blocks: UnsafePointer<Float>
  /// m^orch for orchestrators, and for executors. [classCount × 2 × d] each
  let plans: UnsafePointer<Float>
  let plansForExecutors: UnsafePointer<Float>

  init(
    executors: UnsafePointer<Float>, blocks: UnsafePointer<Float>, plans: UnsafePointer<Float>,
    plansForExecutors: UnsafePointer<Float>
  ) {
    (self.executors, self.blocks) = (executors, blocks)
    (self.plans, self.plansForExecutors) = (plans, plansForExecutors)
  }

  init(of fields: borrowing MeanFieldBank) {
    executors = fields.broadcast(of: .executor, to: .executor)
    blocks = fields.broadcast(of: .executor, to: .orchestrator)
    plans = fields.broadcast(of: .orchestrator, to: .orchestrator)
    plansForExecutors = fields.broadcast(of: .orchestrator, to: .executor)
  }
}

/// What each robot has of the broadcasts of the fields over a limited channel; nothing over a perfect
/// one, where policies read the fields themselves.
struct HeldFields: ~Copyable {
  private let isUsed: Bool
  private var executors: HeldStacks
  private var blocks: HeldStacks
  private var plans: HeldStacks
  /// Classes whose executors read m^exec, whose orchestrators do, and of which somebody reads m^orch.
  /// [classCount] each
  private let executorReaders: [Bool]
  private let blockReaders: [Bool]
  private let planReaders: [Bool]
  /// Broadcasts received, by class. [classCount]
  private var received: [Int]

  init(_ exchange: borrowing Exchange) {
    isUsed = exchange.isLimited
    let nobody = PopulationLayout(
      populations: Array(repeating: 0, count: exchange.layout.classCount))
    let layout = isUsed ? exchange.layout : nobody
    executors = HeldStacks(layout: layout, width: 2 * ExecutorSchema.count)
    blocks = HeldStacks(layout: layout, width: 2 * ExecutorSchema.count)
    plans = HeldStacks(
      layout: layout, width: 2 * OrchestratorSchema.count,
      isDouble: !exchange.fields.configuration.weights.isShared(source: .orchestrator))
    let configuration = exchange.fields.configuration
    let classes = exchange.fields.classes
    executorReaders = classes.map {
      configuration.grants(.executor, to: .executor) && $0.executorReads.contains(.contexts)
    }
    blockReaders = classes.map {
      configuration.grants(.executor, to: .orchestrator) && $0.orchestratorReads.contains(.contexts)
    }
    planReaders = classes.map { robots in
      FieldLayer.allCases.contains {
        configuration.grants(.orchestrator, to: $0) && robots.reads($0).contains(.plans)
      }
    }
    received = Array(repeating: 0, count: layout.classCount)
  }

  mutating func prime(from stacks: FieldStacks) {
    guard isUsed else { return }
    executors.prime(stacks.executors)
    plans.prime(stacks.plans, second: stacks.plansForExecutors)
    blocks.prime(stacks.blocks)
  }

  /// Broadcasts what is due, and bills it to those who receive it.
  mutating func send(
    _ stacks: FieldStacks, _ exchange: inout Exchange, _ tick: CoordinationTick
  ) {
    guard isUsed else { return }
    let reads = exchange.fields.configuration
    let channel = exchange.channel
    let contextBytes = channel.bytes(ofNumbers: 2 * ExecutorSchema.count)
    if executorReaders.contains(true) {
      forgetReceived()
      let count = executors.receive(
        stacks.executors, readers: executorReaders, channel: channel, bytes: contextBytes,
        budget: &exchange.budget,
        seed: derivedSeed(exchange.seed, 8), step: tick.step, received: &received)
      bill(.executor, count, bytes: contextBytes, &exchange.ledger)
    }
    if planReaders.contains(true) && exchange.isUpdated(.orchestrator, tick) {
      // Where weights set the layers apart, a message holds one stack for each.
      let parts = reads.weights.isShared(source: .orchestrator) ? 1 : 2
      let bytes = channel.bytes(ofNumbers: parts * 2 * OrchestratorSchema.count)
      forgetReceived()
      let count = plans.receive(
        stacks.plans, readers: planReaders, second: stacks.plansForExecutors, channel: channel,
        bytes: bytes, budget: &exchange.budget, seed: derivedSeed(exchange.seed, 9),
        step: tick.step,
        received: &received)
      bill(.orchestrator, count, bytes: bytes, &exchange.ledger)
    }
    if tick.isPlanningTick && blockReaders.contains(true) {
      forgetReceived()
      let count = blocks.receive(
        stacks.blocks, readers: blockReaders, channel: channel, bytes: contextBytes,
        budget: &exchange.budget,
        seed: derivedSeed(exchange.seed, 10), step: tick.step, received: &received)
      bill(.orchestrator, count, bytes: contextBytes, &exchange.ledger)
    }
  }

  private mutating func forgetReceived() {
    for c in received.indices { received[c] = 0 }
  }

  private func bill(
    _ layer: FieldLayer, _ count: ChannelCount, bytes: Int, _ ledger: inout CommunicationLedger
  ) {
    ledger.recordTrouble(lost: count.lost, late: count.late)
    for (classIndex, count) in received.enumerated() {
      ledger.recordPeers(
        layer: layer, classIndex: classIndex,
        traffic: PeerTraffic(
          messagesUp: 0, bytesUp: 0, messagesDown: count, bytesDown: count * bytes),
        busiestBytes: bytes)
    }
  }

  /// A view of the fields with what each robot has of them.
  func view(_ view: PopulationView, classIndex: Int, layer: FieldLayer) -> PopulationView {
    guard isUsed else { return view }
    var held = view
    // Extra features come over a perfect channel or not at all.
    held.withholdExtras()
    if view.orchestratorField != nil {
      held.orchestratorField = plans.stack(ofClass: classIndex, isSecond: layer == .executor)
      held.orchestratorStride = plans.width
    }
    if view.executorField != nil {
      held.executorField =
        layer == .orchestrator
        ? blocks.stack(ofClass: classIndex) : executors.stack(ofClass: classIndex)
      held.executorStride = executors.width
    }
    return held
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `isUsed`, `executorReaders`, `blockReaders`, `planReaders`. Scratch: `received`.
  mutating func visitState(_ archive: inout StateArchive) {
    executors.visitState(&archive)
    blocks.visitState(&archive)
    plans.visitState(&archive)
  }
}
