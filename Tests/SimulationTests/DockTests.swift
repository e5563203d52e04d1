import Contracts
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

/// Who charges where docks are short.
@Suite("Docks")
struct DockTests {
  /// Six robots that work far from their only dock, which they need for more than half of the time.
  private func fleet(seed: Int, rule: String = "rightHand") throws -> Fleet {
    let model = try inlineModel(
      """
      fleet: 1
      name: docks
      world:
        size: [40 m, 12 m]
        traffic: {rule: \(rule)}
        zones:
          - {name: here,  kind: station, slots: 6, area: {rect: [30 m, 1 m, 32 m, 11 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
          - {name: there, kind: station, slots: 6, area: {rect: [37 m, 1 m, 39 m, 11 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
          - {name: dock,  kind: dock, slots: 1, power: 1 kW, area: {rect: [1 m, 5 m, 3 m, 7 m]}}
      robots:
        carrier:
          body: {shape: circle, radius: 0.3 m, mass: 45 kg, payload: 30 kg}
          drive: {kind: differential, max_speed: 1.5 m/s, max_accel: 1.2 m/s^2}
          sensors: {rays: 8, range: 3 m, neighbour_range: 4 m}
          battery: {capacity: 12 Wh, idle_power: 100 W, recharge_below: 60 %, charge_until: 95 %, initial: [40 %, 70 %]}
          count: 6
          orchestrator: planner
          executor: mover
      tasks:
        - {name: goods, from: here, to: there, rate: 60 /min, dwell: 2 s}
      policies:
        planner: {layer: orchestrator, kind: greedy}
        mover: {layer: executor, kind: goalSeeking}
      run: {duration: 10 min, seed: \(seed)}
      """)
    return Fleet(model: model, pool: WorkerPool(workerCount: 1))
  }

  @Test("a dock that is short does not stand empty while robots drive to it", arguments: [1, 2])
  func use(seed: Int) throws {
    var fleet = try fleet(seed: seed)
    while !fleet.isFinished { fleet.step() }
    let report = fleet.report()
    #expect(report.value("dock_use") ?? 0 > 0.6)
    #expect(report.value("dock_refusals") ?? 999 < 100)
    #expect(report.value("deliveries") ?? 0 > 115)
  }

  @Test("so it is under every traffic rule", arguments: ["none", "oneWay", "priority"])
  func rules(rule: String) throws {
    var fleet = try fleet(seed: 1, rule: rule)
    while !fleet.isFinished { fleet.step() }
    #expect(fleet.report().value("dock_use") ?? 0 > 0.6)
  }

  @Test(
    "one waits before the dock at which another charges, and has it next; a third does not come")
  func next() throws {
    var fleet = try fleet(seed: 1)
    let slot = fleet.model.tasks.slotRange[fleet.model.tasks.docks[0]].lowerBound
    let place = fleet.model.tasks.slots[slot].position
    var (next, takeovers, nearest) = (-1, 0, Float.infinity)
    while !fleet.isFinished {
      fleet.step()
      let owner = Int(fleet.work.slots.owner[slot])
      #expect(fleet.work.slots.claimCount[slot] <= 2)
      let waiting = (0..<6).filter { row in
        if case .charging = fleet.work.robots[row].state { return row != owner }
        return false
      }
      #expect(waiting.count <= 1)
      if next >= 0, waiting != [next], fleet.work.stage[next] != .failed {
        #expect(owner == next, "\(owner) has it, \(next) waited")
        takeovers += 1
      }
      next = waiting.first ?? -1
      guard next >= 0, owner >= 0 else { continue }
      #expect(!fleet.work.robots[next].isInPlace)
      if fleet.work.robots[owner].isInPlace {
        nearest = min(nearest, (fleet.body.robots.pose[next].position - place).length)
      }
    }
    #expect(takeovers >= 5)
    // It leaves the one that charges room to drive off.
    #expect(nearest > 3 && nearest < 4.5, "\(nearest) m")
  }
}
