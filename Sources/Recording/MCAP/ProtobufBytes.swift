import SimCore

/// A Protocol Buffers message under construction, field by field.
///
/// Fields of zero are written too, where the caller asks for them: readers take them alike.
struct ProtobufBytes {
  /// What was written so far.
  var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func key(_ field: Int, _ wire: UInt64) { varint(UInt64(field) << 3 | wire) }

  /// A whole number or enumeration of varying length.
  mutating func add(_ field: Int, varint value: UInt64) {
    key(field, 0)
    varint(value)
  }

  /// A `fixed32`.
  mutating func add(_ field: Int, fixed32 value: UInt32) {
    key(field, 5)
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A `double`.
  mutating func add(_ field: Int, double value: Double) {
    key(field, 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Packed `double`s.
  mutating func add(_ field: Int, doubles values: some Collection<Double>) {
    key(field, 2)
    varint(UInt64(values.count * 8))
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// A text, bytes or a message.
  mutating func add(_ field: Int, bytes value: some Collection<UInt8>) {
    key(field, 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A text.
  mutating func add(_ field: Int, text: String) { add(field, bytes: text.utf8) }

  /// A message.
  mutating func add(_ field: Int, _ build: (inout ProtobufBytes) -> Void) {
    var inner = ProtobufBytes()
    build(&inner)
    add(field, bytes: inner.bytes)
  }

  /// A `google.protobuf.Timestamp` of nanoseconds.
  mutating func add(_ field: Int, time: UInt64) {
    add(field) {
      $0.add(1, varint: time / 1_000_000_000)
      $0.add(2, varint: time % 1_000_000_000)
    }
  }

  /// A `foxglove.Vector3` or `Point3`.
  mutating func add(_ field: Int, vector: (x: Double, y: Double, z: Double)) {
    add(field) {
      $0.add(1, double: vector.x)
      $0.add(2, double: vector.y)
      $0.add(3, double: vector.z)
    }
  }

  /// A `foxglove.Quaternion` of a heading, radians, anticlockwise about z.
  mutating func add(_ field: Int, heading: Double) {
    let half = Rotation(angle: Float(0.5 * heading))
    add(field) {
      $0.add(3, double: Double(half.sine))
      $0.add(4, double: Double(half.cosine))
    }
  }

  /// A `foxglove.Pose`: a place and a heading, radians.
  mutating func add(
    _ field: Int, pose place: (x: Double, y: Double, z: Double), heading: Double
  ) {
    add(field) {
      $0.add(1, vector: place)
      $0.add(2, heading: heading)
    }
  }

  /// `foxglove.PackedElementField`s: names with their places and `NumericType`.
  mutating func add(_ field: Int, elements: [(name: String, offset: Int, type: UInt64)]) {
    for element in elements {
      add(field) {
        $0.add(1, text: element.name)
        $0.add(2, fixed32: UInt32(element.offset))
        $0.add(3, varint: element.type)
      }
    }
  }
}
