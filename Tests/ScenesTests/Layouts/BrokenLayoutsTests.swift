import Scenes
import SimCore
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
      for trial in 0..<60 {
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
  static let sound: [(file: String, text: String)] = [
    ("a.building.yaml", RMFImportTests.building)
  ]

  private static func building(_ title: String, _ text: String, _ expected: String) -> BrokenLayout
  {
    BrokenLayout(title: title, file: "a.building.yaml", text: text, expected: expected)
  }

  /// Broken buildings of Open-RMF.
  static let buildings: [BrokenLayout] = [
    building(
      "what is no layout", "hello: world\n",
      """
      a.building.yaml:1:1: error: this is no layout that can be read; expected a building of Open-RMF (building.yaml)
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
