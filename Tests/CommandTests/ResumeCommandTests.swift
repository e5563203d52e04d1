import Foundation
import TestSupport
import Testing

@Suite("fleetfield resume")
struct ResumeCommandTests {
  /// A run with what a resumed one must know of: rows between seconds, pallets, arms, failures, a twin.
  struct Case: CustomTestStringConvertible, Sendable {
    var words: [String]
    /// The most snapshots that a process keeps before it is killed.
    var mostAtOnce: Int
    var testDescription: String { words.joined(separator: " ") }
    static let yard = Case(
      words: [
        Program.yard, "--set", "duration=200s", "--set", "outputs.series.period=0.7s", "--record",
        "--trajectories", "npz",
      ], mostAtOnce: 90)
    static let disturbed = Case(
      words: [
        Repository.scene("Tutorials/03-mixed-fleet.fleet.yaml"), "--set", "duration=8s", "--set",
        "mode=placebo", "--set", "disturbances.failures.rate=0.1/s", "--set",
        "disturbances.failures.repair=3s", "--set", "coordination.channel.loss=0.2",
        "--set", "coordination.channel.latency=300ms", "--record", "--follow",
        "carrier 1", "--trajectories", "csv",
      ], mostAtOnce: 3)
  }

  @Test(
    "killed at random moments, also while it is resumed, it ends with the files of the whole run",
    arguments: [Case.yard, .disturbed])
  func killed(run: Case) throws {
    try Program.inFolder { program in
      let whole = try program.finish(
        try program.start(["run"] + run.words + ["--out", "whole", "--quiet", "--workers", "2"]))
      #expect(whole.code == 0)
      var resumes = 0
      for round in 0..<(isSlowWanted ? 50 : 1) {
        try? FileManager.default.removeItem(atPath: "\(program.folder)/run")
        let first = ["run"] + run.words + ["--out", "run", "--snapshot-every", "1.3s"]
        var words = first
        while true {
          let workers = String(Int.random(in: 1...3))
          let process = try program.start(words + ["--quiet", "--workers", workers])
          // At any moment: before the first snapshot, within one, within a second, within the last one.
          let target = snapshots(program) + Int.random(in: 0...run.mostAtOnce)
          while process.isRunning && snapshots(program) < target { usleep(1000) }
          usleep(UInt32.random(in: 0...15000))
          kill(process.processIdentifier, SIGKILL)
          let output = try program.finish(process)
          // Killed between its folder's name and its end, it is whole, too.
          if output.code == 0 || program.names().contains("run") { break }
          #expect(output.code == SIGKILL, "\(output.error)")
          words = ["resume", "run"]
          if snapshots(program) > 0 {
            try tear(program)
            resumes += 1
          } else if !mayBeginAgain(program) {
            // There is no scene yet that could be begun again; that is said, and nothing is changed.
            let refused = try program.call("resume", "run")
            #expect(refused.code == 2)
            let isTold = ["killed as it made its folder", "there is no folder 'run'"].contains {
              refused.error.contains($0)
            }
            #expect(isTold, "\(refused.error)")
            words = first
            #expect(try program.call("clean").code == 0)
          }
        }
        try RunFiles.expectSame(program, "whole", "run", "round \(round)", besides: ["overrides"])
        let rest = program.names().filter { !$0.hasSuffix(".lock") }
        #expect(rest == ["run", "whole"], "round \(round)")
      }
      // Where it never came to that, the test has shown nothing.
      #expect(resumes > 0)
    }
  }

