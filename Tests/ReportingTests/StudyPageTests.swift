import Emergence
import Experiments
import Foundation
import Testing

@testable import Reporting

@Suite("StudyPage")
struct StudyPageTests {
  private func page(_ file: borrowing StoreFile, study: Int = 0) throws -> Page {
    try StudyPage(StoredResults(path: file.path), study: study).page
  }

  private func rows(_ csv: String?) -> [[String]] {
    (csv ?? "").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("the sentence of the study comes first, and its numbers are those of the store")
  func whole() throws {
    let file = StoreFile()
    let design = try file.study()
    let results = try StoredResults(path: file.path)
    let replay = try results.replay(study: 0)
    let verdict = try #require(replay.verdict)
    #expect(verdict.size == 4 && verdict.declineSize == 16 && verdict.decline.reference == 8)
    let page = try page(file)
    #expect(page.isCertified && page.answer == verdict.sentence)
    let html = page.html()
    let parser = PageParser(html)
    #expect(parser.mistake == nil)
    #expect(html.utf8.count < Page.mostBytes)
    #expect(parser.texts["p"]?.contains(verdict.sentence) == true)

    // Success of fresh runs, counted by hand from the store.
    let success = rows(parser.saved("success.csv"))
    for row in success {
      let size = Int(row[1]) ?? 0
      let isFresh = row[0] == "fresh"
      let runs = results.runs.indices.filter { index in
        results.runs[index].settings.contains { $0.key == "n" && $0.value == "\(size)" }
          && design.freshSeeds.contains(Int(results.runs[index].seed)) == isFresh
      }
      let met = runs.count { (results.figure("jobs_s", run: $0) ?? 9) <= 5 }
      #expect(Double(row[2]) == Double(met) / Double(runs.count), "\(row)")
    }
    #expect(success.filter { $0[5] == "certified" }.map { $0[1] } == ["4", "8", "16"])
    let quantity = rows(parser.saved("quantity.csv"))
    #expect(quantity.filter { $0[5] == "less" }.map { $0[1] } == ["16"])
    #expect(quantity.filter { $0[5] == "reference" }.map { $0[1] } == ["8"])

    // Bytes of the fleet are 100 for each robot: exponent 1.
    let bytes = rows(parser.saved("fleet_bytes_per_s.csv")).filter { $0[0] == "means" }
    #expect(bytes.map { $0[1] } == ["1", "2", "4", "8", "16"])
    #expect(bytes.map { $0[2] } == ["100", "200", "400", "800", "1600"])
    #expect(rows(parser.saved("exponents.csv"))[0][1] == "1 (1 to 1)")

    let sizes = rows(parser.saved("sizes.csv"))
    #expect(sizes.map { $0[0] } == ["1", "2", "4", "8", "16"])
    #expect(
      sizes.map { $0.suffix(2).joined(separator: ",") }
        == ["0,", "0,", "0,certified", "0,certified", "\"certified, declines\""])
  }

  @Test("the same store gives the same bytes")
  func same() throws {
    let file = StoreFile()
    try file.study()
    #expect(try page(file).html() == page(file).html())
    #expect(try page(file).files.map(\.content) == page(file).files.map(\.content))
  }

  @Test("marginal benefit is the difference over the same seeds, by robot")
  func marginal() throws {
    let file = StoreFile()
    try file.study()
    let page = try page(file)
    let marginal = rows(page.files.first { $0.name == "marginal.csv" }?.content)
    // What the seed adds cancels: 10 a robot up to 8, then 4 less for each.
    #expect(marginal.map { Double($0[2])?.rounded() } == [10, 10, 10, -4])
    #expect(marginal.allSatisfy { abs((Double($0[3]) ?? 0) - (Double($0[2]) ?? 9)) < 1e-9 })
  }

  @Test("a study that is not finished says so and certifies nothing")
  func unfinished() throws {
    let file = StoreFile()
    try file.study(rounds: 1)
    let page = try page(file)
    #expect(!page.isCertified && page.answer.hasPrefix("Not finished: "))
    #expect(PageParser(page.html()).mistake == nil)
    #expect(!page.html().contains("certified, 80 % together"))
  }

  @Test("runs that broke down count as misses, and the page says why")
  func failed() throws {
    let file = StoreFile()
    try file.study { size, seed in
      size == 2 && seed == 3 ? .failed("a <trap> & more\nsecond line") : nil
    }
    let page = try page(file)
    let parser = PageParser(page.html())
    #expect(parser.mistake == nil)
    #expect(
      parser.texts["p"]?.contains(
        "1 run broke down and counts as a miss: n = 2, seed 3: a <trap> & more") == true)
  }

  @Test("figures that some runs do not tell are hollow, and those that none tells are left out")
  func partial() throws {
    let file = StoreFile()
    try file.study(needed: 1) { size, seed in
      .done([
        ("deliveries", Double(size)), ("jobs_s", 4),
        ("sojourn_p50_s", seed % 2 == 0 ? .nan : Double(seed)),
        ("backlog", .nan),
      ])
    }
    let files = try page(file).files
    let median = rows(files.first { $0.name == "sojourn_p50_s.csv" }?.content)
    #expect(!median.isEmpty && median.allSatisfy { $0[5] == "partial" })
    #expect(!files.contains { $0.name.hasPrefix("backlog") || $0.name.hasPrefix("fleet_bytes") })
  }

  @Test("each study of a store has its page, and asking again is the same study")
  func several() throws {
    let file = StoreFile()
    try file.study()
    try file.study()
    try file.study("yard & <co>\nline", target: "sojourn_p95_s")
    let results = try StoredResults(path: file.path)
    #expect(results.studies.map(\.note.scene) == ["yard", "yard & <co>\nline"])
    let html = try page(file, study: 1).html()
    #expect(PageParser(html).texts["h1"] == ["How many robots: yard & <co>\nline"])
  }

  @Test("a study of one size, and one whose runs all broke down, have pages")
  func single() throws {
    let one = StoreFile()
    try one.study(sizes: [8])
    let page = try page(one)
    #expect(page.isCertified && PageParser(page.html()).mistake == nil)
    #expect(!page.files.contains { $0.name.hasPrefix("marginal") })
    let broken = StoreFile()
    try broken.study(sizes: [1, 2]) { _, _ in .failed("no") }
    let none = try self.page(broken)
    #expect(!none.isCertified && none.answer.hasPrefix("Not reached up to 2 robots"))
    #expect(PageParser(none.html()).mistake == nil)
    #expect(
      none.files.first { $0.name == "sizes.csv" }?.content.contains("\n1,10,0,,0,0,,,10,\n")
        == true, "\(none.files.first { $0.name == "sizes.csv" }?.content ?? "")")
  }
}
