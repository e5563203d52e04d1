import Scenes
import Testing

/// Files that are wrong in every part.
///
/// Each of them took minutes or did not end; the whole suite now takes seconds, so that a quadratic
/// step would be seen.
@Suite("Work per mistake is bounded")
struct BoundedWorkTests {
  private static let count = 100_000

  @Test("a map whose every cell is wrong")
  func wrongCells() {
    let rows = String(repeating: String(repeating: "#", count: 1000) + "\n", count: 1000)
    let folder = MapFolder([
      (name: "a.map", bytes: Array("type octile\nheight 1000\nwidth 1000\nmap\n\(rows)".utf8))
    ])
    #expect(folder.load("a.map").text.hasSuffix("  999980 further errors not shown\n"))
  }

  @Test("a problem with a hundred thousand keys", arguments: [true, false])
  func manyKeys(areEqual: Bool) {
    let keys = (0..<Self.count).map { "\"k\(areEqual ? 0 : $0)\":1" }.joined(separator: ",")
    let folder = MapFolder([(name: "a.json", bytes: Array("{\(keys)}".utf8))])
    let (map, text) = folder.load("a.json")
    #expect(map == nil)
    #expect(text.contains("further warnings not shown"))
  }

  @Test("a line of a million wrong locations")
  func longLine() {
    let line = String(repeating: "9,", count: 500_000)
    let folder = MapFolder([
      (
        name: "a.json",
        bytes: Array(
          #"{"mapFile":"m.map","agentFile":"a","taskFile":"t","teamSize":1}"#.utf8)
      ),
      (name: "m.map", bytes: Array("type octile\nheight 2\nwidth 2\nmap\n..\n..\n".utf8)),
      (name: "a", bytes: Array("1\n0\n".utf8)), (name: "t", bytes: Array("1\n\(line)\n".utf8)),
    ])
    #expect(folder.load("a.json").map == nil)
  }

  @Test(
    "a scene with tens of thousands of names, each misspelt or used",
    arguments: ["parameters", "policies", "templates", "robots", "unknown"])
  func manyNames(section: String) {
    let entry =
      switch section {
      case "parameters": "{default: $(q)}"
      case "policies": "{kind: gredy}"
      default: "{extends: nobody, count: $(nothing)}"
      }
    let names = (0..<20_000).map { "  name\($0): \(entry)\n" }.joined()
    let text = "fleet: 1\n\(section):\n\(names)"
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.scene == nil)
    #expect(result.diagnostics.count <= 101)
  }

  @Test("names beyond a thousand are refused with their place")
  func tooManyNames() {
    let names = (0..<1001).map { "  p\($0): {default: 1}\n" }.joined()
    let result = SceneLoader.load(text: "fleet: 1\nparameters:\n\(names)", file: "x")
    #expect(messages(result).contains("x:1003:3: error: more than 1000 parameters in one scene"))
  }
}
