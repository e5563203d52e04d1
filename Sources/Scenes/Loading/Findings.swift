/// The mistakes of one load: all are counted, and so many are kept that the list can be shown.
///
/// Errors and warnings are kept apart, so that the verdict (`errorCount`) and the first errors never
/// depend on how many warnings there are.
struct Findings {
  /// Errors found, kept or not.
  private(set) var errorCount = 0
  private var warningCount = 0
  private var errors: [(place: Place?, diagnostic: Diagnostic)] = []
  private var warnings: [(place: Place?, diagnostic: Diagnostic)] = []
  /// How many of each are kept; more than are shown, because they come in no order of the file.
  private static let room = 10 * SceneLimits.diagnostics

  /// True once no further error would be kept.
  var isFull: Bool { errors.count >= Self.room }

  /// True where another finding of this severity is kept.
  func hasRoom(for severity: Diagnostic.Severity) -> Bool {
    (severity == .error ? errors.count : warnings.count) < Self.room
  }

  /// Counts a finding that is not kept.
  mutating func leaveOut(_ severity: Diagnostic.Severity) {
    if severity == .error { errorCount += 1 } else { warningCount += 1 }
  }

  /// Adds a finding.
  mutating func add(_ diagnostic: Diagnostic, at place: Place?) {
    if hasRoom(for: diagnostic.severity) {
      if diagnostic.severity == .error {
        errors.append((place, diagnostic))
      } else {
        warnings.append((place, diagnostic))
      }
    }
    leaveOut(diagnostic.severity)
  }

  /// Findings in file order, each place and message once; where there are more than `limit`, the
  /// first errors, then warnings as far as there is room, and one that counts what is left out.
  func sorted(limit: Int) -> [Diagnostic] {
    let (shownErrors, repeatedErrors) = Self.distinct(errors)
    let (shownWarnings, repeatedWarnings) = Self.distinct(warnings)
    let kept =
      shownErrors.prefix(limit) + shownWarnings.prefix(max(0, limit - shownErrors.count))
    var diagnostics = Self.inOrder(Array(kept)).map(\.diagnostic)
    let omitted = Diagnostic.Omitted(
      errors: errorCount - repeatedErrors - min(limit, shownErrors.count),
      warnings: warningCount - repeatedWarnings
        - (kept.count - min(limit, shownErrors.count)))
    guard omitted.errors + omitted.warnings > 0 else { return diagnostics }
    diagnostics.append(
      Diagnostic(
        severity: omitted.errors > 0 ? .error : .warning,
        message: "\(omitted.words) not shown; correct those above first", location: nil,
        omitted: omitted))
    return diagnostics
  }

  /// The findings in file order without those that repeat a place and a message, and their number.
  private static func distinct(
    _ findings: [(place: Place?, diagnostic: Diagnostic)]
  ) -> (kept: [(place: Place?, diagnostic: Diagnostic)], repeated: Int) {
    // Only membership is asked, so the set's order cannot matter.
    var seen: [SourceLocation: Set<String>] = [:]
    let kept = inOrder(findings).filter { finding in
      guard let location = finding.diagnostic.location else { return true }
      return seen[location, default: []].insert(finding.diagnostic.message).inserted
    }
    return (kept, findings.count - kept.count)
  }

  private static func inOrder(
    _ findings: [(place: Place?, diagnostic: Diagnostic)]
  ) -> [(place: Place?, diagnostic: Diagnostic)] {
    findings.enumerated().sorted { a, b in
      let (first, second) = (a.element.place, b.element.place)
      guard let first, let second else {
        return first == nil && second == nil ? a.offset < b.offset : second == nil
      }
      return (first.file, first.line, first.column, Int32(clamping: a.offset))
        < (second.file, second.line, second.column, Int32(clamping: b.offset))
    }.map(\.element)
  }
}
