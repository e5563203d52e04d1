import Contracts
import MeanFields
import SimCore

/// What a robot of one class and layer reads of the population at one update.
public struct FieldReads: Equatable, Sendable {
  /// True where it reads z of m^orch.
  public var orchestratorField: Bool
  /// True where it reads z of m^exec.
  public var executorField: Bool
  /// Points at which it samples the spatial field.
  public var gridSamples: Int
  /// Ways of which it asks for the density on them, a number each.
  public var ways = 0
  /// Goals of which it asks how many are bound for there, a number each.
  public var destinations = 0
  /// Numbers of the extra features that a scene adds to the fields it reads.
  public var extraNumbers = 0

  /// Reads from their values.
  public init(orchestratorField: Bool, executorField: Bool, gridSamples: Int) {
    self.orchestratorField = orchestratorField
    self.executorField = executorField
    self.gridSamples = gridSamples
  }

  /// Bytes of these reads: 4 per float of the stacks and extra features, and what is answered one by one.
  public var byteCount: Int {
    (orchestratorField ? 2 * OrchestratorSchema.count * 4 : 0)
      + (executorField ? 2 * ExecutorSchema.count * 4 : 0) + pointBytes
      + extraNumbers * 4
  }

  /// Bytes of what is answered one robot at a time: four cells of four channels per sample, a number per way
  /// and per goal.
  var pointBytes: Int { gridSamples * 4 * 4 * 4 + (ways + destinations) * 4 }

  /// Messages of these reads: one per field, one for all samples of the grid, ways and goals together.
  public var messageCount: Int {
    (orchestratorField ? 1 : 0) + (executorField ? 1 : 0) + (pointBytes > 0 ? 1 : 0)
  }
}

/// What one class has sent, received, decided and thought about in one layer.
public struct LedgerAccount: BitwiseCopyable, Equatable, Sendable {
  /// Messages sent by robots.
  public var messagesUp: Int64 = 0
  /// Messages received by robots.
  public var messagesDown: Int64 = 0
  /// Bytes sent by robots.
  public var bytesUp: Int64 = 0
  /// Bytes received by robots.
  public var bytesDown: Int64 = 0
  /// Decisions of the layer's policies.
  public var decisions: Int64 = 0
  /// Simulated seconds of inference: decisions × the policy's latency.
  public var inferenceSeconds: Double = 0
  /// Bytes sent and received by the robot with most of them, an upper bound where several updates
  /// have different busiest robots.
  public var busiestRobotBytes: Int64 = 0

  /// An empty account.
  public init() {}

  /// Adds another account; the busiest robots' bytes too, as if they were one robot.
  public mutating func add(_ other: LedgerAccount) {
    messagesUp += other.messagesUp
    messagesDown += other.messagesDown
    bytesUp += other.bytesUp
    bytesDown += other.bytesDown
    decisions += other.decisions
    inferenceSeconds += other.inferenceSeconds
    busiestRobotBytes += other.busiestRobotBytes
  }
}

/// Messages that robots exchanged among themselves.
public struct PeerTraffic: Equatable, Sendable {
  /// Messages sent.
  public var messagesUp: Int
  /// Bytes sent.
  public var bytesUp: Int
  /// Messages received.
  public var messagesDown: Int
  /// Bytes received.
  public var bytesDown: Int

  /// Traffic from its counts.
  public init(messagesUp: Int, bytesUp: Int, messagesDown: Int, bytesDown: Int) {
    self.messagesUp = messagesUp
    self.bytesUp = bytesUp
    self.messagesDown = messagesDown
    self.bytesDown = bytesDown
  }
}

/// Counts what coordination costs: messages, bytes, decisions and simulated inference time.
///
/// ## Billing of a mean field (correction C3)
///
/// - **up**: at every update each robot sends its microstate once to the aggregator
///   (`executorDepositBytes`, `orchestratorDepositBytes`), and where it is bound, 8 bytes, where somebody
///   reads that;
/// - **down**: each receiver pays once for what it actually reads: the stacks z that the coupling
///   grants, the four cells around each point at which it samples the spatial field, and a number for
///   each goal of which it asks how many are bound for there: the aggregator knows the goal;
/// - **the aggregator** receives all deposits, sends each class's stack once (multicast) and serves
///   every grid sample and goal by itself.
///
/// What the board tells of the environment is alike in all modes, and has an account of its own.
/// Mode `none` bills nothing else but decisions. Counting is by class, not by robot: it costs nothing.
public struct CommunicationLedger: Equatable, Sendable {
  /// Bytes of a motor context on the wire: 13 floats and a tag.
  public static let executorDepositBytes = ExecutorMicrostate.byteCount
  /// Bytes of a planning state on the wire: stage, option and 6 floats.
  public static let orchestratorDepositBytes = OrchestratorMicrostate.byteCount

