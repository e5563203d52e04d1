/// The lines before the rows of a MovingAI map: `type`, `height` and `width` in any order and in
/// capitals or not, then `map`.
struct GridMapHeader {
  /// Number of columns.
  let columns: Int
  /// Number of rows.
  let rows: Int
  /// Index of the line after `map`.
  let firstRow: Int

  private static let words = ["type", "height", "width", "map"]

  /// Reads the header; nil where a size is missing or cannot be used.
  static func read(_ text: MapText, _ diagnostics: inout MapDiagnostics) -> GridMapHeader? {
    var line = 0
    while line < text.lines.count, isSkipped(text, line) { line += 1 }
    var reader = Reader(text: text)
    while line < text.lines.count {
      if isSkipped(text, line) {
        line += 1
        continue
      }
      switch reader.take(line, &diagnostics) {
      case .more: line += 1
      case .finished: return reader.header(after: line, &diagnostics)
      case .broken: return nil
      }
    }
    let missing = words.first { !reader.isGiven($0) } ?? "map"
    diagnostics.add(text.errorAtEnd("the file ends here; expected the line '\(missing)'"))
    return nil
  }

  /// Comments (LoRR's version) and empty lines.
  private static func isSkipped(_ text: MapText, _ line: Int) -> Bool {
    text.isBlank(line: line) || text.bytes[text.lines[line].lowerBound] == UInt8(ascii: "#")
  }

  private struct Reader {
    enum Step { case more, finished, broken }

    let text: MapText
    var width: Int?
    var height: Int?
    var hasType = false
    var isBroken = false
    var sizeLine = 0

    init(text: MapText) { self.text = text }

    func isGiven(_ word: String) -> Bool {
      switch word {
      case "type": hasType
      case "height": height != nil || isBroken
      case "width": width != nil || isBroken
      default: false
      }
    }

    mutating func take(_ line: Int, _ diagnostics: inout MapDiagnostics) -> Step {
      let fields = text.fields(line: line)
      let whole = text.lines[line]
      let word = fields.first.map { text.string($0).lowercased() } ?? ""
      let rest = fields.count > 1 ? fields[1].lowerBound..<whole.upperBound : whole
      switch word {
      case "type":
        hasType = true
        let kind = fields.count == 2 ? text.string(fields[1]).lowercased() : ""
        if !["octile", "tile"].contains(kind) {
          diagnostics.add(
            text.error(
              "the map type \(text.quoted(rest)) is not known; expected 'octile'", line: line,
              rest))
          isBroken = true
        }
      case "height", "width":
        let number = fields.count == 2 ? text.wholeNumber(fields[1]) : nil
        sizeLine = line
        if let number, (1...MapImporter.largestSide).contains(number) {
          if word == "height" { height = number } else { width = number }
        } else {
          diagnostics.add(
            text.error(
              "the \(word) must be a whole number from 1 to \(MapImporter.largestSide)",
              line: line, rest))
          isBroken = true
        }
      case "map" where fields.count == 1:
        return .finished
      default:
        let isFirst = !hasType && width == nil && height == nil
        let missing = GridMapHeader.words.first { !isGiven($0) } ?? "map"
        diagnostics.add(
          text.error(
            isFirst
              ? "this is not a grid map: it starts with \(text.quoted(whole)), not with "
                + "'type octile'"
              : "expected the line '\(missing)' of the map's header, found \(text.quoted(whole))",
            line: line, whole))
        return .broken
      }
      return .more
    }

    func header(after line: Int, _ diagnostics: inout MapDiagnostics) -> GridMapHeader? {
      for (word, value) in [("height", height), ("width", width)] where value == nil && !isBroken {
        diagnostics.add(
          text.error(
            "the line '\(word)' is missing before 'map'", line: line, text.lines[line]))
      }
      guard let width, let height else { return nil }
      guard width * height <= MapImporter.largestCellCount else {
        diagnostics.add(
          text.error(
            "a map of \(width) × \(height) cells is larger than the "
              + "\(MapImporter.largestCellCount) cells that can be read", line: sizeLine,
            text.lines[sizeLine]))
        return nil
      }
      return GridMapHeader(columns: width, rows: height, firstRow: line + 1)
    }
  }
}
