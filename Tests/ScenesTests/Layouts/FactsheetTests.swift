import Foundation
import Scenes
import SimCore
import TestSupport
import Testing

@Suite("Factsheet")
struct FactsheetTests {
  private static func sheet(
    _ body: String, drive: String, battery: String = "", tasks: String = "[]"
  ) throws -> [String: Any] {
    let text = """
      fleet: 1
      name: hall
      world:
        size: [20 m, 12 m]
        zones:
          - {name: west, kind: station, slots: 1, area: {rect: [1 m, 1 m, 2 m, 2 m]}}
          - {name: east, kind: station, slots: 1, area: {rect: [11 m, 3 m, 12 m, 4 m]}}
          - {name: plug, kind: dock, power: 500 W, slots: 1, area: {rect: [5 m, 1 m, 6 m, 2 m]}}
      clocks: {executor: 10 Hz, orchestrator: 0.5 Hz}
      robots:
        tug:
          count: 2
          body: {\(body), mass: 60 kg, payload: 30 kg}
          drive: {\(drive), max_speed: 1.5 m/s, max_accel: 0.9 m/s^2}
          \(battery)
        truck:
          count: 1
          body: {radius: 0.3 m, mass: 60 kg, payload: 300 kg}
          drive: {kind: differential, max_speed: 1 m/s}
      tasks: \(tasks)
      """
    let loaded = SceneLoader.load(text: text, file: "hall.fleet.yaml")
    let scene = try #require(loaded.scene, "\(loaded.diagnostics.map(\.rendered))")
    let sheet = Factsheet(scene.robots[0], of: scene, timestamp: "2026-01-31T06:30:00Z")
    let object = try JSONSerialization.jsonObject(with: Data(sheet.json.rendered.utf8))
    return try #require(object as? [String: Any])
  }

  private func part(_ sheet: [String: Any], _ name: String) throws -> [String: Any] {
    try #require(sheet[name] as? [String: Any])
  }

  @Test("figures are those of the class: outline, speeds, what a load leaves of acceleration")
  func figures() throws {
    let sheet = try Self.sheet("shape: box, size: [0.9 m, 0.6 m]", drive: "kind: differential")
    let body = try part(sheet, "physicalParameters")
    #expect(body["length"] as? Double == 0.9 && body["width"] as? Double == 0.6)
    #expect(body["maximumSpeed"] as? Double == 1.5)
    // 60 kg of 90 kg: the motors give the laden robot two thirds.
    #expect(abs(try #require(body["maximumAcceleration"] as? Double) - 0.6) < 1e-6)
    let type = try part(sheet, "typeSpecification")
    #expect(type["mobileRobotKinematics"] as? String == "DIFFERENTIAL")
    #expect(type["mobileRobotClass"] as? String == "CARRIER")
    #expect(type["maximumLoadMass"] as? Double == 30)
    let timing = try part(try part(sheet, "protocolLimits"), "timing")
    #expect(timing["minimumOrderInterval"] as? Double == 2)
    #expect(timing["minimumStateInterval"] as? Double == 0.1)
    #expect(sheet["mobileRobotConfiguration"] == nil)
  }

