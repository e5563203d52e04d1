import Glibc
import SimCore

/// A text file under construction: buffered, flushed in blocks, synced when closed.
///
/// Where the disk refuses, the file is cut after its last whole line and takes nothing more: what
/// is there can be read. A file that goes out of scope without `finish()` is closed but not
/// promised to be complete.
public struct TextFile: ~Copyable {
  /// Where it is written.
  public let path: String
  /// Whole lines that the system has taken; a line break in quotes ends none.
  public private(set) var lineCount = 0
  private var descriptor: Int32 = -1
  private var pending: [UInt8] = []
  /// Bytes of the whole lines that the system has taken.
  private(set) var byteCount = 0
  /// False where pieces that are flushed together stay together, and lines mean nothing.
  private let isText: Bool
  /// The CRC-32 of those bytes.
  private var crc = CRC32()
  private var failure: RecordingError?

  /// Bytes gathered before they go to the system in one call.
  private static let blockSize = 1 << 16

  /// A file that is not there yet; `create()` makes it.
  public init(at path: String) { self.init(at: path, isText: true) }

  /// A file of lines, or of pieces that are handed on by `flush` alone and stay whole.
  init(at path: String, isText: Bool) {
    self.path = path
    self.isText = isText
  }

  deinit {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// Bytes that the system has not taken yet.
  var pendingCount: Int { pending.count }
  /// The CRC-32 of the bytes that it has.
  var takenCRC: UInt32 { crc.value }
  /// True from `create()` to `finish()`.
  var isOpen: Bool { descriptor >= 0 }

  /// Makes the file, which must not exist.
  ///
  /// - Throws: `RecordingError` with the system's reason.
  public mutating func create() throws(RecordingError) {
    try RecordingError.refuseOutside(path)
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system("create", path) }
    pending.reserveCapacity(Self.blockSize + 4096)
  }

  /// Appends whole lines.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  /// - Complexity: amortised O(length).
  public mutating func write(_ text: String) throws(RecordingError) {
    try write(bytes: text.utf8)
  }

  /// Appends bytes as they are.
  ///
  /// - Throws: `RecordingError` where the disk refuses.
  /// - Complexity: amortised O(length).
  mutating func write(bytes: some Sequence<UInt8>) throws(RecordingError) {
    pending.append(contentsOf: bytes)
    if isText && pending.count >= Self.blockSize { try flush() }
  }

  /// Hands everything written so far to the system.
  ///
  /// - Throws: `RecordingError` where the disk refuses, now or before.
  public mutating func flush() throws(RecordingError) {
    if let failure { throw failure }
    var done = 0
    while done < pending.count {
      let written = pending.withUnsafeBytes { bytes in
        // In bounds: done < count, and the base exists because the array is not empty.
        Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 {
        if written == 0 { errno = EIO }
        let error = RecordingError.system("write", path)
        cut(afterLastLineIn: done)
        failure = error
        throw error
      }
      done += written
    }
    let lines = wholeLines(in: done)
    lineCount += lines.count
    byteCount += done
    crc.add(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Flushes, waits until the disk has it, and says how far the file goes.
  ///
  /// - Throws: `RecordingError` where the disk refuses, now or before.
  mutating func settle() throws(RecordingError) -> FilePosition {
    try sync()
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return FilePosition(name: name, bytes: byteCount, lines: lineCount, crc32: crc.value)
  }

  /// Opens a file that is there and goes on behind a position; what comes after it is cut off.
  ///
  /// - Precondition: the file begins with the bytes of the position (`FilePosition.problem`).
  /// - Throws: `RecordingError` with the system's reason.
  mutating func reopen(at position: FilePosition) throws(RecordingError) {
    descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .system("open", path) }
    guard ftruncate(descriptor, off_t(position.bytes)) == 0, lseek(descriptor, 0, SEEK_END) >= 0
    else { throw .system("write", path) }
    lineCount = position.lines
    byteCount = position.bytes
    crc = CRC32(continuing: position.crc32)
    pending.reserveCapacity(Self.blockSize + 4096)
  }

  /// Flushes, waits until the disk has it, and closes the file.
  ///
  /// - Throws: `RecordingError` where the disk refuses, now or before; the file is closed then too.
  public mutating func finish() throws(RecordingError) {
    var found: RecordingError?
    do throws(RecordingError) { try flush() } catch { found = error }
    // Pipes and devices have nothing to wait for.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS && found == nil {
      found = .system("write", path)
    }
    let isClosed = Glibc.close(descriptor) == 0 || errno == EINTR
    if !isClosed && found == nil { found = .system("write", path) }
    descriptor = -1
    if let found { throw found }
  }

  /// Keeps the whole lines among the first `count` pending bytes, which the system has taken.
  private mutating func cut(afterLastLineIn count: Int) {
    let lines = wholeLines(in: count)
    lineCount += lines.count
    byteCount += lines.end
    _ = ftruncate(descriptor, off_t(byteCount))
    pending.removeAll()
  }

  /// The whole lines among the first pending bytes, and where the last one ends.
  private func wholeLines(in count: Int) -> (count: Int, end: Int) {
    var isQuoted = false
    var lines = (count: 0, end: 0)
    guard isText else { return lines }
    for (index, byte) in pending[..<count].enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n") && !isQuoted { lines = (lines.count + 1, index + 1) }
    }
    return lines
  }
}

