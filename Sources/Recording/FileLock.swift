import Glibc

/// A lock on a file that the system itself lets go of when its holder ends, however it ends.
///
/// It is the kernel's `flock`: it knows no process numbers, so it also tells processes in several
/// containers apart, and it never outlives `kill -9`.
final class FileLock {
  /// What a look at a lock finds.
  enum State: Equatable {
    /// Nobody holds it.
    case free
    /// A living process holds it.
    case held
    /// The system does not say, with its reason.
    case unknown(String)
  }

  /// The open, locked file.
  let descriptor: Int32

  /// Takes over a locked descriptor.
  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { _ = close(descriptor) }

  /// How locking a new file ended.
  enum Creation {
    /// The file is there and locked.
    case made(FileLock)
    /// The name is taken, or somebody who clears away has just found it: another name is to be tried.
    case taken
  }

  /// Makes a file that must not exist, and locks it.
  ///
  /// Where the file system has no locks the file is made all the same: nobody will find its lock
  /// free, since nobody can ask there.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  static func create(_ path: String) throws(RecordingError) -> Creation {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      if errno == EEXIST { return .taken }
      throw .system("create", path)
    }
    let lock = FileLock(descriptor: descriptor)
    let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    if !isLocked && errno == EWOULDBLOCK {
      unlink(path)
      return .taken
    }
    // Between its birth and its lock somebody may have cleared it away.
    return lock.isStill(at: path) ? .made(lock) : .taken
  }

  /// Locks a file that is there; nil where that is not possible, with the reason in `state`.
  static func take(_ path: String, state: inout State) -> FileLock? {
    var descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else {
      state = .unknown("its lock cannot be opened: \(String(cString: strerror(errno)))")
      return nil
    }
    let lock = FileLock(descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      state =
        errno == EWOULDBLOCK
        ? .held : .unknown("the file system has no locks: \(String(cString: strerror(errno)))")
      return nil
    }
    guard lock.isStill(at: path) else {
      state = .held
      return nil
    }
    state = .free
    return lock
  }

  /// True where the path still leads to the locked file.
  func isStill(at path: String) -> Bool { Self.isOpen(descriptor, at: path) }

  /// True where a path leads to an open file or folder.
  static func isOpen(_ descriptor: Int32, at path: String) -> Bool {
    var own = stat()
    var found = stat()
    return fstat(descriptor, &own) == 0 && lstat(path, &found) == 0
      && own.st_dev == found.st_dev && own.st_ino == found.st_ino
  }

  /// The first bytes of the file as text.
  func text() -> String {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0 }, as: UTF8.self)
  }
}
