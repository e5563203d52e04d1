import Contracts
import Coordination
import MeanFields
import Scenes
import Testing

@Suite("Sweep axes")
struct SweepSpecTests {
  private func axes(_ axes: String) throws -> [(name: String, values: [String])] {
    let text = smallScene(
      parameters: "n: {default: 4, min: 1, max: 2000, unit: robots}, share: {default: 0.5}",
      count: "$(ceil(n * share / 100) + 1)",
      rest: "sweep: {axes: {\(axes)}, seeds: {count: 3, first: 10}}")
    let sweep = try #require(try load(text).sweep)
    #expect(sweep.seedCount == 3)
    #expect(sweep.firstSeed == 10)
    return sweep.axes
  }

  @Test("lists are taken as written, in the order of the file")
  func lists() throws {
    let axes = try axes(
      "n: [4, 8, 15], coordination.coupling: [none, both], run.duration: [1 min, 90 s]")
    #expect(axes.map(\.name) == ["n", "coordination.coupling", "run.duration"])
    #expect(axes.map(\.values) == [["4", "8", "15"], ["none", "both"], ["1 min", "90 s"]])
  }

  @Test("a geometric axis of robots is of whole numbers, each once, with both ends exact")
  func geometric() throws {
    let values = try axes("n: {geometric: [4, 1024], points: 9}")[0].values
    #expect(values == ["4", "8", "16", "32", "64", "128", "256", "512", "1024"])
    let dense = try axes("n: {geometric: [1, 8], points: 50}")[0].values
    #expect(dense == ["1", "2", "3", "4", "5", "6", "7", "8"])
  }

  @Test("a linear axis is evenly spaced with both ends exact")
  func linear() throws {
    let values = try axes("share: {linspace: [0, 1], points: 5}")[0].values
    #expect(values == ["0", "0.25", "0.5", "0.75", "1"])
  }

  @Test("every value of an axis can be given to --set")
  func valuesLoad() throws {
    let text = smallScene(
      parameters: "n: {default: 4, max: 60, unit: robots}", count: "$(n)",
      rest: "sweep: {axes: {n: {geometric: [2, 50], points: 6}, mode: [none, meanField]}}")
    let sweep = try #require(try load(text).sweep)
    for axis in sweep.axes {
      for value in axis.values {
        let scene = try load(text, overrides: [(axis.name, value)])
        if axis.name == "n" { #expect(String(scene.robots[0].count) == value) }
        if axis.name == "mode" { #expect(scene.coordination.mode.rawValue == value) }
      }
    }
  }
}
