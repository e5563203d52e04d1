import Contracts
import MeanFields
import SimCore
import Testing

@Suite("Extra features of a scene")
struct ExtraFieldTests {
  /// The part of a microstate that scenes call so.
  private func part(_ word: String) -> StateColumn {
    guard let column = StateColumn(word: word) else { preconditionFailure("no part '\(word)'") }
    return column
  }

  private func configuration(_ recursion: Recursion = .exact) -> MeanFieldConfiguration {
    var configuration = exactConfiguration()
    configuration.executorRecursion = recursion
    configuration.executorFeatures = [
      ExtraFeature(
        name: "hall", column: part("position"), map: .radial(centres: [10, 10, 30, 20]),
        lengthScale: 4),
      ExtraFeature(
        name: "wave", column: part("battery"), map: .fourier(count: 3, seed: 5), lengthScale: 0.3),
    ]
    configuration.orchestratorFeatures = [
      ExtraFeature(
        name: "mood", column: part("progress"), map: .radial(centres: [0.2, 0.8]), lengthScale: 0.3)
    ]
    return configuration
  }

  private let executors = [randomExecutors(30, seed: 1), randomExecutors(12, seed: 2)]
  private let plans = [randomOrchestrators(30, seed: 1), randomOrchestrators(12, seed: 2)]

  @Test("each is the mean of its formula over the class, and is read as own class, then the others")
  func formula() throws {
    let bank = foldedBank(
      executors: executors, orchestrators: plans, configuration: configuration())
    let names = bank.extraFeatures(layer: .executor).map(\.name)
    #expect(names == ["hall0", "hall1", "wave0", "wave1", "wave2"])
    var means: [[Double]] = []
    for c in 0..<2 {
      let centres = [Vec2(10, 10), Vec2(30, 20)]
      let expected = centres.map { centre in
        executors[c].reduce(0.0) {
          $0 + Double(exponential(-($1.position - centre).lengthSquared / 32))
        } / Double(executors[c].count)
      }
      means.append(expected)
      let values = bank.extraSignal(classIndex: c, layer: .executor)
      for k in 0..<2 { #expect(abs(Double(values[k]) - expected[k]) < 1e-6) }
    }
    for reader in FieldLayer.allCases {
      let view = bank.view(classIndex: 0, layer: reader)
      let stack = try #require(view.extraContexts)
      #expect(view.extraContextCount == 5 && view.extraPlanCount == 2)
      for k in 0..<2 {
        #expect(abs(Double(stack[k]) - means[0][k]) < 1e-6)
        #expect(abs(Double(stack[5 + k]) - means[1][k]) < 1e-6)
      }
    }
    let progress = bank.extraSignal(classIndex: 1, layer: .orchestrator)
    let mood = plans[1].reduce(0.0) {
      $0 + Double(exponential(-($1.progress - 0.8) * ($1.progress - 0.8) / 0.18))
    }
    #expect(abs(Double(progress[1]) - mood / 12) < 1e-6)
  }

  @Test("they change nothing of the schema's features, and are the same bits for any worker count")
  func independence() {
    let plain = foldedBank(executors: executors, orchestrators: plans)
    let extra = foldedBank(
      executors: executors, orchestrators: plans, configuration: configuration())
    let shared = foldedBank(
      executors: executors, orchestrators: plans, workers: 3, configuration: configuration())
    for layer in FieldLayer.allCases {
      #expect(
        plain.signal(classIndex: 0, layer: layer) == extra.signal(classIndex: 0, layer: layer))
    }
    #expect(stateHash(extra) == stateHash(shared))
    #expect(stateHash(extra) != stateHash(plain))
    #expect(plain.view(classIndex: 0, layer: .executor).extraContexts == nil)
  }

  @Test("what is no number saturates and is counted, under an average and under a filter")
  func saturation() {
    for recursion in [Recursion.exact, .kalman(processVariance: 1e-3)] {
      var rows = executors
      rows[0][3].battery = .nan
      let sound = foldedBank(
        executors: executors, orchestrators: plans, configuration: configuration(recursion))
      let wrong = foldedBank(
        executors: rows, orchestrators: plans, configuration: configuration(recursion))
      // The battery itself is one, each of the three waves of it another.
      #expect(wrong.saturationCount == sound.saturationCount + 4)
      #expect(wrong.extraSignal(classIndex: 0, layer: .executor).allSatisfy { $0.isFinite })
    }
  }

  @Test("a snapshot restores them, and the recursion goes on from there")
  func snapshot() {
    for recursion in [Recursion.movingAverage(timeConstant: 1), .kalman(processVariance: 1e-3)] {
      let pool = WorkerPool(workerCount: 1)
      var bank = foldedBank(
        executors: executors, orchestrators: plans, configuration: configuration(recursion))
      let bytes = bank.stateBytes()
      var copy = MeanFieldBank(
        configuration: configuration(recursion), classes: bank.classes, bounds: workspace,
        workerCount: 1)
      #expect(copy.restoreState(from: bytes) == nil)
      func advance(_ bank: inout MeanFieldBank) {
        for c in 0..<2 {
          let rows = randomExecutors(executors[c].count, seed: 77)
          bank.fold(classIndex: c, rows: rows, count: rows.count, pool: pool)
        }
        bank.advanceExecutors(pool: pool)
      }
      advance(&bank)
      advance(&copy)
      #expect(stateHash(bank) == stateHash(copy))
      #expect(
        bank.extraSignal(classIndex: 1, layer: .executor)
          == copy.extraSignal(classIndex: 1, layer: .executor))
    }
  }

  @Test("the identity of a policy set knows them")
  func identity() {
    func hash(_ configuration: MeanFieldConfiguration) -> UInt64 {
      var hash = StateHash()
      configuration.addIdentity(to: &hash)
      return hash.value
    }
    var other = configuration()
    other.executorFeatures[1].map = .fourier(count: 3, seed: 6)
    #expect(Set([hash(exactConfiguration()), hash(configuration()), hash(other)]).count == 3)
  }
}
