import SimCore

/// What happens to messages between robots, and between robots and aggregators; alike in all modes.
public struct ChannelConfiguration: Equatable, Sendable {
  /// Probability that a message is lost, in [0, 1].
  public var loss: Float = 0
  /// Seconds from sending to receiving, rounded up to whole updates.
  public var latency: Float = 0
  /// Bits per number, stochastically rounded; 0 leaves numbers as they are (32 bits).
  public var bits = 0
  /// Bytes that each robot may send and receive per second; infinity is no limit.
  public var budget: Float = .infinity
  /// Seconds of the budget that a robot which is silent can save up for later, > 0.
  ///
  /// One message of any kind fits anyhow: it then waits until it is paid for.
  public var burst: Float = 1

  /// Messages arrive at once, whole, and as they were sent.
  public init() {}

  /// True where the channel changes nothing.
  public var isPerfect: Bool { loss == 0 && latency == 0 && bits == 0 && budget == .infinity }

  /// Bytes of `count` numbers on the wire.
  public func bytes(ofNumbers count: Int) -> Int { bits == 0 ? 4 * count : (bits * count + 7) / 8 }

  /// Folds the channel into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    hash.add(loss)
    hash.add(latency)
    hash.add(bits)
    hash.add(budget)
    if burst != 1 { hash.add(burst) }
  }
}
