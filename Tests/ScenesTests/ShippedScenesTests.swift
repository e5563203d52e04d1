import Foundation
import Scenes
import TestSupport
import Testing

@Suite("Shipped scenes")
struct ShippedScenesTests {
  /// Every `*.fleet.yaml` below `Scenes/`, relative to the repository.
  static let paths: [String] = {
    let folder = Repository.scene("")
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix(".fleet.yaml") }.sorted().map { "Scenes/" + $0 }
  }()

  @Test("every shipped scene is read without an error or a warning", arguments: paths)
  func reads(path: String) {
    let result = SceneLoader.load(
      path: Repository.root + path, overrides: [], seed: nil)
    #expect(result.diagnostics.map(\.rendered) == [])
    #expect(result.scene != nil)
  }

  @Test("at least six scenes are shipped")
  func count() { #expect(Self.paths.count >= 6) }
}
