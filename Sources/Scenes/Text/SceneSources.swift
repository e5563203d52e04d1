import Glibc

/// A place in one of the files of a scene; small, because every node of the tree carries one.
struct Place: Equatable, Sendable {
  /// Index of the file in `SceneSources.files`.
  var file: Int32
  /// Line from 1.
  var line: Int32
  /// Column from 1, in characters.
  var column: Int32
  /// Length of the marked text in characters.
  var length: Int32
}

/// The texts a scene is made of: the main file, its includes, and the command line.
final class SceneSources {
  /// One text.
  struct File {
    /// How people see it: as the user named it, or relative to the main file's folder.
    var displayPath: String
    /// The folder that relative paths in it start from, with a final slash; or empty.
    var directory: String
    /// Its bytes.
    var bytes: [UInt8]
    /// Where its `include` stands; nil for the main file and the command line.
    var includedFrom: Place?
    /// Offsets of the first byte of each line; filled when first asked for.
    var lineStarts: [Int] = []
  }

  /// The texts, in the order they were opened.
  private(set) var files: [File] = []
  /// Index of the text made of `--set` overrides, one line each; −1 where there is none.
  private(set) var overrideFile: Int32 = -1

  /// Adds a text and returns its index.
  func add(_ file: File) -> Int32 {
    files.append(file)
    return Int32(files.count - 1)
  }

  /// Adds the overrides of the command line as a text of one line each.
  func addOverrides(_ lines: [String]) {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    overrideFile = add(File(displayPath: "--set", directory: "", bytes: bytes))
  }

  /// The public form of a place.
  func location(_ place: Place) -> SourceLocation {
    SourceLocation(
      file: files[Int(place.file)].displayPath, line: Int(place.line), column: Int(place.column),
      length: max(1, Int(place.length)))
  }

  /// The text of the line a place is on, without its line break.
  ///
  /// A line above 4,000 bytes is cut there, so that messages stay small; nil beyond.
  func sourceLine(_ place: Place) -> String? {
    let index = Int(place.file)
    if files[index].lineStarts.isEmpty { indexLines(of: index) }
    let starts = files[index].lineStarts
    let line = Int(place.line) - 1
    guard line >= 0 && line < starts.count else { return "" }
    let bytes = files[index].bytes
    var end = line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count
    if end - starts[line] > 4000 {
      if place.column > 3800 { return nil }
      end = starts[line] + 4000
    }
    if end > starts[line] && bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[starts[line]..<end], as: UTF8.self)
  }

  private func indexLines(of index: Int) {
    var starts = [0]
    let bytes = files[index].bytes
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    files[index].lineStarts = starts
  }
}

/// What went wrong when a file was read.
enum FileReadFailure: Error, Sendable {
  /// The file cannot be opened or read; the system's number for why.
  case unreadable(Int32)
  /// The path is a folder.
  case isFolder
  /// The file has more bytes than a scene file may have.
  case tooLarge(bytes: Int)
  /// It was not among the files that the command read at its start.
  case notReadAtStart
  /// It is not what the recorded run read: its digest then, and now; nil where it is gone.
  case changedSinceRun(then: String, now: String?)

  /// The system's words for its number.
  static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// What became of a file that a recorded run read, and what may be done.
  static func words(changedSince then: String, now: String?) -> String {
    let present = now.map { "its SHA-256 is \($0.prefix(16))… now" } ?? "it is not there any more"
    return "\(present), it was \(then.prefix(16))… when the run read it, and the run folder "
      + "holds no sound copy; put the file of then back, or take its entry out of 'inputs' to run "
      + "with what is there now"
  }
}

/// Reads a whole file of at most `limit` bytes; only `InputFiles` does, once a file.
func readFileBytes(_ path: String, limit: Int) throws(FileReadFailure) -> [UInt8] {
  guard let file = fopen(path, "rb") else {
    throw .unreadable(errno)
  }
  defer { fclose(file) }
  var status = stat()
  if fstat(fileno(file), &status) == 0 {
    if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder }
    if status.st_mode & S_IFMT == S_IFREG && Int(status.st_size) > limit {
      throw .tooLarge(bytes: Int(status.st_size))
    }
  }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  // Devices and pipes state no size, so the limit is checked again while reading.
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 {
      // A disk that fails half way must not pass for a short file.
      if ferror(file) != 0 { throw .unreadable(errno) }
      break
    }
    bytes.append(contentsOf: chunk[0..<count])
    if bytes.count > limit { throw .tooLarge(bytes: bytes.count) }
  }
  return bytes
}
