/// A grey picture in PGM form, text (P2) or binary (P5), 8 or 16 bits.
///
/// A byte too many is a mistake and no matter of taste: a header whose line ends were converted to
/// CRLF, or a picture sent as text, moves every cell that follows.
///
/// Source: the PGM format of Netpbm; comments start with `#` and reach to the end of the line.
enum PGMPicture {
  /// Reads a picture; nil where it is broken.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> MapPicture? {
    var reader = Reader(text: text)
    guard text.bytes.count >= 2, text.bytes[0] == UInt8(ascii: "P"),
      text.bytes[1] == UInt8(ascii: "2") || text.bytes[1] == UInt8(ascii: "5")
    else {
      let head = 0..<min(2, text.bytes.count)
      diagnostics.add(
        text.error(
          text.bytes.isEmpty
            ? "the picture file is empty; expected a PGM or PNG picture"
            : "this is no PGM or PNG picture: it starts with \(text.quoted(head)), not with P2, P5 "
              + "or the signature of PNG", line: 0, head))
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
    guard
      MapPicture.isReadable(columns, rows, &diagnostics, { text.error($0, at: 0..<2) })
    else { return nil }
    let shades =
      isBinary
      ? reader.binary(columns, rows, top, &diagnostics)
      : reader.plain(columns, rows, top, &diagnostics)
    return shades.map { MapPicture(columns: columns, rows: rows, shades: $0) }
  }

  private struct Reader {
    let text: MapText
    var at = 0
    /// Where the largest shade stands: the end of the header.
    var lastWord = 0..<0

    mutating func headerNumber(
      _ name: String, _ range: ClosedRange<Int>, _ diagnostics: inout MapDiagnostics
    ) -> Int? {
      let place = word()
      lastWord = place
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
      guard present == needed else {
        diagnostics.add(
          text.error(sizeMessage(present, needed, "\(columns) × \(rows)"), at: lastWord))
        return nil
      }
      var shades: [UInt16] = []
      shades.reserveCapacity(columns * rows)
      for i in 0..<columns * rows {
        let byte = Int(text.bytes[start + i * width])
        let value = width == 1 ? byte : byte << 8 | Int(text.bytes[start + i * 2 + 1])
        guard value <= top else {
          diagnostics.add(
            text.error(
              "the picture has a shade of \(value) in row \(i / columns + 1), column "
                + "\(i % columns + 1), above the largest that is stated here", at: lastWord))
          return nil
        }
        shades.append(scaled(value, top))
      }
      return shades
    }

    /// Why a raster of so many bytes is no raster of the size that the header says.
    private func sizeMessage(_ present: Int, _ needed: Int, _ cells: String) -> String {
      if present < needed {
        return "the picture ends after \(present) of \(needed) bytes of its \(cells) cells"
      }
      let surplus = present - needed
      let isConverted =
        at + 1 < text.bytes.count && text.bytes[at] == 0x0D && text.bytes[at + 1] == 0x0A
      return isConverted
        ? "the header's lines end with CR LF, which would shift the map by a cell: \(surplus) "
          + "\(surplus == 1 ? "byte" : "bytes") too many for \(cells) cells; was the file "
          + "converted as if it were text? Take the original, or write the header with LF"
        : "\(surplus) \(surplus == 1 ? "byte follows" : "bytes follow") the \(needed) bytes of the "
          + "picture's \(cells) cells; which of them are the map cannot be known"
    }

    mutating func plain(
      _ columns: Int, _ rows: Int, _ top: Int, _ diagnostics: inout MapDiagnostics
    ) -> [UInt16]? {
      var shades: [UInt16] = []
      // A shade takes two bytes of text at least, so a short file reserves little.
      shades.reserveCapacity(min(columns * rows, text.bytes.count / 2 + 1))
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
      let surplus = word()
      guard surplus.isEmpty else {
        diagnostics.add(
          text.error(
            "more follows the picture's \(columns) × \(rows) cells: \(text.quoted(surplus))",
            at: surplus))
        return nil
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
