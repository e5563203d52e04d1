import Foundation
import TestSupport
import Testing

/// Records that could not be written to their end, and words for records that do not fit.
@Suite("fleetfield run --record, in trouble")
struct RecordTroubleTests {
  @Test("what kill -9 leaves is completed by repair, and not while its run is on")
  func repair() throws {
    try Program.inFolder { program in
      let words = ["run", Program.yard, "--set", "duration=20h", "--set", "n=20", "--record"]
      let process = try program.start(words + ["--record-every", "17ms", "--out", "a", "--quiet"])
      func partial() -> String {
        program.names().first { $0.hasPrefix(".a.partial") && !$0.hasSuffix(".lock") } ?? "none"
      }
      func size() -> Int {
        let path = "\(program.folder)/\(partial())/run.mcap"
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
      }
      #expect(Program.wait { size() > 300_000 })
      let early = try program.call("repair", partial())
      #expect(early.code == 2)
      #expect(early.error.contains("is being written by a run that is on"))
      kill(process.processIdentifier, SIGKILL)
      _ = try program.finish(process)
      // As a disk leaves it that was full, or lost its power: within a chunk.
      let record = "\(partial())/run.mcap"
      let file = try #require(FileHandle(forWritingAtPath: "\(program.folder)/\(record)"))
      try file.truncate(atOffset: UInt64(size() - 1000))
      try file.close()
      // By the name that it would have got.
      let output = try program.call("repair", "a")
      #expect(output.code == 0, "\(output.error)")
      #expect(
        output.out.firstMatch(
          of: /' is complete again: [0-9,]+ messages in \d+ chunks?; .* behind them were cut off\n/)
          != nil, "\(output.out)")
      let again = try program.call("repair", record, "--format", "json")
      #expect(try object(again.out)["was_complete"] as? Bool == true)
      let messages = try #require(try object(again.out)["messages"] as? Int)
      if FileManager.default.isExecutableFile(atPath: RecordTests.python) {
        let read = try program.finish(
          try program.start(
            [RecordTests.script, record, "0", "1000000000"], executable: RecordTests.python))
        #expect(read.code == 0, "\(read.error)")
        #expect(try object(read.out)["message_count"] as? Int == messages)
        #expect(try object(read.out)["streamed"] as? Int == messages)
      }
      for (words, message) in [
        (["repair"], "RUN is missing"), (["repair", "nowhere"], "there is no folder 'nowhere'"),
        (["repair", Program.yard], "does not begin as a record of a run does"),
      ] as [([String], String)] {
        let refused = try program.finish(try program.start(words))
        #expect(refused.code == 2, "\(words)")
        #expect(refused.error.contains(message), "\(refused.error)")
      }
    }
  }

  @Test("a file that may not grow and words that do not fit are told")
  func troubles() throws {
    try Program.inFolder { program in
      let limited = try program.finish(
        try program.start(
          [
            "-c",
            "ulimit -f 600; '\(Program.path)' run '\(Program.yard)' --record --out a --record-every 17ms "
              + "--set duration=10min --set n=20",
          ], executable: "/bin/bash"))
      #expect(limited.code == 1)
      #expect(
        limited.error.contains("cannot write 'a/run.mcap': File too large"), "\(limited.error)")
      #expect(try object(program.text("a/summary.json"))["write_error"] is String)
      for (words, message) in [
        (["--record-every", "1s"], "--record-every needs --record or --trajectories"),
        (["--follow", "carrier 1"], "--follow needs --record"),
        (["--trajectories", "xml"], "--trajectories xml"),
        (["--record", "--record-every", "0s"], "--record-every needs more than 0 s"),
      ] as [([String], String)] {
        let output = try program.finish(try program.start(["run", Program.yard] + words))
        #expect(output.code == 2, "\(words)")
        #expect(output.error.contains(message), "\(output.error)")
      }
    }
  }
}
