import Scenes
import SimCore
import Testing
import Work

/// Scenes that speak in the frame of a map which is far away or turned.
@Suite("Scenes in a map's frame")
struct MapFrameTests {
  /// A scene on a free map of 20 × 10 m; `world` are further keys of the world.
  private static func scene(
    origin: String, frame: String = "", world: String = "", pose: String, point: String
  ) -> (SceneLoadResult, String) {
    let folder = MapFolder([
      (
        name: "m.yaml",
        bytes: Array("image: a.pgm\nresolution: 1\norigin: \(origin)\n".utf8)
      ),
      (
        name: "a.pgm",
        bytes: Array("P5 20 10 255 ".utf8) + [UInt8](repeating: 254, count: 200)
      ),
    ])
    // The folder goes when nothing uses it any more.
    defer { #expect(!folder.path.isEmpty) }
    let text = """
      fleet: 1
      world:
        map: {file: \(folder.path)m.yaml\(frame)}
      \(world)robots:
        r:
          count: 1
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [\(pose)]}
      tasks: [{name: t, points: [[\(point)]]}]
      run: {duration: 10 s}
      """
    let result = SceneLoader.load(text: text, file: "a.fleet.yaml")
    guard let scene = result.scene else { return (result, "") }
    let again = SceneLoader.load(text: scene.resolvedText, file: "b.fleet.yaml")
    #expect(again.scene?.robots[0].spawn.poses == scene.robots[0].spawn.poses)
    #expect(again.scene?.world.obstacles == scene.world.obstacles)
    #expect(again.scene?.world.frame == scene.world.frame)
    return (result, scene.resolvedText)
  }

  @Test(
    "places beside a UTM origin are exact to a millimetre, and what is resolved says the offset")
  func utm() throws {
    let (result, resolved) = Self.scene(
      origin: "[500000, 5000000, 0]",
      world: "  obstacles: [{rect: [500002 m, 5000002 m, 500003.125 m, 5000004 m]}]\n"
        + "  zones: [{name: z, kind: area, area: {rect: [500001 m, 5000001 m, 500002 m, 5000002 m]}}]\n",
      pose: "[500003.123 m, 5000004.877 m, 30 deg]", point: "[500008.5 m, 5000004.25 m]")
    let scene = try #require(result.scene, "\(messages(result))")
    let pose = scene.robots[0].spawn.poses[0]
    #expect((Vec2(pose.x, pose.y) - Vec2(3.123, 4.877)).length < 1e-5)
    #expect(scene.world.bounds == AABB(lower: .zero, upper: Vec2(20, 10)))
    #expect(scene.world.obstacles[0][2] == Vec2(3.125, 4))
    #expect(scene.world.zones[0].area == AABB(lower: Vec2(1, 1), upper: Vec2(2, 2)))
    let task = try #require(scene.tasks[0].kind as? PointTask, "the task is no list of points")
    #expect(task.jobs == [[Vec2(8.5, 4.25)]])
    #expect(resolved.contains("(x, y) + (500000, 5000000) m"))
    #expect(resolved.contains("500003.123 m"))
  }

  @Test("what lies outside is told in the frame that the scene speaks in")
  func outside() {
    let (result, _) = Self.scene(
      origin: "[500000, 5000000, 0]", pose: "[3 m, 4 m, 0 deg]", point: "[500008 m, 5000004 m]")
    #expect(messages(result).contains("[500000, 5000000, 500020, 5000010] m"))
  }

  @Test("beside a turned map poses and points are turned into the map's own axes")
  func turned() throws {
    let (result, _) = Self.scene(
      origin: "[100, 50, 0.3]", world: "  obstacles: [{rect: [101 m, 55 m, 103 m, 56 m]}]\n",
      pose: "[101.683929 m, 54.707907 m, 0.5 rad]",
      point: "[101.683929 m, 54.707907 m]")
    let scene = try #require(result.scene, "\(messages(result))")
    let pose = scene.robots[0].spawn.poses[0]
    #expect((Vec2(pose.x, pose.y) - Vec2(3, 4)).length < 1e-5)
    #expect((pose.z - 0.2).magnitude < 1e-6)
    // The box keeps its size and is turned back by the yaw.
    let box = scene.world.obstacles[0]
    #expect(box.count == 4)
    #expect(((box[1] - box[0]).length - 2).magnitude < 1e-4)
    let angle = arctangent((box[1] - box[0]).y, (box[1] - box[0]).x)
    #expect((angle + 0.3).magnitude < 1e-4)
  }

  @Test("a rectangle of a zone beside a turned map is refused, and frame: map is the way out")
  func turnedZone() throws {
    let zone = "  zones: [{name: z, kind: area, area: {rect: [1 m, 1 m, 3 m, 3 m]}}]\n"
    let (result, _) = Self.scene(
      origin: "[0, 0, 0.3]", world: zone, pose: "[3 m, 4 m, 0 deg]", point: "[3 m, 4 m]")
    #expect(result.scene == nil)
    #expect(messages(result).contains("write 'frame: map' under world.map"))
    let (other, _) = Self.scene(
      origin: "[0, 0, 0.3]", frame: ", frame: map", world: zone, pose: "[3 m, 4 m, 0 deg]",
      point: "[3 m, 4 m]")
    let scene = try #require(other.scene, "\(messages(other))")
    #expect(scene.world.zones[0].area == AABB(lower: Vec2(1, 1), upper: Vec2(3, 3)))
    #expect(scene.world.frame.yaw == 0.3 && scene.robots[0].spawn.poses[0].x == 3)
  }
}
