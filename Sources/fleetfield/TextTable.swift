/// Cells as lines of text.
enum TextTable {
  /// Columns: the first to the left, the others to the right.
  static func lines(header: [String], rows: [[String]]) -> [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + blank : "  " + blank + cell
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
