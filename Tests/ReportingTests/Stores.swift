import CSQLite
import Emergence
import Experiments
import Foundation
import Recording
import Scenes

@testable import Experiments

/// A store file of its own for one test, removed afterwards with SQLite's side files.
struct StoreFile: ~Copyable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/fleetfield-report-\(UUID().uuidString).sqlite"
  }

  deinit { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }

  func open(build: String = "1.0 abc") throws(DatabaseError) -> SweepStore {
    try SweepStore(path: path, build: build)
  }

  /// Runs statements.
  func execute(_ sql: String) {
    var handle: OpaquePointer?
    defer { sqlite3_close(handle) }
    precondition(sqlite3_open(path, &handle) == SQLITE_OK)
    precondition(
      sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, String(cString: sqlite3_errmsg(handle))
    )
  }
}

/// What a run of a store is to hold: its figures, or why it failed; nil leaves it planned.
enum Made {
  case done([(name: String, value: Double)])
  case failed(String)
  case planned
}

extension StoreFile {
  /// Plans runs and stores what they are to hold.
  func add(_ plan: SweepPlan, build: String = "1.0 abc", _ made: (SweepPoint, UInt64) -> Made)
    throws
  {
    let store = try open(build: build)
    for row in try store.add(plan) where row.state == .planned {
      let point = plan.points[row.pointIndex]
      switch made(point, row.seed) {
      case .planned: break
      case .failed(let error):
        _ = try store.claim(row.id)
        try store.fail(row.id, error: error, wall: 1)
      case .done(let metrics):
        _ = try store.claim(row.id)
        try store.finish(
          row.id,
          SweepRecord(
            metrics: metrics, texts: [("policy_hash", "00ff"), ("state_hash", "\(row.id)")],
            inputs: [InputFile(path: "a.fleet.yaml", role: .scene, bytes: [1])]), wall: 0.5)
      }
    }
  }

  /// A plan with a digest for each point.
  static func plan(
    _ axes: [String], overrides: [(key: String, value: String)] = [], firstSeed: UInt64 = 1,
    seeds: Int
  ) throws -> SweepPlan {
    var list: [SweepAxis] = []
    for axis in axes { list.append(try SweepAxis(axis)) }
    var plan = try SweepPlan(
      axes: list, overrides: overrides, firstSeed: firstSeed, seedCount: seeds)
    plan.digests = plan.points.map { "digest \($0.text)" }
    return plan
  }

  /// A study of sizes whose runs a population answers, up to so many rounds.
  ///
  /// Fleets of `needed` robots and more succeed, up to 12; the quantity rises to 8 and falls.
  @discardableResult
  func study(
    _ name: String = "yard", needed: Int = 4, rounds: Int = .max, target: String = "jobs_s",
    sizes: [Int] = [1, 2, 4, 8, 16],
    _ change: (Int, Int) -> Made? = { _, _ in nil }
  ) throws -> StudyDesign {
    var design = StudyDesign(
      .sizing, sizes: sizes, goal: "jobs_s <= 5 s", quantity: "deliveries", delta: 0.3,
      error: 0.2)
    // No sizes between those of the grid.
    design.finestRatio = 4
    let question = SizingQuestion(
      targets: [SizeTarget(key: target, bar: 5, isMost: true, unit: "s")], decline: "deliveries")
    let point = SizedScene.Point(
      digest: "d", policyHash: "00ff", classCounts: [1], duration: 60, mode: "meanField")
    let note = StudyNote(
      design, question, scene: (name, "\(name).fleet.yaml", point), axis: "n",
      overrides: [("duration", "1min")], version: "1.0")
    var study = Study(design)
    var round = 0
    while round < rounds, case .run(let requests) = study.next() {
      round += 1
      for request in requests {
        let plan = try Self.plan(
          ["n=\(request.size)"], overrides: [("duration", "1min")],
          firstSeed: UInt64(request.seeds.lowerBound), seeds: request.seeds.count)
        try add(plan) { _, seed in
          change(request.size, Int(seed)) ?? Self.made(request.size, Int(seed), needed)
        }
        let store = try open()
        try store.add(note, runs: try store.add(plan))
      }
      let results = try StoredResults(path: path)
      for index in results.runs.indices {
        let size = Int(results.runs[index].settings.first { $0.key == "n" }?.value ?? "") ?? 0
        if let run = question.answer(results, index, size: size) {
          try study.record(
            StudyRun(size: run.size, seed: run.seed, isSuccess: run.isSuccess, value: run.value))
        }
      }
    }
    return design
  }

  static func made(_ size: Int, _ seed: Int, _ needed: Int) -> Made {
    let value = Double(10 * min(size, 8) - 4 * max(0, size - 8)) + Double((seed * 7919) % 13) / 10
    return .done([
      ("deliveries", value), ("jobs_s", size >= needed ? 4 : 6), ("robots", Double(size)),
      ("simulated_s", 60), ("bytes_per_robot_s", 100), ("executor_decisions", Double(600 * size)),
      ("blocked_share", Double(size) / 100), ("sojourn_p95_s", Double(100 / size)),
    ])
  }
}
