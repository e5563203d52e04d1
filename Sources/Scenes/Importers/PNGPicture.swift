import CPNG

/// A picture in PNG form: grey or coloured, with or without alpha or a palette, 1 to 16 bits.
///
/// The size is known and checked before anything is allocated for the pixels. Colours are taken as
/// they are written: gamma and profiles change nothing, as in the programs that write such maps.
enum PNGPicture {
  /// The bytes that every PNG file starts with.
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Interlaced pictures are held whole, at up to 8 bytes a cell: 128 MiB.
  static let largestInterlaced = 1 << 24

  /// Reads a picture; nil where it is broken, with an error at the place that mentions it.
  static func read(
    _ text: MapText, countsAlpha: Bool, mention: (MapText, Place?),
    _ diagnostics: inout MapDiagnostics
  ) -> MapPicture? {
    func error(_ message: String) -> Diagnostic { mention.0.error(message, mention.1) }
    var header = text.bytes.withUnsafeBufferPointer {
      fleetfield_png_read_header($0.baseAddress, $0.count)
    }
    guard header.message.0 == 0 else {
      let reason = words(&header.message)
      diagnostics.add(error("the picture '\(text.name)' is a broken PNG file: \(reason)"))
      return nil
    }
    let (columns, rows) = (Int(header.columns), Int(header.rows))
    guard MapPicture.isReadable(columns, rows, &diagnostics, error) else { return nil }
    if header.is_interlaced != 0, columns * rows > largestInterlaced {
      diagnostics.add(
        error(
          "the picture '\(text.name)' is interlaced and has \(columns) × \(rows) cells; expected "
            + "at most \(largestInterlaced) cells, or a PNG file without interlacing"))
      return nil
    }
    var shades = [UInt16](repeating: 0, count: columns * rows)
    var seeThrough = [UInt8](repeating: 0, count: header.has_alpha != 0 ? columns * rows : 0)
    // In bounds: both buffers have the size that the same bytes gave as their header's.
    let isSound = text.bytes.withUnsafeBufferPointer { bytes in
      shades.withUnsafeMutableBufferPointer { shades in
        seeThrough.withUnsafeMutableBufferPointer { seeThrough in
          withUnsafeMutablePointer(to: &header.message) { message in
            message.withMemoryRebound(to: CChar.self, capacity: 96) {
              fleetfield_png_read_shades(
                bytes.baseAddress, bytes.count, countsAlpha ? 1 : 0, shades.baseAddress,
                seeThrough.isEmpty ? nil : seeThrough.baseAddress, $0)
            }
          }
        }
      }
    }
    guard isSound == 1 else {
      let reason = words(&header.message)
      diagnostics.add(error("the picture '\(text.name)' is a broken PNG file: \(reason)"))
      return nil
    }
    return MapPicture(columns: columns, rows: rows, shades: shades, seeThrough: seeThrough)
  }

  /// A C text of at most 95 characters.
  private static func words<Tuple>(_ message: inout Tuple) -> String {
    withUnsafeBytes(of: &message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
