import SimCore

/// The bytes of a map file with the places of its lines, for readers that report positions.
///
/// Every byte sequence is accepted: what is not text shows up as a mistake of the format, never as
/// a crash.
struct MapText {
  /// The file as diagnostics name it.
  let name: String
  /// The file's bytes.
  let bytes: [UInt8]
  /// Byte ranges of the lines, without line ends (LF or CRLF).
  let lines: [Range<Int>]
  /// Lines that are told apart; what follows counts as one more.
  ///
  /// The bytes of a picture may all be line ends, and 16 bytes are kept for each.
  static let mostLines = 1 << 22

  /// The lines of a file; a byte order mark is left out.
  init(name: String, bytes: [UInt8]) {
    self.name = name
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    self.bytes = hasMark ? Array(bytes.dropFirst(3)) : bytes
    var lines: [Range<Int>] = []
    var start = 0
    for (i, byte) in self.bytes.enumerated() where byte == 0x0A {
      lines.append(start..<(i > start && self.bytes[i - 1] == 0x0D ? i - 1 : i))
      start = i + 1
      if lines.count == MapText.mostLines { break }
    }
    if start < self.bytes.count { lines.append(start..<self.bytes.count) }
    self.lines = lines
  }

  /// The text of a byte range; what is not UTF-8 is shown as a replacement character.
  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The place of a byte range that starts on line index `line`.
  func location(line: Int, _ range: Range<Int>) -> SourceLocation {
    let start = line < lines.count ? lines[line].lowerBound : bytes.count
    return SourceLocation(
      file: name, line: line + 1, column: characters(start..<max(start, range.lowerBound)) + 1,
      length: max(1, characters(range)))
  }

  /// The index of the line that holds a byte offset.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// An error at a byte range that starts on line index `line`.
  func error(_ message: String, line: Int, _ range: Range<Int>) -> Diagnostic {
    let place = location(line: line, range)
    return Diagnostic(
      severity: .error, message: message, location: place,
      sourceLine: sourceLine(line, column: place.column))
  }

  /// An error at a byte range anywhere in the file.
  func error(_ message: String, at range: Range<Int>) -> Diagnostic {
    error(message, line: line(at: range.lowerBound), range)
  }

  /// An error at a place that the YAML reader found; the file as a whole where there is none.
  func error(_ message: String, _ place: Place?) -> Diagnostic {
    guard let place, lines.indices.contains(Int(place.line) - 1) else {
      return error(message, line: 0, 0..<0)
    }
    let line = Int(place.line) - 1
    return Diagnostic(
      severity: .error, message: message,
      location: SourceLocation(
        file: name, line: line + 1, column: Int(place.column), length: Int(place.length)),
      sourceLine: sourceLine(line, column: Int(place.column)))
  }

  /// The bytes of a place that the YAML reader found.
  func range(_ place: Place?) -> Range<Int> {
    guard let place, lines.indices.contains(Int(place.line) - 1) else { return 0..<0 }
    let line = lines[Int(place.line) - 1]
    var start = line.lowerBound
    var column = 1
    func next(_ at: Int) -> Int {
      var end = at + 1
      while end < line.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
      return min(end, line.upperBound)
    }
    while column < Int(place.column), start < line.upperBound {
      start = next(start)
      column += 1
    }
    var end = start
    for _ in 0..<Int(place.length) where end < line.upperBound { end = next(end) }
    return start..<end
  }

  /// A warning at a place that the YAML reader found.
  func warning(_ message: String, _ place: Place?) -> Diagnostic {
    var result = error(message, place)
    result.severity = .warning
    return result
  }

  /// An error about the end of the file.
  func errorAtEnd(_ message: String) -> Diagnostic {
    let last = max(0, lines.count - 1)
    let end = lines.isEmpty ? 0 : lines[last].upperBound
    return error(message, line: last, end..<end)
  }

  /// A warning at a byte range that starts on line index `line`.
  func warning(_ message: String, line: Int, _ range: Range<Int>) -> Diagnostic {
    var result = error(message, line: line, range)
    result.severity = .warning
    return result
  }

