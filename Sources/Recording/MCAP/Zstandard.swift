import CZstd

/// Compression by Zstandard, level 1: 500 MB/s, and a third of the bytes of a fleet's poses.
enum Zstandard {
  /// Bytes compressed; nil where memory ran out.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&target, target.count, bytes, bytes.count, 1)
    guard ZSTD_isError(count) == 0 else { return nil }
    target.removeLast(target.count - count)
    return target
  }

  /// Bytes as they were; nil where they are damaged or not `count` long.
  ///
  /// A length that the bytes do not state themselves is not believed: no memory is taken for it.
  static func decompress(_ bytes: [UInt8], count: Int) -> [UInt8]? {
    guard ZSTD_getFrameContentSize(bytes, bytes.count) == UInt64(count) else { return nil }
    var target = [UInt8](repeating: 0, count: count)
    let found = ZSTD_decompress(&target, count, bytes, bytes.count)
    return ZSTD_isError(found) == 0 && found == count ? target : nil
  }
}
