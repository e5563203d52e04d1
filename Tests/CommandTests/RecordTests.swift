import Foundation
import TestSupport
import Testing

/// Records of runs for other tools, read by the program's own bytes and by the readers of others.
@Suite("fleetfield run --record")
struct RecordTests {
  /// Python with the readers, which `.ci/setup` installs.
  static let python = Repository.root + ".build/readers/bin/python"
  static let script = Repository.root + "Tests/CommandTests/Readers/read_record.py"

  @Test(
    "recording changes no bit of the run, and the same run gives the same record with any workers")
  func sameBits() throws {
    try Program.inFolder { program in
      for (folder, more) in [
        ("plain", []), ("one", ["--record", "--workers", "1"]),
        ("three", ["--record", "--workers", "3"]),
        ("rare", ["--record", "--record-every", "2s"]),
      ] as [(String, [String])] {
        let words = ["run", Program.yard, "--set", "duration=30s", "--out", folder, "--quiet"]
        #expect(try program.finish(try program.start(words + more)).code == 0)
      }
      for folder in ["one", "three", "rare"] {
        try RunFiles.expectSame(program, "plain", folder, withoutRecord: true)
      }
      func bytes(_ folder: String) -> Data? {
        FileManager.default.contents(atPath: "\(program.folder)/\(folder)/run.mcap")
      }
      #expect(bytes("one") != nil && bytes("one") == bytes("three"))
      #expect((bytes("rare")?.count ?? .max) * 2 < bytes("one")?.count ?? 0)
      #expect(bytes("plain") == nil)
    }
  }

