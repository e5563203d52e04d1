/// An array of 32-bit floats in a message: its bytes where they lie, and its shape.
public struct MessageArray {
  /// The bytes of the numbers, little-endian, in row-major order.
  public let data: UnsafeRawBufferPointer
  /// The shape; at most 4 dimensions.
  public let shape: [Int]

  /// Reads an array in the form of msgpack-numpy.
  ///
  /// - Throws: `MessageFault` where it has not that form, is not of 32-bit floats, or its bytes are not as
  ///   many as its shape says.
  public init(_ reader: inout MessageReader, named name: String) throws(MessageFault) {
    var (data, type, shape) = (UnsafeRawBufferPointer?.none, "", [Int]?.none)
    for _ in 0..<(try reader.map()) {
      switch try reader.text() {
      case "data": data = try reader.string()
      case "dtype": type = try reader.text()
      case "shape":
        let count = try reader.list()
        guard count <= 4 else { throw MessageFault("has \(name) of \(count) dimensions") }
        var found: [Int] = []
        for _ in 0..<count { found.append(try reader.integer()) }
        shape = found
      default: try reader.skip()
      }
    }
    guard let data, let shape else {
      throw MessageFault("has \(name) without 'data' and 'shape': an array of NumPy is expected")
    }
    guard type == "<f4" else {
      throw MessageFault("has \(name) of the type '\(type.prefix(16))', expected '<f4' (float32)")
    }
    var size = 4
    for length in shape {
      guard length >= 0, length <= 1 << 28, size <= 1 << 34 else {
        throw MessageFault("has \(name) of the shape \(shape)")
      }
      size *= length
    }
    guard size == data.count else {
      throw MessageFault("has \(name) of the shape \(shape) with \(data.count) bytes")
    }
    (self.data, self.shape) = (data, shape)
  }

  /// A row of numbers, copied into place.
  ///
  /// - Precondition: the row is one of `shape[0]`, and `width` is `shape[1]`.
  func copy(row: Int, width: Int, to floats: UnsafeMutablePointer<Float>) {
    precondition(row >= 0 && 4 * (row + 1) * width <= data.count, "row \(row) of \(shape)")
    guard let base = data.baseAddress else { return }
    UnsafeMutableRawPointer(floats).copyMemory(from: base + 4 * row * width, byteCount: 4 * width)
  }
}
