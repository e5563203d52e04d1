import TestSupport
import Testing

@testable import Scenes

/// What a scene may ask for: as much as the limit is read, and one more is told, once and with the limit.
///
/// Nesting, expressions, aliases, steps of a run and cells of fields have scenes of their own in `Broken`.
@Suite("Limits of scenes")
struct LimitTests {
  private static func scene(_ more: String = "", count: Int = 1) -> String {
    """
    fleet: 1
    \(more)
    world: {size: [10 m, 10 m]}
    robots:
      r: {count: \(count), body: {radius: 0.2 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
    run: {duration: 10 s}

    """
  }

  private func errors(_ files: [(String, String)]) throws -> [String] {
    let folder = try SceneFolder(files)
    return SceneLoader.load(path: folder.path + "a.fleet.yaml").diagnostics
      .filter { $0.severity == .error }.map(\.message)
  }

  @Test("a scene of 64 files is read, and a scene of 65 is not")
  func files() throws {
    func scene(of count: Int) -> [(String, String)] {
      let names = (1..<count).map { "\($0).yaml" }
      return [("a.fleet.yaml", Self.scene("include: [\(names.joined(separator: ", "))]"))]
        + names.map {
          ($0, "fleet: 1\npolicies: {p\($0.dropLast(5)): {layer: executor, kind: goalSeeking}}\n")
        }
    }
    let most = try errors(scene(of: SceneLimits.files))
    #expect(most == [], "\(most)")
    let found = try errors(scene(of: SceneLimits.files + 1))
    #expect(found == ["more than 64 files in one scene"], "\(found)")
  }

  @Test("a section of a thousand names is read, and one of a thousand and one is not")
  func names() throws {
    func scene(of count: Int) -> [(String, String)] {
      let names = (0..<count).map { "p\($0): {default: 1}" }
      return [("a.fleet.yaml", Self.scene("parameters: {\(names.joined(separator: ", "))}"))]
    }
    #expect(try errors(scene(of: SceneLimits.names)) == [])
    let found = try errors(scene(of: SceneLimits.names + 1))
    #expect(found == ["more than 1000 parameters in one scene"], "\(found)")
  }

  @Test("a hundred mistakes are shown, and the others counted")
  func findings() throws {
    let keys = (0..<SceneLimits.diagnostics + 7).map { "key\($0): 1" }.joined(separator: "\n")
    let found = try errors([("a.fleet.yaml", Self.scene(keys))])
    #expect(found.count == SceneLimits.diagnostics + 1)
    #expect(found.last == "7 more errors are not shown; correct those above first")
  }

  @Test("a file of 16 MiB is read, and one byte more is not")
  func bytes() throws {
    func scene(of length: Int) -> [(String, String)] {
      let text = Self.scene()
      return [
        (
          "a.fleet.yaml",
          text + "#" + String(repeating: " ", count: length - text.utf8.count - 2) + "\n"
        )
      ]
    }
    #expect(try errors(scene(of: SceneLimits.fileBytes)) == [])
    let found = try errors(scene(of: SceneLimits.fileBytes + 1))
    #expect(
      found.count == 1 && found[0].contains("has more than 16 MiB (16777217 bytes)"), "\(found)")
  }

  @Test("sixty-four robots can be followed, and sixty-five cannot")
  func followed() throws {
    func scene(of count: Int) -> [(String, String)] {
      let robots = (0..<count).map { "r \($0)" }.joined(separator: ", ")
      let text = "outputs: {record: {mcap: true, follow: [\(robots)]}}"
      return [
        (
          "a.fleet.yaml",
          Self.scene(text, count: 70).replacing("[10 m, 10 m]", with: "[90 m, 90 m]")
        )
      ]
    }
    #expect(try errors(scene(of: RecordSpec.followedLimit)) == [])
    let found = try errors(scene(of: RecordSpec.followedLimit + 1))
    #expect(found.count == 1 && found[0].contains("64"), "\(found)")
  }

  @Test("a file of more than 200,000 values is not read on")
  func values() throws {
    let zeros = String(repeating: "0,", count: SceneLimits.nodes)
    let found = try errors([("a.fleet.yaml", Self.scene("description: [\(zeros)0]"))])
    #expect(found.contains("more than 200000 values in one file"), "\(found)")
  }

  @Test("a class of ten million robots is read, and of one more is not")
  func robots() throws {
    // Read; only this floor has no room for them.
    let most = try errors([("a.fleet.yaml", Self.scene(count: 10_000_000))])
    #expect(most.count == 1 && most[0].contains("cannot hold the start of 10000000"), "\(most)")
    let found = try errors([("a.fleet.yaml", Self.scene(count: 10_000_001))])
    #expect(found == ["count is 10000001; it must be between 0 and 10000000"], "\(found)")
  }
}
