import Glibc
import Scenes
import Testing

@testable import Experiments

/// Stores in a folder of their own, with runs that were done by hand.
private struct Stores: ~Copyable {
  private let file = StoreFile()

  func path(_ name: String) -> String { "\(file.path)-\(name)" }

  deinit {
    for name in ["a", "b", "c", "ab", "ba", "all"] {
      for suffix in ["", "-wal", "-shm"] { unlink(path(name) + suffix) }
    }
  }

  /// Does the runs of a part of the plan; `value` says what a run delivers, nil leaves it planned.
  func fill(
    _ name: String, shard: SweepShard? = nil, scene: String = "abc", seeds: Int = 4,
    wall: Double = 1, hash: String = "h", series: [String] = [],
    value: (Int, UInt64) -> Double? = { Double(10 * $0) + Double($1) }
  ) throws {
    var plan = try planned(seedCount: seeds, scene: scene)
    if let shard { plan.keep(shard, costs: [1, 3]) }
    let store = try SweepStore(path: path(name), build: "1")
    for row in try store.add(plan) where row.state != .done {
      guard let value = value(row.pointIndex, row.seed) else { continue }
      #expect(try store.claim(row.id))
      let record = SweepRecord(
        metrics: [("deliveries", value), ("wall_s", wall)], texts: [("state_hash", hash)],
        inputs: [InputFile(path: "s.yaml", role: .scene, bytes: Array(scene.utf8))],
        series: series.map { ($0, 1, value) })
      #expect(try store.finish(row.id, record, wall: wall))
    }
  }

  /// Every row of every table, without numbers and names of processes.
  func dump(_ name: String) throws -> [String] {
    let database = try Database(reading: path(name))
    var lines: [String] = []
    for table in ["run", "param", "metric", "series", "input", "run_input", "study", "study_run"]
    where try SweepStoreFormat.has(table, database) {
      let columns =
        table == "run" ? "id, point, seed, scene_sha256, build, state, wall, error" : "*"
      lines += try database.query("SELECT \(columns) FROM \(table)").map { "\(table) \($0)" }
        .sorted()
    }
    return lines
  }

  func merge(_ names: [String], into name: String) throws(DatabaseError) -> StoreMerge.Outcome {
    try StoreMerge(names.map { path($0) }, into: path(name)).run()
  }
}

@Suite("StoreMerge")
struct StoreMergeTests {
  @Test(
    "two parts merged in either order are the undivided store, and merging again changes nothing")
  func parts() throws {
    let stores = Stores()
    try stores.fill("all")
    try stores.fill("a", shard: SweepShard(index: 1, count: 2))
    try stores.fill("b", shard: SweepShard(index: 2, count: 2))
    let first = try stores.merge(["a", "b"], into: "ab")
    #expect(first.added == 8 && first.kept == 0 && first.states == ["done": 8])
    _ = try stores.merge(["b", "a"], into: "ba")
    let merged = try stores.dump("ab")
    #expect(try stores.dump("ba") == merged)
    #expect(try stores.dump("all") == merged)
    let again = try stores.merge(["b", "a"], into: "ab")
    #expect(again.added == 0 && again.improved == 0 && again.kept == 8)
    #expect(try stores.dump("ab") == merged)
    #expect(
      merged.contains { $0.hasPrefix("input ") } && merged.contains { $0.hasPrefix("param ") })
  }

  @Test("one store after the other ends with the rows of both at once")
  func incremental() throws {
    let stores = Stores()
    try stores.fill("a", shard: SweepShard(index: 1, count: 2))
    try stores.fill("b", shard: SweepShard(index: 2, count: 2))
    _ = try stores.merge(["a", "b"], into: "ab")
    _ = try stores.merge(["b"], into: "ba")
    _ = try stores.merge(["a"], into: "ba")
    #expect(try stores.dump("ba") == stores.dump("ab"))
  }

  @Test("what is done goes before what is not, and of two the faster with the series of both")
  func better() throws {
    let stores = Stores()
    try stores.fill("a", wall: 2, series: ["x"]) { $1 == 2 ? nil : Double($1) }
    try stores.fill("b", wall: 1, series: ["y"]) { $1 == 3 ? nil : Double($1) }
    for (order, name) in [(["a", "b"], "ab"), (["b", "a"], "ba")] {
      let outcome = try stores.merge(order, into: name)
      #expect(outcome.states == ["done": 8])
    }
    let lines = try stores.dump("ab")
    #expect(try stores.dump("ba") == lines)
    // Seeds 1 and 4 are in both: the faster run, with both series. Seed 3 is in the slower store alone.
    #expect(lines.count { $0.hasPrefix("series ") } == 12)
    #expect(lines.count { $0.hasPrefix("run ") && $0.contains("real(2.0)") } == 2)
    _ = try stores.merge(["a"], into: "c")
    let improved = try stores.merge(["b"], into: "c")
    #expect(improved.added == 0 && improved.improved == 6 && improved.kept == 2)
    #expect(try stores.dump("c") == lines)
  }

  @Test(
    "the same run with other figures or texts is told, and nothing is changed or made",
    arguments: ["deliveries", "state_hash", "series"])
  func contradiction(kind: String) throws {
    let stores = Stores()
    try stores.fill("a", series: ["x"])
    try stores.fill("b", hash: kind == "state_hash" ? "g" : "h", series: ["x"]) { point, seed in
      point == 1 && seed == 2 && kind == "deliveries" ? 99 : Double(10 * point) + Double(seed)
    }
    if kind == "series" {
      try Database(path: stores.path("b")).execute("UPDATE series SET value = 99 WHERE run = 6")
    }
    let told = try message { try stores.merge(["a", "b"], into: "ab") }
    #expect((words[kind] ?? []).allSatisfy(told.contains), "\(told)")
    #expect(access(stores.path("ab"), F_OK) != 0, "half a store was left")
    _ = try stores.merge(["a"], into: "c")
    let before = try stores.dump("c")
    let toldOfTarget = try message { try stores.merge(["b"], into: "c") }
    #expect((words[kind] ?? []).allSatisfy(toldOfTarget.contains), "\(toldOfTarget)")
    #expect(try stores.dump("c") == before)
  }

  private let words = [
    "deliveries": ["duration=60; n=20, seed 2: deliveries is ", " 12 in '", " 99 in '"],
    "state_hash": ["duration=60; n=10, seed 1: state_hash is ", " h in '", " g in '"],
    "series": ["duration=60; n=20, seed 2: the series 'x' is another in '"],
  ]

  private func message(_ body: () throws -> StoreMerge.Outcome) throws -> String {
    let error = try #require(throws: DatabaseError.self) { _ = try body() }
    #expect(error.isInput && error.message.hasPrefix("the stores contradict each other"))
    return error.message
  }

  @Test("stores of other scenes lie beside each other, whichever has the lower number")
  func others() throws {
    let stores = Stores()
    try stores.fill("a", scene: "abc")
    try stores.fill("b", scene: "xyz")
    _ = try stores.merge(["a", "b"], into: "ab")
    _ = try stores.merge(["b", "a"], into: "ba")
    #expect(try stores.dump("ab") == stores.dump("ba"))
    #expect(try stores.dump("ab").count { $0.hasPrefix("run ") } == 16)
  }

  @Test("studies come along with the runs they asked for")
  func studies() throws {
    let stores = Stores()
    try stores.fill("a", shard: SweepShard(index: 1, count: 2))
    try stores.fill("b", shard: SweepShard(index: 2, count: 2))
    for name in ["a", "b"] {
      let database = try Database(path: stores.path(name))
      try database.execute(SweepStoreFormat.studies)
      try database.execute("INSERT INTO study(asked, build) VALUES ('both', '1'), ('\(name)', '1')")
      try database.execute("INSERT INTO study_run SELECT study.id, run.id FROM study, run")
    }
    let outcome = try stores.merge(["a", "b"], into: "ab")
    _ = try stores.merge(["b", "a"], into: "ba")
    let lines = try stores.dump("ab")
    #expect(outcome.studies == 3 && lines.count { $0.hasPrefix("study ") } == 3)
    // One study of all eight runs, and one of those of each part.
    #expect(lines.count { $0.hasPrefix("study_run ") } == 16)
    #expect(try stores.dump("ba") == lines)
    _ = try stores.merge(["a"], into: "ab")
    #expect(try stores.dump("ab") == lines)
  }

  @Test("a run that somebody works on is planned for all others, and is not taken from who has it")
  func running() throws {
    let stores = Stores()
    try stores.fill("a") { _, _ in nil }
    let store = try SweepStore(path: stores.path("a"), build: "1")
    #expect(try store.claim(1))
    let outcome = try stores.merge(["a"], into: "ab")
    #expect(outcome.states == ["planned": 8])
    try stores.fill("b") { _, _ in nil }
    let own = try SweepStore(path: stores.path("b"), build: "1")
    #expect(try own.claim(3))
    _ = try stores.merge(["a"], into: "b")
    #expect(try own.finish(3, SweepRecord(metrics: [("deliveries", 1)]), wall: 1))
  }
}

