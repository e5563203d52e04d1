import Glibc
import SimCore

/// Completes a `run.mcap` whose run was killed, so that every reader opens it.
///
/// Its whole chunks stay as they are; what comes behind them is cut off, and the summary is written. The file
/// is replaced in one step.
public enum RecordRepair {
  /// What became of a file.
  public struct Outcome: Equatable, Sendable {
    /// The file.
    public var path: String
    /// True where it was complete already and was not touched.
    public var wasComplete: Bool
    /// Whole chunks.
    public var chunkCount: Int
    /// Messages in them.
    public var messageCount: Int
    /// Bytes that were cut off.
    public var lostBytes: Int
  }

  /// Makes `trajectories.npz` of the frames that a killed run left in a folder.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: Whole frames; nil where it has none that wait.
  /// - Throws: As `repair` does.
  /// - Complexity: O(bytes).
  public static func repairArrays(in folder: String) throws(RecordingError) -> Int? {
    let folder = RunFolder.withoutTrailingSlash(folder)
    let frames = "\(folder)/\(RunFolder.framesFile)"
    guard RunFolder.exists(frames) else { return nil }
    let lock = try lockFolder(of: frames)
    defer { withExtendedLifetime(lock) {} }
    // Resuming the run still needs them.
    return try TrajectoryTable.makeArrays(in: folder, keepsFrames: true)
  }

  /// True where a path names a record, or a folder with one.
  public static func hasRecord(_ path: String) -> Bool {
    !RunFolder.isFolder(path)
      || RunFolder.exists("\(RunFolder.withoutTrailingSlash(path))/\(RunFolder.recordFile)")
  }

  /// Completes a file, or that of a run folder.
  ///
  /// - Parameter path: The file, a run folder, or the folder that a killed run left.
  /// - Returns: What was kept.
  /// - Throws: `RecordingError`: `isInput` where there is no such file, it is none that this program began,
  ///   or a run is on in its folder; else where the disk refuses, and the file is as it was.
  /// - Complexity: O(bytes); memory for one chunk.
  public static func repair(_ path: String) throws(RecordingError) -> Outcome {
    let path = RunFolder.withoutTrailingSlash(path)
    let file = RunFolder.isFolder(path) ? "\(path)/\(RunFolder.recordFile)" : path
    let lock = try lockFolder(of: file)
    defer { withExtendedLifetime(lock) {} }
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw RecordingError(
        "cannot read '\(file)': \(String(cString: strerror(errno)))", isInput: true)
    }
    defer { _ = close(descriptor) }
    guard let scan = MCAPScan(descriptor: descriptor) else {
      throw RecordingError("'\(file)' does not begin as a record of a run does", isInput: true)
    }
    var outcome = Outcome(
      path: file, wasComplete: true, chunkCount: scan.counts.chunks,
      messageCount: scan.counts.messages, lostBytes: 0)
    let target = RunFolder.resolved(file)
    let partial = PartialName.beside(target, token: PartialName.token())
    do throws(RecordingError) {
      try FileCopy.copy(file, to: partial, byteCount: scan.wholeLength)
      var writer = MCAPWriter(at: partial)
      try writer.complete(scan)
      // Not only its length: a summary that was damaged is written anew.
      if isSame(partial, file, from: scan.wholeLength) {
        unlink(partial)
        return outcome
      }
      outcome.wasComplete = false
      outcome.lostBytes = scan.length - scan.wholeLength
      if rename(partial, target) != 0 { throw RecordingError.system("write", target) }
    } catch {
      unlink(partial)
      throw error
    }
    RunFolder.sync(RunFolder.parent(of: target))
    return outcome
  }

  /// Takes the lock of a folder that a killed run left; nil for any other folder.
  private static func lockFolder(of file: String) throws(RecordingError) -> FileLock? {
    let folder = RunFolder.parent(of: file)
    let name = folder.split(separator: "/").last.map(String.init) ?? folder
    guard PartialName.isPartial(name) else { return nil }
    var state = LeftOver.State.abandoned
    let lock = LeftOver.adopt(folder, state: &state)
    if state == .held {
      throw RecordingError("'\(folder)' is being written by a run that is on", isInput: true)
    }
    return lock
  }

  /// True where two files have the same bytes from a place on, and the same length.
  private static func isSame(_ first: String, _ second: String, from place: Int) -> Bool {
    func rest(_ path: String) -> [UInt8]? {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      defer { _ = close(descriptor) }
      let length = Int(lseek(descriptor, 0, SEEK_END))
      guard descriptor >= 0, length >= place else { return nil }
      var bytes = [UInt8](repeating: 0, count: length - place)
      let count = pread(descriptor, &bytes, bytes.count, off_t(place))
      return count == bytes.count ? bytes : nil
    }
    guard let left = rest(first), let right = rest(second) else { return false }
    return left == right
  }
}

extension MCAPWriter {
  /// Writes the summary of a file that was scanned and is cut behind its last whole record.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  fileprivate mutating func complete(_ scan: MCAPScan) throws(RecordingError) {
    schemas = scan.writer.schemas.map { ($0, true) }
    channels = scan.writer.channels
    notes = scan.writer.notes
    attachmentIndexes = scan.writer.attachmentIndexes
    metadataIndexes = scan.writer.metadataIndexes
    times = (notes.map(\.start).min() ?? .max, notes.map(\.end).max() ?? 0)
    try file.reopen(
      at: FilePosition(
        name: RunFolder.recordFile, bytes: scan.wholeLength, lines: 0, crc32: scan.crc.value))
    try finish()
  }
}
