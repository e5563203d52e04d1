import Foundation
import TestSupport
import Testing

@Suite("the viewer's crash guard")
struct CrashGuardTests {
  @Test("the viewer says in one sentence what ended it and exits with 70")
  func sentence() throws {
    let viewer = try #require(Tools.viewer)
    let scene = Repository.scene("Showcase/warehouse.fleet.yaml")
    let folder = TemporaryFolder()
    let out = folder.path + "/a.png"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: viewer)
    process.arguments = ["render", scene, "--at", "20min", "--out", out]
    // Else Swift's own backtracer catches the signal until the guard is there.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    // The handlers are there once SIGSEGV is among the signals it catches.
    var isGuarded = false
    for _ in 0..<4000 where !isGuarded {
      usleep(5000)
      let status = try String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
      let mask = caught.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) } ?? 0
      isGuarded = mask & 1 << UInt64(SIGSEGV - 1) != 0
    }
    #expect(isGuarded)
    kill(process.processIdentifier, SIGSEGV)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 70)
    #expect(
      text.hasSuffix(
        "fleetfield-view: error: stopped by process \(getpid()) with signal 11\n"))
    #expect(!FileManager.default.fileExists(atPath: out))
  }
}
