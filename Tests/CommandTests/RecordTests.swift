import Foundation
import TestSupport
import Testing

/// Records of runs for other tools, read by the program's own bytes and by the readers of others.
@Suite("fleetfield run --record")
struct RecordTests {
  /// Python with the readers, which `.ci/setup` installs.
  private static let python = Repository.root + ".build/readers/bin/python"
  private static let script = Repository.root + "Tests/CommandTests/Readers/read_record.py"

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
      #expect((bytes("rare")?.count ?? .max) * 3 < bytes("one")?.count ?? 0)
      #expect(bytes("plain") == nil)
    }
  }

  @Test(
    "the readers of others find every topic, message and robot, and our schemas are Foxglove's",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"),
    arguments: [
      [Program.yard, "--set", "duration=30s"],
      [Repository.scene("Tutorials/03-mixed-fleet.fleet.yaml"), "--set", "duration=4s"],
      [Repository.scene("Showcase/movingai.fleet.yaml"), "--set", "duration=3s"],
    ])
  func readers(words: [String]) throws {
    try Program.inFolder { program in
      let run = try program.finish(
        try program.start(["run"] + words + ["--record", "--out", "a", "--quiet"]))
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

  @Test("what kill -9 leaves is completed by repair, and not while its run is on")
  func repair() throws {
    try Program.inFolder { program in
      let words = ["run", Program.yard, "--set", "duration=20h", "--set", "n=20", "--record"]
      let process = try program.start(words + ["--record-every", "17ms", "--out", "a", "--quiet"])
      func partial() -> String {
        program.names().first { $0.hasPrefix(".a.partial") && !$0.hasSuffix(".lock") } ?? "none"
      }
      func size() -> Int {
        let path = "\(program.folder)/\(partial())/run.mcap"
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
      }
      #expect(Program.wait { size() > 300_000 })
      let early = try program.call("repair", partial())
      #expect(early.code == 2)
      #expect(early.error.contains("is being written by a run that is on"))
      kill(process.processIdentifier, SIGKILL)
      _ = try program.finish(process)
      // As a disk leaves it that was full, or lost its power: within a chunk.
      let record = "\(partial())/run.mcap"
      let file = try #require(FileHandle(forWritingAtPath: "\(program.folder)/\(record)"))
      try file.truncate(atOffset: UInt64(size() - 1000))
      try file.close()
      let output = try program.call("repair", partial())
      #expect(output.code == 0, "\(output.error)")
      #expect(
        output.out.firstMatch(
          of: /' is complete again: [0-9,]+ messages in \d+ chunks?; .* behind them were cut off\n/)
          != nil, "\(output.out)")
      let again = try program.call("repair", record, "--format", "json")
      #expect(try object(again.out)["was_complete"] as? Bool == true)
      let messages = try #require(try object(again.out)["messages"] as? Int)
      if FileManager.default.isExecutableFile(atPath: Self.python) {
        let read = try program.finish(
          try program.start([Self.script, record, "0", "1000000000"], executable: Self.python))
        #expect(read.code == 0, "\(read.error)")
        #expect(try object(read.out)["message_count"] as? Int == messages)
        #expect(try object(read.out)["streamed"] as? Int == messages)
      }
      for (words, message) in [
        (["repair"], "RUN is missing"), (["repair", "nowhere"], "cannot read 'nowhere'"),
        (["repair", Program.yard], "does not begin as a record of a run does"),
      ] as [([String], String)] {
        let refused = try program.finish(try program.start(words))
        #expect(refused.code == 2, "\(words)")
        #expect(refused.error.contains(message), "\(refused.error)")
      }
    }
  }

  @Test("a file that may not grow and words that do not fit are told")
  func troubles() throws {
    try Program.inFolder { program in
      let limited = try program.finish(
        try program.start(
          [
            "-c",
            "ulimit -f 600; '\(Program.path)' run '\(Program.yard)' --record --out a --record-every 17ms "
              + "--set duration=10min --set n=20",
          ], executable: "/bin/bash"))
      #expect(limited.code == 1)
      #expect(
        limited.error.contains("cannot write 'a/run.mcap': File too large"), "\(limited.error)")
      #expect(try object(program.text("a/summary.json"))["write_error"] is String)
      for (words, message) in [
        (
          ["--record", "--from", "x", "--at", "1s"],
          "a run with --from cannot make run.mcap yet"
        ),
        (["--record-every", "1s"], "--record-every needs --record"),
        (["--record", "--record-every", "0s"], "--record-every needs more than 0 s"),
      ] as [([String], String)] {
        let output = try program.finish(try program.start(["run", Program.yard] + words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(message), "\(output.error)")
      }
    }
  }
}
