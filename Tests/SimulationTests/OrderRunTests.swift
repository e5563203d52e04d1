import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

@Suite("Runs of orders")
struct OrderRunTests {
  private static let scene = """
    fleet: 1
    world:
      size: [14 m, 8 m]
      zones:
        - {name: in, kind: station, slots: 2, area: {rect: [1 m, 1 m, 3 m, 7 m]}}
        - {name: out, kind: station, slots: 2, area: {rect: [11 m, 1 m, 13 m, 7 m]}}
        - {name: side, kind: station, slots: 1, area: {rect: [6 m, 0.5 m, 8 m, 2 m]}}
    robots:
      cart:
        count: 1
        body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
      van:
        count: 1
        body: {radius: 0.3 m, mass: 20 kg, payload: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
    tasks:
      - {name: shift, orders: day.csv, dwell: 1 s}
    run: {duration: 10 min, seed: 3}

    """

  /// A fleet after some seconds of a log.
  private func fleet(
    _ log: String, seconds: Int, _ changes: (String, String)...
  ) throws -> Fleet {
    let folder = TemporaryFolder()
    var text = Self.scene
    for (old, new) in changes { text = text.replacing(old, with: new) }
    try folder.write(text, to: "a.fleet.yaml")
    try folder.write(log, to: "day.csv")
    let model = try WorldModel(scene: SceneLoader.load(path: "\(folder.path)/a.fleet.yaml").get())
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<seconds * model.clocks.physicsRate { fleet.step() }
    return fleet
  }

  /// Cells of a column of `orders.csv`, order by order.
  private func column(_ name: String, of fleet: borrowing Fleet) throws -> [String] {
    let index = try #require(Fleet.orderColumns.firstIndex(of: name))
    return fleet.orderRows().map { $0[index] }
  }

  @Test("an order comes up at its time, and not before")
  func arrivals() throws {
    let log = "time,from,to\n10.2,in,out\n20,out,in\n"
    #expect(try fleet(log, seconds: 10).report().value("jobs_created") == 0)
    #expect(try fleet(log, seconds: 11).report().value("jobs_created") == 1)
    let found = try fleet(log, seconds: 19).report()
    #expect(found.value("jobs_created") == 1)
    #expect(found.value("orders_to_come") == 1)
    let run = try fleet(log, seconds: 60)
    let taken = try column("taken_s", of: run).compactMap(Double.init)
    #expect(taken.count == 2 && taken[0] >= 10.2 && taken[1] >= 20)
  }

