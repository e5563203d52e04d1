import Testing

@testable import Scenes

@Suite("Explaining a key")
struct SceneExplainTests {
  private func one(_ path: String) throws -> SceneKeyExplanation {
    guard case .key(let explanations) = SceneSchema.meaning(of: path) else {
      throw Missing(path: path)
    }
    return try #require(explanations.first)
  }

  private struct Missing: Error { var path: String }

  @Test(
    "a key is meant by its path, with or without names and numbers, its end, or words on its way")
  func paths() throws {
    for path in [
      "robots.*.body.radius", "robots.carrier.body.radius", "robots.body.radius", "body.radius",
      "templates.base.body.radius", "robots.radius", "fleet.robots.radius",
    ] { #expect(try one(path).key.path == "robots.*.body.radius", "\(path)") }
    for path in ["tasks[].dwell", "tasks[3].dwell", "tasks.dwell", "dwell"] {
      #expect(try one(path).key.path == "tasks[].dwell", "\(path)")
    }
    #expect(try one("traffic.rule").key.path == "world.traffic.rule")
    // Words on the way of a key mean it, and not what is below it.
    #expect(try one("world.lanes").key.path == "world.traffic.lanes")
    // A key at the top is meant before those that end so.
    #expect(try one("name").key.path == "name")
    #expect(try one("name").namesakes.contains("world.zones[].name"))
  }

  @Test("an end that several keys have lists all of them")
  func ends() {
    guard case .several(let keys) = SceneSchema.meaning(of: "radius") else {
      Issue.record("radius is one")
      return
    }
    let paths = keys.map(\.path)
    #expect(paths.contains("robots.*.body.radius") && paths.contains("coordination.radius"))
    #expect(Set(paths).count == paths.count)
    #expect(paths.allSatisfy { $0.hasSuffix("radius") })
  }

  @Test("a path that is no key gives the one that is nearest")
  func typos() {
    for (path, nearest) in [
      ("world.traffic.rul", "world.traffic.rule"), ("world.trafic.rule", "world.traffic.rule"),
      ("radiuss", "radius"), ("robots.carrier.body.radios", "robots.*.body.radius"),
      ("sweep.seeds.cuont", "sweep.seeds.count"),
    ] { #expect(SceneSchema.meaning(of: path) == .unknown(nearest: nearest), "\(path)") }
    #expect(SceneSchema.meaning(of: "qqqqqqqqqq") == .unknown(nearest: nil))
    for nothing in ["", ".", "[]", "*"] {
      #expect(SceneSchema.meaning(of: nothing) == .unknown(nearest: nil), "\(nothing)")
    }
  }

  @Test("words, readers, alternatives and conditions come from the tables that scenes are read by")
  func facts() throws {
    let mode = try one("coordination.mode")
    #expect(mode.words.count == 12 && mode.words.allSatisfy { !$0.meaning.isEmpty })
    #expect(try one("robots.drive.kind").words.allSatisfy { !$0.meaning.isEmpty })
    #expect(try one("policies.kind").words.allSatisfy { !$0.meaning.isEmpty })
    #expect(try one("coordination.fanout").readers == "mode hierarchy")
    #expect(try one("orchestrator_field.weights").readers == "recursion gru")
    #expect(try one("world.size").alternatives == ["size", "map"])
    #expect(try one("world.traffic").alternatives == [])
    #expect(try one("body.radius").key.condition == "shape is circle or capsule")
    #expect(try one("body.radius").inside?.word == "robots.*.body")
    #expect(try one("world.zones[].slots").inside?.word == "world.zones")
    #expect(try one("world.map").below.map(\.word).contains("cell_size"))
    #expect(try one("pattern").refused.map(\.word) == ["poisson_disk"])
  }

  @Test("a parameter that several kinds have is told once for each meaning, with its kinds")
  func kinds() throws {
    var severalTimes = 0
    for path in Set(SceneSchema.describe("policies").map(\.path)) where path != "policies" {
      guard case .key(let meanings) = SceneSchema.meaning(of: path) else {
        Issue.record("\(path) is not one")
        continue
      }
      if meanings.count > 1 { severalTimes += 1 }
      let conditions = meanings.map(\.key.condition)
      #expect(Set(conditions).count == conditions.count)
      for meaning in meanings {
        // What is told apart differs in more than the kind.
        let twins = meanings.filter { other in
          other.key.presence == meaning.key.presence && other.key.doc == meaning.key.doc
            && other.key.expectation == meaning.key.expectation
        }
        #expect(twins.count == 1, "\(path) where \(meaning.key.condition)")
      }
      // No kind is forgotten, and none is told twice.
      let kinds = SceneSchema.describe().filter { $0.path == path }.map(\.condition)
      for kind in kinds where !kind.isEmpty {
        let word = kind.split(separator: " ").last ?? ""
        let told = conditions.filter {
          $0.split(whereSeparator: { !$0.isLetter }).contains { $0 == word }
        }
        #expect(told.count == 1, "\(path), \(kind)")
      }
    }
    #expect(severalTimes > 0)
  }

  @Test("the example of every key is read without a mistake, but for what it leaves out")
  func examples() {
    var seen = 0
    for key in SceneSchema.describe() {
      guard case .key(let explanations) = SceneSchema.meaning(of: key.path) else {
        Issue.record("\(key.path) is not found by its own path")
        continue
      }
      for explanation in explanations {
        #expect(explanation.key.path == key.path)
        let example = explanation.example
        let head = example.hasPrefix("fleet:") ? "" : "fleet: 1\n"
        let (tree, findings) = Self.typed(head + example)
        #expect(findings.filter { !$0.contains(" is missing") } == [], "\(key.path):\n\(example)")
        let words = SchemaPlace.words(of: key.path)
        #expect(example.contains("\(words.last ?? ""):"), "\(example)")
        // It is there: the key that is explained has a value of its own.
        #expect(Self.has(tree, key.path.split(separator: ".").map(String.init)[...]), "\(example)")
        seen += 1
      }
    }
    #expect(seen > 250)
  }

  /// What the table makes of a text, and its mistakes.
  private static func typed(_ text: String) -> (TypedNode?, [String]) {
    let context = LoadContext(inputs: InputFiles(), runsSweep: true, vocabulary: .standard)
    let bytes = Array(text.utf8)
    let file = context.sources.add(
      SceneSources.File(
        displayPath: "example", directory: "", bytes: bytes, includedFrom: nil))
    guard let root = try? SceneNodeReader.read(bytes, file: file).node else {
      return (nil, ["no YAML"])
    }
    let tree = SchemaReader(context: context).read(
      root, as: .mapping(context.schema),
      at: SchemaReader.Position(path: "", noun: "the scene", keyPlace: nil))
    return (tree, context.sortedDiagnostics().map(\.message))
  }

  private static func has(_ node: TypedNode?, _ path: ArraySlice<String>) -> Bool {
    guard let node else { return false }
    guard let part = path.first else { return true }
    if part == "*" { return node.entries.contains { has($0.node, path.dropFirst()) } }
    let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : part
    guard let found = node[name] else { return false }
    guard part.hasSuffix("[]") else { return has(found, path.dropFirst()) }
    return found.elements.contains { has($0, path.dropFirst()) }
  }
}
