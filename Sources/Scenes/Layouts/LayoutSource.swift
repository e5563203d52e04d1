import SimCore

/// One layout file while it is read: its text, the mistakes found in it, and what is left out of it.
///
/// A class because every step of a reading adds to the same lists; it never leaves the import.
final class LayoutSource {
  /// The file.
  let text: MapText
  private var diagnostics = MapDiagnostics()
  private var leftOut: [LeftOut] = []

  /// Something of the file that the scene does not have, in the order of its first occurrence.
  private struct LeftOut {
    var what: String
    var why: String
    var place: LayoutPlace
    var count: Int
  }

  /// A file from which nothing is read yet.
  init(_ text: MapText) { self.text = text }

  /// True once an error was found.
  var hasErrors: Bool { diagnostics.hasErrors }

  /// Reports a mistake.
  func error(_ message: @autoclosure () -> String, _ place: LayoutPlace) {
    diagnostics.add(diagnostic(message(), place))
  }

  /// Reports what can be used but may not be meant so.
  func warn(_ message: @autoclosure () -> String, _ place: LayoutPlace) {
    diagnostics.warn(warning(message(), place))
  }

  /// Notes what is not taken over; what is left out for the same reason is told once, with its number.
  func leaveOut(_ what: String, _ why: String, _ place: LayoutPlace) {
    if let known = leftOut.firstIndex(where: { $0.what == what && $0.why == why }) {
      leftOut[known].count += 1
    } else if leftOut.count < Self.mostLeftOut {
      leftOut.append(LeftOut(what: what, why: why, place: place, count: 1))
    } else {
      leftOut[Self.mostLeftOut - 1].what = "further things"
      leftOut[Self.mostLeftOut - 1].why = "there are too many kinds of them to be listed"
      leftOut[Self.mostLeftOut - 1].count += 1
    }
  }

  /// So many kinds of things are told of one file.
  private static let mostLeftOut = 60

  /// All mistakes and remarks, in the order of the file.
  func findings() -> [Diagnostic] {
    let found = diagnostics.finished()
    if hasErrors { return found }
    let remarks = leftOut.map { warning(Self.words($0), $0.place) }
    func line(_ item: Diagnostic) -> Int { item.location?.line ?? 0 }
    let all = (found + remarks).enumerated()
    return all.sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }
      .map(\.element)
  }

  /// What is left out, as lines for the scene's head: `office.building.yaml:18: doors (3) …`.
  func leftOutLines() -> [String] {
    leftOut.map { item in
      let line = diagnostic("", item.place).location?.line ?? 1
      return "\(visibleText(fileName(of: text.name))):\(line): \(Self.words(item))"
    }
  }

  private static func words(_ item: LeftOut) -> String {
    "\(item.what)\(item.count > 1 ? " (\(item.count) of them)" : "") not taken over: \(item.why)"
  }

  /// Where something stands, with line and column.
  func location(_ place: LayoutPlace) -> SourceLocation? { diagnostic("", place).location }

  /// An error with its place, line and caret.
  private func diagnostic(_ message: String, _ place: LayoutPlace) -> Diagnostic {
    switch place {
    case .characters(let place): text.error(message, place)
    case .bytes(let range): text.error(message, at: range)
    }
  }

  private func warning(_ message: String, _ place: LayoutPlace) -> Diagnostic {
    var result = diagnostic(message, place)
    result.severity = .warning
    return result
  }
}

// MARK: Trees of values

extension LayoutSource {
  /// The most bytes of a layout file; ten thousand times what a floor needs.
  static let largestFile = 16 << 20

  /// False, with a mistake, where the file is too large to be a layout.
  func hasReadableSize() -> Bool {
    if text.bytes.count <= Self.largestFile { return true }
    error(
      "the file has \(text.bytes.count) bytes; a layout may have \(Self.largestFile)",
      .characters(nil))
    return false
  }

  /// The file as a tree of values; nil, with a mistake, where its syntax is broken or it is empty.
  func tree() -> LayoutValue? {
    guard hasReadableSize() else { return nil }
    return text.firstByte == UInt8(ascii: "{") || text.firstByte == UInt8(ascii: "[")
      ? jsonTree() : yamlTree()
  }

  private func jsonTree() -> LayoutValue? {
    guard let json = MapJSON.read(text, &diagnostics) else { return nil }
    return LayoutValue(json, of: text)
  }

  private func yamlTree() -> LayoutValue? {
    var bytes = text.bytes
    for finding in TextPreflight(&bytes).findings where finding.isFatal {
      error(
        finding.message.replacing("; is this a scene file?", with: ""),
        .characters(
          Place(
            file: 0, line: Int32(clamping: finding.line), column: Int32(clamping: finding.column),
            length: 1)))
      return nil
    }
    do throws(SceneSyntaxError) {
      let (root, mistakes) = try SceneNodeReader.read(bytes, file: 0, ignoresTags: true)
      for mistake in mistakes { error(mistake.message, .characters(mistake.place)) }
      if let root { return LayoutValue(root) }
      error("the file is empty", .characters(nil))
    } catch {
      self.error(
        error.message.replacing("; a scene file holds one", with: ""), .characters(error.place))
    }
    return nil
  }

  /// A number in a range; nil, with a mistake, where it is something else.
  ///
  /// `what` names it: `the x of vertex 3`.
  func number(
    _ value: LayoutValue, _ what: @autoclosure () -> String, in range: ClosedRange<Double>
  ) -> Double? {
    guard let text = value.scalar, let number = Double(text), range.contains(number) else {
      error(
        "\(what()) must be a number from \(NumberText.digits(range.lowerBound)) to "
          + "\(NumberText.digits(range.upperBound)), found \(value.words)", value.place)
      return nil
    }
    return number
  }

  /// A whole number in a range; nil, with a mistake, where it is something else.
  func integer(
    _ value: LayoutValue, _ what: @autoclosure () -> String, in range: ClosedRange<Int>
  ) -> Int? {
    guard let text = value.scalar, let number = Int(text), range.contains(number) else {
      error(
        "\(what()) must be a whole number from \(range.lowerBound) to \(range.upperBound), found "
          + value.words, value.place)
      return nil
    }
    return number
  }

  /// A text; nil, with a mistake, where it is a list, a mapping or nothing.
  func string(_ value: LayoutValue, _ what: @autoclosure () -> String) -> String? {
    if let text = value.scalar, !value.isNull { return text }
    error("\(what()) must be a text, found \(value.words)", value.place)
    return nil
  }

  /// The elements of a list of a mapping; none, with a mistake, where the key holds something else.
  func list(_ key: String, of value: LayoutValue) -> [LayoutValue] {
    guard let found = value[key] else { return [] }
    if let elements = found.elements { return elements }
    if found.isMapping, found.entries.isEmpty { return [] }
    error("'\(key)' must be a list, found \(found.words)", found.place)
    return []
  }

  /// Warns of keys that the format does not have.
  func warnOfUnknownKeys(_ value: LayoutValue, known: [String]) {
    for entry in value.entries where !known.contains(entry.key) {
      warn(
        "the key \(quoted(entry.key)) is not known and not used"
          + MapDiagnostics.suggestion(for: entry.key, among: known), entry.keyPlace)
    }
  }
}
