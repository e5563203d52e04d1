import Foundation
import Testing

/// Runs that are killed, have no room, no readers or no descriptors, and what they leave.
@Suite("fleetfield under bad luck")
struct BadLuckTests {
  private static let files: Set<String> = [
    "scene.resolved.yaml", "summary.json", "series.csv", "hashes.csv", "robots.csv", "events.csv",
    "fields.csv", "directives.csv", "inputs",
  ]

  /// Calls the program through a shell, which closes descriptors, sets limits and pipes.
  private func shell(_ program: Program, _ script: String) throws -> Program.Output {
    let words = script.replacing("RUN", with: "'\(Program.path)' run '\(Program.yard)'")
      .replacing("FLEETFIELD", with: "'\(Program.path)'")
    return try program.finish(
      try program.start(["-c", words], executable: "/bin/bash"))
  }

  /// Every file of a run folder is one of a run's, and every line of its tables is whole.
  private func expectWhole(_ program: Program, _ folder: String) throws {
    #expect(Set(program.names(folder)).isSubset(of: Self.files))
    for name in ["series.csv", "hashes.csv"] {
      let text = try program.text("\(folder)/\(name)")
      #expect(text.hasSuffix("\n"))
      let cells = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).count
      }
      #expect(Set(cells).count == 1, "\(folder)/\(name)")
    }
    _ = try object(try program.text("\(folder)/summary.json"))
  }

  @Test("with descriptors 0 to 2 closed in any way, no file has a foreign line", arguments: 0..<8)
  func closedDescriptors(mask: Int) throws {
    try Program.inFolder { program in
      var closing = ""
      for (descriptor, sign) in [(0, "<"), (1, ">"), (2, ">")] where mask >> descriptor & 1 == 1 {
        closing += " \(descriptor)\(sign)&-"
      }
      // Warnings, progress and summary would all land in the files.
      let output = try shell(program, "RUN --out a\(closing)")
      #expect(output.code == (mask & 2 == 2 ? 1 : 0))
      let open = try shell(program, "RUN --out b --quiet")
      #expect(open.code == 0)
      try expectWhole(program, "a")
      for name in ["series.csv", "hashes.csv", "robots.csv", "scene.resolved.yaml"] {
        #expect(try program.text("a/\(name)") == program.text("b/\(name)"))
      }
      #expect(program.names() == ["a", "b"])
      let needsWord = mask & 2 == 2 && mask & 4 == 0
      #expect(output.error.contains("standard output cannot be written") == needsWord)
    }
  }

  @Test("with standard error closed, progress lines land in no file")
  func progressWithoutError() throws {
    try Program.inFolder { program in
      let words = "exec '\(Program.path)' run '\(Program.yard)' --out a --set duration=20h 2>&-"
      let process = try program.start(["-c", words], executable: "/bin/bash")
      // A line is shown after five seconds.
      usleep(5_700_000)
      kill(process.processIdentifier, SIGTERM)
      #expect(try program.finish(process).code == 1)
      try expectWhole(program, "a")
    }
  }

  @Test(
    "output that cannot be written ends with code 1 and says so, and the run folder is whole",
    arguments: [
      ("> /dev/full", "No space left on device"),
      ("| head -c 0; exit ${PIPESTATUS[0]}", "Broken pipe"),
    ])
  func output(to: String, reason: String) throws {
    try Program.inFolder { program in
      for (script, folder) in [
        ("RUN --out a", "a"), ("RUN --out b --format json", "b"),
        ("FLEETFIELD describe keys", ""), ("FLEETFIELD diff a b", ""),
      ] {
        // The reader is gone before the first byte: the pipe's other end closes at once.
        let slow = to.hasPrefix("|") ? "{ sleep 0.2; \(script); } \(to)" : "\(script) \(to)"
        let output = try shell(program, slow)
        #expect(output.code == 1, "\(script)")
        #expect(
          output.error.contains("fleetfield: error: standard output cannot be written: \(reason)"))
        if !folder.isEmpty { try expectWhole(program, folder) }
      }
    }
  }

  @Test("a file that may not grow ends the run with code 1; the folder says so and has whole lines")
  func limitedFiles() throws {
    try Program.inFolder { program in
      let output = try shell(
        program, "ulimit -f 32; RUN --out a --set duration=5min --set outputs.series.period=0.1s")
      #expect(output.code == 1)
      #expect(output.error.contains("cannot write 'a/series.csv': File too large"))
      #expect(output.error.contains("what was written is in 'a': series.csv ("))
      try expectIncomplete(program, "a", reason: "File too large")
    }
  }

  @Test("a full disk ends the run with code 1; what was written is kept, and the folder says so")
  func fullDisk() throws {
    try Program.inFolder { program in
      let disk = "\(program.folder)/disk"
      let words =
        "mkdir '\(disk)' && mount -t tmpfs -o size=400k none '\(disk)' && echo mounted"
      guard try shell(program, words).out == "mounted\n" else {
        print("skipped: no disk can be mounted here")
        return
      }
      defer { _ = try? shell(program, "umount '\(disk)'; rmdir '\(disk)'") }
      let output = try shell(
        program, "RUN --out disk/a --set duration=10min --set outputs.series.period=0.05s")
      #expect(output.code == 1)
      #expect(output.error.contains("cannot write 'disk/a/"))
      #expect(output.error.contains("': No space left on device; the run was stopped at "))
      #expect(output.error.contains("; what was written is in 'disk/a': series.csv ("))
      try expectIncomplete(program, "disk/a", reason: "No space left on device")
      #expect(program.names("disk") == ["a"])
      // A disk with room but for no more files: the summary gets the one that was kept for it.
      _ = try shell(program, "rm -r disk/a; mount -o remount,nr_inodes=12 '\(disk)'")
      let few = try shell(program, "RUN --out disk/a --set duration=20s")
      #expect(few.code == 1)
      #expect(few.error.contains("'disk/a/robots.csv': No space left on device"), "\(few.error)")
      #expect(few.error.hasSuffix(", no robots.csv\n"))
      try expectWhole(program, "disk/a")
      #expect(program.names("disk") == ["a"])
      // Full from the start: refused at once, and nothing is left.
      let late = try shell(program, "RUN --out disk/b")
      #expect(late.code == 1)
      #expect(
        late.error
          == "fleetfield: error: no run folder can be made in 'disk': No space left on device\n")
      #expect(program.names("disk") == ["a"])
    }
  }

  private func expectIncomplete(_ program: Program, _ folder: String, reason: String) throws {
    try expectWhole(program, folder)
    let summary = try object(try program.text("\(folder)/summary.json"))
    #expect(summary["interrupted"] as? Bool == true)
    #expect((summary["write_error"] as? String)?.contains(reason) == true)
    #expect((summary["write_error"] as? String)?.contains("partial") == false)
    #expect(try program.text("\(folder)/series.csv").split(separator: "\n").count > 10)
    #expect(try program.call("diff", folder, folder).code == 0)
  }

  @Test("what kill -9 leaves is named by the next run and removed by clean, and nothing else is")
  func killed() throws {
    try Program.inFolder { program in
      #expect(try program.call("run", Program.yard, "--quiet").code == 0)
      let kept = try program.text("runs/yard-11-1/summary.json")
      for wait in [0, 20_000, 60_000, 150_000, 300_000] {
        let process = try program.start(["run", Program.yard, "--set", "duration=20h"])
        usleep(UInt32(wait))
        kill(process.processIdentifier, SIGKILL)
        _ = try program.finish(process)
      }
      // Two more for certain, whatever the moments above were.
      for _ in 0..<2 {
        let before = program.names("runs").count
        let last = try program.start(["run", Program.yard, "--set", "duration=20h"])
        #expect(Program.wait { program.names("runs").count > before + 1 })
        kill(last.processIdentifier, SIGKILL)
        _ = try program.finish(last)
      }
      let left = program.names("runs").filter { !["latest", "yard-11-1"].contains($0) }
      #expect(!left.isEmpty && left.allSatisfy { $0.hasPrefix(".yard-11.partial-") })
      let next = try program.call("run", Program.yard, "--quiet")
      #expect(next.code == 0)
      #expect(next.error.hasPrefix("fleetfield: 'runs/.yard-11.partial-"))
      #expect(next.error.contains(" more were left by runs that were killed; "))
      #expect(next.error.hasSuffix("'fleetfield clean' removes them\n"))
      #expect(next.error.split(separator: "\n").count == 1)
      // One that lives is not touched.
      let living = try program.start(["run", Program.yard, "--set", "duration=20h"])
      #expect(
        Program.wait { program.names("runs").filter { $0.contains("partial") }.count > left.count })
      let dry = try program.call("clean", "--dry-run")
      #expect(dry.out.contains("would remove  runs/.yard-11.partial-"))
      #expect(program.names("runs").filter { left.contains($0) } == left)
      let clean = try program.call("clean", "--format", "json")
      #expect(clean.code == 0)
      #expect((try object(clean.out)["removed"] as? Int ?? 0) > 0)
      #expect(program.names("runs").filter { left.contains($0) } == [])
      #expect(program.names("runs").contains { $0.contains("partial") })
      kill(living.processIdentifier, SIGTERM)
      #expect(try program.finish(living).code == 1)
      #expect(program.names("runs") == ["latest", "yard-11-1", "yard-11-2", "yard-11-3"])
      #expect(try program.text("runs/yard-11-1/summary.json") == kept)
      for name in ["yard-11-1", "yard-11-2", "yard-11-3"] {
        try expectWhole(program, "runs/\(name)")
      }
      #expect(try program.call("clean").out == "nothing was left behind in '.'\n")
    }
  }

  @Test("two runs at once with the process number 1, into the same place, never mix")
  func sameProcessNumber() throws {
    try Program.inFolder { program in
      guard try shell(program, "unshare -pf sh -c 'echo $$'").out == "1\n" else {
        print("skipped: no process namespace can be made here")
        return
      }
      let output = try shell(
        program,
        """
        for seed in 5 6; do
          unshare -pf --kill-child bash -c "RUN --quiet --seed $seed --out same" &
        done
        for round in 1 2; do unshare -pf --kill-child bash -c "RUN --quiet" & done
        wait
        """)
      #expect(output.error.contains("what was written is in 'same-1'"))
      #expect(program.names() == ["runs", "same", "same-1"])
      #expect(program.names("runs") == ["latest", "yard-11-1", "yard-11-2"])
      for folder in ["same", "same-1", "runs/yard-11-1", "runs/yard-11-2"] {
        try expectWhole(program, folder)
        #expect(try program.text("\(folder)/hashes.csv").split(separator: "\n").count == 8)
      }
      #expect(
        try program.text("runs/yard-11-1/series.csv") == program.text("runs/yard-11-2/series.csv"))
      let seeds = try ["same", "same-1"].map {
        try object(try program.text("\($0)/summary.json"))["seed"] as? Int
      }
      #expect(Set(seeds) == [5, 6])
    }
  }

  @Test("a bad --out ends with code 2 and one sentence, as JSON where a program reads, and no run")
  func badPlaces() throws {
    try Program.inFolder { program in
      try "x".write(toFile: "\(program.folder)/file", atomically: true, encoding: .utf8)
      for place in ["", ".", "file", "file/run", "/proc/run", String(repeating: "x", count: 300)] {
        let output = try program.call("run", Program.yard, "--out", place)
        #expect(output.code == 2, "\(place)")
        #expect(output.out.isEmpty && output.error.hasPrefix("fleetfield: error: "))
        #expect(output.error.split(separator: "\n").count == 1)
        let json = try program.call("run", Program.yard, "--out", place, "--format", "json")
        #expect(json.code == 2)
        #expect(try object(json.out)["status"] as? String == "invalid")
        #expect(json.error.isEmpty)
      }
      #expect(program.names() == ["file"])
      // The default place is asked in the same way.
      try FileManager.default.moveItem(
        atPath: "\(program.folder)/file", toPath: "\(program.folder)/runs")
      let output = try program.call("run", Program.yard)
      #expect(output.code == 2)
      #expect(
        output.error
          == "fleetfield: error: no run folder can be made in 'runs': it is not a folder\n")
      let words = try program.call("run", "--frmat", "json", "--format", "json")
      #expect(words.code == 2)
      #expect((try object(words.out)["error"] as? String)?.contains("--frmat") == true)
    }
  }

  @Test(
    "no name that a user gives acts on the terminal, whatever the command says of it",
    arguments: ["bad\u{1B}[31m", "c1\u{9B}2J", "turn\u{202E}x"])
  func names(name: String) throws {
    func isHarmless(_ output: Program.Output) -> Bool {
      (output.out + output.error).unicodeScalars.allSatisfy {
        $0 == "\n" || !($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
      }
    }
    try Program.inFolder { program in
      let run = ["run", Program.yard, "--set", "duration=1s", "--out", name]
      let calls = [
        run, run + ["--quiet"], run + ["--force", "--quiet"], ["diff", name, name],
        ["check", name], ["clean", name], ["describe", name], [name],
        ["run", Program.yard, "--set", "\(name)=1"],
        [
          "sweep", Program.yard, "--set", "duration=1s", "--axis", "n=1,2", "--out",
          "\(name).sqlite",
        ],
        ["sweep", Program.yard, "--axis", "\(name)=1"], ["run", name],
        ["run", "x", "--out=/\(name)/y"],
      ]
      for words in calls {
        let output = try program.finish(try program.start(words))
        #expect(isHarmless(output), "\(words): \(output)")
      }
      // Programs get the name itself.
      let json = try program.finish(
        try program.start(run + ["--force", "--format", "json", "--quiet"]))
      #expect(try object(json.out)["run_folder"] as? String == name)
    }
  }

  @Test("a robot whose state is no number marks the run, in every file that tells of it")
  func badState() throws {
    try Program.inFolder { program in
      let words = [
        "run", Program.yard, "--set", "duration=20s", "--record", "--trajectories", "csv", "--out",
        "a",
      ]
      let output = try program.finish(try program.start(words, bad: "velocity@1@300"))
      #expect(output.code == 1)
      let summary = try object(try program.text("a/summary.json"))
      let named = try #require(summary["quarantine"] as? [String])
      #expect(named.count == 1)
      #expect(named[0].hasPrefix("carrier 1: velocity not finite at step 30"))
      #expect(named[0].contains("; last at ("))
      #expect(output.out.contains(named[0]) || output.error.contains(named[0]), "\(output.out)")
      #expect(try program.text("a/events.csv").contains("carrier 1: velocity not finite"))
      for name in ["robots.csv", "trajectories.csv", "series.csv"] {
        #expect(!(try program.text("a/\(name)")).contains("nan"), "\(name)")
      }
      // The robot stands where it was to the end.
      let rows = try program.text("a/trajectories.csv").split(separator: "\n").filter {
        $0.contains(",1,carrier,1,")
      }
      let places = rows.suffix(100).map { $0.split(separator: ",")[4...5].joined(separator: ",") }
      #expect(Set(places).count == 1)
    }
  }
}
