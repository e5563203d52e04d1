import Contracts
import Scenes
import SimCore
import Statistics
import TestSupport
import Testing
import Work

@testable import Simulation

@Suite("Figures of jobs")
struct JobFiguresTests {
  private static let scenes: [(path: String, overrides: [(String, String)])] = [
    (
      "Tutorials/03-mixed-fleet.fleet.yaml",
      [("disturbances.failures.rate", "0.02 /s"), ("disturbances.failures.repair", "5 s")]
    ),
    ("Showcase/warehouse.fleet.yaml", [("n", "40"), ("load", "3")]),
    ("Showcase/lorr.fleet.yaml", []), ("Showcase/movingai.fleet.yaml", []),
    ("Benchmarks/lifelong.fleet.yaml", []), ("Showcase/arm-cell.fleet.yaml", []),
  ]

  @Test(
    "jobs that came up are delivered or in the backlog, task by task", arguments: 0..<scenes.count)
  func conservation(index: Int) throws {
    let (path, overrides) = Self.scenes[index]
    var fleet = Fleet(
      model: try shippedModel(path, overrides), pool: WorkerPool(workerCount: 1))
    var mostLeft = 0
    for _ in 0..<60 {
      for _ in 0..<fleet.model.clocks.physicsRate { fleet.step() }
      let backlog = fleet.work.backlog(at: fleet.stepCount)
      for task in fleet.model.tasks.names.indices {
        let delivered = fleet.tally.work.deliveriesPerTask[task]
        let arrivals = Int(fleet.work.board.arrivals[task])
        #expect(arrivals == delivered + backlog.counts[task])
      }
      #expect(backlog.total == backlog.counts.reduce(0, +))
      mostLeft = max(mostLeft, backlog.total)
    }
    #expect(mostLeft > 0)
  }

