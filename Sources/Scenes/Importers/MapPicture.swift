/// A picture of a map as shades of grey, from any of the kinds of file that are read.
struct MapPicture {
  /// Number of columns.
  let columns: Int
  /// Number of rows.
  let rows: Int
  /// Shades from 0 (black) to 65535 (white), top row first. [rows × columns]
  let shades: [UInt16]
  /// 1 where a pixel is not wholly opaque; empty for a picture without alpha. [rows × columns]
  var seeThrough: [UInt8] = []

  /// Reads a picture of the kind that its first bytes tell, whatever its name says.
  ///
  /// - Parameters:
  ///   - text: The picture's bytes.
  ///   - countsAlpha: True where alpha counts as a fourth colour, as in a map of mode `trinary`.
  ///   - mention: The place that names the picture, for kinds that have no lines.
  ///   - diagnostics: What is wrong is added here.
  /// - Returns: The picture; nil where it is broken.
  static func read(
    _ text: MapText, countsAlpha: Bool, mention: (MapText, Place?),
    _ diagnostics: inout MapDiagnostics
  ) -> MapPicture? {
    let bytes = text.bytes
    if bytes.starts(with: PNGPicture.signature) {
      return PNGPicture.read(text, countsAlpha: countsAlpha, mention: mention, &diagnostics)
    }
    for (head, kind) in [
      ([0x42, 0x4D], "BMP"), ([0xFF, 0xD8, 0xFF], "JPEG"), ([0x47, 0x49, 0x46], "GIF"),
      ([0x49, 0x49, 0x2A, 0], "TIFF"), ([0x4D, 0x4D, 0, 0x2A], "TIFF"),
    ] as [([UInt8], String)] where bytes.starts(with: head) {
      diagnostics.add(
        mention.0.error(
          "the picture '\(text.name)' is a \(kind) file, which is not read; convert it to PNG or "
            + "PGM without loss and name that file here", mention.1))
      return nil
    }
    return PGMPicture.read(text, &diagnostics)
  }

  /// Reports a picture of more cells than can be read; true where its size is fine.
  static func isReadable(
    _ columns: Int, _ rows: Int, _ diagnostics: inout MapDiagnostics,
    _ error: (String) -> Diagnostic
  ) -> Bool {
    if columns <= MapImporter.largestSide, rows <= MapImporter.largestSide,
      columns * rows <= MapImporter.largestCellCount
    {
      return true
    }
    diagnostics.add(
      error(
        "a picture of \(columns) × \(rows) cells is larger than the "
          + "\(MapImporter.largestCellCount) cells that can be read"))
    return false
  }
}
