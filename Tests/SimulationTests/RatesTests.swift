import SimCore
import Simulation
import Testing
import TestSupport
import Work

/// Times are seconds: the rate at which executors act changes nothing of them but the last tick.
@Suite("Executor rates")
struct RatesTests {
  @Test(
    "an idle robot clears a station after the same time at every executor rate",
    arguments: [2, 5, 10, 20, 30])
  func clearing(rate: Int) throws {
    let model = try inlineModel(
      """
      fleet: 1
      name: rates
      world:
        size: [20 m, 10 m]
        zones:
          - {name: west, kind: station, slots: 2, area: {rect: [1 m, 3 m, 4 m, 7 m]}}
          - {name: east, kind: station, slots: 2, area: {rect: [16 m, 3 m, 19 m, 7 m]}}
          - {name: park, kind: parking, slots: 4, area: {rect: [6 m, 1 m, 14 m, 3 m]}}
      clocks: {physics: 60 Hz, executor: \(rate) Hz, orchestrator: 1 Hz}
      robots:
        cart:
          count: 1
          body: {shape: circle, radius: 0.3 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {zone: west}
      tasks:
        - {name: none, from: west, to: east, rate: 0 /s}
      run: {duration: 20 s}
      """)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    while !fleet.isFinished, fleet.report().value("retreats") == 0 { fleet.step() }
    let late = Float(fleet.time) - WorkPace.clearingTime
    #expect(late >= -1e-4 && late <= model.executorPeriod, "\(fleet.time) s")
  }
}
