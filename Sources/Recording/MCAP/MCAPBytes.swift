/// Bytes of a record under construction: whole numbers with the lowest byte first, texts with their length.
struct MCAPBytes {
  /// What was written so far.
  var bytes: [UInt8] = []

  mutating func add(_ value: some FixedWidthInteger & UnsignedInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A text: its length in four bytes, then UTF-8.
  mutating func add(_ text: String) {
    add(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Byte lists: their number in four bytes, then each behind its length in eight.
  mutating func add(list: [[UInt8]]) {
    add(UInt32(list.count))
    for entry in list {
      add(UInt64(entry.count))
      bytes += entry
    }
  }

  /// Pairs of texts: the length of all in four bytes, then one after the other.
  mutating func add(_ pairs: [(key: String, value: String)]) {
    var inner = MCAPBytes()
    for pair in pairs {
      inner.add(pair.key)
      inner.add(pair.value)
    }
    add(UInt32(inner.bytes.count))
    bytes += inner.bytes
  }

  /// Pairs of a channel and a number, likewise.
  mutating func add(_ pairs: [(channel: UInt16, value: UInt64)]) {
    add(UInt32(pairs.count * 10))
    for pair in pairs {
      add(pair.channel)
      add(pair.value)
    }
  }
}

/// The kinds of records, by the byte that they begin with.
enum MCAPOpcode: UInt8 {
  case header = 0x01
  case footer = 0x02
  case schema = 0x03
  case channel = 0x04
  case message = 0x05
  case chunk = 0x06
  case messageIndex = 0x07
  case chunkIndex = 0x08
  case attachment = 0x09
  case attachmentIndex = 0x0A
  case statistics = 0x0B
  case metadata = 0x0C
  case metadataIndex = 0x0D
  case summaryOffset = 0x0E
  case dataEnd = 0x0F

  /// A whole record: this byte, the length of the body in eight bytes, the body.
  func record(_ body: [UInt8]) -> [UInt8] {
    var record = MCAPBytes()
    record.bytes.reserveCapacity(body.count + 9)
    record.add(rawValue)
    record.add(UInt64(body.count))
    return record.bytes + body
  }
}

/// What an MCAP file begins and ends with.
let mcapMagic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
