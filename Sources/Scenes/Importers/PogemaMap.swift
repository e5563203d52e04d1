import SimCore

/// A map of POGEMA: rows of `@ $ ! . #`, alone in a file or as one of the named texts of a YAML file.
///
/// | Cell | Free | Robots may start there | Goals may lie there |
/// | --- | --- | --- | --- |
/// | `.` | yes | yes | yes |
/// | `@` | yes | yes | |
/// | `$` | yes | | yes |
/// | `!` | yes | | |
/// | `#` | | | |
///
/// Where the map has no start, or no goal, every free cell is both. Starts and goals are cells to draw from:
/// no robot has one of its own. Letters, which mark single robots and their goals, are not read.
///
/// Source: `GridConfig.str_map_to_list` of POGEMA 2.0 (A. Skrynnik et al.), whose largest side is kept, too.
enum PogemaMap {
  /// The largest number of columns or rows.
  static let largestSide = 4096
  /// Cells whose places in the file are kept for messages.
  private static let mostPlaces = 1 << 20

  /// Reads a map: the only one of its file, or the one with a name.
  static func read(
    _ text: MapText, name: String?, cellSize: Float, _ diagnostics: inout MapDiagnostics
  ) -> ImportedMap? {
    guard let lines = PogemaTexts.lines(of: text, name: name, &diagnostics) else { return nil }
    let rows = lines.filter { !text.isBlank(line: $0) }
    guard let first = rows.first else {
      diagnostics.add(
        lines.isEmpty
          ? text.errorAtEnd("the file ends here; expected the rows of a map")
          : text.error(
            "there is no row of a map here", line: lines.lowerBound, text.lines[lines.lowerBound]))
      return nil
    }
    let columns = cells(text, first).count
    guard rows.count <= largestSide, columns <= largestSide else {
      diagnostics.add(
        text.error(
          "a map of \(columns) × \(rows.count) cells is larger than the \(largestSide) × "
            + "\(largestSide) that POGEMA knows", line: first, cells(text, first)))
      return nil
    }
    var isSound = true
    for (number, line) in rows.enumerated() {
      if !isRow(text, line, number: number, columns: columns, &diagnostics) { isSound = false }
    }
    return isSound ? map(text, rows, columns: columns, cellSize: cellSize) : nil
  }

  /// The bytes of a row without the blanks around it.
  private static func cells(_ text: MapText, _ line: Int) -> Range<Int> {
    let fields = text.fields(line: line)
    guard let first = fields.first, let last = fields.last else { return text.lines[line] }
    return first.lowerBound..<last.upperBound
  }

  private static func isRow(
    _ text: MapText, _ line: Int, number: Int, columns: Int, _ diagnostics: inout MapDiagnostics
  ) -> Bool {
    let cells = cells(text, line)
    var isSound = true
    for place in cells where !isCell(text.bytes[place]) {
      // The first byte of a character stands for all of it.
      if text.bytes[place] & 0xC0 == 0x80 { continue }
      isSound = false
      diagnostics.add(
        text.error(
          "\(text.quoted(character(text, place))) is no cell of a map; expected @ $ ! . (free) or "
            + "# (wall)" + hint(text.bytes[place]), line: line, character(text, place)))
    }
    guard isSound else { return false }
    guard cells.count == columns else {
      let from = cells.lowerBound + min(cells.count, columns)
      diagnostics.add(
        text.error(
          "row \(number + 1) of the map has \(cells.count) cells; the first has \(columns)",
          line: line, from..<cells.upperBound))
      return false
    }
    return true
  }

  /// True for a cell of a map.
  static func isCell(_ byte: UInt8) -> Bool { ".#!@$".utf8.contains(byte) }

  private static func character(_ text: MapText, _ place: Int) -> Range<Int> {
    var end = place + 1
    while end < text.bytes.count, text.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return place..<end
  }

  /// What somebody may have meant by a cell that there is not.
  private static func hint(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "0"), UInt8(ascii: "_"), UInt8(ascii: ","): "; did you mean '.'?"
    case UInt8(ascii: "1"), UInt8(ascii: "%"): "; did you mean '#'?"
    case UInt8(ascii: "T"), UInt8(ascii: "O"), UInt8(ascii: "W"):
      "; a wall of a MovingAI map is '#' here"
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      "; single robots and goals, which letters mark, are not read"
    default: ""
    }
  }

  private static func map(
    _ text: MapText, _ rows: [Int], columns: Int, cellSize: Float
  ) -> ImportedMap {
    var isOccupied: [Bool] = []
    isOccupied.reserveCapacity(columns * rows.count)
    for line in rows.reversed() {
      for place in cells(text, line) {
        isOccupied.append(text.bytes[place] == UInt8(ascii: "#"))
      }
    }
    var map = ImportedMap(
      grid: OccupancyGrid(
        columns: columns, rows: rows.count, cellSize: cellSize, origin: .zero,
        isOccupied: isOccupied))
    map.drawsPlaces = true
    map.texts.add(name: text.name, bytes: text.bytes)
    let marks = rows.map { text.bytes[cells(text, $0)] }
    func has(_ cells: String) -> Bool {
      marks.contains { row in row.contains { cells.utf8.contains($0) } }
    }
    let isMarked = has("@.") && has("$.")
    for (down, line) in rows.enumerated() {
      for (column, place) in cells(text, line).enumerated() {
        let byte = text.bytes[place]
        if byte == UInt8(ascii: "#") { continue }
        let both = byte == UInt8(ascii: ".") || !isMarked
        let center = map.grid.center(column: column, row: rows.count - 1 - down)
        if both || byte == UInt8(ascii: "@") {
          map.starts.append(center)
          note(text, line, place, in: &map.startPlaces)
        }
        if both || byte == UInt8(ascii: "$") {
          map.goals.append(center)
          note(text, line, place, in: &map.goalPlaces)
        }
      }
    }
    return map
  }

  /// Notes where the next cell of a list is written, as long as those are not too many.
  private static func note(
    _ text: MapText, _ line: Int, _ place: Int, in places: inout ImportedPlaces
  ) {
    guard places.count < mostPlaces else { return }
    // The rows of a sound map are ASCII: columns are bytes.
    places.append(
      SourceLocation(
        file: text.name, line: line + 1, column: place - text.lines[line].lowerBound + 1, length: 1
      ))
  }
}

extension PogemaMap {
  /// True for a file that looks like a map of POGEMA: rows of its cells, alone or below a name.
  static func isOne(_ text: MapText) -> Bool {
    var rows = 0
    for line in text.lines.indices.prefix(8) {
      let fields = text.fields(line: line)
      guard fields.count == 1, text.lines[line].count > 2,
        fields[0].allSatisfy({ isCell(text.bytes[$0]) })
      else {
        // Lines before the rows give the map its name, `name: |`, or say something of it.
        if rows == 0, PogemaTexts.isBeforeRows(text, line) { continue }
        return false
      }
      rows += 1
      if rows == 2 { return true }
    }
    return false
  }
}
