import Emergence
import Foundation
import Recording
import Testing

@testable import Experiments

@Suite("StoredResults")
struct StoredResultsTests {
  private func refusal(_ path: String) -> String {
    do throws(DatabaseError) {
      _ = try StoredResults(path: path)
      return "taken"
    } catch {
      return error.isInput ? error.message : "not the user's: \(error.message)"
    }
  }

  @Test("what is no store is refused in a sentence, untouched, and nothing is made")
  func refused() throws {
    let nowhere = StoreFile()
    #expect(refusal(nowhere.path) == "cannot open '\(nowhere.path)': unable to open database file")
    #expect(!FileManager.default.fileExists(atPath: nowhere.path))
    let empty = StoreFile()
    try TextFile.replace(empty.path, with: "")
    #expect(refusal(empty.path) == "'\(empty.path)' is empty: nothing was stored in it")
    #expect(try TextFile.read(empty.path) == "")
    let text = StoreFile()
    try TextFile.replace(text.path, with: String(repeating: "text ", count: 500))
    #expect(refusal(text.path) == "'\(text.path)': file is not a database")
    let foreign = StoreFile()
    foreign.execute("CREATE TABLE recipes(name TEXT)")
    #expect(
      refusal(foreign.path)
        == "'\(foreign.path)' is a database of something else: it lacks a sweep's tables")
    let newer = StoreFile()
    do { _ = try newer.open() }
    newer.execute("PRAGMA user_version = 9")
    #expect(refusal(newer.path).hasPrefix("'\(newer.path)' was written by a newer fleetfield"))
  }

  @Test("a damaged store is refused wherever it was cut or overwritten")
  func damaged() throws {
    let whole = StoreFile()
    try whole.study()
    whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: whole.path)))
    var refusals = 0
    for part in 1..<16 {
      for isCut in [true, false] {
        let file = StoreFile()
        var broken = bytes
        let place = bytes.count * part / 16
        if isCut {
          broken.removeLast(bytes.count - place)
        } else {
          for index in place..<min(place + 3000, bytes.count) { broken[index] = 0xA5 }
        }
        try Data(broken).write(to: URL(fileURLWithPath: file.path))
        let answer = refusal(file.path)
        // Damage in unused bytes goes unseen; all else is the user's to mend, and nothing crashes.
        #expect(!answer.hasPrefix("not the user's"), "\(answer)")
        if answer != "taken" { refusals += 1 }
      }
    }
    #expect(refusals >= 20)
  }

  @Test("a note that somebody else wrote is refused, whatever its numbers")
  func notes() throws {
    for (from, to) in [
      ("\"delta\":0.3", "\"delta\":0.9"), ("\"sizes\":[1,", "\"sizes\":[7,"),
      ("\"sizes\":[1,", "\"sizes\":[-1,"),
      ("\"certifyingRuns\":", "\"certifyingRuns\":-"),
      ("\"screeningBatch\":10", "\"screeningBatch\":0"),
      ("\"finestRatio\":4", "\"finestRatio\":1"), ("{", "["),
    ] {
      let file = StoreFile()
      try file.study(rounds: 1)
      file.execute("UPDATE study SET asked = replace(asked, '\(from)', '\(to)')")
      #expect(
        refusal(file.path) == "'\(file.path)' is damaged: what a study asked cannot be read",
        "\(from) \(to)")
    }
  }

  @Test("a note gives its design back, every number of it, from the same text")
  func design() throws {
    var design = StudyDesign(
      .sizing, sizes: [3, 5, 9], goal: "a <= 1 s", quantity: "deliveries", delta: 0.2, error: 0.1)
    design.axis = "robots.cart.count"
    design.firstSeed = 1000
    design.screeningBatch = 5
    design.screeningRuns = 15
    design.locatingRuns = 35
    design.finestRatio = 1.3
    design.certifyingRuns += 3
    design.decliningRuns += 4
    design.walkLength = 3
    design.runLimit = 5000
    let question = SizingQuestion(
      targets: [SizeTarget(key: "a", bar: 1, isMost: false, unit: "s")], decline: "deliveries")
    let point = SizedScene.Point(
      digest: "d", policyHash: "ff", classCounts: [1], duration: 60, mode: "none")
    let note = StudyNote(
      design, question, scene: ("s", "s.yaml", point), axis: "robots.cart.count",
      overrides: [("k", "v/\"w\"")], version: "1")
    let read = try #require(StudyNote(text: note.text))
    #expect(read == note && read.text == note.text && read.design == design)
    #expect(
      SizingQuestion(read).targets == question.targets
        && SizingQuestion(read).decline == "deliveries")
    #expect(StudyNote(text: "no JSON") == nil)
  }

  @Test("a store of the first version is read as it is, without being brought up to date")
  func older() throws {
    let file = StoreFile()
    file.execute(
      """
      CREATE TABLE run(id INTEGER PRIMARY KEY, point TEXT NOT NULL, seed INTEGER NOT NULL, \
      scene_sha256 TEXT NOT NULL, build TEXT NOT NULL, state TEXT NOT NULL, host TEXT, pid INTEGER, started REAL, \
      wall REAL, error TEXT);
      CREATE TABLE param(run INTEGER, name TEXT, value REAL, text TEXT);
      CREATE TABLE metric(run INTEGER, name TEXT, value REAL);
      CREATE TABLE series(run INTEGER, name TEXT, t REAL, value REAL);
      INSERT INTO run VALUES(1, 'n=10', 1, 'abc', '1', 'done', 'old', 5, 1, 1, NULL);
      INSERT INTO metric VALUES(1, 'deliveries', 4), (1, 'backlog', NULL);
      INSERT INTO param VALUES(1, 'n', 10, '10'), (1, '@policy_hash', NULL, 'ff');
      """)
    let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
    let results = try StoredResults(path: file.path)
    #expect(results.figure("deliveries", run: 0) == 4 && results.figure("backlog", run: 0) == nil)
    #expect(results.figure("no_such", run: 0) == nil)
    #expect(
      results.runs[0].settings.map(\.value) == ["10"]
        && results.runs[0].texts == ["policy_hash": "ff"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
  }
}
