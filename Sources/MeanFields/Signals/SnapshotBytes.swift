import SimCore

// Snapshots are the memory of the state buffers, one after another, in the order of the declarations.

/// Appends one word.
func appendSnapshotWord(_ word: Int64, to bytes: inout [UInt8]) {
  var word = word
  withUnsafeBytes(of: &word) { bytes.append(contentsOf: $0) }
}

/// Appends all elements of a buffer.
func appendSnapshotBuffer<T: BitwiseCopyable>(
  _ buffer: borrowing Buffer<T>, to bytes: inout [UInt8]
) {
  bytes.append(
    contentsOf: UnsafeRawBufferPointer(
      start: buffer.base, count: buffer.count * MemoryLayout<T>.stride))
}

/// Reads one word and moves on.
func readSnapshotWord(_ bytes: [UInt8], _ position: inout Int) -> Int64 {
  precondition(position + 8 <= bytes.count, "the snapshot is too short")
  defer { position += 8 }
  return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Int64.self) }
}

/// Reads all elements of a buffer and moves on.
func readSnapshotBuffer<T: BitwiseCopyable>(
  _ buffer: inout Buffer<T>, _ bytes: [UInt8], _ position: inout Int
) {
  let size = buffer.count * MemoryLayout<T>.stride
  precondition(position + size <= bytes.count, "the snapshot is too short")
  bytes.withUnsafeBytes { raw in
    guard let start = raw.baseAddress else { return }
    UnsafeMutableRawPointer(buffer.base).copyMemory(from: start + position, byteCount: size)
  }
  position += size
}
