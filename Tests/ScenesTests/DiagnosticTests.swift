import Scenes
import Testing

@Suite("Diagnostic")
struct DiagnosticTests {
  static let example = Diagnostic(
    severity: .error, message: "unit 'kg' does not measure wheel base; expected m, cm, mm",
    location: SourceLocation(file: "depot.fleet.yaml", line: 42, column: 41, length: 6),
    sourceLine: "    drive: {kind: forklift, wheel_base: 1.4 kg}",
    notes: ["at scene.robots.forklift.drive.wheel_base"])

  @Test("is printed with its place, the line, a caret and its notes")
  func rendered() {
    #expect(
      Self.example.rendered == """
        depot.fleet.yaml:42:41: error: unit 'kg' does not measure wheel base; expected m, cm, mm
            drive: {kind: forklift, wheel_base: 1.4 kg}
                                                ^~~~~~
          at scene.robots.forklift.drive.wheel_base
        """)
  }

  @Test("is one JSON object for programs")
  func json() {
    #expect(
      Self.example.json == """
        {"severity": "error", "message": "unit 'kg' does not measure wheel base; expected m, cm, mm", \
        "file": "depot.fleet.yaml", "line": 42, "column": 41, "length": 6, \
        "source_line": "    drive: {kind: forklift, wheel_base: 1.4 kg}", \
        "notes": ["at scene.robots.forklift.drive.wheel_base"]}
        """)
    let odd = Diagnostic(severity: .warning, message: "a \"b\"\n\\\u{1}", location: nil)
    #expect(
      odd.json
        == "{\"severity\": \"warning\", \"message\": \"a \\\"b\\\" \\\\·\", \"notes\": []}")
    #expect(odd.rendered == "warning: a \"b\" \\·")
  }

  @Test(
    "a long line is cut around the mark, whatever the column", arguments: [1, 50, 300, 599, 600])
  func longLine(column: Int) {
    var diagnostic = Self.example
    let line = (0..<600).map { String($0 % 10) }.joined()
    diagnostic.sourceLine = line
    diagnostic.location = SourceLocation(file: "x", line: 1, column: column, length: 900)
    let lines = diagnostic.rendered.split(separator: "\n").map(String.init)
    #expect(lines[1].count <= 106)
    let caret = lines[2].prefix { $0 == " " }.count
    let marked = Array(lines[1])[caret]
    #expect(String(marked) == String((column - 1) % 10))
    #expect(lines[2].count <= lines[1].count)
  }

  @Test("columns beyond the line and empty lines do no harm")
  func oddPlaces() {
    var diagnostic = Self.example
    diagnostic.sourceLine = "ab"
    diagnostic.location = SourceLocation(file: "x", line: 1, column: 90, length: 5)
    #expect(diagnostic.rendered.contains("\nab\n  ^\n"))
    diagnostic.sourceLine = ""
    #expect(!diagnostic.rendered.contains("^"))
  }
}
