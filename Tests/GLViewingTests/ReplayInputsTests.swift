import Foundation
import TestSupport
import Testing
import Viewing

@testable import fleetfield_view

/// A replay reads what its run read, wherever that lies now.
@Suite(
  "Inputs of a replay", .enabled(if: Tools.command != nil, "the built program is missing"))
struct ReplayInputsTests {
  private static let scene = """
    fleet: 1
    name: hall
    world: {map: {file: floor.map}}
    robots:
      carrier:
        count: 2
        body: {radius: 0.3 m, mass: 20 kg}
        drive: {kind: omnidirectional, max_speed: 1 m/s}
    run: {duration: 1 s}
    """
  private static let map = "type octile\nheight 3\nwidth 8\nmap\n........\n...@....\n........\n"

  @Test("a run is replayed and edited after its map moved; without any copy it is refused")
  func replay() throws {
    let scratch = TemporaryFolder()
    let folder = scratch.path
    try scratch.write(Self.scene, to: "a.fleet.yaml")
    try scratch.write(Self.map, to: "floor.map")
    let run = Process()
    run.executableURL = URL(fileURLWithPath: try #require(Tools.command))
    run.arguments = ["run", "\(folder)/a.fleet.yaml", "--out", "\(folder)/run", "--quiet"]
    try run.run()
    run.waitUntilExit()
    #expect(run.terminationStatus == 0)

    try FileManager.default.removeItem(atPath: "\(folder)/floor.map")
    let opener = try ViewRequest(arguments: ["render", "\(folder)/run"]).opener()
    let opened = try opener.open()
    #expect(opened.record != nil)
    var driver = opened.offscreen()
    driver.advance(to: 60)
    #expect(driver.mismatch == nil)
    // An edit of the replay stands on the same map.
    let edited = try opener.edit(.delete(robot: 0), frame: driver.frame(CaptureRequest()))
    #expect(edited?.scenery.robotCount == 1)

    try FileManager.default.removeItem(atPath: "\(folder)/run/inputs")
    let error = #expect(throws: SceneOpeningError.self) {
      try ViewRequest(arguments: ["render", "\(folder)/run"]).opener().open()
    }
    let said = error?.messages.flatMap(\.lines).joined(separator: "\n") ?? ""
    #expect(said.contains("\(folder)/floor.map' cannot be read: it is not there any more"))
  }
}
