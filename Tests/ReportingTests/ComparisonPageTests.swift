import Experiments
import Foundation
import Statistics
import Testing

@testable import Reporting

@Suite("Comparison pages")
struct ComparisonPageTests {
  private func store(
    _ axes: [String], overrides: [(key: String, value: String)] = [], firstSeed: UInt64 = 1,
    seeds: Int = 4,
    length: Double = 60, _ value: @escaping (SweepPoint, UInt64) -> Double?
  ) throws -> StoredResults {
    let file = StoreFile()
    try file.add(
      StoreFile.plan(axes, overrides: overrides, firstSeed: firstSeed, seeds: seeds)
    ) { point, seed in
      guard let value = value(point, seed) else { return .failed("no") }
      return .done([("deliveries", value), ("simulated_s", length)])
    }
    return try StoredResults(path: file.path)
  }

  private func n(_ point: SweepPoint) -> Double { Double(point.value(of: "n") ?? "") ?? 0 }

  private func refusal(_ one: StoredResults, _ other: StoredResults) -> String {
    do throws(ComparisonError) {
      _ = try StoreComparisonPage(one, other)
      return "taken"
    } catch {
      return error.message
    }
  }

  @Test(
    "differences are paired by seed: what the seed decides cancels, and the sign is the second's")
  func paired() throws {
    // Seeds differ by far more than the stores do.
    let one = try store(["n=1,2"], overrides: [("mode", "both")]) { n($0) * 10 + Double($1) * 100 }
    let other = try store(["n=1,2"], overrides: [("mode", "none")]) {
      n($0) * 12 + Double($1) * 100 + ($1 == 1 ? 0.5 : 0)
    }
    let page = try StoreComparisonPage(one, other).page
    #expect(
      page.answer
        == "8 pairs of runs with the same seed at 2 points, the second less the first. Of 2 pictured "
        + "differences 2 have a 95 % interval without 0; without any true difference about 0.1 would."
    )
    let parser = PageParser(page.html())
    #expect(parser.mistake == nil)
    let rows = (parser.saved("differences.csv") ?? "").split(separator: "\n").map {
      $0.split(separator: ",")
    }
    #expect(rows[0].joined(separator: " ") == "figure n pairs first second difference lower upper")
    #expect(rows[1].prefix(3).joined(separator: " ") == "deliveries 1 4")
    #expect(Double(rows[1][5]) == 2.125 && Double(rows[2][5]) == 4.125)
    // Student's interval of 2.5, 2, 2, 2: t(0.975, 3) = 3.182446.
    #expect(abs((Double(rows[1][6]) ?? 0) - (2.125 - 3.182_446 * 0.125)) < 1e-6)
    // What differs is named, and what is an axis is not.
    #expect(
      parser.texts["td"]?.contains("mode") == true && parser.texts["td"]?.contains("both") == true)
    #expect(try StoreComparisonPage(other, one).page.files[0].content != page.files[0].content)
  }

  @Test("runs that one side lacks are left out of both, and points are the same in other words")
  func partial() throws {
    let one = try store(["n=1,2", "v=1 min,2 min"], seeds: 3) { $1 == 2 ? nil : n($0) }
    let other = try store(["v=60 s,120 s", "n=2,1,7"], seeds: 5) { n($0) + Double($1) }
    let pairs = try PairedStores(one, other)
    #expect(pairs.points.count == 4 && pairs.points.allSatisfy { $0.pairs.count == 2 })
    #expect(pairs.difference("deliveries", pairs.points[0])?.difference.mean == 2)
    #expect(pairs.settings.isEmpty)
  }

  @Test("a value that is fixed in one store and an axis of the other meets its own point alone")
  func fixed() throws {
    let one = try store(["n=1,2,3"]) { point, _ in n(point) }
    let other = try store([], overrides: [("n", "2")]) { _, _ in 5 }
    let pairs = try PairedStores(one, other)
    #expect(pairs.points.map(\.values) == [["2"]] && pairs.settings.isEmpty)
    #expect(pairs.difference("deliveries", pairs.points[0])?.difference.mean == 3)
  }

  @Test("what cannot be compared is refused with the reason")
  func refused() throws {
    let one = try store(["n=1,2"]) { _, _ in 1 }
    #expect(
      refusal(one, try store(["n=3,4"]) { _, _ in 1 })
        == "no point is in both: the first store has n=1, n=2, the second n=3, n=4")
    #expect(
      refusal(one, try store(["n=1,2"], firstSeed: 9) { _, _ in 1 })
        == "no seed is finished in both at the same point: the first store has seeds 1–4, the second seeds 9–12"
    )
    #expect(
      refusal(one, try store(["n=1,2"]) { _, _ in nil })
        == "no seed is finished in both at the same point: the first store has seeds 1–4, the second no finished run"
    )
    #expect(
      refusal(one, try store(["n=1,2"], length: 30) { _, _ in 1 })
        == "runs are of 60 s in the first store and of 30 s in the second: what they count cannot be compared"
    )
  }

  @Test("one pair has no interval, and that is said; equal stores differ in nothing")
  func single() throws {
    let one = try store([], seeds: 1) { _, _ in 3 }
    let page = try StoreComparisonPage(one, try store([], seeds: 1) { _, _ in 4 }).page
    #expect(page.answer.hasSuffix("One pair at a point says nothing of how far chance reaches."))
    #expect(page.html().contains("Nothing that the stores know"))
    #expect(PageParser(page.html()).mistake == nil)
  }

  @Test("two runs stand side by side; of different length they are refused")
  func runs() throws {
    let one = try RunFiles()
    let other = try RunFiles {
      $0.replacingOccurrences(of: "\"seed\": 7", with: "\"seed\": 8")
        .replacingOccurrences(of: "{\"deliveries\": 12", with: "{\"deliveries\": 15")
        .replacingOccurrences(of: "0123", with: "4567")
    }
    let page = try RunComparisonPage(RunData(folder: one.folder), RunData(folder: other.folder))
      .page
    #expect(page.answer.hasPrefix("12 deliveries") == false)
    #expect(
      page.answer.hasPrefix(
        "15 deliveries in the second run, 12 in the first. Their seeds differ (7 and 8)"))
    let parser = PageParser(page.html())
    #expect(parser.mistake == nil)
    #expect(parser.saved("differences.csv")?.contains("\ndeliveries,12,15,3\n") == true)
    #expect(parser.saved("series-deliveries.csv")?.contains("second: errands,2,5,,,\n") == true)
    let short = try RunFiles {
      $0.replacingOccurrences(of: "\"simulated_s\": 60", with: "\"simulated_s\": 30")
    }
    #expect(
      throws: ComparisonError(
        "the first run is of 60 s, the second of 30 s: what they count cannot be compared")
    ) { try RunComparisonPage(RunData(folder: one.folder), RunData(folder: short.folder)) }
  }
}
