import Scenes
import Testing
import Work

@Suite("defaults of scene values")
struct SpecDefaultsTests {
  @Test("what a scene leaves out is what a value made in a program has")
  func defaults() throws {
    let scene = try #require(
      SceneLoader.load(
        text: """
          fleet: 1
          world:
            size: [20 m, 20 m]
            zones: [{name: a, kind: station, slots: 1, area: {rect: [1 m, 1 m, 3 m, 3 m]}}]
          robots:
            cart:
              count: 1
              body: {radius: 0.3 m, mass: 20 kg}
              drive: {kind: differential, max_speed: 1 m/s}
          """, file: "x"
      ).scene)
    func same<Value>(_ read: Value, _ made: Value) { #expect("\(read)" == "\(made)") }
    same(scene.clocks, ClockSpec())
    same(scene.coordination, CoordinationSpec())
    same(scene.disturbances, DisturbanceSpec())
    same(scene.outputs, OutputSpec())
    same(scene.world.traffic, TrafficSpec())
    let zone = scene.world.zones[0]
    same(zone, ZoneSpec(name: "a", kind: .station, area: zone.area, slots: 1, power: 0))
    same(scene.run.duration, RunSpec().duration)
    same(scene.run.seed, RunSpec().seed)
  }
}
