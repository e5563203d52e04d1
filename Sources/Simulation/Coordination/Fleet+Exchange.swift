import Contracts
import MeanFields
import Scenes
import SimCore

/// Stage 8 in parts: reports → statistic of the mode → m ← μ(m, m̂) → what each robot has of it.
extension Fleet {
  /// Sends both layers' microstates over the channel, and lets the mode's estimator work.
  mutating func exchange(isOrchestratorUpdate: Bool, isPlanningTick: Bool) {
    if population.channel.budget.bytesPerSecond > 0 {
      population.channel.budget.advance(seconds: Double(model.executorPeriod))
    }
    report(isOrchestratorUpdate: isOrchestratorUpdate)
    for classIndex in 0..<model.classes.count {
      fold(.executor, classIndex)
      if isOrchestratorUpdate { fold(.orchestrator, classIndex) }
    }
    fields.advanceExecutors(pool: pool)
    if isOrchestratorUpdate { fields.advanceOrchestrators() }
    if fields.configuration.isPrivate {
      estimate(.executor)
      population.channel.executorField.countUpdate()
      if isOrchestratorUpdate { estimate(.orchestrator) }
      if isPlanningTick { population.channel.executorField.closeBlock() }
    }
    updatePopulation(isPlanningTick: isPlanningTick)
    if population.channel.isLimited && fields.configuration.isBroadcast {
      broadcast(isOrchestratorUpdate: isOrchestratorUpdate, isPlanningTick: isPlanningTick)
    }
  }

  /// The fields of time zero: the fleet as it was placed, known to all and billed to nobody.
  mutating func primePopulation() {
    readExecutorStates()
    readOrchestratorStates()
    for classIndex in 0..<model.classes.count {
      let rows = model.classes[classIndex].rows
      fields.fold(
        classIndex: classIndex, rows: executorStates.base + rows.lowerBound, count: rows.count,
        pool: pool)
      fields.fold(
        classIndex: classIndex, rows: orchestratorStates.base + rows.lowerBound,
        count: rows.count, pool: pool)
    }
    fields.prime(pool: pool)
    population.channel.primeReports(executorStates.base, orchestratorStates.base)
    if fields.configuration.isPrivate {
      population.channel.executorField.prime(fields.signals(layer: .executor))
      population.channel.orchestratorField.prime(fields.signals(layer: .orchestrator))
    }
    if population.channel.isLimited && fields.configuration.isBroadcast {
      population.channel.executorStacks.prime(broadcastSource(.executor, to: .executor))
      population.channel.orchestratorStacks.prime(
        broadcastSource(.orchestrator, to: .orchestrator),
        second: broadcastSource(.orchestrator, to: .executor))
      population.channel.blockStacks.prime(broadcastSource(.executor, to: .orchestrator))
    }
  }

  /// Bytes of a report of a layer.
  private func reportBytes(_ layer: FieldLayer) -> Int {
    let channel = population.channel.configuration
    switch model.coordination.mode {
    case .allToAll: return channel.bytes(ofNumbers: 8)
    case .neighbours:
      return channel.bytes(
        ofNumbers: layer == .executor ? ExecutorSchema.count : OrchestratorSchema.count)
    default:
      let whole =
        layer == .executor
        ? CommunicationLedger.executorDepositBytes : CommunicationLedger.orchestratorDepositBytes
      return channel.bytes(ofNumbers: whole / 4)
    }
  }

  private mutating func report(isOrchestratorUpdate: Bool) {
    guard population.channel.isLimited else { return }
    var channel = population.channel.configuration
    var window: Int?
    switch model.coordination.mode {
    case .allToAll where channel.budget < .infinity: window = rowsInBudget()
    // Who is asked answers: the one that asks pays for both ends, so reports themselves are free.
    case .kSample, .gossip: if fields.configuration.isPrivate { channel.budget = .infinity }
    default: break
    }
    let seed = population.channel.seed
    if population.isTree {
      guard isOrchestratorUpdate else { return }
      let count = population.channel.orchestrators.transmit(
        orchestratorStates.base, channel: channel,
        bytes: channel.bytes(ofNumbers: 1 + model.tasks.options.count),
        budget: &population.channel.budget, window: nil, seed: derivedSeed(seed, 1),
        step: stepCount)
      ledger.recordTrouble(lost: count.lost, late: count.late)
      return
    }
    var count = population.channel.executors.transmit(
      executorStates.base, channel: channel, bytes: reportBytes(.executor),
      budget: &population.channel.budget, window: window, seed: seed, step: stepCount)
    ledger.recordTrouble(lost: count.lost, late: count.late)
    guard isOrchestratorUpdate else { return }
    // A raw state holds the plan too: it comes with the executor's row and costs nothing more.
    count = population.channel.orchestrators.transmit(
      orchestratorStates.base, channel: channel, bytes: reportBytes(.orchestrator),
      budget: &population.channel.budget,
      window: window.map {
        min(robotCount, $0 * model.clocks.executorTicksPerOrchestratorTick)
      },
      seed: derivedSeed(seed, 1), step: stepCount)
    ledger.recordTrouble(lost: count.lost, late: count.late)
  }

