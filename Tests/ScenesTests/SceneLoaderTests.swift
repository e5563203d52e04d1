import Contracts
import Embodiments
import MeanFields
import Scenes
import SimCore
import Testing
import Work

/// A sound scene with one class, into which tests put what they are about.
func smallScene(
  parameters: String = "", count: String = "4", body: String = "radius: 0.3 m, mass: 20 kg",
  drive: String = "kind: differential, max_speed: 1.5 m/s", robot: String = "", rest: String = ""
) -> String {
  """
  fleet: 1
  \(parameters.isEmpty ? "" : "parameters: {\(parameters)}")
  world: {size: [20 m, 20 m]}
  robots:
    carrier:
      count: \(count)
      body: {\(body)}
      drive: {\(drive)}
      \(robot)
  \(rest)
  """
}

/// Loads a text that must be sound.
func load(
  _ text: String, overrides: [(String, String)] = [], seed: UInt64? = nil
) throws -> Scene {
  let result = SceneLoader.load(
    text: text, file: "small.fleet.yaml", overrides: overrides, seed: seed)
  return try #require(result.scene, "\(messages(result))")
}

@Suite("SceneLoader")
struct SceneLoaderTests {
  @Test(
    "a quantity means the same in every unit",
    arguments: [
      ("1.5 m/s", 1.5), ("150 cm/s", 1.5), ("5.4 km/h", 1.5), ("$(1.5)", 1.5), ("1.5e0 m/s", 1.5),
      ("+1.5m/s", 1.5), (".5 m/s", 0.5), ("90 m/min", 1.5),
    ] as [(String, Float)])
  func unitsOfSpeed(text: String, speed: Float) throws {
    let scene = try load(smallScene(drive: "kind: omnidirectional, max_speed: \(text)"))
    #expect(scene.robots[0].embodiment.limits.maxSpeed == speed)
  }

  @Test(
    "angles, energies and shares are SI inside",
    arguments: [
      ("180 deg/s", Float.pi), ("0.5 rev/s", Float.pi), ("30 rpm", Float.pi),
      ("3.14159265358979 rad/s", Float.pi), ("180 °/s", Float.pi),
    ])
  func unitsOfTurnRate(text: String, rate: Float) throws {
    let scene = try load(
      smallScene(drive: "kind: omnidirectional, max_speed: 1 m/s, max_turn_rate: \(text)"))
    #expect(abs(scene.robots[0].embodiment.limits.maxTurnRate - rate) < 1e-6)
  }

  @Test("a battery's numbers come out as joules, watts and shares")
  func battery() throws {
    let scene = try load(
      smallScene(
        robot: "battery: {capacity: 60 Wh, idle_power: 0.02 kW, recharge_below: 25 %, "
          + "charge_until: 0.9, initial: [30 %, 1]}"))
    let battery = try #require(scene.robots[0].embodiment.battery)
    #expect(battery.capacity == 216_000)
    #expect(battery.idlePower == 20)
    #expect(battery.rechargeBelow == 0.25)
    #expect(battery.chargeUntil == 0.9)
    #expect(battery.initialCharge == 0.3...1)
    #expect(battery.efficiency == 0.7, "the default")
  }

  @Test("what is left out has the documented default")
  func defaults() throws {
    let scene = try load(smallScene())
    #expect(scene.name == "small")
    #expect(scene.clocks.physicsRate == 60)
    #expect(scene.clocks.substeps == 4)
    #expect(scene.clocks.stepsPerExecutorTick == 6)
    #expect(scene.clocks.executorTicksPerOrchestratorTick == 10)
    #expect(scene.clocks.isStaggered)
    #expect(scene.run.seed == 1)
    #expect(scene.run.duration == 60)
    #expect(scene.robots[0].orchestrator == "greedy")
    #expect(scene.robots[0].executor == "goalSeeking")
    #expect(scene.policies.map(\.name) == ["greedy", "goalSeeking"])
    #expect(scene.policies.map(\.isOrchestrator) == [true, false])
    #expect(scene.robots[0].embodiment.battery == nil)
    #expect(scene.robots[0].embodiment.arm == nil)
    #expect(scene.robots[0].embodiment.drive == .differential(axleWidth: 0.48))
    #expect(scene.coordination.coupling.rawValue == "both")
    #expect(scene.success == nil)
    #expect(scene.sweep == nil)
  }

  @Test("clocks are rates in the file and ratios inside")
  func clocks() throws {
    let scene = try load(
      smallScene(
        rest:
          "clocks: {physics: 120 Hz, substeps: 8, executor: 20 Hz, orchestrator: 30 /min, stagger: false}"
      ))
    #expect(scene.clocks.physicsRate == 120)
    #expect(scene.clocks.stepsPerExecutorTick == 6)
    #expect(scene.clocks.executorTicksPerOrchestratorTick == 40)
    #expect(!scene.clocks.isStaggered)
  }

  @Test("one seed gives four different seeds, each of which can be set alone")
  func seeds() throws {
    let one = try load(smallScene(rest: "run: {seed: 7}")).run
    let all = [one.placementSeed, one.dynamicsSeed, one.taskSeed, one.policySeed]
    #expect(Set(all).count == 4)
    #expect(one.placementSeed == derivedSeed(7, UInt64(RandomPurpose.placement.rawValue)))
    #expect(one.taskSeed == derivedSeed(7, UInt64(RandomPurpose.tasks.rawValue)))
    let other = try load(smallScene(rest: "run: {seed: 7, seeds: {tasks: 99}}")).run
    #expect(other.taskSeed == 99)
    #expect(other.placementSeed == one.placementSeed)
    #expect(try load(smallScene(), seed: 7).run.placementSeed == one.placementSeed)
    let largest = try load(smallScene(rest: "run: {seed: 18446744073709551615}")).run
    #expect(largest.seed == .max)
  }

