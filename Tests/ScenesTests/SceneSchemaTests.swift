import Glibc
import Scenes
import Testing

@Suite("SceneSchema")
struct SceneSchemaTests {
  @Test("the kept JSON Schema is the one the schema table gives")
  func schemaHasNotDrifted() throws {
    let path = TestFiles.repository + "Assets/fleet.schema.json"
    let schema = SceneSchema.jsonSchema()
    if getenv("UPDATE_SCHEMA") != nil {
      mkdir(TestFiles.repository + "Assets", 0o755)
      try TestFiles.write(Array(schema.utf8), to: path)
    }
    let kept = try #require(TestFiles.text(path), "no \(path); run once with UPDATE_SCHEMA=1")
    #expect(kept == schema, "the schema table changed; run once with UPDATE_SCHEMA=1")
  }

  @Test("every key is described by a sentence")
  func everyKeyIsDescribed() {
    let keys = SceneSchema.describe()
    #expect(keys.count > 150)
    for key in keys {
      #expect(key.doc.hasSuffix("."), "\(key.path)")
      #expect(key.doc.first?.isLowercase == false || key.doc.contains(";") || key.doc.contains(","))
    }
  }

  @Test("keys are found by their path, with or without the author's names")
  func describesOneSection() {
    let drive = SceneSchema.describe("robots.drive")
    #expect(drive.first?.path == "robots.*.drive")
    #expect(drive.contains { $0.path == "robots.*.drive.wheel_base" })
    #expect(
      drive.first { $0.path == "robots.*.drive.wheel_base" }?.units == ["m", "cm", "mm", "km"])
    #expect(
      SceneSchema.describe("robots.body.radius").first?.condition == "shape is circle or capsule")
    #expect(SceneSchema.describe("tasks[].rate.at").count == 1)
    #expect(SceneSchema.describe("robots.wings").isEmpty)
    // Known by its end alone.
    #expect(
      SceneSchema.describe("drive.max_accel").map(\.path) == ["robots.*.drive.max_accel"])
  }

  @Test("the fixture named full uses every key of the language")
  func fullFixtureIsFull() throws {
    // What needs another mode than the full scene's is in a fixture of its own.
    let auction = TestFiles.fixtures + "auction.fleet.yaml"
    #expect(SceneLoader.load(path: auction).diagnostics.isEmpty)
    let text =
      try #require(TestFiles.text(TestFiles.fixtures + "full.fleet.yaml"))
      + #require(TestFiles.text(auction))
    let map = [
      "map", "file", "format", "cell_size", "scen", "agents", "frame", "level", "unit", "layers",
      "source", "first",
      "resolved", "weights", "inputs", "path", "sha256", "kept",
      // Of policies that others play: a scene with one is no whole scene.
      "reads_plans", "reads_contexts", "reads_ways", "reads_goals",
    ]
    for key in SceneSchema.describe() {
      let name = String(key.path.split(separator: ".").last ?? "")
      // What belongs to other files is in fixtures of its own.
      if map.contains(name) { continue }
      let isUsed = text.contains("\(name):")
      #expect(isUsed, "key \(key.path) is not in full.fleet.yaml")
    }
  }
}
