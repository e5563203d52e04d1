import Contracts
import Embodiments
import Scenes
import SimCore

/// What a robot is about in its work, beyond its stage and directive.
struct RobotTask: BitwiseCopyable {
  /// Job it has taken, or −1.
  var job: Int32 = -1
  /// The stop of the job it heads for.
  var stop: Int32 = 0
  /// Slot it holds or queues for, or −1.
  var slot: Int32 = -1
  /// Slot it has finished at but not driven off yet, or −1: it stays its own until then.
  var leavingSlot: Int32 = -1
  /// Where it heads, metres; meaningful where `hasDestination`.
  var destination: Vec2 = .zero
  /// True where it has somewhere to go.
  var hasDestination = false
  /// True where it carries a load.
  var isLaden = false
  /// True where its plan failed since the last orchestrator tick.
  var planFailed = false
  /// True where it replanned since the last orchestrator tick.
  var replanned = false
  /// True once it has held its own goal long enough.
  var hasHeldGoal = false
  /// True where it is on its way out of others' way.
  var isRetreating = false
  /// Executor ticks of work left at the present stop; −1 before it has begun.
  var dwellLeft: Int32 = -1
  /// Executor ticks it has waited at a pick-up without a job.
  var waitTicks: Int32 = 0
  /// Executor ticks it has been idle.
  var idleTicks: Int32 = 0
  /// Executor ticks it has been blocked without pause.
  var blockedTicks: Int32 = 0
  /// Length of the present leg when it began, metres.
  var legLength: Float = 1
  /// Entropy of its last choice as a share of the maximum.
  var entropyShare: Float = 0
  /// Physics step its present plan came into force.
  var planStep: Int32 = 0
  /// Physics step before which its orchestrator does not ask again after a refusal.
  var retryStep: Int32 = 0
  /// Number of completed full charges.
  var chargeCount: Int32 = 0
  /// Number of directives issued so far.
  var directiveCount: UInt32 = 0
  /// Pallet on the fork, or −1.
  var pallet: Int32 = -1
}

extension RobotTask: StateElement {
  /// Folds every field.
  func addHash(to hash: inout StateHash) {
    for word in [
      job, stop, slot, leavingSlot, dwellLeft, waitTicks, idleTicks, blockedTicks, planStep,
      retryStep, chargeCount, pallet,
    ] { hash.add(Int(word)) }
    hash.add(Int(directiveCount))
    for value in [destination.x, destination.y, legLength, entropyShare] { hash.add(value) }
    for flag in [hasDestination, isLaden, planFailed, replanned, hasHeldGoal, isRetreating] {
      hash.add(flag ? 1 : 0)
    }
  }
}

/// One entry of a robot's bounded memory: a directive and how it ended.
struct MemoryEntry: BitwiseCopyable {
  /// The directive's number, 0 where the entry is unused.
  var identifier: UInt32 = 0
  /// What was asked.
  var kind: DirectiveKind = .none
  /// How it ended.
  var outcome: DirectiveStatus = .done
  /// The task option it was about, or −1.
  var option: Int16 = -1
  /// Physics step it ended at.
  var endStep: Int32 = 0
}

/// The last `capacity` directives of every robot with their outcomes: bounded memory.
///
/// Source: seed paper Def. 3.1 (the agent's memory M of task history).
struct DirectiveMemory: ~Copyable {
  /// Entries kept per robot.
  static let capacity = 8

  /// Ring of entries. [robotCount × capacity]
  private var entries: Buffer<MemoryEntry>
  /// Number of entries ever written. [robotCount]
  private var written: Buffer<UInt32>

  init(robotCount: Int) {
    entries = Buffer(count: max(1, robotCount) * Self.capacity, repeating: MemoryEntry())
    written = Buffer(count: max(1, robotCount), repeating: 0)
  }

  /// Remembers how a directive ended, forgetting the oldest entry where full.
  mutating func remember(_ directive: Directive, _ outcome: DirectiveStatus, robot: Int, step: Int)
  {
    let slot = Int(written[robot]) % Self.capacity
    entries[robot * Self.capacity + slot] = MemoryEntry(
      identifier: directive.identifier, kind: directive.kind, outcome: outcome,
      option: directive.option, endStep: Int32(step))
    written[robot] += 1
  }

  /// The entries of a robot, latest first.
  func recall(robot: Int) -> [MemoryEntry] {
    let count = min(Int(written[robot]), Self.capacity)
    return (0..<count).map {
      entries[robot * Self.capacity + (Int(written[robot]) - 1 - $0) % Self.capacity]
    }
  }

  /// Lists what a snapshot holds.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&entries)
    archive.visit(&written)
  }
}
