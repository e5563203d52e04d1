import Foundation
import TestSupport
import Testing

@Suite("fleetfield run --require-success")
struct RequireSuccessTests {
  private func scene(_ program: Program, _ success: String) throws -> String {
    let text = try String(contentsOfFile: Program.yard, encoding: .utf8)
    let path = "\(program.folder)/bar.fleet.yaml"
    try (text + "\nsuccess: \(success)\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("a run that misses a bar says which, and ends with status 3 where success is required")
  func missed() throws {
    try Program.inFolder { program in
      let path = try scene(
        program,
        "{all: [{indicator: jobs_created, at_least: 1}, {indicator: backlog, at_most: 0}]}")
      let plain = try program.call("run", path, "--out", "a")
      #expect(plain.code == 0)
      #expect(plain.out.contains("\nsuccess     no, by all of 2 bars\n"))
      #expect(plain.out.contains("\nbar         jobs that came up "))
      #expect(plain.out.contains(", at most 0: missed\n"))
      let summary = try object(try program.text("a/summary.json"))
      #expect(summary["success"] as? Bool == false && summary["success_rule"] as? String == "all")
      let bars = try #require(summary["success_bars"] as? [[String: Any]])
      #expect(bars.map { $0["figure"] as? String } == ["jobs_created", "backlog"])
      #expect(bars.map { $0["met"] as? Bool } == [true, false])
      #expect(bars[1]["at_most"] as? Double == 0 && bars[1]["at_least"] is NSNull)

      let required = try program.call("run", path, "--out", "b", "--require-success")
      #expect(required.code == 3)
      #expect(required.error.hasSuffix(", at most 0: missed\n"))
      #expect(required.error.contains("fleetfield: error: no success: jobs not delivered yet"))
      #expect(try program.text("a/hashes.csv") == program.text("b/hashes.csv"))
      let quiet = try program.call("run", path, "--out", "c", "--require-success", "--quiet")
      #expect(quiet.code == 3 && quiet.out.contains("  no success  hash ") && !quiet.error.isEmpty)
      let json = try program.call(
        "run", path, "--out", "d", "--require-success", "--format", "json")
      #expect(json.code == 3 && json.error.isEmpty)
      #expect(try object(json.out)["status"] as? String == "no success")
      // Whoever goes on from it may require it, too.
      let branch = try program.call(
        "run", "--from", "a", "--at", "3s", "--set", "duration=5s", "--out", "e",
        "--require-success")
      #expect(branch.code == 3)
    }
  }

  @Test("a run that meets its bar ends with status 0, and one that has none is refused")
  func met() throws {
    try Program.inFolder { program in
      let path = try scene(program, "{indicator: jobs_created, at_least: 1}")
      let output = try program.call("run", path, "--out", "a", "--require-success")
      #expect(output.code == 0 && output.error.isEmpty)
      #expect(output.out.contains("\nsuccess     yes\nbar         jobs that came up "))
      let none = try program.call("run", Program.yard, "--out", "b", "--require-success")
      #expect(none.code == 2 && none.error.contains("the scene states no success"))
      #expect(!program.names().contains("b"))
    }
  }
}
