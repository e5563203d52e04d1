import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// Every peer's row.
  public static let allToAll = CoordinationMode("allToAll")
}

extension CoordinationKind {
  /// Everybody broadcasts to everybody.
  static let allToAll = CoordinationKind(
    .allToAll, summary: "every robot's row, metered: what the fields save is measured against it",
    grants: .fieldsAndPeers,
    make: { _, _ in AllToAll() })
}

/// Every robot broadcasts its row to all others at every executor update, and each forms the fields for
/// itself; all hear the same, so they are formed once.
///
/// Billed is one broadcast of 8 floats per robot and update, 10 where somebody reads where robots are bound, and as
/// much of every peer on the way down.
private final class AllToAll: CoordinationScheme {
  /// Rows that a budget has paid for and that were not received yet.
  private var rowCredit = 0.0
  /// Rows received at the last update, where there is a budget.
  private var rowWindow = 0

  func update(_ exchange: inout Exchange, _ tick: CoordinationTick) {
    let size = exchange.channel.bytes(ofNumbers: exchange.areDestinationsRead ? 10 : 8)
    let window = rowsInBudget(exchange, size: size)
    let configuration = exchange.fields.configuration
    let ticks = Int((configuration.orchestratorPeriod / configuration.executorPeriod).rounded())
    let robotCount = exchange.robotCount
    // A raw state holds the plan too: it comes with the executor's row and costs nothing more.
    exchange.report(
      tick, bytes: ByLayer(both: size),
      window: window.map {
        ByLayer(orchestrator: min(robotCount, $0 * ticks), executor: $0)
      })
    for c in 0..<exchange.layout.classCount { bill(&exchange, classIndex: c, size: size) }
    exchange.fold(tick, isHeard: true)
    exchange.advanceFields(tick)
  }

  /// Under a budget everybody hears the same rows in turn, as many per update as fit; nil: all.
  ///
  /// A robot receives every row of the window and sends its own where that is among them.
  private func rowsInBudget(_ exchange: borrowing Exchange, size: Int) -> Int? {
    guard exchange.isLimited, exchange.channel.budget < .infinity else { return nil }
    let count = exchange.robotCount
    let bytes = Double(size) * (1 + 1 / Double(max(1, count)))
    let period = exchange.fields.configuration.executorPeriod
    rowCredit += Double(exchange.channel.budget * period) / bytes
    let rows = min(count, Int(rowCredit))
    rowCredit = min(rowCredit - Double(rows), Double(count))
    rowWindow = rows
    return rows
  }

  private func bill(_ exchange: inout Exchange, classIndex: Int, size: Int) {
    let count = exchange.layout.count(ofClass: classIndex)
    guard count > 0 else { return }
    let robotCount = exchange.robotCount
    var sent = count
    var peers = robotCount - 1
    if exchange.isLimited && exchange.channel.budget < .infinity {
      sent = (rowWindow * count + robotCount / 2) / max(1, robotCount)
      peers = min(peers, rowWindow)
    }
    exchange.ledger.recordPeers(
      layer: .executor, classIndex: classIndex,
      traffic: PeerTraffic(
        messagesUp: sent, bytesUp: sent * size, messagesDown: count * peers,
        bytesDown: count * peers * size), busiestBytes: (peers + 1) * size)
  }

  func addLinks(_ exchange: borrowing Exchange, to links: inout LinkList) {
    for row in 0..<exchange.robotCount {
      if links.matters(row) {
        for other in 0..<exchange.robotCount where other > row { links.add(row, other) }
      } else {
        for other in links.robots where other > row { links.add(row, other) }
      }
    }
  }

  func visitState(_ archive: inout StateArchive) {
    archive.visit(&rowCredit)
    archive.visit(&rowWindow)
  }
}
