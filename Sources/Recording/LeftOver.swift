import CRecording
import Glibc
import SimCore

/// What programs that ended without finishing left behind: half-written run folders and files.
///
/// A name made by `PartialName` is looked at and nothing else, and it is removed only where the
/// kernel says that nobody holds its lock any more.
public struct LeftOver: Equatable, Sendable {
  /// What is known of its maker.
  public enum State: Equatable, Sendable {
    /// The process that made it is gone.
    case abandoned
    /// A living process works on it.
    case held
    /// It is let be, for this reason.
    case unknown(String)
  }

  /// The folder or file.
  public var path: String
  /// What is known of its maker.
  public var state: State
  /// Files in it, its lock not counted; 1 for a file.
  public var fileCount: Int
  /// Bytes of those files.
  public var byteCount: Int
  /// What the run said when a fault of the program ended it; nil where it was killed.
  public var fault: String?

  /// True where it is of a run that was to keep snapshots: `fleetfield resume` goes on with it.
  public var canBeResumed: Bool {
    !RunSnapshots.steps(in: path).isEmpty || RunFolder.exists("\(path)/\(RunFolder.requestFile)")
  }

  /// What lies in a folder, not below it, by name; nothing where there is no such folder.
  ///
  /// - Complexity: O(names in the folder), and a few system calls per left-over.
  public static func find(in folder: String) -> [LeftOver] {
    let names = RunFolder.entries(folder) ?? []
    return names.compactMap { name in
      let path = folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      if PartialName.isPartial(name) { return LeftOver(at: path) }
      // A lock without its folder: its run ended before it made one, or after it gave it its name.
      guard name.hasSuffix(PartialFolder.lockEnding) else { return nil }
      let bare = String(name.dropLast(PartialFolder.lockEnding.count))
      guard PartialName.isPartial(bare), !names.contains(bare) else { return nil }
      return LeftOver(at: path)
    }
  }

  /// Looks at one path; nil where nothing is there by now.
  private init?(at path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.path = path
    state = .abandoned
    fileCount = 1
    byteCount = Int(status.st_size)
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      let folders = [RunFolder.inputsFolder, RunFolder.snapshotsFolder]
      let names =
        (RunFolder.entries(path) ?? []).filter { !folders.contains($0) }
        + folders.flatMap { folder in
          (RunFolder.entries("\(path)/\(folder)") ?? []).map { "\(folder)/\($0)" }
        }
      fileCount = names.count
      let mark = try? TextFile.read("\(path)/\(RunFolder.incompleteFile)")
      fault = mark?.split(separator: "\n").first.map(String.init)
      byteCount = names.reduce(0) { sum, name in
        var inner = stat()
        return sum + (lstat("\(path)/\(name)", &inner) == 0 ? Int(inner.st_size) : 0)
      }
      if let stranger = RunFolder.stranger(in: path) {
        state = .unknown("it holds '\(stranger)', which no run wrote")
      } else {
        withLock { _ in }
      }
    case S_IFREG: withLock { _ in }
    case S_IFLNK:
      // The link `latest` on its way to its name, which takes a moment and has no lock.
      if WallClock.unix() - Double(status.st_mtim.tv_sec) < 60 { state = .held }
    default: state = .unknown("it is neither a folder nor a file")
    }
  }

  /// Removes it with its lock.
  ///
  /// - Throws: `RecordingError` where it is not abandoned (any more), or the disk refuses.
  public func remove() throws(RecordingError) {
    var now = self
    var isGone = false
    guard state == .abandoned else { throw RecordingError("'\(path)' is not left behind") }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFLNK {
      isGone = unlink(path) == 0
    } else {
      let path = path
      now.withLock { lockPath in
        if status.st_mode & S_IFMT == S_IFDIR {
          RunFolder.remove(path)
          isGone = !RunFolder.exists(path)
          if isGone { unlink(lockPath) }
        } else {
          isGone = unlink(path) == 0
        }
      }
    }
    if now.state != .abandoned { throw RecordingError("'\(path)' is in use by now") }
    if !isGone { throw .system("remove", path) }
  }

  /// Does something while nobody else can take the lock; notes in `state` why it could not.
  private mutating func withLock(_ body: (_ lockPath: String) -> Void) {
    let lockPath = self.lockPath
    let lock = Self.take(lockPath, state: &state)
    if lock != nil { body(lockPath) }
    withExtendedLifetime(lock) {}
  }

  /// The file whose lock says that somebody works on it.
  private var lockPath: String {
    var status = stat()
    let isFolder = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return isFolder ? path + PartialFolder.lockEnding : path
  }

  /// Takes the lock of a folder that a run left, to go on with it; nil with the reason in `state` where
  /// somebody works on it or that cannot be known.
  static func adopt(_ folder: String, state: inout State) -> FileLock? {
    take(folder + PartialFolder.lockEnding, state: &state)
  }

  /// Takes a lock; nil with the reason in `state` where it is not, or not surely, free.
  private static func take(_ lockPath: String, state: inout State) -> FileLock? {
    if !RunFolder.exists(lockPath) {
      state = .unknown("it has no lock: a run said that it is kept, or another program made it")
      return nil
    }
    var found = FileLock.State.free
    guard let lock = FileLock.take(lockPath, state: &found) else {
      if case .unknown(let reason) = found { state = .unknown(reason) } else { state = .held }
      return nil
    }
    if let reason = doubt(lock, isLockFile: lockPath.hasSuffix(PartialFolder.lockEnding)) {
      state = .unknown(reason)
      return nil
    }
    return lock
  }

  /// Why a free lock does not prove that its maker is gone; nil where it does.
  private static func doubt(_ lock: FileLock, isLockFile: Bool) -> String? {
    let text = lock.text()
    var host = "another machine"
    if isLockFile {
      // A run that ended at its very start has left an empty one.
      guard text.isEmpty || text.hasPrefix(PartialFolder.signature) else {
        return "its lock was not written by a run"
      }
      for line in text.split(separator: "\n") {
        if line == "boot \(PartialFolder.bootIdentity())" { return nil }
        if line.hasPrefix("host ") { host = "the machine '\(line.dropFirst(5))'" }
      }
    }
    // On a disk of this machine whoever wrote before its last start is gone.
    if isLocal(lock.descriptor) { return nil }
    return "\(host) may work on it, over a disk that machines share"
  }

  /// True where the file system cannot be another machine's.
  private static func isLocal(_ descriptor: Int32) -> Bool {
    // ext2–4, xfs, btrfs, tmpfs, overlayfs, zfs, f2fs, bcachefs: magic numbers of statfs(2).
    let local: [Int64] = [
      0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1, 0xF2F5_2010,
      0xCA45_1A4E,
    ]
    return local.contains(fleetfield_file_system(descriptor))
  }
}
