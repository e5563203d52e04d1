import Contracts
import MeanFields
import SimCore

/// The states of all robots of one layer: as they tell them, and as others have heard them.
public struct Reports<State: Microstate & ReportedState>: ~Copyable {
  /// What each robot tells of itself; the truth but for liars. [robotCount, at least 1]
  public var states: Buffer<State>
  /// What happened to the reports; empty where the channel is perfect.
  public private(set) var channel: ReportChannel<State>
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// True where they go over a channel that changes them.
  public let isLimited: Bool

  init(
    _ states: consuming Buffer<State>, layout: PopulationLayout, latency: Int, isLimited: Bool
  ) {
    let nobody = PopulationLayout(populations: Array(repeating: 0, count: layout.classCount))
    channel = ReportChannel(
      layout: isLimited ? layout : nobody, latency: latency, initial: states.base)
    self.states = states
    self.layout = layout
    self.isLimited = isLimited
  }

  /// What others know of each robot. [robotCount]
  public var known: UnsafePointer<State> {
    UnsafePointer(isLimited ? channel.heard.base : states.base)
  }

  /// Sends all states over the channel.
  mutating func send(
    _ configuration: ChannelConfiguration, bytes: Int, window: Int?, seed: UInt64, step: Int,
    budget: inout BandwidthBudget, ledger: inout CommunicationLedger
  ) {
    let count = channel.transmit(
      states.base, channel: configuration, bytes: bytes, budget: &budget, window: window,
      seed: seed, step: step)
    ledger.recordTrouble(lost: count.lost, late: count.late)
  }

  /// Folds all of them into their layer's field.
  func fold(into fields: inout MeanFieldBank, isHeard: Bool, pool: WorkerPool) {
    let isHeard = isHeard && isLimited
    let source = isHeard ? known : UnsafePointer(states.base)
    for c in 0..<layout.classCount {
      let rows = layout.rows(ofClass: c)
      if isHeard {
        fields.setFreshCount(Int(channel.freshCount[c]), classIndex: c, layer: State.layer)
      }
      fields.fold(
        classIndex: c, rows: source + rows.lowerBound, count: rows.count, pool: pool)
    }
  }

  /// Takes the states as heard, at time zero.
  mutating func prime() {
    if isLimited { channel.prime(states.base) }
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `isLimited`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&states)
    channel.visitState(&archive)
  }
}
