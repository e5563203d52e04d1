import Scenes
import SimCore
import Testing

@Suite("Text of files is shown without what acts on a display")
struct VisibleTextTests {
  @Test(
    "each such character is one dot or blank",
    arguments: [
      ("a\u{1B}[31mb", "a·[31mb"), ("\u{202E}gpj.exe", "·gpj.exe"),
      ("x\u{0}y\u{7F}\u{9B}", "x·y··"),
      ("line\nfleetfield: ok\t!", "line fleetfield: ok !"), ("zero\u{200B}width", "zero·width"),
      ("Zürich 東京 🚚", "Zürich 東京 🚚"),
    ])
  func dots(text: String, shown: String) {
    #expect(visibleText(text) == shown)
    #expect(visibleText(text).unicodeScalars.count == text.unicodeScalars.count)
  }

  @Test("a diagnostic shows none of them, as text and as JSON")
  func diagnostics() {
    let bad = "\u{1B}]0;x\u{7}\u{202E}\u{9B}2J"
    let diagnostic = Diagnostic(
      severity: .error, message: "m\(bad)",
      location: SourceLocation(file: "f\(bad)", line: 1, column: 1), sourceLine: "s\(bad)",
      notes: ["n\(bad)"])
    for text in [diagnostic.rendered, diagnostic.json] {
      let acting = text.unicodeScalars.filter {
        $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
      }
      #expect(acting.isEmpty)
      #expect(!text.contains("\\u00"))
    }
  }

  @Test(
    "an escape in a quoted text cannot bring one into a value",
    arguments: ["\\e", "\\0", "\\u202E"])
  func escapes(escape: String) {
    let text = "fleet: 1\nname: \"a\(escape)b\"\n" + smallScene().replacing("fleet: 1\n", with: "")
    let result = SceneLoader.load(text: text, file: "x")
    #expect(result.scene == nil)
    #expect(result.diagnostics.count == 1)
    #expect(messages(result).hasPrefix("x:2:7: error: character U+"))
    #expect(messages(result).contains("is not allowed in a text"))
  }

  @Test("map files cannot bring them either")
  func maps() {
    let folder = MapFolder([(name: "a.map", bytes: Array("type \u{1B}[2J\n".utf8))])
    #expect(!folder.load("a.map").text.contains("type '\u{1B}"))
    let keys = MapFolder([(name: "a.json", bytes: Array("{\"k\\u001b[2J\": 1}".utf8))])
    let (_, found) = MapImporter.load(
      path: keys.path + "a.json", format: .auto, cellSize: nil, scenario: nil)
    #expect(found.allSatisfy { !$0.rendered.contains("\u{1B}") && !$0.json.contains("u001b[2J\"") })
  }
}
