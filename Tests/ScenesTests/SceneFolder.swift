import Glibc
import Scenes
import Testing

/// A folder with the files of one test, removed when the value goes.
final class SceneFolder {
  /// The folder, with a final slash.
  let path: String

  init(_ files: [(name: String, text: String)]) throws {
    path = try TestFiles.temporaryFolder()
    for file in files { try write(file.text, to: file.name) }
  }

  deinit { Self.removeAll(path) }

  /// Writes a file; folders in its name are made.
  func write(_ text: String, to name: String) throws {
    var made = path
    for part in name.split(separator: "/").dropLast() {
      made += part + "/"
      mkdir(made, 0o755)
    }
    try TestFiles.write(Array(text.utf8), to: path + name)
  }

  /// Loads a scene of the folder that must be sound.
  func load(
    _ name: String = "a.fleet.yaml", overrides: [(String, String)] = [], seed: UInt64? = nil,
    inputs: InputFiles = InputFiles()
  ) throws -> Scene {
    let result = SceneLoader.load(
      path: path + name, overrides: overrides, seed: seed, inputs: inputs)
    return try #require(result.scene, "\(messages(result))")
  }

  private static func removeAll(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) else {
      unlink(path)
      return
    }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { removeAll("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }
}
