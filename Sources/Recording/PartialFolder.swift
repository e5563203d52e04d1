import Glibc
import SimCore

/// The folder that a run fills while it is on, and the lock that says that somebody does.
///
/// Beside the folder `.NAME.partial-…` lies `.NAME.partial-….lock`, locked by the kernel as long as
/// the run lives. It is there before the folder and goes after it, so a folder whose lock is free
/// was left by a run that is gone, whatever ended it. The lock's file also keeps some room on the
/// disk: where the disk is full, giving it back lets the summary still be written.
final class PartialFolder {
  /// The first words of a lock's file, by which `LeftOver` knows it.
  static let signature = "fleetfield run\n"
  /// What the name of a lock ends with.
  static let lockEnding = ".lock"
  /// Room kept for the summary (some 10 kB) and for the rest of files that end with whole lines.
  private static let reserve = 128 << 10

  /// The folder.
  let path: String
  private let lock: FileLock
  private let label: String

  private init(path: String, lock: FileLock, label: String) {
    self.path = path
    self.lock = lock
    self.label = label
  }

  /// Makes a folder that nobody else has, beside `target`, and the folders above it.
  ///
  /// - Parameters:
  ///   - target: What it will be called when it is whole.
  ///   - token: Gives the digits of its name; tests bring their own.
  /// - Returns: The folder, empty and locked.
  /// - Throws: `RecordingError` where the disk refuses; nothing but the folders above it is left.
  static func make(
    beside target: String, token: () -> String = PartialName.token
  ) throws(RecordingError) -> PartialFolder {
    do throws(RecordingError) {
      try RunFolder.makeFolders(RunFolder.parent(of: target))
    } catch {
      throw refusal(target, errno)
    }
    let label = label()
    // A name is taken once in 2⁶⁴ draws; a token that never changes is a test's.
    for _ in 0..<64 {
      let path = PartialName.beside(target, token: token())
      let lockPath = path + lockEnding
      let creation: FileLock.Creation
      do throws(RecordingError) { creation = try FileLock.create(lockPath) } catch {
        throw refusal(target, errno)
      }
      guard case .made(let lock) = creation else { continue }
      var reason = fill(lock.descriptor, label)
      if reason == 0 {
        if mkdir(path, 0o755) == 0 {
          let folder = PartialFolder(path: path, lock: lock, label: label)
          reason = folder.keepPlace()
          if reason == 0 { return folder }
          rmdir(path)
        } else {
          reason = errno
        }
      }
      unlink(lockPath)
      if reason != EEXIST { throw refusal(target, reason) }
    }
    throw RecordingError("cannot find a free name beside '\(target)'")
  }

  /// Takes over a folder that a run left, with its lock.
  ///
  /// - Throws: `RecordingError` where the disk refuses; the folder is as it was then.
  init(adopting path: String, lock: FileLock) throws(RecordingError) {
    self.path = path
    self.lock = lock
    label = Self.label()
    // The new label may be shorter than the old one.
    guard ftruncate(lock.descriptor, 0) == 0, lseek(lock.descriptor, 0, SEEK_SET) == 0 else {
      throw .system("write", path + Self.lockEnding)
    }
    let reason = Self.fill(lock.descriptor, label)
    guard reason == 0 else { throw Self.refusal(path, reason) }
    let spareReason = keepPlace()
    guard spareReason == 0 || spareReason == EEXIST else { throw Self.refusal(path, spareReason) }
  }

  /// Gives the room back that was kept for a full disk, and the place of one more file.
  func giveReserve() {
    _ = ftruncate(lock.descriptor, off_t(label.utf8.count))
    unlink(spare)
  }

  /// A file that is never filled: disks run out of files, too, and one is needed for the summary.
  private var spare: String {
    PartialName.beside("\(path)/\(RunFolder.summaryFile)", token: "0000000000000000")
  }

  /// Makes the spare file; 0, or the system's reason.
  private func keepPlace() -> Int32 {
    let descriptor = open(spare, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { return errno }
    _ = close(descriptor)
    return 0
  }

  /// Ends the work on the folder, which has another name by now or stays where it is on purpose.
  func release() {
    let lockPath = path + Self.lockEnding
    if lock.isStill(at: lockPath) { unlink(lockPath) }
  }

  /// Removes the folder with what runs write into it; other files keep it alive.
  func remove() {
    RunFolder.remove(path)
    release()
  }

  /// Whose lock it is: for people who look, and for file systems that machines share.
  private static func label() -> String {
    signature + "pid \(getpid())\nhost \(hostName())\nboot \(bootIdentity())\n"
      + "started \(WallClock.timestamp())\n"
  }

  private static func hostName() -> String {
    let text = (try? TextFile.read("/proc/sys/kernel/hostname")) ?? ""
    let name = text.filter { !$0.isWhitespace }
    return name.isEmpty ? "unknown" : name
  }

  /// What the kernel calls this start of the machine; equal in all containers on it.
  static func bootIdentity() -> String {
    let text = (try? TextFile.read("/proc/sys/kernel/random/boot_id")) ?? ""
    let identity = text.filter { !$0.isWhitespace }
    return identity.isEmpty ? "unknown" : identity
  }

  /// Writes the label and keeps the room; 0, or the system's reason.
  private static func fill(_ descriptor: Int32, _ label: String) -> Int32 {
    var label = label
    let written = label.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 { return errno }
    if written != label.utf8.count { return ENOSPC }
    let error = posix_fallocate(descriptor, 0, off_t(reserve))
    // A disk that is full already is told before the run; one that cannot keep room does without.
    return error == ENOSPC || error == EDQUOT ? error : 0
  }

  /// Why there can be no folder.
  private static func refusal(_ target: String, _ reason: Int32) -> RecordingError {
    RecordingError.refusal(
      "no run folder can be made in '\(RunFolder.parent(of: target))'", reason)
  }
}
