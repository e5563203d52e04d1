/// A grey picture in PGM form, text (P2) or binary (P5), 8 or 16 bits.
///
/// Source: the PGM format of Netpbm; comments start with `#` and reach to the end of the line.
struct PGMPicture {
  let columns: Int
  let rows: Int
  /// Shades from 0 (black) to 65535 (white), top row first. [rows × columns]
  let shades: [UInt16]

  /// Reads a picture; nil where it is broken.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> PGMPicture? {
    var reader = Reader(text: text)
    guard text.bytes.count >= 2, text.bytes[0] == UInt8(ascii: "P"),
      text.bytes[1] == UInt8(ascii: "2") || text.bytes[1] == UInt8(ascii: "5")
    else {
      let head = 0..<min(2, text.bytes.count)
      diagnostics.add(
        text.error(
          text.bytes.isEmpty
            ? "the picture file is empty; expected a PGM picture"
            : "this is not a PGM picture: it starts with \(text.quoted(head)), not with P2 or P5",
          line: 0, head))
      return nil
    }
    let isBinary = text.bytes[1] == UInt8(ascii: "5")
    reader.at = 2
    let limits = [MapImporter.largestSide, MapImporter.largestSide, 65_535]
    var values: [Int] = []
    for (name, limit) in zip(["width", "height", "largest shade"], limits) {
      guard let value = reader.headerNumber(name, 1...limit, &diagnostics) else { return nil }
      values.append(value)
    }
    let (columns, rows, top) = (values[0], values[1], values[2])
    guard columns * rows <= MapImporter.largestCellCount else {
      diagnostics.add(
        text.error(
          "a picture of \(columns) × \(rows) cells is larger than the "
            + "\(MapImporter.largestCellCount) cells that can be read", at: 0..<2))
      return nil
    }
    let shades =
      isBinary
      ? reader.binary(columns, rows, top, &diagnostics)
      : reader.plain(columns, rows, top, &diagnostics)
    return shades.map { PGMPicture(columns: columns, rows: rows, shades: $0) }
  }

  private struct Reader {
    let text: MapText
    var at = 0

    mutating func headerNumber(
      _ name: String, _ range: ClosedRange<Int>, _ diagnostics: inout MapDiagnostics
    ) -> Int? {
      let place = word()
      if let value = text.wholeNumber(place), range.contains(value) { return value }
      diagnostics.add(
        text.error(
          "the \(name) of the picture must be a whole number from \(range.lowerBound) to "
            + "\(range.upperBound)" + (place.isEmpty ? "; the file ends here" : ""), at: place))
      return nil
    }

    mutating func binary(
      _ columns: Int, _ rows: Int, _ top: Int, _ diagnostics: inout MapDiagnostics
    ) -> [UInt16]? {
      // One blank separates the header from the raster.
      let start = at + 1
      let width = top > 255 ? 2 : 1
      let needed = columns * rows * width
      let present = max(0, text.bytes.count - start)
      guard present >= needed else {
        diagnostics.add(
          MapImporter.plain(
            "the picture '\(text.name)' ends after \(present) of \(needed) bytes of its "
              + "\(columns) × \(rows) cells"))
        return nil
      }
      var shades: [UInt16] = []
      shades.reserveCapacity(columns * rows)
      for i in 0..<columns * rows {
        let byte = Int(text.bytes[start + i * width])
        let value = width == 1 ? byte : byte << 8 | Int(text.bytes[start + i * 2 + 1])
        shades.append(scaled(min(value, top), top))
      }
      return shades
    }

    mutating func plain(
      _ columns: Int, _ rows: Int, _ top: Int, _ diagnostics: inout MapDiagnostics
    ) -> [UInt16]? {
      var shades: [UInt16] = []
      shades.reserveCapacity(min(columns * rows, text.bytes.count))
      for i in 0..<columns * rows {
        let place = word()
        if place.isEmpty {
          diagnostics.add(
            text.errorAtEnd(
              "the picture ends after \(i) of its \(columns) × \(rows) cells"))
          return nil
        }
        guard let value = text.wholeNumber(place), value <= top else {
          diagnostics.add(
            text.error(
              "a shade must be a whole number from 0 to \(top), found \(text.quoted(place))",
              at: place))
          return nil
        }
        shades.append(scaled(value, top))
      }
      return shades
    }

    private func scaled(_ value: Int, _ top: Int) -> UInt16 { UInt16(value * 65535 / top) }

    /// The next word after blanks and comments; empty at the end of the file.
    private mutating func word() -> Range<Int> {
      while at < text.bytes.count {
        if text.bytes[at] == UInt8(ascii: "#") {
          while at < text.bytes.count, text.bytes[at] != 0x0A { at += 1 }
        } else if isBlank(text.bytes[at]) {
          at += 1
        } else {
          break
        }
      }
      let start = at
      while at < text.bytes.count, !isBlank(text.bytes[at]) { at += 1 }
      return start..<at
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
  }
}
