import SimCore

/// The cells of a line of comma-separated values with their places.
struct LogCells {
  /// A cell.
  struct Cell {
    /// Its bytes in the file, without blanks around it and without quotes.
    var range: Range<Int>
    /// Its text; doubled quotes within quotes are one.
    var text: String
  }

  /// The cells, left to right.
  private(set) var cells: [Cell] = []
  /// Where a quote opens that the line does not close; nil where none does.
  private(set) var openQuote: Range<Int>?

  /// Splits a line as RFC 4180 has it; a cell in quotes ends on its line.
  ///
  /// - Complexity: O(bytes of the line).
  init(_ text: MapText, line: Int, separator: UInt8) {
    let range = text.lines[line]
    var start = range.lowerBound
    while true {
      var at = start
      while at < range.upperBound, Self.isBlank(text.bytes[at]) { at += 1 }
      if at < range.upperBound, text.bytes[at] == UInt8(ascii: "\"") {
        at = addQuoted(text, from: at, to: range.upperBound)
        while at < range.upperBound, text.bytes[at] != separator { at += 1 }
      } else {
        let first = at
        while at < range.upperBound, text.bytes[at] != separator { at += 1 }
        var last = at
        while last > first, Self.isBlank(text.bytes[last - 1]) { last -= 1 }
        cells.append(Cell(range: first..<last, text: text.string(first..<last)))
      }
      guard at < range.upperBound else { return }
      start = at + 1
    }
  }

  /// Adds a cell in quotes; returns where it ends.
  private mutating func addQuoted(_ text: MapText, from open: Int, to end: Int) -> Int {
    var bytes: [UInt8] = []
    var at = open + 1
    while at < end {
      if text.bytes[at] == UInt8(ascii: "\"") {
        guard at + 1 < end, text.bytes[at + 1] == UInt8(ascii: "\"") else {
          cells.append(
            Cell(range: open + 1..<at, text: String(decoding: bytes, as: UTF8.self)))
          return at + 1
        }
        at += 1
      }
      bytes.append(text.bytes[at])
      at += 1
    }
    openQuote = open..<open + 1
    cells.append(Cell(range: open + 1..<end, text: String(decoding: bytes, as: UTF8.self)))
    return end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
