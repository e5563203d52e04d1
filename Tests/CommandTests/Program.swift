import Foundation
import TestSupport

/// The built command as a process of its own.
struct Program {
  /// What a call left behind.
  struct Output {
    var code: Int32
    var out: String
    var error: String
  }

  /// The folder it works in.
  let folder: String

  /// The built program, beside the program of the tests.
  static let path = BuiltProgram.path("fleetfield")

  /// The scene that most tests run.
  static let yard = fixture("yard.fleet.yaml")

  static func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
  }

  /// Calls the program and waits for its end.
  func call(_ words: String...) throws -> Output { try finish(try start(words)) }

  /// Starts the program; its output goes to files, so that no pipe can fill.
  ///
  /// `trap` is what `FLEETFIELD_TEST_TRAP` holds, and `bad` what `FLEETFIELD_TEST_BAD`; nil leaves them out.
  func start(
    _ words: [String], executable: String = Self.path, trap: String? = nil, bad: String? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let id = UUID().uuidString
    process.environment = ["PATH": "/usr/bin:/bin", "CALL": id]
    if let trap { process.environment?["FLEETFIELD_TEST_TRAP"] = trap }
    if let bad { process.environment?["FLEETFIELD_TEST_BAD"] = bad }
    for (name, set) in [("out", \Process.standardOutput), ("err", \Process.standardError)] {
      let path = "\(folder)/.\(id).\(name)"
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      process[keyPath: set] = FileHandle(forWritingAtPath: path)
    }
    try process.run()
    return process
  }

  /// Waits for the end of a started program.
  func finish(_ process: Process) throws -> Output {
    process.waitUntilExit()
    let id = process.environment?["CALL"] ?? ""
    func text(_ name: String) throws -> String {
      let path = "\(folder)/.\(id).\(name)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try FileManager.default.removeItem(atPath: path)
      return text
    }
    return Output(code: process.terminationStatus, out: try text("out"), error: try text("err"))
  }

  /// Waits up to 30 s for a condition, asking every 5 ms.
  static func wait(until condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<6000 {
      if try condition() { return true }
      usleep(5000)
    }
    return false
  }

  /// Names in the folder or one below, sorted, hidden ones too.
  func names(_ below: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(below)")) ?? []).sorted()
  }

  /// The text of a file below the folder.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// Runs a test in a folder of its own that is removed afterwards.
  static func inFolder(_ body: (Program) throws -> Void) throws {
    let folder = TemporaryFolder()
    try body(Program(folder: folder.path))
  }
}

/// A JSON object.
func object(_ text: String) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
}
