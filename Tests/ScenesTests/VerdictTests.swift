import Testing

@testable import Scenes

@Suite("The verdict is not the message list")
struct VerdictTests {
  private func finding(_ severity: Diagnostic.Severity, _ line: Int) -> (Diagnostic, Place) {
    let location = SourceLocation(file: "x", line: line, column: 1)
    return (
      Diagnostic(severity: severity, message: "m\(line)", location: location),
      Place(file: 0, line: Int32(line), column: 1, length: 1)
    )
  }

  @Test("an error after any number of warnings decides and is shown", arguments: [0, 20, 99, 5000])
  func warningsBeforeAnError(count: Int) {
    var findings = Findings()
    for line in 1...max(1, count) where count > 0 {
      let (warning, place) = finding(.warning, line)
      findings.add(warning, at: place)
    }
    let (error, place) = finding(.error, count + 1)
    findings.add(error, at: place)
    #expect(findings.errorCount == 1)
    let shown = findings.sorted(limit: 100)
    #expect(shown.contains(error))
    let omitted = shown.last?.omitted
    #expect(shown.count { $0.omitted == nil } + (omitted?.warnings ?? 0) == count + 1)
    #expect((omitted == nil) == (count < 100))
  }

  @Test("of more errors than are shown, the first of the file are, and all are counted")
  func manyErrors() {
    var findings = Findings()
    for line in (1...3000).reversed() {
      let (error, place) = finding(.error, line)
      findings.add(error, at: place)
    }
    let shown = findings.sorted(limit: 100)
    #expect(findings.errorCount == 3000)
    #expect(findings.isFull)
    #expect(shown.last?.omitted == Diagnostic.Omitted(errors: 2900, warnings: 0))
    #expect(shown.last?.message == "2900 more errors are not shown; correct those above first")
    #expect(shown.last?.severity == .error)
  }

  @Test("a finding that is there twice is one, in the list and in the count")
  func repeated() {
    var findings = Findings()
    for _ in 0..<3 {
      let (error, place) = finding(.error, 7)
      findings.add(error, at: place)
    }
    #expect(findings.sorted(limit: 100).count == 1)
  }

  @Test(
    "25 warnings of a map do not hide its error: the scene has no map and is refused",
    arguments: [("p.json", "lorr"), ("m.yaml", "ros")])
  func unknownKeysOfAMap(name: String, format: String) throws {
    let keys = (0..<25).map { "k\($0)" }
    let map =
      format == "lorr"
      ? "{" + keys.map { "\"\($0)\": 1" }.joined(separator: ",\n") + "}"
      : "image: gone.pgm\n" + keys.map { "\($0): 1\n" }.joined()
    let folder = MapFolder([(name: name, bytes: Array(map.utf8))])
    let (_, found) = MapImporter.load(
      path: folder.path + name, format: .auto, cellSize: nil, scenario: nil)
    #expect(found.contains { $0.severity == .error })
    #expect(found.count { $0.severity == .warning } == MapImporter.mostMistakes)
    let text = smallScene().replacing(
      "size: [20 m, 20 m]", with: "map: {file: \"\(folder.path)\(name)\", format: \(format)}")
    let result = SceneLoader.load(text: text, file: "small.fleet.yaml")
    #expect(result.scene == nil)
    #expect(result.diagnostics.contains { $0.severity == .error })
  }

  @Test("a message that will not be shown is never made")
  func workPerMistake() {
    var diagnostics = MapDiagnostics()
    var made = 0
    func mistake(_ severity: Diagnostic.Severity) -> Diagnostic {
      made += 1
      return Diagnostic(severity: severity, message: "m", location: nil)
    }
    for _ in 0..<1000 {
      diagnostics.add(mistake(.error))
      diagnostics.warn(mistake(.warning))
    }
    #expect(made == 2 * MapImporter.mostMistakes)
    #expect(diagnostics.hasErrors)
    #expect(
      diagnostics.finished().flatMap(\.notes).sorted() == [
        "980 further errors not shown", "980 further warnings not shown",
      ])
  }

  @Test("a mistake in a sweep that is not run is a warning, and the scene runs")
  func sweepThatIsNotRun() throws {
    let text = smallScene(
      parameters: "n: {default: 4, max: 9, unit: robots}", count: "$(n)",
      rest: "sweep: {axes: {n: [4, 40], m: [1]}}")
    #expect(SceneLoader.load(text: text, file: "x").scene == nil)
    let result = SceneLoader.load(text: text, file: "x", runsSweep: false)
    #expect(result.scene != nil)
    #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
    let again = SceneLoader.load(
      text: result.scene?.resolvedText ?? "", file: "x", runsSweep: false)
    #expect(again.scene != nil)
  }
}
