import Experiments
import Testing

@Suite("SweepAxis")
struct SweepAxisTests {
  @Test(
    "ranges go in steps or by factors, with units, and may stand beside values",
    arguments: [
      ("n=20..100:20", ["20", "40", "60", "80", "100"]), ("n=20..90:20", ["20", "40", "60", "80"]),
      ("n=20..640*2", ["20", "40", "80", "160", "320", "640"]), ("n=5..5:1", ["5"]),
      ("n=100..40:-30", ["100", "70", "40"]),
      ("k=0.1..0.5:0.1", ["0.1", "0.2", "0.3", "0.4", "0.5"]),
      ("d=1 min..3 min:1 min", ["1 min", "2 min", "3 min"]),
      ("v=0.5..1.5:0.5 m/s", ["0.5 m/s", "1 m/s", "1.5 m/s"]),
      ("n=8..1*0.5", ["8", "4", "2", "1"]), ("n=1,10..30:10,200", ["1", "10", "20", "30", "200"]),
      ("m=../a.map,b..c", ["../a.map", "b..c"]), ("n=10..30:10,20", ["10", "20", "30"]),
    ] as [(String, [String])])
  func ranges(text: String, values: [String]) throws {
    #expect(try SweepAxis(text).values == values)
  }

  @Test(
    "a range that cannot be meant says why",
    arguments: [
      ("n=1..5", "--axis n=1..5: '1..5' has no step; write 1..5:1 for steps or 1..5*2 for factors"),
      (
        "n=1..5:-1",
        "--axis n=1..5:-1: '1..5:-1' never arrives: from 1 in steps of -1 there is no way to 5"
      ),
      ("n=1..5*1", "--axis n=1..5*1: '1..5*1' never arrives: from 1 times 1 there is no way to 5"),
      (
        "n=1..5:0",
        "--axis n=1..5:0: '1..5:0' never arrives: from 1 in steps of 0 there is no way to 5"
      ),
      ("n=1..1e9:1", "--axis n=1..1e9:1: '1..1e9:1' makes more than 10000 values"),
      ("d=1 s..1 min:1 s", "--axis d=1 s..1 min:1 s: '1 s..1 min:1 s' has more than one unit"),
      ("n=1..5:x", "--axis n=1..5:x: 'x' in '1..5:x' is no number"),
    ])
  func brokenRanges(text: String, message: String) {
    #expect(throws: SweepError(message)) { try SweepAxis(text) }
  }

  @Test("values that mean the same are one point, written as the first of them")
  func meanings() throws {
    #expect(try SweepAxis("n=1,1.0,1e0,2").values == ["1", "2"])
    #expect(try SweepAxis("d=60 s,1 min,90 s").values == ["60 s", "90 s"])
    #expect(try SweepAxis("m=both,none,both").values == ["both", "none"])
    #expect(SweepAxis(name: "n", values: ["4", "4.0"]).values == ["4"])
    let axes = [try SweepAxis("n=1.0,2")]
    let request = try PairedComparison.Request(
      [("key", "x"), ("axis", "n"), ("a", "1"), ("b", "2.0")], axes: axes)
    #expect(request.first == "1.0" && request.second == "2")
  }
}
