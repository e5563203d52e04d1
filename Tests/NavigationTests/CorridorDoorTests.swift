import SimCore
import Testing

@testable import Navigation

/// Which openings are doors.
@Suite("Doors of a map")
struct CorridorDoorTests {
  /// Two halls of 12 × 15 m with an opening between them, metres wide and long.
  private func halls(width: Int, length: Int) throws -> CorridorMap {
    let lines = (0..<15).map { line in
      let isOpen = line >= 6 && line < 6 + width
      return String(repeating: ".", count: 12)
        + String(repeating: isOpen ? "." : "#", count: length)
        + String(repeating: ".", count: 12)
    }
    return try Floor(lines).map
  }

  /// Sections through which robots of some radii get, and how many of them are doors.
  private func sections(_ map: CorridorMap, _ radii: ClosedRange<Float>) -> (all: Int, doors: Int) {
    let found = CorridorSections(map, radius: radii.upperBound, doorsFor: radii.lowerBound).sections
    return (found.count, found.count { $0.isDoor })
  }

  @Test(
    "an opening that just two pass is a door, one for less is passed in turns, one for more needs no rule"
  )
  func widths() throws {
    // 0.33 m with the margin: a door from 1.45 to 2.64 m.
    #expect(try sections(halls(width: 1, length: 2), 0.3...0.3) == (1, 0))
    #expect(try sections(halls(width: 2, length: 2), 0.3...0.3) == (1, 1))
    #expect(try sections(halls(width: 3, length: 2), 0.3...0.3) == (0, 0))
  }

  @Test("two that pass each other with next to nothing to spare take turns")
  func tight() throws {
    #expect(try sections(halls(width: 2, length: 2), 0.45...0.45) == (1, 0))
  }

  @Test("a long aisle is no door")
  func aisle() throws {
    #expect(try sections(halls(width: 2, length: 1), 0.3...0.3) == (1, 1))
    #expect(try sections(halls(width: 2, length: 4), 0.3...0.3) == (0, 0))
  }

  @Test("where the small ones of a fleet have room for two each way there is no door")
  func mixed() throws {
    #expect(try sections(halls(width: 2, length: 2), 0.2...0.3) == (0, 0))
    #expect(try sections(halls(width: 2, length: 2), 0.25...0.3) == (1, 1))
  }

  @Test("without open ground before both mouths there is no room for a line, and no door")
  func forecourt() throws {
    let wall = String(repeating: "#", count: 12)
    let rooms = Array(repeating: String(repeating: ".", count: 9) + "##.", count: 3)
    // The opening leads to a room of 1 m, too shallow for those who wait.
    let opening = Array(repeating: String(repeating: ".", count: 12), count: 2)
    let map = try Floor([wall] + rooms + opening + rooms + [wall]).map
    #expect(CorridorSections(map, radius: 0.3, doorsFor: 0.3).sections.filter(\.isDoor).isEmpty)
  }

  @Test("raw bodies have none")
  func unregulated() throws {
    let map = try halls(width: 2, length: 2)
    #expect(CorridorSections(map, radius: 0.3).sections.isEmpty)
  }
}
