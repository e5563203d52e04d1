/// Numbers in files of the project's own: lowest byte first, one after the other, whatever they are aligned to.
extension [UInt8] {
  /// Appends a whole number.
  ///
  /// - Complexity: O(1) in the mean.
  public mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends numbers, bit by bit.
  ///
  /// - Complexity: O(numbers).
  public mutating func append(littleEndian values: [Float]) {
    reserveCapacity(count + values.count * MemoryLayout<Float>.stride)
    for value in values { append(littleEndian: value.bitPattern) }
  }

  /// The whole number that begins at a byte.
  ///
  /// - Precondition: all its bytes are there.
  public func littleEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
    precondition(
      offset >= 0 && offset + MemoryLayout<Value>.size <= count, "byte \(offset) is beyond the end")
    return withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }

  /// So many numbers from a byte on.
  ///
  /// - Precondition: all their bytes are there.
  /// - Complexity: O(numbers).
  public func littleEndianFloats(at offset: Int, count: Int) -> [Float] {
    (0..<count).map { Float(bitPattern: littleEndian(at: offset + 4 * $0, as: UInt32.self)) }
  }
}
