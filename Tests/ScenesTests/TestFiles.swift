import Glibc
import Scenes
import TestSupport
import Testing

/// Where the tests' files are.
enum TestFiles {
  /// Folder of the test target, with a final slash.
  static let folder = parent(of: #filePath)
  /// Folder of the fixtures, with a final slash.
  static let fixtures = folder + "Fixtures/"
  /// Root of the repository, with a final slash.
  static let repository = Repository.root

  /// The text of a file; nil where it cannot be read.
  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of a file; nil where it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[0..<count])
    }
  }

  /// Writes a file.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "wb"), "cannot write \(path)")
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }

  private static func parent(of path: String) -> String {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return "" }
    return String(trimmed[...slash])
  }
}

/// All diagnostics of a result as text.
func messages(_ result: SceneLoadResult) -> String {
  result.diagnostics.map(\.rendered).joined(separator: "\n")
}