  @Test(
    "the readers of others find every topic, message and robot, and our schemas are Foxglove's",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"),
    arguments: [
      [Program.yard, "--set", "duration=30s", "--follow", "carrier 1"],
      [
        Repository.scene("Tutorials/03-mixed-fleet.fleet.yaml"), "--set", "duration=4s", "--follow",
        "carrier 1",
      ],
      [
        Repository.scene("Showcase/movingai.fleet.yaml"), "--set", "duration=3s", "--follow",
        "robot 1",
      ],
    ])
  func readers(words: [String]) throws {
    try Program.inFolder { program in
      let run = try program.finish(
        try program.start(
          ["run"] + words + ["--record", "--out", "a", "--quiet"]))
      #expect(run.code == 0, "\(run.error)")
      let output = try program.finish(
        try program.start(
          [Self.script, "a/run.mcap", "1000000000", "2000000000"], executable: Self.python))
      #expect(output.code == 0, "\(output.error)")
      let found = try object(output.out)
      let summary = try object(try program.text("a/summary.json"))
      #expect(found["schema_differences"] as? [String] == [])
      #expect(found["is_sorted"] as? Bool == true)
      let seconds = try #require(summary["simulated_s"] as? Double)
      #expect(found["end_ns"] as? Int == Int((seconds * 1e9).rounded()))
      let counts = try #require(found["counts"] as? [String: Int])
      #expect(counts.values.reduce(0, +) == found["message_count"] as? Int)
      #expect(found["streamed"] as? Int == found["message_count"] as? Int)
      // Ten frames a second, both ends included; of each class its robots and both fields.
      let frames = Int(seconds * 10) + 1
      let topics = try #require(found["topics"] as? [String: String])
      let classes = topics.filter { $0.value == "foxglove.PointCloud" }.keys.map { $0.dropFirst(7) }
      #expect(!classes.isEmpty)
      try check(program, Array(topics.keys))
      for name in classes {
        #expect(counts["/fleet/\(name)"] == frames)
        #expect(counts["/mean_field/\(name)/orchestrator"] == frames)
        #expect(counts["/mean_field/\(name)/executor"] == frames)
      }
      #expect((found["ranged"] as? [Int])?.count == 10)
      let rows = try program.text("a/series.csv").split(separator: "\n")
      #expect(counts["/metrics"] == rows.count - 1)
      let metrics = try #require(found["metrics"] as? [String: Double])
      #expect(metrics["deliveries"] == Double(summary["deliveries"] as? Int ?? -1))
      let events = (try? program.text("a/events.csv").split(separator: "\n").count) ?? 1
      #expect(counts["/events"] ?? 0 == events - 1)
      #expect((counts["/map"] ?? 0) == (words[0].contains("movingai") ? 1 : 0))
      #expect(counts["/world"] == 1)
      let followed = try #require(words.last?.split(separator: " ").first)
      let directives = try program.text("a/directives.csv").split(separator: "\n").count
      #expect(counts["/directives"] == directives - 1)
      // Grids once a second, and they hold no more robots than there are.
      for layer in ["executor", "orchestrator"] {
        #expect(counts["/field/\(layer)"] == Int(seconds) + 1)
      }
      let grids = try #require(found["grids"] as? [String: [String: Double]])
      let robotCount = try #require(summary["robots"] as? Double)
      let density = try #require(grids["/field/executor"]?["density"])
      let bound = try #require(grids["/field/orchestrator"]?["bound"])
      #expect(density >= 0 && density <= robotCount * 1.01)
      #expect(bound > 0 && bound <= robotCount * 1.01)
      #expect(counts["/tf"] == frames && counts["/robot/\(followed)_1/scan"] == frames)
      let metadata = try #require(
        (found["metadata"] as? [String: [String: String]])?["fleetfield.run"])
      #expect(metadata["build"] == summary["build"] as? String)
      #expect(metadata["scene_sha256"] == summary["scene_sha256"] as? String)
      let scene = try #require((found["attachments"] as? [String: String])?["scene.yaml"])
      #expect(try program.text("a/scene.resolved.yaml").hasPrefix(scene))
      // The last frame is how robots.csv says they stand.
      let table = try program.text("a/robots.csv").split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let transform = try #require((found["transforms"] as? [String: [Double]])?["\(followed)_1"])
      let scan = try #require((found["scans"] as? [String: [Double]])?["\(followed)_1"])
      let own = try #require(table.first { $0[0] == followed && $0[1] == "1" })
      for (value, cell) in zip(transform, [2, 3]) {
        #expect(abs(value - (Double(own[cell]) ?? .nan)) < 0.001, "\(own)")
      }
      #expect(scan.count > 3 && scan[0] < scan[1] && scan[2...].allSatisfy { $0 >= 0 })
      var seen = 0
      for case let cloud as [String: Any] in (found["clouds"] as? [String: Any] ?? [:]).values {
        for robot in cloud["robots"] as? [[Double]] ?? [] {
          let row = table[Int(robot[3])]
          #expect(abs(robot[0] - (Double(row[2]) ?? .nan)) < 0.001)
          #expect(abs(robot[1] - (Double(row[3]) ?? .nan)) < 0.001)
          #expect(abs(robot[7] / 255 - (Double(row[9]) ?? .nan)) < 0.003)
          seen += 1
        }
      }
      #expect(seen == table.count)
    }
  }

  @Test(
    "a record says of fields, directives and events what the tables say, and who made it of what",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"))
  func tables() throws {
    try Program.inFolder { program in
      let run = try program.call(
        "run", Program.yard, "--record", "--out", "a", "--quiet", "--set", "duration=40s", "--set",
        "policies.dispatcher.latency=200ms", "--set", "disturbances.failures.rate=0.05/s", "--set",
        "disturbances.failures.repair=1s")
      #expect(run.code == 0, "\(run.error)")
      let output = try program.finish(
        try program.start([Self.script, "a/run.mcap", "0", "1000000000"], executable: Self.python))
      let found = try object(output.out)
      func rows(_ name: String) throws -> [[String]] {
        try program.text("a/\(name)").split(separator: "\n").dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      }
      // The frame of the last moment, and the rows of it.
      let means = try #require(found["mean_fields"] as? [String: [String: Double]])
      var compared = 0
      for row in try rows("fields.csv") where row[0] == "40" && row[2] != "claims" {
        let value = try #require(means["/mean_field/\(row[1])/\(row[2])"]?[row[3]])
        #expect(abs(value - (Double(row[4]) ?? .nan)) <= 1e-6 * max(1, abs(value)), "\(row)")
        compared += 1
      }
      #expect(compared > 40)
      let lives = try #require(found["directives"] as? [[Int]])
      let told = try rows("directives.csv").map { row in
        [0, 6, 7, 9].map { Int(row[$0]) ?? -1 }
      }
      #expect(lives == told && lives.contains { $0[1] != $0[2] })
      #expect(found["levels"] as? [String: Int] == ["task done": 2, "failure": 4])
      let metadata = try #require(found["metadata"] as? [String: [String: String]])
      let summary = try object(try program.text("a/summary.json"))
      let made = try #require(metadata["fleetfield.run"])
      #expect(made["seed"] == "11" && made["parameter.n"] == "3" && made["scene"] == "yard")
      #expect(made["version"] == summary["version"] as? String)
      let scene = try #require((found["attachments"] as? [String: String])?["scene.yaml"])
      #expect(try program.text("a/scene.resolved.yaml").hasPrefix(scene) && scene.count > 1000)
    }
  }

  @Test(
    "a scene may ask for a record itself: which robots, how often, which parts of it",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"))
  func keys() throws {
    try Program.inFolder { program in
      let words = [
        "run", Program.yard, "--set", "n=7", "--set", "duration=6s", "--out", "a", "--quiet",
        "--set", "outputs.record.mcap=true", "--set", "outputs.record.period=0.5s",
        "--set", "outputs.record.grid_period=2s", "--set", "outputs.record.robots=3",
        "--set", "outputs.record.topics=[robots, grids]",
      ]
      #expect(try program.finish(try program.start(words)).code == 0)
      let output = try program.finish(
        try program.start([Self.script, "a/run.mcap", "0", "1000000000"], executable: Self.python))
      #expect(output.code == 0, "\(output.error)")
      let found = try object(output.out)
      #expect(
        found["counts"] as? [String: Int] == [
          "/fleet/carrier": 13, "/field/executor": 4, "/field/orchestrator": 4,
        ])
      let clouds = try #require(found["clouds"] as? [String: [String: Any]])
      let robots = clouds["/fleet/carrier"]?["robots"] as? [[Double]] ?? []
      // Spread evenly over the seven.
      #expect(robots.map { Int($0[3]) } == [0, 2, 4])
      // The record is none of what a run depends on.
      let plain = try program.call(
        "run", Program.yard, "--set", "n=7", "--set", "duration=6s", "--out", "b", "--quiet")
      #expect(plain.code == 0)
      try RunFiles.expectSame(program, "a", "b", besides: ["overrides"], withoutRecord: true)
    }
  }

  @Test("what cannot be recorded is told at its place, all at once")
  func refused() throws {
    try Program.inFolder { program in
      let output = try program.call(
        "run", Program.yard, "--record", "--record-every", "17ms", "--follow", "carier 0",
        "--follow",
        "carrier 4000", "--follow", "north", "--set", "outputs.record.topics=[robots, speeches]")
      #expect(output.code == 2)
      for message in [
        "unknown robot class 'carier'; did you mean 'carrier'?",
        "there is no 'carrier 4000': the class has 3 robots, from 0",
        "'north' is no robot; expected a class and a number in it, as 'carrier 0'", "'speeches'",
      ] { #expect(output.error.contains(message), "\(output.error)") }
      let much = try program.call(
        "check", Program.yard, "--set", "robots.carrier.count=200000", "--set",
        "outputs.record.mcap=true", "--set", "outputs.record.period=10ms")
      #expect(much.code == 2)
      #expect(
        much.error.contains(
          "200000 robots in 60 frames a second are 12000000; expected at most 10000000, as with a longer "
            + "period or robots: 166666"), "\(much.error)")
      #expect(program.names().isEmpty)
    }
  }

  @Test(
    "a branch of a recorded run records from the change on, also when it was killed and resumed")
  func branch() throws {
    try Program.inFolder { program in
      let base = [
        "run", Program.yard, "--set", "duration=60s", "--record", "--out", "base", "--quiet",
      ]
      #expect(try program.finish(try program.start(base)).code == 0)
      let words = [
        "run", "--from", "base", "--at", "20s", "--set", "coupling=none", "--set", "duration=300s",
        "--quiet",
      ]
      #expect(try program.finish(try program.start(words + ["--out", "whole"])).code == 0)
      let process = try program.start(words + ["--out", "b", "--snapshot-every", "4s"])
      _ = Program.wait {
        let partial = program.names().first { $0.hasPrefix(".b.partial") && !$0.hasSuffix(".lock") }
        return !process.isRunning || program.names("\(partial ?? "none")/snapshots").count >= 16
      }
      kill(process.processIdentifier, SIGKILL)
      _ = try program.finish(process)
      if !program.names().contains("b") {
        #expect(try program.call("resume", "b", "--workers", "3").code == 0)
      }
      let files = ["whole", "b"].map {
        FileManager.default.contents(atPath: "\(program.folder)/\($0)/run.mcap")
      }
      #expect(files[0] != nil && files[0] == files[1])
      #expect(try program.call("repair", "whole").out.contains("' is complete: "))
      // It can be left out of a branch, or begin with one.
      let silent = try program.call(
        "run", "--from", "base", "--at", "50s", "--set", "outputs.record.mcap=false", "--out", "c",
        "--quiet")
      #expect(silent.code == 0 && !program.names("c").contains("run.mcap"))
      let anew = try program.call(
        "run", "--from", "c", "--at", "50s", "--set", "coupling=none", "--record", "--out", "d",
        "--quiet")
      #expect(anew.code == 0 && program.names("d").contains("run.mcap"), "\(anew.error)")
    }
  }

  @Test(
    "the layout for Foxglove names topics, fields and metrics that records of the warehouse have")
  func layout() throws {
    try Program.inFolder { program in
      let run = try program.call(
        "run", Repository.scene("Showcase/warehouse.fleet.yaml"), "--set", "n=60", "--set",
        "duration=1s",
        "--record", "--out", "a", "--quiet")
      #expect(run.code <= 1, "\(run.error)")
      let bytes = try #require(FileManager.default.contents(atPath: "\(program.folder)/a/run.mcap"))
      let text = try String(
        contentsOfFile: Repository.root + "Assets/foxglove-layout.json", encoding: .utf8)
      let panels = try #require(try object(text)["configById"] as? [String: [String: Any]])
      let topics = try #require(panels["3D!floor"]?["topics"] as? [String: [String: Any]])
      // Channels and schemas stand in the summary as they are; a record of a map alone has `/map`.
      for topic in topics.keys where topic != "/map" {
        #expect(bytes.range(of: Data(topic.utf8)) != nil, "\(topic)")
      }
      for name in ["/fleet/carrier", "/fleet/picker", "/fleet/forklift", "/world"] {
        #expect(topics[name] != nil, "\(name)")
      }
      let columns = try program.text("a/series.csv").split(separator: "\n")[0].split(separator: ",")
      for case let panel in panels.values {
        for case let path as [String: Any] in panel["paths"] as? [Any] ?? [] {
          let value = try #require(path["value"] as? String)
          let index = try #require(
            value.firstMatch(of: /^\/metrics\.values\[(\d+)\]$/).flatMap { Int($0.1) })
          #expect(path["label"] as? String == String(columns[index + 1]))
        }
      }
    }
  }

  /// Lets Rerun check a record, where it is installed: it reports each topic.
  private func check(_ program: Program, _ topics: [String]) throws {
    let rerun = Repository.root + ".build/readers/bin/rerun"
    guard FileManager.default.isExecutableFile(atPath: rerun) else {
      print("skipped: Rerun is not installed; '.ci/setup --with-rerun' does that")
      return
    }
    // It may not tell anybody that it ran.
    _ = try program.finish(try program.start(["analytics", "disable"], executable: rerun))
    let check = try program.finish(
      try program.start(["mcap", "check", "--full", "a/run.mcap"], executable: rerun))
    #expect(check.code == 0, "\(check.error)")
    for topic in topics {
      let isSound = check.out.split(separator: "\n").contains {
        $0.hasPrefix("ok ") && $0.contains(" \(topic) ")
      }
      #expect(isSound, "\(topic): \(check.out)")
    }
  }
}
