import Glibc
import SimCore

/// What went wrong when a file was read.
enum FileReadFailure: Error, Sendable {
  /// The file cannot be opened or read; the system's number for why.
  case unreadable(Int32)
  /// The path is a folder.
  case isFolder
  /// The path is no file that holds bytes: a pipe, a device or a socket; which, in words.
  case isSpecial(String)
  /// The file has more bytes than may be read; how many, where that is known.
  case tooLarge(bytes: Int)
  /// It lies outside the folder to which reading is confined.
  case outside
  /// It was not among the files that the command read at its start.
  case notReadAtStart
  /// It is not what the recorded run read: its digest then, and now; nil where it is gone.
  case changedSinceRun(then: String, now: String?)

  /// Why, for a message that names the file.
  var words: String {
    switch self {
    case .unreadable(let code): String(cString: strerror(code))
    case .isFolder: "it is a folder"
    case .isSpecial(let word): "it is \(word), not a file of bytes"
    case .tooLarge(let bytes): "it has \(bytes) bytes, more than may be read"
    case .outside: "it lies outside the folder that --root allows"
    case .notReadAtStart: "it was not among the files that were read at the start"
    case .changedSinceRun(let then, let now):
      (now.map { "its SHA-256 is \($0.prefix(16))… now" } ?? "it is not there any more")
        + ", it was \(then.prefix(16))… when the run read it, and the run folder holds no sound "
        + "copy; put the file of then back, or take its entry out of 'inputs' to run with what is "
        + "there now"
    }
  }
}

/// Reads a whole regular file of at most `limit` bytes; only `InputFiles` does, once a file.
///
/// A pipe could keep the program waiting for ever and a device has no end, so neither is read: the
/// file is opened without waiting for a writer, and what it is is asked of the open file, not of the
/// path.
///
/// - Throws: `FileReadFailure`.
/// - Complexity: O(bytes), at most `limit` + 1 of them.
func readFileBytes(_ path: String, limit: Int) throws(FileReadFailure) -> [UInt8] {
  guard PathRoot.allows(path) else { throw .outside }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard descriptor >= 0 else {
    // A socket cannot be opened at all, and the system's words for that help nobody.
    if errno == ENXIO, let word = specialKind(ofPath: path) { throw .isSpecial(word) }
    throw .unreadable(errno)
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw .unreadable(errno)
  }
  if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder }
  if let word = specialKind(status.st_mode) { throw .isSpecial(word) }
  if Int(status.st_size) > limit { throw .tooLarge(bytes: Int(status.st_size)) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(Int(status.st_size) + 1)
  var chunk = [UInt8](repeating: 0, count: 65_536)
  // The file may grow while it is read, so the limit is checked again.
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw .unreadable(errno)
    }
    if count == 0 { return bytes }
    bytes.append(contentsOf: chunk[0..<count])
    if bytes.count > limit { throw .tooLarge(bytes: bytes.count) }
  }
}

/// True where the path is a regular file, or a link to one.
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// "a pipe", "a device" or "a socket"; nil for a regular file or a folder.
private func specialKind(_ mode: mode_t) -> String? {
  switch mode & S_IFMT {
  case S_IFIFO: "a pipe"
  case S_IFCHR, S_IFBLK: "a device"
  case S_IFSOCK: "a socket"
  case S_IFREG, S_IFDIR: nil
  default: "no regular file"
  }
}

private func specialKind(ofPath path: String) -> String? {
  var status = stat()
  return stat(path, &status) == 0 ? specialKind(status.st_mode) : nil
}
