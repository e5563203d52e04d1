import SimCore

/// A list of locations as LoRR's agent and task files hold them: a count, then one entry per line.
enum LoRRLocations {
  /// Reads all entries; mistakes are reported and their entries left out.
  ///
  /// `what` is "agent" or "task" for messages; an entry has at most `most` locations. `places` gets
  /// where each location of the result is written.
  static func read(
    _ text: MapText, what: String, most: Int, _ grid: OccupancyGrid,
    places: inout ImportedPlaces, _ diagnostics: inout MapDiagnostics
  ) -> [[Vec2]] {
    var line = 0
    while line < text.lines.count,
      text.isBlank(line: line) || text.bytes[text.lines[line].lowerBound] == 0x23
    { line += 1 }
    guard line < text.lines.count else {
      diagnostics.add(text.errorAtEnd("the file ends here; expected the number of \(what)s"))
      return []
    }
    let head = text.fields(line: line)
    guard head.count == 1, let count = text.wholeNumber(head[0]), count <= 100_000_000 else {
      diagnostics.add(
        text.error(
          "expected the number of \(what)s, found \(text.quoted(text.lines[line]))", line: line,
          text.lines[line]))
      return []
    }
    let countPlace = (line: line, range: head[0])
    var entries: [[Vec2]] = []
    var found = 0
    line += 1
    while line < text.lines.count {
      defer { line += 1 }
      if text.isBlank(line: line) || text.bytes[text.lines[line].lowerBound] == 0x23 { continue }
      found += 1
      if found > count {
        diagnostics.add(
          text.error(
            "there are more \(what)s than the \(count) that line \(countPlace.line + 1) says",
            line: line, text.lines[line]))
        return entries
      }
      if let entry = entry(text, line, what, most, grid, &diagnostics) {
        // A sound entry is digits, commas and blanks: columns are bytes, whatever its length.
        let start = text.lines[line].lowerBound
        for range in pieces(text, line) {
          places.append(
            SourceLocation(
              file: text.name, line: line + 1, column: range.lowerBound - start + 1,
              length: range.count))
        }
        entries.append(entry)
      }
    }
    if found < count {
      diagnostics.add(
        text.errorAtEnd(
          "the file ends after \(found) of the \(count) \(what)s that line "
            + "\(countPlace.line + 1) says"))
    }
    return entries
  }

  private static func entry(
    _ text: MapText, _ line: Int, _ what: String, _ most: Int, _ grid: OccupancyGrid,
    _ diagnostics: inout MapDiagnostics
  ) -> [Vec2]? {
    var result: [Vec2] = []
    var isSound = true
    for range in pieces(text, line) {
      guard let location = text.wholeNumber(range) else {
        diagnostics.add(
          text.error(
            range.isEmpty
              ? "a location is missing here"
              : "a location is a whole number, found \(text.quoted(range))", line: line, range))
        return nil
      }
      guard location < grid.columns * grid.rows else {
        diagnostics.add(
          text.error(
            "location \(location) is outside the map; the last of its "
              + "\(grid.columns) × \(grid.rows) cells is \(grid.columns * grid.rows - 1)",
            line: line, range))
        isSound = false
        continue
      }
      let column = location % grid.columns
      let row = grid.rows - 1 - location / grid.columns
      guard grid.isFree(column: column, row: row) else {
        diagnostics.add(
          text.error(
            "location \(location) is an occupied cell of the map (row \(location / grid.columns), "
              + "column \(column))", line: line, range))
        isSound = false
        continue
      }
      result.append(grid.center(column: column, row: row))
      if result.count > most {
        diagnostics.add(
          text.error("an \(what) has one location", line: line, text.lines[line]))
        return nil
      }
    }
    return isSound ? result : nil
  }

  /// The pieces of a line between commas, without blanks.
  private static func pieces(_ text: MapText, _ line: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    let bounds = text.lines[line]
    var start = bounds.lowerBound
    func trimmed(_ from: Int, _ to: Int) -> Range<Int> {
      var low = from
      var high = to
      while low < high, text.bytes[low] == 0x20 || text.bytes[low] == 0x09 { low += 1 }
      while low < high, text.bytes[high - 1] == 0x20 || text.bytes[high - 1] == 0x09 { high -= 1 }
      return low..<high
    }
    for i in bounds where text.bytes[i] == 0x2C {
      result.append(trimmed(start, i))
      start = i + 1
    }
    result.append(trimmed(start, bounds.upperBound))
    return result
  }
}
