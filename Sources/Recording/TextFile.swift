import Glibc

/// A text file under construction: buffered, flushed in blocks, synced when closed.
///
/// A file that goes out of scope without `finish()` is closed but not promised to be complete.
public struct TextFile: ~Copyable {
  /// Where it is written.
  public let path: String
  private var descriptor: Int32 = -1
  private var pending: [UInt8] = []

  /// Bytes gathered before they go to the system in one call.
  private static let blockSize = 1 << 16

  /// A file that is not there yet; `create()` makes it.
  public init(at path: String) { self.path = path }

  deinit {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// Makes the file, or empties it where it exists.
  ///
  /// - Throws: `RecordingError` with the system's reason.
  public mutating func create() throws(RecordingError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system("create", path) }
    pending.reserveCapacity(Self.blockSize + 4096)
  }

  /// Appends text.
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
    if pending.count >= Self.blockSize { try flush() }
  }

  /// Hands everything written so far to the system.
  public mutating func flush() throws(RecordingError) {
    var done = 0
    while done < pending.count {
      let written = pending.withUnsafeBytes { bytes in
        // In bounds: done < count, and the base exists because the array is not empty.
        Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .system("write", path)
      }
      done += written
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Flushes and waits until the disk has it; going out of scope closes the file.
  public mutating func finish() throws(RecordingError) {
    try flush()
    if fsync(descriptor) != 0 && errno != EINVAL { throw .system("write", path) }
  }

  /// Writes a whole file at once, through a temporary neighbour that is renamed over it.
  ///
  /// Readers see the old file or the new one, never a part.
  public static func replace(_ path: String, with text: String) throws(RecordingError) {
    let partial = "\(path).partial-\(getpid())"
    do throws(RecordingError) {
      var file = TextFile(at: partial)
      try file.create()
      try file.write(text)
      try file.finish()
      if rename(partial, path) != 0 { throw RecordingError.system("write", path) }
    } catch {
      unlink(partial)
      throw error
    }
  }

  /// The text of a file.
  ///
  /// - Throws: `RecordingError` (`isInput`) where it cannot be read.
  public static func read(_ path: String) throws(RecordingError) -> String {
    // Without waiting for the writer of a pipe, which may never come.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
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
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: block[..<count])
    }
  }
}
