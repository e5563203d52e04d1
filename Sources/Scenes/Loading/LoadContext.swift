/// What one load of a scene carries along: texts, parameters, and the mistakes found so far.
///
/// A class because every step of the load adds to the same list; it never leaves the load.
final class LoadContext {
  /// The texts.
  let sources = SceneSources()
  /// The files that this load reads.
  let inputs: InputReader
  /// The parameters, once they are evaluated.
  var parameters = ParameterTable()
  private var findings: [(place: Place?, diagnostic: Diagnostic)] = []

  /// A load that reads from these files.
  init(inputs: InputFiles) { self.inputs = InputReader(inputs) }

  /// True once so much is wrong that further mistakes need not be looked for.
  var isFull: Bool { findings.count >= 10 * SceneLimits.diagnostics }

  /// True once there is a mistake that makes the scene unusable.
  var hasErrors: Bool { findings.contains { $0.diagnostic.severity == .error } }

  /// Adds a mistake.
  ///
  /// - Parameters:
  ///   - place: Where; nil where no text has a place for it.
  ///   - path: The value's path in the scene, such as `robots.carrier.count`; may be empty.
  ///   - message: What is wrong, what was expected, and a suggestion.
  ///   - notes: Further lines.
  ///   - severity: Error unless said otherwise.
  func report(
    _ place: Place?, _ path: String = "", _ message: String, notes: [String] = [],
    severity: Diagnostic.Severity = .error
  ) {
    guard !isFull else { return }
    var lines = path.isEmpty ? [] : ["at scene.\(path)"]
    lines.append(contentsOf: notes)
    var source = place.map { sources.files[Int($0.file)].includedFrom }
    while case .some(.some(let include)) = source {
      let location = sources.location(include)
      lines.append("included from \(location.file):\(location.line):\(location.column)")
      source = sources.files[Int(include.file)].includedFrom
    }
    findings.append(
      (
        place,
        Diagnostic(
          severity: severity, message: message, location: place.map(sources.location),
          sourceLine: place.flatMap(sources.sourceLine), notes: lines)
      ))
  }

  /// Adds a mistake that another reader found.
  func report(_ diagnostic: Diagnostic, at place: Place?) {
    guard !isFull else { return }
    findings.append((place, diagnostic))
  }

  /// All findings in file order, each place and message once, at most `SceneLimits.diagnostics`.
  func sortedDiagnostics() -> [Diagnostic] {
    let ordered = findings.enumerated().sorted { a, b in
      let (first, second) = (a.element.place, b.element.place)
      guard let first, let second else {
        return first == nil && second == nil ? a.offset < b.offset : second == nil
      }
      return (first.file, first.line, first.column, Int32(clamping: a.offset))
        < (second.file, second.line, second.column, Int32(clamping: b.offset))
    }
    var diagnostics: [Diagnostic] = []
    var seen: [SourceLocation: [String]] = [:]
    for (_, finding) in ordered {
      if let location = finding.diagnostic.location {
        if seen[location]?.contains(finding.diagnostic.message) == true { continue }
        seen[location, default: []].append(finding.diagnostic.message)
      }
      diagnostics.append(finding.diagnostic)
    }
    let limit = SceneLimits.diagnostics
    if diagnostics.count > limit {
      let more = diagnostics.count - limit
      let hasError = diagnostics[limit...].contains { $0.severity == .error }
      diagnostics.removeLast(more)
      diagnostics.append(
        Diagnostic(
          severity: hasError ? .error : .warning,
          message: "\(more) more mistakes are not shown; correct those above first", location: nil))
    }
    return diagnostics
  }

  /// "line 12", with the file where it is another one than `place`'s.
  func lineWords(_ other: Place, seenFrom place: Place?) -> String {
    let location = sources.location(other)
    return other.file == place?.file
      ? "line \(location.line)" : "\(location.file):\(location.line)"
  }
}

/// A text in quotes for a message, cut where it is long.
func quoted(_ text: String) -> String {
  let visible = text.unicodeScalars.prefix(41).map { $0.value < 0x20 ? " " : String($0) }
  return visible.count > 40 ? "'\(visible[..<37].joined())...'" : "'\(visible.joined())'"
}

/// True for a letter followed by letters, digits, `_` or `-`, at most 64 of them.
func isName(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
  func isLetter(_ c: UInt8) -> Bool { (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7A || c == 0x5F }
  return isLetter(first)
    && text.utf8.allSatisfy { isLetter($0) || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D }
}
