import MeanFields
import SimCore

/// How stations and docks tell robots of work and places; alike in all modes.
public struct BoardConfiguration: Equatable, Sendable {
  /// Seconds between two notices, rounded up to whole executor ticks.
  public var period: Float = 1
  /// Seconds from writing a notice to reading it, rounded up to whole executor ticks.
  public var latency: Float = 0
  /// Probability that a robot misses a notice, in [0, 1].
  public var loss: Float = 0

  /// Once a second, at once, to everybody.
  public init() {}

  /// Folds the board into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    for value in [period, latency, loss] { hash.add(value) }
  }
}

/// The environment as robots are told of it: one notice for all, every period.
///
/// A notice has the open jobs of each option as its station knows them, 0 where the station takes nobody, and the
/// docks that nobody has claimed: places know what waits at them and whom they have promised themselves to. It
/// counts no robots: those are the population, and reach a policy through its mode alone.
///
///     places → notice every period → latency → loss, robot by robot → known
///
/// Billed are the board for every notice once, and every robot for every notice that it receives.
///
/// - Complexity: O(options) per notice, O(robots × options) where notices get lost; no allocation.
public struct NoticeBoard: ~Copyable {
  /// Numbers of a notice: one per option, and the free docks.
  public let width: Int
  /// Bytes of a notice on the wire.
  public var byteCount: Int { 4 * width }
  /// Executor ticks between two notices, and from writing to reading.
  private let periodTicks: Int
  private let latencyTicks: Int
  private let loss: Float
  private let layout: PopulationLayout
  private let seed: UInt64
  /// Notices that are under way, by their number modulo `room`. [room × width]
  private var underWay: Buffer<Float>
  private let room: Int
  /// The latest notice that has arrived. [width]
  private var heard: Buffer<Float>
  /// What each robot knows, where notices get lost. [robotCount × width]
  private var known: Buffer<Float>
  /// Notices written, and those that have arrived.
  private var written = 0
  private var arrived = 0
  /// The executor tick that was dealt with last.
  private var latestTick = -1

  init(
    _ configuration: BoardConfiguration, optionCount: Int, tickPeriod: Float,
    layout: PopulationLayout, seed: UInt64
  ) {
    func ticks(_ seconds: Float) -> Int { Int((seconds / tickPeriod - 1e-4).rounded(.up)) }
    width = optionCount + 1
    periodTicks = max(1, ticks(configuration.period))
    latencyTicks = max(0, ticks(configuration.latency))
    loss = configuration.loss
    self.layout = layout
    self.seed = seed
    room = latencyTicks / periodTicks + 2
    underWay = Buffer(count: room * width, repeating: 0)
    heard = Buffer(count: width, repeating: 0)
    known = Buffer(count: loss > 0 ? max(1, layout.robotCount) * width : 0, repeating: 0)
  }

  /// Goes on to an executor tick, and writes and delivers what is due; nothing where it is there already.
  ///
  /// - Parameters:
  ///   - tick: The executor tick.
  ///   - ledger: Notices are billed here.
  ///   - write: Writes a notice. [width]
  public mutating func advance(
    to tick: Int, _ ledger: inout CommunicationLedger,
    write: (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard tick > latestTick else { return }
    latestTick = tick
    if tick % periodTicks == 0 {
      write(underWay.base + written % room * width)
      written += 1
      ledger.recordNotice(bytes: byteCount)
    }
    // Notice k was written at tick k × periodTicks.
    while arrived < written, arrived * periodTicks + latencyTicks <= tick { deliver(&ledger) }
  }

  private mutating func deliver(_ ledger: inout CommunicationLedger) {
    let notice = underWay.base + arrived % room * width
    heard.base.update(from: notice, count: width)
    for classIndex in 0..<layout.classCount {
      let rows = layout.rows(ofClass: classIndex)
      var receivers = rows.count
      if loss > 0 {
        for row in rows {
          var stream = RandomStream(
            seed: seed, classIndex: classIndex, index: row - rows.lowerBound, step: arrived,
            purpose: .communication)
          if stream.uniform() < loss {
            receivers -= 1
          } else {
            (known.base + row * width).update(from: notice, count: width)
          }
        }
      }
      ledger.recordNoticeReceived(
        classIndex: classIndex, receivers: receivers, bytes: byteCount)
    }
    arrived += 1
  }

  /// Notices that robots have missed, all of them together.
  public func missedCount(_ ledger: CommunicationLedger) -> Int64 {
    Int64(arrived) * Int64(layout.robotCount) - ledger.noticesReceived.reduce(0, +)
  }

  /// The latest notice that has arrived, as one who misses none has it. [width]
  public var latest: UnsafePointer<Float> { UnsafePointer(heard.base) }

  /// What the robots from a row on know: their notices, one after another, or one for all.
  ///
  /// - Returns: The first robot's notice, and the numbers from one robot's to the next; 0 where all share one.
  public func notices(fromRow row: Int) -> (first: UnsafePointer<Float>, stride: Int) {
    loss > 0 ? (UnsafePointer(known.base + row * width), width) : (latest, 0)
  }

  /// Docks that nobody has claimed, as a robot knows.
  public func freeDocks(ofRow row: Int) -> Float {
    let (notice, _) = notices(fromRow: row)
    return notice[width - 1]
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `width`, `periodTicks`, `latencyTicks`, `loss`, `layout`, `seed`, `room`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&underWay)
    archive.visit(&heard)
    archive.visit(&known)
    archive.visit(&written)
    archive.visit(&arrived)
    archive.visit(&latestTick)
  }
}
