import Foundation
import Scenes
import Testing

@testable import GLViewing

/// Programs that a session in a real window needs.
private enum Tools {
  static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
  static let viewer: String? = {
    // The tests' own bundle lies beside the program in the build folder.
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let root = (#filePath as NSString).deletingLastPathComponent + "/../.."
    let places = [
      folder.path + "/fleetfield-view", root + "/.build/debug/fleetfield-view",
      root + "/.build/release/fleetfield-view",
    ]
    return places.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
  static var areThere: Bool { find("Xvfb") != nil && find("xdotool") != nil && viewer != nil }
}

/// Keys and mouse sent to the real window under a virtual display.
///
/// What is asserted is read from files that the viewer writes: screenshots carry the step in their
/// name, and the saved scene must load.
@Suite(
  "Window session", .serialized,
  .enabled(if: Tools.areThere, "Xvfb, xdotool or the built viewer is missing"))
struct WindowSessionTests {
  @Test(
    "a session plays, pauses, steps, zooms, selects, overlays, edits and saves",
    .timeLimit(.minutes(2)))
  func session() throws {
    let desk = try Desk()
    defer { desk.close() }
    try desk.openWindow()
    desk.keys("space")
    let paused = try desk.screenshot()
    desk.keys("period", "period", "period")
    let stepped = try desk.screenshot()
    #expect(stepped.step == paused.step + 3)
    desk.tool(["mousemove", "640", "360"])
    for _ in 0..<6 { desk.tool(["click", "4"]) }
    let zoomed = try desk.screenshot()
    #expect(zoomed.step == stepped.step)
    #expect(PictureTests.differing(zoomed.picture, stepped.picture) > 0.03)
    desk.keys("Tab")
    let selected = try desk.screenshot()
    #expect(PictureTests.differing(selected.picture, zoomed.picture) > 0.01)
    // Without the inspection there is room for the mean fields.
    desk.keys("Home", "i")
    var last = try desk.screenshot().picture
    for key in ["n", "h", "m", "y", "v", "u"] {
      desk.keys(key)
      let next = try desk.screenshot().picture
      #expect(PictureTests.differing(next, last) > 0.0002, "key \(key)")
      last = next
    }
    desk.keys("F1")
    let help = try desk.screenshot().picture
    #expect(PictureTests.differing(help, last) > 0.1)
    desk.keys("Escape", "e", "ctrl+s")
    let saved = desk.folder + "/desk-edited.fleet.yaml"
    #expect(desk.waits(for: saved))
    #expect(SceneLoader.load(path: saved).scene != nil)
    desk.keys("ctrl+q")
    #expect(desk.exitStatus() == 0)
  }
}

/// A virtual display with the viewer on it, in a folder of its own.
private final class Desk {
  let folder: String
  private let display: String
  private let server = Process()
  private let viewer = Process()
  private var window = ""

  init() throws {
    folder = NSTemporaryDirectory() + "fleetfield-desk-\(getpid())"
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Desk.scene.write(toFile: folder + "/desk.fleet.yaml", atomically: true, encoding: .utf8)
    var number = 90
    while FileManager.default.fileExists(atPath: "/tmp/.X11-unix/X\(number)") { number += 1 }
    display = ":\(number)"
    server.executableURL = URL(fileURLWithPath: Tools.find("Xvfb") ?? "")
    server.arguments = [display, "-screen", "0", "1280x720x24"]
    server.standardError = FileHandle.nullDevice
    try server.run()
    _ = waits(for: "/tmp/.X11-unix/X\(number)")
  }

  func close() {
    // Killed rather than asked: a child of the test process inherits its blocked signals.
    if viewer.isRunning { kill(viewer.processIdentifier, SIGKILL) }
    kill(server.processIdentifier, SIGKILL)
    let number = display.dropFirst()
    unlink("/tmp/.X\(number)-lock")
    unlink("/tmp/.X11-unix/X\(number)")
    try? FileManager.default.removeItem(atPath: folder)
  }

  func openWindow() throws {
    viewer.executableURL = URL(fileURLWithPath: Tools.viewer ?? "")
    viewer.arguments = ["view", "desk.fleet.yaml"]
    viewer.currentDirectoryURL = URL(fileURLWithPath: folder)
    viewer.environment = ProcessInfo.processInfo.environment.merging(["DISPLAY": display]) { $1 }
    viewer.standardError = FileHandle.nullDevice
    try viewer.run()
    for _ in 0..<200 {
      window =
        tool(["search", "--name", "Fleetfield"]).split(separator: "\n").first.map(String.init) ?? ""
      if !window.isEmpty { break }
      usleep(100_000)
    }
    try #require(!window.isEmpty, "the window did not open")
    tool(["windowfocus", window])
    usleep(500_000)
  }

  func keys(_ names: String...) {
    for name in names {
      tool(["key", "--window", window, name])
      usleep(250_000)
    }
  }

  @discardableResult
  func tool(_ arguments: [String]) -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: Tools.find("xdotool") ?? "")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["DISPLAY": display]) { $1 }
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "" }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Presses F12 and reads the picture that appears, with the step in its name.
  func screenshot() throws -> (step: Int, picture: Picture) {
    let before = Set(pictures())
    keys("F12")
    for _ in 0..<100 {
      if let name = pictures().first(where: { !before.contains($0) }) {
        let stem = name.split(separator: " ")[0].split(separator: ".")[0]
        let step = try #require(Int(stem.split(separator: "-").last ?? ""))
        return (step, try Picture(contentsOf: folder + "/" + name))
      }
      usleep(100_000)
    }
    throw ViewingError("no screenshot was written")
  }

  func waits(for path: String) -> Bool {
    for _ in 0..<100 {
      if FileManager.default.fileExists(atPath: path) { return true }
      usleep(100_000)
    }
    return false
  }

  func exitStatus() -> Int32 {
    for _ in 0..<100 where viewer.isRunning { usleep(100_000) }
    return viewer.isRunning ? -1 : viewer.terminationStatus
  }

  private func pictures() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(".png")
    }
  }

  private static let scene = """
    fleet: 1
    name: desk
    world:
      size: [20 m, 12 m]
      obstacles:
        - {rect: [9 m, 4 m, 11 m, 8 m]}
      zones:
        - {name: west, kind: station, slots: 4, area: {rect: [1 m, 1 m, 4 m, 11 m]}}
        - {name: east, kind: station, slots: 4, area: {rect: [16 m, 1 m, 19 m, 11 m]}}
    robots:
      carrier:
        count: 8
        body: {shape: circle, radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s, max_accel: 1 m/s^2, max_turn_rate: 120 deg/s}
        sensors: {rays: 8, range: 3 m}
        spawn: {pattern: random}
        orchestrator: dispatcher
        executor: mover
    tasks:
      - {name: totes, from: west, to: east, rate: 0.5, dwell: 1 s, needs: {class: carrier}}
    policies:
      dispatcher: {layer: orchestrator, kind: greedy}
      mover: {layer: executor, kind: densityAware}
    run: {duration: 600 s, seed: 3}
    """
}