  /// All-to-all under a budget: everybody hears the same rows in turn, as many per update as fit.
  ///
  /// A robot receives every row of the window and sends its own where that is among them.
  private mutating func rowsInBudget() -> Int {
    let share = 1 + 1 / Double(max(1, robotCount))
    let bytes = Double(reportBytes(.executor)) * share
    population.channel.rowCredit +=
      Double(population.channel.configuration.budget * model.executorPeriod) / bytes
    let rows = min(robotCount, Int(population.channel.rowCredit))
    population.channel.rowCredit = min(
      population.channel.rowCredit - Double(rows), Double(robotCount))
    population.channel.rowWindow = rows
    return rows
  }

  /// Folds what is known of one class into the bank: all reports, or the leader's sample.
  private mutating func fold(_ layer: FieldLayer, _ classIndex: Int) {
    let rows = model.classes[classIndex].rows
    // Where nobody keeps a field the bank holds the truth, for whoever watches.
    let isLimited =
      population.channel.isLimited && !fields.configuration.isPrivate && !population.isTree
    billDeposits(layer, classIndex, bytes: reportBytes(layer))
    if model.coordination.mode == .kSample && fields.configuration.sampling == .common {
      foldSample(layer, classIndex, rows)
      return
    }
    switch layer {
    case .executor:
      let source =
        isLimited ? population.channel.executors.heard.base : executorStates.base
      if isLimited {
        fields.setFreshCount(
          Int(population.channel.executors.freshCount[classIndex]), classIndex: classIndex,
          layer: layer)
      }
      fields.fold(
        classIndex: classIndex, rows: source + rows.lowerBound, count: rows.count, pool: pool)
    case .orchestrator:
      let source =
        isLimited ? population.channel.orchestrators.heard.base : orchestratorStates.base
      if isLimited {
        fields.setFreshCount(
          Int(population.channel.orchestrators.freshCount[classIndex]), classIndex: classIndex,
          layer: layer)
      }
      fields.fold(
        classIndex: classIndex, rows: source + rows.lowerBound, count: rows.count, pool: pool)
    }
  }

  private mutating func foldSample(_ layer: FieldLayer, _ classIndex: Int, _ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    let isLimited = population.channel.isLimited
    population.channel.sampleTraffic.reset()
    let count = population.channel.sample.draw(
      classIndex: classIndex, populationCount: rows.count, firstRow: rows.lowerBound,
      seed: derivedSeed(population.channel.seed, 2 + UInt64(layer.rawValue)), step: stepCount,
      traffic: &population.channel.sampleTraffic)
    fields.setFreshCount(count, classIndex: classIndex, layer: layer)
    switch layer {
    case .executor:
      let source = isLimited ? population.channel.executors.heard.base : executorStates.base
      population.channel.sample.gather(
        source + rows.lowerBound, count: count, into: population.channel.sampledExecutors.base)
      fields.fold(
        classIndex: classIndex, rows: UnsafePointer(population.channel.sampledExecutors.base),
        count: count, weight: Float(rows.count) / Float(max(1, count)), pool: pool)
    case .orchestrator:
      let source =
        isLimited ? population.channel.orchestrators.heard.base : orchestratorStates.base
      population.channel.sample.gather(
        source + rows.lowerBound, count: count, into: population.channel.sampledOrchestrators.base)
      fields.fold(
        classIndex: classIndex, rows: UnsafePointer(population.channel.sampledOrchestrators.base),
        count: count, pool: pool)
    }
  }

  // MARK: Private estimates

