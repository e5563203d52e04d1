import Foundation
import Testing

@Suite("fleetfield size")
struct SizeCommandTests {
  /// Little is asked for, with few runs: what a study certifies is held in `EmergenceTests`.
  private static let small = [
    "--set", "duration=1s", "--delta", "33 %", "--confidence", "50%", "--workers", "2",
  ]

  private func size(_ program: Program, _ words: [String], trap: String? = nil) throws
    -> Program.Output
  {
    try program.finish(try program.start(["size"] + words, trap: trap))
  }

  /// All that a store holds of its runs but when, by whom and how long.
  private func rows(_ program: Program, _ name: String) -> [String] {
    Store(path: "\(program.folder)/\(name)").values(
      "SELECT r.id || ' ' || r.point || ' ' || r.seed || ' ' || r.state || ' ' || m.name || ' ' "
        + "|| coalesce(m.value, '') FROM run r LEFT JOIN metric m ON m.run = r.id AND m.name != "
        + "'wall_s' ORDER BY r.id, m.name")
  }

  @Test("a study that is stopped and killed has the rows and the sentence of one that is not")
  func resumes() throws {
    try Program.inFolder { program in
      let words =
        [Program.yard, "--target", "robots >= 2", "--target", "stranded <= 0", "--axis", "n=1,2"]
        + Self.small
      let whole = try size(program, words + ["--out", "whole.sqlite"])
      #expect(whole.code == 0, "\(whole.error)")
      let lines = whole.out.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(
        lines[0]
          == "With confidence 50 %, at least 67 % of runs meet robots >= 2 and stranded <= 0 with 2 "
          + "robots. With 1 robot it is not certified: 0 of 4 fresh runs. Up to 2 robots nothing "
          + "declines: robots was greatest there (exploratory).")
      #expect(lines[2] == "n  screened  met  robots  fresh  met  robots")
      #expect(lines[3] == "1        40    0       1      4    0       1")
      #expect(lines[4] == "2        40   40       2     13   13       2")
      #expect(lines.suffix(2) == ["store  whole.sqlite", ""])
      #expect(whole.error.contains("\nround 1, screening: 20 runs at n = 1, 2\n"))
      #expect(program.names() == ["whole.sqlite"])

      let store = Store(path: "\(program.folder)/part.sqlite")
      let part = ["size"] + words + ["--out", "part.sqlite"]
      for (signal, least) in [(SIGINT, 8), (SIGKILL, 45)] {
        let process = try program.start(part)
        #expect(Program.wait { store.count("done") >= least })
        kill(process.processIdentifier, signal)
        let output = try program.finish(process)
        #expect(output.out == "")
        guard signal == SIGINT else { continue }
        #expect(output.code == 1)
        #expect(
          output.error.hasSuffix(
            "fleetfield: stopped by Ctrl-C; the same command goes on from here\n"))
      }
      #expect(store.count("done") < 97)
      let resumed = try program.finish(try program.start(part))
      #expect(resumed.code == 0, "\(resumed.error)")
      #expect(resumed.out == whole.out.replacingOccurrences(of: "whole", with: "part"))
      #expect(store.count("done") == 97)
      #expect(rows(program, "part.sqlite") == rows(program, "whole.sqlite"))

      // What is there is not run again, whoever asks.
      let json = try size(program, words + ["--out", "whole.sqlite", "--format", "json"])
      #expect(json.error.contains("\nround 1, screening: 0 runs at n = 1, 2, 20 runs are there\n"))
      let object = try object(json.out)
      #expect(object["sentence"] as? String == String(lines[0]))
      #expect(object["answer"] as? String == "certified" && object["runs"] as? Int == 97)
      let summary = try #require(object["summary"] as? [String: Any])
      #expect(summary["Nstar"] as? Int == 2 && summary["alpha"] as? Double == 0.5)
      let records = try #require(object["records"] as? [[String: Any]])
      #expect(records.map { $0["N"] as? Int } == [1, 2])
      #expect(records.map { $0["success"] as? Int } == [0, 13])
      #expect(records[1]["classCounts"] as? [Int] == [2])
    }
  }

  @Test("a run that breaks down is a miss, and that is said; no answer is an answer, too")
  func breaksDown() throws {
    try Program.inFolder { program in
      let output = try size(
        program,
        [
          Program.yard, "--target", "robots >= 1", "--axis", "n=2", "--out", "s.sqlite",
          "--quiet",
        ] + Self.small, trap: "trap@45")
      #expect(output.code == 0 && output.error == "")
      #expect(
        output.out.contains("\n2        40   40       2     13   12       2\n"), "\(output.out)")
      #expect(
        output.out.contains(
          "\n1 run broke down and counts as a miss: n = 2 seed 45, stopped by a fault"))
      let never = try size(
        program,
        [
          Program.yard, "--target", "robots >= 3", "--axis", "n=2", "--out", "s.sqlite",
          "--quiet",
        ] + Self.small)
      #expect(never.code == 0)
      #expect(never.out.hasPrefix("Not reached up to 2 robots: no tested number seemed to meet"))
    }
  }

  @Test("a dry run tells the plan and its budget, and makes nothing")
  func dryRun() throws {
    try Program.inFolder { program in
      let output = try size(
        program, [Program.yard, "--target", "sojourn_p95 <= 3 min", "--dry-run"])
      #expect(output.code == 0 && output.error == "")
      #expect(
        output.out == """
          yard: sojourn_p95_s <= 180 s in 90 % of runs of 6 s, confidence 95 %
          12 sizes n = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12; may decline: deliveries
          about 1,096 runs where success sets in half way up, at most 2,082 runs; seeds 1 to 186, of \
          which 81 and later certify

          """)
      let json = try object(
        try size(
          program,
          [
            Program.yard, "--target", "deliveries >= 1", "--dry-run", "--format=json",
            "--first-seed", "500", "--axis", "robots.carrier.count",
          ]
        ).out)
      #expect(
        json["status"] as? String == "planned" && json["axis"] as? String == "robots.carrier.count")
      #expect((json["seeds"] as? [String: Int])?["first"] == 500)
      #expect(json["alpha"] as? Double == 0.05 && json["decline"] as? String == "deliveries")
      #expect((json["sizes"] as? [Int])?.last == 12)
      #expect(program.names() == [])
    }
  }

  @Test("without a target the scene's own success is one, and its only class the axis")
  func usual() throws {
    try Program.inFolder { program in
      var text = try program.scene(
        replacing: "\nrun:", with: "\nsuccess: {indicator: errands, at_least: 2}\nrun:")
      text = text.replacingOccurrences(of: "$(n)", with: "8").split(separator: "\n")
        .filter { !$0.hasPrefix("parameters") && !$0.hasPrefix("  n:") }.joined(separator: "\n")
      try text.write(toFile: "\(program.folder)/y.fleet.yaml", atomically: true, encoding: .utf8)
      let output = try size(program, ["y.fleet.yaml", "--dry-run"])
      #expect(output.code == 0, "\(output.error)")
      #expect(
        output.out.hasPrefix("yard: the scene's success (errands at least 2) in 90 % of runs"))
      #expect(output.out.contains("\n16 sizes robots.carrier.count = 1, 2, 3, 4, 5, 6 … "))
      #expect(output.out.contains("; may decline: errands\n"))
    }
  }

  @Test("all mistakes in the words are told at once, each with its place")
  func mistakes() throws {
    try Program.inFolder { program in
      let output = try size(
        program,
        [
          Program.yard, "--target", "deliveris >= 2", "--target", "sojourn_p95 < 3 s", "--target",
          "backlog <= 3", "--target", "backlog >= 4", "--confidence", "4", "--delta", "0",
          "--axis", "n=5..2", "--decline", "backlog", "--workers", "0", "--out", "a/",
        ])
      #expect(output.code == 2 && output.out == "")
      #expect(
        output.error == """
          --target:1:1: error: unknown figure 'deliveris'; did you mean 'deliveries'?
          deliveris >= 2
          ^~~~~~~~~
          --target:2:13: error: expected <= or >=, found '<'
          sojourn_p95 < 3 s
                      ^
          --target:4:1: error: no run is both: 'backlog <= 3' is a target, too
          backlog >= 4
          ^~~~~~~~~~~~
          --decline:1:1: error: less of 'backlog' is better, as its target has it; expected a figure of \
          which more is better
          backlog
          ^~~~~~~
          --confidence:1:1: error: expected a share from 50 % to 99.9 %
          4
          ^
          --delta:1:1: error: expected a share from 1 % to 33 %
          0
          ^
          --axis:1:3: error: a range rises: 5 is above 2
          n=5..2
            ^~~~
          error: --workers 0: expected a whole number from 1 to 256
          error: --out a/: this is a folder; a store is one file, such as s.sqlite
          9 errors

          """)
      #expect(program.names() == [])
    }
  }

  @Test("what the scene cannot be, or what is no study, is wrong input before any run")
  func refused() throws {
    try Program.inFolder { program in
      let target = ["--target", "deliveries >= 1"]
      let refusals: [([String], String)] = [
        ([], "error: --target is missing, and the scene states no success"),
        (
          target + ["--axis", "n=1..40"],
          "--axis n:1:3: error: parameter 'n' is 21; its max is 20\nn=21\n  ^~\n"
        ),
        (
          target + ["--set", "n=3"],
          "error: 'n' is the axis and is set by --set too; --axis gives its sizes"
        ),
        (target + ["--set", "seed=3"], "error: --set seed=3: a study has seeds of its own"),
        (
          ["--target", "lowest_battery >= 5 %"],
          "--target:1:1: error: no run of this scene tells 'lowest_battery'"
        ),
        (
          target + ["--set", "policies.dispatcher.gain=$(0.1*n)"],
          "error: the policy is not the same at n = "
        ),
      ]
      for (words, message) in refusals {
        let output = try size(program, [Program.yard] + words)
        #expect(output.code == 2 && output.out == "")
        #expect(output.error.hasPrefix(message), "\(output.error)")
        #expect(program.names() == [])
      }
    }
  }
}
