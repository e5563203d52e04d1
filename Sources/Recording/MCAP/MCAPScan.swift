import Glibc
import SimCore

/// The whole records of an MCAP file that this program began, one after the other, for a writer that completes it.
///
/// It holds one chunk in memory at a time. A chunk counts with its indexes: where one of them is missing or
/// broken, the file ends before that chunk.
struct MCAPScan {
  /// A writer that stands behind the last whole record; its file is not open.
  private(set) var writer: MCAPWriterNotes
  /// Bytes up to there.
  private(set) var wholeLength = 0
  /// The CRC-32 of those bytes.
  private(set) var crc = CRC32()
  /// Whole chunks, and the messages in them.
  private(set) var counts = (chunks: 0, messages: 0)
  /// Bytes of the file.
  let length: Int

  private let descriptor: Int32
  /// The most bytes that a record may say it has: 1 GiB.
  private static let recordLimit = 1 << 30

  /// Reads a file; nil where it does not begin as one of this program does.
  ///
  /// - Complexity: O(bytes); memory for one chunk.
  init?(descriptor: Int32) {
    self.descriptor = descriptor
    length = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    writer = MCAPWriterNotes()
    guard let magic = bytes(at: 0, count: mcapMagic.count), magic == mcapMagic,
      let header = record(at: mcapMagic.count), header.opcode == .header
    else { return nil }
    keep(magic + header.bytes)
    while let record = record(at: wholeLength), take(record) {}
  }

  /// One record with its head.
  private struct Record {
    var opcode: MCAPOpcode
    var bytes: [UInt8]
    var body: MCAPCursor { MCAPCursor(bytes, at: 9) }
  }

  private mutating func keep(_ bytes: [UInt8]) {
    crc.add(bytes)
    wholeLength += bytes.count
  }

  private func bytes(at place: Int, count: Int) -> [UInt8]? {
    guard count >= 0, place + count <= length else { return nil }
    let bytes = fileBytes(descriptor, at: place, count: count)
    return bytes.count == count ? bytes : nil
  }

  private func record(at place: Int) -> Record? {
    guard let head = bytes(at: place, count: 9), let opcode = MCAPOpcode(rawValue: head[0]) else {
      return nil
    }
    var cursor = MCAPCursor(head, at: 1)
    guard let size = cursor.size64(), size <= Self.recordLimit,
      let bytes = bytes(at: place, count: 9 + size)
    else { return nil }
    return Record(opcode: opcode, bytes: bytes)
  }

  /// Takes a record of the data section; false at its end, and at what is broken.
  private mutating func take(_ record: Record) -> Bool {
    let place = (offset: UInt64(wholeLength), length: UInt64(record.bytes.count))
    var body = record.body
    switch record.opcode {
    case .metadata:
      guard let name = body.text(), body.pairs() != nil else { return false }
      writer.note(metadata: name, place)
    case .attachment:
      guard body.number(UInt64.self) != nil, body.number(UInt64.self) != nil,
        let name = body.text(), let type = body.text(), let size = body.size64(),
        body.take(size) != nil, let stated = body.number(UInt32.self)
      else { return false }
      var crc = CRC32()
      crc.add(Array(record.bytes[9..<(record.bytes.count - 4)]))
      guard crc.value == stated else { return false }
      writer.note(attachment: name, type, size: UInt64(size), place)
    case .chunk: return takeChunk(record, at: place.offset)
    default: return false
    }
    keep(record.bytes)
    return true
  }

  private mutating func takeChunk(_ record: Record, at offset: UInt64) -> Bool {
    var body = record.body
    guard let start = body.number(UInt64.self), let end = body.number(UInt64.self),
      let size = body.size64(), size <= Self.recordLimit, let stated = body.number(UInt32.self),
      let compression = body.text(), let length = body.size64(), let data = body.take(length),
      let content = compression == "zstd" ? Zstandard.decompress(data, count: size) : data
    else { return false }
    var crc = CRC32()
    crc.add(content)
    guard crc.value == stated, content.count == size else { return false }
    // What it declares and counts is taken over only with its indexes.
    var next = writer
    guard let messages = next.take(content: content) else { return false }
    var indexes: [UInt8] = []
    var places: [(channel: UInt16, value: UInt64)] = []
    for channel in messages.keys.sorted() {
      let place = wholeLength + record.bytes.count + indexes.count
      guard let index = self.record(at: place), index.opcode == .messageIndex else { return false }
      var inner = index.body
      guard inner.number(UInt16.self) == channel,
        inner.number(UInt32.self) == UInt32(16 * (messages[channel] ?? 0))
      else { return false }
      places.append((channel, UInt64(place)))
      indexes += index.bytes
    }
    next.notes.append(
      MCAPWriter.ChunkNote(
        start: start, end: end, offset: offset, length: UInt64(record.bytes.count), indexes: places,
        indexLength: UInt64(indexes.count), compression: compression, compressed: UInt64(length),
        uncompressed: UInt64(size)))
    writer = next
    counts.chunks += 1
    counts.messages += messages.values.reduce(0, +)
    keep(record.bytes + indexes)
    return true
  }
}

/// What a scan gathers for the summary of a file.
struct MCAPWriterNotes {
  var schemas: [[UInt8]] = []
  var channels: [MCAPWriter.Channel] = []
  var notes: [MCAPWriter.ChunkNote] = []
  var attachmentIndexes: [[UInt8]] = []
  var metadataIndexes: [[UInt8]] = []

  /// Notes texts about the file.
  mutating func note(metadata name: String, _ place: (offset: UInt64, length: UInt64)) {
    metadataIndexes.append(MCAPWriter.metadataIndex(name, place))
  }

  /// Notes a kept file.
  mutating func note(
    attachment name: String, _ type: String, size: UInt64,
    _ place: (offset: UInt64, length: UInt64)
  ) {
    attachmentIndexes.append(MCAPWriter.attachmentIndex(name, type, size: size, place))
  }

  /// The number of a schema, from its record.
  private static func number(_ record: [UInt8]) -> UInt16 {
    UInt16(record[9]) | UInt16(record[10]) << 8
  }

  /// Takes over what a chunk declares, and counts its messages; nil where it is broken.
  ///
  /// - Returns: Messages by channel.
  mutating func take(content: [UInt8]) -> [UInt16: Int]? {
    var cursor = MCAPCursor(content)
    var messages: [UInt16: Int] = [:]
    while cursor.place < content.count {
      let start = cursor.place
      guard let opcode = cursor.byte(), let length = cursor.size64(), let body = cursor.take(length)
      else { return nil }
      var inner = MCAPCursor(body)
      guard let number = inner.number(UInt16.self) else { return nil }
      switch MCAPOpcode(rawValue: opcode) {
      case .schema:
        let record = Array(content[start..<cursor.place])
        // Declared as they are used, and listed by their numbers.
        schemas.insert(record, at: schemas.firstIndex { Self.number($0) > number } ?? schemas.count)
      case .channel:
        guard let schema = inner.number(UInt16.self) else { return nil }
        // A writer numbers them from 0; those of others in between were never used.
        while channels.count <= Int(number) {
          channels.append(MCAPWriter.Channel(schema: 0, record: []))
        }
        channels[Int(number)].schema = schema
        channels[Int(number)].record = Array(content[start..<cursor.place])
        channels[Int(number)].isDeclared = true
      case .message:
        guard Int(number) < channels.count, channels[Int(number)].isDeclared else { return nil }
        channels[Int(number)].count += 1
        messages[number, default: 0] += 1
      default: return nil
      }
    }
    return messages
  }
}
