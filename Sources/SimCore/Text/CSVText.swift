/// Lines of comma-separated values as RFC 4180 has them.
public enum CSVText {
  /// One line of texts, quoted where they need it, with its newline.
  public static func line(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\n"
  }

  /// One line of numbers with all their digits; an empty cell where there is none.
  public static func line(_ values: [Double]) -> String {
    values.map(digits).joined(separator: ",") + "\n"
  }

  /// A number with all its digits; empty for infinity and not-a-number.
  public static func digits(_ value: Double) -> String {
    value.isFinite ? NumberText.digits(value) : ""
  }

  /// A text, in quotes where it holds a comma, a quote or a line break.
  public static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
