import MeanFields
import Policies
import Scenes
import SimCore

/// What each mode's messages cost, in one ledger (mathematics §1.6, correction C3).
///
/// | mode | up | down |
/// | --- | --- | --- |
/// | meanField, placebo | every robot's microstate per update | the stacks and grid cells it reads |
/// | flatField | the same, both layers on the executors' clock | the same |
/// | hierarchy | idle robots and claims per option, node by node | jobs per option, node by node |
/// | allToAll | one broadcast of 8 floats per executor update | every peer's 8 floats |
extension Fleet {
  /// Bytes of a raw state: pose, twist, stage, option, battery and progress, 8 floats.
  static let rawStateBytes = 32

  /// Bills what robots of a class send at one update of a layer.
  mutating func billDeposits(_ layer: FieldLayer, _ classIndex: Int) {
    let count = model.classes[classIndex].rows.count
    switch model.scene.coordination.mode {
    case .meanField, .placebo, .flatField:
      ledger.recordDeposits(layer: layer, classIndex: classIndex, robotCount: count)
    case .allToAll: if layer == .executor { billBroadcasts(classIndex, count) }
    case .hierarchy: if layer == .orchestrator { billTree(classIndex, count) }
    case .none, .neighbours, .kSample, .gossip: break
    }
  }

  /// Bills what robots of a class read of fields at one decision.
  mutating func billReads(
    _ layer: FieldLayer, _ classIndex: Int, count: Int, _ population: PopulationView,
    gridSamples: Int, isHeld: Bool = false
  ) {
    switch model.scene.coordination.mode {
    case .meanField, .placebo, .flatField: break
    case .none, .neighbours, .kSample, .gossip, .hierarchy, .allToAll: return
    }
    ledger.recordReads(
      layer: layer, classIndex: classIndex, robotCount: count,
      reads: FieldReads(
        orchestratorField: !isHeld && population.orchestratorField != nil,
        executorField: population.executorField != nil, gridSamples: gridSamples))
  }

  private mutating func billBroadcasts(_ classIndex: Int, _ count: Int) {
    guard count > 0 else { return }
    let peers = robotCount - 1
    let size = Fleet.rawStateBytes
    ledger.recordPeers(
      layer: .executor, classIndex: classIndex,
      traffic: PeerTraffic(
        messagesUp: count, bytesUp: count * size, messagesDown: count * peers,
        bytesDown: count * peers * size), busiestBytes: (peers + 1) * size)
  }

  /// Robots are the leaves; a node of the tree runs on the first robot of its first group, so the
  /// busiest robot holds a node of every level.
  private mutating func billTree(_ classIndex: Int, _ count: Int) {
    guard count > 0, population.isTree else { return }
    let options = model.tasks.options.count
    let up = 4 * (1 + options)
    let down = 4 * options
    let links = count + population.tree.nodeCount(classIndex: classIndex) - 1
    let levels = population.tree.levelCount(classIndex: classIndex)
    ledger.recordPeers(
      layer: .orchestrator, classIndex: classIndex,
      traffic: PeerTraffic(
        // What goes up arrives at a robot too, and what goes down was sent by one.
        messagesUp: 2 * links, bytesUp: links * (up + down), messagesDown: 2 * links,
        bytesDown: links * (up + down)),
      busiestBytes: levels * model.scene.coordination.fanout * (up + down))
  }
}
