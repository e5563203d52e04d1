import Contracts
import MeanFields
import SimCore

extension CoordinationMode {
  /// The run's own fields of another time: block by block one of the past, drawn at random.
  public static let shuffled = CoordinationMode("shuffled")
}

extension CoordinationKind {
  /// The control that knows how things move, but not when.
  static let shuffled = CoordinationKind(
    .shuffled, summary: "its own fields of an earlier time, block by block: the control of timing",
    grants: .fields, isAggregated: true,
    keys: [
      CoordinationKey(
        "block", .time(from: 1, through: 3600, standard: 60),
        "Mode shuffled: for how long the fields of one stretch of the past are sent.")
    ],
    believed: { _ in "the fields of another time (shuffled)" },
    make: { exchange, _ in SubstitutedFields(exchange, PastBlocks(exchange)) })
}

/// How much of the past is kept for the mode `shuffled`.
public struct ShuffledMemory: Equatable, Sendable {
  /// Updates of a block: whole periods of the orchestrators.
  public let ticksPerBlock: Int
  /// Updates of a period.
  public let ticksPerPeriod: Int
  /// Bytes of a block.
  public let bytesPerBlock: Int
  /// Blocks that are kept: as many as 256 MiB hold, at least 2 and at most 32.
  public var room: Int { max(2, min(32, (256 << 20) / max(1, bytesPerBlock))) }
  /// Bytes of all that is kept.
  public var byteCount: Int { room * bytesPerBlock }

  /// The memory for blocks of `block` seconds of so many classes' fields and cells of the spatial field.
  ///
  /// - Precondition: no number is beyond what the schema of scenes lets through.
  public init(
    block: Float, executorPeriod: Float, orchestratorPeriod: Float, classCount: Int, cellCount: Int
  ) {
    ticksPerPeriod = max(1, Int((orchestratorPeriod / executorPeriod).rounded()))
    let periods = max(1, Int((block / orchestratorPeriod).rounded(.up)))
    ticksPerBlock = periods * ticksPerPeriod
    let numbers = FieldCopy.stackCount(classCount: classCount)
    bytesPerBlock =
      MemoryLayout<Float>.stride * numbers * ticksPerBlock
      + MemoryLayout<SIMD4<Float>>.stride * cellCount * periods
  }
}

/// In each block of time, the fields of a block before it, from its beginning to its end; in the first block,
/// which has none before it, those of time zero.
///
/// The last blocks are kept (`ShuffledMemory`); one of them is drawn, each alike. Stacks are kept update by update,
/// the spatial field once per period of the orchestrators.
private struct PastBlocks: FieldSubstitute, ~Copyable {
  private let memory: ShuffledMemory
  private let room: Int
  private var present: FieldCopy
  /// The blocks' stacks and cells, by block modulo `room`. [room × ticks × numbers], [room × periods × cells]
  private var stacks: Buffer<Float>
  private var cells: Buffer<SIMD4<Float>>
  private let seed: UInt64
  /// Updates so far, and the block that is being sent, or −1.
  private var updateCount = 0
  private var chosen = -1

  init(_ exchange: borrowing Exchange) {
    let fields = exchange.fields.configuration
    present = FieldCopy(of: exchange.fields)
    memory = ShuffledMemory(
      block: exchange.settings.seconds("block"), executorPeriod: fields.executorPeriod,
      orchestratorPeriod: fields.orchestratorPeriod, classCount: exchange.layout.classCount,
      cellCount: present.cells.count)
    room = memory.room
    stacks = Buffer(count: room * memory.ticksPerBlock * present.stacks.count, repeating: 0)
    cells = Buffer(
      count: room * (memory.ticksPerBlock / memory.ticksPerPeriod) * present.cells.count,
      repeating: .zero)
    seed = derivedSeed(exchange.seed, 22)
  }

  mutating func update(
    _ sent: inout FieldCopy, _ exchange: borrowing Exchange, _ tick: CoordinationTick
  ) {
    let ticks = memory.ticksPerBlock
    let (block, place) = (updateCount / ticks, updateCount % ticks)
    let hasCells = place % memory.ticksPerPeriod == 0
    if place == 0 { choose(block) }
    present.copyStacks(of: exchange.fields)
    stackPlace(block, place).update(from: present.stacks.base, count: present.stacks.count)
    if hasCells {
      present.copyCells(of: exchange.fields)
      cellPlace(block, place).update(from: present.cells.base, count: present.cells.count)
    }
    updateCount += 1
    guard chosen >= 0 else { return }
    sent.take(stacks: stackPlace(chosen, place))
    if hasCells { sent.take(cells: cellPlace(chosen, place)) }
  }

  /// Draws one of the blocks that are complete and still kept.
  private mutating func choose(_ block: Int) {
    // The block that begins overwrites the oldest one.
    let kept = min(block, room - 1)
    guard kept > 0 else { return }
    var stream = RandomStream(seed: seed, index: 0, step: block, purpose: .communication)
    chosen = block - 1 - stream.below(kept)
  }

  private func stackPlace(_ block: Int, _ place: Int) -> UnsafeMutablePointer<Float> {
    stacks.base + (block % room * memory.ticksPerBlock + place) * present.stacks.count
  }

  private func cellPlace(_ block: Int, _ place: Int) -> UnsafeMutablePointer<SIMD4<Float>> {
    let periods = memory.ticksPerBlock / memory.ticksPerPeriod
    let index = block % room * periods + place / memory.ticksPerPeriod
    return cells.base + index * present.cells.count
  }

  /// Lists what a snapshot holds besides what is sent.
  ///
  /// Constant: `memory`, `room`, `seed`. Scratch: `present`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stacks)
    archive.visit(&cells)
    archive.visit(&updateCount)
    archive.visit(&chosen)
  }
}
