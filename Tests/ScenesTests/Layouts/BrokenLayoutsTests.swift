import Scenes
import SimCore
import TestSupport
import Testing

/// A layout with a mistake, and all that is said about it.
struct BrokenLayout: CustomTestStringConvertible, Sendable {
  var title: String
  var file: String
  var text: String
  var expected: String
  var testDescription: String { title }
}

@Suite("LayoutImporter on broken files")
struct BrokenLayoutsTests {
  @Test("each mistake is named with its place", arguments: BrokenLayout.buildings)
  func mistake(_ broken: BrokenLayout) {
    let folder = MapFolder([(name: broken.file, bytes: Array(broken.text.utf8))])
    let (scene, text) = folder.importLayout([broken.file])
    #expect(text == broken.expected)
    #expect(scene == nil)
  }

  /// A format, a change to its sound file, and what is said: place and message of each mistake.
  struct Change: CustomTestStringConvertible, Sendable {
    var file: String
    var old: String
    var new: String
    var expected: [String]
    var testDescription: String { "\(file): \(new)" }
  }

  @Test("each mistake of the other formats is named with its place", arguments: changes)
  func change(_ change: Change) throws {
    let text = try #require(LayoutSamples.all.first { $0.file == change.file }).text
    #expect(text.contains(change.old), "the sample has changed")
    let broken =
      change.old.isEmpty
      ? change.new : text.replacing(change.old, with: change.new, maxReplacements: 1)
    let folder = MapFolder([(name: change.file, bytes: Array(broken.utf8))])
    let (scene, said) = folder.importLayout([change.file])
    #expect(scene == nil)
    let errors = said.split(separator: "\n").filter { $0.contains(": error: ") }.map(String.init)
    #expect(errors == change.expected)
  }

  @Test("a file of 50 MB is refused at once")
  func huge() {
    let start = "levels:\n  L1:\n    vertices:\n"
    let line = "      - [1, 2, 0, \"\"]\n"
    let bytes = Array(start.utf8) + Array(String(repeating: line, count: 50_000_000 / 22).utf8)
    let folder = MapFolder([(name: "a.building.yaml", bytes: bytes)])
    let (scene, text) = folder.importLayout(["a.building.yaml"])
    #expect(scene == nil)
    #expect(
      text.contains(
        "a.building.yaml:1:1: error: the file has \(bytes.count) bytes; a layout may have 16777216")
    )
  }

  @Test("damaged files end in a scene or in an error, never in a crash", arguments: 0..<4)
  func damage(round: Int) {
    for (file, text) in BrokenLayout.sound {
      for trial in 0..<25 {
        var stream = RandomStream(seed: 9, index: round, step: trial, purpose: .tooling)
        var bytes = Array(text.utf8)
        for _ in 0..<1 + Int(stream.next32() % 4) where !bytes.isEmpty {
          let at = Int(stream.next32() % UInt32(bytes.count))
          switch stream.next32() % 5 {
          case 0: bytes[at] = UInt8(truncatingIfNeeded: stream.next32())
          case 1: bytes.remove(at: at)
          case 2: bytes.insert(UInt8(truncatingIfNeeded: stream.next32()), at: at)
          case 3: bytes[at] = UInt8(ascii: "9")
          default: bytes.removeLast(bytes.count - at)
          }
        }
        let folder = MapFolder([(name: file, bytes: bytes)])
        let (scene, said) = folder.importLayout([file])
        #expect((scene == nil) == said.contains("error: "), "\(said)")
        // What is written can be read again, whatever was in the file.
        if let scene {
          let loaded = SceneLoader.load(text: scene.text, file: "a.fleet.yaml")
          #expect(loaded.scene != nil, "\(scene.text)\n\(loaded.diagnostics)")
        }
      }
    }
  }
}

extension BrokenLayout {
  /// Files without a mistake, to be damaged.
  static let sound: [(file: String, text: String)] =
    [
      ("a.building.yaml", RMFImportTests.building)
    ] + LayoutSamples.all

  private static func building(_ title: String, _ text: String, _ expected: String) -> BrokenLayout
  {
    BrokenLayout(title: title, file: "a.building.yaml", text: text, expected: expected)
  }

