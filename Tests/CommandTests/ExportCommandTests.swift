import Foundation
import TestSupport
import Testing

@Suite("fleetfield export")
struct ExportCommandTests {
  private static let doors = Repository.scene("Showcase/two-doors.fleet.yaml")

  /// A figure of a run's summary.
  private func figure(_ key: String, of run: String, _ program: Program) throws -> Double {
    let json = try JSONSerialization.jsonObject(
      with: Data(try program.text("\(run)/summary.json").utf8))
    let summary = try #require(json as? [String: Any])
    let figures = try #require(summary["figures"] as? [String: Any])
    return try #require(figures[key] as? Double)
  }

  @Test(
    "zones of a congested run are a zone set of VDA 5050, and a run that reads them goes another way"
  )
  func zones() throws {
    try Program.inFolder { program in
      let words = ["--set", "duration=200s", "--seed", "5", "--quiet"]
      let first = try program.finish(
        try program.start(["run", Self.doors, "--out", "a"] + words))
      #expect(first.code == 0, "\(first.error)")
      let export = try program.call("export", "zones", "a", "--out", "z.json")
      #expect(export.code == 0, "\(export.error)")
      #expect(export.out.hasPrefix("z.json: ") && export.out.contains(" penalties and "))
      if let found = try program.mistakes("z.json", against: "zoneSet") { #expect(found.isEmpty) }
      // The validator sees a mistake where there is one.
      let text = try program.text("z.json")
      #expect(text.contains("\"penaltyFactor\""))
      try text.replacing("\"penaltyFactor\"", with: "\"penalty\"").write(
        toFile: "\(program.folder)/broken.json", atomically: true, encoding: .utf8)
      if let found = try program.mistakes("broken.json", against: "zoneSet") {
        #expect(found.contains("'penaltyFactor' is a required property"))
      }
      let set = "world.traffic.zone_set=\(program.folder)/z.json"
      let second = try program.finish(
        try program.start(["run", Self.doors, "--out", "b", "--set", set] + words))
      #expect(second.code == 0, "\(second.error)")
      #expect(
        try figure("blocked_share", of: "b", program)
          < 0.8 * figure("blocked_share", of: "a", program))
      // The zones are among the run's inputs, and the record is that of its replay.
      #expect(program.names("b/inputs").contains { $0.hasSuffix("z.json") })
      let replay = try program.call("replay", "b", "--verify", "--quiet")
      #expect(replay.code == 0, "\(replay.out)\(replay.error)")
    }
  }

  @Test("the same run gives the same bytes, with any number of workers and to standard output")
  func bytes() throws {
    try Program.inFolder { program in
      let run = try program.call(
        "run", Self.doors, "--out", "a", "--set", "duration=60s", "--quiet")
      #expect(run.code == 0, "\(run.error)")
      let words = ["export", "zones", "a", "--tile", "1.5m", "--presence", "5s", "--quiet"]
      let texts = try ["1", "2"].map { workers in
        try program.finish(try program.start(words + ["--workers", workers])).out
      }
      #expect(texts[0] == texts[1] && texts[0].contains("SPEED_LIMIT"))
      let never = try program.finish(try program.start(words + ["--density", "never"]))
      #expect(!never.out.contains("SPEED_LIMIT") && never.out.contains("PENALTY"))
      // Two runs of one floor are added up: as many robot-seconds again.
      let file = try program.finish(
        try program.start([
          "export", "zones", "a", "a", "--out", "two.json", "--format", "json", "--quiet",
        ]))
      #expect(file.out.contains("\"watched_s\": 120"), "\(file.out)")
    }
  }

  @Test("what cannot be exported is refused with the reason and status 2")
  func refusals() throws {
    try Program.inFolder { program in
      let run = try program.call("run", Self.doors, "--out", "a", "--set", "duration=1s", "--quiet")
      #expect(run.code == 0)
      for (words, expected) in [
        (
          ["export", "zone", "a"],
          "'zone' cannot be exported; expected zones, trajectories, factsheet or lif; did you mean 'zones'?"
        ),
        (["export", "zones", "b"], "b"),
        (
          ["export", "zones", "a", "--tile", "2"], "--tile 2: expected a length from 10cm to 1000m"
        ),
        (["export", "zones", "a", "--tile", "2 kg"], "--tile 2 kg: expected a length"),
        (
          ["export", "zones", "a", "--blocked", "2%"],
          "--blocked 2%: expected a share from 5% to 100%"
        ),
        (
          ["export", "zones", "a", "--from", "9s", "--until", "3s"], "leave no time to be measured"
        ),
        (["export", "zones"], "FROM"),
      ] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(expected), "\(output.error)")
        #expect(output.out.isEmpty)
      }
    }
  }
}
