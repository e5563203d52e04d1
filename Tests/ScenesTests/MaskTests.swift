import Navigation
import SimCore
import TestSupport
import Testing

@testable import Scenes

@Suite("Masks of costmap filters")
struct MaskTests {
  private static let scene = """
    fleet: 1
    world:
      size: [10 m, 4 m]
      traffic:
        masks: [{file: mask.yaml, kind: keepout}]
    robots:
      cart: {count: 1, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: differential, max_speed: 1 m/s}}
    run: {duration: 60 s}

    """

  private static let settings =
    "image: mask.pgm\nresolution: 1\norigin: [0, 0, 0]\nmode: scale\nnegate: 0\noccupied_thresh: 1\nfree_thresh: 0\n"

  /// A picture of 10 by 4 cells from values in percent, top row first.
  private static func picture(_ percents: [[Int]]) -> String {
    let rows = percents.map { row in row.map { String(100 - $0) }.joined(separator: " ") }
    return "P2\n\(percents[0].count) \(percents.count)\n100\n" + rows.joined(separator: "\n") + "\n"
  }

  private static let empty = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 4)

  private func load(
    _ percents: [[Int]], scene: String = scene, settings: String = settings
  ) throws -> SceneLoadResult {
    let folder = try SceneFolder([
      ("a.fleet.yaml", scene), ("mask.yaml", settings), ("mask.pgm", Self.picture(percents)),
    ])
    return SceneLoader.load(path: folder.path + "a.fleet.yaml")
  }

  private func messages(_ result: SceneLoadResult) -> [String] {
    result.diagnostics.map {
      "\($0.location.map { "\(fileName(of: $0.file)):\($0.line)" } ?? ""): \($0.severity.rawValue): \($0.message)"
    }
  }

  @Test("full cells of a keepout mask are walls, and those between cost what they say")
  func keepout() throws {
    var percents = Self.empty
    // The upper left block of two by two, and a strip of half the cost along the floor.
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] { percents[row][column] = 100 }
    percents[3] = [Int](repeating: 50, count: 10)
    let result = try load(percents)
    let world = try #require(result.scene?.world, "\(messages(result))")
    #expect(messages(result) == [])
    #expect(world.obstacles.count == 1)
    let corners = try #require(world.obstacles.first)
    #expect(Set(corners) == [Vec2(0, 2), Vec2(2, 2), Vec2(2, 4), Vec2(0, 4)])
    #expect(world.traffic.zones.map(\.effect) == [.penalty(0.5)])
    #expect(
      Set(world.traffic.zones[0].corners) == [Vec2(0, 0), Vec2(10, 0), Vec2(10, 1), Vec2(0, 1)])
  }

  @Test("a mask lies where its origin says, turned as it says")
  func place() throws {
    var percents = [[Int]](repeating: [0, 0, 0], count: 2)
    percents[1][0] = 100
    // Turned by a quarter about (5, 1): its x axis points up.
    let result = try load(
      percents, settings: Self.settings.replacing("[0, 0, 0]", with: "[5, 1, 1.5707963]"))
    let corners = try #require(result.scene?.world.obstacles.first, "\(messages(result))")
    let expected = [Vec2(5, 1), Vec2(5, 2), Vec2(4, 2), Vec2(4, 1)]
    #expect(
      corners.allSatisfy { corner in expected.contains { ($0 - corner).length < 1e-4 } },
      "\(corners)")
  }

  @Test("a speed mask limits to a share of the top speed, or to metres per second")
  func speed() throws {
    var percents = Self.empty
    percents[1][3] = 40
    percents[1][4] = 40
    percents[2][9] = 75
    let share = Self.scene.replacing("kind: keepout", with: "kind: speed")
    var zones = try load(percents, scene: share).scene?.world.traffic.zones.map(\.effect)
    // In the order in which their rows end.
    #expect(zones == [.speedShare(0.25), .speedShare(0.6)])
    let metres = Self.scene.replacing(
      "kind: keepout", with: "kind: speed, base: 0, multiplier: 0.02, unit: m/s")
    zones = try load(percents, scene: metres).scene?.world.traffic.zones.map(\.effect)
    #expect(zones == [.speedLimit(1.5), .speedLimit(0.8)])
  }

  @Test("a speed mask over a map with walls limits nothing in them: a limit of 0 is none")
  func noLimit() throws {
    var percents = Self.empty
    percents[0] = [Int](repeating: 100, count: 10)
    percents[2][2] = 40
    let share = Self.scene.replacing("kind: keepout", with: "kind: speed")
    let result = try load(percents, scene: share)
    #expect(messages(result) == [])
    #expect(result.scene?.world.traffic.zones.map(\.effect) == [.speedShare(0.6)])
  }

  @Test("rectangles of equal cells are as few as their rows allow, and cover each cell once")
  func rectangles() throws {
    var stream = RandomStream(seed: 5, purpose: .placement)
    for _ in 0..<20 {
      let percents = (0..<4).map { _ in (0..<10).map { _ in stream.below(3) * 30 } }
      let zones = try #require(try load(percents).scene?.world.traffic.zones)
      for row in 0..<4 {
        for column in 0..<10 {
          let middle = Vec2(Float(column) + 0.5, 3.5 - Float(row))
          let found = zones.filter { $0.contains(middle) }
          let value = percents[row][column]
          #expect(found.map(\.effect) == (value == 0 ? [] : [.penalty(Float(value) / 100)]))
        }
      }
    }
    let slab = [[Int]](repeating: [Int](repeating: 30, count: 10), count: 4)
    #expect(try load(slab).scene?.world.traffic.zones.count == 1)
  }

  @Test("mistakes are told at their places, each once")
  func mistakes() throws {
    func said(
      _ scene: String = Self.scene, _ settings: String = Self.settings,
      _ percents: [[Int]] = Self.empty
    ) throws -> [String] { messages(try load(percents, scene: scene, settings: settings)) }
    var full = Self.empty
    full[1][1] = 100
    #expect(
      try said() == ["mask.yaml:1: warning: no cell of this mask says anything"])
    let missing = try said(Self.scene.replacing("mask.yaml", with: "musk.yaml"))
    #expect(missing.count == 1 && missing[0].hasPrefix("a.fleet.yaml:5: error: the mask file '"))
    #expect(missing[0].hasSuffix("musk.yaml' cannot be read: there is no such file"))
    #expect(
      try said(Self.scene, Self.settings.replacing("resolution: 1", with: "resolution: -1")).first?
        .hasPrefix("mask.yaml:2: error: 'resolution' must be a number") == true)
    #expect(
      try said(
        Self.scene.replacing("kind: keepout", with: "kind: keepout, base: 3"), Self.settings, full)
        == ["a.fleet.yaml:5: error: 'base' is of masks of the kind speed; leave it out"])
    #expect(
      try said(
        Self.scene.replacing("kind: keepout", with: "kind: speed, base: 50"), Self.settings, full)
        == [
          "mask.yaml:1: error: the value 100 of the mask makes a limit below 0: base + multiplier · value"
        ])
    #expect(
      try said(Self.scene, Self.settings.replacing("[0, 0, 0]", with: "[50, 0, 0]"), full) == [
        "a.fleet.yaml:5: warning: nothing of this mask lies over the workspace, which is [0, 0, 10, 4] m; is its origin "
          + "right?"
      ])
  }
}