  /// Lets the files of a killed run end as those of a slower one may: with lines behind its last snapshot,
  /// the last of them cut short.
  private func tear(_ program: Program) throws {
    let partial = try #require(
      program.names().first { $0.hasPrefix(".run.partial") && !$0.hasSuffix(".lock") })
    for name in RunFiles.equal + ["trajectories.frames"]
    where program.names(partial).contains(name) {
      let file = try #require(FileHandle(forWritingAtPath: "\(program.folder)/\(partial)/\(name)"))
      try file.seekToEnd()
      try file.write(contentsOf: Data("99,\(name)\n98,to".utf8))
      try file.close()
    }
  }

  /// True where a run was killed with its folder made and nothing simulated.
  private func mayBeginAgain(_ program: Program) -> Bool {
    program.names().contains { program.names($0).contains("request.json") }
  }

  @Test("killed before its first snapshot it begins again at its start, and says so")
  func beforeTheFirst() throws {
    try Program.inFolder { program in
      let words = [
        "run", Program.yard, "--set", "duration=20s", "--set", "n=9", "--record", "--trajectories",
        "csv", "--quiet",
      ]
      #expect(try program.finish(try program.start(words + ["--out", "whole"])).code == 0)
      let process = try program.start(
        words + ["--out", "run", "--snapshot-every", "1h"], trap: "kill@11")
      #expect(try program.finish(process).code == SIGKILL)
      let partial = try #require(
        program.names().first { $0.hasPrefix(".run.partial") && !$0.hasSuffix(".lock") })
      try tear(program)
      // A run that is killed within its first snapshot has what it was asked for in the place of one; so has
      // this one without its only snapshot, which says the same.
      #expect(!program.names(partial).contains("request.json"))
      let snapshot = try Data(
        contentsOf: URL(
          fileURLWithPath: "\(program.folder)/\(partial)/snapshots/000000000000.snapshot"))
      let header = try JSONSerialization.jsonObject(
        with: Data(snapshot.split(separator: UInt8(ascii: "\n"))[1]))
      let request = try #require((header as? [String: Any])?["request"])
      try FileManager.default.removeItem(atPath: "\(program.folder)/\(partial)/snapshots")
      func write(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: "\(program.folder)/\(partial)/request.json"))
      }
      // Half of it is nothing to go by.
      let data = try JSONSerialization.data(withJSONObject: request)
      try write(data.prefix(data.count / 2))
      let before = program.names(partial)
      let refused = try program.call("resume", "run")
      #expect(refused.code == 2)
      #expect(
        refused.error
          == "fleetfield: error: '\(partial)' has no snapshot to go on from: the run was made without "
          + "--snapshot-every; 'fleetfield run \(partial)/scene.resolved.yaml' makes it again from its start\n"
      )
      #expect(program.names(partial) == before)
      try write(data)
      let output = try program.call("resume", "run")
      #expect(output.code == 0)
      #expect(
        output.error.contains(
          "'\(partial)' was killed before its first snapshot: it begins at its start"))
      try RunFiles.expectSame(program, "whole", "run", besides: ["overrides"])
      let summary = try object(try program.text("run/summary.json"))
      #expect(summary["resumed_at_steps"] as? [Int] == [0])
      #expect(!program.names("run").contains("request.json"))
      #expect(program.names() == ["run", "whole"])
    }
  }

  /// The states that the run on its way has kept.
  private func snapshots(_ program: Program) -> Int {
    let partial = program.names().first { $0.hasPrefix(".run.partial") && !$0.hasSuffix(".lock") }
    guard let partial else { return 0 }
    return program.names("\(partial)/snapshots").count { $0.hasSuffix(".snapshot") }
  }

  @Test(
    "a run that was stopped goes on from the very step, and its folder is replaced when it is whole"
  )
  func stopped() throws {
    try Program.inFolder { program in
      let words = ["run"] + Case.yard.words + ["--quiet"]
      _ = try program.finish(try program.start(words + ["--out", "whole"]))
      let process = try program.start(
        words + ["--out", "run", "--snapshot-every", "1h", "--workers", "1"])
      #expect(Program.wait { snapshots(program) > 0 })
      usleep(300_000)
      kill(process.processIdentifier, SIGINT)
      #expect(try program.finish(process).code == 1)
      let stopped = try object(try program.text("run/summary.json"))
      let step = try #require(stopped["steps"] as? Int)
      #expect(stopped["interrupted"] as? Bool == true && step > 0 && step < 12000)
      let output = try program.call("resume", "run", "--workers", "3")
      #expect(output.code == 0)
      try RunFiles.expectSame(program, "whole", "run")
      let summary = try object(try program.text("run/summary.json"))
      #expect(summary["resumed_at_steps"] as? [Int] == [step])
      #expect(program.names() == ["run", "whole"])
      // Now it is complete.
      let again = try program.call("resume", "run")
      #expect(again.code == 2)
      #expect(
        again.error
          == "fleetfield: error: the run in 'run' is complete; 'fleetfield run --from run --at TIME --set "
          + "…' goes on from it under a change\n")
    }
  }

  @Test(
    "killed after its last step, and before its folder had its name, it is the whole run all the same"
  )
  func atTheEnd() throws {
    try Program.inFolder { program in
      let words = [
        "run", Program.yard, "--set", "duration=40s", "--set", "n=9", "--record", "--quiet",
      ]
      for out in [["whole"], ["run", "--snapshot-every", "10s"]] {
        #expect(try program.finish(try program.start(words + ["--out"] + out)).code == 0)
      }
      // As if it had been stopped there: the last snapshot is of the last step, and all but the end is written.
      let summary = try program.text("run/summary.json")
      try summary.replacing("\"interrupted\": false", with: "\"interrupted\": true").write(
        toFile: "\(program.folder)/run/summary.json", atomically: true, encoding: .utf8)
      #expect(try program.text("whole/directives.csv").contains(",open,"))
      #expect(try program.call("resume", "run").code == 0)
      try RunFiles.expectSame(program, "whole", "run")
      #expect(
        try object(try program.text("run/summary.json"))["resumed_at_steps"] as? [Int] == [2400])
    }
  }

  @Test("a numbered run gets its number, and the link to it, when it is resumed")
  func numbered() throws {
    try Program.inFolder { program in
      let killed = try program.start(
        ["run", Program.yard, "--set", "duration=20h", "--snapshot-every", "5s", "--quiet"])
      #expect(
        Program.wait {
          program.names("runs").contains { name in
            program.names("runs/\(name)/snapshots").contains { $0.hasSuffix(".snapshot") }
          }
        })
      kill(killed.processIdentifier, SIGKILL)
      _ = try program.finish(killed)
      let partial = try #require(
        program.names("runs").first { $0.contains("partial") && !$0.hasSuffix(".lock") })
      // The next run names it, and how to go on with it.
      let next = try program.call("run", Program.yard, "--set", "duration=1s")
      #expect(
        next.error.contains(
          "was left by a run that was killed; 'fleetfield resume runs/\(partial)' goes on with it"))
      let kept = program.names("runs/\(partial)/snapshots").count
      let resumed = try program.start(["resume", "runs/\(partial)", "--quiet"])
      #expect(Program.wait { program.names("runs/\(partial)/snapshots").count > kept })
      // While somebody goes on with it nobody else does.
      let second = try program.call("resume", "runs/\(partial)")
      #expect(second.code == 2)
      #expect(second.error.contains("is being written by a run that is on"))
      kill(resumed.processIdentifier, SIGTERM)
      #expect(try program.finish(resumed).code == 1)
      #expect(program.names("runs") == ["latest", "yard-11-1", "yard-11-2"])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(program.folder)/runs/latest")
          == "yard-11-2")
    }
  }

  @Test("a damaged snapshot is passed over with its reason; where none is left nothing is changed")
  func damaged() throws {
    try Program.inFolder { program in
      let words = ["run"] + Case.yard.words + ["--quiet"]
      _ = try program.finish(try program.start(words + ["--out", "whole"]))
      let process = try program.start(words + ["--out", "run", "--snapshot-every", "20s"])
      #expect(Program.wait { self.snapshots(program) > 4 })
      kill(process.processIdentifier, SIGINT)
      #expect(try program.finish(process).code == 1)
      let snapshots = program.names("run/snapshots").filter { $0.hasSuffix(".snapshot") }
      #expect(snapshots.count >= 3)
      func damage(_ name: String) throws {
        let url = URL(fileURLWithPath: "\(program.folder)/run/\(name)")
        var data = try Data(contentsOf: url)
        data[data.count / 2] ^= 1
        try data.write(to: url)
      }
      let newest = "snapshots/\(snapshots.last ?? "")"
      try damage(newest)
      _ = try program.finish(
        try program.start(["-c", "cp -r run copy"], executable: "/bin/bash"))
      let output = try program.call("resume", "run")
      #expect(output.code == 0)
      #expect(
        output.error.contains("warning: 'run/\(newest)' is damaged: its bytes have the checksum "))
      #expect(output.error.contains("; an earlier snapshot is used\n"))
      try RunFiles.expectSame(program, "whole", "run")
      // Of the copy the hashes are damaged from the first second on: no snapshot fits them.
      let hashes = try program.text("copy/hashes.csv").replacing("\n1,60,", with: "\n1,61,")
      try hashes.write(
        toFile: "\(program.folder)/copy/hashes.csv", atomically: true, encoding: .utf8)
      for name in snapshots.dropLast() where name.hasPrefix("000000000000") {
        try damageFile("\(program.folder)/copy/snapshots/\(name)")
      }
      let before = program.names("copy")
      let refused = try program.call("resume", "copy")
      #expect(refused.code == 2)
      #expect(refused.error.contains("'copy/\(newest)' is damaged: its bytes have the checksum "))
      #expect(refused.error.contains("earlier ones cannot be used)"))
      #expect(program.names("copy") == before)
      #expect(program.names() == ["copy", "run", "whole"])
    }
  }

  private func damageFile(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    var data = try Data(contentsOf: url)
    data[data.count / 2] ^= 1
    try data.write(to: url)
  }

  @Test("a scene that was changed, folders without a snapshot and words that are none are refused")
  func refused() throws {
    try Program.inFolder { program in
      for (folder, more) in [("plain", []), ("kept", ["--snapshot-every", "1h"])]
        as [(String, [String])]
      {
        let process = try program.start(
          ["run", Program.yard, "--set", "duration=20h", "--out", folder, "--quiet"] + more)
        // Its lines are there once it listens to signals and has simulated a second.
        let isUnderWay = Program.wait {
          let partial = program.names().first { $0.hasPrefix(".\(folder).partial") }
          return ((try? program.text("\(partial ?? "none")/hashes.csv"))?.count ?? 0) > 20
        }
        #expect(isUnderWay)
        kill(process.processIdentifier, SIGINT)
        #expect(try program.finish(process).code == 1)
      }
      let plain = try program.call("resume", "plain")
      #expect(plain.code == 2)
      #expect(
        plain.error
          == "fleetfield: error: 'plain' has no snapshot to go on from: the run was made without "
          + "--snapshot-every; 'fleetfield run plain/scene.resolved.yaml' makes it again from its start\n"
      )
      let path = "\(program.folder)/kept/scene.resolved.yaml"
      let scene = try program.text("kept/scene.resolved.yaml")
      try scene.replacing("dwell: 1 s", with: "dwell: 2 s").write(
        toFile: path, atomically: true, encoding: .utf8)
      let changed = try program.call("resume", "kept")
      #expect(changed.code == 2)
      #expect(
        changed.error.contains(
          "the snapshot is of another scene or build: its scene or seeds differ"))
      try "fleet: 1\nnonsense: [".write(toFile: path, atomically: true, encoding: .utf8)
      let broken = try program.call("resume", "kept")
      #expect(broken.code == 2)
      #expect(broken.error.contains("kept/scene.resolved.yaml:2:"))
      #expect(program.names() == ["kept", "plain"])
      for (words, message) in [
        (["resume"], "RUN is missing"), (["resume", "nowhere"], "there is no folder 'nowhere'"),
        (["resume", path], "is not a folder"), (["resume", "kept/inputs"], "is not a run folder"),
        (["run", Program.yard, "--snapshot-every", "0s"], "--snapshot-every needs more than 0 s"),
        (
          ["run", Program.yard, "--snapshot-every", "soon"],
          "--snapshot-every soon: expected a time such as 90s, 2min or 1h30min"
        ),
      ] as [([String], String)] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(message), "\(output.error)")
      }
    }
  }
}
