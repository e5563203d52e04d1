import Foundation
import TestSupport
import Testing

@Suite("fleetfield run --from RUN --at TIME")
struct BranchTests {
  private func run(_ program: Program, _ folder: String, _ words: String...) throws {
    let output = try program.finish(
      try program.start(["run"] + words + ["--out", folder, "--quiet"]))
    #expect(output.code == 0, "\(words): \(output.error)")
  }

  /// A change that a policy notices at once.
  private static let change = ["--set", "coordination.coupling=none"]

  @Test(
    "under a change that changes nothing before its end it is the longer run, with and without snapshots"
  )
  func longer() throws {
    try Program.inFolder { program in
      try run(program, "long", Program.yard, "--set", "duration=50s")
      try run(program, "plain", Program.yard, "--set", "duration=30s")
      try run(program, "kept", Program.yard, "--set", "duration=30s", "--snapshot-every", "7s")
      let besides = ["branches", "overrides", "inputs", "scene_file", "parameters"]
      for (from, at) in [("plain", "12.3s"), ("kept", "12.3s"), ("kept", "14s"), ("kept", "30s")] {
        let output = try program.call(
          "run", "--from", from, "--at", at, "--set", "duration=50s", "--out", "x", "--force",
          "--workers",
          "3")
        #expect(output.code == 0, "\(output.error)")
        try RunFiles.expectSame(program, "long", "x", "from \(from) at \(at)", besides: besides)
        #expect(output.error.contains("is simulated from its start") == (from == "plain"))
      }
    }
  }

  @Test("at 0 s it is the run of the changed scene, bit by bit")
  func atStart() throws {
    try Program.inFolder { program in
      let scene = Repository.scene("Tutorials/02-two-layers.fleet.yaml")
      try run(program, "base", scene, "--set", "duration=6s", "--snapshot-every", "2s")
      for change in [
        "coordination.coupling=none", "policies.mover.margin=20cm",
        "policies.dispatcher.latency=700ms",
      ] {
        try run(program, "fresh", scene, "--set", "duration=6s", "--set", change, "--force")
        let output = try program.call(
          "run", "--from", "base", "--at", "0s", "--set", change, "--out", "x", "--force")
        #expect(output.code == 0, "\(output.error)")
        #expect(try program.text("x/hashes.csv") == program.text("fresh/hashes.csv"), "\(change)")
        #expect(try program.text("x/hashes.csv") != program.text("base/hashes.csv"), "\(change)")
      }
    }
  }

