import Testing

@testable import own_drive
@testable import own_policy
@testable import own_task

/// What the examples promise, in the same package; `.ci/outside` builds them from a package of their own.
@Suite("Examples")
struct ExamplesTests {
  @Test("an orchestrator of one's own leads a fleet, and its parameter acts")
  func policy() throws {
    let near = try deliveries(reach: 10)
    let far = try deliveries(reach: 60)
    #expect(near > 0)
    #expect(far > near)
  }

  @Test("robots with a drive of one's own deliver, and its key acts")
  func drive() throws {
    let (short, long) = (try tow(frontWheel: 40), try tow(frontWheel: 80))
    #expect(min(short.deliveries, long.deliveries) >= 5)
    #expect(short.hash != long.hash)
  }

  @Test("jobs of one's own kind come up again and are done")
  func task() throws {
    // Two rounds at 0, 40, 80, 120 and 160 s; the last ones may not be done.
    let rounds = try roundsDone()
    #expect(rounds >= 8 && rounds <= 10)
  }
}
