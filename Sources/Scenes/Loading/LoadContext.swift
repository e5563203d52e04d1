import SimCore
import Work

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
  /// Names that no parameter has and that were reported.
  var unknownParameters: Set<String> = []
  /// Names of parameters that cannot be names and that were reported: whatever uses one is no
  /// second mistake.
  var brokenParameters: Set<String> = []
  /// Names that cannot be names and that were reported.
  var brokenNames: Set<String> = []
  /// The orders of the logs that were read and are sound, by path and task.
  var orderLogs: [String: [Order]] = [:]
  /// The zone set that was read and is sound.
  var zoneSet: ZoneSet?
  /// What the masks of the traffic say, in their order.
  var masks: [ZoneSet] = []
  /// Where values are written that were read and are no part of the finished tree.
  var usedPlaces: [Place] = []
  private var findings = Findings()
  /// What the scene may name.
  let vocabulary: SceneVocabulary
  /// The keys of scene files, as the vocabulary makes them.
  let schema: SchemaMapping
  /// True where the sweep that the scene declares is the one to be run; else nothing that files say in
  /// it can make the scene unusable, and their mistakes are warnings.
  let runsSweep: Bool
  /// True once so much is wrong that further mistakes need not be looked for.
  var isFull: Bool { findings.isFull }

  /// True once there is a mistake that makes the scene unusable, whether or not it is shown.
  var hasErrors: Bool { findings.errorCount > 0 }

  /// How many such mistakes there are so far.
  var errorCount: Int { findings.errorCount }

  /// An empty load that reads from these files.
  init(
    inputs: InputFiles, runsSweep: Bool = true, vocabulary: SceneVocabulary = .standard
  ) {
    self.inputs = InputReader(inputs)
    self.vocabulary = vocabulary
    schema = SceneSchema.root(vocabulary)
    self.runsSweep = runsSweep
  }

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
    // What the command line says of the sweep is meant for this call: there a mistake stays one.
    let isAside =
      !runsSweep && (path == "sweep" || path.hasPrefix("sweep."))
      && place?.file != sources.overrideFile
    let severity = isAside ? .warning : severity
    // What is only counted need not be put into words.
    guard findings.hasRoom(for: severity) else {
      findings.leaveOut(severity)
      return
    }
    var lines = path.isEmpty ? [] : ["at scene.\(path)"]
    lines.append(contentsOf: notes)
    var source = place.map { sources.files[Int($0.file)].includedFrom }
    while case .some(.some(let include)) = source {
      let location = sources.location(include)
      lines.append("included from \(location.file):\(location.line):\(location.column)")
      source = sources.files[Int(include.file)].includedFrom
    }
    findings.add(
      Diagnostic(
        severity: severity, message: message, location: place.map(sources.location),
        sourceLine: place.flatMap(sources.sourceLine), notes: lines), at: place)
  }

  /// Adds a mistake that another reader found.
  func report(_ diagnostic: Diagnostic, at place: Place?) { findings.add(diagnostic, at: place) }

  /// All findings in file order, each place and message once, at most `SceneLimits.diagnostics`.
  func sortedDiagnostics() -> [Diagnostic] { findings.sorted(limit: SceneLimits.diagnostics) }

  /// "line 12", with the file where it is another one than `place`'s.
  func lineWords(_ other: Place, seenFrom place: Place?) -> String {
    let location = sources.location(other)
    return other.file == place?.file
      ? "line \(location.line)" : "\(location.file):\(location.line)"
  }
}

/// A text in quotes for a message, cut where it is long.
func quoted(_ text: String) -> String {
  let visible = text.unicodeScalars.prefix(41).map { String(visibleScalar($0)) }
  return visible.count > 40 ? "'\(visible[..<37].joined())...'" : "'\(visible.joined())'"
}

/// True for a letter followed by letters, digits, `_` or `-`, at most 64 of them.
func isName(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
  func isLetter(_ c: UInt8) -> Bool { (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7A || c == 0x5F }
  return isLetter(first)
    && text.utf8.allSatisfy { isLetter($0) || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D }
}
