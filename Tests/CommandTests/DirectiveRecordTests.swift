import Foundation
import TestSupport
import Testing

@Suite("The record of fields and directives")
struct DirectiveRecordTests {
  private static let mixed = Repository.scene("Tutorials/03-mixed-fleet.fleet.yaml")

  /// The rows of a file, cell by cell, without its head.
  private func rows(_ program: Program, _ file: String) throws -> [[String]] {
    try program.text(file).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("a run folder has both fields and every directive, and no bit of the run changes with them")
  func onAndOff() throws {
    try Program.inFolder { program in
      let words = ["run", Self.mixed, "--set", "duration=40s", "--quiet"]
      for (folder, more) in [
        ("on", ["--set", "outputs.fields.period=2s"]),
        ("off", ["--set", "outputs.fields.period=never", "--set", "outputs.directives=false"]),
      ] {
        let output = try program.finish(try program.start(words + ["--out", folder] + more))
        #expect(output.code == 0, "\(output.error)")
      }
      #expect(try program.text("on/hashes.csv") == program.text("off/hashes.csv"))
      #expect(try program.text("on/series.csv") == program.text("off/series.csv"))
      let names = program.names("off")
      #expect(!names.contains("fields.csv") && !names.contains("directives.csv"))

      let fields = try rows(program, "on/fields.csv")
      let times = Set(fields.map { $0[0] })
      #expect(times == Set((0...20).map { "\(2 * $0)" }))
      let classes = Set(fields.map { $0[1] })
      #expect(classes.count > 1)
      for layer in ["orchestrator", "executor", "claims"] {
        #expect(Set(fields.filter { $0[2] == layer }.map { $0[1] }) == classes, "\(layer)")
      }
      // As many numbers of each class and layer as that field has features, at each moment.
      let plans = fields.filter { $0[2] == "orchestrator" }
      #expect(plans.count == Set(plans.map { $0[3] }).count * classes.count * times.count)
      #expect(Set(plans.map { $0[4] }).count > 10, "a field that moves")

      let summary = try object(try program.text("on/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Double])
      let directives = try rows(program, "on/directives.csv")
      // Robots make way without being told; all others are directives issued.
      let told = directives.filter { $0[4] != "makeWay" }
      #expect(Double(told.count) == figures["directives"])
      #expect(Set(told.map { $0[10] }).isSuperset(of: ["done", "open"]))
    }
  }

  @Test("without a word of the scene a run folder has fields every ten seconds, and directives")
  func standard() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--set", "duration=11s", "--out", "a", "--quiet")
      #expect(Set(try rows(program, "a/fields.csv").map { $0[0] }) == ["0", "10"])
      #expect(program.names("a").contains("directives.csv"))
    }
  }

  @Test("replay --robot tells a robot's directives in order, by its name or its row")
  func robot() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--set", "duration=40s", "--out", "a", "--quiet")
      let named = try program.call("replay", "a", "--robot", "carrier 1")
      #expect(named.code == 0, "\(named.error)")
      #expect(try program.call("replay", "a", "--robot", "1").out == named.out)
      let lines = named.out.split(separator: "\n")
      let count = try rows(program, "a/directives.csv").count { $0[0] == "1" }
      #expect(lines.count == count + 2 && count > 1)
      #expect(lines[0] == "carrier 1: \(count) directives; times in simulated seconds")
      #expect(lines[2].contains("serve totes") && lines[2].contains("done"))
      let json = try object(
        try program.call("replay", "a", "--robot", "carrier 1", "--format", "json").out)
      let list = try #require(json["directives"] as? [[String: Any]])
      #expect(list.map { $0["directive"] as? Int } == (1...count).map { $0 })
      #expect(list[0]["outcome"] as? String == "done")

      let wrong = try program.call("replay", "a", "--robot", "carier 1")
      #expect(wrong.code == 2 && wrong.error.contains("did you mean 'carrier 1'?"))
      let both = try program.call("replay", "a", "--robot", "1", "--verify")
      #expect(both.code == 2 && both.error.contains("exclude each other"))
      _ = try program.call(
        "run", Program.yard, "--set", "outputs.directives=false", "--out", "b", "--quiet")
      let none = try program.call("replay", "b", "--robot", "1")
      #expect(none.code == 2 && none.error.contains("has no directives.csv"))
    }
  }

  @Test("a line of directives.csv that is not as written is named")
  func broken() throws {
    try Program.inFolder { program in
      _ = try program.call("run", Program.yard, "--out", "a", "--quiet")
      let text = try program.text("a/directives.csv")
      let second = text.split(separator: "\n")[1]
      try text.replacing(second, with: "x" + second.dropFirst())
        .write(toFile: "\(program.folder)/a/directives.csv", atomically: true, encoding: .utf8)
      let output = try program.call("replay", "a", "--robot", "0")
      #expect(output.code == 2)
      #expect(output.error.contains("directives.csv:2: expected a robot, its directive"))
    }
  }
}
