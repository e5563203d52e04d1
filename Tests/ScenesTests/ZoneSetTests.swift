import Navigation
import SimCore
import TestSupport
import Testing

@testable import Scenes

@Suite("Zone sets")
struct ZoneSetTests {
  private static let scene = """
    fleet: 1
    world:
      size: [20 m, 10 m]
      zones:
        - {name: in, kind: station, area: {rect: [1 m, 1 m, 3 m, 3 m]}}
        - {name: out, kind: station, area: {rect: [17 m, 1 m, 19 m, 3 m]}}
      traffic: {zone_set: zones.json}
    robots:
      cart: {count: 1, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
    tasks:
      - {name: move, from: in, to: out, rate: 1 /min}
    run: {duration: 60 s}

    """

  private static func vertices(_ x: Double, _ y: Double, _ side: Double) -> String {
    let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    return "[" + corners.map { "{\"x\": \($0.0), \"y\": \($0.1)}" }.joined(separator: ", ") + "]"
  }

  /// Zones as the standard writes them, one a line from line 3 on.
  private static func message(_ zones: [String]) -> String {
    """
    {"headerId": 1, "timestamp": "2026-11-29T00:00:00Z", "version": "3.0.0", "manufacturer": "a", "serialNumber": "b",
     "zoneSet": {"mapId": "m", "zoneSetId": "s", "zones": [
    \(zones.joined(separator: ",\n"))
    ]}}

    """
  }

  private static let sound = [
    "{\"zoneId\": \"slow\", \"zoneType\": \"SPEED_LIMIT\", \"maximumSpeed\": 0.5, \"vertices\": \(vertices(4, 4, 2))}",
    "{\"zoneId\": \"dear\", \"zoneType\": \"PENALTY\", \"penaltyFactor\": 0.75, \"vertices\": \(vertices(8, 4, 2))}",
    "{\"zoneId\": \"shut\", \"zoneType\": \"BLOCKED\", \"vertices\": \(vertices(12, 4, 2))}",
    "{\"zoneId\": \"way\", \"zoneType\": \"DIRECTED\", \"direction\": 0, \"directedLimitation\": \"SOFT\", "
      + "\"vertices\": \(vertices(15, 4, 2))}",
  ]

  private func load(_ json: String, _ scene: String = scene) throws -> SceneLoadResult {
    let folder = try SceneFolder([("a.fleet.yaml", scene), ("zones.json", json)])
    return SceneLoader.load(path: folder.path + "a.fleet.yaml")
  }