  @Test(
    "times of all jobs are those of a list of them, open ones censored: with a median, and with none",
    arguments: [("0.4", true), ("3", false)])
  func sojourns(load: String, hasMedian: Bool) throws {
    let model = try shippedModel(
      "Showcase/warehouse.fleet.yaml", [("n", "30"), ("load", load), ("duration", "6 min")])
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
    var watch = EventWatch()
    var (created, delivered): ([Int], [Int: Int]) = ([], [:])
    while !fleet.isFinished {
      // A job bears the number of those that came up before it.
      while created.count < fleet.work.board.createdCount { created.append(fleet.stepCount) }
      fleet.step()
      for event in watch.look(at: fleet) where event.kind == .taskDone {
        delivered[event.job] = event.step
      }
    }
    while created.count < fleet.work.board.createdCount { created.append(fleet.stepCount) }
    let rate = Double(model.clocks.physicsRate)
    let lifetimes = try created.enumerated().map { number, step in
      let end = delivered[number]
      return try Lifetime(Double((end ?? fleet.stepCount) - step) / rate, hasEnded: end != nil)
    }
    let report = fleet.report()
    #expect(delivered.count > 50 && created.count > delivered.count + 5)
    let survival = try Survival(of: lifetimes)
    for (share, key) in [(0.5, "sojourn_p50"), (0.95, "sojourn_p95")] {
      let (found, expected) = (report.value("\(key)_s"), survival.time(by: share))
      // Near the end of the run few are under watch, and the order within a bin may decide.
      let isLate = max(found ?? 0, expected ?? 0) > 0.9 * survival.horizon
      #expect((found == nil) == (expected == nil) || isLate, "\(key)")
      if let found, expected != nil {
        // Within its bin, of the times by which a little less and a little more than that share has ended.
        let ends = (survival.time(by: share - 0.02), survival.time(by: min(0.999, share + 0.02)))
        #expect(found >= (ends.0 ?? 0) * 127 / 128, "\(key)")
        #expect(found <= (ends.1 ?? .infinity) * 129 / 128, "\(key)")
      }
      let sorted = lifetimes.map(\.duration).sorted()
      let least = sorted[Int((share * Double(sorted.count)).rounded(.up)) - 1]
      let stated = try #require(report.value("\(key)_at_least_s"))
      #expect(abs(stated - least) <= least / 128, "\(key)")
    }
    let longest = try #require(lifetimes.map(\.duration).max())
    #expect(report.value("sojourn_max_s") == longest)
    let median = report.value("sojourn_p50_s")
    if hasMedian { #expect(median != nil) }
    // Of the delivered alone it is lower: the jobs that wait are the slow ones.
    let ended = lifetimes.filter(\.hasEnded).map(\.duration).sorted()
    if let median { #expect(ended[ended.count / 2] < median) }
  }

  @Test("the backlog's growth is the slope of a line through the second half, second by second")
  func growth() throws {
    let model = try shippedModel(
      "Showcase/warehouse.fleet.yaml", [("n", "30"), ("load", "2"), ("duration", "3 min")])
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var (times, backlogs): ([Double], [Double]) = ([], [])
    var (first, last) = (0, 0)
    while !fleet.isFinished {
      for _ in 0..<model.clocks.physicsRate { fleet.step() }
      guard fleet.time >= 90 else { continue }
      times.append(fleet.time)
      backlogs.append(Double(fleet.work.backlog(at: fleet.stepCount).total))
      last = fleet.work.board.createdCount
      if times.count == 1 { first = last }
    }
    #expect(times.count == 91)
    let slope = try LinearFit(times, backlogs).slope
    #expect(slope > 0)
    let report = fleet.report()
    let (stated, share) = (
      try #require(report.value("backlog_growth_per_h")),
      try #require(report.value("backlog_growth_share"))
    )
    #expect(abs(stated - 3600 * slope) < 1e-6 * abs(stated))
    #expect(abs(share - slope * 90 / Double(last - first)) < 1e-6)
    // Ten robots bear next to nothing of this, so that it grows by nearly all that comes up.
    let few = try shippedModel(
      "Showcase/warehouse.fleet.yaml", [("n", "10"), ("load", "4"), ("duration", "3 min")])
    var small = Fleet(model: few, pool: WorkerPool(workerCount: 1))
    while !small.isFinished { small.step() }
    #expect(try #require(small.report().value("backlog_growth_share")) > 0.8)
  }

  @Test("the backlog of a long run is kept in ever longer steps, and of a longer one alike")
  func history() throws {
    // A backlog of a straight line, then of a steeper one: 3 jobs a second of 5 that come up.
    func growth(_ seconds: Int) -> (jobsPerSecond: Double, share: Double?)? {
      var growth = BacklogGrowth()
      for second in 0...seconds {
        growth.add(
          second: second, backlog: second < 1000 ? second : 3 * second - 2000,
          arrivals: 5 * second)
      }
      return growth.slope(at: Double(seconds))
    }
    for seconds in [2000, 2048, 5001, 40_000] {
      let told = try #require(growth(seconds))
      #expect(abs(told.jobsPerSecond - 3) < 1e-9 && abs((told.share ?? 0) - 0.6) < 1e-9)
    }
    let early = try #require(growth(900))
    #expect(abs(early.jobsPerSecond - 1) < 1e-9)
    #expect(growth(1) == nil)
  }

  @Test("shares of time are counts of stages, and make up the whole")
  func uses() throws {
    let model = try inlineModel(EnergyTests.charging)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var counts = [String: Int]()
    var ticks = 0
    for _ in 0..<240 * model.clocks.physicsRate {
      fleet.step()
      guard fleet.stepCount % model.clocks.stepsPerExecutorTick == 0 else { continue }
      ticks += 1
      for row in 0..<fleet.robotCount {
        let isThere = fleet.work.robots[row].isInPlace
        let isLeaving = fleet.work.directive[row].kind == .makeWay
        let word =
          switch fleet.stage(ofRobot: row) {
          case .idle, .assigned: isLeaving ? "moving" : "idle"
          case .travelling, .carrying: "moving"
          case .queueing: "queueing"
          case .working: "working"
          case .charging: isThere ? "charging" : "moving"
          case .failed: "failed"
          }
        counts[word, default: 0] += 1
      }
    }
    let report = fleet.report()
    var sum = 0.0
    for word in ["idle", "moving", "queueing", "working", "charging", "failed"] {
      let share = try #require(report.value("\(word)_share"))
      let expected = Double(counts[word] ?? 0) / Double(ticks * fleet.robotCount)
      #expect(abs(share - expected) < 1e-12, "\(word)")
      sum += share
    }
    #expect(abs(sum - 1) < 1e-12)
    for word in ["idle", "moving", "working", "charging"] { #expect(counts[word] ?? 0 > 0) }
  }

  @Test("a row of the series has a number for each column, and those of the report at the end")
  func series() throws {
    let model = try shippedModel("Tutorials/03-mixed-fleet.fleet.yaml")
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
    let columns = Fleet.seriesColumns(of: model)
    #expect(Set(columns).count == columns.count)
    var row: [Double] = []
    fleet.seriesRow(into: &row)
    #expect(row.count == columns.count)
    let early = try #require(columns.firstIndex(of: "sojourn_p95_s"))
    #expect(row[early].isNaN, "nothing is delivered yet")
    for _ in 0..<90 * model.clocks.physicsRate { fleet.step() }
    fleet.seriesRow(into: &row)
    let report = fleet.report()
    let names = model.tasks.names
    #expect(names.count > 1)
    let keys =
      ["jobs_created", "backlog", "open_jobs", "sojourn_p50_s"]
      + names.map { "jobs_created_\($0)" } + names.map { "backlog_\($0)" }
    for key in keys {
      let column = try #require(columns.firstIndex(of: key), "\(key)")
      #expect(row[column] == report.value(key), "\(key)")
    }
    let shares = columns.indices.filter { $0 > early && columns[$0].hasSuffix("_share") }
    #expect(abs(shares.reduce(0) { $0 + row[$1] } - 1) < 1e-12 && shares.count == 6)
  }
}