extension TextFile {
  /// Writes a whole file at once, through a temporary neighbour that is renamed over it.
  ///
  /// Readers see the old file or the new one, never a part. A link is followed; what is no file
  /// but takes text (a pipe, `/dev/stdout`) is written to as it is.
  ///
  /// - Throws: `RecordingError` where the disk refuses, the old file is as it was then; `isInput`
  ///   where a folder is in the way.
  public static func replace(_ path: String, with text: String) throws(RecordingError) {
    try replace(path, bytes: text.utf8)
  }

  /// The same with bytes.
  public static func replace(
    _ path: String, bytes: some Sequence<UInt8>
  ) throws(RecordingError) {
    var status = stat()
    if stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw RecordingError("'\(path)' is in the way: it is a folder", isInput: true)
      }
      var file = TextFile(at: path)
      try file.open()
      try file.write(bytes: bytes)
      return try file.finish()
    }
    let target = RunFolder.resolved(path)
    let partial = PartialName.beside(target, token: PartialName.token())
    var file = TextFile(at: partial)
    do throws(RecordingError) {
      try file.create()
      // Held until the name is right, so that nobody takes it for something left behind.
      _ = flock(file.descriptor, LOCK_EX | LOCK_NB)
      try file.write(bytes: bytes)
      try file.sync()
      if rename(partial, target) != 0 { throw RecordingError.system("write", target) }
      try file.finish()
    } catch {
      unlink(partial)
      throw RecordingError(error.message.replacing(partial, with: path), isInput: error.isInput)
    }
    RunFolder.sync(RunFolder.parent(of: target))
  }

  /// Asks whether `replace` can write there, before anything is done for it.
  ///
  /// - Throws: `RecordingError` with one sentence where it cannot; `isInput` unless the machine is at
  ///   its end.
  public static func check(_ path: String) throws(RecordingError) {
    var status = stat()
    let takesText: [mode_t] = [S_IFIFO, S_IFCHR, S_IFSOCK]
    guard stat(path, &status) == 0, takesText.contains(status.st_mode & S_IFMT) else {
      return try PendingFile.check(path)
    }
    if faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 {
      throw .refusal("cannot write '\(path)'", errno)
    }
  }

  /// Opens what is there.
  private mutating func open() throws(RecordingError) {
    try RecordingError.refuseOutside(path)
    descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("write", path) }
  }

  /// Flushes and waits until the disk has it.
  private mutating func sync() throws(RecordingError) {
    try flush()
    if fsync(descriptor) != 0 && errno != EINVAL { throw .system("write", path) }
  }

  /// The text of a file.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read.
  public static func read(_ path: String) throws(RecordingError) -> String {
    String(decoding: try readBytes(path), as: UTF8.self)
  }

  /// The bytes of a file.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read.
  public static func readBytes(_ path: String) throws(RecordingError) -> [UInt8] {
    // Without waiting for the writer of a pipe, which may never come.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw RecordingError(
        "cannot read '\(path)': \(String(cString: strerror(errno)))", isInput: true)
    }
    defer { _ = Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw RecordingError("cannot read '\(path)': it is no regular file", isInput: true)
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: blockSize)
    while true {
      let count = Glibc.read(descriptor, &block, block.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw RecordingError(
          "cannot read '\(path)': \(String(cString: strerror(errno)))", isInput: true)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: block[..<count])
    }
  }
}