  @Test("outlines become footprints, clockwise ones turned round")
  func footprints() throws {
    func footprint(_ body: String) throws -> Footprint {
      try load(smallScene(count: "1", body: body + ", mass: 3 kg")).robots[0].embodiment.footprint
    }
    #expect(try footprint("radius: 30 cm") == .circle(radius: 0.3))
    #expect(try footprint("shape: box, size: [2.1 m, 1 m]") == .box(length: 2.1, width: 1))
    #expect(
      try footprint("shape: capsule, length: 0.6 m, radius: 0.2 m")
        == .capsule(length: 0.6, radius: 0.2))
    #expect(
      try footprint("shape: polygon, points: [[-1 m, -1 m], [-1 m, 1 m], [1 m, 0 m]]")
        == .polygon([Vec2(1, 0), Vec2(-1, 1), Vec2(-1, -1)]))
  }

  @Test("every drive brings its own numbers")
  func drives() throws {
    func embodiment(_ drive: String) throws -> Embodiment {
      try load(smallScene(drive: drive)).robots[0].embodiment
    }
    #expect(
      try embodiment("kind: car, max_speed: 1 m/s, wheel_base: 0.5 m, max_steer: 0.6 rad").drive
        == .carLike(wheelBase: 0.5, maxSteer: 0.6))
    let forklift = try embodiment("kind: forklift, max_speed: 1 m/s, wheel_base: 1.4 m")
    #expect(forklift.lifts)
    #expect(try embodiment("kind: omnidirectional, max_speed: 1 m/s").drive == .omnidirectional)
    let fixed = try embodiment("kind: fixed")
    #expect(fixed.drive == .fixed)
    #expect(fixed.limits.maxSpeed == 0)
  }

  @Test("racks become a grid of boxes with the first and last at the edges")
  func racks() throws {
    let text = smallScene().replacing(
      "size: [20 m, 20 m]",
      with:
        "size: [20 m, 20 m], obstacles: [{racks: {area: [2 m, 4 m, 12 m, 10 m], columns: 3, rows: 2, "
        + "size: [2 m, 1 m]}}]")
    let boxes = try load(text).world.obstacles
    #expect(boxes.count == 6)
    #expect(boxes[0] == [Vec2(2, 4), Vec2(4, 4), Vec2(4, 5), Vec2(2, 5)])
    #expect(boxes[1][0] == Vec2(6, 4))
    #expect(boxes[5][2] == Vec2(12, 10))
  }

  @Test("advice on directives is coded from 1, and 0 where it is left out")
  func metadata() throws {
    let scene = try load(
      smallScene(
        robot: "executor: {use: densityAware, metadata: {quality: 5, strategy: keep_right}}"))
    #expect(
      scene.robots[0].metadata == EpisodeMetadata(quality: 5, strategy: .keepRight))
    #expect(scene.robots[0].executor == "densityAware")
  }

  @Test("a rate may change over the run")
  func rates() throws {
    let zones =
      "zones: [{name: a, kind: station, area: {rect: [1 m, 1 m, 5 m, 5 m]}}, "
      + "{name: b, kind: station, area: {rect: [9 m, 9 m, 15 m, 15 m]}}]"
    let text = smallScene(
      rest:
        "tasks: [{name: t, from: a, to: b, rate: [{at: 0, rate: 36 /h}, {at: 2 h, rate: 1 /min}]}]"
    ).replacing("20 m]}", with: "20 m], \(zones)}")
    let stream = try #require(try load(text).tasks[0].kind as? StreamTask)
    #expect(stream.from == "a" && stream.to == "b")
    #expect(stream.rate.pieces.map(\.start) == [0, 7200])
    #expect(stream.rate.pieces.map(\.rate) == [0.01, Float(1.0 / 60)])
  }

  @Test("a load narrows the classes of a task to those that can carry it")
  func ableClasses() throws {
    let text = smallScene(
      body: "radius: 0.3 m, mass: 20 kg, payload: 10 kg",
      robot: """
        porter: {count: 1, body: {radius: 0.2 m, mass: 9 kg, payload: 1 kg}, drive: {kind: omnidirectional, max_speed: 1 m/s}}
        """,
      rest:
        "tasks: [{name: t, points: [[[3 m, 3 m]]], load: {mass: 5 kg}}, {name: u, points: [[[3 m, 3 m]]]}]"
    ).replacing("    porter", with: "  porter")
    let scene = try load(text)
    #expect(scene.tasks[0].classes == ["carrier"])
    #expect(scene.tasks[1].classes.isEmpty)
  }

  @Test("places of values are known by their path")
  func locations() throws {
    let scene = try load(smallScene())
    #expect(scene.locations["robots.carrier.count"]?.line == 6)
    #expect(scene.locations["robots.carrier.drive.max_speed"]?.column == 44)
  }

  @Test("a file's digest is the SHA-256 of its bytes")
  func digests() throws {
    let scene = try load(smallScene())
    #expect(scene.inputs.count == 1)
    #expect(scene.inputs[0].sha256.count == 64)
    // FIPS 180-4's own example, through a scene that has no other bytes.
    let abc = SceneLoader.load(text: "abc", file: "abc")
    #expect(abc.scene == nil)
  }
}
