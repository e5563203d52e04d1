import Contracts
import MeanFields
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@Suite("Features that a scene adds")
struct ExtraFeatureTests {
  private let path = "Tutorials/02-two-layers.fleet.yaml"
  private let features = [
    (
      "coordination.executor_field.features",
      "[{name: hall, kind: radial, input: position, length: 3, centres: [[5, 5], [15, 5]]}, "
        + "{name: wave, kind: fourier, input: battery, length: 0.2, count: 2}]"
    ),
    (
      "coordination.orchestrator_field.features",
      "[{name: mood, kind: radial, input: progress, length: 0.3, centres: [[0.5]]}]"
    ),
  ]

  @Test("they are computed in the run, change no robot's way, and are billed with the field")
  func run() throws {
    let plain = try shippedModel(path)
    let model = try shippedModel(path, features)
    let pool = WorkerPool(workerCount: 2)
    var a = Fleet(model: plain, pool: pool)
    var b = Fleet(model: model, pool: pool)
    #expect(a.extraFieldRows().isEmpty)
    let first = b.extraFieldRows()
    #expect(first.map(\.feature) == ["mood0", "hall0", "hall1", "wave0", "wave1"])
    for _ in 0..<20 * model.scene.clocks.physicsRate {
      a.step()
      b.step()
    }
    #expect((0..<a.robotCount).allSatisfy { a.robotRow($0) == b.robotRow($0) })
    let later = b.extraFieldRows()
    #expect(later.allSatisfy { $0.time == 20 && $0.value.isFinite })
    #expect(later.map(\.value) != first.map(\.value))
    let bytes = try [a.report(), b.report()].map { try #require($0.value("bytes_per_robot_s")) }
    #expect(bytes[1] > bytes[0])
    #expect(model.policyHash != plain.policyHash)
  }

  @Test("a snapshot holds them, in every mode", arguments: ["meanField", "placebo", "kSample"])
  func snapshot(_ mode: String) throws {
    let model = try shippedModel(path, features + [("coordination.mode", mode)])
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    for _ in 0..<150 { fleet.step() }
    var copy = try Fleet(model: model, pool: pool, restoring: fleet.snapshot())
    #expect(copy.extraFieldRows() == fleet.extraFieldRows())
    for _ in 0..<150 {
      fleet.step()
      copy.step()
    }
    #expect(copy.stateHash() == fleet.stateHash())
    #expect(copy.extraFieldRows() == fleet.extraFieldRows())
  }
}
