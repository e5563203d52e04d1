import CSQLite
import Foundation
import Testing

@Suite("fleetfield sweep")
struct SweepCommandTests {
  @Test("a sweep fills the store, compares pairs, writes CSV, and does nothing twice")
  func sweep() throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=3s", "--axis", "n=1,2", "--axis",
        "coordination.coupling=both,none", "--seeds", "3", "--first-seed", "5", "--out",
        "s.sqlite", "--csv", "s.csv", "--compare", "key=deliveries",
        "axis=coordination.coupling", "a=both", "b=none",
      ]
      let first = try program.finish(try program.start(words))
      #expect(first.code == 0)
      #expect(
        first.error.hasPrefix("4 points × 3 seeds from 5: 12 of 12 runs to do, on "))
      #expect(
        first.out.contains(
          "\ndeliveries: paired difference both − none over coordination.coupling, with its 95 % "
            + "t-interval\n"))
      // Every point beside the first one with the value that is subtracted.
      let lines = first.out.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[0].hasPrefix("point "))
      #expect(lines[0].hasSuffix("  ± 95 %  difference  all at once"))
      #expect(lines[1].hasPrefix("n=1 coordination.coupling=both ") && lines[1].hasSuffix("]"))
      #expect(lines[2].hasPrefix("n=1 coordination.coupling=none ") && lines[2].hasSuffix("—"))
      #expect(
        first.out.contains(
          "\ndifference: from n=1 coordination.coupling=none, paired over 3 seeds; all these "
            + "intervals hold at once with 95 %\n"))
      #expect(first.out.hasSuffix("\nstore  s.sqlite\n"))
      let csv = try program.text("s.csv").split(separator: "\n")
      #expect(csv.count == 13)
      #expect(csv[0].hasPrefix("run,seed,state,n,coordination.coupling,"))
      #expect(csv[1].hasPrefix("1,5,done,1,both,"))
      // The store is one file when nobody has it open.
      #expect(program.names() == ["s.csv", "s.sqlite"])

      let second = try program.finish(try program.start(words))
      #expect(second.code == 0)
      #expect(second.error.hasPrefix("4 points × 3 seeds from 5: 0 of 12 runs to do, on "))
      #expect(second.out == first.out)
    }
  }

  @Test(
    "spellings of one value are one point, and that is said",
    arguments: [
      ("n=2,2 robots,$(1 + 1)", "n"),
      ("robots.carrier.drive.max_speed=1 m/s,$(1),3.6 km/h", "robots.carrier.drive.max_speed"),
    ])
  func spellings(axis: String, name: String) throws {
    try Program.inFolder { program in
      let output = try program.call(
        "sweep", Program.yard, "--set", "duration=1s", "--axis", axis, "--out", "s.sqlite")
      #expect(output.code == 0)
      #expect(output.error.contains("of the axis '\(name)' mean the same: they are one point\n"))
      #expect(output.error.contains("1 point × 1 seed from 1: 1 of 1 runs to do"))
    }
  }

  @Test("a run of a sweep has the hash that it has alone")
  func sameAsAlone() throws {
    try Program.inFolder { program in
      _ = try program.call(
        "sweep", Program.yard, "--set", "duration=3s", "--axis", "n=1,3", "--seeds", "2",
        "--workers", "2", "--csv", "s.csv", "--quiet")
      let lines = try program.text("s.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let column = try #require(lines[0].firstIndex(of: "state_hash"))
      #expect(lines.count == 5)
      for line in lines.dropFirst() {
        let folder = "alone-\(line[0])"
        _ = try program.call(
          "run", Program.yard, "--set", "duration=3s", "--set", "n=\(line[3])", "--seed",
          String(line[1]), "--out", folder, "--quiet")
        let summary = try object(try program.text("\(folder)/summary.json"))
        #expect(summary["hash"] as? String == String(line[column]))
      }
    }
  }

  @Test("a store that is taken away while its sweep runs is told, without a table of zeros")
  func storeTakenAway() throws {
    try Program.inFolder { program in
      let process = try program.start([
        "sweep", Program.yard, "--set", "duration=1min", "--seeds", "4", "--workers", "2", "--out",
        "s.sqlite", "--quiet",
      ])
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(Program.wait { store.count("running") >= 1 })
      unlink("\(program.folder)/s.sqlite")
      let output = try program.finish(process)
      #expect(output.code == 1)
      #expect(output.error.contains("the store 's.sqlite' was removed or replaced while"))
      #expect(output.out == "")
    }
  }

  @Test("a killed sweep is resumed: what was done stays, what ran is planned again")
  func resumeAfterKill() throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=1min", "--seeds", "8", "--workers", "2",
        "--out", "s.sqlite", "--csv", "s.csv", "--quiet",
      ]
      let process = try program.start(words)
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(Program.wait { store.count("done") >= 1 && store.count("running") >= 1 })
      kill(process.processIdentifier, SIGKILL)
      _ = try program.finish(process)
      let done = store.ids("done")
      #expect(!done.isEmpty && done.count < 8)
      #expect(store.count("running") >= 1)
      let finishedBefore = store.values("SELECT started FROM run WHERE id IN (\(done))")

      var loud = words
      loud.removeAll { $0 == "--quiet" }
      let second = try program.finish(try program.start(loud))
      #expect(second.code == 0)
      #expect(second.error.contains(" runs of a process that ended are planned again\n"))
      #expect(store.count("done") == 8)
      #expect(store.values("SELECT started FROM run WHERE id IN (\(done))") == finishedBefore)
      #expect(try program.text("s.csv").split(separator: "\n").count == 9)
    }
  }

  @Test(
    "Ctrl-C, SIGTERM and SIGHUP give the running worlds back and say how to go on",
    arguments: heededSignals)
  func interrupt(signal: Int32) throws {
    try Program.inFolder { program in
      let process = try program.start([
        "sweep", Program.yard, "--set", "duration=20h", "--seeds", "3", "--out", "s.sqlite",
      ])
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(Program.wait { store.count("running") >= 1 })
      kill(process.processIdentifier, signal)
      let output = try program.finish(process)
      #expect(output.code == 1)
      let name = [SIGINT: "Ctrl-C", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"][signal] ?? ""
      #expect(
        output.error.hasSuffix(
          "fleetfield: stopped by \(name); the same command goes on from here\n"))
      #expect(store.count("planned") == 3)
    }
  }

  @Test("runs that cannot be done are stored as failed and leave the others alone")
  func failures() throws {
    try Program.inFolder { program in
      let text = try program.scene(replacing: "max: 20", with: "max: 100000")
      try text.write(toFile: "\(program.folder)/y.fleet.yaml", atomically: true, encoding: .utf8)
      let output = try program.call(
        "sweep", "y.fleet.yaml", "--set", "duration=1s", "--axis", "n=2,90000", "--seeds", "2",
        "--out", "s.sqlite", "--quiet")
      #expect(output.code == 1)
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(store.count("done") == 2)
      #expect(store.count("failed") == 2)
      #expect(output.out.contains("\n2 of 4 runs failed\n  n=90000 seed 1: "))
    }
  }

  @Test("a mistyped figure of --compare is refused before any run; one that comes later is not")
  func mistypedFigure() throws {
    try Program.inFolder { program in
      func call(_ key: String) throws -> Program.Output {
        try program.call(
          "sweep", Program.yard, "--set", "duration=1s", "--axis", "n=1,2", "--compare",
          "key=\(key)", "axis=n", "a=1", "b=2", "--quiet", "--out", "s.sqlite")
      }
      let typo = try call("delivery")
      #expect(typo.code == 2 && typo.out == "")
      #expect(
        typo.error
          == "fleetfield: error: --compare key=delivery: no run of this sweep has the figure "
          + "'delivery'; did you mean 'deliveries'?\nTry 'fleetfield sweep --help'.\n")
      #expect(try call("zebra").error.contains("'zebra'; there are robots, simulated_s, "))
      #expect(program.names() == [])
      // Figures that nobody has at time zero.
      for key in ["lead_time_s", "wall_s", "quarantined_robots"] {
        let output = try call(key)
        #expect(!output.error.contains("no run of this sweep"), "\(key)")
        #expect(program.names() == ["s.sqlite"])
      }
    }
  }

  @Test("every figure that a finished run has is known before any run")
  func figuresKnownBefore() throws {
    try Program.inFolder { program in
      let typo = try program.call(
        "sweep", Program.yard, "--axis", "n=3", "--compare", "key=zebra", "axis=n", "a=3", "b=3")
      let list = try #require(typo.error.firstMatch(of: /; there are ([a-z0-9_, ]+)\n/)).1
      let known = list.split(separator: ", ").map(String.init)
      _ = try program.call(
        "sweep", Program.yard, "--set", "duration=1min", "--axis", "n=3", "--csv", "s.csv",
        "--quiet")
      let header = try program.text("s.csv").split(separator: "\n")[0].split(separator: ",")
      let figures = header.map(String.init).filter {
        !["run", "seed", "state", "n", "state_hash", "error"].contains($0)
      }
      #expect(figures.contains("lead_time_s") && figures.count > 20)
      #expect(figures.filter { !known.contains($0) } == [])
    }
  }

  @Test("a figure that only some points have can be compared")
  func figureOfSomePoints() throws {
    try Program.inFolder { program in
      let output = try program.call(
        "sweep", Program.yard, "--set", "duration=1s", "--axis", "n=1,2", "--axis",
        "disturbances.delays.probability=0,0.5", "--compare", "key=delays", "axis=n", "a=1", "b=2",
        "--quiet", "--out", "s.sqlite")
      #expect(output.code == 0, "\(output.error)")
    }
  }

  /// A yard with a wall from side to side between the stations.
  private static func walled(_ program: Program) throws -> String {
    try program.scene(
      replacing: "\nrobots:\n",
      with: "  obstacles:\n    - {rect: [6 m, 0 m, 7 m, 10 m]}\n\nrobots:\n")
  }

  @Test("a sweep of which no point compiles says why once, with its place, and stores nothing")
  func noPointCompiles() throws {
    try Program.inFolder { program in
      try Self.walled(program)
        .write(toFile: "\(program.folder)/w.fleet.yaml", atomically: true, encoding: .utf8)
      let check = try program.call("check", "w.fleet.yaml")
      #expect(check.code == 2)
      let output = try program.call("sweep", "w.fleet.yaml", "--axis", "n=2,3,4", "--seeds", "5")
      #expect(output.code == 2 && output.out == "")
      // `check` goes on with warnings.
      #expect(check.error.hasPrefix(output.error) && output.error.contains("no way for class"))
      #expect(output.error.contains("^"))
      #expect(program.names() == ["w.fleet.yaml"])
    }
  }

  @Test("runs that fail in the same words are told once, with their count")
  func sameFailure() throws {
    try Program.inFolder { program in
      let text = try program.scene(replacing: "max: 20", with: "max: 100000")
      try text.write(toFile: "\(program.folder)/y.fleet.yaml", atomically: true, encoding: .utf8)
      let output = try program.call(
        "sweep", "y.fleet.yaml", "--set", "duration=1s", "--axis", "n=2,90000", "--seeds", "4",
        "--out", "s.sqlite", "--quiet")
      #expect(output.code == 1)
      #expect(output.out.contains("\n4 of 8 runs failed\n  n=90000 seed 1: "))
      #expect(output.out.contains("\n    and 3 more in the same words\n"))
      #expect(!output.out.contains("seed 2:"))
    }
  }

  @Test(
    "a sweep that cannot be meant is refused before any run",
    arguments: [
      (
        [String](),
        "nothing to sweep over: give --axis name=a,b,c or --seeds count, or write a sweep into "
          + "the scene"
      ),
      (["--axis", "n"], "--axis n: expected name=value,value,…"),
      (["--axis", "n=1", "--axis", "n=2"], "the axis 'n' comes twice"),
      (["--seeds", "0"], "--seeds 0: expected a whole number from 1 to 1000000"),
      (
        ["--axis", "n=1,2", "--compare", "key=deliveries"],
        "--compare: axis=, a=, b= missing"
      ),
      (
        ["--axis", "n=1,2", "--compare", "key=x", "axis=m", "a=1", "b=2"],
        "--compare: 'm' is no axis of this sweep; its axes are n"
      ),
    ] as [([String], String)])
  func refused(words: [String], message: String) throws {
    try Program.inFolder { program in
      let output = try program.finish(try program.start(["sweep", Program.yard] + words))
      #expect(output.code == 2)
      #expect(output.error == "fleetfield: error: \(message)\nTry 'fleetfield sweep --help'.\n")
      #expect(program.names() == [])
    }
  }

  @Test("an axis that the scene does not have, or a value it cannot take, is wrong input")
  func wrongAxis() throws {
    try Program.inFolder { program in
      for axis in ["nonsense=1,2", "n=1,many", "coordination.coupling=both,sideways"] {
        let output = try program.call("sweep", Program.yard, "--axis", axis)
        #expect(output.code == 2)
        let name = axis.prefix { $0 != "=" }
        #expect(output.error.hasPrefix("--axis \(name):1:"), "\(output.error)")
        #expect(program.names() == [])
      }
    }
  }
}

/// A sweep's store as the system's own tools would read it.
struct Store {
  let path: String

  func count(_ state: String) -> Int {
    values("SELECT count(*) FROM run WHERE state = '\(state)'").first.flatMap { Int($0) } ?? 0
  }

  func ids(_ state: String) -> String {
    values("SELECT id FROM run WHERE state = '\(state)'").joined(separator: ",")
  }

  /// The first column of a query; nothing where the store is not there yet.
  func values(_ sql: String) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { return [] }
    sqlite3_busy_timeout(handle, 5000)
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
    defer { sqlite3_finalize(statement) }
    var values: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      values.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
    }
    return values
  }
}
