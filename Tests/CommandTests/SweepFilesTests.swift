import Foundation
import Testing

@Suite("fleetfield sweep: where it writes")
struct SweepFilesTests {
  private func refused(_ words: [String], _ message: String, in program: Program) throws {
    let output = try program.finish(
      try program.start(["sweep", Program.yard, "--seeds", "1", "--set", "duration=1s"] + words))
    #expect(output.code == 2)
    #expect(output.error == "fleetfield: error: \(message)\nTry 'fleetfield sweep --help'.\n")
  }

  @Test("a store that SQLite would not keep, or that is something else, is refused before any run")
  func stores() throws {
    try Program.inFolder { program in
      try refused(["--out", ""], "--out is empty: a store needs the name of a file", in: program)
      try refused(
        ["--out", ":memory:"],
        "--out :memory:: SQLite keeps no file of this name; write ./:memory: if it is meant",
        in: program)
      try refused(
        ["--out", "file:s.sqlite?mode=memory"],
        "--out file:s.sqlite?mode=memory: expected the path of a file, not a URI", in: program)
      try refused(
        ["--out", "/tmp"],
        "--out /tmp: this is a folder; a store is one file, such as s.sqlite", in: program)
      try refused(
        ["--out", Program.yard], "--out \(Program.yard): this is a file of the scene", in: program)
      try "a,b\n1,2\n".write(
        toFile: "\(program.folder)/t.csv", atomically: true, encoding: .utf8)
      try refused(
        ["--out", "t.csv"], "--out t.csv: this is a file of something else, no sweep's store",
        in: program)
      #expect(program.names() == ["t.csv"])
    }
  }

  @Test("a table never replaces the store, the scene or a database")
  func tables() throws {
    try Program.inFolder { program in
      let scene = try String(contentsOfFile: Program.yard, encoding: .utf8)
      try refused(
        ["--out", "s.sqlite", "--csv", "./s.sqlite"],
        "--csv ./s.sqlite: this is the sweep's store; a table needs a file of its own", in: program)
      try refused(
        ["--csv", Program.yard],
        "--csv \(Program.yard): this is a file of the scene, which a table would replace",
        in: program)
      #expect(try String(contentsOfFile: Program.yard, encoding: .utf8) == scene)
      let first = try program.call(
        "sweep", Program.yard, "--seeds", "1", "--set", "duration=1s", "--out", "other.sqlite",
        "--quiet")
      #expect(first.code == 0)
      try refused(
        ["--out", "s.sqlite", "--csv", "other.sqlite"],
        "--csv other.sqlite: this is a SQLite database, which a table would replace", in: program)
      let store = Store(path: "\(program.folder)/other.sqlite")
      #expect(store.count("done") == 1)
    }
  }

  @Test("columns of the series are known before the run, and missed on runs that did not keep them")
  func series() throws {
    try Program.inFolder { program in
      let words = ["--out", "s.sqlite", "--series"]
      let unknown = try program.finish(
        try program.start(["sweep", Program.yard, "--seeds", "1"] + words + ["delivries"]))
      #expect(unknown.code == 2)
      #expect(
        unknown.error.hasPrefix(
          "fleetfield: error: --series: the series has no column 'delivries'; it has time_s, "))
      #expect(unknown.error.contains("charging_share, failed_share; did you mean 'deliveries'?\n"))
      #expect(program.names() == [])
      let base = [
        "sweep", Program.yard, "--seeds", "2", "--set", "duration=2s", "--out", "s.sqlite",
        "--quiet",
      ]
      #expect(try program.finish(try program.start(base)).code == 0)
      let late = try program.finish(try program.start(base + ["--series", "deliveries"]))
      #expect(late.code == 2)
      #expect(
        late.error
          == "fleetfield: error: --series: 's.sqlite' holds 2 finished runs of this sweep that did "
          + "not keep deliveries; a series is kept only while its run goes: give another --out FILE "
          + "to run all again, or leave --series out\n")
      var other = base
      other[7] = "t.sqlite"
      #expect(try program.finish(try program.start(other + ["--series", "deliveries"])).code == 0)
      #expect(try program.finish(try program.start(other + ["--series", "deliveries"])).code == 0)
    }
  }

  @Test(
    "what --set says of a sweep is as wrong for a run as for a check",
    arguments: ["sweep.seeds.count=3", "sweep.axes.n=3", "sweep.seeds.first=x"])
  func sweepFromOutside(setting: String) throws {
    try Program.inFolder { program in
      for words in [["run"], ["check"], ["sweep", "--axis", "n=1,2"]] {
        let output = try program.finish(
          try program.start(words + [Program.yard, "--set", setting]))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.hasPrefix("--set:1:"))
        #expect(program.names().isEmpty)
      }
    }
  }

  @Test("a run and a check are not refused because of the sweep that they do not run")
  func sweepAside() throws {
    try Program.inFolder { program in
      let text =
        try String(contentsOfFile: Program.yard, encoding: .utf8)
        + "\nsweep: {axes: {n: [2, 4000]}}\n"
      try text.write(toFile: "\(program.folder)/y.fleet.yaml", atomically: true, encoding: .utf8)
      let run = try program.call(
        "run", "y.fleet.yaml", "--set", "duration=1s", "--out", "r")
      #expect(run.code == 0)
      #expect(run.error.contains("warning: '4000' is outside of what parameter 'n' may be"))
      #expect(try program.call("check", "y.fleet.yaml").code == 2)
      #expect(try program.call("sweep", "y.fleet.yaml").code == 2)
      let sweep = try program.call(
        "sweep", "y.fleet.yaml", "--set", "duration=1s", "--axis", "n=2..4:2", "--out", "s.sqlite")
      #expect(sweep.code == 0)
    }
  }
}
