import Contracts
import MeanFields
import Scenes
import SimCore

/// What each mode's messages cost, in one ledger (mathematics §1.6, correction C3).
///
/// | mode | up | down |
/// | --- | --- | --- |
/// | meanField, placebo | every robot's microstate per update | the stacks and grid cells it reads |
/// | flatField | the same, both layers on the executors' clock | the same |
/// | hierarchy | idle robots and claims per option, node by node | jobs per option, node by node |
/// | kSample, common | the k robots asked | one broadcast |
/// | kSample, private | the robots asked, once per robot that asks | k rows |
/// | neighbours | one local broadcast | a row per neighbour |
/// | gossip | two messages per exchange | the same |
/// | allToAll | one broadcast of 8 floats per executor update | every peer's 8 floats |
extension Fleet {
  /// Bills what robots of a class send at one update of a layer: reports of `bytes` each.
  mutating func billDeposits(_ layer: FieldLayer, _ classIndex: Int, bytes: Int) {
    var count = model.classes[classIndex].rows.count
    switch model.coordination.mode {
    case .meanField, .placebo, .flatField:
      if population.channel.isLimited {
        count = sentReports(layer, classIndex)
      }
      ledger.recordDeposits(
        layer: layer, classIndex: classIndex, robotCount: count, bytes: bytes)
    case .kSample:
      // Who is asked answers; private samples are billed by `billPrivate`.
      guard fields.configuration.sampling == .common else { return }
      ledger.recordDeposits(
        layer: layer, classIndex: classIndex,
        robotCount: min(count, fields.configuration.sampleSize), bytes: bytes)
      if !population.channel.isLimited { billSampleBroadcast(layer, classIndex, count) }
    case .allToAll: if layer == .executor { billBroadcasts(classIndex, count, size: bytes) }
    case .hierarchy: if layer == .orchestrator { billTree(classIndex, count) }
    case .none, .neighbours, .gossip: break
    }
  }

  /// Reports of a class that were sent at the last update.
  private func sentReports(_ layer: FieldLayer, _ classIndex: Int) -> Int {
    Int(
      layer == .executor
        ? population.channel.executors.sentCount[classIndex]
        : population.channel.orchestrators.sentCount[classIndex])
  }

  private mutating func billSampleBroadcast(
    _ layer: FieldLayer, _ classIndex: Int, _ count: Int
  ) {
    ledger.recordReads(
      layer: layer, classIndex: classIndex, robotCount: count,
      reads: FieldReads(
        orchestratorField: layer == .orchestrator, executorField: layer == .executor,
        gridSamples: 0))
  }

  /// Bills what robots exchanged for their own estimates at one update of a layer.
  mutating func billPrivate(_ layer: FieldLayer, bytes: Int) {
    for classIndex in 0..<model.classes.count {
      var sent = 0
      var received = 0
      var busiest = 0
      for row in model.classes[classIndex].rows {
        let up =
          layer == .executor
          ? population.channel.executorField.traffic.sent[row]
          : population.channel.orchestratorField.traffic.sent[row]
        let down =
          layer == .executor
          ? population.channel.executorField.traffic.received[row]
          : population.channel.orchestratorField.traffic.received[row]
        sent += Int(up)
        received += Int(down)
        busiest = max(busiest, Int(up + down))
      }
      switch model.coordination.mode {
      // An answer that nobody could pay for was not asked for.
      case .kSample: sent = received
      case .neighbours where population.channel.isLimited: sent = sentReports(layer, classIndex)
      default: break
      }
      ledger.recordPeers(
        layer: layer, classIndex: classIndex,
        traffic: PeerTraffic(
          messagesUp: sent, bytesUp: sent * bytes, messagesDown: received,
          bytesDown: received * bytes), busiestBytes: busiest * bytes)
    }
  }

  /// Bills a broadcast over a limited channel to those who received it.
  mutating func billBroadcast(_ layer: FieldLayer, _ count: ChannelCount, bytes: Int) {
    ledger.recordTrouble(lost: count.lost, late: count.late)
    for classIndex in 0..<model.classes.count {
      let received = population.channel.received[classIndex]
      ledger.recordPeers(
        layer: layer, classIndex: classIndex,
        traffic: PeerTraffic(
          messagesUp: 0, bytesUp: 0, messagesDown: received, bytesDown: received * bytes),
        busiestBytes: bytes)
    }
  }

  /// Bills what robots of a class read of fields at one decision.
  mutating func billReads(
    _ layer: FieldLayer, _ classIndex: Int, count: Int, _ view: PopulationView,
    gridSamples: Int, isHeld: Bool = false
  ) {
    switch model.coordination.mode {
    case .meanField, .placebo, .flatField: break
    case .none, .neighbours, .kSample, .gossip, .hierarchy, .allToAll: return
    }
    // Over a limited channel the stacks were billed when they came; cells of the grid are asked for,
    // and paid for by `paysForGrid` where there is a budget.
    let isLimited = population.channel.isLimited
    let gridSamples = layer == .executor && !population.channel.hasGridCells ? 0 : gridSamples
    var reads = FieldReads(
      orchestratorField: !isLimited && !isHeld && view.orchestratorField != nil,
      executorField: !isLimited && view.executorField != nil, gridSamples: gridSamples)
    // In the same messages as the fields they are added to.
    reads.extraNumbers =
      2 * ((reads.orchestratorField ? view.extraPlanCount : 0) + view.extraContextCount)
    ledger.recordReads(layer: layer, classIndex: classIndex, robotCount: count, reads: reads)
  }

  private mutating func billBroadcasts(_ classIndex: Int, _ count: Int, size: Int) {
    guard count > 0 else { return }
    var sent = count
    var peers = robotCount - 1
    if population.channel.isLimited && population.channel.configuration.budget < .infinity {
      // A budget lets in only so many rows per update, of all classes in turn.
      let rows = population.channel.rowWindow
      sent = (rows * count + robotCount / 2) / max(1, robotCount)
      peers = min(peers, rows)
    }
    ledger.recordPeers(
      layer: .executor, classIndex: classIndex,
      traffic: PeerTraffic(
        messagesUp: sent, bytesUp: sent * size, messagesDown: count * peers,
        bytesDown: count * peers * size), busiestBytes: (peers + 1) * size)
  }

  /// Robots are the leaves; a node of the tree runs on the first robot of its first group, so the
  /// busiest robot holds a node of every level.
  private mutating func billTree(_ classIndex: Int, _ count: Int) {
    guard count > 0, population.isTree else { return }
    let options = model.tasks.options.count
    let up = 4 * (1 + options)
    let down = 4 * options
    let sent = population.channel.isLimited ? sentReports(.orchestrator, classIndex) : count
    let links = sent + population.tree.nodeCount(classIndex: classIndex) - 1
    let levels = population.tree.levelCount(classIndex: classIndex)
    ledger.recordPeers(
      layer: .orchestrator, classIndex: classIndex,
      traffic: PeerTraffic(
        // What goes up arrives at a robot too, and what goes down was sent by one.
        messagesUp: 2 * links, bytesUp: links * (up + down), messagesDown: 2 * links,
        bytesDown: links * (up + down)),
      busiestBytes: levels * model.coordination.fanout * (up + down))
  }
}
