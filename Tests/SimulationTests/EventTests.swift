import SimCore
import TestSupport
import Testing

@testable import Simulation

@Suite("Events")
struct EventTests {
  @Test("each delivery and each charge is told once, with its robot and its job")
  func work() throws {
    let model = try inlineModel(EnergyTests.charging)
    let pool = WorkerPool(workerCount: 2)
    var fleet = Fleet(model: model, pool: pool)
    var watch = EventWatch()
    var events: [FleetEvent] = []
    for _ in 0..<300 * 60 {
      fleet.step()
      events += watch.look(at: fleet)
      #expect(watch.look(at: fleet).isEmpty, "a second look tells the same again")
    }
    let report = fleet.report()
    let delivered = events.filter { $0.kind == .taskDone }
    #expect(delivered.count > 10)
    #expect(Double(delivered.count) == report.value("deliveries"))
    #expect(Set(delivered.map(\.job)).count == delivered.count, "a job is delivered once")
    let created = Int(report.value("jobs_created") ?? 0)
    #expect(delivered.allSatisfy { (0..<created).contains($0.job) && (0..<6).contains($0.robot) })
    let last = try #require(delivered.last)
    #expect(
      last.text
        == "delivery \(delivered.count): job \(last.job) of totes by carrier \(last.robot)")
    let charges = (0..<6).map { row in
      Int(fleet.robotRow(row)[Fleet.robotColumns.firstIndex(of: "charges")!]) ?? -1
    }
    for row in 0..<6 {
      #expect(events.count { $0.kind == .charged && $0.robot == row } == charges[row])
    }
    #expect(charges.reduce(0, +) > 0)
  }

  @Test("a run that goes back tells again what follows, and nothing else")
  func restored() throws {
    let model = try inlineModel(EnergyTests.charging)
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var watch = EventWatch()
    func run(_ seconds: Int) -> [FleetEvent] {
      var events: [FleetEvent] = []
      for _ in 0..<seconds * 60 {
        fleet.step()
        events += watch.look(at: fleet)
      }
      return events
    }
    _ = run(60)
    let (kept, keptWatch) = (fleet.snapshot(), watch)
    let first = run(60)
    try fleet.restore(kept)
    watch = keptWatch
    #expect(run(60) == first && !first.isEmpty)
  }

  @Test("a robot that is parked because its state is no number is named in its event")
  func quarantine() throws {
    let model = try inlineModel(EnergyTests.charging)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var watch = EventWatch()
    for _ in 0..<60 { fleet.step() }
    _ = watch.look(at: fleet)
    let tick = Tick(model: model, pool: fleet.pool, step: fleet.stepCount)
    Fleet.park(4, quantity: "velocity", &fleet.body, &fleet.work, &fleet.tally, at: tick)
    for _ in 0..<6 { fleet.step() }
    let told = watch.look(at: fleet).filter { $0.kind == .quarantine }
    #expect(told.map(\.robot) == [4])
    #expect(told.first?.text.hasPrefix("carrier 4: velocity not finite") == true)
  }
}
