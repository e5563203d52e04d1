import SimCore
import Testing

@testable import Work

@Suite("SlotTable")
struct SlotTableTests {
  /// Three robots that queue for one slot, 1, 2 and 5 m before it, some of which have waited for seconds.
  private func winner(waited: [Float]) throws -> Int {
    var table = SlotTable(slotCount: 1)
    let slots = [Slot(position: .zero, zone: 0)]
    for (robot, x) in [Float(1), 2, 5].enumerated() {
      let joined = table.join(0..<1, near: Vec2(x, 0), slots: slots, cap: .max)
      #expect(joined == 0)
      table.offer(
        0..<1, robot: robot, position: Vec2(x, 0), slots: slots, waited: waited[robot])
    }
    let taken = table.takeOffer(0)
    return try #require(taken)
  }

  @Test("a free place goes to the nearest, and before all of them to who has waited for too long")
  func offers() throws {
    #expect(try winner(waited: [0, 0, 0]) == 0)
    #expect(try winner(waited: [0, 0, 31]) == 2)
    #expect(try winner(waited: [0, 40, 31]) == 1)
    #expect(try winner(waited: [50, 40, 31]) == 0)
  }
}
