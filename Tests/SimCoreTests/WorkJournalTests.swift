import Glibc
import SimCore
import Testing

@Suite("WorkJournal")
struct WorkJournalTests {
  @Test("it lists what threads are at, and forgets it when they leave or it is cleared")
  func items() throws {
    let journal = try #require(WorkJournal())
    defer { journal.free() }
    #expect(journal.items == [])
    journal.begin(7, slot: 0)
    journal.begin(9, slot: WorkJournal.slotCount - 1)
    #expect(journal.items == [7, 9])
    journal.end(slot: 0)
    #expect(journal.items == [9])
    journal[3] = -5
    journal.say("the disk is full")
    #expect(journal[3] == -5)
    #expect(journal.said == "the disk is full")
    #expect(journal.crash == nil)
    journal.clear()
    #expect(journal.items == [])
    #expect(journal[3] == 0)
    #expect(journal.said == "")
  }

  @Test("a text that is too long is cut and not overrun")
  func longText() throws {
    let journal = try #require(WorkJournal())
    defer { journal.free() }
    journal[0] = 42
    journal.say(String(repeating: "x", count: 5000))
    #expect(journal.said.utf8.count < 1100)
    #expect(journal[0] == 42)
  }

  @Test("a trap names its cause on standard error in one sentence and exits with 70")
  func sentence() async {
    let result = await #expect(
      processExitsWith: .exitCode(CrashGuard.exitCode), observing: [\.standardErrorContent]
    ) {
      CrashGuard.install(program: "prog")
      CrashGuard.note(kept: "the rest lies in 'x'")
      raise(SIGFPE)
    }
    let text = String(
      decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("prog: error: stopped by a fault of the program (SIGFPE: "))
    #expect(text.hasSuffix("; the rest lies in 'x'\n"))
  }
}
