import Foundation
import Testing

@Suite("fleetfield merge")
struct MergeCommandTests {
  private static let sweep = [
    "sweep", Program.yard, "--axis", "n=1,2", "--seeds", "2", "--set", "duration=1s", "--quiet",
  ]

  private func call(_ program: Program, _ words: [String]) throws -> Program.Output {
    try program.finish(try program.start(words))
  }

  @Test("the parts of a sweep merge to its store, and a sweep into that has nothing left to do")
  func parts() throws {
    try Program.inFolder { program in
      for part in ["1/2", "2/2"] {
        let done = try call(
          program, Self.sweep + ["--shard", part, "--out", "p\(part.prefix(1)).sqlite"])
        #expect(done.code == 0, "\(done.error)")
      }
      let merged = try program.call("merge", "p1.sqlite", "p2.sqlite", "--out", "m.sqlite")
      #expect(merged.code == 0 && merged.error == "")
      #expect(
        merged.out
          == "2 stores: 4 runs added, 0 brought up to date, 0 there already\n4 runs now: 4 done\n\nstore  m.sqlite\n"
      )
      let one = try program.call("merge", "p1.sqlite", "--out", "one.sqlite")
      #expect(one.out.contains("\n2 runs now: 2 done\n"), "\(one.out)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: program.folder + "/m.sqlite"))
      let again = try program.call(
        "merge", "p2.sqlite", "p1.sqlite", "--out", "m.sqlite", "--format", "json")
      let told = try object(again.out)
      #expect(told["added"] as? Int == 0 && told["kept"] as? Int == 4)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: program.folder + "/m.sqlite")) == bytes,
        "merging twice changed a byte")
      let rest = try call(program, Self.sweep.dropLast() + ["--out", "m.sqlite"])
      #expect(rest.code == 0 && rest.error.contains(": 0 of 4 runs to do"), "\(rest.error)")
      let usual = try call(program, Self.sweep + ["--shard", "2/2"])
      #expect(usual.code == 0 && program.names("runs") == ["yard.part-2-of-2.sqlite"])
    }
  }

  @Test("all that is wrong with stores is told at once, and contradictions with what they say")
  func refused() throws {
    try Program.inFolder { program in
      let done = try call(program, Self.sweep + ["--out", "a.sqlite"])
      #expect(done.code == 0)
      try "x".write(toFile: program.folder + "/b", atomically: true, encoding: .utf8)
      func refusal(_ words: String...) throws -> String {
        let call = try program.finish(try program.start(["merge"] + words))
        #expect(call.code == 2 && call.out == "", "\(words): \(call.out)")
        return call.error
      }
      #expect(try refusal().contains("STORE… is missing"))
      #expect(try refusal("a.sqlite").contains("--out STORE is missing"))
      let both = try refusal("b", "c", "a.sqlite", "--out", "m.sqlite")
      #expect(
        both.contains("b: this is no sweep's store") && both.contains("c: there is no such f"))
      #expect(both.contains("2 errors"))
      #expect(try refusal("a.sqlite", "--out", "a.sqlite").contains("is the store of --out"))
      #expect(
        try refusal("a.sqlite", "./a.sqlite", "--out", "m.sqlite").contains("are the same store"))
      #expect(
        try refusal("a.sqlite", "--out", "b").contains("--out b: this is a file of something"))
      #expect(program.names() == ["a.sqlite", "b"])
      guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else {
        print("skipped: no python3 to change a store with")
        return
      }
      let other = try call(
        program, Self.sweep.dropLast() + ["--out", "d.sqlite", "--shard", "1/1", "--quiet"])
      #expect(other.code == 0)
      let change = try program.finish(
        try program.start(
          [
            "-c",
            "import sqlite3; c = sqlite3.connect('d.sqlite'); c.execute(\"UPDATE metric SET value = 9 "
              + "WHERE name = 'errands'\"); c.commit()",
          ], executable: "/usr/bin/python3"))
      #expect(change.code == 0, "\(change.error)")
      let told = try refusal("a.sqlite", "d.sqlite", "--out", "m.sqlite")
      #expect(
        told.hasPrefix(
          "error: the stores contradict each other, and nothing is merged: duration=1s; n=1, seed 1: errands is "
        ),
        "\(told)")
      #expect(told.hasSuffix("\n4 errors\n") && !program.names().contains("m.sqlite"))
    }
  }

  @Test("a script for Slurm does the whole sweep here, too, and its tasks go on where they ended")
  func script() throws {
    try Program.inFolder { program in
      let plan = ["sweep", "slurm"] + Self.sweep.dropFirst().dropLast()
      let made = try call(
        program,
        plan + [
          "--out", "s.sqlite", "--cores", "2", "--at-once", "5", "--sbatch", "--partition=a b",
        ])
      #expect(made.code == 0, "\(made.error)")
      #expect(made.out.hasPrefix("4 runs, about ") && made.out.contains("1 task of about "))
      let text = try program.text("s.slurm.sh")
      #expect(text.contains("--array=1-1%5 ") && text.contains(" '--partition=a b' \"$self\""))
      #expect(text.contains("--signal=B:TERM@60 --requeue"))
      #expect(text.contains("--axis n=1,2 --seeds 2 --set duration=1s"))
      let folder = URL(fileURLWithPath: program.folder).resolvingSymlinksInPath().path
      #expect(text.contains("\nfolder=\(folder)\n"), "\(folder)")
      let run = try program.finish(
        try program.start(["s.slurm.sh", "local"], executable: "/bin/bash"))
      #expect(run.code == 0, "\(run.out)\(run.error)")
      #expect(run.out.contains("4 runs now: 4 done"))
      #expect(program.names().contains("s.part-1.sqlite"))
      let again = try program.finish(
        try program.start(["s.slurm.sh", "local"], executable: "/bin/bash"))
      #expect(again.code == 0 && again.out.contains("0 runs added"), "\(again.out)\(again.error)")
      let wrong = try program.finish(
        try program.start(["s.slurm.sh", "x"], executable: "/bin/bash"))
      #expect(wrong.code == 2 && wrong.error == "expected a task, local or merge, not 'x'\n")
      for (words, message) in [
        (["--task-time", "1s"], "--task-time 1s: expected a time from 1min to 24h"),
        (["--sbatch", "x"], "--sbatch x: expected an option"),
        (["--shard", "1/2"], "unknown option '--shard'"),
        (["--script", "s.sqlite"], "--script s.sqlite: this is a file of something else"),
        (["--axis", "m=1,2"], "'m'"),
      ] {
        let call = try call(program, plan + words)
        #expect(call.code == 2 && call.error.contains(message), "\(call.error)")
      }
    }
  }
}
