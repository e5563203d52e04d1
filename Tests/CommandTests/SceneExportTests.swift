import Foundation
import TestSupport
import Testing

@Suite("fleetfield export of scenes and stores")
struct SceneExportTests {
  private static let mixed = Repository.scene("Tutorials/03-mixed-fleet.fleet.yaml")
  private static let doors = Repository.scene("Showcase/two-doors.fleet.yaml")

  @Test("a factsheet for each class is one of VDA 5050, by the schema and a validator of others")
  func factsheets() throws {
    try Program.inFolder { program in
      let output = try program.call("export", "factsheet", Self.mixed, "--out", "sheets")
      #expect(output.code == 0, "\(output.error)")
      let names = program.names("sheets").sorted()
      #expect(names.count > 1 && names.allSatisfy { $0.hasSuffix(".factsheet.json") })
      #expect(output.out.split(separator: "\n").count == names.count)
      for name in names {
        if let found = try program.mistakes("sheets/\(name)", against: "factsheet") {
          #expect(found.isEmpty, "\(name): \(found)")
        }
      }
      let name = try #require(names.first)
      let text = try program.text("sheets/\(name)")
      try text.replacing("\"maximumSpeed\"", with: "\"topSpeed\"").write(
        toFile: "\(program.folder)/broken.json", atomically: true, encoding: .utf8)
      if let found = try program.mistakes("broken.json", against: "factsheet") {
        #expect(found.contains("'maximumSpeed' is a required property"))
      }
      let own = String(name.prefix { $0 != "." })
      let one = try program.call("export", "factsheet", Self.mixed, "--class", own)
      #expect(one.code == 0 && one.out.contains("\"seriesName\": \"\(own)\""))
      let json = try program.call(
        "export", "factsheet", Self.mixed, "--class", own, "--out", "a.json", "--format", "json")
      #expect(try object(json.out)["files"] as? [String] == ["a.json"])
    }
  }

  @Test("lanes and stations written as LIF are imported again, and run")
  func layout() throws {
    try Program.inFolder { program in
      try LayoutSamples.plant.write(
        toFile: "\(program.folder)/plant.xml", atomically: true, encoding: .utf8)
      #expect(try program.call("import", "plant.xml", "--out", ".", "--quiet").code == 0)
      let output = try program.call("export", "lif", "plant.fleet.yaml", "--out", "plant.lif.json")
      #expect(output.code == 0, "\(output.error)")
      #expect(output.out == "plant.lif.json: 5 nodes, 6 edges, 2 stations\n")
      #expect(output.error.contains("parking places (1) are not written"))
      let back = try program.call("import", "plant.lif.json", "--out", "back", "--quiet")
      #expect(back.code == 0, "\(back.error)")
      let run = try program.call(
        "run", "back/plant.fleet.yaml", "--set", "duration=5min", "--out", "r", "--quiet")
      #expect(run.code == 0, "\(run.error)")
      let figures = try #require(
        try object(try program.text("r/summary.json"))["figures"] as? [String: Any])
      #expect(try #require(figures["deliveries"] as? Int) > 0)
    }
  }

  @Test("the runs of a sweep are added up as their folders would be, and chosen by what was set")
  func store() throws {
    try Program.inFolder { program in
      let sweep = try program.finish(
        try program.start([
          "sweep", Self.doors, "--set", "duration=40s", "--axis",
          "world.traffic.rule=rightHand,none",
          "--seeds", "2", "--out", "s.sqlite", "--quiet",
        ]))
      #expect(sweep.code == 0, "\(sweep.error)")
      let words = ["export", "zones", "--tile", "1.5m", "--presence", "5s", "--format", "json"]
      let all = try program.finish(
        try program.start(words + ["s.sqlite", "--out", "all.json"]))
      #expect(all.code == 0, "\(all.error)")
      let sum = try object(all.out)
      #expect(sum["runs"] as? Int == 4 && sum["watched_s"] as? Double == 160)
      let half = try program.finish(
        try program.start(
          words + ["s.sqlite", "--where", "world.traffic.rule=rightHand", "--out", "half.json"]))
      #expect(try object(half.out)["runs"] as? Int == 2, "\(half.error)")
      // The same seeds as runs of their own.
      var folders: [String] = []
      for seed in ["1", "2"] {
        let run = try program.call(
          "run", Self.doors, "--set", "duration=40s", "--set", "world.traffic.rule=rightHand",
          "--seed", seed, "--out", "r\(seed)", "--quiet")
        #expect(run.code == 0, "\(run.error)")
        folders.append("r\(seed)")
      }
      let runs = try program.finish(
        try program.start(words + folders + ["--out", "runs.json"]))
      #expect(runs.code == 0, "\(runs.error)")
      func zones(_ file: String) throws -> [[String: Any]]? {
        let set = try object(try program.text(file))["zoneSet"] as? [String: Any]
        return set?["zones"] as? [[String: Any]]
      }
      let (stored, own) = (
        try #require(try zones("half.json")), try #require(try zones("runs.json"))
      )
      #expect(!own.isEmpty && stored as NSArray == own as NSArray)
      if let found = try program.mistakes("half.json", against: "zoneSet") {
        #expect(found.isEmpty, "\(found)")
      }
      let wrong = try program.call(
        "export", "zones", "s.sqlite", "--where", "world.traffic.rule=oneWay")
      #expect(wrong.code == 2 && wrong.out.isEmpty)
      #expect(
        wrong.error.contains("no finished run of 's.sqlite' has it; there are none, rightHand"))
    }
  }

  @Test("a store whose scene was changed or is gone is refused, with the reason")
  func changedScene() throws {
    try Program.inFolder { program in
      let text = try String(contentsOfFile: Program.yard, encoding: .utf8)
      let scene = "\(program.folder)/a.fleet.yaml"
      try text.write(toFile: scene, atomically: true, encoding: .utf8)
      let sweep = try program.call(
        "sweep", "a.fleet.yaml", "--axis", "duration=2s", "--seeds", "1", "--out",
        "s.sqlite", "--quiet")
      try #require(sweep.code == 0, "\(sweep.error)")
      try (text + "\nclocks: {physics: 120 Hz}\n").write(
        toFile: scene, atomically: true, encoding: .utf8)
      let changed = try program.call("export", "zones", "s.sqlite")
      #expect(changed.code == 2 && changed.error.contains("was changed since"), "\(changed.error)")
      try FileManager.default.removeItem(atPath: scene)
      let gone = try program.call("export", "zones", "s.sqlite")
      #expect(
        gone.code == 2 && gone.error.contains("run 1 of 's.sqlite' cannot be simulated again"))
    }
  }

  @Test("what a scene cannot give, and words of another kind, are refused with status 2")
  func refusals() throws {
    try Program.inFolder { program in
      for (words, expected) in [
        (["export", "lif", Program.yard], "has no lanes (world.traffic.lanes)"),
        (["export", "factsheet", Self.mixed], "choose one by --class"),
        (["export", "factsheet", Program.yard, "--class", "carier"], "did you mean 'carrier'?"),
        (["export", "factsheet", Program.yard, "--tile", "2m"], "--tile is of 'export zones'"),
        (
          ["export", "lif", Program.yard, Program.yard], "is one word too many: lif takes one scene"
        ),
        (["export", "lif", "none.fleet.yaml"], "none.fleet.yaml"),
        (["export", "zones", ".", "--where", "n=3"], "--where chooses runs of stores"),
      ] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2, "\(words): \(output.error)")
        #expect(output.error.contains(expected), "\(output.error)")
        #expect(output.out.isEmpty)
      }
    }
  }
}
