import SimCore

/// Counts messages per robot and at the leader: what an estimator costs.
///
/// A message is counted where it is sent and, unless it is lost, where it is received. The leader (or
/// aggregator) is a node of its own. Sizes in bytes are the caller's: one kind of message per counter.
///
/// Source: mathematics §1.6 (ledger), correction C3 (busiest node).
public struct TrafficCounter: ~Copyable {
  /// Number of robots.
  public let robotCount: Int
  /// Messages sent by each robot. [robotCount]
  public var sent: Buffer<Int64>
  /// Messages received by each robot. [robotCount]
  public var received: Buffer<Int64>
  /// Messages sent by the leader; a multicast is one.
  public var leaderSent: Int64 = 0
  /// Messages received by the leader.
  public var leaderReceived: Int64 = 0
  /// Messages that were sent and never arrived.
  public var lost: Int64 = 0

  /// A counter at zero.
  public init(robotCount: Int) {
    self.robotCount = robotCount
    sent = Buffer(count: robotCount, repeating: 0)
    received = Buffer(count: robotCount, repeating: 0)
  }

  /// Counts one multicast of the leader to robots of a range.
  public mutating func broadcast(to robots: Range<Int>) {
    leaderSent += 1
    for i in robots { received[i] += 1 }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `robotCount`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&sent)
    archive.visit(&received)
    archive.visit(&leaderSent)
    archive.visit(&leaderReceived)
    archive.visit(&lost)
  }

  /// Sets all counts to 0.
  public mutating func reset() {
    sent.fill(0)
    received.fill(0)
    (leaderSent, leaderReceived, lost) = (0, 0, 0)
  }

  /// Messages sent by robots and by the leader.
  public var sentTotal: Int64 { total(sent) + leaderSent }

  /// Messages received by robots and by the leader.
  public var receivedTotal: Int64 { total(received) + leaderReceived }

  /// The robot that sent and received most, and how many messages: the first of several.
  public var busiestRobot: (index: Int, messages: Int64) {
    var best = (index: 0, messages: Int64(0))
    for i in 0..<robotCount where sent[i] + received[i] > best.messages {
      best = (i, sent[i] + received[i])
    }
    return best
  }

  /// Messages of the busiest node, robot or leader.
  public var busiestNodeMessages: Int64 {
    max(busiestRobot.messages, leaderSent + leaderReceived)
  }

  private func total(_ counts: borrowing Buffer<Int64>) -> Int64 {
    var sum: Int64 = 0
    for i in 0..<counts.count { sum += counts[i] }
    return sum
  }
}
