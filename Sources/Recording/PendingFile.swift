import Glibc

/// A file that others write into (a picture's or film's writer), under another name until it is
/// whole.
///
/// It is locked as long as it is pending, so `LeftOver` knows whether anybody works on it; one that
/// goes away without `commit()` takes its file along.
public final class PendingFile {
  /// Where to write until then.
  public let path: String
  /// The file, open for reading and writing.
  public var descriptor: Int32 { lock.descriptor }
  private let target: String
  private let lock: FileLock
  private var isCommitted = false

  /// Makes a file that nobody else has, beside `target`.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  public init(for target: String) throws(RecordingError) {
    self.target = RunFolder.resolved(target)
    let resolved = self.target
    let path = PartialName.beside(resolved, token: PartialName.token())
    lock = try Self.make(path)
    self.path = path
  }

  /// Asks whether a file can be made or replaced there by making one beside it, which goes at once.
  ///
  /// - Throws: `RecordingError` with one sentence where it cannot; `isInput` unless the machine is at
  ///   its end.
  public static func check(_ target: String) throws(RecordingError) {
    try RecordingError.refuseOutside(target)
    var status = stat()
    if target.isEmpty || target.hasSuffix("/") {
      throw RecordingError("'\(target)' is no name of a file", isInput: true)
    }
    if stat(target, &status) != 0 {
      if errno != ENOENT { throw .refusal("cannot write '\(target)'", errno) }
    } else if status.st_mode & S_IFMT != S_IFREG {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw RecordingError(
        "'\(target)' is in the way: it is \(isFolder ? "a folder" : "no regular file")",
        isInput: true)
    }
    do throws(RecordingError) { _ = try PendingFile(for: target) } catch {
      throw .refusal("cannot write '\(target)'", errno)
    }
  }

  private static func make(_ path: String) throws(RecordingError) -> FileLock {
    switch try FileLock.create(path) {
    case .made(let lock): return lock
    case .taken: throw RecordingError("cannot create '\(path)': somebody clears it away")
    }
  }

  deinit {
    if !isCommitted && lock.isStill(at: path) { unlink(path) }
  }

  /// Waits until the disk has the file and gives it its name, in place of what has it.
  ///
  /// - Throws: `RecordingError` where the disk refuses; what had the name still has it then.
  public func commit() throws(RecordingError) {
    if fsync(descriptor) != 0 || rename(path, target) != 0 { throw .system("write", target) }
    isCommitted = true
    RunFolder.sync(RunFolder.parent(of: target))
  }
}