  private mutating func estimate(_ layer: FieldLayer) {
    let isLimited = population.channel.isLimited
    let configuration = fields.configuration
    writeFeatures(layer, isLimited: isLimited)
    let channel = population.channel.configuration
    let isExecutor = layer == .executor
    let period = isExecutor ? configuration.executorPeriod : configuration.orchestratorPeriod
    let numbers =
      isExecutor
      ? population.channel.executorField.numbersPerMessage
      : population.channel.orchestratorField.numbersPerMessage
    let bytes = channel.bytes(ofNumbers: numbers)
    // An exchange is a message each way for each of the two; both layers share the budget evenly.
    let exchanges = Double(channel.budget * period) / 2 / Double(4 * bytes)
    let seed = derivedSeed(population.channel.seed, 4 + UInt64(layer.rawValue))
    let count: ChannelCount
    if isExecutor {
      population.channel.executorField.estimate(
        population.channel.features.base, positions: population.channel.positions.base,
        exchangesPerRobot: exchanges, seed: seed, step: stepCount, pool: pool)
      count = population.channel.executorField.advance(
        channel: channel, bytes: bytes, budget: &population.channel.budget)
    } else {
      population.channel.orchestratorField.estimate(
        population.channel.features.base, positions: population.channel.positions.base,
        exchangesPerRobot: exchanges, seed: seed, step: stepCount, pool: pool)
      count = population.channel.orchestratorField.advance(
        channel: channel, bytes: bytes, budget: &population.channel.budget)
    }
    ledger.recordTrouble(lost: 0, late: count.late)
    billPrivate(layer, bytes: bytes)
  }

  private mutating func writeFeatures(_ layer: FieldLayer, isLimited: Bool) {
    let features = population.channel.features.base
    let executors = isLimited ? population.channel.executors.heard.base : executorStates.base
    let orchestrators =
      isLimited ? population.channel.orchestrators.heard.base : orchestratorStates.base
    let positions = population.channel.positions.base
    pool.run(count: robotCount, stripe: 256) { stripe in
      for row in stripe {
        switch layer {
        case .executor:
          ExecutorMicrostate.meanFeatures(
            of: executors + row, count: 1, into: features + row * ExecutorSchema.count)
        case .orchestrator:
          OrchestratorMicrostate.meanFeatures(
            of: orchestrators + row, count: 1, into: features + row * OrchestratorSchema.count)
        }
        positions[row] = executors[row].position
      }
    }
  }

  // MARK: Broadcasts over a limited channel

  private mutating func broadcast(isOrchestratorUpdate: Bool, isPlanningTick: Bool) {
    let seed = population.channel.seed
    let configuration = fields.configuration
    let readsExecutors = configuration.grants(.executor, to: .executor)
    let readsOrchestrators =
      configuration.grants(.orchestrator, to: .executor)
      || configuration.grants(.orchestrator, to: .orchestrator)
    let channel = population.channel.configuration
    if readsExecutors {
      let stacks = broadcastSource(.executor, to: .executor)
      let bytes = channel.bytes(ofNumbers: 2 * ExecutorSchema.count)
      resetReceived()
      let count = population.channel.executorStacks.receive(
        stacks, channel: channel, bytes: bytes, budget: &population.channel.budget,
        seed: derivedSeed(seed, 8), step: stepCount, received: &population.channel.received)
      billBroadcast(.executor, count, bytes: bytes)
    }
    if isOrchestratorUpdate && readsOrchestrators {
      let stacks = broadcastSource(.orchestrator, to: .orchestrator)
      // Where weights set the layers apart, a message holds one stack for each.
      let parts = configuration.weights.isShared(source: .orchestrator) ? 1 : 2
      let bytes = channel.bytes(ofNumbers: parts * 2 * OrchestratorSchema.count)
      resetReceived()
      let count = population.channel.orchestratorStacks.receive(
        stacks, second: broadcastSource(.orchestrator, to: .executor), channel: channel,
        bytes: bytes, budget: &population.channel.budget,
        seed: derivedSeed(seed, 9), step: stepCount, received: &population.channel.received)
      billBroadcast(.orchestrator, count, bytes: bytes)
    }
    if isPlanningTick && configuration.grants(.executor, to: .orchestrator) {
      let stacks = broadcastSource(.executor, to: .orchestrator)
      let bytes = channel.bytes(ofNumbers: 2 * ExecutorSchema.count)
      resetReceived()
      let count = population.channel.blockStacks.receive(
        stacks, channel: channel, bytes: bytes, budget: &population.channel.budget,
        seed: derivedSeed(seed, 10), step: stepCount, received: &population.channel.received)
      billBroadcast(.orchestrator, count, bytes: bytes)
    }
  }

  private mutating func resetReceived() {
    for c in 0..<population.channel.received.count { population.channel.received[c] = 0 }
  }

  private func broadcastSource(_ source: FieldLayer, to reader: FieldLayer) -> UnsafePointer<Float>
  {
    population.twin.isEmpty
      ? fields.broadcast(of: source, to: reader)
      : population.twin.read { $0.fields.broadcast(of: source, to: reader) }
  }
}
