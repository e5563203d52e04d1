/// The named maps of a YAML file of POGEMA: `name: |-`, and the rows below it, indented.
///
///     "small": |-
///       ..#$
///       .@#.
enum PogemaTexts {
  private struct Named {
    let name: String
    let place: (line: Int, range: Range<Int>)
    var lines: Range<Int>
  }

  /// The lines of a map: all of a file without names, else those below the name; nil where it is not there.
  static func lines(
    of text: MapText, name: String?, _ diagnostics: inout MapDiagnostics
  ) -> Range<Int>? {
    guard text.lines.indices.contains(where: { isName(text, $0) }) else {
      guard let name else { return text.lines.indices }
      diagnostics.add(
        MapImporter.plain(
          "the file has one map without a name; leave out the name '\(name)'"))
      return nil
    }
    guard let maps = named(text, &diagnostics) else { return nil }
    guard let name else {
      if maps.count == 1 { return maps[0].lines }
      let names = maps.prefix(4).map { "'\($0.name)'" }.joined(separator: ", ")
      diagnostics.add(
        MapImporter.plain(
          "the file has \(maps.count) maps; say which with world.map.name: \(names)"
            + (maps.count > 4 ? ", …" : "")))
      return nil
    }
    if let map = maps.first(where: { $0.name == name }) { return map.lines }
    diagnostics.add(
      MapImporter.plain(
        "the file has no map '\(name)'"
          + MapDiagnostics.suggestion(for: name, among: maps.map(\.name))))
    return nil
  }

  /// True for a line that may stand before the rows of a map: a name, a comment, nothing.
  static func isBeforeRows(_ text: MapText, _ line: Int) -> Bool {
    isName(text, line) || isAside(text, line)
  }

  /// True for a line at the left edge with a colon and more than the cells of a row.
  private static func isName(_ text: MapText, _ line: Int) -> Bool {
    let bounds = text.lines[line]
    guard let first = bounds.first, text.bytes[first] != 0x20, text.bytes[first] != 0x09,
      !isAside(text, line)
    else { return false }
    let bytes = text.bytes[bounds]
    return bytes.contains(UInt8(ascii: ":"))
      && !bytes.allSatisfy { PogemaMap.isCell($0) || $0 == UInt8(ascii: ":") }
  }

  /// True for a line of a YAML file that says nothing: blank, a comment, the mark of a document.
  private static func isAside(_ text: MapText, _ line: Int) -> Bool {
    if text.isBlank(line: line) { return true }
    let bytes = text.bytes[text.lines[line]]
    return bytes.elementsEqual("---".utf8) || bytes.starts(with: "# ".utf8)
  }

  private static func named(
    _ text: MapText, _ diagnostics: inout MapDiagnostics
  ) -> [Named]? {
    var maps: [Named] = []
    var isSound = true
    for line in text.lines.indices {
      let bounds = text.lines[line]
      if let first = bounds.first, text.bytes[first] != 0x20, text.bytes[first] != 0x09 {
        if isAside(text, line) { continue }
        guard let head = head(text, line) else {
          isSound = false
          diagnostics.add(
            text.error(
              "expected the name of a map, 'name: |-', with its rows below it, indented; found "
                + text.quoted(bounds), line: line, bounds))
          continue
        }
        if let other = maps.first(where: { $0.name == head.name }) {
          isSound = false
          diagnostics.add(
            text.error(
              "the map '\(head.name)' is there twice; the other is in line \(other.place.line + 1)",
              line: line, head.range))
        }
        maps.append(
          Named(name: head.name, place: (line, head.range), lines: line + 1..<line + 1))
      } else if maps.isEmpty, !text.isBlank(line: line) {
        isSound = false
        diagnostics.add(
          text.error("expected the name of a map before its rows", line: line, bounds))
      } else if !maps.isEmpty {
        maps[maps.count - 1].lines = maps[maps.count - 1].lines.lowerBound..<line + 1
      }
    }
    return isSound ? maps : nil
  }

  /// The name in the line before a map's rows, and its place; nil where the line is none of those.
  private static func head(_ text: MapText, _ line: Int) -> (name: String, range: Range<Int>)? {
    let bounds = text.lines[line]
    guard let colon = text.bytes[bounds].lastIndex(of: UInt8(ascii: ":")) else { return nil }
    var rest = text.string(colon + 1..<bounds.upperBound).filter { $0 != " " && $0 != "\t" }
    guard rest.first == "|" else { return nil }
    rest.removeFirst()
    guard rest.allSatisfy({ "-+123456789".contains($0) }) else { return nil }
    var range = bounds.lowerBound..<colon
    while let last = range.last, text.bytes[last] == 0x20 { range = range.lowerBound..<last }
    if range.count > 1, let quote = range.first.map({ text.bytes[$0] }),
      quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      text.bytes[range.upperBound - 1] == quote
    {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    return range.isEmpty ? nil : (text.string(range), range)
  }
}