  /// Broken buildings of Open-RMF.
  static let buildings: [BrokenLayout] = [
    building(
      "what is no layout", "hello: world\n",
      """
      a.building.yaml:1:1: error: this is neither a building of Open-RMF (it has no key 'levels') nor the configuration of a fleet (no key 'rmf_fleet')
      hello: world
      ^

      """),
    building(
      "a file that is cut off", "levels:\n  L1:\n    vertices:\n      - [1, 2, 0, \"a",
      """
      a.building.yaml:4:19: error: the text ends inside a quoted value
            - [1, 2, 0, "a
                        ^

      """),
    building(
      "places on the globe",
      "coordinate_system: wgs84\nlevels:\n  L1:\n    vertices: [[8, 47, 0, a]]\n    walls: []\n",
      """
      a.building.yaml:1:20: error: places on the globe ('wgs84') are not read; export the building in metres (cartesian_meters) or over a drawing (reference_image)
      coordinate_system: wgs84
                         ^~~~~

      """),
    building(
      "a coordinate system that there is not",
      "coordinate_system: cartesian_metres\nlevels:\n  L1:\n    vertices: [[8, 47, 0, a]]\n",
      """
      a.building.yaml:1:20: error: the coordinate system 'cartesian_metres' is not known; expected reference_image or cartesian_meters; did you mean 'cartesian_meters'?
      coordinate_system: cartesian_metres
                         ^~~~~~~~~~~~~~~~

      """),
    building(
      "all mistakes of a level at once",
      """
      levels:
        L1:
          vertices:
            - [0, 0, 0, a]
            - [north, 0, 0, b]
            - [1, 2]
            - [4, 0, 0, c, {is_charger: true, is_parking_spot: [4, maybe], x: [7, 1]}]
          walls:
            - [0, 9]
            - [0, three]
          measurments:
            - [0, 3, {distance: [3, 1]}]

      """,
      """
      a.building.yaml:5:10: error: the x of vertex 1 must be a number from -10000000 to 10000000, found 'north'
            - [north, 0, 0, b]
               ^~~~~
      a.building.yaml:6:9: error: vertex 2 must be a list of x, y, elevation, a name and properties, found a list
            - [1, 2]
              ^
      a.building.yaml:7:35: error: the property 'is_charger' of vertex 3 must be a type and a value, such as [4, true], found 'true'
            - [4, 0, 0, c, {is_charger: true, is_parking_spot: [4, maybe], x: [7, 1]}]
                                        ^~~~
      a.building.yaml:7:62: error: the property 'is_parking_spot' of vertex 3 must be true or false, found 'maybe'
            - [4, 0, 0, c, {is_charger: true, is_parking_spot: [4, maybe], x: [7, 1]}]
                                                                   ^~~~~
      a.building.yaml:7:74: error: the type '7' of the property 'x' is not known; expected 1 (text), 2 (whole number), 3 (number) or 4 (true or false)
            - [4, 0, 0, c, {is_charger: true, is_parking_spot: [4, maybe], x: [7, 1]}]
                                                                               ^
      a.building.yaml:9:13: error: wall 0 leads to vertex '9'; this level has 4 (0 to 3)
            - [0, 9]
                  ^
      a.building.yaml:10:13: error: wall 1 leads to vertex 'three'; this level has 4 (0 to 3)
            - [0, three]
                  ^~~~~
      a.building.yaml:11:5: warning: the key 'measurments' is not known and not used; did you mean 'measurements'?
          measurments:
          ^~~~~~~~~~~

      """),
    building(
      "a measurement in millimetres",
      "levels:\n  L1:\n    vertices: [[0, 0, 0, a], [100, 0, 0, b]]\n    walls: [[0, 1]]\n    measurements: [[0, 1, {distance: [3, 12000]}]]\n",
      """
      a.building.yaml:5:19: error: this level is 12,000 m wide; is a measurement in another unit than metres?
          measurements: [[0, 1, {distance: [3, 12000]}]]
                        ^

      """),
    building(
      "a configuration without its building", "rmf_fleet:\n  name: a\n",
      """
      a.building.yaml:1:1: error: no building is given beside this configuration of a fleet; name its building.yaml too
      rmf_fleet:
      ^
      a.building.yaml:2:3: warning: radius, top speed, acceleration, turn rate, mass, capacity of the battery: not said here; usual figures are assumed
        name: a
        ^

      """),
  ]
}

