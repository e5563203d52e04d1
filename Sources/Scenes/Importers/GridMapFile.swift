import SimCore

/// A map in the text format of the MovingAI benchmarks, which LoRR uses too.
///
/// A header (`GridMapHeader`), then H rows of W characters, top row first.
///
/// Source: N. Sturtevant, "Benchmarks for grid-based pathfinding", 2012; `E` and `S` as in the
/// LoRR start kit (in MovingAI maps `S` is shallow swamp, which is passable as well).
struct GridMapFile {
  let columns: Int
  let rows: Int
  /// True where occupied, in file order: top row first. [rows × columns]
  let isOccupied: [Bool]

  /// Reads a map; nil where its size or its cells cannot be used.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> GridMapFile? {
    guard !text.bytes.isEmpty else {
      diagnostics.add(text.errorAtEnd("the file is empty; expected 'type octile'"))
      return nil
    }
    guard let header = GridMapHeader.read(text, &diagnostics) else { return nil }
    return cells(
      text, firstLine: header.firstRow, size: (header.columns, header.rows), &diagnostics)
  }

  /// The grid in the world: lower left corner at the origin, top row of the file highest.
  func grid(cellSize: Float) -> OccupancyGrid {
    var flipped: [Bool] = []
    flipped.reserveCapacity(isOccupied.count)
    for row in stride(from: rows - 1, through: 0, by: -1) {
      flipped.append(contentsOf: isOccupied[row * columns..<(row + 1) * columns])
    }
    return OccupancyGrid(
      columns: columns, rows: rows, cellSize: cellSize, origin: .zero, isOccupied: flipped)
  }

  private static func cells(
    _ text: MapText, firstLine: Int, size: (columns: Int, rows: Int),
    _ diagnostics: inout MapDiagnostics
  ) -> GridMapFile? {
    var rowCount = text.lines.count - firstLine
    while rowCount > size.rows, text.isBlank(line: firstLine + rowCount - 1) { rowCount -= 1 }
    var isSound = true
    if rowCount < size.rows {
      diagnostics.add(
        text.errorAtEnd(
          "the file ends after \(rowCount) of \(size.rows) rows of the map"))
      isSound = false
    } else if rowCount > size.rows {
      let extra = firstLine + size.rows
      diagnostics.add(
        text.error(
          "there are more rows than the height of \(size.rows) says", line: extra,
          text.lines[extra]))
      isSound = false
    }
    var isOccupied: [Bool] = []
    isOccupied.reserveCapacity(min(text.bytes.count, size.columns * size.rows))
    for row in 0..<min(rowCount, size.rows) {
      var line = text.lines[firstLine + row]
      // Blanks behind a row are no cells.
      while line.count > size.columns, isBlank(text.bytes[line.upperBound - 1]) {
        line = line.lowerBound..<line.upperBound - 1
      }
      if line.count != size.columns {
        let from = line.lowerBound + min(line.count, size.columns)
        diagnostics.add(
          text.error(
            "row \(row + 1) of the map has \(line.count) cells; the width is \(size.columns)",
            line: firstLine + row, from..<line.upperBound))
        isSound = false
        continue
      }
      for i in line {
        switch text.bytes[i] {
        case UInt8(ascii: "."), UInt8(ascii: "G"), UInt8(ascii: "S"), UInt8(ascii: "E"):
          isOccupied.append(false)
        case UInt8(ascii: "@"), UInt8(ascii: "O"), UInt8(ascii: "T"), UInt8(ascii: "W"):
          isOccupied.append(true)
        default:
          diagnostics.add(
            text.error(
              "\(text.quoted(i..<i + 1)) is no cell of a map; expected . G S E (free) or "
                + "@ O T W (occupied)", line: firstLine + row, i..<i + 1))
          isOccupied.append(true)
          isSound = false
        }
      }
    }
    guard isSound else { return nil }
    return GridMapFile(columns: size.columns, rows: size.rows, isOccupied: isOccupied)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}
