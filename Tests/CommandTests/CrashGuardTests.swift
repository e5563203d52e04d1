import Foundation
import Testing

@Suite("the crash guard")
struct CrashGuardTests {
  @Test(
    "a run that traps says in one sentence what happened and where its files lie, and exits 70",
    arguments: ["trap", "segv", "abort", "overflow", "memory"])
  func run(kind: String) throws {
    try Program.inFolder { program in
      let process = try program.start(
        ["run", Program.yard, "--out", "a", "--quiet"], trap: "\(kind)@11")
      let number = process.processIdentifier
      let output = try program.finish(process)
      #expect(output.code == 70)
      #expect(output.out == "")
      // The lock beside the folder is free now: the next run names what is left.
      let folder = try #require(program.names().first { !$0.hasSuffix(".lock") })
      #expect(Set(program.names()) == [folder, folder + ".lock"])
      #expect(folder.hasPrefix(".a.partial-"))
      let cause = kind == "memory" ? "stopped for want of memory (" : "stopped by a fault of the "
      #expect(output.error.hasPrefix("fleetfield: error: \(cause)"))
      #expect(
        output.error.hasSuffix(
          "); what the run wrote so far lies in '\(folder)', marked as incomplete\n"))
      #expect(output.error.split(separator: "\n").count == 1)
      #expect(try program.text("\(folder)/incomplete.txt") == output.error)
      #expect(try program.text("\(folder)/hashes.csv").hasPrefix("second,step,hash\n0,0,"))
      #expect(try program.text("\(folder)/series.csv").split(separator: "\n").count >= 2)
      #expect(try program.text("\(folder)/scene.resolved.yaml").contains("name: yard"))
      // Nothing of it, and no backtracer, is left running.
      #expect(kill(number, 0) != 0)
    }
  }

  @Test("a run that traps where a program reads answers with one JSON object, too")
  func json() throws {
    try Program.inFolder { program in
      let output = try program.finish(
        try program.start(
          ["run", Program.yard, "--out", "a \"b\"", "--format", "json"], trap: "trap@11"))
      #expect(output.code == 70)
      let answer = try object(output.out)
      #expect(answer["status"] as? String == "failed")
      let error = try #require(answer["error"] as? String)
      #expect(error.hasPrefix("stopped by a fault of the program ("))
      #expect(error.contains("a \"b\".partial-"))
      #expect(output.error.contains("fleetfield: error: \(error)\n"))
    }
  }

  @Test("a signal that another process sent is no fault of the program")
  func sent() throws {
    try Program.inFolder { program in
      let process = try program.start(["run", Program.yard, "--set", "duration=20h"])
      #expect(Program.wait { !program.names("runs").isEmpty })
      usleep(100_000)
      kill(process.processIdentifier, SIGSEGV)
      let output = try program.finish(process)
      #expect(output.code == 70)
      #expect(
        output.error.contains(
          "fleetfield: error: stopped by process \(getpid()) with signal 11; what the run"))
    }
  }

  @Test(
    "in a sweep only the run that trapped fails, with its cause; its neighbours' runs stand",
    arguments: ["trap", "segv", "abort", "overflow"])
  func sweep(kind: String) throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=4s", "--seeds", "8", "--workers", "3", "--out",
      ]
      let calm = try program.finish(try program.start(words + ["calm.sqlite"]))
      #expect(calm.code == 0)
      let process = try program.start(words + ["s.sqlite"], trap: "\(kind)@3,\(kind)@6")
      let output = try program.finish(process)
      #expect(output.code == 1)
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(
        store.values("SELECT seed FROM run WHERE state = 'failed' ORDER BY seed") == ["3", "6"])
      #expect(store.count("done") == 6)
      for error in store.values("SELECT error FROM run WHERE state = 'failed'") {
        #expect(error.hasPrefix("stopped by a fault of the program ("))
      }
      // Each trap is told once, and no process is left.
      #expect(output.error.components(separatedBy: " seed 3 failed: stopped by a ").count == 2)
      #expect(output.error.components(separatedBy: " seed 6 failed: stopped by a ").count == 2)
      #expect(output.out.contains("\n2 of 8 runs failed\n"))
      let hashes = "SELECT seed || ' ' || text FROM run JOIN param ON run.id = param.run "
      let wanted = hashes + "WHERE name = '@state_hash' AND seed NOT IN (3, 6) ORDER BY seed"
      let found = store.values(wanted)
      #expect(found.count == 6)
      #expect(found == Store(path: "\(program.folder)/calm.sqlite").values(wanted))
      #expect(Self.isGone(store))

      // It is not tried for ever: once has failed it stays so, until a retry.
      let again = try program.finish(try program.start(words + ["s.sqlite"]))
      #expect(again.code == 1)
      #expect(again.error.hasPrefix("1 point × 8 seeds from 1: 0 of 8 runs to do"))
      let retry = try program.finish(try program.start(words + ["s.sqlite", "--retry"]))
      #expect(retry.code == 0)
      #expect(store.count("done") == 8)
    }
  }

  @Test(
    "a run killed for memory or from outside is set aside and has not failed",
    arguments: [
      ("memory", "stopped for want of memory ("), ("kill", "it was killed by SIGKILL"),
    ])
  func setAside(kind: String, cause: String) throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=3s", "--seeds", "6", "--workers", "4", "--out",
        "s.sqlite",
      ]
      let output = try program.finish(try program.start(words, trap: "\(kind)@2"))
      #expect(output.code == 1)
      let store = Store(path: "\(program.folder)/s.sqlite")
      #expect(store.count("done") == 5)
      #expect(store.count("failed") == 0)
      #expect(store.values("SELECT seed FROM run WHERE state = 'planned'") == ["2"])
      #expect(output.error.contains(" seed 2 is set aside: \(cause)"))
      #expect(output.error.hasSuffix("; the same command tries it again\n"))
      // Who asked for no progress hears of it in the result.
      #expect(output.out.contains("1 of 6 runs are set aside"))
      #expect(output.out.contains(" seed 2: \(cause)"))
      let again = try program.finish(try program.start(words))
      #expect(again.code == 0)
      #expect(again.error.hasPrefix("1 point × 6 seeds from 1: 1 of 6 runs to do"))
    }
  }

  @Test("kill -9 of a worker or of the sweep itself, again and again, loses nothing")
  func kills() throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=2min", "--seeds", "8", "--workers", "2", "--out",
        "s.sqlite",
      ]
      let store = Store(path: "\(program.folder)/s.sqlite")
      for round in 0..<4 {
        let process = try program.start(words)
        #expect(Program.wait { store.count("running") >= 1 || store.count("done") == 8 })
        usleep(UInt32.random(in: 0..<60_000))
        let worker = store.values("SELECT pid FROM run WHERE state = 'running'").first
        if round % 2 == 0, let worker = worker.flatMap({ Int32($0) }) { kill(worker, SIGKILL) }
        usleep(UInt32.random(in: 0..<30_000))
        let done = store.ids("done")
        kill(process.processIdentifier, SIGKILL)
        _ = try program.finish(process)
        #expect(
          store.values("SELECT id FROM run WHERE state = 'done' AND id IN (\(done))")
            .joined(separator: ",") == done)
        #expect(store.count("failed") == 0)
      }
      let last = try program.finish(try program.start(words))
      #expect(last.code == 0)
      #expect(store.count("done") == 8)
      #expect(Self.isGone(store))
    }
  }

  @Test("a worker that is killed now and then takes nothing with it: the sweep goes on by itself")
  func killedWorker() throws {
    try Program.inFolder { program in
      let process = try program.start([
        "sweep", Program.yard, "--set", "duration=2min", "--seeds", "6", "--workers", "2", "--out",
        "s.sqlite",
      ])
      let store = Store(path: "\(program.folder)/s.sqlite")
      var killed: [Int32] = []
      while killed.count < 2 && process.isRunning {
        let found = store.values("SELECT pid FROM run WHERE state = 'running'").first
        if let worker = found.flatMap({ Int32($0) }), !killed.contains(worker) {
          #expect(worker != process.processIdentifier)
          kill(worker, SIGKILL)
          killed.append(worker)
        }
        usleep(5000)
      }
      let output = try program.finish(process)
      #expect(output.code == 0)
      #expect(store.count("done") == 6)
      #expect(output.error.contains("a worker process ended, it was killed by SIGKILL; "))
    }
  }

  @Test("a store of a newer version is refused with exit code 2 and left as it is")
  func newerStore() throws {
    try Program.inFolder { program in
      let words = [
        "sweep", Program.yard, "--set", "duration=1s", "--seeds", "1", "--out", "s.sqlite",
      ]
      #expect(try program.finish(try program.start(words)).code == 0)
      let store = Store(path: "\(program.folder)/s.sqlite")
      _ = store.values("PRAGMA user_version = 9")
      let output = try program.finish(try program.start(words))
      #expect(output.code == 2)
      #expect(
        output.error
          == "fleetfield: error: 's.sqlite' was written by a newer fleetfield: its version is 9, "
          + "this program knows up to 1\n")
    }
  }

  /// True where no process that ever had a run of the store still lives.
  private static func isGone(_ store: Store) -> Bool {
    store.values("SELECT DISTINCT pid FROM run WHERE pid IS NOT NULL").compactMap { Int32($0) }
      .allSatisfy { kill($0, 0) != 0 }
  }
}