extension BrokenLayoutsTests {
  /// Changes that break a sound layout.
  static let changes: [Change] = [
    Change(
      file: "yard.lif.json", old: "\"theta\": 0.0", new: "\"theta\": 90.0",
      expected: [
        "yard.lif.json:9:72: error: the theta of node 'b' must be in radians from −π to π, found '90.0'; is it "
          + "in degrees? 90° are 1.5708"
      ]),
    Change(
      file: "yard.lif.json", old: "\"vehicleOrientation\": 0.0",
      new: "\"vehicleOrientation\": -3.2",
      expected: [
        "yard.lif.json:17:85: error: the vehicleOrientation of edge 'ab' must be in radians from −π to π, "
          + "found '-3.2'; is it in degrees? -3.2° are -0.0559"
      ]),
    Change(
      file: "yard.lif.json", old: "\"startNodeId\": \"b\"", new: "\"startNodeId\": \"bb\"",
      expected: [
        "yard.lif.json:18:39: error: the startNodeId of edge 'bc' is 'bb', which no node has; did you mean 'b'?"
      ]),
    Change(
      file: "yard.lif.json", old: "\"nodeId\": \"c\"", new: "\"nodeId\": \"a\"",
      expected: [
        "yard.lif.json:10:18: error: a second node has the nodeId 'a'",
        "yard.lif.json:18:57: error: the endNodeId of edge 'bc' is 'c', which no node has; did you mean 'a'?",
        "yard.lif.json:20:39: error: the startNodeId of edge 'cd' is 'c', which no node has; did you mean 'a'?",
      ]),
    Change(
      file: "yard.lif.json", old: "\"x\": 4.0", new: "\"x\": \"east\"",
      expected: [
        "yard.lif.json:8:45: error: the x of node 'b' must be a number from -10000000 to 10000000, found 'east'",
        "yard.lif.json:16:57: error: the endNodeId of edge 'ab' is 'b', which no node has; did you mean 'a'?",
        "yard.lif.json:18:39: error: the startNodeId of edge 'bc' is 'b', which no node has; did you mean 'a'?",
        "yard.lif.json:29:50: error: interactionNodeIds of station 's2' is 'b', which no node has; did you "
          + "mean 'a'?",
      ]),
    Change(
      file: "loop.geojson", old: "\"endid\": 3", new: "\"endid\": 30",
      expected: ["loop.geojson:16:73: error: the endid of edge 12 is 30, which no node has"]),
    Change(
      file: "loop.geojson", old: "\"type\": \"LineString\"", new: "\"type\": \"Polygon\"",
      expected: [
        "loop.geojson:15:27: error: the geometry 'Polygon' is not known; expected Point, LineString or "
          + "MultiLineString"
      ]),
    Change(
      file: "loop.geojson", old: "{\"id\": 1}", new: "{\"id\": 1",
      expected: ["loop.geojson:8:5: error: expected a key in quotes"]),
    Change(
      file: "plant.xml", old: "destinationPoint=\"P3\"", new: "destinationPoint=\"P33\"",
      expected: [
        "plant.xml:18:63: error: the destinationPoint of path 'P2 --- P3' is 'P33', which no point is; did you "
          + "mean 'P3'?"
      ]),
    Change(
      file: "plant.xml", old: "type=\"PARK_POSITION\"", new: "type=\"PARKING\"",
      expected: [
        "plant.xml:15:45: error: the type 'PARKING' of point 'Park' is not known; expected HALT_POSITION or "
          + "PARK_POSITION"
      ]),
    Change(
      file: "plant.xml", old: "</model>", new: "",
      expected: ["plant.xml:3:2: error: the file ends inside this element 'model'"]),
    Change(
      file: "plant.xml", old: "&amp;", new: "&lol;",
      expected: ["plant.xml:42:21: error: the entity '&lol;' is not known"]),
    Change(
      file: "plant.xml", old: "<model", new: "<!DOCTYPE a [<!ENTITY lol \"lol\">]><model",
      expected: ["plant.xml:3:1: error: document types are not read here"]),
    Change(
      file: "hall.dxf", old: "\nLINE\n", new: "\nLINE\nx\n",
      expected: ["hall.dxf:43:1: error: expected a group code (a whole number), found 'x'"]),
    Change(
      file: "hall.dxf", old: "\n0\nEOF\n", new: "\n",
      expected: [
        "hall.dxf:90:8: error: the file ends before its end ('0', 'EOF'); it is cut off or no DXF"
      ]),
    Change(
      file: "hall.dxf", old: "$INSUNITS", new: "$OTHER",
      expected: [
        "hall.dxf:1:1: error: the drawing does not say its unit ($INSUNITS); say it with --unit, such as "
          + "--unit mm"
      ]),
    Change(
      file: "hall.dxf", old: "\n40\n300\n", new: "\n40\n-300\n",
      expected: ["hall.dxf:54:1: error: the radius of this CIRCLE must be above 0"]),
    Change(
      file: "rooms.wkt", old: "POLYGON ((0 0", new: "SRID=4326;POLYGON ((0 0",
      expected: [
        "rooms.wkt:1:1: error: the places are in degrees (EPSG:4326); project them to metres before, such as with "
          + "ST_Transform"
      ]),
    Change(
      file: "yard.lif.json", old: "\"lifVersion\": \"1.0.0\"},\n  \"layouts\"",
      new: "\"lifVersion\": \"2.0.0\"},\n  \"origins\"",
      expected: [
        "yard.lif.json:2:89: error: LIF version '2.0.0' is not read; export the layout as version 1.0"
      ]),
    Change(
      file: "rooms.wkt", old: "0 8, 0 0)", new: "0 8, 0 1)",
      expected: [
        "rooms.wkt:1:1: error: a ring of this shape has 5 points and does not end where it begins"
      ]),
    Change(
      file: "rooms.wkt", old: "LINESTRING", new: "LINESTRIN",
      expected: [
        "rooms.wkt:2:1: error: expected a shape such as POLYGON, found 'LINESTRIN'; did you mean 'LINESTRING'?"
      ]),
    Change(
      file: "rooms.wkt", old: "3 2 0)", new: "3 two 0)",
      expected: ["rooms.wkt:2:24: error: expected a number, found 't'"]),
  ]
}
