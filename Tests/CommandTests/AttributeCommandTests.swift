import Foundation
import Testing

@Suite("fleetfield attribute")
struct AttributeCommandTests {
  /// The yard with carriers and slow ones, so that classes differ.
  private static func scene(_ program: Program) throws {
    let text = try String(contentsOfFile: Program.yard, encoding: .utf8)
    let start = try #require(text.range(of: "  carrier:\n")?.lowerBound)
    let end = try #require(text.range(of: "\ntasks:\n")?.lowerBound)
    let slow = text[start..<end].replacingOccurrences(of: "carrier:", with: "snail:")
      .replacingOccurrences(of: "count: $(n)", with: "count: 2")
      .replacingOccurrences(of: "max_speed: 1.5 m/s", with: "max_speed: 0.5 m/s")
    let whole = text[..<end] + "\n" + slow + text[end...]
    try whole.write(toFile: program.folder + "/two.fleet.yaml", atomically: true, encoding: .utf8)
    let run = try program.call(
      "run", "two.fleet.yaml", "--set", "duration=60s", "--out", "r", "--quiet")
    #expect(run.code == 0, "\(run.error)")
  }

  @Test("a run's deliveries and metres are shared out to classes and robots, and add up")
  func shares() throws {
    try Program.inFolder { program in
      try Self.scene(program)
      let summary = try object(program.text("r/summary.json"))
      let figures = try #require(summary["figures"] as? [String: Double])
      for key in ["deliveries", "distance_km", "blocked_share", "mean_speed_m_per_s"] {
        let call = try program.call(
          "attribute", "r", "--indicator", key, "--out", "s.json", "--format", "json")
        #expect(call.code == 0 && call.error == "", "\(call.error)")
        let told = try object(call.out)
        #expect(told["kind"] as? String == "statistical" && told["agrees"] as? Bool == true)
        let value = try #require(told["value"] as? Double)
        #expect(abs(value - (figures[key] ?? -1)) < 1e-6 * max(1, value))
        let classes = try #require(told["classes"] as? [[String: Any]])
        #expect(classes.map { $0["class"] as? String } == ["carrier", "snail"])
        let shares = classes.compactMap { $0["share"] as? Double }
        #expect(abs(shares.reduce(0, +) - value) < 1e-9)
        #expect(shares[0] > shares[1], "\(key)")
        let file = try object(program.text("s.json"))
        let robots = try #require(file["shares"] as? [[String: Any]])
        #expect(robots.count == 5 && told["shares"] == nil)
        #expect(
          abs(robots.compactMap { $0["share"] as? Double }.reduce(0, +) - value) < 1e-9)
      }
      let text = try program.call("attribute", "r", "--out", "s.csv")
      #expect(text.code == 0 && text.error == "")
      #expect(text.out.hasPrefix("deliveries, 5 robots: "))
      #expect(text.out.contains("statistical attribution: it says what the figure is made of, not"))
      #expect(text.out.contains("the shares sum to the rise but for 0 (a closed form)"))
      #expect(text.out.contains("robots.csv and summary.json agree on the figure"))
      #expect(text.out.hasSuffix("\nfile  s.csv\n"))
      let lines = try program.text("s.csv").split(separator: "\n")
      #expect(lines.count == 6 && lines[0] == "class,index,deliveries,share")
      // Somebody changed the table of robots: one stop more.
      let table = try program.text("r/robots.csv")
      let place = try #require(
        table.split(separator: "\n")[0].split(separator: ",").firstIndex(of: "errands"))
      var rows = table.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      rows[1][place] = "\((Int(rows[1][place]) ?? 0) + 1)"
      try rows.map { $0.joined(separator: ",") }.joined(separator: "\n").write(
        toFile: program.folder + "/r/robots.csv", atomically: true, encoding: .utf8)
      let changed = try program.call("attribute", "r", "--indicator", "errands")
      #expect(
        changed.out.contains(
          "robots.csv and summary.json differ: the summary has \(Int(figures["errands"] ?? -1))\n"))
    }
  }

  @Test("fleets with fewer robots say what each class adds, the same with one worker and two")
  func counterfactual() throws {
    try Program.inFolder { program in
      try Self.scene(program)
      let words = [
        "attribute", "r", "--counterfactual", "--steps", "2", "--seeds", "2", "--format", "json",
      ]
      let one = try program.finish(try program.start(words + ["--workers", "1"]))
      let two = try program.finish(try program.start(words + ["--workers", "2", "--out", "c.csv"]))
      #expect(one.code == 0 && one.out == two.out, "\(one.error)\(two.error)")
      let told = try object(one.out)
      #expect(told["kind"] as? String == "counterfactual" && told["agrees"] as? Bool == true)
      let fleets = try #require(told["fleets"] as? [[String: Any]])
      // Two steps of two classes: 0, 0 to 2, 1 (1.5 rounds up) to 3, 2.
      #expect(
        fleets.map { $0["robots"] as? [Int] ?? [] }
          == [[0, 0], [0, 1], [2, 0], [2, 1], [2, 2], [3, 1], [3, 2]])
      let summary = try object(program.text("r/summary.json"))
      let whole = try #require(fleets.last?["values"] as? [Double])
      #expect(whole[0] == (summary["figures"] as? [String: Double])?["deliveries"])
      let classes = try #require(told["classes"] as? [[String: Any]])
      let sum = classes.compactMap { $0["share"] as? Double }.reduce(0, +)
      #expect(abs(sum - (whole[0] + whole[1]) / 2) < 1e-9)
      #expect(abs(try #require(told["residual"] as? Double)) < 1e-9)
      #expect(classes.allSatisfy { ($0["half_width"] as? Double).map { $0 >= 0 } ?? false })
      #expect(try program.text("c.csv").split(separator: "\n").count == 5)
      let text = try program.call("attribute", "r", "--counterfactual", "--steps", "1", "--quiet")
      #expect(text.code == 0 && text.out == "" && text.error == "")
      let shown = try program.call("attribute", "r", "--counterfactual", "--steps", "1")
      #expect(shown.error == "3 fleets × 1 seed from 11, on 2 workers\n" || shown.code == 0)
      #expect(shown.out.contains("counterfactual attribution: each figure is of a fleet that ran"))
    }
  }

  @Test("wrong words, folders and runs are refused with code 2 and what was expected")
  func refused() throws {
    try Program.inFolder { program in
      let run = try program.call(
        "run", Program.yard, "--set", "duration=1s", "--out", "r", "--quiet")
      #expect(run.code == 0)
      func refusal(_ words: String...) throws -> String {
        let call = try program.finish(try program.start(["attribute"] + words))
        #expect(call.code == 2 && call.out == "", "\(words): \(call.out)")
        return call.error
      }
      #expect(try refusal().contains("RUN is missing"))
      #expect(try refusal("x").contains("'x' is not a run folder"))
      #expect(
        try refusal("r", "--indicator", "delivery")
          .contains("there is no such indicator; did you mean 'deliveries'?"))
      #expect(try refusal("r", "--indicator", "zzz").contains("; there are deliveries, deliver"))
      #expect(
        try refusal("r", "--indicator", "idle_share", "--counterfactual")
          .contains("an empty fleet has no value of it"))
      #expect(
        try refusal("r", "--indicator", "energy_used_kwh").contains("has no figure 'energy_used_"))
      #expect(try refusal("r", "--steps", "2").contains("--steps goes with --counterfactual"))
      #expect(try refusal("r", "--out", "s.txt").contains("ends in .csv or .json"))
      #expect(try refusal("r", "--out", "r/s.csv").contains("in the folder of the run"))
      #expect(try refusal("r", "--out", "no/s.csv").contains("no/s.csv"))
      #expect(
        try refusal("r", "--indicator", "deliveries_gini").contains("have done nothing of what"))
      #expect(program.names() == ["r"] || program.names() == ["r", "runs"])
      // Runs that a scene and a seed do not make.
      let summary = try program.text("r/summary.json")
      try summary.replacingOccurrences(of: "\"interrupted\": false", with: "\"interrupted\": true")
        .write(toFile: program.folder + "/r/summary.json", atomically: true, encoding: .utf8)
      #expect(
        try refusal("r", "--counterfactual").contains("others: it was stopped before its end"))
      try "".write(
        toFile: program.folder + "/r/scene.until-5.yaml", atomically: true, encoding: .utf8)
      #expect(try refusal("r", "--counterfactual").contains("its scene was changed in the middle"))
      // A folder of before robots were counted.
      let table = try program.text("r/robots.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).prefix(15).joined(separator: ",")
      }
      try table.joined(separator: "\n").write(
        toFile: program.folder + "/r/robots.csv", atomically: true, encoding: .utf8)
      #expect(try refusal("r").contains("there is no column 'deliveries'"))
    }
  }
}
