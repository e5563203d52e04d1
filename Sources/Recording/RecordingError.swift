import Glibc

/// A record could not be written or read: a sentence with the path and the system's reason.
public struct RecordingError: Error, Equatable, Sendable {
  /// What went wrong, for people.
  public var message: String
  /// True where another choice by the user mends it (a folder in the way, a missing file);
  /// false where the machine failed (disk full, no permission).
  public var isInput: Bool

  /// An error from its sentence.
  public init(_ message: String, isInput: Bool = false) {
    self.message = message
    self.isInput = isInput
  }

  /// An error of a system call on a path, with the present `errno`.
  static func system(_ action: String, _ path: String) -> RecordingError {
    RecordingError("cannot \(action) '\(path)': \(String(cString: strerror(errno)))")
  }
}
