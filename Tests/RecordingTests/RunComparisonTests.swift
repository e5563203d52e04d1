import Recording
import TestSupport
import Testing

@Suite("RunComparison")
struct RunComparisonTests {
  @Test("two runs of the same seed are identical")
  func same() throws {
    let temporary = TemporaryFolder()
    let a = try recordRun(.fixed("\(temporary.path)/a", force: false))
    let b = try recordRun(.fixed("\(temporary.path)/b", force: false))
    let comparison = try RunComparison(a, b)
    #expect(comparison.isIdentical)
    #expect(comparison.outcome == .same)
    #expect(comparison.commonSeconds == 3)
    #expect(comparison.inputs.isEmpty)
  }

  @Test("the first differing second is found, not a later one")
  func firstDifference() throws {
    let temporary = TemporaryFolder()
    let a = try recordRun(.fixed("\(temporary.path)/a", force: false), steps: 600)
    let b = try recordRun(
      .fixed("\(temporary.path)/b", force: false), steps: 600, divergesAt: 350)
    let comparison = try RunComparison(a, b)
    #expect(
      comparison.outcome
        == .differs(atSecond: 6, first: "0000000700000168", second: "1000000700000168"))
    #expect(!comparison.isIdentical)
  }

  @Test("a shorter run is the same as far as it goes, but not identical")
  func shorter() throws {
    let temporary = TemporaryFolder()
    let a = try recordRun(.fixed("\(temporary.path)/a", force: false), steps: 600)
    let b = try recordRun(.fixed("\(temporary.path)/b", force: false), steps: 120)
    let comparison = try RunComparison(a, b)
    #expect(comparison.outcome == .same)
    #expect(comparison.seconds == (11, 3))
    #expect(!comparison.isIdentical)
  }

  @Test("differing seeds are named")
  func inputs() throws {
    let temporary = TemporaryFolder()
    let a = try recordRun(.fixed("\(temporary.path)/a", force: false))
    let b = try recordRun(.fixed("\(temporary.path)/b", force: false), seed: 8)
    let comparison = try RunComparison(a, b)
    #expect(comparison.inputs.map(\.name) == ["seed"])
    #expect(comparison.inputs.first?.first == "7")
    #expect(comparison.inputs.first?.second == "8")
  }

  @Test("what is no run folder is refused with its name")
  func noRunFolder() throws {
    let temporary = TemporaryFolder()
    let run = try recordRun(.fixed("\(temporary.path)/a", force: false))
    let path = temporary.path
    #expect(
      throws: RecordingError(
        "'\(path)' is not a run folder: it has no summary.json and hashes.csv", isInput: true)
    ) { try RunComparison(path, run) }
    #expect(throws: RecordingError("there is no folder '\(path)/none'", isInput: true)) {
      try RunComparison(run, "\(path)/none")
    }
  }

  @Test(
    "a broken hash log is refused with file and line",
    arguments: [
      ("", 1, "expected the header 'second,step,hash'"),
      ("second,hash\n", 1, "expected the header 'second,step,hash'"),
      (
        "second,step,hash\n0,0,0123456789abcdef\n2,60,0123456789abcdef\n", 3,
        "expected second 1, its step and a hash of 16 digits"
      ),
      (
        "second,step,hash\n0,0,0123\n", 2, "expected second 0, its step and a hash of 16 digits"
      ),
    ])
  func brokenLog(text: String, line: Int, message: String) throws {
    let temporary = TemporaryFolder()
    let run = try recordRun(.fixed("\(temporary.path)/a", force: false))
    try TextFile.replace("\(run)/hashes.csv", with: text)
    #expect(throws: RecordingError("\(run)/hashes.csv:\(line): \(message)", isInput: true)) {
      try HashLog(folder: run)
    }
  }

  @Test("a broken summary is refused with what is wrong")
  func brokenSummary() throws {
    let temporary = TemporaryFolder()
    let run = try recordRun(.fixed("\(temporary.path)/a", force: false))
    try TextFile.replace("\(run)/summary.json", with: "{\"build\": \"x\"}")
    #expect(
      throws: RecordingError(
        "\(run)/summary.json is not a run's summary: the key 'scene' is missing", isInput: true)
    ) { try RunComparison(run, run) }
    try TextFile.replace("\(run)/summary.json", with: "half {")
    #expect(
      throws: RecordingError(
        "\(run)/summary.json is not a run's summary: it cannot be read as JSON", isInput: true)
    ) { try RunComparison(run, run) }
  }
}
