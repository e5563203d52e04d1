import Testing

@testable import Coordination

@Suite("paths of fields")
struct FieldPathTests {
  private static let path = FieldPath(
    FieldPathShape(robotCounts: [7, 3], period: 0.5, stackCount: 3, cellCount: 2),
    numbers: (0..<20).map { Float($0) * 0.5 - 3 })

  @Test("a path reads as it was written, and knows how long it is")
  func roundTrip() throws {
    let read = try FieldPath(bytes: Self.path.bytes)
    #expect(read == Self.path)
    #expect(read.momentCount == 4 && read.duration == 1.5)
    #expect(read.withMoment(2) { $0[1] } == Self.path.numbers[11])
    // After its end a path stays where it was.
    #expect(read.withMoment(9) { $0[4] } == Self.path.numbers[19])
  }

  @Test("every other content is refused: cut, longer, changed, of another kind")
  func refused() {
    let bytes = Self.path.bytes
    for count in 0..<bytes.count {
      #expect(throws: FieldPathError.self, "\(count)") {
        try FieldPath(bytes: Array(bytes[..<count]))
      }
    }
    #expect(throws: FieldPathError.wrongSize(expected: bytes.count, found: bytes.count + 1)) {
      try FieldPath(bytes: bytes + [0])
    }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x10
      #expect(throws: FieldPathError.self, "\(index)") { try FieldPath(bytes: changed) }
    }
    // Sizes that no memory holds.
    var huge = bytes
    for index in 20..<36 { huge[index] = 0xFF }
    #expect(throws: FieldPathError.self) { try FieldPath(bytes: huge) }
  }

  @Test("no number of a path is infinite or none")
  func finite() throws {
    var numbers = Self.path.numbers
    numbers[13] = .nan
    let bytes = FieldPath(Self.path.shape, numbers: numbers).bytes
    #expect(throws: FieldPathError.notFinite(moment: 2)) { try FieldPath(bytes: bytes) }
  }
}