  @Test("penalties, limits and blocked areas are taken over, and the rest is told")
  func sound() throws {
    let result = try load(Self.message(Self.sound))
    let world = try #require(result.scene?.world, "\(messages(result))")
    #expect(world.traffic.zones.map(\.name) == ["slow", "dear"])
    #expect(world.traffic.zones.map(\.effect) == [.speedLimit(0.5), .penalty(0.75)])
    #expect(world.obstacles.count == 1)
    let said = messages(result)
    #expect(
      said.contains(
        "zones.json:6:31: warning: zones of type DIRECTED not taken over: robots obey PENALTY, SPEED_LIMIT and "
          + "BLOCKED"), "\(said)")
    // What stands at 'zoneSet' alone is read, too.
    let bare = "{\"mapId\": \"m\", \"zoneSetId\": \"s\", \"zones\": [\(Self.sound[0])]}"
    #expect(try load(bare).scene?.world.traffic.zones.count == 1)
    #expect(try load(Self.message([])).scene?.world.traffic.zones.isEmpty == true)
  }

  @Test("places are those of the frame that the map publishes")
  func frame() throws {
    let scene = Self.scene.replacing(
      "size: [20 m, 10 m]", with: "map: {file: map.yaml}")
    var map = "P2\n20 10\n255\n"
    for _ in 0..<200 { map += "255 " }
    let folder = try SceneFolder([
      (
        "a.fleet.yaml",
        scene.replacing("1 m, 1 m, 3 m, 3 m", with: "500001 m, 1 m, 500003 m, 3 m")
          .replacing("17 m, 1 m, 19 m, 3 m", with: "500017 m, 1 m, 500019 m, 3 m")
      ),
      ("map.pgm", map),
      (
        "map.yaml",
        "image: map.pgm\nresolution: 1\norigin: [500000, 0, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.2\n"
      ),
      (
        "zones.json",
        Self.message([
          Self.sound[0].replacing("\"x\": 4.0", with: "\"x\": 500004.0")
            .replacing("\"x\": 6.0", with: "\"x\": 500006.0")
        ])
      ),
    ])
    let result = SceneLoader.load(path: folder.path + "a.fleet.yaml")
    let world = try #require(result.scene?.world, "\(messages(result))")
    let corners = try #require(world.traffic.zones.first?.corners)
    #expect(corners.allSatisfy { world.bounds.contains($0) })
    let place = world.frame.published(corners[0])
    #expect((place.x - 500_004).magnitude < 0.01 && (place.y - 4).magnitude < 0.01)
  }

  @Test(
    "every mistake is told with its place",
    arguments: [
      (
        "\"zoneType\": \"PENALTY\"", "\"zoneType\": \"PENALITY\"",
        "zone 'dear' has the unknown type 'PENALITY'; did you mean 'PENALTY'?"
      ),
      (
        "\"penaltyFactor\": 0.75", "\"penaltyFactor\": 75",
        "the 'penaltyFactor' of zone 'dear' must be a number from 0 to 1, found '75'"
      ),
      (
        "\"penaltyFactor\": 0.75, ", "", "zone 'dear' is of type PENALTY and has no 'penaltyFactor'"
      ),
      (
        "\"maximumSpeed\": 0.5", "\"maximumSpeed\": 0",
        "the 'maximumSpeed' of zone 'slow' must be a number from 0.01 to 1000, found '0'"
      ),
      ("\"zoneId\": \"dear\", ", "", "zone 2 has no 'zoneId'"),
      ("\"zoneId\": \"dear\"", "\"zoneId\": \"slow\"", "another zone of the set is called 'slow'"),
      (
        "{\"x\": 8.0, \"y\": 4.0}, ", "",
        ""
      ),
      (
        "{\"x\": 8.0, \"y\": 4.0}, {\"x\": 10.0, \"y\": 4.0}, ", "",
        "zone 'dear' has 2 vertices; expected 3 to 1000"
      ),
      (
        "{\"x\": 8.0, \"y\": 4.0}", "{\"x\": 8.0, \"z\": 4.0}", "vertex 1 of zone 'dear' has no 'y'"
      ),
      (
        "{\"x\": 10.0, \"y\": 6.0}, {\"x\": 8.0, \"y\": 6.0}",
        "{\"x\": 8.0, \"y\": 6.0}, {\"x\": 10.0, \"y\": 6.0}",
        "the vertices of zone 'dear' are no simple polygon: the side from vertex 4 meets the one from vertex 2"
      ),
      (
        "\"zones\": [", "\"zone\": [",
        "this is no zone set of VDA 5050: it has no 'zones', but 'zone'"
      ),
      ("]}}", "]}", "expected ',' or '}' in the object"),
    ])
  func mistake(old: String, new: String, expected: String) throws {
    let text = Self.message(Self.sound)
    #expect(text.contains(old))
    let result = try load(text.replacing(old, with: new))
    let said = messages(result)
    if expected.isEmpty {
      #expect(result.scene != nil, "a triangle is a zone: \(said)")
    } else {
      #expect(result.scene == nil)
      #expect(said.contains("zones.json:") && said.contains("error: \(expected)"), "\(said)")
    }
  }

  @Test("a file that is not there, and zones beside the floor, are told")
  func outside() throws {
    let folder = try SceneFolder([("a.fleet.yaml", Self.scene)])
    let missing = messages(SceneLoader.load(path: folder.path + "a.fleet.yaml"))
    #expect(missing.contains("error: cannot read the zone set"))
    let far = Self.sound[0].replacing("\"x\": 4.0", with: "\"x\": 104.0")
      .replacing("\"x\": 6.0", with: "\"x\": 106.0")
    let said = messages(try load(Self.message([far])))
    #expect(
      said.contains("warning: 1 of 1 zones, such as 'slow', lie outside the workspace"), "\(said)")
  }
}
