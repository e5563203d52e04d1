import Contracts
import MeanFields
import SimCore

/// What robots report of themselves over a channel: a microstate that can be rounded to few bits.
public protocol ReportedState: BitwiseCopyable {
  /// Rounds every number at random to `levels` + 1 values of its range, unbiased.
  mutating func quantise(levels: Float, stream: inout RandomStream)
}

/// How many messages of one update were sent, and what became of them.
public struct ChannelCount: Equatable, Sendable {
  /// Messages sent.
  public var sent = 0
  /// Messages that were sent and lost.
  public var lost = 0
  /// Messages that had to wait for the next update: the budget had no room.
  public var late = 0
  /// Nothing.
  public init() {}
}

/// The reports of all robots of one layer as those who receive them have them.
///
/// Receivers keep the last report of every robot, so a lost or late message leaves an old row, not a
/// hole: nobody vanishes from the population because its message did. A robot that was never heard
/// counts as it stood at the beginning.
///
///     true state → quantise → budget (late) → loss → latency → heard
///
/// Draws come from the stream of (seed, class, index, step): the same for any number of workers.
///
/// - Complexity: O(robots) per update, no allocation.
public struct ReportChannel<State: ReportedState>: ~Copyable {
  /// Which rows belong to which class.
  public let layout: PopulationLayout
  /// Updates between sending and receiving.
  public let latency: Int
  /// The last report of every robot that has arrived. [robotCount]
  public private(set) var heard: Buffer<State>
  /// Reports that arrived at the last update. [classCount]
  public private(set) var freshCount: Buffer<Int32>
  /// Reports that were sent at the last update. [classCount]
  public private(set) var sentCount: Buffer<Int32>
  /// Reports under way, by update modulo the latency. [latency × robotCount]
  private var underWay: Buffer<State>
  private var isUnderWay: Buffer<UInt8>
  private var updateCount = 0
  /// First row of the next window where receivers can take in only some rows per update.
  private var cursor = 0

  /// A channel on which nothing has been said yet.
  public init(layout: PopulationLayout, latency: Int, initial: UnsafePointer<State>) {
    precondition(latency >= 0, "a latency of \(latency) updates")
    self.layout = layout
    self.latency = latency
    let n = max(1, layout.robotCount)
    heard = Buffer(count: n, repeating: initial[0])
    heard.base.update(from: initial, count: layout.robotCount)
    freshCount = Buffer(count: layout.classCount, repeating: 0)
    sentCount = Buffer(count: layout.classCount, repeating: 0)
    underWay = Buffer(count: latency * n, repeating: initial[0])
    isUnderWay = Buffer(count: latency * n, repeating: 0)
  }

  /// Takes states as heard, at time zero.
  public mutating func prime(_ states: UnsafePointer<State>) {
    heard.base.update(from: states, count: layout.robotCount)
  }

  /// Every robot reports once.
  ///
  /// - Parameters:
  ///   - states: Their true states. [robotCount]
  ///   - channel: What happens to messages.
  ///   - bytes: Size of a report.
  ///   - budget: Pays for reports where the channel has a budget and there is no window.
  ///   - window: How many rows per update receivers can take in, in turn by row; nil: all of them.
  ///   - seed: Seed of the communication stream.
  ///   - step: The physics step.
  /// - Returns: How many reports were sent, lost and late.
  public mutating func transmit(
    _ states: UnsafePointer<State>, channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget, window: Int?, seed: UInt64, step: Int
  ) -> ChannelCount {
    var count = ChannelCount()
    let n = layout.robotCount
    freshCount.fill(0)
    sentCount.fill(0)
    let slot = latency > 0 ? updateCount % latency : 0
    for c in 0..<layout.classCount {
      for row in layout.rows(ofClass: c) {
        if latency > 0 { deliver(row, slot, classIndex: c) }
        let isInWindow = window.map { (row - cursor + n) % n < $0 } ?? true
        let isPaid =
          isInWindow
          && (window != nil || channel.budget == .infinity
            || budget.spend(bytes: bytes, robot: row))
        guard isPaid else {
          count.late += 1
          continue
        }
        count.sent += 1
        sentCount[c] += 1
        var state = states[row]
        if channel.bits > 0 || channel.loss > 0 {
          var stream = RandomStream(
            seed: seed, classIndex: c, index: row - layout.classStarts[c], step: step,
            purpose: .communication)
          if stream.uniform() < channel.loss {
            count.lost += 1
            continue
          }
          if channel.bits > 0 {
            state.quantise(levels: Float((1 << channel.bits) - 1), stream: &stream)
          }
        }
        if latency > 0 {
          underWay[slot * n + row] = state
          isUnderWay[slot * n + row] = 1
        } else {
          heard[row] = state
          freshCount[c] += 1
        }
      }
    }
    if let window, n > 0 { cursor = (cursor + window) % n }
    updateCount += 1
    return count
  }

  /// What was sent `latency` updates ago arrives; its place is free for what is sent now.
  private mutating func deliver(_ row: Int, _ slot: Int, classIndex: Int) {
    let place = slot * layout.robotCount + row
    guard isUnderWay[place] != 0 else { return }
    isUnderWay[place] = 0
    heard[row] = underWay[place]
    freshCount[classIndex] += 1
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `layout`, `latency`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&heard)
    archive.visit(&freshCount)
    archive.visit(&sentCount)
    archive.visit(&underWay)
    archive.visit(&isUnderWay)
    archive.visit(&updateCount)
    archive.visit(&cursor)
  }
}

extension ExecutorMicrostate: ReportedState {
  /// Rounds shares and velocities; positions, flags and the tag are sent as they are.
  public mutating func quantise(levels: Float, stream: inout RandomStream) {
    velocity.x = rounded(velocity.x, -1, levels, &stream)
    velocity.y = rounded(velocity.y, -1, levels, &stream)
    spin = rounded(spin, -1, levels, &stream)
    speedRatio = rounded(speedRatio, 0, levels, &stream)
    impulse = rounded(impulse, 0, levels, &stream)
    battery = rounded(battery, 0, levels, &stream)
    uncertainty = rounded(uncertainty, 0, levels, &stream)
  }
}

extension OrchestratorMicrostate: ReportedState {
  /// Rounds ages and shares; stage and option are words of their own.
  public mutating func quantise(levels: Float, stream: inout RandomStream) {
    let scale = OrchestratorSchema.planAgeScale
    planAge = rounded(planAge / scale, 0, levels, &stream) * scale
    entropy = rounded(entropy, 0, levels, &stream)
    progress = rounded(progress, 0, levels, &stream)
    predictedSuccess = rounded(predictedSuccess, 0, levels, &stream)
  }
}

/// Rounds x in [lower, 1] to one of `levels` + 1 values, up with the probability of its place between
/// two of them; what lies outside goes to its bound, what is no number to the lower one.
private func rounded(
  _ x: Float, _ lower: Float, _ levels: Float, _ stream: inout RandomStream
) -> Float {
  let width = 1 - lower
  let u = stream.uniform()
  let place = (x - lower) / width * levels
  let inside = place > 0 ? min(place, levels) : 0
  let floor = inside.rounded(.down)
  return lower + (u < inside - floor ? floor + 1 : floor) * (width / levels)
}
