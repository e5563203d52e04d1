/// Writes frames of `fleetfield-policy/1`: a length of 4 bytes, little-endian, and one MessagePack map.
///
/// Its memory is kept from message to message, so that a warm run allocates nothing here.
///
/// Source: the MessagePack specification; arrays have the form of msgpack-numpy and openpi, a map with the
/// keys `__ndarray__`, `data`, `dtype` and `shape` as byte strings.
public struct MessageWriter {
  /// The frame so far.
  public private(set) var bytes: [UInt8] = []

  /// A writer without a message.
  public init() {}

  /// Begins a frame.
  public mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: [0, 0, 0, 0])
  }

  /// Ends the frame: writes its length.
  public mutating func end() {
    let count = UInt32(bytes.count - 4)
    for k in 0..<4 { bytes[k] = UInt8(truncatingIfNeeded: count >> UInt32(8 * k)) }
  }

  /// A map of a number of pairs, which follow: key, value, key, value.
  public mutating func map(_ count: Int) { head(count, short: 0x80, wide: 0xDE) }

  /// A list of a number of values, which follow.
  public mutating func list(_ count: Int) { head(count, short: 0x90, wide: 0xDC) }

  private mutating func head(_ count: Int, short: UInt8, wide: UInt8) {
    if count < 16 {
      bytes.append(short | UInt8(count))
    } else if count < 65_536 {
      bytes.append(wide)
      bigEndian(UInt64(count), byteCount: 2)
    } else {
      bytes.append(wide + 1)
      bigEndian(UInt64(count), byteCount: 4)
    }
  }

  /// A text.
  public mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      switch utf8.count {
      case ..<32: bytes.append(0xA0 | UInt8(utf8.count))
      case ..<256: bytes.append(contentsOf: [0xD9, UInt8(utf8.count)])
      default:
        bytes.append(0xDB)
        bigEndian(UInt64(utf8.count), byteCount: 4)
      }
      bytes.append(contentsOf: utf8)
    }
  }

  /// A whole number.
  public mutating func integer(_ value: Int) {
    if value >= 0 {
      unsigned(UInt64(value))
    } else {
      bytes.append(0xD3)
      bigEndian(UInt64(bitPattern: Int64(value)), byteCount: 8)
    }
  }

  /// A whole number of at least 0.
  public mutating func unsigned(_ value: UInt64) {
    if value < 128 {
      bytes.append(UInt8(value))
    } else {
      bytes.append(0xCF)
      bigEndian(value, byteCount: 8)
    }
  }

  /// A number.
  public mutating func number(_ value: Double) {
    bytes.append(0xCB)
    bigEndian(value.bitPattern, byteCount: 8)
  }

  /// True or false.
  public mutating func flag(_ value: Bool) { bytes.append(value ? 0xC3 : 0xC2) }

  /// Bytes.
  public mutating func data(_ data: UnsafeRawBufferPointer) {
    bytes.append(0xC6)
    bigEndian(UInt64(data.count), byteCount: 4)
    bytes.append(contentsOf: data)
  }

  private mutating func key(_ name: StaticString) {
    bytes.append(contentsOf: [0xC4, UInt8(name.utf8CodeUnitCount)])
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  private mutating func bigEndian(_ value: UInt64, byteCount: Int) {
    for k in stride(from: 8 * (byteCount - 1), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(k)))
    }
  }
}

// MARK: - Arrays

extension MessageWriter {
  /// Begins an array of 32-bit floats, row-major; `rows × columns` of them follow with `append`.
  public mutating func beginFloats(rows: Int, columns: Int) {
    beginArray("<f4", byteCount: 4 * rows * columns, shape: (rows, columns))
  }

  /// Begins a list of 32-bit whole numbers; they follow with `append`.
  public mutating func beginIndices(count: Int) {
    beginArray("<u4", byteCount: 4 * count, shape: (count, nil))
  }

  private mutating func beginArray(
    _ type: StaticString, byteCount: Int, shape: (rows: Int, columns: Int?)
  ) {
    map(4)
    key("__ndarray__")
    flag(true)
    key("dtype")
    bytes.append(0xA0 | UInt8(type.utf8CodeUnitCount))
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount))
    key("shape")
    list(shape.columns == nil ? 1 : 2)
    integer(shape.rows)
    if let columns = shape.columns { integer(columns) }
    key("data")
    bytes.append(0xC6)
    bigEndian(UInt64(byteCount), byteCount: 4)
  }

  /// Floats of an array that was begun.
  public mutating func append(_ floats: UnsafePointer<Float>, count: Int) {
    // The machines this builds for are little-endian, as the arrays are.
    bytes.append(contentsOf: UnsafeRawBufferPointer(start: floats, count: 4 * count))
  }

  /// A whole number of an array that was begun.
  public mutating func append(index: UInt32) {
    for k in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: index >> UInt32(8 * k))) }
  }

  /// An array of 32-bit floats, row-major.
  public mutating func floats(_ floats: UnsafePointer<Float>, rows: Int, columns: Int) {
    beginFloats(rows: rows, columns: columns)
    append(floats, count: rows * columns)
  }
}
