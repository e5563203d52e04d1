import Glibc
import Scenes
import Testing

@Suite("Scene.digest")
struct SceneDigestTests {
  private static let library = """
    fleet: 1
    templates:
      box: {body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
      unused: {body: {radius: 0.1 m, mass: 1 kg}}
    """
  private static let scene = """
    fleet: 1
    name: yard
    description: A yard.
    include: lib.fleet.yaml
    parameters: {n: {default: 2, min: 1, max: 9, doc: How many.}}
    world: {map: {file: floor.yaml}}
    robots:
      carrier: {extends: box, count: $(n)}
    run: {duration: 10 s, seed: 3}
    sweep: {axes: {n: [1, 2]}, seeds: {count: 4}}
    """

  private func folder() throws -> SceneFolder {
    try SceneFolder([
      ("a.fleet.yaml", Self.scene), ("lib.fleet.yaml", Self.library), ("floor.yaml", rosSettings),
      ("floor.pgm", rosPicture),
    ])
  }

  @Test(
    "what changes no run changes no digest",
    arguments: [
      ("a.fleet.yaml", "fleet: 1", "# The yard of hall 3.\nfleet: 1"),
      ("a.fleet.yaml", "count: $(n)", "count: 2"),
      ("a.fleet.yaml", "duration: 10 s", "duration: 10000 ms"),
      ("a.fleet.yaml", "seed: 3", "seed: 4"), ("a.fleet.yaml", "name: yard", "name: court"),
      ("a.fleet.yaml", "A yard.", "Another yard."), ("a.fleet.yaml", "How many.", "So many."),
      ("a.fleet.yaml", "count: 4", "count: 9"), ("lib.fleet.yaml", "fleet: 1", "fleet: 1 # mine"),
      ("lib.fleet.yaml", "mass: 1 kg", "mass: 2 kg"),
    ])
  func same(file: String, old: String, new: String) throws {
    let folder = try folder()
    let before = try folder.load().digest
    #expect(before.count == 64)
    let text = try #require(TestFiles.text(folder.path + file))
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: file)
    #expect(try folder.load().digest == before)
  }

  @Test(
    "what may change a run changes the digest",
    arguments: [
      ("a.fleet.yaml", "count: $(n)", "count: 3"), ("a.fleet.yaml", "default: 2", "default: 3"),
      ("a.fleet.yaml", "duration: 10 s", "duration: 11 s"),
      ("a.fleet.yaml", "seed: 3", "seed: 3, seeds: {tasks: 5}"),
      ("lib.fleet.yaml", "mass: 20 kg", "mass: 21 kg"),
      ("floor.yaml", "resolution: 1", "resolution: 2"), ("floor.pgm", "254 0", "0 254"),
    ])
  func other(file: String, old: String, new: String) throws {
    let folder = try folder()
    let before = try folder.load().digest
    let text = try #require(TestFiles.text(folder.path + file))
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: file)
    #expect(try folder.load().digest != before)
  }

  @Test("where files lie and how their paths are written does not matter, their bytes do")
  func places() throws {
    let folder = try folder()
    let here = try folder.load().digest
    try folder.write(rosSettings.replacing("floor.pgm", with: "p.pgm"), to: "maps/other.yaml")
    try folder.write(rosSettings, to: "maps/floor.yaml")
    try folder.write(rosPicture, to: "maps/floor.pgm")
    try folder.write(
      Self.scene.replacing("floor.yaml", with: "maps/floor.yaml"), to: "b.fleet.yaml")
    #expect(try folder.load("b.fleet.yaml").digest == here)
    try folder.write(
      Self.scene.replacing("floor.yaml", with: "\(folder.path)maps/floor.yaml"), to: "c.fleet.yaml")
    #expect(try folder.load("c.fleet.yaml").digest == here)
    try folder.write(rosPicture.replacing("254 0", with: "0 254"), to: "maps/floor.pgm")
    #expect(try folder.load("b.fleet.yaml").digest != here)
  }

  @Test("values of --set are in the digest, the seed of a run is not")
  func overrides() throws {
    let folder = try folder()
    let plain = try folder.load()
    #expect(try folder.load(overrides: [("n", "2")]).digest == plain.digest)
    #expect(try folder.load(overrides: [("n", "3")]).digest != plain.digest)
    let seeded = try folder.load(seed: 99)
    #expect(seeded.digest == plain.digest)
    #expect(seeded.run.taskSeed != plain.run.taskSeed)
  }
}

