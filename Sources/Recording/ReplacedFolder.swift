import Glibc

/// The folder of a run that another run is to replace.
///
/// It is held open: as long as it is, no new folder gets its number, so that it is told apart from
/// whatever takes its name.
final class ReplacedFolder: Sendable {
  private let descriptor: Int32

  /// Opens the folder that is at a path now.
  ///
  /// - Throws: `RecordingError` (`isInput` unless the machine is at its end) where it cannot be opened.
  init(_ path: String) throws(RecordingError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw .refusal("the folder '\(path)' cannot be read", errno) }
  }

  deinit { _ = close(descriptor) }

  /// Locks the folder against others that are to replace it; false where one of them is at it, or
  /// has done so.
  ///
  /// A file system without locks is taken at its word: then only what was done before is seen.
  func lock(at path: String) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK { return false }
    if FileLock.isOpen(descriptor, at: path) { return true }
    unlock()
    return false
  }

  /// Lets others at it.
  func unlock() { _ = flock(descriptor, LOCK_UN) }
}
