import Scenes
import Testing

@Suite("Scene.resolvedText")
struct ResolvedSceneTests {
  @Test("loading a resolved scene gives the same scene, and the same text but for where it is from")
  func roundTrip() throws {
    let first = try #require(
      SceneLoader.load(
        path: TestFiles.fixtures + "full.fleet.yaml",
        overrides: [("n", "40"), ("duration", "1 h")]
      ).scene)
    let result = SceneLoader.load(text: first.resolvedText, file: "again.fleet.yaml")
    #expect(messages(result) == "")
    let second = try #require(result.scene)
    let lines = withoutComments(first.resolvedText).split(separator: "\n")
    let again = withoutComments(second.resolvedText).split(separator: "\n")
    #expect(lines.count == again.count)
    for (line, other) in zip(lines, again) { #expect(line == other) }
    #expect(values(second) == values(first))
    let third = try #require(
      SceneLoader.load(text: second.resolvedText, file: "again.fleet.yaml").scene)
    #expect(third.resolvedText.utf8.count > 5000)
    #expect(values(third) == values(first))
  }

  @Test("every line says where its value is from")
  func provenance() throws {
    let scene = try #require(
      SceneLoader.load(
        path: TestFiles.fixtures + "full.fleet.yaml", overrides: [("run.duration", "1 h")]
      ).scene)
    let lines = scene.resolvedText.split(separator: "\n").map(String.init)
    func line(_ start: String) -> String? { lines.first { $0.hasPrefix(start) } }
    #expect(line("  duration:") == "  duration: 3600 s  # --set")
    #expect(line("    count: 42") == "    count: 42  # full.fleet.yaml:41 $(round(0.7 * n))")
    #expect(line("      mass: 20 kg") == "      mass: 20 kg  # robots.fleet.yaml:10")
    #expect(line("      initial: [1, 1]") == "      initial: [1, 1]  # default")
    for line in lines where line.contains(": ") && !line.hasPrefix("#") {
      #expect(line.contains("  # ") || line == "resolved: true" || line.hasSuffix(":"), "\(line)")
    }
  }

  @Test("texts with quotes, line breaks and foreign letters come back unchanged")
  func texts() throws {
    let description = "He said \"go\": #1, then\n\tκαλά — 'fine' \\ done {x} [y] 100 %"
    var text = smallScene(rest: "description: X")
    // JSON's escapes are YAML's in double quotes.
    text = text.replacing(
      "description: X",
      with:
        "description: \"He said \\\"go\\\": #1, then\\n\\tκαλά — 'fine' \\\\ done {x} [y] 100 %\"")
    let first = try load(text)
    #expect(first.description == description)
    #expect(try load(first.resolvedText).description == description)
  }

  /// All values of a scene as text, without the places they were written at; dictionaries in order of
  /// their keys.
  private func values(_ scene: Scene) -> String {
    var parts = [
      scene.name, scene.description, "\(scene.parameters)", "\(scene.textParameters)",
      "\(scene.world)", "\(scene.clocks)", "\(scene.robots)", "\(scene.tasks)",
      "\(scene.coordination)", "\(scene.run)", "\(String(describing: scene.success))",
      "\(scene.outputs)", "\(String(describing: scene.sweep))",
    ]
    for policy in scene.policies {
      parts.append(
        "\(policy.name) \(policy.kind) \(policy.isOrchestrator) \(policy.latency) "
          + "\(policy.replanAfter) \(policy.parameters.sorted { $0.key < $1.key })")
    }
    return parts.joined(separator: "\n").replacing(/Scenes\.SourceLocation\([^)]*\)/, with: "")
  }

  private func withoutComments(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      line.firstRange(of: "  # ").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
  }
}