  @Test(
    "of those that wait, the higher priority goes first, then the earlier due time, then the log's order"
  )
  func priorities() throws {
    let log = """
      id,time,from,to,priority,due
      last,0,in,out,0,
      third,0,in,out,0,900
      second,0,in,out,0,300
      first,0,in,out,7,
      fourth,0,in,out,0,900
      """
    let run = try fleet(log, seconds: 300, ("van:\n    count: 1", "van:\n    count: 0"))
    let names = try column("order", of: run)
    let delivered = try column("delivered_s", of: run).map { try #require(Double($0)) }
    let order = zip(names, delivered).sorted { $0.1 < $1.1 }.map(\.0)
    #expect(order == ["first", "second", "third", "fourth", "last"])
  }

  @Test(
    "an order is brought by the class that it names, and one too heavy for others by who can carry it"
  )
  func classes() throws {
    let log = """
      time,from,to,load,class
      0,in,out,15,
      0,in,out,,van
      0,in,out,1,cart
      1,side,out,11,
      2,out,in,,cart
      3,out,in,,cart
      """
    let run = try fleet(log, seconds: 400)
    // The cart is row 0, the van row 1.
    #expect(try column("robot", of: run) == ["1", "1", "0", "1", "0", "0"])
    #expect(try !column("delivered_s", of: run).contains(""))
  }

  @Test("the log's mass is what robots carry: a heavier load takes more energy")
  func mass() throws {
    let battery = (
      "drive: {kind", "battery: {capacity: 500 Wh, initial: [90 %, 90 %]}\n    drive: {kind"
    )
    func energy(_ load: String) throws -> Double {
      let log = "time,from,to,load,class\n0,in,out,\(load),cart\n30,in,out,\(load),cart\n"
      return try #require(try fleet(log, seconds: 90, battery).report().value("energy_used_kwh"))
    }
    #expect(try energy("10") > energy("0") * 1.001)
  }

  @Test(
    "lateness, waits and what is late are those of the rows, also for orders that are not delivered"
  )
  func lateness() throws {
    let log = """
      time,from,to,due
      0,in,out,5
      0,in,out,100
      1,out,in,
      2,side,in,1
      50,in,out,58
      300,in,out,301
      """
    let run = try fleet(log, seconds: 60)
    let report = run.report()
    let due = try column("due_s", of: run).map(Double.init)
    let delivered = try column("delivered_s", of: run).map(Double.init)
    var (late, dueNow, onTime, worst) = ([Double](), 0.0, 0.0, 0.0)
    for (due, delivered) in zip(due, delivered) {
      guard let due else { continue }
      if due <= 60 {
        dueNow += 1
        if let delivered, delivered <= due { onTime += 1 }
        worst = max(worst, (delivered ?? 60) - due)
      }
      if let delivered { late.append(delivered - due) }
    }
    #expect(dueNow == 3 && late.count >= 3)
    #expect(report.value("orders_due") == dueNow)
    #expect(report.value("on_time_share") == onTime / dueNow)
    let mean = try #require(report.value("lateness_mean_s"))
    #expect((mean - late.reduce(0, +) / Double(late.count)).magnitude < 0.01)
    let longest = try #require(report.value("tardiness_max_s"))
    #expect((longest - worst).magnitude < 0.02)
    #expect(try column("lateness_s", of: run).compactMap(Double.init).count == late.count)
    #expect(report.value("orders_to_come") == 1)
  }

  @Test("a run without a log says nothing of orders")
  func silence() throws {
    let fleet = Fleet(model: try inlineModel(KeyScene.depot.text), pool: WorkerPool(workerCount: 1))
    #expect(
      fleet.report().figures.allSatisfy { !$0.key.contains("order") && !$0.key.contains("tard") })
    #expect(fleet.orderTable() == nil)
  }

  @Test("more stations than options share them, and all orders are still brought")
  func manyStations() throws {
    var zones = ""
    var log = "time,from,to\n"
    for number in 0..<20 {
      let (x, y) = (Double(number % 10) * 1.3 + 0.6, number < 10 ? 0.2 : 6.8)
      zones +=
        "    - {name: s\(number), kind: station, area: {rect: [\(x) m, \(y) m, \(x + 1) m, \(y + 1) m]}}\n"
      log += "0,s\(number),s\((number + 7) % 20)\n"
    }
    let start = try #require(Self.scene.firstRange(of: "    - {name: in,"))
    let end = try #require(Self.scene.firstRange(of: "robots:"))
    let old = String(Self.scene[start.lowerBound..<end.lowerBound])
    let run = try fleet(log, seconds: 400, (old, zones))
    #expect(run.model.tasks.options.count == 16)
    #expect(run.deliveries == 20)
  }

  @Test(
    "orders and what became of them are part of the state: a snapshot goes on with the same rows")
  func snapshot() throws {
    let log = "time,from,to,due\n0,in,out,5\n3,out,in,30\n9,in,out,20\n12,side,in,25\n"
    var run = try fleet(log, seconds: 15)
    var copy = try Fleet(model: run.model, pool: run.pool, restoring: run.snapshot())
    for _ in 0..<30 * run.model.clocks.physicsRate {
      run.step()
      copy.step()
    }
    let (own, other) = (run.stateHash(), copy.stateHash())
    #expect(own == other)
    #expect(run.orderRows() == copy.orderRows())
    #expect(try !column("delivered_s", of: copy).contains(""))
  }
}
