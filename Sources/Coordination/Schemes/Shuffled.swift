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

/// In each block of time, the fields of a block before it, from its beginning to its end; in the first block,
/// which has none before it, those of time zero.
///
/// The last blocks are kept, as many as 256 MB hold, at least 2 and at most 32; one of them is drawn, each alike.
/// Stacks are kept update by update, the spatial field once per period of the orchestrators.
private struct PastBlocks: FieldSubstitute, ~Copyable {
  var sent: FieldCopy
  private var present: FieldCopy
  /// The blocks' stacks and cells, by block modulo `room`. [room × ticks × numbers], [room × periods × cells]
  private var stacks: Buffer<Float>
  private var cells: Buffer<SIMD4<Float>>
  private let room: Int
  private let ticksPerBlock: Int
  private let ticksPerPeriod: Int
  private let seed: UInt64
  /// Updates so far, and the block that is being sent, or −1.
  private var updateCount = 0
  private var chosen = -1

  private static let byteLimit = 256 << 20

  init(_ exchange: borrowing Exchange) {
    let fields = exchange.fields.configuration
    ticksPerPeriod = max(1, Int((fields.orchestratorPeriod / fields.executorPeriod).rounded()))
    let block = exchange.settings.seconds("block")
    let periods = max(1, Int((block / fields.orchestratorPeriod).rounded(.up)))
    ticksPerBlock = periods * ticksPerPeriod
    sent = FieldCopy(of: exchange.fields)
    present = FieldCopy(of: exchange.fields)
    let bytes = 4 * sent.stacks.count * ticksPerBlock + 16 * sent.cells.count * periods
    room = max(2, min(32, Self.byteLimit / max(1, bytes)))
    stacks = Buffer(count: room * ticksPerBlock * sent.stacks.count, repeating: 0)
    cells = Buffer(count: room * periods * sent.cells.count, repeating: .zero)
    seed = derivedSeed(exchange.seed, 22)
  }

  mutating func prime(_ exchange: borrowing Exchange) {
    sent.copyStacks(of: exchange.fields)
    sent.copyCells(of: exchange.fields)
  }

  mutating func update(_ exchange: borrowing Exchange, _ tick: CoordinationTick) {
    let (block, place) = (updateCount / ticksPerBlock, updateCount % ticksPerBlock)
    if place == 0 { choose(block) }
    present.copyStacks(of: exchange.fields)
    stackPlace(block, place).update(from: present.stacks.base, count: present.stacks.count)
    if place % ticksPerPeriod == 0 {
      present.copyCells(of: exchange.fields)
      cellPlace(block, place).update(from: present.cells.base, count: present.cells.count)
    }
    updateCount += 1
    guard chosen >= 0 else { return }
    sent.take(stacks: stackPlace(chosen, place))
    if place % ticksPerPeriod == 0 { sent.take(cells: cellPlace(chosen, place)) }
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
    stacks.base + (block % room * ticksPerBlock + place) * sent.stacks.count
  }

  private func cellPlace(_ block: Int, _ place: Int) -> UnsafeMutablePointer<SIMD4<Float>> {
    let periods = ticksPerBlock / ticksPerPeriod
    return cells.base + (block % room * periods + place / ticksPerPeriod) * sent.cells.count
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `room`, `ticksPerBlock`, `ticksPerPeriod`, `seed`. Scratch: `present`.
  mutating func visitState(_ archive: inout StateArchive) {
    sent.visitState(&archive)
    archive.visit(&stacks)
    archive.visit(&cells)
    archive.visit(&updateCount)
    archive.visit(&chosen)
  }
}
