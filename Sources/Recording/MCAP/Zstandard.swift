import CZstd

/// Compression by Zstandard, level 2: 400 MB/s.
///
/// A frame of 10,000 robots begins more matches than the table of level 1 holds, which leaves a fifth more bytes, and level
/// 3 takes half as much time again for as many bytes. The window is wider than that of the level, 8 MiB for 1: a robot
/// looks most like itself a frame before, and a frame of 100,000 takes 2 MB.
enum Zstandard {
  private static let level: Int32 = 2
  private static let windowBits: Int32 = 23

  /// Bytes compressed; nil where memory ran out.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard let context = ZSTD_createCCtx() else { return nil }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowBits)
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress2(context, &target, target.count, bytes, bytes.count)
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
