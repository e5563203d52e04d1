import Scenes
import SimCore
import Testing

/// ROS maps as they are written in the world: settings, modes, places.
@Suite("ROS maps")
struct ROSMapTests {
  /// Six shades, all different in meaning, so that a shifted or turned map is seen.
  static let picture = utf8("P2\n3 2\n255\n254 0 254\n0 254 205\n")
  /// Where that is occupied, bottom row first; 205 is unknown.
  static let occupied = [true, false, true, false, true, false]

  static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

  static func load(
    _ yaml: String, _ picture: [UInt8] = picture, name: String = "a.pgm",
    keepsMapFrame: Bool = false
  ) -> (map: ImportedMap?, text: String) {
    let folder = MapFolder([(name: "m.yaml", bytes: utf8(yaml)), (name: name, bytes: picture)])
    return folder.load("m.yaml", keepsMapFrame: keepsMapFrame)
  }

  static let usual = """
    image: a.pgm
    resolution: 0.5
    origin: [-2.0, -1.0, 0.0]
    negate: 0
    occupied_thresh: 0.65
    free_thresh: 0.196

    """

  private static let settingsTexts: [String] = [
    usual,
    """
    image: a.pgm
    resolution: 0.5
    origin:
    - -2.0
    - -1.0
    - 0.0
    negate: 0
    occupied_thresh: 0.65
    free_thresh: 0.196
    """,
    """
    image: a.pgm
    resolution: 0.5
    origin: [-2.0,
             -1.0, 0.0]
    negate: false
    occupied_thresh: 0.65
    free_thresh: 0.196

    """,
    """
    %YAML 1.1
    ---
    "image": 'a.pgm' # comment
    'resolution': "5e-1"
    "origin": [-2, -1, 0] # x, y, yaw
    negate: No
    mode: Trinary
    occupied_thresh: .65
    free_thresh: 1.96e-1
    ...

    """,
    """
    {image: a.pgm, resolution: 0.5, origin: [-2.0, -1.0, 0.0], negate: OFF, mode: ~,
      occupied_thresh: 0.65, free_thresh: 0.196}

    """,
    """
    image:\t\ta.pgm
    resolution: !!float 0.5
    origin: !!python/tuple [-2.0, -1.0, 0.0]
    negate: !!bool false
    occupied_thresh: 0.65
    free_thresh: 0.196
    mode: TRINARY

    """,
    "\u{FEFF}" + usual.replacing("\n", with: "\r\n"),
    """
    image: >-
      a.pgm
    resolution: 0.5
    origin: &o
      - -2
      - -1
      - 0
    negate: 0
    occupied_thresh: 0.65
    free_thresh: 0.196

    """,
  ]

  @Test("the settings are the same however a YAML writer writes them", arguments: settingsTexts)
  func spellings(yaml: String) throws {
    let (map, text) = Self.load(yaml)
    let grid = try #require(map, "\(text)").grid
    #expect(grid.columns == 3 && grid.rows == 2 && grid.cellSize == 0.5)
    #expect(grid.origin == Vec2(-2, -1))
    #expect(grid.isOccupied == Self.occupied)
    #expect(text.contains("1 of the map's 6 cells (17 %) are unknown; they count as occupied"))
  }

  @Test("thresholds that are left out are those of map_server, and a shade of 205 is spoken of")
  func defaults() throws {
    let (map, text) = Self.load("image: a.pgm\nresolution: 0.5\norigin: [0, 0, 0]\n")
    #expect(try #require(map).grid.isOccupied[2] == false)
    #expect(text.contains("1 of the map's 6 cells (17 %) have the shade 205"))
  }

