import SimCore

/// What an MCAP file holds, read from its beginning: for repairs, and for tests of the writer.
///
/// It trusts nothing: lengths are compared with what is there, chunks with their checksums. A file that was cut
/// is read up to its last whole record, and `problem` says why it ends there.
struct MCAPReader {
  /// One message.
  struct Message: Equatable {
    var topic: String
    var sequence: UInt32
    /// Nanoseconds of the run.
    var time: UInt64
    var bytes: [UInt8]
  }

  /// What messages of a topic are made of.
  struct Schema: Equatable {
    var name: String
    var encoding: String
    var definition: [UInt8]
  }

  /// Topics with the number of their schema and the encoding of their messages, by channel.
  private(set) var channels: [UInt16: (topic: String, schema: UInt16, encoding: String)] = [:]
  /// Schemas by number.
  private(set) var schemas: [UInt16: Schema] = [:]
  /// Messages in the order of the file.
  private(set) var messages: [Message] = []
  /// Kept files by name.
  private(set) var attachments: [String: [UInt8]] = [:]
  /// Texts about the file by name.
  private(set) var metadata: [String: [String: String]] = [:]
  /// Whole chunks.
  private(set) var chunkCount = 0
  /// True where the file ends as it should, with a summary.
  private(set) var isComplete = false
  /// Where the last whole record of the data section ends.
  private(set) var wholeLength = 0
  /// Why the file could not be read to its end; nil where it could.
  private(set) var problem: String?

  /// The most bytes that a chunk may say it unfolds to: 256 MiB.
  private static let chunkLimit = 256 << 20

  /// Reads bytes.
  ///
  /// - Complexity: O(bytes, unfolded).
  init(_ bytes: [UInt8]) {
    guard bytes.starts(with: mcapMagic) else {
      problem = "it does not begin as an MCAP file does"
      return
    }
    wholeLength = mcapMagic.count
    var dataCRC = CRC32()
    while problem == nil {
      var cursor = MCAPCursor(bytes, at: wholeLength)
      guard let opcode = cursor.byte(), let length = cursor.size64(),
        let body = cursor.take(length)
      else {
        problem = "it ends within a record"
        return
      }
      if opcode == MCAPOpcode.dataEnd.rawValue {
        bytes.withUnsafeBytes {
          dataCRC.add(UnsafeRawBufferPointer(rebasing: $0[..<wholeLength]))
        }
        var end = MCAPCursor(body)
        guard end.number(UInt32.self) == dataCRC.value else {
          problem = "the checksum of its data does not fit"
          return
        }
        checkSummary(bytes, from: cursor.place)
        return
      }
      guard take(opcode, body, isInChunk: false) else {
        problem = "a record of kind \(opcode) is broken"
        return
      }
      wholeLength = cursor.place
    }
  }

  /// Checks that the rest is a summary with the checksum that it states.
  private mutating func checkSummary(_ bytes: [UInt8], from start: Int) {
    let footer = bytes.count - mcapMagic.count - 29
    guard footer >= start, bytes[(footer + 29)...].elementsEqual(mcapMagic),
      bytes[footer] == MCAPOpcode.footer.rawValue
    else {
      problem = "it ends without a footer"
      return
    }
    var crc = CRC32()
    bytes.withUnsafeBytes { crc.add(UnsafeRawBufferPointer(rebasing: $0[start..<footer + 25])) }
    var cursor = MCAPCursor(bytes, at: footer + 25)
    guard cursor.number(UInt32.self) == crc.value else {
      problem = "the checksum of its summary does not fit"
      return
    }
    isComplete = true
  }

  /// Takes one record; false where it is broken.
  private mutating func take(_ opcode: UInt8, _ body: [UInt8], isInChunk: Bool) -> Bool {
    var cursor = MCAPCursor(body)
    switch MCAPOpcode(rawValue: opcode) {
    case .schema:
      guard let number = cursor.number(UInt16.self), let name = cursor.text(),
        let encoding = cursor.text(), let size = cursor.number(UInt32.self),
        let definition = cursor.take(Int(size))
      else { return false }
      schemas[number] = Schema(name: name, encoding: encoding, definition: definition)
    case .channel:
      guard let number = cursor.number(UInt16.self), let schema = cursor.number(UInt16.self),
        let topic = cursor.text(), let encoding = cursor.text()
      else { return false }
      channels[number] = (topic, schema, encoding)
    case .message:
      guard isInChunk, let number = cursor.number(UInt16.self),
        let sequence = cursor.number(UInt32.self), let time = cursor.number(UInt64.self),
        cursor.number(UInt64.self) != nil, let channel = channels[number],
        schemas[channel.schema] != nil
      else { return false }
      messages.append(
        Message(topic: channel.topic, sequence: sequence, time: time, bytes: cursor.rest()))
    case .chunk: return !isInChunk && takeChunk(&cursor)
    case .attachment:
      guard body.count >= 4, cursor.number(UInt64.self) != nil, cursor.number(UInt64.self) != nil,
        let name = cursor.text(), cursor.text() != nil, let size = cursor.size64(),
        let content = cursor.take(size), let stated = cursor.number(UInt32.self)
      else { return false }
      var crc = CRC32()
      crc.add(Array(body.dropLast(4)))
      guard crc.value == stated else { return false }
      attachments[name] = content
    case .metadata:
      guard let name = cursor.text(), let pairs = cursor.pairs() else { return false }
      metadata[name] = pairs
    case .header, .messageIndex: break
    default: return false
    }
    return true
  }

  private mutating func takeChunk(_ cursor: inout MCAPCursor) -> Bool {
    guard cursor.number(UInt64.self) != nil, cursor.number(UInt64.self) != nil,
      let size = cursor.size64(), size <= Self.chunkLimit, let stated = cursor.number(UInt32.self),
      let compression = cursor.text(), let length = cursor.size64(), let data = cursor.take(length)
    else { return false }
    let unfolded = compression == "zstd" ? Zstandard.decompress(data, count: size) : data
    guard let unfolded, unfolded.count == size, ["", "zstd"].contains(compression) else {
      return false
    }
    var crc = CRC32()
    crc.add(unfolded)
    guard crc.value == stated else { return false }
    var inner = MCAPCursor(unfolded)
    while inner.place < unfolded.count {
      guard let opcode = inner.byte(), let length = inner.size64(), let body = inner.take(length),
        take(opcode, body, isInChunk: true)
      else { return false }
    }
    chunkCount += 1
    return true
  }
}
