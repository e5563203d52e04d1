import Scenes
import Testing

@testable import Experiments

@Suite("SizeAxis")
struct SizeAxisTests {
  @Test("a name alone leaves the sizes open")
  func open() throws {
    #expect(try SizeAxis("n") == SizeAxis(name: "n"))
    #expect(
      try SizeAxis("robots.lifter.count=3") == SizeAxis(name: "robots.lifter.count", sizes: [3]))
  }

  @Test("sizes rise, each once, whatever their order; a range without a step has all up to 12")
  func sizes() throws {
    #expect(try SizeAxis("n=9, 3,3").sizes == [3, 9])
    #expect(try SizeAxis("n=10..14").sizes == [10, 11, 12, 14])
    #expect(try SizeAxis("n=4..8:2,20..80*2").sizes == [4, 6, 8, 20, 40, 80])
    let grid = try #require(try SizeAxis("n=50..800").sizes)
    #expect(grid.first == 50 && grid.last == 800)
    for (one, two) in zip(grid, grid.dropFirst()) {
      #expect(two > one && Double(two) / Double(one) < 1.5)
    }
  }

  @Test("the sizes of a scene of one's own go from 1 to four times its fleet, 12 at least")
  func usual() {
    #expect(SizeAxis.usualSizes(own: 2) == Array(1...12))
    #expect(SizeAxis.usualSizes(own: 1).last == 12)
    #expect(SizeAxis.usualSizes(own: 50).last == 200)
  }

  /// Two classes, one of them sized by a parameter.
  private func scene() throws -> Scene {
    let loaded = SceneLoader.load(
      text: """
        fleet: 1
        parameters: {n: {default: 5}}
        world: {size: [8 m, 6 m]}
        robots:
          small: {count: $(2 * n), body: {radius: 0.2 m, mass: 20 kg}, drive: {kind: omnidirectional, max_speed: 1.5 m/s}}
          large: {count: 3, body: {radius: 0.3 m, mass: 20 kg}, drive: {kind: omnidirectional, max_speed: 1.5 m/s}}
        tasks: [{name: round, points: [[[0.5 m, 0.5 m], [7.5 m, 2.5 m]]]}]
        run: {duration: 4 s}
        """, file: "own.fleet.yaml")
    return try #require(loaded.scene)
  }

  @Test("a name that a scene does not have is told with those that it has")
  func unknown() throws {
    let scene = try scene()
    for name in ["n", "robots.large.count", "world.traffic.margin"] {
      #expect(try SizeAxis(name + "=1..3", of: scene) == SizeAxis(name + "=1..3"))
    }
    for (name, length) in [("m", 1), ("robots.larg.count", 17), ("duration", 8)] {
      let mistake = #expect(throws: OptionMistake.self) {
        try SizeAxis(name + "=1..3", of: scene)
      }
      #expect(mistake?.message == "the scene has no '\(name)'" && mistake?.length == length)
      #expect(mistake?.known == ["n", "robots.small.count", "robots.large.count"])
    }
    #expect(throws: OptionMistake.self) { try SizeAxis("run.seed=1..3", of: scene) }
  }

  @Test(
    "a scene's own size is what its axis has: a parameter's value, a class's count, else all robots"
  )
  func own() throws {
    let scene = try scene()
    #expect(SizeAxis(name: "n").ownSize(in: scene) == 5)
    #expect(SizeAxis(name: "robots.large.count").ownSize(in: scene) == 3)
    #expect(SizeAxis(name: "world.traffic.margin").ownSize(in: scene) == 13)
  }

  @Test(
    "each mistake is told with its place",
    arguments: [
      ("", "expected the name of a parameter or key", 1, 1),
      ("=3", "expected the name of a parameter or key before '='", 1, 1),
      ("n=", "a size is missing", 3, 1),
      ("n=1,,3", "a size is missing", 5, 1),
      ("n=0", "expected a whole number of robots from 1 to 1,000,000, found '0'", 3, 1),
      ("n=1, 2.5", "expected a whole number of robots from 1 to 1,000,000, found '2.5'", 6, 3),
      ("n=1..", "expected a whole number of robots from 1 to 1,000,000", 6, 1),
      ("n=1,9..3", "a range rises: 9 is above 3", 5, 4),
      (
        "n=1..9:0", "'1..9:0' never arrives: from 1 in steps of 0 there is no way to 9", 3, 6
      ),
      (
        "n=1..900:1",
        "900 sizes are too many: expected at most 200; a range without a step has few", 3, 8
      ),
    ] as [(String, String, Int, Int)])
  func mistakes(text: String, message: String, column: Int, length: Int) {
    do throws(OptionMistake) {
      Issue.record("'\(text)' was taken: \(try SizeAxis(text))")
    } catch {
      #expect(error.message == message)
      #expect(error.column == column && error.length == length, "\(error)")
    }
  }
}
