import Scenes
import TestSupport
import Testing

/// A folder with the files of one test, removed when the value goes.
final class SceneFolder {
  private let folder: TemporaryFolder
  /// The folder, with a final slash.
  var path: String { folder.path + "/" }

  init(_ files: [(name: String, text: String)]) throws {
    folder = TemporaryFolder()
    for file in files { try write(file.text, to: file.name) }
  }

  /// Writes a file; folders in its name are made.
  func write(_ text: String, to name: String) throws { try folder.write(text, to: name) }

  /// Loads a scene of the folder that must be sound.
  func load(
    _ name: String = "a.fleet.yaml", overrides: [(String, String)] = [], seed: UInt64? = nil,
    inputs: InputFiles = InputFiles()
  ) throws -> Scene {
    let result = SceneLoader.load(
      path: path + name, overrides: overrides, seed: seed, inputs: inputs)
    return try #require(result.scene, "\(messages(result))")
  }
}
