import Contracts
import Coordination
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Stations and docks tell of work through one board, in every mode.
@Suite("Board")
struct BoardTests {
  private static func run(
    _ mode: String, board: String, seconds: Int = 40, workers: Int = 1
  ) throws -> (hash: String, deliveries: Int, ledger: CommunicationLedger) {
    // The path of a run of its own does.
    let isOpenLoop = mode == CoordinationMode.limit.rawValue
    let mode = isOpenLoop ? CoordinationMode.meanField.rawValue : mode
    let model = try WorldModel(
      scene: SceneLoader.load(
        text: """
          fleet: 1
          world:
            size: [16 m, 8 m]
            zones:
              - {name: west, kind: station, slots: 4, area: {rect: [1 m, 1 m, 2 m, 7 m]}}
              - {name: east, kind: station, slots: 4, area: {rect: [14 m, 1 m, 15 m, 7 m]}}
              - {name: fill, kind: dock, slots: 2, power: 3 kW, area: {rect: [7 m, 6 m, 9 m, 7.5 m]}}
          clocks: {physics: 20 Hz, substeps: 1, executor: 10 Hz, orchestrator: 1 Hz}
          robots:
            cart:
              count: 6
              body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}
              drive: {kind: differential, max_speed: 1.5 m/s}
              battery: {capacity: 20 Wh, initial: [40 %, 90 %]}
              orchestrator: plan
              executor: act
          tasks:
            - {name: there, from: west, to: east, rate: 20 /min, dwell: 1 s}
            - {name: back, from: east, to: west, rate: 20 /min, dwell: 1 s}
          policies:
            plan: {kind: logit}
            act: {kind: goalSeeking}
          coordination: {mode: \(mode), board: {\(board)}}
          run: {duration: 10 min, seed: 3}
          """, file: "board.fleet.yaml"
      ).get())
    var fleet = Fleet(
      model: isOpenLoop ? openLoop(model, on: model) : model, pool: WorkerPool(workerCount: workers)
    )
    for _ in 0..<20 * seconds { fleet.step() }
    return (fleet.stateHash(), fleet.deliveries, fleet.ledger)
  }

  @Test("nobody learns of work but from the board", arguments: CoordinationMode.allCases)
  func only(mode: CoordinationMode) throws {
    // Of the last period alone would a robot hear: too late for this run.
    let deaf = try Self.run(mode.rawValue, board: "latency: 10 min")
    #expect(deaf.deliveries == 0 && deaf.ledger.noticesReceived == [0])
    let hearing = try Self.run(mode.rawValue, board: "period: 1 s")
    #expect(hearing.deliveries > 3)
  }

  @Test("the board costs the same in every mode: by hand, to the byte")
  func bytes() throws {
    // 40 s: notices at 0, 2 … 38 s, read 0.5 s later; two options and the docks, four bytes each, six robots.
    let board = "period: 2 s, latency: 500 ms"
    for mode in ["none", "meanField"] {
      let ledger = try Self.run(mode, board: board).ledger
      #expect(ledger.noticesWritten == 20 && ledger.noticeBytesWritten == 240)
      #expect(ledger.noticesReceived == [120] && ledger.noticeBytesReceived == [1_440])
      let robots = FieldLayer.allCases.map { ledger.total(layer: $0) }
      if mode == "none" {
        #expect(robots.allSatisfy { $0.bytesUp == 0 && $0.bytesDown == 0 })
      } else {
        // Up: 28 bytes of a plan per robot and second, at 1 … 40 s; nobody reads m^exec but the ways.
        #expect(robots[FieldLayer.orchestrator.rawValue].bytesUp == 28 * 6 * 40)
      }
    }
  }

  @Test("a board that loses notices gives the same bits for any number of workers")
  func workers() throws {
    let lossy = "period: 500 ms, latency: 300 ms, loss: 0.4"
    let one = try Self.run("meanField", board: lossy)
    #expect(try Self.run("meanField", board: lossy, workers: 3).hash == one.hash)
    #expect(try Self.run("meanField", board: "period: 500 ms, latency: 300 ms").hash != one.hash)
  }
}
