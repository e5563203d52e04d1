import TestSupport
import Testing

@testable import Recording

/// Readers that jump, as viewers do, go by the indexes alone.
@Suite("Indexes of MCAP files")
struct MCAPIndexTests {
  private func need<T>(_ value: T?) throws -> T { try #require(value) }

  /// The opcode and the body of the record at a place, and where the next one begins.
  private func record(
    _ bytes: [UInt8], at place: Int
  ) throws -> (opcode: UInt8, body: [UInt8], next: Int) {
    var cursor = MCAPCursor(bytes, at: place)
    let opcode = try need(cursor.byte())
    let length = try need(cursor.size64())
    return (opcode, try need(cursor.take(length)), cursor.place)
  }

  @Test(
    "every entry of an index is where its message is, and the summary where its chunk and its indexes are"
  )
  func places() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/x.mcap"
    var writer = MCAPWriter(at: path, chunkSize: 400)
    try writer.begin(library: "test")
    try writer.note(name: "run", [("seed", "7")])
    let schema = writer.addSchema(name: "test.Pair", encoding: "protobuf", [1, 2, 3])
    let channels = ["/a", "/b"].map {
      writer.addChannel(topic: $0, schema: schema, encoding: "protobuf")
    }
    for index in 0..<40 {
      try writer.write(
        channels[index % 3 == 0 ? 1 : 0], time: UInt64(5 + index) * 1000,
        Array("message \(index)".utf8)
      )
    }
    try writer.finish()
    let bytes = try TextFile.readBytes(path)
    var seen: [UInt64] = []
    var chunks: [Int: (times: ClosedRange<UInt64>, indexes: [UInt16: Int], end: Int)] = [:]
    var noted = 0
    var place = mcapMagic.count
    var (chunk, unfolded): (Int, [UInt8]) = (0, [])
    while place < bytes.count - mcapMagic.count {
      let found = try record(bytes, at: place)
      var cursor = MCAPCursor(found.body)
      switch MCAPOpcode(rawValue: found.opcode) {
      case .chunk:
        let start = try need(cursor.number(UInt64.self))
        let end = try need(cursor.number(UInt64.self))
        let size = try need(cursor.size64())
        _ = cursor.number(UInt32.self)
        let compression = try need(cursor.text())
        #expect(compression == "zstd")
        let length = try need(cursor.size64())
        let data = try need(cursor.take(length))
        unfolded = try need(Zstandard.decompress(data, count: size))
        chunk = place
        chunks[chunk] = (start...end, [:], found.next)
      case .messageIndex:
        let channel = try need(cursor.number(UInt16.self))
        chunks[chunk]?.indexes[channel] = place
        chunks[chunk]?.end = found.next
        let count = try need(cursor.number(UInt32.self)) / 16
        for _ in 0..<count {
          let time = try need(cursor.number(UInt64.self))
          let offset = try need(cursor.size64())
          let message = try record(unfolded, at: offset)
          var inner = MCAPCursor(message.body)
          #expect(message.opcode == MCAPOpcode.message.rawValue)
          let own = try need(inner.number(UInt16.self))
          _ = inner.number(UInt32.self)
          let logged = try need(inner.number(UInt64.self))
          #expect(own == channel && logged == time)
          #expect(chunks[chunk]?.times.contains(time) == true)
          seen.append(time)
        }
        let rest = cursor.rest()
        #expect(rest.isEmpty)
      case .chunkIndex:
        let start = try need(cursor.number(UInt64.self))
        let end = try need(cursor.number(UInt64.self))
        let offset = try need(cursor.size64())
        let length = try need(cursor.size64())
        let indexes = try need(cursor.channelPairs())
        let own = try #require(chunks[offset])
        #expect(own.times == start...end && own.indexes.count == indexes.count)
        for index in indexes { #expect(own.indexes[index.channel] == Int(index.value)) }
        let indexLength = try need(cursor.size64())
        #expect(own.end == offset + length + indexLength)
        noted += 1
      case .statistics:
        let messages = try need(cursor.number(UInt64.self))
        let schemas = try need(cursor.number(UInt16.self))
        let counts = try (0..<4).map { _ in try need(cursor.number(UInt32.self)) }
        let start = try need(cursor.number(UInt64.self))
        let end = try need(cursor.number(UInt64.self))
        #expect(messages == 40 && schemas == 1 && counts == [2, 0, 1, UInt32(chunks.count)])
        #expect(start == 5000 && end == 44_000)
      default: break
      }
      place = found.next
    }
    #expect(seen.sorted() == (5..<45).map { $0 * 1000 })
    #expect(noted == chunks.count && noted > 3)
  }
}