  /// Accounts by class, then layer. [classCount][FieldLayer.allCases.count]
  public private(set) var accounts: [[LedgerAccount]]
  /// Robots per class. [classCount]
  public let populations: [Int]
  /// Messages received by the aggregator (or multicast node).
  public private(set) var aggregatorMessagesIn: Int64 = 0
  /// Messages sent by the aggregator.
  public private(set) var aggregatorMessagesOut: Int64 = 0
  /// Bytes received by the aggregator.
  public private(set) var aggregatorBytesIn: Int64 = 0
  /// Bytes sent by the aggregator.
  public private(set) var aggregatorBytesOut: Int64 = 0
  /// Messages that the channel lost.
  public private(set) var lostMessages: Int64 = 0
  /// Messages that were not sent or read at their update because a budget had no room for them.
  public private(set) var lateMessages: Int64 = 0
  /// Notices that the board wrote; apart from all that is told of the population.
  public private(set) var noticesWritten: Int64 = 0
  /// Bytes of these notices.
  public private(set) var noticeBytesWritten: Int64 = 0
  /// Notices that the robots of each class received. [classCount]
  public private(set) var noticesReceived: [Int64]
  /// Bytes of these. [classCount]
  public private(set) var noticeBytesReceived: [Int64]

  /// An empty ledger for classes of these numbers of robots.
  public init(populations: [Int]) {
    self.populations = populations
    noticesReceived = Array(repeating: 0, count: populations.count)
    noticeBytesReceived = Array(repeating: 0, count: populations.count)
    accounts = Array(
      repeating: Array(repeating: LedgerAccount(), count: FieldLayer.allCases.count),
      count: populations.count)
  }
}

// MARK: - State

extension CommunicationLedger {
  /// Lists what a snapshot holds.
  ///
  /// Constant: `populations`.
  public mutating func visitState(_ archive: inout StateArchive) {
    for classIndex in accounts.indices { archive.visit(&accounts[classIndex]) }
    archive.visit(&aggregatorMessagesIn)
    archive.visit(&aggregatorMessagesOut)
    archive.visit(&aggregatorBytesIn)
    archive.visit(&aggregatorBytesOut)
    archive.visit(&lostMessages)
    archive.visit(&lateMessages)
    archive.visit(&noticesReceived)
    archive.visit(&noticesWritten)
    archive.visit(&noticeBytesReceived)
    archive.visit(&noticeBytesWritten)
  }
}

// MARK: - Billing

extension CommunicationLedger {
  /// Bills one update of a layer's field: `robotCount` robots of a class deposit their microstates.
  ///
  /// A deposit has its standard size unless `bytes` says otherwise: fewer where numbers are rounded.
  public mutating func recordDeposits(
    layer: FieldLayer, classIndex: Int, robotCount: Int, bytes: Int? = nil
  ) {
    guard robotCount > 0 else { return }
    let size =
      bytes
      ?? (layer == .executor ? Self.executorDepositBytes : Self.orchestratorDepositBytes)
    let total = Int64(robotCount) * Int64(size)
    accounts[classIndex][layer.rawValue].messagesUp += Int64(robotCount)
    accounts[classIndex][layer.rawValue].bytesUp += total
    accounts[classIndex][layer.rawValue].busiestRobotBytes += Int64(size)
    aggregatorMessagesIn += Int64(robotCount)
    aggregatorBytesIn += total
  }

  /// Bills what `robotCount` robots of a class and layer read at one update.
  ///
  /// The stacks are one multicast of the aggregator however many read them; grid samples and ways are
  /// answered one robot at a time. A number takes `bytesPerNumber`: 4, or less where it is rounded.
  public mutating func recordReads(
    layer: FieldLayer, classIndex: Int, robotCount: Int, reads: FieldReads,
    bytesPerNumber: Double = 4
  ) {
    guard robotCount > 0, reads.messageCount > 0 else { return }
    let robots = Int64(robotCount)
    let byteCount = Int((Double(reads.byteCount) * bytesPerNumber / 4).rounded(.up))
    let pointBytes = Int((Double(reads.pointBytes) * bytesPerNumber / 4).rounded(.up))
    accounts[classIndex][layer.rawValue].messagesDown += robots * Int64(reads.messageCount)
    accounts[classIndex][layer.rawValue].bytesDown += robots * Int64(byteCount)
    accounts[classIndex][layer.rawValue].busiestRobotBytes += Int64(byteCount)
    let sampleBytes = Int64(pointBytes)
    let sampleMessages: Int64 = reads.pointBytes > 0 ? 1 : 0
    aggregatorBytesOut += Int64(byteCount) - sampleBytes + robots * sampleBytes
    aggregatorMessagesOut += Int64(reads.messageCount) - sampleMessages + robots * sampleMessages
  }

