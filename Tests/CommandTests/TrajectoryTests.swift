import Foundation
import TestSupport
import Testing

/// Tables of trajectories, as runs write them and as they are exported.
@Suite("fleetfield run --trajectories and export trajectories")
struct TrajectoryTests {
  private static let python = Repository.root + ".build/readers/bin/python"
  private static let script = Repository.root + "Tests/CommandTests/Readers/read_arrays.py"

  private func run(_ program: Program, _ more: String...) throws {
    let words = ["run", Program.yard, "--set", "duration=6s", "--quiet"]
    let output = try program.finish(try program.start(words + more))
    #expect(output.code == 0, "\(output.error)")
  }

  private func lines(_ program: Program, _ name: String) throws -> [[String]] {
    try program.text(name).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(
    "a table has a line for each robot and frame, from the start to the end as robots.csv has it")
  func table() throws {
    try Program.inFolder { program in
      try run(program, "--trajectories", "csv", "--out", "a")
      try run(program, "--out", "plain")
      try RunFiles.expectSame(program, "plain", "a", withoutRecord: true)
      let rows = try lines(program, "a/trajectories.csv")
      #expect(
        rows[0] == [
          "time_s", "robot", "class", "index", "x_m", "y_m", "theta_rad", "stage", "laden",
          "blocked", "touching", "jammed", "progress", "battery",
        ])
      // Ten frames a second, both ends included.
      #expect(rows.count == 1 + 61 * 3 && rows.allSatisfy { $0.count == 14 })
      #expect(rows[1][0] == "0" && rows[rows.count - 1][0] == "6")
      let end = try lines(program, "a/robots.csv").dropFirst()
      for (row, robot) in zip(rows.suffix(3), end) {
        #expect(row[2] == robot[0] && row[3] == robot[1] && row[7] == robot[4])
        #expect(abs((Double(row[4]) ?? .nan) - (Double(robot[2]) ?? .nan)) < 0.001)
        #expect(abs((Double(row[13]) ?? .nan) - (Double(robot[9]) ?? .nan)) < 0.003)
      }
    }
  }

  @Test("an export of a run that kept nothing is the table of one that did, and may be sampled")
  func exported() throws {
    try Program.inFolder { program in
      try run(program, "--trajectories", "csv", "--out", "a")
      try run(program, "--trajectories", "npz", "--out", "b")
      try run(program, "--out", "plain")
      for name in ["t.csv", "t.npz", "t.txt"] {
        let output = try program.call("export", "trajectories", "plain", "--out", name)
        #expect(output.code == 0, "\(output.error)")
        #expect(output.out == "\(name): 61 frames of 3 robots\n")
      }
      func bytes(_ name: String) -> Data? {
        FileManager.default.contents(atPath: "\(program.folder)/\(name)")
      }
      #expect(bytes("t.csv") != nil && bytes("t.csv") == bytes("a/trajectories.csv"))
      #expect(bytes("t.npz") != nil && bytes("t.npz") == bytes("b/trajectories.npz"))
      let text = try program.text("t.txt").split(separator: "\n")
      #expect(text[0] == "# framerate: 10 fps" && text.count == 3 + 61 * 3)
      let first = try lines(program, "t.csv")[2]
      #expect(text[4] == "\(first[1]) 0 \(first[4]) \(first[5]) 0")
      let few = try program.call(
        "export", "trajectories", "plain", "--out", "few.csv", "--every", "1s", "--robots", "2",
        "--from", "2s", "--until", "4s", "--format", "json")
      #expect(few.code == 0, "\(few.error)")
      let rows = try lines(program, "few.csv").dropFirst()
      #expect(rows.map { $0[0] } == ["2", "2", "3", "3", "4", "4"])
      #expect(rows.map { $0[1] } == ["0", "1", "0", "1", "0", "1"])
      #expect(try object(few.out)["frames"] as? Int == 3)
    }
  }

