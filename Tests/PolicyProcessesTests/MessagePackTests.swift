import PolicyProcesses
import SimCore
import Testing

@Suite("MessagePack")
struct MessagePackTests {
  /// A message with all that the protocol knows.
  private static func sample() -> [UInt8] {
    var writer = MessageWriter()
    writer.begin()
    writer.map(4)
    writer.text("name")
    writer.text("a policy whose name has more than thirty-one bytes")
    writer.text("numbers")
    writer.list(18)
    for number in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 40, -1, -33, -1 << 40] {
      writer.integer(number)
    }
    for number in [0.5, -1e300, .infinity] { writer.number(number) }
    writer.flag(true)
    writer.flag(false)
    writer.unsigned(.max)
    writer.text("array")
    writer.floats([1, 2, 3, 4, 5, 6], rows: 2, columns: 3)
    writer.text("ids")
    writer.beginIndices(count: 2)
    writer.append(index: 7)
    writer.append(index: 8)
    writer.end()
    return writer.bytes
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    let bytes = Self.sample()
    #expect(bytes[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) } == bytes.count - 4)
    try bytes.withUnsafeBytes { all in
      var reader = MessageReader(UnsafeRawBufferPointer(rebasing: all[4...]))
      #expect(try reader.map() == 4)
      #expect(try reader.text() == "name")
      #expect(try reader.text() == "a policy whose name has more than thirty-one bytes")
      #expect(try reader.text() == "numbers")
      #expect(try reader.list() == 18)
      for number in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 40, -1, -33, -1 << 40] {
        #expect(try reader.integer() == number)
      }
      for number in [0.5, -1e300, .infinity] { #expect(try reader.number() == number) }
      try reader.skip()
      try reader.skip()
      #expect(try reader.unsigned() == .max)
      #expect(try reader.text() == "array")
      let array = try MessageArray(&reader, named: "'array'")
      #expect(array.shape == [2, 3] && array.data.count == 24)
      #expect(array.data.loadUnaligned(fromByteOffset: 20, as: Float.self) == 6)
      #expect(try reader.text() == "ids")
      try reader.skip()
      #expect(reader.remaining == 0)
    }
  }

  @Test(
    "bytes of any kind are read to an end or refused, never beyond their end", arguments: 0..<40)
  func mutated(seed: Int) {
    var random = RandomStream(
      seed: UInt64(seed), classIndex: 0, index: 0, step: 0, purpose: .executor)
    let original = Array(Self.sample().dropFirst(4))
    for _ in 0..<500 {
      var bytes = original
      for _ in 0..<(1 + Int(random.uniform() * 6)) {
        bytes[Int(random.uniform() * Float(bytes.count - 1))] = UInt8(random.uniform() * 255)
      }
      bytes.removeLast(Int(random.uniform() * Float(bytes.count / 2)))
      bytes.withUnsafeBytes { all in
        var reader = MessageReader(all)
        try? reader.skip()
        #expect(reader.offset <= all.count)
        var values = MessageReader(all)
        while (try? values.text()) != nil || (try? values.number()) != nil
          || (try? values.list()) != nil
        {
          #expect(values.offset <= all.count)
          if values.remaining == 0 { break }
        }
        var array = MessageReader(all)
        _ = try? MessageArray(&array, named: "it")
        #expect(array.offset <= all.count)
      }
    }
  }

  @Test("a message that says it is longer than it is, or deeper than allowed, is refused at once")
  func bounds() {
    func fault(_ bytes: [UInt8]) -> String? {
      bytes.withUnsafeBytes { all in
        var reader = MessageReader(all)
        do throws(MessageFault) {
          try reader.skip()
          return nil
        } catch { return error.words }
      }
    }
    #expect(fault([0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 0]) == "ends in the middle of a value")
    #expect(fault([0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 0]) == "ends in the middle of a value")
    #expect(fault([0xC6, 0x7F, 0xFF, 0xFF, 0xFF]) == "ends in the middle of a value")
    #expect(fault([UInt8](repeating: 0x91, count: 100_000)) == "nests values more than 8 deep")
    #expect(fault([0xC7, 1, 1, 1]) == "has an extension type, which the protocol does without")
    #expect(fault([0x91, 0x05]) == nil)
  }
}
