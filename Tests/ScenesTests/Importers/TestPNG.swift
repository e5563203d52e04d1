/// Writes PNG files for tests: any kind of pixel, without compression.
struct TestPNG {
  /// The kinds of pixels, with their number in the header.
  enum Kind: UInt8 { case grey = 0, colour = 2, palette = 3, greyAlpha = 4, colourAlpha = 6 }

  var kind: Kind
  var bits: UInt8
  var columns: Int
  /// Rows of packed samples, each as the file holds it.
  var rows: [[UInt8]]
  /// Further chunks before the pixels.
  var chunks: [(String, [UInt8])] = []
  /// What the header says instead of the true size.
  var statedSize: (Int, Int)?

  /// The file's bytes.
  var bytes: [UInt8] {
    let (width, height) = statedSize ?? (columns, rows.count)
    let header = Self.word(width) + Self.word(height) + [bits, kind.rawValue, 0, 0, 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += Self.chunk("IHDR", header)
    for (name, content) in chunks { file += Self.chunk(name, content) }
    file += Self.chunk("IDAT", Self.stored(rows.flatMap { [0] + $0 }))
    return file + Self.chunk("IEND", [])
  }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return word(content.count) + body + word(Int(crc(body)))
  }

  /// A zlib stream of one stored block.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var (a, b): (Int, Int) = (1, 0)
    for byte in content {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    let length = content.count
    let head: [UInt8] = [
      0x78, 1, 1, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF),
      UInt8((~length >> 8) & 0xFF),
    ]
    return head + content + word(b << 16 | a)
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var value = UInt32.max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~value
  }
}
