import CSimCore

/// Memory that a parent shares with the worker process it forks: who works on what, and last words.
///
/// Each thread of the worker has a slot that names the item it works on. Where a thread crashes, the
/// handler of `CrashGuard` writes down the cause and the thread's item, so that the parent knows
/// which item is to blame and which only ran beside it. All of it is plain memory: a worker that is
/// killed outright leaves its slots as they were.
public struct WorkJournal: Sendable {
  /// What the handler wrote down of a crash.
  public struct Crash: Equatable, Sendable {
    /// What happened, without a full stop.
    public var text: String
    /// The item of the thread that crashed; nil where it worked on none.
    public var item: Int64?
    /// True where another process sent the signal.
    public var wasSent: Bool

    /// A crash from its values.
    public init(text: String, item: Int64?, wasSent: Bool) {
      self.text = text
      self.item = item
      self.wasSent = wasSent
    }
  }

  // An address, and not a pointer, because it is the same in parent and child and all threads.
  private let address: UInt

  /// Shared memory with no item in any slot; nil where the system has none.
  public init?() {
    address = fleetfield_journal_make()
    if address == 0 { return nil }
  }

  /// Threads it can follow.
  public static var slotCount: Int { Int(fleetfield_journal_slots()) }

  /// Gives the memory back; the journal and its copies are not used any more.
  public func free() { fleetfield_journal_free(address) }

  /// Forgets everything, for a new worker.
  public func clear() { fleetfield_journal_clear(address) }

  /// Has crashes of this process written here in place of standard error.
  public func takeCrashes() { fleetfield_journal_take_crashes(address) }

  /// This thread begins to work on an item, which is not 0.
  ///
  /// - Precondition: `slot` is in 0 ..< `slotCount` and belongs to this thread.
  public func begin(_ item: Int64, slot: Int) {
    precondition((0..<Self.slotCount).contains(slot), "the journal has no slot \(slot)")
    fleetfield_journal_enter(address, Int32(slot), item)
  }

  /// This thread has left its item.
  public func end(slot: Int) { begin(0, slot: slot) }

  /// The items that threads work on, by slot.
  public var items: [Int64] {
    (0..<Self.slotCount).map { fleetfield_journal_item(address, Int32($0)) }.filter { $0 != 0 }
  }

  /// The crash that was written down, or nil.
  public var crash: Crash? {
    guard fleetfield_journal_crash_signal(address) != 0 else { return nil }
    let item = fleetfield_journal_crash_item(address)
    return Crash(
      text: String(cString: fleetfield_journal_crash_text(address)), item: item == 0 ? nil : item,
      wasSent: fleetfield_journal_crash_was_sent(address) != 0)
  }

  /// What the worker says to the parent before it ends; at most 1000 bytes.
  public func say(_ text: String) { fleetfield_journal_say(address, text) }

  /// What the worker said; empty for nothing.
  public var said: String { String(cString: fleetfield_journal_said(address)) }

  /// One of eight numbers that parent and worker share.
  public subscript(index: Int) -> Int64 {
    get {
      precondition((0..<8).contains(index), "the journal has eight numbers")
      return fleetfield_journal_number(address, Int32(index))
    }
    nonmutating set {
      precondition((0..<8).contains(index), "the journal has eight numbers")
      fleetfield_journal_set_number(address, Int32(index), newValue)
    }
  }
}
