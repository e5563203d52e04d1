import Foundation
import TestSupport
import Testing

@Suite("fleetfield replay --verify")
struct ReplayCommandTests {
  @Test(
    "runs of every kind are their own replays: plain, kept, stopped, resumed, branched, on a map")
  func identical() throws {
    try Program.inFolder { program in
      func run(_ words: [String], _ code: Int32 = 0) throws {
        let output = try program.finish(try program.start(words + ["--quiet"]))
        #expect(output.code == code, "\(words): \(output.error)")
      }
      let yard = ["run", Program.yard, "--set", "outputs.series.period=0.7s"]
      try run(yard + ["--out", "plain", "--set", "duration=7.5s"])
      try run(yard + ["--out", "kept", "--set", "duration=20s", "--snapshot-every", "3.1s"])
      try run([
        "run", "--from", "kept", "--at", "7.3s", "--set", "coupling=none", "--out", "branch",
      ])
      try run(
        ["run", "--from", "branch", "--at", "15s", "--set", "duration=25s", "--out", "twice"])
      let map = Repository.scene("Showcase/movingai.fleet.yaml")
      try run(["run", map, "--set", "duration=3s", "--out", "map"])
      let process = try program.start(
        yard + ["--out", "stopped", "--set", "duration=200s", "--snapshot-every", "20s", "--quiet"])
      _ = Program.wait {
        let partial = program.names().first { $0.hasPrefix(".stopped") && !$0.hasSuffix(".lock") }
        return program.names("\(partial ?? "none")/snapshots").count > 3
      }
      kill(process.processIdentifier, SIGINT)
      #expect(try program.finish(process).code == 1)
      for (folder, workers) in [
        ("plain", "1"), ("kept", "3"), ("branch", "2"), ("twice", "1"), ("stopped", "2"),
        ("map", "1"),
      ] {
        let output = try program.call("replay", folder, "--verify", "--workers", workers)
        #expect(output.code == 0, "\(folder): \(output.out)")
        #expect(output.out.hasPrefix("identical: "), "\(folder): \(output.out)")
      }
      try run(["resume", "stopped"])
      let resumed = try program.call("replay", "stopped", "--verify", "--format", "json")
      #expect(resumed.code == 0)
      #expect(try object(resumed.out)["steps"] as? Int == 12000)
      #expect(try object(resumed.out)["identical"] as? Bool == true)
    }
  }

  @Test("the first second, robot and quantity are named, in words and as JSON")
  func different() throws {
    try Program.inFolder { program in
      _ = try program.call(
        "run", Program.yard, "--out", "a", "--snapshot-every", "1s", "--set", "duration=9s",
        "--quiet")
      // The record is of other policies than its scene says: as after a change of the program.
      let path = "\(program.folder)/a/scene.resolved.yaml"
      let scene = try program.text("a/scene.resolved.yaml")
      let changed = scene.replacing("max_speed: 1.5 m/s", with: "max_speed: 1.4 m/s")
      #expect(changed != scene)
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
      let output = try program.call("replay", "a", "--verify")
      #expect(output.code == 1)
      let lines = output.out.split(separator: "\n").map(String.init)
      let second = try #require(
        lines[0].firstMatch(of: /^first difference at second (\d+): [0-9a-f]{16} in the record/))
      let first = try #require(Int(second.output.1))
      #expect(first > 0 && lines[1] == "identical up to second \(first - 1)")
      #expect(
        lines[2].firstMatch(of: /^robot carrier \d at step \d+ \(\d+ s\): [a-z_]+ is .+/) != nil,
        "\(output.out)")
      let json = try object(try program.call("replay", "a", "--verify", "--format", "json").out)
      #expect(json["first_difference_s"] as? Int == first)
      let robot = try #require(json["robot"] as? [String: Any])
      #expect(
        (robot["step"] as? Int ?? 0) >= first * 60 && (robot["values"] as? [String])?.count == 2)
    }
  }

  @Test("an event that the replay has at another step, or has not, is named with its line")
  func events() throws {
    try Program.inFolder { program in
      _ = try program.call(
        "run", Program.yard, "--out", "a", "--set", "duration=40s", "--quiet")
      let events = try program.text("a/events.csv")
      let lines = events.split(separator: "\n", omittingEmptySubsequences: false)
      let step = try #require(lines[1].split(separator: ",").first)
      func verify(_ changed: [Substring]) throws -> Program.Output {
        try changed.joined(separator: "\n").write(
          toFile: "\(program.folder)/a/events.csv", atomically: true, encoding: .utf8)
        return try program.call("replay", "a", "--verify")
      }
      let earlier = "1" + lines[1].dropFirst(step.count)
      let moved = try verify([lines[0], Substring(earlier)] + lines[2...])
      #expect(moved.code == 1)
      #expect(
        moved.out.contains("events.csv:2: 'step 1: ")
          && moved.out.contains("in the record and 'step \(step): "), "\(moved.out)")
      let lost = try verify([lines[0]] + lines[2...])
      #expect(lost.code == 1)
      #expect(lost.out.contains("events.csv:"), "\(lost.out)")
      #expect(try verify(lines).code == 0)
    }
  }

  @Test("what is no run, broken, or asked for without its word is refused")
  func refused() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--out", "a", "--set", "duration=1s", "--quiet")
      for (words, message) in [
        (
          ["replay", "a"],
          "--verify or --robot NAME is missing; 'fleetfield view RUN' shows a run again"
        ),
        (["replay", "--verify"], "RUN is missing"),
        (["replay", "nowhere", "--verify"], "there is no folder 'nowhere'"),
        (["replay", "a/inputs", "--verify"], "'a/inputs' is not a run folder"),
        (["replay", "a", "--verfy"], "unknown option '--verfy'; did you mean '--verify'?"),
      ] as [([String], String)] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(message), "\(output.error)")
      }
      try "fleet: 2".write(
        toFile: "\(program.folder)/a/scene.resolved.yaml", atomically: true, encoding: .utf8)
      let broken = try program.call("replay", "a", "--verify")
      #expect(broken.code == 2)
      #expect(broken.error.hasPrefix("a/scene.resolved.yaml:1:"))
    }
  }
}
