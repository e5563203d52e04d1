import Embodiments
import Navigation
import Scenes
import SimCore
import Testing
import Work

@Suite("Parameters, expressions and --set")
struct ParametersAndOverridesTests {
  static let text = smallScene(
    parameters: "n: {default: 10, min: 1, max: 200, unit: robots}, "
      + "gap: {default: 40, unit: cm}, twice: {default: $(2 * n)}, "
      + "rule: {default: none, kind: text, choices: [none, oneWay]}",
    count: "$(round(0.7 * n))", body: "radius: $(gap), mass: $(twice)",
    rest: "run: {duration: $(n) min}"
  ).replacing("20 m]}", with: "20 m], traffic: {rule: $(rule)}}")

  private func load(_ overrides: [(String, String)] = []) throws -> Scene {
    try ScenesTests.load(Self.text, overrides: overrides)
  }

  @Test("a parameter's number is in its unit, and SI in expressions")
  func values() throws {
    let scene = try load()
    #expect(scene.robots[0].count == 7)
    #expect(scene.robots[0].embodiment.footprint == .circle(radius: 0.4))
    #expect(scene.robots[0].embodiment.mass == 20)
    #expect(scene.run.duration == 600)
    #expect(scene.world.traffic.rule == .none)
    #expect(scene.parameters.map(\.name) == ["n", "gap", "twice"])
    #expect(scene.parameters.map(\.value) == [10, 0.4, 20])
    #expect(scene.textParameters.map(\.value) == ["none"])
  }

  @Test("--set changes a parameter and all that is computed from it")
  func parameterOverride() throws {
    let scene = try load([("n", "20"), ("gap", "35 cm"), ("rule", "oneWay")])
    #expect(scene.robots[0].count == 14)
    #expect(scene.robots[0].embodiment.mass == 40)
    #expect(scene.robots[0].embodiment.footprint == .circle(radius: 0.35))
    #expect(scene.world.traffic.rule == .oneWay)
    #expect(try load([("gap", "35")]).robots[0].embodiment.footprint == .circle(radius: 0.35))
  }

  @Test("--set changes keys by their path, lists and mappings as well")
  func keyOverride() throws {
    let scene = try load([
      ("run.duration", "8 h"), ("robots.carrier.drive.max_speed", "2 m/s"),
      ("world.size", "[30 m, 10 m]"), ("robots.carrier.executor", "{use: densityAware}"),
      ("policies.densityAware.kind", "densityAware"),
      ("policies.densityAware.look_ahead", "5 m"),
      ("world.zones", "[{name: a, kind: area, area: {rect: [1 m, 1 m, 2 m, 2 m]}}]"),
    ])
    #expect(scene.run.duration == 28_800)
    #expect(scene.robots[0].embodiment.limits.maxSpeed == 2)
    #expect(scene.world.bounds.upper == [30, 10])
    #expect(scene.robots[0].executor == "densityAware")
    #expect(scene.policies.first { $0.name == "densityAware" }?.parameters == ["look_ahead": 5])
    #expect(scene.world.zones.map(\.name) == ["a"])
  }

  @Test("a list's element is reached by its name")
  func elementOverride() throws {
    let text = smallScene(
      rest: "tasks: [{name: t, points: [[[3 m, 3 m]]]}, {name: u, points: [[[4 m, 4 m]]]}]")
    let scene = try ScenesTests.load(text, overrides: [("tasks.u.deadline", "10 s")])
    #expect(scene.tasks[0].deadline == 600)
    #expect(scene.tasks[1].deadline == 10)
  }

  @Test("duration, seed, mode and coupling have short names, which a parameter may take")
  func shorthands() throws {
    let scene = try load([("duration", "8h"), ("seed", "5"), ("mode", "none"), ("coupling", "own")])
    #expect(scene.run.duration == 28_800)
    #expect(scene.run.seed == 5)
    let taken = smallScene(
      parameters: "seed: {default: 3}", count: "$(seed)", rest: "run: {seed: 9}")
    let other = try ScenesTests.load(taken, overrides: [("seed", "2")])
    #expect(other.robots[0].count == 2)
    #expect(other.run.seed == 9)
  }

