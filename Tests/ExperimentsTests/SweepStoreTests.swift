import CSQLite
import Experiments
import Glibc
import Recording
import Synchronization
import Testing

/// A store file of its own for one test, removed afterwards with SQLite's side files.
struct StoreFile: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/fleetfield-sweep-XXXXXX".utf8CString)
    let descriptor = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkstemp($0) } ?? -1
    }
    precondition(descriptor >= 0, "no temporary file")
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }

  func open(
    build: String = "1", owner: SweepOwner = .current()
  ) throws(DatabaseError) -> SweepStore {
    try SweepStore(path: path, build: build, owner: owner)
  }
}

func plan(seedCount: Int = 3) throws -> SweepPlan {
  try planned(seedCount: seedCount, scene: "abc")
}

func planned(seedCount: Int = 3, scene: String) throws -> SweepPlan {
  var plan = try SweepPlan(
    axes: [SweepAxis("n=10,20")], overrides: [("duration", "60")], firstSeed: 1,
    seedCount: seedCount)
  plan.digests = ["\(scene) 10", "\(scene) 20"]
  return plan
}

func jobs(_ plan: SweepPlan, _ rows: [SweepRow]) -> [SweepJob] {
  rows.map {
    SweepJob(
      row: $0, settings: plan.settings(at: plan.points[$0.pointIndex]),
      cost: Double($0.pointIndex + 1))
  }
}

@Suite("SweepStore")
struct SweepStoreTests {
  @Test("planning twice adds nothing, and a larger plan adds only what is new")
  func idempotent() throws {
    let file = StoreFile()
    let store = try file.open()
    let first = try store.add(plan(seedCount: 2))
    #expect(first.count == 4)
    #expect(try store.add(plan(seedCount: 2)).map(\.id) == first.map(\.id))
    let larger = try store.add(plan(seedCount: 3))
    #expect(larger.count == 6)
    #expect(first.allSatisfy { row in larger.contains { $0.id == row.id } })
  }

  @Test("another scene or build never meets older results")
  func identity() throws {
    let file = StoreFile()
    let plan = try plan()
    do {
      let store = try file.open()
      let rows = try store.add(plan)
      #expect(try store.claim(rows[0].id))
      try store.finish(rows[0].id, SweepRecord(metrics: [("deliveries", 5)]), wall: 1)
    }
    let changed = try file.open()
    let other = try planned(scene: "def")
    #expect(try changed.add(other).allSatisfy { $0.state == .planned })
    #expect(try changed.foreignRunCount(besides: other) == 6)
    let rebuilt = try file.open(build: "2")
    #expect(try rebuilt.add(plan).allSatisfy { $0.state == .planned })
    let same = try file.open()
    #expect(try same.add(plan).map(\.state).filter { $0 == .done }.count == 1)
  }

  @Test("a point whose scene has changed is planned anew, the others keep their results")
  func onePointChanged() throws {
    let file = StoreFile()
    let store = try file.open()
    for row in try store.add(plan()) {
      #expect(try store.claim(row.id))
      try store.finish(row.id, SweepRecord(metrics: [("deliveries", 5)]), wall: 1)
    }
    var changed = try plan()
    changed.digests[1] = "def 20"
    let rows = try store.add(changed)
    #expect(rows.map(\.state) == [.done, .done, .done, .planned, .planned, .planned])
    #expect(try store.foreignRunCount(besides: changed) == 3)
  }

  @Test("a run is claimed once")
  func claimOnce() throws {
    let file = StoreFile()
    let first = try file.open()
    let rows = try first.add(plan())
    let second = try file.open()
    #expect(try first.claim(rows[0].id))
    #expect(try !second.claim(rows[0].id))
    try first.giveBack(rows[0].id)
    #expect(try second.claim(rows[0].id))
  }

  @Test("figures, texts and series come back as they were stored; no number is NULL")
  func roundTrip() throws {
    let file = StoreFile()
    let store = try file.open()
    let row = try store.add(plan())[0]
    #expect(try store.claim(row.id))
    try store.finish(
      row.id,
      SweepRecord(
        metrics: [("deliveries", 1.0 / 3), ("lag_s", .nan)], texts: [("state_hash", "00ff")],
        series: [("deliveries", 0, 0), ("deliveries", 1, 2)]), wall: 0.25)
    let run = try SweepResults(plan(), store: store).runs[0]
    #expect(run.row.state == .done)
    #expect(run.wall == 0.25)
    #expect(run.metric("deliveries") == 1.0 / 3)
    #expect(run.metric("lag_s") == nil)
    #expect(run.texts.map(\.name) == ["state_hash"])
    #expect(run.texts.map(\.text) == ["00ff"])
  }
}

