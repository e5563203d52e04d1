import SimCore

/// A map in the text format of the MovingAI benchmarks, which LoRR uses too.
///
/// `type octile`, `height H`, `width W`, `map`, then H rows of W characters, top row first.
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
    var line = 0
    while line < text.lines.count, text.bytes[text.lines[line]].first == 0x23 { line += 1 }
    guard let size = header(text, &line, &diagnostics) else { return nil }
    return cells(text, firstLine: line, size: size, &diagnostics)
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

  private static func header(
    _ text: MapText, _ line: inout Int, _ diagnostics: inout MapDiagnostics
  ) -> (columns: Int, rows: Int)? {
    var height: Int?
    var width: Int?
    var hasSizeMistake = false
    for expected in ["type octile", "height", "width", "map"] {
      guard line < text.lines.count else {
        diagnostics.add(text.errorAtEnd("the file ends here; expected the line '\(expected)'"))
        return nil
      }
      let fields = text.fields(line: line)
      let whole = text.lines[line]
      let word = fields.first.map(text.string) ?? ""
      switch expected {
      case "type octile":
        if word != "type" {
          diagnostics.add(
            text.error(
              "this is not a grid map: it starts with \(text.quoted(whole)), not with "
                + "'type octile'", line: line, whole))
          return nil
        }
        if fields.count != 2 || text.string(fields[1]) != "octile" {
          let place = fields.count > 1 ? fields[1].lowerBound..<whole.upperBound : whole
          diagnostics.add(
            text.error(
              "the map type \(text.quoted(place)) is not known; expected 'octile'", line: line,
              place))
        }
      case "map":
        if word != "map" || fields.count != 1 {
          diagnostics.add(
            text.error("expected the line 'map', found \(text.quoted(whole))", line: line, whole))
          return nil
        }
      default:
        guard word == expected else {
          diagnostics.add(
            text.error(
              "expected '\(expected)' and a number, found \(text.quoted(whole))", line: line, whole
            ))
          return nil
        }
        let place = fields.count > 1 ? fields[1].lowerBound..<whole.upperBound : whole
        let number = fields.count == 2 ? text.wholeNumber(fields[1]) : nil
        guard let number, number >= 1, number <= MapImporter.largestSide else {
          diagnostics.add(
            text.error(
              "the \(expected) must be a whole number from 1 to \(MapImporter.largestSide)",
              line: line, place))
          hasSizeMistake = true
          break
        }
        if expected == "height" { height = number } else { width = number }
      }
      line += 1
    }
    guard !hasSizeMistake, let width, let height else { return nil }
    guard width * height <= MapImporter.largestCellCount else {
      diagnostics.add(
        text.error(
          "a map of \(width) × \(height) cells is larger than the \(MapImporter.largestCellCount) "
            + "cells that can be read", line: line - 2, text.lines[line - 2]))
      return nil
    }
    return (width, height)
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
      let line = text.lines[firstLine + row]
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
}