  @Test("n without a parameter n scales all classes in proportion and keeps the total")
  func totals() throws {
    let text = """
      fleet: 1
      world: {size: [90 m, 90 m]}
      robots:
        a: {count: 5, body: {radius: 0.3 m, mass: 1 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
        b: {count: 3, body: {radius: 0.3 m, mass: 1 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
        c: {count: 2, body: {radius: 0.3 m, mass: 1 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
      """
    for total in [1, 7, 10, 99, 100, 1001] {
      let counts = try ScenesTests.load(text, overrides: [("n", "\(total)")]).robots.map(\.count)
      #expect(counts.reduce(0, +) == total)
      for (count, share) in zip(counts, [0.5, 0.3, 0.2]) {
        #expect(abs(Double(count) - share * Double(total)) < 1)
      }
    }
  }

  @Test("--seed stands for run.seed and wins over the file")
  func seedFlag() throws {
    #expect(try ScenesTests.load(Self.text, seed: 11).run.seed == 11)
    #expect(try ScenesTests.load(Self.text, overrides: [("seed", "5")], seed: 11).run.seed == 11)
  }

  @Test(
    "a --set that cannot be done says why, with the text as given",
    arguments: [
      (
        "duratoin=5",
        """
        --set:1:1: error: --set knows no parameter or key 'duratoin'; did you mean 'duration'?
        duratoin=5
        ^~~~~~~~
          note: parameters are set by name, other values by path, such as run.duration
        """
      ),
      (
        "n=many",
        """
        --set:1:3: error: expected a number for parameter 'n', found 'many'
        n=many
          ^~~~
          at scene.parameters.n
          note: a parameter that is a text says so: kind: text
        """
      ),
      (
        "n=500",
        """
        --set:1:3: error: parameter 'n' is 500; its max is 200
        n=500
          ^~~
          at scene.parameters.n
        """
      ),
      (
        "rule=twoWay",
        """
        --set:1:6: error: unknown rule 'twoWay'; expected none or oneWay
        rule=twoWay
             ^~~~~~
          at scene.parameters.rule
        """
      ),
      (
        "run.duration=5 kg",
        """
        --set:1:14: error: unit 'kg' does not measure duration; expected s, ms, min, h, d
        run.duration=5 kg
                     ^~~~
          at scene.run.duration
        """
      ),
      (
        "run=5",
        """
        --set:1:1: error: 'run' is a whole section; --set changes one value in it, such as run.duration
        run=5
        ^~~
        """
      ),
      (
        "robots.carrier.count.x=5",
        """
        --set:1:1: error: --set cannot reach 'robots.carrier.count.x': 'count' is a single value there
        robots.carrier.count.x=5
        ^~~~~~~~~~~~~~~~~~~~~~
        """
      ),
      (
        "robots.carrier.wings=2",
        """
        --set:1:1: error: unknown key 'wings'; expected extends, count, body, drive, battery, sensors, arm, spawn, orchestrator or executor
        robots.carrier.wings=2
        ^~~~~~~~~~~~~~~~~~~~
          at scene.robots.carrier.wings
        """
      ),
      (
        "world.size=[3 m, ",
        """
        --set:1:16: error: a value was expected here
        world.size=[3 m, 
                       ^
        """
      ),
      (
        "fleet=2",
        """
        --set:1:1: error: --set knows no parameter or key 'fleet'; expected n, gap, twice, rule, duration, seed, mode or coupling
        fleet=2
        ^~~~~
          note: parameters are set by name, other values by path, such as run.duration
        """
      ),
    ])
  func mistakes(flag: String, message: String) throws {
    let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
    let result = SceneLoader.load(
      text: Self.text, file: "small.fleet.yaml", overrides: [(parts[0], parts[1])])
    #expect(result.scene == nil)
    #expect(messages(result) == message)
  }
}
