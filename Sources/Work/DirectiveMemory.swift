import Contracts
import SimCore

/// One entry of a robot's bounded memory: a directive and how it ended.
public struct MemoryEntry: BitwiseCopyable, Equatable, Sendable {
  /// The directive's number, 0 where the entry is unused.
  public var identifier: UInt32 = 0
  /// What was asked.
  public var kind: DirectiveKind = .none
  /// How it ended.
  public var outcome: DirectiveStatus = .done
  /// The task option it was about, or −1.
  public var option: Int16 = -1
  /// Physics step it ended at.
  public var endStep: Int32 = 0
  // A word and not a flag: without gaps an entry is hashed as it lies.
  private var missWord: UInt32 = 0

  /// True where it was to serve, and ended because nothing was left to do where it sent the robot.
  public var isMiss: Bool {
    get { missWord != 0 }
    set { missWord = newValue ? 1 : 0 }
  }
}

/// The last `capacity` directives of every robot with their outcomes: bounded memory.
///
/// Source: seed paper Def. 3.1 (the agent's memory M of task history).
public struct DirectiveMemory: StateHolder, ~Copyable {
  /// Entries kept per robot.
  public static let capacity = 8

  /// Ring of entries. [robotCount × capacity]
  private var entries: Buffer<MemoryEntry>
  /// Number of entries ever written. [robotCount]
  private var written: Buffer<UInt32>

  /// Nothing remembered.
  public init(robotCount: Int) {
    entries = Buffer(count: max(1, robotCount) * Self.capacity, repeating: MemoryEntry())
    written = Buffer(count: max(1, robotCount), repeating: 0)
  }

  /// Remembers how a directive ended, forgetting the oldest entry where full.
  mutating func remember(
    _ directive: Directive, _ outcome: DirectiveStatus, isMiss: Bool = false, robot: Int,
    step: Int32
  ) {
    let slot = Int(written[robot]) % Self.capacity
    var entry = MemoryEntry()
    entry.identifier = directive.identifier
    (entry.kind, entry.outcome, entry.option) = (directive.kind, outcome, directive.option)
    (entry.isMiss, entry.endStep) = (isMiss, step)
    entries[robot * Self.capacity + slot] = entry
    written[robot] += 1
  }

  /// The latest entry of a robot; nil where it has none.
  public func latest(robot: Int) -> MemoryEntry? {
    guard written[robot] > 0 else { return nil }
    return entries[robot * Self.capacity + (Int(written[robot]) - 1) % Self.capacity]
  }

  /// The entries of a robot, latest first.
  public func recall(robot: Int) -> [MemoryEntry] {
    let count = min(Int(written[robot]), Self.capacity)
    return (0..<count).map {
      entries[robot * Self.capacity + (Int(written[robot]) - 1 - $0) % Self.capacity]
    }
  }

  /// How many of a robot's latest services found no job where they were sent; at most `capacity`.
  ///
  /// What it did in between besides serving, or broke off, says nothing of it.
  ///
  /// - Complexity: O(capacity), no allocation.
  public func missCount(robot: Int) -> Int {
    var count = 0
    let remembered = min(Int(written[robot]), Self.capacity)
    for age in 0..<remembered {
      let entry = entries[robot * Self.capacity + (Int(written[robot]) - 1 - age) % Self.capacity]
      guard entry.kind == .serve else { continue }
      if entry.outcome == .done { return count }
      if entry.isMiss { count += 1 }
    }
    return count
  }

  /// Lists what a snapshot holds.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&entries)
    archive.visit(&written)
  }
}
