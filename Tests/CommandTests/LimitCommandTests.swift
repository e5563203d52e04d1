import Foundation
import TestSupport
import Testing

@Suite("fleetfield limit")
struct LimitCommandTests {
  private static let words = ["--seeds", "3", "--set", "duration=20 s"]
  private static let open = [
    "--set", "coordination.mode=limit", "--set", "coordination.path=yard.path",
  ]

  private func call(_ program: Program, _ words: [String]) throws -> Program.Output {
    try program.finish(try program.start(words))
  }

  @Test("the path that is found is what runs of mode limit read, and they send nothing")
  func found() throws {
    try Program.inFolder { program in
      let text = try call(
        program, ["limit", Program.yard, "--out", "yard.path", "--workers", "2"] + Self.words)
      #expect(text.code == 0, "\(text.error)")
      let lines = text.out.split(separator: "\n")
      #expect(lines.first?.hasSuffix(" deliveries, own fields") == true, "\(text.out)")
      #expect(lines.last == "yard.path: a path of 21 moments")
      // The same path whatever the number of workers, and as JSON.
      let json = try call(
        program,
        ["limit", Program.yard, "--out", "again.path", "--format", "json", "--workers", "1"]
          + Self.words)
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
      #expect(object["status"] as? String == "done" && object["moments"] as? Int == 21)
      #expect((object["rounds"] as? [Any])?.count == lines.count - 1)
      let files = try ["yard.path", "again.path"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(program.folder)/\($0)"))
      }
      #expect(files[0] == files[1])

      let run = try call(
        program, ["run", Program.yard, "--set", "duration=20 s", "--out", "run"] + Self.open)
      #expect(run.code == 0, "\(run.error)")
      let summary = try #require(
        JSONSerialization.jsonObject(with: Data(try program.text("run/summary.json").utf8))
          as? [String: Any])
      let figures = try #require(summary["figures"] as? [String: Double])
      #expect(figures["bytes_per_robot_s"] == 0)
      // The record knows the file: simulated again it is the same run, without it it is refused.
      #expect(try program.call("replay", "run", "--verify").code == 0)
      try FileManager.default.removeItem(atPath: "\(program.folder)/yard.path")
      let gone = try call(
        program, ["run", Program.yard, "--set", "duration=20 s", "--out", "gone"] + Self.open)
      #expect(gone.code == 2 && gone.error.contains("yard.path"))
    }
  }

  @Test(
    "a path of another fleet, a shorter one, none and no path at all are refused with their reason")
  func refused() throws {
    try Program.inFolder { program in
      let made = try call(
        program, ["limit", Program.yard, "--out", "yard.path", "--quiet"] + Self.words)
      #expect(made.code == 0 && made.out.isEmpty)
      func refusal(_ words: [String]) throws -> String {
        let told = try call(program, ["run", Program.yard, "--out", "x"] + words)
        #expect(told.code == 2 && !FileManager.default.fileExists(atPath: "\(program.folder)/x"))
        return told.error
      }
      let short = try refusal(["--set", "duration=25 s"] + Self.open)
      #expect(short.contains("'yard.path' ends after 20 s; the run lasts 25 s"), "\(short)")
      let other = try refusal(
        ["--set", "duration=20 s", "--set", "n=5"] + Self.open)
      #expect(other.contains("the path is of 3 robots; the scene has 5 robots"), "\(other)")
      #expect(other.contains("find it anew with 'fleetfield limit'"))
      let none = try refusal(["--set", "coordination.mode=limit"])
      #expect(none.contains("mode 'limit' needs a path"), "\(none)")
      try "no path".write(
        toFile: "\(program.folder)/yard.path", atomically: true, encoding: .utf8)
      let garbage = try refusal(["--set", "duration=20 s"] + Self.open)
      #expect(garbage.contains("it has to begin with FFPATH 0 1"), "\(garbage)")
    }
  }

  @Test("mistakes on the command line leave no file")
  func mistakes() throws {
    try Program.inFolder { program in
      for (words, reason) in [
        (["limit", Program.yard], "--out FILE is missing"),
        (
          ["limit", Program.yard, "--out", "p", "--step", "2"],
          "expected a share above 0, at most 1"
        ),
        (["limit", Program.yard, "--out", "p", "--seeds", "1"], "--seeds"),
        (
          ["limit", Program.yard, "--out", "p", "--set", "coordination.mode=none"],
          "expected mode 'meanField', not 'none'"
        ),
        (["limit", "absent.fleet.yaml", "--out", "p"], "absent.fleet.yaml"),
      ] {
        let told = try call(program, words)
        #expect(told.code == 2 && told.error.contains(reason), "\(told.error)")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(program.folder)/p"))
    }
  }

  @Test("a path that no run could read again is refused before any run")
  func tooLong() throws {
    try Program.inFolder { program in
      let told = try call(
        program, ["limit", Program.yard, "--out", "p", "--set", "duration=200 h"])
      #expect(
        told.code == 2 && told.error.contains("would take more than 268 MB"), "\(told.error)")
      #expect(!FileManager.default.fileExists(atPath: "\(program.folder)/p"))
    }
  }

  @Test("where no path is found within the rounds it says so, and writes nothing")
  func notFound() throws {
    try Program.inFolder { program in
      // One round has own fields, and nothing to compare them with.
      let told = try call(
        program, ["limit", Program.yard, "--out", "p", "--rounds", "1"] + Self.words)
      #expect(told.code == 1 && told.error.contains("no path within 1 rounds"))
      #expect(!FileManager.default.fileExists(atPath: "\(program.folder)/p"))
    }
  }
}