  @Test("up to the change it is the old run and then another one; diff names step and change")
  func parts() throws {
    try Program.inFolder { program in
      try run(program, "base", Program.yard, "--set", "duration=40s", "--snapshot-every", "9s")
      let output = try program.call(
        "run", "--from", "base", "--at", "20s", "--set", "coupling=none", "--set",
        "policies.dispatcher.latency=3s", "--out", "x")
      #expect(output.code == 0, "\(output.error)")
      let old = try program.text("base/hashes.csv").split(separator: "\n")
      let new = try program.text("x/hashes.csv").split(separator: "\n")
      #expect(old.count == new.count)
      #expect(old[...21] == new[...21])
      #expect(old.last != new.last)
      let diff = try program.call("diff", "base", "x")
      #expect(diff.code == 1)
      #expect(
        diff.out.contains(
          "change from: — and step 1200: coupling=none: policies.dispatcher.latency=3s"),
        "\(diff.out)")
      let summary = try object(try program.text("x/summary.json"))
      let branch = try #require((summary["branches"] as? [[String: Any]])?.first)
      #expect(branch["step"] as? Int == 1200 && branch["run"] as? String == "base")
      #expect(program.names("x").contains("scene.until-1200.yaml"))
      // A branch from the last step, at a time that has no single-precision number.
      try run(program, "short", Program.yard, "--set", "duration=0.133333s")
      try run(program, "longer", "--from", "short", "--at", "0.133333s", "--set", "duration=1s")
      // The viewer says that it cannot show it.
      let view = try program.call("render", "x", "--out", "x.png")
      #expect(view.code == 2)
      #expect(view.error.contains("the scene of 'x' changed in the middle of the run"))
    }
  }

  @Test(
    "killed on either side of the change, and resumed, it is the branch that was never interrupted")
  func killed() throws {
    try Program.inFolder { program in
      try run(program, "base", Program.yard, "--set", "duration=400s", "--snapshot-every", "150s")
      let words =
        ["run", "--from", "base", "--at", "200s", "--snapshot-every", "5s"] + Self.change + [
          "--quiet"
        ]
      #expect(try program.finish(try program.start(words + ["--out", "whole"])).code == 0)
      var sides: Set<Bool> = []
      for round in 0..<30 where sides.count < 2 || round < 3 {
        try? FileManager.default.removeItem(atPath: "\(program.folder)/x")
        let process = try program.start(words + ["--out", "x"])
        // Some rounds wait for the first snapshots, which are before the change.
        let count = round.isMultiple(of: 2) ? 4 : 30
        _ = Program.wait {
          let partial = program.names().first {
            $0.hasPrefix(".x.partial") && !$0.hasSuffix(".lock")
          }
          return !process.isRunning
            || program.names("\(partial ?? "none")/snapshots").count >= count
        }
        kill(process.processIdentifier, SIGKILL)
        let code = try program.finish(process).code
        if code == 0 || program.names().contains("x") { continue }
        let partial = try #require(
          program.names().first { $0.hasPrefix(".x.partial") && !$0.hasSuffix(".lock") })
        let last = program.names("\(partial)/snapshots").last { $0.hasSuffix(".snapshot") }
        sides.insert(try #require(last.flatMap { Int($0.prefix(12)) }) > 12000)
        let output = try program.call("resume", "x", "--workers", "1")
        #expect(output.code == 0, "\(output.error)")
        try RunFiles.expectSame(program, "whole", "x", "round \(round)")
      }
      #expect(sides == [true, false])
    }
  }

  @Test("a branch of a branch has both changes, and a change before the first one undoes it")
  func nested() throws {
    try Program.inFolder { program in
      try run(program, "a", Program.yard, "--set", "duration=30s")
      func branch(_ from: String, _ at: String, _ change: String, _ out: String) throws {
        let output = try program.call(
          "run", "--from", from, "--at", at, "--set", change, "--out", out, "--quiet")
        #expect(output.code == 0, "\(output.error)")
      }
      try branch("a", "10s", "coupling=none", "b")
      try branch("b", "20s", "policies.dispatcher.latency=3s", "c")
      #expect(
        program.names("c").filter { $0.hasPrefix("scene.") }
          == ["scene.resolved.yaml", "scene.until-1200.yaml", "scene.until-600.yaml"])
      let b = try program.text("b/hashes.csv").split(separator: "\n")
      let c = try program.text("c/hashes.csv").split(separator: "\n")
      #expect(b[...21] == c[...21] && b.last != c.last)
      try branch("c", "5s", "policies.dispatcher.latency=3s", "d")
      try branch("a", "5s", "policies.dispatcher.latency=3s", "e")
      #expect(try program.text("d/hashes.csv") == program.text("e/hashes.csv"))
      #expect(
        program.names("d").filter { $0.hasPrefix("scene.") }
          == ["scene.resolved.yaml", "scene.until-300.yaml"])
    }
  }

  @Test("what may not change is refused with its reason, all mistakes at once, and nothing is left")
  func refused() throws {
    try Program.inFolder { program in
      try run(program, "base", Program.yard, "--snapshot-every", "2s")
      let output = try program.call(
        "run", "--from", "base", "--at", "3s", "--set", "n=5", "--set", "coupling=sideways",
        "--set",
        "world.traffic.rule=none")
      #expect(output.code == 2)
      let can =
        "  note: these can: policies.*, robots.<class>.orchestrator, robots.<class>.executor, "
        + "robots.<class>.metadata.*, coordination.coupling, tasks.<name>.rate, run.duration, "
        + "run.jam_after, success.*, outputs.record.*\n"
      #expect(
        output.error.hasPrefix(
          "--set:1:1: error: 'n' cannot change in the middle of a run: the state is of these robots, with "
            + "these bodies and sensors\nn=5\n^\n" + can + "--set:2:10: error: "), "\(output.error)"
      )
      #expect(
        output.error.contains(
          "--set:3:1: error: 'world.traffic.rule' cannot change in the middle of a run: the state is of "
            + "bodies and ways on this floor\nworld.traffic.rule=none\n^~~~~~~~~~~~~~~~~~\n" + can))
      #expect(output.error.hasSuffix("3 errors\n"))
      for (words, message) in [
        (["--from", "base"], "--from needs --at, such as --at 2min"),
        ([Program.yard, "--at", "3s"], "--at needs --from RUN"),
        (
          [Program.yard, "--from", "base", "--at", "3s"],
          "--from goes on with a run's own scene; leave '"
        ),
        (["--from", "base", "--at", "3s", "--seed", "4"], "--from goes on with a run's own seed"),
        (["--from", "base", "--at", "7s"], "--at 7 s is after the end of 'base' at 6 s"),
        (
          ["--from", "base", "--at", "3s", "--set", "duration=2s"],
          "would end at 2 s, before the change"
        ),
        (["--from", "nowhere", "--at", "3s"], "there is no folder 'nowhere'"),
      ] as [([String], String)] {
        let refused = try program.finish(try program.start(["run"] + words))
        #expect(refused.code == 2, "\(words)")
        #expect(refused.error.contains(message), "\(words): \(refused.error)")
      }
      #expect(program.names() == ["base"])
    }
  }
}
