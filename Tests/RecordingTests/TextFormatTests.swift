import Foundation
import Recording
import Scenes
import SimCore
import Simulation
import Testing

@Suite("NumberText, JSONText, CSVText")
struct TextFormatTests {
  @Test(
    "numbers are short for people",
    arguments: [
      (0.0, "0"), (3.0, "3"), (1_234_567.0, "1,234,567"), (-1234.0, "-1,234"),
      (0.031254, "0.03125"), (12.345, "12.35"), (999.96, "1,000"), (0.5, "0.5"),
      (123.456, "123.5"), (-0.25, "-0.25"), (1e20, "1e+20"), (1e-9, "1e-09"),
      (.nan, "—"), (.infinity, "—"),
    ])
  func short(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }

  @Test(
    "fixed digits round half away from zero and carry",
    arguments: [
      (1.005, 1, "1.0"), (0.96, 1, "1.0"), (9.99, 1, "10.0"), (-0.04, 1, "0.0"),
      (-0.06, 1, "-0.1"), (1234.5, 0, "1,235"), (0.001, 3, "0.001"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(
    "spans of time are readable",
    arguments: [
      (0.0004, "0.4 ms"), (0.25, "0.3 s"), (42, "42 s"), (200, "3 min 20 s"),
      (28_800, "8 h 0 min"), (7500, "2 h 5 min"), (-1, "—"),
    ])
  func spans(seconds: Double, text: String) {
    #expect(NumberText.span(seconds) == text)
  }

  @Test("JSON text survives a reader: order, escapes, digits, and null for what is no number")
  func jsonRoundTrip() throws {
    let nasty = "a\"b\\c\n\t\u{1}é€😀/"
    let value = JSONText.object([
      ("text", .string(nasty)), ("tiny", .number(2.5e-308)), ("third", .number(1.0 / 3)),
      ("huge", .number(1.7976931348623157e308)), ("none", .number(.nan)),
      ("whole", .number(1e14)), ("list", .array([.integer(-1), .bool(true), .array([])])),
      ("empty", .object([])),
    ])
    for text in [value.rendered, value.compact] {
      let read = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(read["text"] as? String == nasty)
      #expect(read["tiny"] as? Double == 2.5e-308)
      #expect(read["third"] as? Double == 1.0 / 3)
      #expect(read["huge"] as? Double == 1.7976931348623157e308)
      #expect(read["none"] is NSNull)
      #expect((read["list"] as? [Any])?.count == 3)
    }
    #expect(value.compact.hasPrefix("{\"text\": "))
    #expect(JSONText.object([("b", .null), ("a", .null)]).compact == "{\"b\": null, \"a\": null}")
  }

  @Test("CSV cells are quoted where they must be, and numbers keep their digits")
  func csv() {
    #expect(CSVText.line(["a", "b,c", "d\"e", "f\ng"]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\"\n")
    #expect(CSVText.line([1, 0.1, .nan, -.infinity, 1e-7]) == "1,0.1,,,1e-07\n")
  }

  @Test("the printed table groups figures, aligns them, and always names seed and hash")
  func table() {
    let world = FakeWorld(stepsPerSecond: 60, stepLimit: 120)
    let summary = RunSummary(
      of: world, scene: plainScene(), sceneFile: "yard.fleet.yaml", overrides: [], robotCount: 3,
      workerCount: 2, build: "test", startedAt: "", setupSeconds: 0,
      end: RunEnd(isInterrupted: true, wallTime: 0.5))
    #expect(
      SummaryTable.text(summary, folder: "runs/yard-7-1", showsStages: true) == """
        yard · seed 7 · 3 robots · 0 s simulated in 0.5 s with 2 workers

        work
          deliveries           0
          throughput      12,346 /h
          first delivery       — s

        motion
          mean speed        0.75 m/s

        wall time per stage
          sense        0.250 s   25.0 %
          physics      0.750 s   75.0 %

        success     not decided: the run was stopped; so far it is a success
        seed        7
        state hash  0000000700000000
        policy hash 00000000000000ff, information 00000000000000ee
        run folder  runs/yard-7-1
        interrupted at 0 s of 2 s; the files are complete up to there

        """)
  }

  @Test("the build identity names the version and these very bytes, the same each time")
  func buildIdentity() {
    let identity = Release.buildIdentity()
    #expect(identity.hasPrefix("\(Release.version)+"))
    #expect(identity.count == Release.version.count + 17)
    #expect(identity == Release.buildIdentity())
  }
}
