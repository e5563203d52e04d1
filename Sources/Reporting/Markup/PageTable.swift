import SimCore

/// A table of a page.
public struct PageTable: Sendable {
  /// Name of its file, without an ending; nil where it cannot be saved.
  public var name: String?
  /// The head of each column.
  public var header: [String]
  /// The rows, each as long as the head.
  public var rows: [[String]]
  /// True where cells are words, which begin at the left.
  public var isWords: Bool
  /// The head of each column in files; the same as shown where there is none.
  public var fileHeader: [String]?
  /// The rows in files, with all digits; the same as shown where there are none.
  public var fileRows: [[String]]?

  /// A table from its cells.
  public init(
    name: String? = nil, header: [String], rows: [[String]], isWords: Bool = false,
    fileHeader: [String]? = nil, fileRows: [[String]]? = nil
  ) {
    self.name = name
    self.header = header
    self.rows = rows
    self.isWords = isWords
    self.fileHeader = fileHeader
    self.fileRows = fileRows
  }

  /// More rows are in its file alone.
  static let mostRows = 300

  /// All its rows as text.
  public var csv: String {
    (fileRows ?? rows).reduce(into: CSVText.line(fileHeader ?? header)) { $0 += CSVText.line($1) }
  }

  var link: DataLink? {
    name.map { DataLink(fileName: "\($0).csv", word: "CSV", type: "text/csv", content: csv) }
  }

  func markup(_ saving: Markup) -> Markup {
    let head = Markup.element("tr", [], header.map { .element("th", [("scope", "col")], $0) })
    let body = rows.prefix(Self.mostRows).map { row in
      Markup.element("tr", [], row.map { .element("td", [], $0) })
    }
    let table = Markup.element(
      "table", isWords ? [("class", "words")] : [],
      [.element("thead", [], [head]), .element("tbody", [], body)])
    let rest = rows.count - Self.mostRows
    let note =
      rest > 0
      ? Markup.element("p", [("class", "note")], "\(rest) more rows are in the table's file.")
      : .none
    return .all([
      .of("div", "wide", [table]), note,
      name == nil ? .none : .element("p", [("class", "note")], [saving]),
    ])
  }
}
