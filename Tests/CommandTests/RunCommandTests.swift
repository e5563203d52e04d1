import Foundation
import Testing

@Suite("fleetfield run")
struct RunCommandTests {
  @Test("a run prints its summary with seed, hash and folder, and the folder agrees with it")
  func summary() throws {
    try Program.inFolder { program in
      let output = try program.call("run", Program.yard)
      #expect(output.code == 0)
      #expect(program.names() == ["runs"])
      #expect(program.names("runs") == ["latest", "yard-11-1"])
      let summary = try object(try program.text("runs/yard-11-1/summary.json"))
      #expect(output.out.hasPrefix("yard · seed 11 · 3 robots · 6 s simulated in "))
      #expect(output.out.contains("\nseed        11\n"))
      let hash = try #require(summary["hash"] as? String)
      #expect(output.out.contains("\nstate hash  \(hash)\n"))
      #expect(output.out.hasSuffix("\nrun folder  runs/yard-11-1\n"))
      #expect(summary["deliveries"] is Int)
      #expect(summary["seed"] as? Int == 11)
      #expect(summary["steps"] as? Int == 360)
      #expect(summary["interrupted"] as? Bool == false)
      // The last hash of the log is the hash of the summary.
      let hashes = try program.text("runs/yard-11-1/hashes.csv").split(separator: "\n")
      #expect(hashes.count == 8)
      #expect(hashes.last == "6,360,\(hash)")
      let series = try program.text("runs/yard-11-1/series.csv").split(separator: "\n")
      #expect(series.count == 8)
      let cells = Set(
        series.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
      #expect(cells.count == 1)
      let robots = try program.text("runs/yard-11-1/robots.csv").split(separator: "\n")
      #expect(robots.count == 4)
      #expect(robots.dropFirst().allSatisfy { $0.hasPrefix("carrier,") })
    }
  }

  @Test("rows of the series lie as far apart as the scene says")
  func period() throws {
    try Program.inFolder { program in
      _ = try program.call(
        "run", Program.yard, "--set", "outputs.series.period=0.5s", "--out", "a", "--quiet")
      let series = try program.text("a/series.csv").split(separator: "\n")
      #expect(series.count == 14)
    }
  }

  @Test("the resolved scene in the folder runs to the same hash")
  func resolved() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--set", "n=2", "--out", "a", "--quiet")
      let again = try program.call("run", "a/scene.resolved.yaml", "--out", "b", "--quiet")
      #expect(again.code == 0)
      #expect(try program.text("a/hashes.csv") == program.text("b/hashes.csv"))
    }
  }

  @Test("one and two workers and a second run give identical hashes; another seed does not")
  func determinism() throws {
    try Program.inFolder { program in
      for (folder, workers, seed) in [("a", "1", "5"), ("b", "2", "5"), ("c", "2", "6")] {
        let output = try program.call(
          "run", Program.yard, "--workers", workers, "--seed", seed, "--out", folder, "--quiet")
        #expect(output.code == 0)
      }
      let same = try program.call("diff", "a", "b")
      #expect(same.code == 0)
      #expect(same.out == "identical: 7 hashes\n")
      let other = try program.call("diff", "a", "c")
      #expect(other.code == 1)
      #expect(other.out.hasPrefix("first difference at second "))
      #expect(other.out.contains("\n  seed: 5 and 6\n"))
      let json = try program.call("diff", "a", "c", "--format", "json")
      #expect(try object(json.out)["identical"] as? Bool == false)
    }
  }

  @Test("--format json prints one object on standard output and nothing else")
  func json() throws {
    try Program.inFolder { program in
      let output = try program.call("run", Program.yard, "--format", "json", "--out", "a")
      #expect(output.code == 0)
      let printed = try object(output.out)
      #expect(printed["status"] as? String == "done")
      #expect(printed["run_folder"] as? String == "a")
      let stored = try object(try program.text("a/summary.json"))
      #expect(printed["hash"] as? String == stored["hash"] as? String)
      for key in stored.keys { #expect(printed[key] != nil) }
    }
  }

  @Test("--seed random is another seed each time, and it is printed")
  func randomSeed() throws {
    try Program.inFolder { program in
      var seeds: Set<Int> = []
      for folder in ["a", "b"] {
        let output = try program.call(
          "run", Program.yard, "--seed", "random", "--out", folder, "--set", "duration=1s")
        let seed = try #require(
          try object(try program.text("\(folder)/summary.json"))["seed"] as? Int)
        #expect(output.out.contains("\nseed        \(seed)\n"))
        seeds.insert(seed)
      }
      #expect(seeds.count == 2)
    }
  }

  @Test("a seed that is given twice, by --seed and by --set, is refused")
  func seedTwice() throws {
    try Program.inFolder { program in
      let output = try program.call("run", Program.yard, "--seed", "5", "--set", "run.seed=9")
      #expect(output.code == 2)
      #expect(output.error.contains("--seed and --set run.seed=… both give the seed"))
      #expect(program.names().isEmpty)
    }
  }

  @Test("--quiet prints one line; --timing adds the stages")
  func quietAndTiming() throws {
    try Program.inFolder { program in
      let quiet = try program.call("run", Program.yard, "--quiet", "--out", "a")
      #expect(quiet.error == "")
      #expect(quiet.out.hasPrefix("a  seed 11  hash "))
      #expect(quiet.out.split(separator: "\n").count == 1)
      let timing = try program.call("run", Program.yard, "--timing")
      #expect(timing.out.contains("\nwall time per stage\n"))
    }
  }

  @Test("wrong input leaves no folder behind, whatever is wrong")
  func wrongInput() throws {
    try Program.inFolder { program in
      try "fleet: 1\nnonsense: [".write(
        toFile: "\(program.folder)/bad.fleet.yaml", atomically: true, encoding: .utf8)
      for words in [
        ["run", "bad.fleet.yaml"], ["run", "bad.fleet.yaml", "--out", "a"],
        ["run", "nowhere.fleet.yaml"], ["run", Program.yard, "--set", "nonsense=1"],
        ["run", Program.yard, "--set", "n=many"],
      ] {
        let output = try program.finish(try program.start(words))
        #expect(output.code == 2)
        #expect(!output.error.isEmpty)
        #expect(program.names() == ["bad.fleet.yaml"])
      }
      let json = try program.call("run", "bad.fleet.yaml", "--format", "json")
      #expect(json.code == 2)
      #expect(try object(json.out)["status"] as? String == "invalid")
    }
  }

  @Test("an --out with a run in it is refused, replaced with --force; other files never")
  func force() throws {
    try Program.inFolder { program in
      #expect(try program.call("run", Program.yard, "--out", "a", "--quiet").code == 0)
      let refused = try program.call("run", Program.yard, "--out", "a")
      #expect(refused.code == 2)
      #expect(
        refused.error
          == "fleetfield: error: the folder 'a' holds a run already; choose another, or replace "
          + "it with --force\n")
      let forced = try program.call(
        "run", Program.yard, "--out", "a", "--force", "--seed", "12", "--quiet")
      #expect(forced.code == 0)
      #expect(try object(try program.text("a/summary.json"))["seed"] as? Int == 12)
      try "x".write(toFile: "\(program.folder)/a/notes.txt", atomically: true, encoding: .utf8)
      let stranger = try program.call("run", Program.yard, "--out", "a", "--force")
      #expect(stranger.code == 2)
      #expect(
        stranger.error
          == "fleetfield: error: the folder 'a' holds 'notes.txt', which no run wrote; choose "
          + "another folder\n")
      #expect(program.names() == ["a"])
    }
  }

  @Test(
    "Ctrl-C, SIGTERM and SIGHUP complete the files, say so, and end with code 1",
    arguments: heededSignals)
  func interrupt(signal: Int32) throws {
    try Program.inFolder { program in
      let process = try program.start(
        ["run", Program.yard, "--set", "duration=20h", "--out", "a"])
      // The partial folder has hashes once the run is under way; the first flush takes a second.
      let isUnderWay = Program.wait {
        program.names().contains { name in
          name.hasPrefix(".a.partial")
            && ((try? program.text("\(name)/hashes.csv"))?.count ?? 0) > 20
        }
      }
      #expect(isUnderWay)
      kill(process.processIdentifier, signal)
      let output = try program.finish(process)
      #expect(output.code == 1)
      let name = signal == SIGINT ? "Ctrl-C" : signal == SIGTERM ? "SIGTERM" : "SIGHUP"
      #expect(
        output.error.contains("fleetfield: stopped by \(name); the files in 'a' are closed and "))
      #expect(output.out.contains("\ninterrupted at "))
      #expect(program.names() == ["a"])
      let summary = try object(try program.text("a/summary.json"))
      #expect(summary["interrupted"] as? Bool == true)
      let steps = try #require(summary["steps"] as? Int)
      let hashes = try program.text("a/hashes.csv").split(separator: "\n")
      #expect(hashes.count == steps / 60 + 2)
      let series = try program.text("a/series.csv")
      #expect(series.hasSuffix("\n"))
      // Every line is whole.
      let cells = series.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).count
      }
      #expect(Set(cells).count == 1)
    }
  }
}