@Suite("SweepShard")
struct SweepShardTests {
  @Test(
    "each run is in one part, and parts take as long as each other", arguments: [1, 2, 3, 7, 40])
  func dealt(count: Int) {
    let costs = [1.0, 2, 3, 50, 4, 0]
    var loads: [Double] = []
    var hits = [Int](repeating: 0, count: costs.count * 5)
    for index in 1...count {
      let selection = SweepShard(index: index, count: count).selection(costs: costs, seedCount: 5)
      loads.append(0)
      for (run, isIn) in selection.enumerated() where isIn {
        hits[run] += 1
        loads[index - 1] += costs[run / 5]
      }
    }
    #expect(hits.allSatisfy { $0 == 1 })
    // Graham: no part has more than 4/3 of the best there can be, which is at least the mean and the dearest run.
    let best = max(300.0 / Double(count), 50)
    #expect((loads.max() ?? 0) <= 4.0 / 3 * max(best, count < 5 ? 300.0 / Double(count) : 50) + 4)
  }

  @Test(
    "what is no part is told",
    arguments: [
      ("2", "expected a part and their number, such as 2/8"),
      ("a/b", "expected a part and their number, such as 2/8"),
      ("1/2/3", "expected a part and their number, such as 2/8"),
      ("0/4", "parts are numbered from 1 to 4: there is no part 0"),
      ("5/4", "parts are numbered from 1 to 4: there is no part 5"),
      ("1/0", "expected 1 to 100000 parts, not 0"),
    ])
  func words(text: String, message: String) throws {
    #expect(throws: SweepError(message)) { try SweepShard(text) }
    #expect(try SweepShard("2/8") == SweepShard(index: 2, count: 8))
    #expect(try SweepShard("2/8").text == "2/8")
  }

  @Test("pace: between the cheapest and the dearest point a robot's time changes straight")
  func pace() {
    let pace = SweepPace([
      .init(cost: 300, setup: 3, pace: 0.3), .init(cost: 100, setup: 1, pace: 0.1),
    ])
    #expect(pace.seconds(cost: 100) == 11 && pace.seconds(cost: 300) == 93)
    #expect(abs(pace.seconds(cost: 200) - 42) < 1e-9)
    #expect(SweepPace([.init(cost: 5, setup: 1, pace: 2)]).seconds(cost: 5) == 11)
  }
}