@Suite("SweepRunner")
struct SweepRunnerTests {
  @Test("all planned runs are done once, on any number of workers", arguments: [1, 2, 5])
  func doesAll(workerCount: Int) throws {
    let file = StoreFile()
    let plan = try plan(seedCount: 7)
    let store = try file.open()
    let rows = try store.add(plan)
    let calls = Counter()
    let runner = SweepRunner(workerCount: workerCount) { job, _ in
      calls.add()
      return .done(
        SweepRecord(metrics: [("deliveries", Double(job.row.seed) + Double(job.row.pointIndex))]))
    }
    let progress = try runner.run(jobs(plan, rows), store: store)
    #expect(progress.done == 14)
    #expect(progress.failed == 0)
    #expect(calls.value == 14)
    let results = try SweepResults(plan, store: try file.open())
    for run in results.runs {
      #expect(run.row.state == .done)
      #expect(run.metric("deliveries") == Double(run.row.seed) + Double(run.row.pointIndex))
    }
  }

  @Test("a failing run is stored with its reason and does not stop the others")
  func failures() throws {
    let file = StoreFile()
    let plan = try plan()
    let store = try file.open()
    let rows = try store.add(plan)
    let runner = SweepRunner(workerCount: 2) { job, _ in
      job.row.seed == 2 ? .failed("no room for 20 robots") : .done(SweepRecord(metrics: []))
    }
    let progress = try runner.run(jobs(plan, rows), store: store)
    #expect(progress.done == 4)
    #expect(progress.failed == 2)
    let results = try SweepResults(plan, store: try file.open())
    #expect(results.runs.filter { $0.row.state == .failed }.map(\.row.seed) == [2, 2])
    #expect(results.runs[1].error == "no room for 20 robots")
  }

  @Test("the longest runs start first, equal ones in plan order")
  func longestFirst() throws {
    let file = StoreFile()
    let plan = try plan()
    let store = try file.open()
    let rows = try store.add(plan)
    let order = Order()
    let runner = SweepRunner(workerCount: 1) { job, _ in
      order.add(job.row.pointIndex * 10 + Int(job.row.seed))
      return .done(SweepRecord(metrics: []))
    }
    _ = try runner.run(jobs(plan, rows), store: store)
    #expect(order.values == [11, 12, 13, 1, 2, 3])
  }

  @Test("a stopped sweep gives its runs back, and the next one does only what is left")
  func resume() throws {
    let file = StoreFile()
    let plan = try plan(seedCount: 5)
    let firstCalls = Counter()
    do {
      let store = try file.open()
      let rows = try store.add(plan)
      let runner = SweepRunner(workerCount: 1) { _, shouldStop in
        firstCalls.add()
        return shouldStop() ? .stopped : .done(SweepRecord(metrics: [("deliveries", 1)]))
      }
      let progress = try runner.run(
        jobs(plan, rows), store: store, shouldStop: { firstCalls.value >= 4 })
      #expect(progress.done == 3)
    }
    let store = try file.open()
    let rows = try store.add(plan)
    #expect(rows.filter { $0.state == .done }.count == 3)
    #expect(rows.filter { $0.state == .planned }.count == 7)
    let calls = Counter()
    let runner = SweepRunner(workerCount: 2) { _, _ in
      calls.add()
      return .done(SweepRecord(metrics: [("deliveries", 2)]))
    }
    _ = try runner.run(jobs(plan, rows), store: store)
    #expect(calls.value == 7)
    let results = try SweepResults(plan, store: try file.open())
    #expect(results.runs.allSatisfy { $0.row.state == .done })
    #expect(results.runs.filter { $0.metric("deliveries") == 1 }.count == 3)
  }

  @Test("CSV has one line per run with axes, figures, hash and error")
  func csv() throws {
    let file = StoreFile()
    let plan = try plan(seedCount: 1)
    let store = try file.open()
    let rows = try store.add(plan)
    let runner = SweepRunner(workerCount: 1) { job, _ in
      job.row.pointIndex == 1
        ? .failed("no room, twice")
        : .done(SweepRecord(metrics: [("deliveries", 1.5)], texts: [("state_hash", "00ff")]))
    }
    _ = try runner.run(jobs(plan, rows), store: store)
    #expect(
      try SweepResults(plan, store: try file.open()).csv == """
        run,seed,state,n,deliveries,state_hash,error
        1,1,done,10,1.5,00ff,
        2,1,failed,20,,,"no room, twice"

        """)
  }
}

/// A counter that threads share.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  func add() { count.add(1, ordering: .relaxed) }
  var value: Int { count.load(ordering: .relaxed) }
}

/// Numbers in the order in which threads add them.
final class Order: Sendable {
  private let numbers = Mutex<[Int]>([])
  func add(_ number: Int) { numbers.withLock { $0.append(number) } }
  var values: [Int] { numbers.withLock { $0 } }
}
