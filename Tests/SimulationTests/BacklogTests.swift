import SimCore
import Simulation
import TestSupport
import Testing

/// Random floors of rooms, doors, aisles and dead ends, and fleets with more to do than they can: nobody is
/// to stand for two minutes, for there is always a way out; see `BacklogFloor` for how that is known.
///
/// Some small ones for five minutes; with FLEETFIELD_SLOW=1 all 200 for fifteen, of which not all hold as yet.
/// With FLEETFIELD_SCENES=FOLDER the scenes are written there, for `fleetfield run` and the viewer.
@Suite("Full backlog")
struct BacklogTests {
  private static let seeds = isSlowWanted ? Array(0..<200) : [3, 7, 15, 46, 49, 53, 58, 77, 83]

  @Test(
    "no fleet with a full backlog comes to a standstill", arguments: seeds,
    ["rightHand", "oneWay"])
  func flows(seed: Int, rule: String) throws {
    let floor = BacklogFloor(seed: seed)
    let scene = floor.scene(rule: rule, minutes: isSlowWanted ? 15 : 5)
    var fleet = Fleet(model: try inlineModel(scene), pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished { fleet.step() }
    let report = fleet.report()
    #expect(report.value("longest_stall_s") ?? .infinity <= 120, "\(report.standstill)")
    #expect(fleet.deliveries > 0)
  }

  /// Floors on which the centre led nobody anywhere: places in dead ends, doors at the ends of chains of regions.
  @Test(
    "a fleet that is led from the centre with a full backlog goes on",
    arguments: isSlowWanted ? Array(0..<200) : [4, 33, 46, 57, 80])
  func central(seed: Int) throws {
    let floor = BacklogFloor(seed: seed)
    let scene = floor.scene(rule: "priority", minutes: isSlowWanted ? 15 : 5)
    var fleet = Fleet(model: try inlineModel(scene), pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished { fleet.step() }
    let report = fleet.report()
    #expect(report.value("longest_stall_s") ?? .infinity <= 120, "\(report.standstill)")
    #expect(fleet.deliveries >= 15)
  }

  @Test("every floor can be compiled", arguments: 0..<10)
  func sound(batch: Int) throws {
    for seed in stride(from: batch, to: 200, by: 10) {
      let floor = BacklogFloor(seed: seed)
      for rule in ["rightHand", "oneWay", "priority"] {
        try writeScene(floor.scene(rule: rule), "backlog-\(seed)-\(rule)")
      }
      let model = try inlineModel(floor.scene(rule: "oneWay"))
      #expect(model.robotCount == floor.robotCount && (2...40).contains(floor.robotCount))
    }
  }
}
