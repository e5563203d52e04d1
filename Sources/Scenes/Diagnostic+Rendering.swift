extension Diagnostic {
  /// The diagnostic as people read it: place and message, the source line, a caret, the notes.
  ///
  ///     depot.fleet.yaml:42:41: error: unit 'kg' does not measure wheel base; expected m, cm, mm
  ///           drive: {kind: forklift, wheel_base: 1.4 kg}
  ///                                               ^~~~~~
  ///       at scene.robots.forklift.drive.wheel_base
  ///
  /// Lines above 100 characters are cut around the caret. The text has no final line break.
  public var rendered: String {
    var lines: [String] = []
    if let location {
      lines.append(
        "\(location.file):\(location.line):\(location.column): \(severity.rawValue): \(message)")
    } else {
      lines.append("\(severity.rawValue): \(message)")
    }
    if let location, let sourceLine, !sourceLine.isEmpty {
      let excerpt = LineExcerpt(sourceLine, column: location.column, length: location.length)
      lines.append(excerpt.text)
      lines.append(excerpt.caret)
    }
    lines.append(contentsOf: notes.map { "  " + $0 })
    return lines.joined(separator: "\n")
  }

  /// The diagnostic as one JSON object, for editors and programs.
  ///
  /// Keys: `severity`, `message`, `file`, `line`, `column`, `length`, `source_line`, `notes`; those
  /// that are not known are left out. Lines and columns count from 1, columns in characters.
  public var json: String {
    var members = [
      "\"severity\": \(jsonQuoted(severity.rawValue))", "\"message\": \(jsonQuoted(message))",
    ]
    if let location {
      members.append("\"file\": \(jsonQuoted(location.file))")
      members.append("\"line\": \(location.line)")
      members.append("\"column\": \(location.column)")
      members.append("\"length\": \(location.length)")
    }
    if let sourceLine { members.append("\"source_line\": \(jsonQuoted(sourceLine))") }
    members.append("\"notes\": [" + notes.map(jsonQuoted).joined(separator: ", ") + "]")
    return "{" + members.joined(separator: ", ") + "}"
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
    // Scalars, because that is what columns count; control characters would spoil the caret line.
    let characters = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "·" : $0 }
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

/// A text as a JSON string with its quotes.
func jsonQuoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    default:
      if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}