  /// Bills messages between robots, without an aggregator: one update of some robots of a class.
  ///
  /// - Parameters:
  ///   - layer: The layer that the messages are for.
  ///   - classIndex: The class.
  ///   - traffic: What all these robots together sent and received.
  ///   - busiestBytes: Bytes sent and received by the robot with most of them.
  public mutating func recordPeers(
    layer: FieldLayer, classIndex: Int, traffic: PeerTraffic, busiestBytes: Int
  ) {
    let slot = layer.rawValue
    accounts[classIndex][slot].messagesUp += Int64(traffic.messagesUp)
    accounts[classIndex][slot].messagesDown += Int64(traffic.messagesDown)
    accounts[classIndex][slot].bytesUp += Int64(traffic.bytesUp)
    accounts[classIndex][slot].bytesDown += Int64(traffic.bytesDown)
    accounts[classIndex][slot].busiestRobotBytes += Int64(busiestBytes)
  }

  /// Counts messages that a channel lost, or that came late because a budget had no room for them.
  public mutating func recordTrouble(lost: Int, late: Int) {
    lostMessages += Int64(lost)
    lateMessages += Int64(late)
  }

  /// Bills the board for a notice: one message, however many hear it.
  public mutating func recordNotice(bytes: Int) {
    noticesWritten += 1
    noticeBytesWritten += Int64(bytes)
  }

  /// Bills robots of a class for a notice that they receive.
  public mutating func recordNoticeReceived(classIndex: Int, receivers: Int, bytes: Int) {
    noticesReceived[classIndex] += Int64(receivers)
    noticeBytesReceived[classIndex] += Int64(receivers) * Int64(bytes)
  }

  /// Counts decisions of a class's policies and their simulated inference time.
  ///
  /// - Parameters:
  ///   - layer: The layer of the policies.
  ///   - classIndex: The class.
  ///   - count: Number of decisions.
  ///   - latency: Simulated seconds per decision.
  public mutating func recordDecisions(
    layer: FieldLayer, classIndex: Int, count: Int, latency: Float
  ) {
    accounts[classIndex][layer.rawValue].decisions += Int64(count)
    accounts[classIndex][layer.rawValue].inferenceSeconds += Double(count) * Double(latency)
  }
}

// MARK: - Figures

extension CommunicationLedger {
  /// The sum over classes of one layer's accounts.
  public func total(layer: FieldLayer) -> LedgerAccount {
    var sum = LedgerAccount()
    for account in accounts { sum.add(account[layer.rawValue]) }
    return sum
  }

  /// Messages sent and received by robots, per robot and second.
  public func messagesPerRobotSecond(duration: Double) -> Double {
    perRobotSecond(duration) { $0.messagesUp + $0.messagesDown }
  }

  /// Bytes sent and received by robots, per robot and second.
  public func bytesPerRobotSecond(duration: Double) -> Double {
    perRobotSecond(duration) { $0.bytesUp + $0.bytesDown }
  }

  /// Bytes of notices that a robot receives per second, in the mean; not among its other bytes.
  public func noticeBytesPerRobotSecond(duration: Double) -> Double {
    let robots = populations.reduce(0, +)
    guard duration > 0, robots > 0 else { return 0 }
    return Double(noticeBytesReceived.reduce(0, +)) / Double(robots) / duration
  }

  /// Bytes per second of the robot with the heaviest traffic over both layers.
  public func busiestRobotBytesPerSecond(duration: Double) -> Double {
    guard duration > 0 else { return 0 }
    let most = accounts.map { $0.reduce(0) { $0 + $1.busiestRobotBytes } }.max() ?? 0
    return Double(most) / duration
  }

  /// Bytes per second in and out of the aggregator.
  public func aggregatorBytesPerSecond(duration: Double) -> Double {
    duration > 0 ? Double(aggregatorBytesIn + aggregatorBytesOut) / duration : 0
  }

  /// Bytes per second of the busiest node: the aggregator or a robot, whichever has more.
  public func busiestNodeBytesPerSecond(duration: Double) -> Double {
    max(
      aggregatorBytesPerSecond(duration: duration), busiestRobotBytesPerSecond(duration: duration))
  }

  private func perRobotSecond(_ duration: Double, _ amount: (LedgerAccount) -> Int64) -> Double {
    let robots = populations.reduce(0, +)
    guard duration > 0, robots > 0 else { return 0 }
    let sum = accounts.reduce(Int64(0)) { $0 + $1.reduce(Int64(0)) { $0 + amount($1) } }
    return Double(sum) / Double(robots) / duration
  }
}