@Suite("Scene.resolvedText(keeping:)")
struct RecordedInputTests {
  /// A folder like a run's, made from a scene on a ROS map.
  private func record(_ folder: SceneFolder, keeps: Bool = true) throws -> Scene {
    let scene = try folder.load()
    for (index, file) in scene.inputs.enumerated() where file.role != .scene {
      let text = String(decoding: try #require(file.contents), as: UTF8.self)
      if keeps { try folder.write(text, to: "run/inputs/\(index)") }
    }
    let digests = scene.inputs.map(\.sha256)
    try folder.write(
      scene.resolvedText { file in
        keeps ? digests.firstIndex(of: file.sha256).map { "inputs/\($0)" } : nil
      }, to: "run/scene.resolved.yaml")
    return scene
  }

  private func folder() throws -> SceneFolder {
    try SceneFolder([
      ("a.fleet.yaml", mapScene("maps/floor.yaml")), ("maps/floor.yaml", rosSettings),
      ("maps/floor.pgm", rosPicture), ("run/inputs/x", ""),
    ])
  }

  @Test("a recorded scene runs from its copies after the files moved or changed")
  func movedAndChanged() throws {
    let folder = try folder()
    let first = try record(folder)
    try folder.write("P2\n1 1\n255\n0\n", to: "maps/floor.pgm")
    unlink(folder.path + "maps/floor.yaml")
    let again = try folder.load("run/scene.resolved.yaml")
    #expect(again.world.map == first.world.map)
    #expect(again.inputs.map(\.role) == [.scene, .map, .picture])
    #expect(again.inputs[1].copy == "\(folder.path)run/inputs/1")
    // The folder itself may move too.
    rename(folder.path + "run", folder.path + "elsewhere")
    #expect(try folder.load("elsewhere/scene.resolved.yaml").world.map == first.world.map)
  }

  @Test("without a copy the file itself serves as long as it is what it was")
  func withoutCopies() throws {
    let folder = try folder()
    let first = try record(folder, keeps: false)
    #expect(try folder.load("run/scene.resolved.yaml").world.map == first.world.map)
    let changed = rosPicture.replacing("254 0", with: "0 254")
    try folder.write(changed, to: "maps/floor.pgm")
    let path = folder.path
    func message() -> String {
      SceneLoader.load(path: path + "run/scene.resolved.yaml").diagnostics.first?.message ?? ""
    }
    let then = first.inputs[2].sha256.prefix(16)
    let now = InputFile(path: "", role: .picture, bytes: Array(changed.utf8)).sha256.prefix(16)
    #expect(
      message()
        == "the picture file '\(path)maps/floor.pgm' cannot be read: its SHA-256 is \(now)… now, it "
        + "was \(then)… when the run read it, and the run folder holds no sound copy; put the file "
        + "of then back, or take its entry out of 'inputs' to run with what is there now")
    unlink(path + "maps/floor.pgm")
    #expect(message().contains("it is not there any more, it was \(then)… when the run read it"))
  }

  @Test("a damaged copy is not used")
  func damagedCopy() throws {
    let folder = try folder()
    let first = try record(folder)
    try folder.write("P2\n1 1\n255\n0\n", to: "run/inputs/2")
    #expect(try folder.load("run/scene.resolved.yaml").world.map == first.world.map)
    unlink(folder.path + "maps/floor.pgm")
    #expect(SceneLoader.load(path: folder.path + "run/scene.resolved.yaml").scene == nil)
  }

  @Test("a map that is a link finds its picture beside the link, in the resolved scene too")
  func links() throws {
    let folder = try SceneFolder([
      ("a.fleet.yaml", mapScene("maps/floor.yaml")), ("store/1", rosSettings),
      ("maps/floor.pgm", rosPicture),
    ])
    symlink("../store/1", folder.path + "maps/floor.yaml")
    let first = try record(folder, keeps: false)
    #expect(try folder.load("run/scene.resolved.yaml").world.map == first.world.map)
  }

  @Test("loading a recorded scene gives its own text again, without the list")
  func noList() throws {
    let folder = try folder()
    let first = try record(folder)
    let again = try folder.load("run/scene.resolved.yaml")
    #expect(first.resolvedText.contains("floor.yaml"))
    #expect(!again.resolvedText.contains("inputs:"))
    #expect(again.resolvedText { $0.copy }.contains("kept: \"\(folder.path)run/inputs/2\""))
  }

  @Test("a resolved scene has the digest of its scene, though its seeds are written out")
  func resolved() throws {
    let folder = try folder()
    for seed in [nil, 99] as [UInt64?] {
      let scene = try folder.load(seed: seed)
      let again = SceneLoader.load(text: scene.resolvedText, file: folder.path + "r.fleet.yaml")
      #expect(try #require(again.scene, "\(messages(again))").digest == scene.digest)
    }
  }

  @Test("so has each shipped scene", arguments: ShippedScenesTests.paths)
  func resolvedShipped(path: String) throws {
    let scene = try #require(
      SceneLoader.load(path: TestFiles.repository + path).scene)
    let again = SceneLoader.load(text: scene.resolvedText, file: "/tmp/r.fleet.yaml")
    #expect(try #require(again.scene, "\(messages(again))").digest == scene.digest)
  }
}