  @Test("an unknown key is a warning at its place")
  func unknownKey() throws {
    let (map, text) = Self.load(Self.usual + "negated: 1\n")
    #expect(map != nil)
    #expect(
      text.contains(
        "m.yaml:7:1: warning: the key 'negated' is not known and not used; did you mean 'negate'?"))
  }

  @Test("a path that starts with ~/ is in the user's home, and one with blanks is a path")
  func paths() throws {
    let (_, text) = Self.load("image: ~/no-such-map-here.pgm\nresolution: 1\norigin: [0, 0, 0]\n")
    #expect(text.contains("/no-such-map-here.pgm' cannot be read") && !text.contains("'~/"))
    let (map, _) = Self.load(
      "image: my map ü.pgm\nresolution: 1\norigin: [0, 0, 0]\n", name: "my map ü.pgm")
    #expect(map != nil)
  }

  // MARK: Modes

  /// Shades on both sides of every threshold: p = 0, 0.196, 0.204, 0.647, 0.651, 1.
  static let grades = utf8("P2\n6 1\n255\n255 205 203 90 89 0\n")

  private static let modeTable: [(String, String, String, String, [Bool])] = [
    ("trinary", "0", "0.65", "0.2", [false, false, true, true, true, true]),
    ("trinary", "1", "0.65", "0.2", [true, true, true, true, true, false]),
    ("trinary", "0", "0.2", "0.2", [false, false, true, true, true, true]),
    ("trinary", "0", "1.0", "0.0", [true, true, true, true, true, true]),
    ("scale", "0", "0.65", "0.2", [false, false, false, false, true, true]),
    ("scale", "0", "1.0", "0.0", [false, false, false, false, false, true]),
    ("raw", "0", "0.65", "0.2", [true, true, true, true, true, false]),
  ]

  @Test(
    "modes mean what map_server means: both thresholds exclude", arguments: modeTable.indices)
  func modes(index: Int) throws {
    let (mode, negate, occupied, free, expected) = Self.modeTable[index]
    let (map, text) = Self.load(
      "image: a.pgm\nresolution: 1\norigin: [0, 0, 0]\nnegate: \(negate)\nmode: \(mode)\n"
        + "occupied_thresh: \(occupied)\nfree_thresh: \(free)\n", Self.grades)
    #expect(try #require(map, "\(text)").grid.isOccupied == expected)
    if mode == "trinary", occupied == "0.65", negate == "0" {
      #expect(text.contains("2 of the map's 6 cells (33 %) are unknown"))
    }
    if mode == "scale", occupied == "1.0" { #expect(text.contains("4 of the map's 6 cells")) }
    if mode == "raw" { #expect(text.contains("3 of the map's 6 cells (50 %) are unknown")) }
  }

  // MARK: Pictures

  /// A PGM from its header and its raster.
  private static func pgm(_ header: String, _ raster: [UInt8]) -> [UInt8] { utf8(header) + raster }

  private static let raster: [UInt8] = [254, 0, 254, 0, 254, 205]
  private static let wideRaster: [UInt8] = [254, 1, 0, 0, 254, 1, 0, 0, 254, 1, 205, 205]

  private static let soundPictures: [[UInt8]] = [
    utf8("P2 # comment\n# another\n3 2\n100\n100 0 100\n0 100 80\n"),
    utf8("P2\n3\n2\n65535\n65535 0 65535\n0 65535 52685"),
    pgm("P5\n# CREATOR: map.cpp 0.050 m/pix\n3 2\n255\n", raster),
    pgm("P5 3 2 65535 ", wideRaster),
    pgm("P5\r3 2\r255\r", raster),
  ]

  @Test(
    "a PGM is the same map with any largest shade, in text or bytes",
    arguments: soundPictures.indices)
  func depths(index: Int) throws {
    let (map, text) = Self.load(Self.usual, Self.soundPictures[index])
    #expect(try #require(map, "\(text)").grid.isOccupied == Self.occupied)
  }

  private static let brokenPictures: [(picture: [UInt8], message: String)] = [
    (
      pgm("P5\r\n3 2\r\n255\r\n", raster),
      "a.pgm:3:1: error: the header's lines end with CR LF, which would shift the map by a cell"
    ),
    (
      pgm("P5\n3 2\n255\n", raster + [10]),
      "a.pgm:3:1: error: 1 byte follows the 6 bytes of the picture's 3 × 2 cells"
    ),
    (
      pgm("P5\n3 2\n255\n", [254, 0, 254, 0, 254]),
      "a.pgm:3:1: error: the picture ends after 5 of 6 bytes of its 3 × 2 cells"
    ),
    (
      pgm("P5\n3 2\n100\n", [0, 0, 0, 0, 101, 0]),
      "a.pgm:3:1: error: the picture has a shade of 101 in row 2, column 2"
    ),
    (
      utf8("P2\n3 2\n255\n254 0 254\n0 254 205\n7\n"),
      "a.pgm:6:1: error: more follows the picture's 3 × 2 cells: '7'"
    ),
    (utf8("P6\n3 2\n255\n"), "a.pgm:1:1: error: this is no PGM or PNG picture"),
    (utf8("BM3 2"), "m.yaml:1:8: error: the picture 'a.pgm' is a BMP file, which is not read"),
  ]

  @Test(
    "bytes too many are an error that says so, not a map shifted by a cell",
    arguments: brokenPictures.indices)
  func surplus(index: Int) {
    let (map, text) = Self.load(Self.usual, Self.brokenPictures[index].picture)
    #expect(map == nil && text.contains(Self.brokenPictures[index].message), "\(text)")
  }

  @Test("a picture of line ends only costs no more than one of anything else")
  func lineEnds() throws {
    let picture = Self.utf8("P5\n2500 2000\n255\n") + [UInt8](repeating: 10, count: 5_000_000)
    let (map, _) = Self.load(Self.usual, picture)
    #expect(try #require(map).grid.isOccupied.count == 5_000_000)
  }

  // MARK: Places

  @Test(
    "a quarter turn turns the cells about the map's lower left corner",
    arguments: [("0", 0), ("1.5708", 1), ("3.14159", 2), ("-1.5708", 3), ("1.57", 1)])
  func quarters(yaw: String, quarters: Int) throws {
    let (map, text) = Self.load(
      "image: a.pgm\nresolution: 0.5\norigin: [-2, -1, \(yaw)]\noccupied_thresh: 0.65\n"
        + "free_thresh: 0.196\n")
    let found = try #require(map, "\(text)")
    #expect(found.frame == .identity)
    #expect(text.contains("is taken as 90°") == (yaw == "1.57"))
    let rotation = [Vec2(1, 0), Vec2(0, 1), Vec2(-1, 0), Vec2(0, -1)][quarters]
    for row in 0..<2 {
      for column in 0..<3 {
        let local = Vec2(Float(column) + 0.5, Float(row) + 0.5) * 0.5
        let place =
          Vec2(-2, -1)
          + Vec2(
            rotation.x * local.x - rotation.y * local.y,
            rotation.y * local.x + rotation.x * local.y)
        let cell = ((place - found.grid.origin) / 0.5).rounded(.down)
        #expect(
          found.grid.isFree(column: Int(cell.x), row: Int(cell.y))
            != Self.occupied[row * 3 + column])
      }
    }
  }

  @Test("any other yaw gives the world the map's own axes, and places can be given back")
  func anyYaw() throws {
    let (map, text) = Self.load(
      Self.usual.replacing("[-2.0, -1.0, 0.0]", with: "[500000.25, 5e6, 0.3]"))
    let found = try #require(map, "\(text)")
    #expect(found.grid.origin == .zero)
    #expect(found.frame == MapFrame(offsetX: 500000.25, offsetY: 5e6, yaw: 0.3))
    // (3, 4) m along the map's sides is (3 cos − 4 sin, 3 sin + 4 cos) from its corner.
    let place = found.frame.published(Vec2(3, 4))
    #expect((place.x - 500000.25 - 1.683929).magnitude < 1e-5)
    #expect((place.y - 5e6 - 4.707907).magnitude < 1e-5)
    let back = found.frame.world(x: place.x, y: place.y)
    #expect((back.x - 3).magnitude < 1e-6 && (back.y - 4).magnitude < 1e-6)
  }

  @Test(
    "an origin far away is subtracted in whole metres, a near one stays",
    arguments: [
      ("[500000.25, 5000000.5, 0]", 500000.0, 5000000.0, Vec2(0.25, 0.5)),
      ("[-512345.75, 5, 0]", -512346.0, 5.0, Vec2(0.25, 0)),
      ("[2000, -1500.5, 0]", 0.0, 0.0, Vec2(2000, -1500.5)),
    ])
  func far(origin: String, x: Double, y: Double, corner: Vec2) throws {
    let (map, text) = Self.load(Self.usual.replacing("[-2.0, -1.0, 0.0]", with: origin))
    let found = try #require(map, "\(text)")
    #expect(found.frame == MapFrame(offsetX: x, offsetY: y, yaw: 0))
    #expect(found.grid.origin == corner)
  }

  @Test("in the map's own frame the picture's lower left corner is the origin")
  func mapFrame() throws {
    let (map, _) = Self.load(
      Self.usual.replacing("-1.0, 0.0]", with: "-1.0, 0.3]"), keepsMapFrame: true)
    let found = try #require(map)
    #expect(found.grid.origin == .zero)
    #expect(found.frame == MapFrame(offsetX: -2, offsetY: -1, yaw: 0.3))
  }
}