  /// The fields of a line, separated by spaces and tabs.
  func fields(line: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    for i in lines[line] {
      let isBlank = bytes[i] == 0x20 || bytes[i] == 0x09
      if isBlank, let begin = start {
        result.append(begin..<i)
        start = nil
      } else if !isBlank, start == nil {
        start = i
      }
    }
    if let begin = start { result.append(begin..<lines[line].upperBound) }
    return result
  }

  /// True where a line holds nothing but blanks.
  func isBlank(line: Int) -> Bool {
    lines[line].allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 }
  }

  /// Reads digits as a whole number; nil where there is anything else or more than 18 digits.
  func wholeNumber(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 18 else { return nil }
    var value = 0
    for i in range {
      guard bytes[i] >= 0x30, bytes[i] <= 0x39 else { return nil }
      value = value * 10 + Int(bytes[i] - 0x30)
    }
    return value
  }

  /// A byte range as it is quoted in messages: at most 24 characters, controls replaced.
  func quoted(_ range: Range<Int>) -> String {
    // Characters have at most 4 bytes: more than 25 of them need not be looked at.
    let text = visibleText(string(range.prefix(100)))
    return text.count <= 24 ? "'\(text)'" : "'\(text.prefix(21))...'"
  }

  /// The line as printed above a caret; nil where the caret would stand beyond `widest` columns.
  func sourceLine(_ line: Int, column: Int, widest: Int = 400) -> String? {
    guard lines.indices.contains(line), column <= widest else { return nil }
    // Characters have at most 4 bytes: a prefix in bytes keeps huge lines cheap.
    let bounds = lines[line]
    let limit = max(120, column + 40)
    let prefix = bounds.lowerBound..<min(bounds.upperBound, bounds.lowerBound + 4 * limit)
    return visibleText(String(string(prefix).prefix(limit)))
  }

  /// Counts characters as code points: continuation bytes do not count.
  private func characters(_ range: Range<Int>) -> Int {
    var count = 0
    for i in range where bytes[i] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

/// Collects the mistakes of a map and stops repeating itself after a while.
///
/// Errors and warnings are kept apart, each up to a limit, so that no number of warnings can hide an
/// error; what is beyond the limit is counted and its message never made, so a file that is wrong in
/// every byte costs no more than one that is right.
struct MapDiagnostics {
  /// True once an error was found, whatever of it is shown.
  var hasErrors: Bool { errorCount > 0 }
  private var items: [Diagnostic] = []
  private var errorCount = 0
  private var warningCount = 0

  /// Adds an error; its message is made only where it will be shown.
  mutating func add(_ error: @autoclosure () -> Diagnostic) {
    errorCount += 1
    if errorCount <= MapImporter.mostMistakes { items.append(error()) }
  }

  /// Adds a warning; its message is made only where it will be shown.
  mutating func warn(_ warning: @autoclosure () -> Diagnostic) {
    warningCount += 1
    if warningCount <= MapImporter.mostMistakes { items.append(warning()) }
  }

  /// Everything found, each file's in the order of its lines; a last note counts what was left out.
  func finished() -> [Diagnostic] {
    let files = items.map { $0.location?.file ?? "" }
    let order = items.indices.sorted { a, b in
      let (fileA, fileB) = (
        files.firstIndex(of: files[a]) ?? 0, files.firstIndex(of: files[b]) ?? 0
      )
      if fileA != fileB { return fileA < fileB }
      guard let placeA = items[a].location, let placeB = items[b].location else { return a < b }
      return (placeA.line, placeA.column, a) < (placeB.line, placeB.column, b)
    }
    var result = order.map { items[$0] }
    for (count, word, severity) in [
      (errorCount, "error", Diagnostic.Severity.error), (warningCount, "warning", .warning),
    ] where count > MapImporter.mostMistakes {
      guard let last = result.lastIndex(where: { $0.severity == severity }) else { continue }
      let more = count - MapImporter.mostMistakes
      result[last].notes.append("\(more) further \(word)\(more == 1 ? "" : "s") not shown")
    }
    return result
  }

  /// What to add to a message about an unknown word: the known word it is closest to.
  static func suggestion(for word: String, among known: [String]) -> String {
    let written = Array(word.lowercased().utf8.prefix(64))
    let best = known.map { ($0, distance(written, Array($0.lowercased().utf8))) }
      .min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, written.count / 4) else { return "" }
    return "; did you mean '\(best.0)'?"
  }

  /// Number of letters to insert, delete or change.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
