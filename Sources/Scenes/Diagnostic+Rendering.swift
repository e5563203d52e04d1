import SimCore

extension Diagnostic {
  /// The diagnostic as people read it: place and message, the source line, a caret, the notes.
  ///
  ///     depot.fleet.yaml:42:41: error: unit 'kg' does not measure wheel base; expected m, cm, mm
  ///           drive: {kind: forklift, wheel_base: 1.4 kg}
  ///                                               ^~~~~~
  ///       at scene.robots.forklift.drive.wheel_base
  ///
  /// Lines above 100 characters are cut around the caret. The text has no final line break, and
  /// nothing in it acts on a terminal, whatever the files hold.
  public var rendered: String {
    var lines: [String] = []
    let said = visibleText("\(severity.rawValue): \(message)")
    if let location {
      lines.append("\(visibleText(location.file)):\(location.line):\(location.column): \(said)")
    } else {
      lines.append(said)
    }
    if let location, let sourceLine, !sourceLine.isEmpty {
      let excerpt = LineExcerpt(sourceLine, column: location.column, length: location.length)
      lines.append(excerpt.text)
      lines.append(excerpt.caret)
    }
    lines.append(contentsOf: notes.map { "  " + visibleText($0) })
    return lines.joined(separator: "\n")
  }

  /// The diagnostic as one JSON object, for editors and programs.
  ///
  /// Keys: `severity`, `message`, `file`, `line`, `column`, `length`, `source_line`, `notes`; those
  /// that are not known are left out. Lines and columns count from 1, columns in characters. Texts
  /// are those that `rendered` shows, without control characters.
  public var json: String {
    func shown(_ text: String) -> JSONText { .string(visibleText(text)) }
    var members: [(String, JSONText)] = [
      ("severity", .string(severity.rawValue)), ("message", shown(message)),
    ]
    if let location {
      members += [
        ("file", shown(location.file)), ("line", .integer(location.line)),
        ("column", .integer(location.column)), ("length", .integer(location.length)),
      ]
    }
    if let sourceLine { members.append(("source_line", shown(sourceLine))) }
    members.append(("notes", .array(notes.map(shown))))
    return JSONText.object(members).compact
  }
}

/// A source line cut to a width that fits a terminal, with a caret line under it.
private struct LineExcerpt {
  /// The line, or the part of it around the mark.
  var text: String
  /// Blanks, `^` and `~` under the marked text.
  var caret: String

  init(_ line: String, column: Int, length: Int) {
    let width = 100
    // Scalars, because that is what columns count.
    let characters = line.unicodeScalars.map(visibleScalar)
    let mark = max(0, min(column - 1, characters.count))
    var start = 0
    var end = characters.count
    if characters.count > width {
      start = max(0, min(mark - width / 3, characters.count - width))
      end = min(characters.count, start + width)
    }
    var visible = String.UnicodeScalarView()
    if start > 0 { visible.append(contentsOf: "...".unicodeScalars) }
    visible.append(contentsOf: characters[start..<end])
    if end < characters.count { visible.append(contentsOf: "...".unicodeScalars) }
    text = String(visible)
    let blanks = mark - start + (start > 0 ? 3 : 0)
    let tildes = max(0, min(length, end - mark) - 1)
    caret =
      String(repeating: " ", count: blanks) + "^" + String(repeating: "~", count: tildes)
  }
}
