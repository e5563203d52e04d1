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

  @Test(
    "every shipped scene and library tells editors where the schema lies",
    arguments: paths + ["Scenes/Library/robots.yaml"])
  func namesSchema(path: String) throws {
    let text = try String(contentsOfFile: Repository.root + path, encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first)
    let schema = try #require(line.wholeMatch(of: /# yaml-language-server: \$schema=(.+)/)?.1)
    let folder = URL(fileURLWithPath: Repository.root + path).deletingLastPathComponent()
    let found = folder.appendingPathComponent(String(schema)).standardizedFileURL.path
    #expect(found == URL(fileURLWithPath: Repository.root).path + "/Assets/fleet.schema.json")
    #expect(FileManager.default.fileExists(atPath: found))
  }

  @Test("at least six scenes are shipped")
  func count() { #expect(Self.paths.count >= 6) }
}
