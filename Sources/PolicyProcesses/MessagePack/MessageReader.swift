/// What is wrong with a message, in words that follow "the answer".
public struct MessageFault: Error, Equatable, Sendable {
  /// A clause such as "ends in the middle".
  public var words: String

  /// A fault from its clause.
  public init(_ words: String) { self.words = words }
}

/// Reads one MessagePack value after the other from bytes that anybody may have written.
///
/// It knows the few types that the protocol needs, copies no arrays, makes no tree and never goes deeper
/// than `depthLimit`: what a message asks for in memory is bounded by its own length. A library that
/// unpacks whole messages would allocate an object for each value; this is 150 lines, and mutated messages
/// are part of its tests.
///
/// Unsafe: the bytes must stay as they are while a reader or an array of it is used.
public struct MessageReader {
  private let bytes: UnsafeRawBufferPointer
  /// The place of the next value.
  public private(set) var offset = 0

  /// Lists and maps within each other, at most.
  public static let depthLimit = 8

  /// A reader at the beginning of some bytes.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// A reader at another place of the same bytes.
  public func at(_ offset: Int) -> MessageReader {
    var reader = self
    reader.offset = offset
    return reader
  }

  /// Bytes that are left.
  public var remaining: Int { bytes.count - offset }

  // MARK: Values

  /// The number of pairs of a map, which follow.
  public mutating func map() throws(MessageFault) -> Int {
    try container("a map", short: 0x80, wide: 0xDE, perItem: 2)
  }

  /// The number of values of a list, which follow.
  public mutating func list() throws(MessageFault) -> Int {
    try container("a list", short: 0x90, wide: 0xDC, perItem: 1)
  }

  private mutating func container(
    _ what: String, short: UInt8, wide: UInt8, perItem: Int
  ) throws(MessageFault) -> Int {
    let byte = try next()
    let count: Int
    if byte & 0xF0 == short {
      count = Int(byte & 15)
    } else if byte == wide || byte == wide + 1 {
      count = Int(try bigEndian(byte == wide ? 2 : 4))
    } else {
      throw MessageFault("has \(Self.name(of: byte)) where \(what) is expected")
    }
    // Every item takes a byte at least.
    guard count <= remaining / perItem else { throw Self.cut }
    return count
  }

  /// A text, or bytes that are one.
  public mutating func text() throws(MessageFault) -> String {
    String(decoding: try string(), as: UTF8.self)
  }

  /// The bytes of a text or of byte string.
  public mutating func string() throws(MessageFault) -> UnsafeRawBufferPointer {
    let byte = try next()
    let count: Int
    switch byte {
    case 0xA0...0xBF: count = Int(byte & 31)
    case 0xC4, 0xD9: count = Int(try bigEndian(1))
    case 0xC5, 0xDA: count = Int(try bigEndian(2))
    case 0xC6, 0xDB: count = Int(try bigEndian(4))
    default: throw MessageFault("has \(Self.name(of: byte)) where a text is expected")
    }
    guard count <= remaining else { throw Self.cut }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  /// A whole number.
  public mutating func integer() throws(MessageFault) -> Int {
    let byte = try next()
    switch byte {
    case 0x00...0x7F: return Int(byte)
    case 0xE0...0xFF: return Int(Int8(bitPattern: byte))
    case 0xCC: return Int(try bigEndian(1))
    case 0xCD: return Int(try bigEndian(2))
    case 0xCE: return Int(try bigEndian(4))
    case 0xCF:
      guard let value = Int(exactly: try bigEndian(8)) else {
        throw MessageFault("has a number of more than 63 bits")
      }
      return value
    case 0xD0: return Int(Int8(truncatingIfNeeded: try bigEndian(1)))
    case 0xD1: return Int(Int16(truncatingIfNeeded: try bigEndian(2)))
    case 0xD2: return Int(Int32(truncatingIfNeeded: try bigEndian(4)))
    case 0xD3: return Int(Int64(bitPattern: try bigEndian(8)))
    default: throw MessageFault("has \(Self.name(of: byte)) where a whole number is expected")
    }
  }

  /// A whole number of all 64 bits.
  public mutating func unsigned() throws(MessageFault) -> UInt64 {
    guard remaining > 0, bytes[offset] == 0xCF else {
      let value = try integer()
      guard value >= 0 else { throw MessageFault("has a number below 0 where none is expected") }
      return UInt64(value)
    }
    offset += 1
    return try bigEndian(8)
  }

  /// A number.
  public mutating func number() throws(MessageFault) -> Double {
    let byte = try next()
    switch byte {
    case 0xCA: return Double(Float(bitPattern: UInt32(try bigEndian(4))))
    case 0xCB: return Double(bitPattern: try bigEndian(8))
    default:
      offset -= 1
      return Double(try integer())
    }
  }

  /// Passes over a value, whatever it is.
  public mutating func skip(depth: Int = 0) throws(MessageFault) {
    guard depth < Self.depthLimit else {
      throw MessageFault("nests values more than \(Self.depthLimit) deep")
    }
    guard remaining > 0 else { throw Self.cut }
    let byte = bytes[offset]
    switch byte {
    case 0x80...0x8F, 0xDE, 0xDF:
      for _ in 0..<(try map()) {
        try skip(depth: depth + 1)
        try skip(depth: depth + 1)
      }
    case 0x90...0x9F, 0xDC, 0xDD:
      for _ in 0..<(try list()) { try skip(depth: depth + 1) }
    case 0xA0...0xBF, 0xC4...0xC6, 0xD9...0xDB: _ = try string()
    case 0xCA, 0xCB: _ = try number()
    case 0xC0, 0xC2, 0xC3: offset += 1
    case 0x00...0x7F, 0xE0...0xFF, 0xCC...0xCE, 0xD0...0xD3: _ = try integer()
    case 0xCF: _ = try unsigned()
    default: throw MessageFault("has \(Self.name(of: byte)), which the protocol does without")
    }
  }

  /// True where the value at a place is `true`.
  func isTrue(at place: Int) -> Bool { place < bytes.count && bytes[place] == 0xC3 }

  // MARK: Bytes

  private static let cut = MessageFault("ends in the middle of a value")

  private mutating func next() throws(MessageFault) -> UInt8 {
    guard remaining > 0 else { throw Self.cut }
    defer { offset += 1 }
    return bytes[offset]
  }

  private mutating func bigEndian(_ count: Int) throws(MessageFault) -> UInt64 {
    guard count <= remaining else { throw Self.cut }
    var value: UInt64 = 0
    for k in 0..<count { value = value << 8 | UInt64(bytes[offset + k]) }
    offset += count
    return value
  }

  private static func name(of byte: UInt8) -> String {
    switch byte {
    case 0xC0: "nil"
    case 0xC2, 0xC3: "true or false"
    case 0xCA, 0xCB: "a float"
    case 0x80...0x8F, 0xDE, 0xDF: "a map"
    case 0x90...0x9F, 0xDC, 0xDD: "a list"
    case 0xA0...0xBF, 0xC4...0xC6, 0xD9...0xDB: "a text"
    case 0xC7...0xC9, 0xD4...0xD8: "an extension type"
    case 0xC1: "the byte c1"
    default: "a whole number"
    }
  }
}
