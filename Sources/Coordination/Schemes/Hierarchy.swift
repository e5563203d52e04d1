import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// A tree of orchestrators without mean fields: reports go up, shares of the demand come down.
  public static let hierarchy = CoordinationMode("hierarchy")
}

extension CoordinationKind {
  /// A tree of managers.
  static let hierarchy = CoordinationKind(
    .hierarchy, summary: "a tree of orchestrators: reports go up, shares of the work come down",
    grants: .groupOfPlanners,
    keys: [
      CoordinationKey(
        "fanout", .count(2...10_000, standard: 8),
        "Mode hierarchy: robots or nodes below each node of the tree.")
    ],
    believed: { "its group of \($0.count("fanout"))" },
    withholdsDestinations: "reports that go up a tree count robots, not where they are bound",
    make: { exchange, _ in Hierarchy(exchange) })
}

/// Robots are the leaves of a tree; planners read their group's table and their own share of the work.
///
/// Billed are idle robots and claims per option on the way up, jobs per option on the way down, node
/// by node. A node runs on the first robot of its first group, so the busiest robot holds a node of
/// every level.
private final class Hierarchy: CoordinationScheme {
  private var tree: QuotaTree
  private let fanout: Int
  /// Each robot's share of the open jobs. [robotCount × optionCount]
  private var quotas: Buffer<Float>
  /// z of each robot's group. [robotCount × 2 × OrchestratorSchema.count]
  private var groups: Buffer<Float>

  init(_ exchange: borrowing Exchange) {
    let layout = exchange.layout
    fanout = exchange.settings.count("fanout")
    tree = QuotaTree(
      classCounts: (0..<layout.classCount).map { layout.count(ofClass: $0) }, fanout: fanout,
      optionCount: exchange.optionCount)
    quotas = Buffer(
      count: max(1, exchange.robotCount * exchange.optionCount), repeating: 0)
    groups = Buffer(
      count: max(1, exchange.robotCount * 2 * OrchestratorSchema.count), repeating: 0)
  }

  var demandShares: UnsafePointer<Float>? { UnsafePointer(quotas.base) }

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    if tick.isPlanningTick { report(&exchange, tick) }
    exchange.watch(tick)
    if tick.isPlanningTick { advance(&exchange, tick) }
  }

  /// Robots report to their groups; the bill is for the whole tree.
  private func report(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    let options = exchange.optionCount
    if exchange.isLimited {
      exchange.orchestrators.send(
        exchange.channel, bytes: exchange.channel.bytes(ofNumbers: 1 + options), window: nil,
        seed: derivedSeed(exchange.seed, 1), step: tick.step, budget: &exchange.budget,
        ledger: &exchange.ledger)
    }
    let (up, down) = (4 * (1 + options), 4 * options)
    for c in 0..<exchange.layout.classCount where exchange.layout.count(ofClass: c) > 0 {
      let links = exchange.senders(.orchestrator, classIndex: c) + tree.nodeCount(classIndex: c) - 1
      exchange.ledger.recordPeers(
        layer: .orchestrator, classIndex: c,
        traffic: PeerTraffic(
          // What goes up arrives at a robot too, and what goes down was sent by one.
          messagesUp: 2 * links, bytesUp: links * (up + down), messagesDown: 2 * links,
          bytesDown: links * (up + down)),
        busiestBytes: tree.levelCount(classIndex: c) * fanout * (up + down))
    }
  }

  private func advance(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    tree.advance(
      rows: exchange.orchestrators.known, demand: exchange.board.latest, isAble: exchange.isAble)
    for c in 0..<exchange.layout.classCount {
      let rows = exchange.layout.rows(ofClass: c)
      for i in 0..<rows.count where receives(&exchange, tick, classIndex: c, index: i) {
        tree.writeQuota(
          classIndex: c, robot: i,
          into: quotas.base + (rows.lowerBound + i) * exchange.optionCount)
      }
      for group in stride(from: rows.lowerBound, to: rows.upperBound, by: fanout) {
        writeGroup(group..<min(group + fanout, rows.upperBound), exchange)
      }
    }
  }

  /// False where a robot's share of the work does not reach it; it then keeps the share it has.
  ///
  /// It is lost on the last hop, or the robot's budget has no room for it. Hops between nodes of the
  /// tree are not disturbed.
  private func receives(
    _ exchange: inout Exchange, _ tick: CoordinationTick, classIndex: Int, index: Int
  ) -> Bool {
    guard exchange.isLimited else { return true }
    let channel = exchange.channel
    let row = exchange.layout.classStarts[classIndex] + index
    let bytes = channel.bytes(ofNumbers: exchange.optionCount)
    if channel.budget < .infinity && !exchange.budget.spend(bytes: bytes, robot: row) {
      exchange.ledger.recordTrouble(lost: 0, late: 1)
      return false
    }
    var stream = RandomStream(
      seed: derivedSeed(exchange.seed, 11), classIndex: classIndex, index: index,
      step: tick.step, purpose: .communication)
    guard channel.loss > 0, stream.uniform() < channel.loss else { return true }
    exchange.ledger.recordTrouble(lost: 1, late: 0)
    return false
  }

  /// A manager's table of its robots, as sums over the group per place of the group: a smaller last
  /// group counts for what it is.
  private func writeGroup(_ rows: Range<Int>, _ exchange: borrowing Exchange) {
    let width = OrchestratorSchema.count
    let first = groups.base + rows.lowerBound * 2 * width
    OrchestratorMicrostate.meanFeatures(
      of: exchange.orchestrators.states.base + rows.lowerBound, count: rows.count, into: first)
    for k in 0..<width {
      first[k] *= Float(rows.count) / Float(fanout)
      first[width + k] = 0
    }
    for row in rows.dropFirst() {
      (groups.base + row * 2 * width).update(from: first, count: 2 * width)
    }
  }

  func view(
    _ exchange: borrowing Exchange, classIndex: Int, layer: FieldLayer
  ) -> PopulationView {
    let width = 2 * OrchestratorSchema.count
    let first = exchange.layout.rows(ofClass: classIndex).lowerBound
    return PopulationView(
      orchestratorField: exchange.fields.configuration.grants(.orchestrator, to: layer)
        ? UnsafePointer(groups.base + first * width) : nil,
      executorField: nil, orchestratorStride: width, ownCount: Float(fanout), otherCount: 0)
  }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    for c in 0..<exchange.layout.classCount {
      let rows = exchange.layout.rows(ofClass: c)
      var stride = 1
      while stride < rows.count {
        for node in 0...(rows.count - 1) / stride {
          links.add(
            rows.lowerBound + node * stride, rows.lowerBound + node / fanout * fanout * stride)
        }
        stride *= fanout
      }
    }
  }

  /// Constant: `fanout`.
  func visitState(_ archive: inout StateArchive) {
    tree.visitState(&archive)
    archive.visit(&quotas)
    archive.visit(&groups)
  }
}
