/// A place in a text file; line and column count from 1, columns in characters.
public struct SourceLocation: Equatable, Hashable, Sendable {
  /// The file, as the user named it or relative to the including file.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column, from 1.
  public var column: Int
  /// Length of the marked text in characters, at least 1.
  public var length: Int

  /// A place from its values.
  public init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
  }
}

/// One mistake or warning about user input.
///
/// Printed as `file:line:column: error: message`, the source line, a caret line, then notes.
public struct Diagnostic: Equatable, Sendable {
  /// How bad it is.
  public enum Severity: String, Sendable {
    /// The input cannot be used.
    case error
    /// The input can be used, but probably says something else than meant.
    case warning
  }

  /// Error or warning.
  public var severity: Severity
  /// What is wrong, what was expected, and a suggestion where there is one.
  public var message: String
  /// Where; nil where no file has a place for it (a flag).
  public var location: SourceLocation?
  /// The source line the location points into, where known.
  public var sourceLine: String?
  /// Further lines: the path in the scene, the include chain, where something was declared.
  public var notes: [String]
  /// What this one stands for where it only counts mistakes that are not listed; else nil.
  public var omitted: Omitted?

  /// Mistakes that were counted and not listed.
  public struct Omitted: Equatable, Sendable {
    /// Number of errors.
    public var errors: Int
    /// Number of warnings.
    public var warnings: Int

    /// `2 more errors and 1 more warning are`.
    var words: String {
      let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
      return parts.map { "\($0.0) more \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ")
        + (errors + warnings == 1 ? " is" : " are")
    }
  }

  /// A diagnostic from its values.
  public init(
    severity: Severity, message: String, location: SourceLocation?, sourceLine: String? = nil,
    notes: [String] = [], omitted: Omitted? = nil
  ) {
    self.severity = severity
    self.message = message
    self.location = location
    self.sourceLine = sourceLine
    self.notes = notes
    self.omitted = omitted
  }
}
