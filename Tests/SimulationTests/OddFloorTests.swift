import Foundation
import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

/// Floors of shapes and sizes that nobody draws on purpose.
@Suite("Odd floors")
struct OddFloorTests {
  @Test("obstacles that cover a large floor hundreds of times over are refused before the work")
  func obstaclesOverEachOther() throws {
    let boxes = (0..<200).map { "    - {rect: [1 m, 1 m, \(700 + $0) m, 990 m]}" }
    let text = """
      fleet: 1
      world:
        size: [1000 m, 1000 m]
        obstacles:
      \(boxes.joined(separator: "\n"))
      robots:
        cart:
          count: 1
          body: {radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
      run: {duration: 1 s}
      """
    do {
      _ = try inlineModel(text)
      Issue.record("200 obstacles of most of the floor were compiled")
    } catch let error as SceneCompileError {
      #expect(error.diagnostics.count == 1)
      let words = error.diagnostics[0].rendered
      #expect(words.contains("test.fleet.yaml:5:5: error: the obstacles and racks take 1.6 times"))
      #expect(words.contains("\n    ^\n  at scene.world.obstacles"))
    }
  }

  @Test("20 robots on 20 km by 20 km run, with tables that follow the robots and not the floor")
  func kilometres() throws {
    // A map of coarse cells: the ways of a bare floor of this size take a debug build a minute.
    let folder = TemporaryFolder()
    let row = String(repeating: ".", count: 100) + "\n"
    try folder.write(
      "type octile\nheight 100\nwidth 100\nmap\n" + String(repeating: row, count: 100),
      to: "yard.map")
    let model = try inlineModel(OddFloorTests.yard(map: folder.path + "/yard.map"))
    #expect(model.scene.world.bounds.size == Vec2(20_000, 20_000))
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
    for _ in 0..<120 { fleet.step() }
    #expect(fleet.body.neighbours.cellCount <= 1 << 18)
  }

  @Test("a time longer than the longest run is counted as that, at any physics rate")
  func longTimes() {
    #expect(StepClock.bounded(1e10) == 1_000_000_000)
    #expect(StepClock.bounded(.infinity) == 1_000_000_000)
    #expect(StepClock.bounded(59.6) == 59)
    #expect(StepClock.bounded(-1) == 0)
    // The latest step, the longest latency and the longest delay together.
    #expect(
      Int(StepClock.bounded(1e10)) + Int(StepClock.bounded(1e10)) + 1_000_000 < Int(Int32.max))
  }

  @Test("times of 10⁶ s at 10,000 steps per second are run and not trapped on")
  func longestTimes() throws {
    let model = try inlineModel(
      """
      fleet: 1
      name: slow
      world: {size: [10 m, 10 m]}
      clocks: {physics: 10000 Hz, executor: 10000 Hz, orchestrator: 10000 Hz}
      robots:
        cart:
          count: 2
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          orchestrator: late
      policies:
        late: {kind: greedy, replan_after: 100000000 s}
      tasks:
        - {name: t, points: [[[5 m, 5 m]]], dwell: 1000000 s, deadline: 100000000 s}
      disturbances:
        sensor_dropout: {rate: 100 /s, duration: 1000000 s}
        failures: {rate: 100 /s, repair: 100000000 s}
      run: {duration: 10000 s}
      """)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    for _ in 0..<400 { fleet.step() }
    #expect(model.tasks.rules[0].dwellTicks == 1_000_000_000)
  }

  @Test("arrivals go on where a wait is below what single precision can add to the time")
  func lateArrivals() throws {
    let model = try inlineModel(OddFloorTests.stream)
    var board = JobBoard(model.tasks, seed: model.seeds.tasks)
    board.startArrivals(at: 16_777_216)
    // The next number of single precision is 2 s away: the loop must come to its end.
    board.admit(
      at: WorkMoment(step: 1000, time: 16_777_300, tickPeriod: 0.1), model.tasks)
    #expect((1...43).contains(board.createdCount))
  }

  static let stream = """
    fleet: 1
    name: stream
    world:
      size: [20 m, 10 m]
      zones:
        - {name: a, kind: station, area: {rect: [1 m, 1 m, 4 m, 4 m]}}
        - {name: b, kind: station, area: {rect: [15 m, 5 m, 18 m, 8 m]}}
    robots:
      cart:
        count: 1
        body: {shape: circle, radius: 0.3 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
    tasks:
      - {name: t, from: a, to: b, rate: 1000 /s}
    run: {duration: 20 s}
    """

  static func yard(map: String) -> String {
    """
    fleet: 1
    name: yard
    world: {map: {file: "\(map)", format: movingai, cell_size: 200 m}}
    robots:
      carrier:
        count: 20
        body: {shape: box, size: [10 m, 5 m], mass: 60000 kg}
        drive: {kind: car, max_speed: 8 m/s, wheel_base: 8 m, max_accel: 0.5 m/s^2}
    tasks:
      - {name: t, points: [[[50 m, 50 m]], [[19950 m, 50 m]]], claim: at_assignment}
    coordination: {executor_field: {grid_cell: 200 m}}
    run: {duration: 5 s}
    """
  }
}
