import Foundation
import TestSupport
import Testing
import Viewing

@testable import GLViewing

/// Programs that a session in a real window needs.
enum Tools {
  static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
  static let viewer = BuiltProgram.find("fleetfield-view")
  static let command = BuiltProgram.find("fleetfield")
  static var areThere: Bool { find("Xvfb") != nil && find("xdotool") != nil && viewer != nil }
}

/// What the window says of itself.
struct DeskState: Decodable {
  var step: Int
  var robots: Int
  var playing: Bool
  var running: Bool
  var speed: String
  var seeking: Bool
  var knownSteps: Int
  var timelineEvents: Int
  var selected: [Int]
  var followed: Int?
  var driven: Int?
  var editing: Bool
  var overlays: [String]
  var panels: [String]
  var field: String?
  var color: String
  var theme: String
  var pixelsPerMetre: Double
  var center: [Double]
  var messages: [String]
  var notice: String?
  var selectedPixel: [Double]?
  /// The step of the run on the right, where there are two, and the difference of their figure.
  var otherStep: Int?
  var difference: String?
  /// The pixel of a place on the floor, metres.
  func pixel(x: Double, y: Double) -> (x: Int, y: Int) {
    (
      Int(640 + (x - center[0]) * pixelsPerMetre), Int(360 - (y - center[1]) * pixelsPerMetre)
    )
  }
  /// The notice, or nothing.
  var says: String { notice ?? "" }
}

/// A virtual display with the viewer on it, in a folder of its own.
final class Desk {
  let folder: String
  private let display: String
  private let server = Process()
  private let viewer = Process()
  private(set) var window = ""

  /// The deadline of a single action: long, since machines may be busy; hangs end by the time limit.
  private static let patience = 60.0

  init() throws {
    folder = NSTemporaryDirectory() + "fleetfield-desk-\(getpid())"
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try pairScene(robots: 8, duration: "600 s").write(
      toFile: folder + "/desk.fleet.yaml", atomically: true, encoding: .utf8)
    let ready = Pipe()
    server.executableURL = URL(fileURLWithPath: Tools.find("Xvfb") ?? "")
    // Without the last word the server starts anew whenever its last client has left, and refuses
    // whoever comes meanwhile: xdotool leaves while the viewer comes.
    server.arguments = ["-displayfd", "1", "-screen", "0", "1280x720x24", "-noreset"]
    server.standardOutput = ready
    server.standardError = FileHandle.nullDevice
    try server.run()
    // The server picks a free number and writes it once it listens; its socket file comes earlier,
    // and a viewer that connects in between finds no display.
    // The number may come digit by digit; the line's end is the sign that it is whole.
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let more = ready.fileHandleForReading.availableData
      if more.isEmpty { break }
      line += more
    }
    let number = String(decoding: line, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    display = ":" + number
    try #require(Int(number) != nil, "the virtual display did not start")
  }

  func close() {
    // Killed rather than asked: a child of the test process inherits its blocked signals.
    if viewer.isRunning { kill(viewer.processIdentifier, SIGKILL) }
    kill(server.processIdentifier, SIGKILL)
    // As long as it dies its abstract socket is there: the next server, under the same number, would
    // share its callers with it.
    server.waitUntilExit()
    // Another server may have taken the number since: only its own traces are wiped out.
    let number = display.dropFirst()
    let lock = "/tmp/.X\(number)-lock"
    let owner = (try? String(contentsOfFile: lock, encoding: .utf8)) ?? ""
    if Int32(owner.trimmingCharacters(in: .whitespacesAndNewlines)) == server.processIdentifier {
      unlink(lock)
      unlink("/tmp/.X11-unix/X\(number)")
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Opens the window with further words behind the scene's name, and records what is done in it.
  func openWindow(_ more: [String] = [], isRecorded: Bool = true) throws {
    let words = folder + "/words.txt"
    FileManager.default.createFile(atPath: words, contents: nil)
    viewer.executableURL = URL(fileURLWithPath: Tools.viewer ?? "")
    viewer.arguments =
      [
        "view", "desk.fleet.yaml", "--state", folder + "/state.json",
      ] + (isRecorded ? ["--out", folder + "/run"] : []) + more
    viewer.currentDirectoryURL = URL(fileURLWithPath: folder)
    viewer.environment = environment
    viewer.standardError = FileHandle(forWritingAtPath: words)
    try viewer.run()
    _ = Desk.comes {
      window =
        tool(["search", "--name", "Fleetfield"]).split(separator: "\n").first.map(String.init) ?? ""
      return !window.isEmpty || !viewer.isRunning
    }
    let said = (try? String(contentsOfFile: words, encoding: .utf8)) ?? ""
    try #require(!window.isEmpty, "the window did not open; the viewer said: \(said)")
    tool(["windowfocus", window])
    try until("the first picture") { $0.robots == 8 }
  }

  /// Waits until the window says so, and gives what it says.
  @discardableResult
  func until(
    _ what: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ isTrue: (DeskState) -> Bool
  ) throws -> DeskState {
    var last: DeskState?
    let came = Desk.comes {
      guard let now = try? state() else { return false }
      last = now
      return isTrue(now)
    }
    try #require(
      came, "the window never said: \(what); it says \(String(describing: last))",
      sourceLocation: sourceLocation)
    return try #require(last)
  }

  func state() throws -> DeskState {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      DeskState.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/state.json")))
  }

  func keys(_ names: String...) {
    for name in names { tool(["key", "--window", window, name]) }
  }

  /// The name xdotool has for a key.
  static func keysym(_ key: Key) -> String? {
    switch key {
    case .character("#"): "numbersign"
    case .character(let letter) where letter.isLetter || letter.isNumber: String(letter)
    case .function(let number): "F\(number)"
    default: nil
    }
  }

  @discardableResult
  func tool(_ arguments: [String]) -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: Tools.find("xdotool") ?? "")
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return "" }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The exit status of a program.
  func run(_ program: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Presses F12 and reads the picture that appears.
  func screenshot() throws -> Picture {
    let before = Set(files(ending: ".png"))
    keys("F12")
    var path = ""
    let came = Desk.comes {
      path = files(ending: ".png").first { !before.contains($0) } ?? ""
      return !path.isEmpty && (try? state().says.hasPrefix("picture written")) == true
    }
    try #require(came, "no picture was written")
    return try Picture(contentsOf: folder + "/" + path)
  }

  /// The first file with this ending, once there is one.
  func file(ending: String) throws -> String {
    try #require(Desk.comes { !files(ending: ending).isEmpty }, "no \(ending) was written")
    return folder + "/" + files(ending: ending)[0]
  }

  /// Sends the viewer a signal.
  func signal(_ number: Int32) { kill(viewer.processIdentifier, number) }

  /// What the viewer has said on standard error.
  var words: String { (try? String(contentsOfFile: folder + "/words.txt", encoding: .utf8)) ?? "" }

  /// Takes the display away under the viewer.
  func loseDisplay() { kill(server.processIdentifier, SIGKILL) }

  func exitStatus() -> Int32 {
    _ = Desk.comes { !viewer.isRunning }
    return viewer.isRunning ? -1 : viewer.terminationStatus
  }

  private var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(["DISPLAY": display]) { $1 }
  }

  private func files(ending: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasSuffix(ending)
    }.sorted()
  }

  private static func comes(_ isThere: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(patience)
    while Date() < end {
      if isThere() { return true }
      usleep(15_000)
    }
    return isThere()
  }
}
