import Contracts
import MeanFields
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// A robot whose state is no number any longer is parked and named, and nobody else is touched by it.
@Suite("Bad state")
struct BadStateTests {
  /// A crowd in a small room, so that bodies press on each other, with docks, fields and claims.
  private static let crowd = """
    fleet: 1
    world:
      size: [9 m, 7 m]
      zones:
        - {name: west, kind: station, slots: 3, area: {rect: [0.5 m, 0.5 m, 1.5 m, 6.5 m]}}
        - {name: east, kind: station, slots: 3, area: {rect: [7.5 m, 0.5 m, 8.5 m, 6.5 m]}}
        - {name: dock, kind: dock, slots: 2, power: 500 W, area: {rect: [3.5 m, 5.5 m, 5.5 m, 6.8 m]}}
    robots:
      carrier:
        count: 8
        body: {radius: 0.3 m, mass: 40 kg, payload: 20 kg}
        drive: {kind: differential, max_speed: 1.5 m/s}
        battery: {capacity: 20 Wh, recharge_below: 30 %, charge_until: 60 %, initial: [20 %, 90 %]}
        executor: mover
    tasks:
      - {name: there, from: west, to: east, rate: 1 /s, dwell: 1 s, load: {mass: 10 kg}}
      - {name: back, from: east, to: west, rate: 1 /s, dwell: 1 s, load: {mass: 10 kg}}
    policies: {mover: {layer: executor, kind: densityAware}}
    coordination: {mode: meanField, coupling: both}
    run: {duration: 1 h, seed: 3}
    """

  /// Every number that others could read is one.
  private func expectFinite(_ fleet: borrowing Fleet, _ comment: String) {
    var poses = [Pose](repeating: Pose(position: .zero), count: fleet.robotCount)
    fleet.copyPoses(into: &poses)
    let bad = poses.indices.filter { row in
      !(poses[row].position.isFinite && poses[row].rotation.xAxis.isFinite
        && fleet.twist(ofRobot: row).linear.isFinite && fleet.battery(ofRobot: row).isFinite)
    }
    #expect(bad.isEmpty, "\(comment): robots \(bad)")
    for layer in FieldLayer.allCases {
      let signal = fleet.signal(classIndex: 0, layer: layer)
      #expect(signal.allSatisfy { $0.isFinite && abs($0) < 100 }, "\(comment): \(layer) \(signal)")
    }
    let field = fleet.spatialField
    let cells = UnsafeBufferPointer(start: field.cells, count: field.columns * field.rows)
    #expect(
      cells.allSatisfy { cell in (0..<4).allSatisfy { cell[$0].isFinite && abs(cell[$0]) < 100 } },
      "\(comment)")
  }

  @Test(
    "the robot is parked with step, quantity and place, and nothing spreads",
    arguments: BadQuantity.allCases)
  func quarantined(quantity: BadQuantity) throws {
    let model = try inlineModel(Self.crowd)
    // In the middle of a tick and at one (where executors write anew what they tell), and a robot that others touch.
    for moment in quantity == .field ? [601] : [601, 606] {
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
      for _ in 0..<moment { fleet.step() }
      let row = (0..<fleet.robotCount).first { fleet.isTouching($0) || fleet.isLaden($0) } ?? 5
      var poses = [Pose](repeating: Pose(position: .zero), count: fleet.robotCount)
      fleet.copyPoses(into: &poses)
      fleet.corrupt(row, quantity)
      for step in 0..<300 {
        fleet.step()
        if step % 6 == 5, step < 20 || step > 280 {
          expectFinite(fleet, "\(quantity), step \(step)")
        }
      }
      let reports = fleet.quarantineReports
      #expect(reports.count == 1, "\(reports)")
      let words = [
        BadQuantity.pose: "pose", .velocity: "velocity", .force: "force",
        .command: "motion command", .battery: "battery", .field: "motor context",
      ]
      let text = try #require(reports.first)
      #expect(
        text.hasPrefix("carrier \(row): \(words[quantity] ?? "") not finite at step 6"), "\(text)")
      let place = try #require(text.firstMatch(of: /last at \((-?[\d.]+), (-?[\d.]+)\) m$/))
      // It is where it was, give or take what it drove in a tick, or braked since.
      let x = try #require(Float(place.1))
      let y = try #require(Float(place.2))
      #expect((Vec2(x, y) - poses[row].position).length < 0.3, "\(text)")
      #expect(fleet.body.robots.isQuarantined[row] == 1)
      #expect(fleet.stage(ofRobot: row) == .failed && !fleet.isLaden(row))
      let others = (0..<fleet.robotCount).count { fleet.body.robots.isQuarantined[$0] != 0 }
      #expect(others == 1)
      // The others go on with their work.
      var later = poses
      fleet.copyPoses(into: &later)
      let moved = poses.indices.count { (later[$0].position - poses[$0].position).length > 0.3 }
      #expect(moved >= 3, "\(moved) robots moved")
      // One whose body is out of the world stays; any other can be pushed.
      if [BadQuantity.pose, .velocity, .force].contains(quantity) {
        #expect((later[row].position - poses[row].position).length < 0.3)
      }
    }
  }

  @Test("a run with a parked robot is restored with the same bits, and the same with any workers")
  func restored() throws {
    let model = try inlineModel(Self.crowd)
    func run(_ workers: Int, restores: Bool) throws -> String {
      var fleet = Fleet(model: model, pool: WorkerPool(workerCount: workers))
      for _ in 0..<301 { fleet.step() }
      for (row, quantity) in BadQuantity.allCases.enumerated() { fleet.corrupt(row, quantity) }
      for _ in 0..<100 { fleet.step() }
      if restores { try fleet.restore(fleet.snapshot()) }
      for _ in 0..<200 { fleet.step() }
      #expect(fleet.quarantineReports.count == BadQuantity.allCases.count)
      return fleet.stateHash()
    }
    let hash = try run(1, restores: false)
    #expect(try run(3, restores: false) == hash)
    #expect(try run(2, restores: true) == hash)
  }
}
