/// Reads numbers and texts from bytes, and nil where there are not enough.
struct MCAPCursor {
  private let bytes: [UInt8]
  private(set) var place: Int

  init(_ bytes: [UInt8], at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  mutating func byte() -> UInt8? { number(UInt8.self) }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: Number.Type
  ) -> Number? {
    let size = MemoryLayout<Number>.size
    guard bytes.count - place >= size else { return nil }
    defer { place += size }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self))
    }
  }

  /// A length in eight bytes; nil where it is more than there can be.
  mutating func size64() -> Int? {
    number(UInt64.self).flatMap { Int(exactly: $0) }
  }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard count >= 0, bytes.count - place >= count else { return nil }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  mutating func text() -> String? {
    guard let count = number(UInt32.self), let bytes = take(Int(count)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func pairs() -> [String: String]? {
    guard let count = number(UInt32.self), let bytes = take(Int(count)) else { return nil }
    var inner = MCAPCursor(bytes)
    var pairs: [String: String] = [:]
    while inner.place < bytes.count {
      guard let key = inner.text(), let value = inner.text() else { return nil }
      pairs[key] = value
    }
    return pairs
  }

  mutating func rest() -> [UInt8] { take(bytes.count - place) ?? [] }

  /// Byte lists one after the other, as `MCAPBytes.add(list:)` writes them.
  mutating func list() -> [[UInt8]]? {
    guard let count = number(UInt32.self) else { return nil }
    var list: [[UInt8]] = []
    for _ in 0..<count {
      guard let size = size64(), let bytes = take(size) else { return nil }
      list.append(bytes)
    }
    return list
  }

  /// Pairs of a channel and a number, with the length of all in four bytes before them.
  mutating func channelPairs() -> [(channel: UInt16, value: UInt64)]? {
    guard let size = number(UInt32.self), let bytes = take(Int(size)), size % 10 == 0 else {
      return nil
    }
    var inner = MCAPCursor(bytes)
    var pairs: [(channel: UInt16, value: UInt64)] = []
    while let channel = inner.number(UInt16.self), let value = inner.number(UInt64.self) {
      pairs.append((channel, value))
    }
    return pairs
  }
}