  @Test(
    "NumPy opens the arrays, with the same numbers as the text has",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs .ci/setup with pip"))
  func arrays() throws {
    try Program.inFolder { program in
      try run(program, "--trajectories", "npz", "--out", "a")
      #expect(!program.names("a").contains("trajectories.frames"))
      let export = try program.call("export", "trajectories", "a", "--out", "t.csv", "--quiet")
      #expect(export.code == 0, "\(export.error)")
      let output = try program.finish(
        try program.start(
          [Self.script, "a/trajectories.npz", "t.csv"], executable: Self.python))
      #expect(output.code == 0, "\(output.error)")
      let found = try object(output.out)
      #expect(found["frames"] as? Int == 61 && found["robots"] as? Int == 3)
      #expect(found["differences"] as? [String] == [])
      #expect(found["damaged"] is NSNull)
    }
  }

  @Test("what a killed run gathered becomes arrays by repair, and goes on by resume")
  func killed() throws {
    try Program.inFolder { program in
      let words = [
        "run", Program.yard, "--set", "duration=200s", "--trajectories", "npz", "--quiet",
      ]
      #expect(try program.finish(try program.start(words + ["--out", "whole"])).code == 0)
      let process = try program.start(words + ["--out", "a", "--snapshot-every", "2s"])
      func partial() -> String {
        program.names().first { $0.hasPrefix(".a.partial") && !$0.hasSuffix(".lock") } ?? "none"
      }
      #expect(Program.wait { program.names("\(partial())/snapshots").count > 20 })
      kill(process.processIdentifier, SIGKILL)
      _ = try program.finish(process)
      let folder = partial()
      #expect(program.names(folder).contains("trajectories.frames"))
      let repaired = try program.call("repair", folder)
      #expect(repaired.code == 0, "\(repaired.error)")
      #expect(
        repaired.out.firstMatch(of: /\/trajectories.npz' is made of [0-9,]+ frames\n/) != nil)
      #expect(program.names(folder).contains("trajectories.npz"))
      #expect(try program.call("resume", "a").code == 0)
      let files = ["whole", "a"].map {
        FileManager.default.contents(atPath: "\(program.folder)/\($0)/trajectories.npz")
      }
      #expect(files[0] != nil && files[0] == files[1])
      #expect(!program.names("a").contains("trajectories.frames"))
      // There is nothing to repair any longer, and no record.
      #expect(try program.call("repair", "a").code == 2)
    }
  }

  @Test(
    "what the README types reads a sweep's store in pandas and DuckDB",
    .enabled(
      if: FileManager.default.fileExists(atPath: Repository.root + ".build/readers/wanted-tables"),
      "needs .ci/setup with pip"))
  func store() throws {
    try Program.inFolder { program in
      let sweep = try program.call(
        "sweep", Program.yard, "--axis", "n=2,4", "--seeds", "2", "--set", "duration=30s", "--out",
        "runs/warehouse.sqlite", "--csv", "runs.csv", "--quiet")
      #expect(sweep.code == 0, "\(sweep.error)")
      let readme = try String(contentsOfFile: Repository.root + "README.md", encoding: .utf8)
      let start = try #require(readme.firstRange(of: "import sqlite3, pandas, duckdb"))
      let block = readme[start.lowerBound...]
      let end = try #require(block.firstRange(of: "```"))
      let script = block[..<end.lowerBound]
      let output = try program.finish(
        try program.start(["-c", String(script)], executable: Self.python))
      #expect(output.code == 0, "\(output.error)")
      // A row for each run, and the mean of each point.
      for point in ["n=2", "n=4"] {
        #expect(output.out.components(separatedBy: point).count > 2, "\(output.out)")
      }
    }
  }

  @Test("words that do not fit, and a run that comes to another state, are told")
  func refused() throws {
    try Program.inFolder { program in
      try run(program, "--out", "a")
      for (words, message) in [
        (["export", "trajectories", "a"], "needs --out FILE, which ends in .csv, .npz or .txt"),
        (["export", "trajectories", "a", "--out", "t.xml"], "expected a name that ends in"),
        (["export", "trajectories", "a", "--out", "csv"], "expected a name that ends in"),
        (
          ["export", "trajectories", "a", "--out", "t.csv", "--tile", "1m"],
          "--tile is of 'export zones'"
        ),
        (
          ["export", "trajectories", "a", "--out", "t.csv", "--every", "0s"],
          "--every needs more than 0 s"
        ),
        (["export", "trajectories", "none", "--out", "t.csv"], "none"),
        (["run", Program.yard, "--trajectories", "xml"], "--trajectories xml"),
      ] as [([String], String)] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(message), "\(words): \(output.error)")
      }
      let hashes = try program.text("a/hashes.csv").split(separator: "\n")
      let last = hashes[hashes.count - 1].split(separator: ",")
      let other = last.dropLast().joined(separator: ",") + ",0123456789abcdef"
      try (hashes.dropLast().joined(separator: "\n") + "\n\(other)\n").write(
        toFile: "\(program.folder)/a/hashes.csv", atomically: true, encoding: .utf8)
      let output = try program.call("export", "trajectories", "a", "--out", "t.csv")
      #expect(output.code == 1)
      #expect(
        output.error.contains("the run is in another state at 6 s than its record says"),
        "\(output.error)")
      #expect(program.names() == ["a"])
    }
  }
}
