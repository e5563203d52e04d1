import Scenes
import SimCore
import TestSupport
import Testing

@testable import Simulation

@Suite("What each robot has done")
struct DeedTests {
  private func columns(_ fleet: borrowing Fleet) -> [String: [Double]] {
    var columns: [String: [Double]] = [:]
    for row in 0..<fleet.robotCount {
      for (name, cell) in zip(Fleet.robotColumns, fleet.robotRow(row))
      where Fleet.deedColumns.contains(name) {
        columns[name, default: []].append(Double(cell) ?? .nan)
      }
    }
    return columns
  }

  @Test("the columns of all robots together are the figures of the run")
  func sums() throws {
    let model = try inlineModel(EnergyTests.charging)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<240 * 60 { fleet.step() }
    let columns = columns(fleet)
    #expect(Set(columns.keys) == Set(Fleet.deedColumns))
    let report = fleet.report()
    func sum(_ name: String) -> Double { columns[name]?.reduce(0, +) ?? .nan }
    func expect(_ key: String, _ value: Double) throws {
      let figure = try #require(report.value(key))
      #expect(figure > 0, "\(key) says nothing here")
      #expect(abs(figure - value) <= 1e-7 * figure, "\(key): \(figure), of robots \(value)")
    }
    try expect("deliveries", sum("deliveries"))
    try expect("errands", sum("errands"))
    try expect("distance_km", sum("distance_m") / 1000)
    try expect("energy_used_kwh", sum("energy_used_j") / 3.6e6)
    try expect("blocked_share", sum("blocked_s") / sum("under_way_s"))
    let uses = ["idle", "moving", "queueing", "working", "charging", "failed"]
    let all = uses.reduce(0) { $0 + sum("\($1)_s") }
    #expect(all == 6 * 240, "each robot is always about one thing")
    for use in ["moving", "working", "charging"] {
      try expect("\(use)_share", sum("\(use)_s") / all)
    }
    try expect("mean_speed_m_per_s", sum("distance_m") / (all - sum("failed_s")))
    let most = columns["deliveries"]?.max() ?? 0
    #expect(most > 0 && most < sum("deliveries"), "several robots deliver")
  }

  @Test("standstills of robots are those of the run")
  func jams() throws {
    // Robots that wait at a place for longer than a second count as jammed here.
    let model = try inlineModel(
      EnergyTests.charging.replacing("run: {", with: "run: {jam_after: 1 s, "))
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<40 * model.clocks.physicsRate { fleet.step() }
    let columns = columns(fleet)
    let report = fleet.report()
    let jams = try #require(report.value("jams"))
    #expect(jams > 0 && columns["jams"]?.reduce(0, +) == jams)
    let seconds = try #require(report.value("jammed_robot_s"))
    #expect(abs((columns["jammed_s"]?.reduce(0, +) ?? 0) - seconds) < 1e-6 * seconds)
  }

  @Test("a snapshot keeps them, and a hash does not read them")
  func kept() throws {
    let model = try inlineModel(EnergyTests.charging)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<30 * 60 { fleet.step() }
    let then = columns(fleet)
    let kept = fleet.snapshot()
    for _ in 0..<30 * 60 { fleet.step() }
    #expect(columns(fleet) != then)
    try fleet.restore(kept)
    #expect(columns(fleet) == then)
    let hash = fleet.stateHash()
    fleet.tally.deeds.drain(0, 5)
    fleet.tally.deeds.work(1, deliveries: 3, errands: 1)
    #expect(fleet.stateHash() == hash && columns(fleet) != then)
  }
}
