import Glibc
import SimCore

/// A record could not be written or read: a sentence with the path and the system's reason.
public struct RecordingError: Error, Equatable, Sendable {
  /// What went wrong, for people.
  public var message: String
  /// True where another choice by the user mends it (a folder in the way, a missing file, a place
  /// that cannot be written to); false where the machine failed (disk full, too many open files).
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

  /// An output cannot be made where the user named it, with the system's reason: another place would
  /// do, unless the machine is at its end.
  static func refusal(_ sentence: String, _ reason: Int32) -> RecordingError {
    RecordingError(
      "\(sentence): \(String(cString: strerror(reason)))",
      isInput: ![ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM].contains(reason))
  }

  /// Refuses what would be written outside the folder to which the program is confined.
  ///
  /// - Throws: `RecordingError` (`isInput`) there.
  public static func refuseOutside(_ path: String) throws(RecordingError) {
    guard !PathRoot.allows(path) else { return }
    throw RecordingError(
      "'\(path)' cannot be written: it lies outside the folder that --root allows", isInput: true)
  }
}
