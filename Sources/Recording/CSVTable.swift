/// A file of comma-separated values with a known header, as RFC 4180 has them.
struct CSVTable {
  /// One row and where it stands.
  struct Row {
    /// The file.
    var path: String
    /// Its first line in the file, from 1.
    var line: Int
    /// Its cells, as many as the header has.
    var cells: [String]

    /// A mistake of this row.
    func error(_ message: String) -> RecordingError {
      RecordingError("\(path):\(line): \(message)", isInput: true)
    }
  }

  /// All rows without the header.
  private(set) var rows: [Row] = []

  /// Reads a file.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read, has another header, or a row
  ///   has another number of cells; with file and line.
  init(path: String, header: String) throws(RecordingError) {
    try self.init(text: try TextFile.read(path), path: path, header: header)
  }

  /// Reads a text; `path` names it in messages.
  ///
  /// - Throws: as above.
  init(text: String, path: String, header: String) throws(RecordingError) {
    let width = header.split(separator: ",").count
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var line = 1
    var start = 1
    var isFirst = true
    var previous: Character = "\n"
    func close() throws(RecordingError) {
      cells.append(cell)
      cell = ""
      let row = Row(path: path, line: start, cells: cells)
      if isFirst {
        guard cells.joined(separator: ",") == header else {
          throw row.error("expected the header '\(header)'")
        }
      } else {
        guard cells.count == width else {
          throw row.error("expected \(width) cells, not \(cells.count)")
        }
        rows.append(row)
      }
      isFirst = false
      cells = []
    }
    for character in text {
      if character.isNewline { line += 1 }
      if isQuoted {
        if character == "\"" { isQuoted = false } else { cell.append(character) }
      } else if character == "\"" {
        // A quote that closed just before is a quote in the text.
        if previous == "\"" { cell.append(character) }
        isQuoted = true
      } else if character == "," {
        cells.append(cell)
        cell = ""
      } else if character.isNewline {
        try close()
        start = line
      } else {
        cell.append(character)
      }
      previous = character
    }
    if isQuoted {
      throw Row(path: path, line: start, cells: []).error("a quote is not closed")
    }
    if !cell.isEmpty || !cells.isEmpty || isFirst { try close() }
  }
}
