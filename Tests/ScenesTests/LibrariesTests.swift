import Embodiments
import Scenes
import SimCore
import TestSupport
import Testing

@Suite("include and extends")
struct LibrariesTests {
  @Test("the fixture that uses every key loads without a word")
  func fullFixture() throws {
    let result = SceneLoader.load(path: TestFiles.fixtures + "full.fleet.yaml")
    #expect(messages(result) == "")
    let scene = try #require(result.scene)
    #expect(scene.robots.map(\.count) == [42, 6, 2, 1, 1])
    #expect(
      scene.inputs.map(\.path).map { $0.split(separator: "/").last } == [
        "full.fleet.yaml", "robots.fleet.yaml", "zones.json", "left.yaml", "left.pgm", "shift.csv",
      ])
    #expect(scene.world.obstacleShapes.count == 14)
    #expect(scene.run.placementSeed == 1 && scene.run.policySeed == 4)
    #expect(
      scene.policies.map(\.name).sorted() == [
        "careful", "dispatcher", "drawn", "filler", "goalSeeking", "limited", "nearest", "ruled",
        "touch",
      ])
  }

  @Test("a class takes over its template's keys and overrides them one by one")
  func deepMerge() throws {
    let scene = try #require(
      SceneLoader.load(path: TestFiles.fixtures + "full.fleet.yaml").scene)
    let forklift = scene.robots[1].embodiment
    #expect(forklift.mass == 1800, "from the template's template")
    #expect(forklift.friction == 0.5, "from the template")
    let drive = Drive.forklift(wheelBase: 1.4, maxSteer: Float(Double.pi / 3), liftHeight: 0.15)
    #expect(forklift.drive == drive, "its own")
    #expect(forklift.limits.traction == 0.6, "a parameter of the library")
    let careful = try #require(scene.policies.first { $0.name == "careful" })
    #expect(careful.parameters["jam_density"] == 1.2, "the main file's policy wins")
  }

  @Test("another kind of drive drops the keys of the template's kind")
  func otherKind() throws {
    let text = smallScene(
      drive: "kind: fixed",
      robot: "extends: wheeled",
      rest: "templates: {wheeled: {drive: {kind: car, wheel_base: 1 m, max_speed: 2 m/s}}}")
    #expect(try load(text).robots[0].embodiment.drive == .fixed)
  }

  @Test("a library two others share is read once")
  func diamond() throws {
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    try TestFiles.write(
      Array("fleet: 1\npolicies: {p: {kind: greedy}}\nparameters: {k: {default: 3}}".utf8),
      to: folder + "c")
    try TestFiles.write(Array("fleet: 1\ninclude: c".utf8), to: folder + "a")
    try TestFiles.write(Array("fleet: 1\ninclude: [c]".utf8), to: folder + "b")
    let text = smallScene(count: "$(k)", robot: "orchestrator: p", rest: "include: [a, b]")
    try TestFiles.write(Array(text.utf8), to: folder + "main")
    let result = SceneLoader.load(path: folder + "main", overrides: [("k", "2")])
    #expect(messages(result) == "")
    #expect(result.scene?.inputs.count == 4)
    #expect(result.scene?.robots[0].count == 2)
    #expect(result.scene?.robots[0].orchestrator == "p")
  }

  @Test("a text parameter that names a file is meant from the folder of the file that declares it")
  func fileParameter() throws {
    let map = TestFiles.folder + "Broken/library/small.map"
    let scratch = TemporaryFolder()
    let folder = scratch.path + "/"
    let name = "maps-parameter.fleet.yaml"
    try TestFiles.write(try #require(TestFiles.bytes(map)), to: folder + "small.map")
    let text = smallScene(
      parameters: "floor_plan: {default: small.map, kind: text}", count: "1"
    ).replacing("{size: [20 m, 20 m]}", with: "{map: {file: $(floor_plan)}}")
    try TestFiles.write(Array(text.utf8), to: folder + name)
    let scene = try #require(SceneLoader.load(path: folder + name).scene)
    #expect(scene.world.map?.columns == 8)
    #expect(scene.world.bounds.upper == [8, 7])
    let other = SceneLoader.load(path: folder + name, overrides: [("floor_plan", map)])
    #expect(other.scene?.world.map?.rows == 7)
  }

  @Test("an anchor's value may be used again")
  func aliases() throws {
    let text = smallScene(
      body: "radius: &r 0.3 m, mass: 20 kg",
      rest: "templates: {other: {body: {radius: *r, mass: 1 kg}}}")
    #expect(try load(text).robots[0].embodiment.footprint == .circle(radius: 0.3))
  }
}