  @Test("what is bolted to the floor has no speed, goes no way and heeds no zone")
  func bolted() throws {
    let text = """
      fleet: 1
      name: cell
      world: {size: [6 m, 6 m]}
      robots:
        arm:
          count: 1
          body: {radius: 0.3 m, mass: 60 kg}
          drive: {kind: fixed}
          arm: {links: [0.5 m, 0.4 m]}
          executor: reach
      """
    let loaded = SceneLoader.load(text: text, file: "cell.fleet.yaml")
    let scene = try #require(loaded.scene, "\(loaded.diagnostics.map(\.rendered))")
    let sheet = Factsheet(scene.robots[0], of: scene, timestamp: "2026-01-31T06:30:00Z")
    let object = try JSONSerialization.jsonObject(with: Data(sheet.json.rendered.utf8))
    let found = try #require(object as? [String: Any])
    let type = try part(found, "typeSpecification")
    #expect(
      (type["navigationTypes"] as? [String]) == [] && (type["supportedZones"] as? [String]) == [])
    #expect(try part(found, "physicalParameters")["maximumSpeed"] as? Double == 0)
  }

  @Test("wheels that slip bound the acceleration")
  func traction() throws {
    let sheet = try Self.sheet(
      "radius: 0.3 m", drive: "kind: omnidirectional, traction: 0.05")
    let body = try part(sheet, "physicalParameters")
    #expect(abs(try #require(body["maximumAcceleration"] as? Double) - 0.05 * 9.80665) < 1e-3)
    let type = try part(sheet, "typeSpecification")
    #expect(type["mobileRobotKinematics"] as? String == "OMNIDIRECTIONAL")
  }

  @Test(
    "the envelope holds the outline and is hardly larger",
    arguments: [
      ("radius: 0.3 m", 0.3, 0.3), ("shape: capsule, length: 0.6 m, radius: 0.2 m", 0.5, 0.2),
      ("shape: box, size: [0.9 m, 0.6 m]", 0.45, 0.3),
    ])
  func envelope(body: String, halfLength: Double, halfWidth: Double) throws {
    let geometry = try part(
      try Self.sheet(body, drive: "kind: differential"), "mobileRobotGeometry")
    let outline = try #require((geometry["envelopes2d"] as? [[String: Any]])?.first)
    let corners = try #require(outline["vertices"] as? [[String: Double]])
    let (xs, ys) = (corners.compactMap { $0["x"] }, corners.compactMap { $0["y"] })
    #expect(xs.count == corners.count && ys.count == corners.count)
    for (most, half) in [(xs.max() ?? 0, halfLength), (ys.max() ?? 0, halfWidth)] {
      #expect(most >= half - 1e-6 && most < half * 1.02)
    }
    // Counterclockwise and simple: each corner turns left.
    for i in xs.indices {
      let (j, k) = ((i + 1) % xs.count, (i + 2) % xs.count)
      let cross = (xs[j] - xs[i]) * (ys[k] - ys[j]) - (ys[j] - ys[i]) * (xs[k] - xs[j])
      #expect(cross > 0)
    }
  }

  @Test(
    "loads are those of the tasks that the class may do and can carry, charging that of its battery"
  )
  func loads() throws {
    let sheet = try Self.sheet(
      "radius: 0.3 m", drive: "kind: differential",
      battery: "battery: {capacity: 300 Wh, recharge_below: 30 %, charge_until: 90 %}",
      tasks: """
        [{name: boxes, from: west, to: east, rate: 1 /min, load: {mass: 15 kg}, dwell: 4 s},
         {name: heavy, from: west, to: east, rate: 1 /min, load: {mass: 31 kg}},
         {name: tour, lifelong: [[3 m, 3 m], [5 m, 5 m]]}]
        """)
    let loads = try part(sheet, "loadSpecification")
    let sets = try #require(loads["loadSets"] as? [[String: Any]])
    #expect(sets.map { $0["setName"] as? String } == ["boxes"])
    #expect(sets[0]["maximumWeight"] as? Double == 15 && sets[0]["pickTime"] as? Double == 4)
    // 60 kg of 75 kg.
    #expect(abs(try #require(sets[0]["maximumAcceleration"] as? Double) - 0.72) < 1e-6)
    let charging = try part(try part(sheet, "mobileRobotConfiguration"), "batteryCharging")
    #expect(charging["minimumDesiredChargingLevel"] as? Double == 30)
    #expect(charging["maximumDesiredChargingLevel"] as? Double == 90)
    let actions = try #require(
      try part(sheet, "protocolFeatures")["mobileRobotActions"] as? [[String: Any]])
    #expect(
      actions.map { $0["actionType"] as? String } == [
        "pick", "drop", "startCharging", "stopCharging",
      ])
  }
}
