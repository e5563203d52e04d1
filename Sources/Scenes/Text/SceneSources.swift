import Glibc
import SimCore

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

  /// Folders of scenes that are links, each with the folder of the file that the link leads to.
  private var linkTargets: [(directory: String, target: String)] = []

  /// Adds a text and returns its index.
  ///
  /// - Parameters:
  ///   - file: The text.
  ///   - path: Where it was read, to know whether that is a link; nil for a text from elsewhere.
  /// - Returns: Its index in `files`.
  func add(_ file: File, readAt path: String? = nil) -> Int32 {
    if let path, let target = linkTarget(path) {
      linkTargets.append((file.directory, folder(of: target)))
    }
    files.append(file)
    return Int32(files.count - 1)
  }

  /// Adds the overrides of the command line as a text of one line each.
  func addOverrides(_ lines: [String]) {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    overrideFile = add(File(displayPath: "--set", directory: "", bytes: bytes))
  }

  /// The path of a file that a text in a folder names.
  ///
  /// Relative paths start from the folder of the text. Where the text was read through a link and
  /// there is no such file beside the link, they start from the folder of the file itself, so that a
  /// linked scene finds its libraries and maps.
  func resolve(_ name: String, in directory: String) -> String {
    let path = resolvePath(name, in: directory)
    if name.hasPrefix("/") || fileExists(path) { return path }
    for link in linkTargets where link.directory == directory {
      let behind = resolvePath(name, in: link.target)
      if fileExists(behind) { return behind }
    }
    return path
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
    let text = String(decoding: bytes[starts[line]..<end], as: UTF8.self)
    // Of a line that is no text, nothing can be seen.
    let odd = text.unicodeScalars.count { $0 == "\u{FFFD}" || visibleScalar($0) != $0 }
    return odd > 2 && odd * 10 > text.unicodeScalars.count ? nil : text
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
