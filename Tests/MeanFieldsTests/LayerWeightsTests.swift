import Contracts
import MeanFields
import SimCore
import Testing

@Suite("LayerWeights: what classes read of each other")
struct LayerWeightsTests {
  private let populations = [12, 5, 20]

  private func bank(_ weights: LayerWeights) -> MeanFieldBank {
    var configuration = exactConfiguration()
    configuration.weights = weights
    return foldedBank(
      executors: populations.map { randomExecutors($0, seed: UInt64($0)) },
      orchestrators: populations.map { randomOrchestrators($0, seed: UInt64($0)) },
      configuration: configuration)
  }

  private func all(_ weights: ClassWeights, isRowNormalised: Bool) -> LayerWeights {
    var result = LayerWeights()
    result.isRowNormalised = isRowNormalised
    result.orchestratorsReadExecutors = weights
    result.executorsReadOrchestrators = weights
    result.orchestratorsReadOrchestrators = weights
    result.executorsReadExecutors = weights
    return result
  }

  private func stacks(_ bank: borrowing MeanFieldBank) -> [Float] {
    var result: [Float] = []
    for c in populations.indices {
      for layer in FieldLayer.allCases {
        let view = bank.view(classIndex: c, layer: layer)
        for k in 0..<2 * OrchestratorSchema.count {
          result.append(view.orchestratorField?[k] ?? .nan)
        }
        for k in 0..<2 * ExecutorSchema.count { result.append(view.executorField?[k] ?? .nan) }
      }
    }
    return result
  }

  @Test("a graphon of ones, and rows that are the numbers of robots, are the default to the bit")
  func unity() {
    let usual = stacks(bank(LayerWeights()))
    #expect(usual.allSatisfy { $0.isFinite })
    let ones = ClassWeights(.graphon, rows: Array(repeating: [1, 1, 1], count: 3))
    for isRowNormalised in [true, false] {
      let bank = bank(all(ones, isRowNormalised: isRowNormalised))
      #expect(stacks(bank) == usual)
      #expect(bank.view(classIndex: 1, layer: .executor).executorMass == SIMD2(1, 1))
    }
    let counts = ClassWeights(
      .matrix, rows: Array(repeating: populations.map { Float($0) }, count: 3))
    #expect(stacks(bank(all(counts, isRowNormalised: true))) == usual)
  }

  @Test("weighted sums are W m, their masses come along, and means are sums over masses")
  func sums() throws {
    let rows: [[Float]] = [[2, 0.5, 1], [0, 1, 3], [0.25, 0, 0]]
    let summed = bank(all(ClassWeights(.matrix, rows: rows), isRowNormalised: false))
    let means = bank(all(ClassWeights(.matrix, rows: rows), isRowNormalised: true))
    let d = OrchestratorSchema.count
    for c in 0..<3 {
      let sum = summed.view(classIndex: c, layer: .orchestrator)
      let mean = means.view(classIndex: c, layer: .orchestrator)
      let mass = sum.orchestratorMass
      #expect(mass == SIMD2(rows[c][c], rows[c].reduce(0, +) - rows[c][c]))
      #expect(mean.orchestratorMass == SIMD2(1, 1))
      for f in 0..<d {
        let m = (0..<3).map { summed.signal(classIndex: $0, layer: .orchestrator)[f] }
        let others = (0..<3).reduce(Float(0)) { $1 == c ? $0 : $0 + rows[c][$1] * m[$1] }
        let z = try #require(sum.orchestratorField)
        let normalised = try #require(mean.orchestratorField)
        #expect(z[f] == rows[c][c] * m[c])
        #expect(abs(z[d + f] - others) < 1e-6)
        #expect(abs(normalised[f] * mass[0] - z[f]) < 1e-6)
        #expect(abs(normalised[d + f] * mass[1] - z[d + f]) < 1e-6)
      }
    }
  }

  @Test("a graphon counts robots: doubling all classes changes no bit, doubling one does")
  func shares() throws {
    let weights = all(
      ClassWeights(.graphon, rows: [[1, 2, 0.5], [1, 1, 1], [3, 0, 1]]), isRowNormalised: false)
    func fold(_ times: [Int]) -> [Float] {
      var configuration = exactConfiguration()
      configuration.weights = weights
      let bank = foldedBank(
        executors: populations.indices.map { c in
          (0..<times[c]).flatMap { _ in randomExecutors(populations[c], seed: UInt64(c)) }
        },
        orchestrators: populations.indices.map { c in
          (0..<times[c]).flatMap { _ in randomOrchestrators(populations[c], seed: UInt64(c)) }
        }, configuration: configuration)
      return stacks(bank)
    }
    #expect(fold([1, 1, 1]) == fold([2, 2, 2]))
    #expect(fold([1, 1, 1]) != fold([1, 2, 1]))
  }

  @Test("a finite-rank graphon is the graphon of its products")
  func finiteRank() {
    let f: [[Float]] = [[1, 0.5], [0.25, 2], [1, 0]]
    let g: [[Float]] = [[1, 0], [0.5, 1], [2, 0.25]]
    let blocks = f.map { a in g.map { b in a[0] * b[0] + a[1] * b[1] } }
    #expect(ClassWeights(readers: f, sources: g) == ClassWeights(.graphon, rows: blocks))
  }

  @Test("the four couplings are apart: each changes what one layer reads of one field")
  func four() {
    let usual = bank(LayerWeights())
    let own = ClassWeights(.matrix, rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    let parts: [(WritableKeyPath<LayerWeights, ClassWeights?>, FieldLayer, FieldLayer)] = [
      (\.orchestratorsReadExecutors, .orchestrator, .executor),
      (\.executorsReadOrchestrators, .executor, .orchestrator),
      (\.orchestratorsReadOrchestrators, .orchestrator, .orchestrator),
      (\.executorsReadExecutors, .executor, .executor),
    ]
    for (part, reader, source) in parts {
      var weights = LayerWeights()
      weights[keyPath: part] = own
      let bank = bank(weights)
      for layer in FieldLayer.allCases {
        for field in FieldLayer.allCases {
          let d = field == .orchestrator ? OrchestratorSchema.count : ExecutorSchema.count
          let (a, b) = (
            usual.broadcast(of: field, to: layer), bank.broadcast(of: field, to: layer)
          )
          let isSame = (0..<2 * d).allSatisfy { a[$0] == b[$0] }
          #expect(isSame == (layer != reader || field != source))
          if !isSame { #expect((d..<2 * d).allSatisfy { b[$0] == 0 }) }
        }
      }
    }
  }

  @Test(
    "the identity of a policy set knows a kernel, that of its information weights; neither a number of robots"
  )
  func identity() {
    struct Identity: Hashable {
      let policy: UInt64, information: UInt64
    }
    func hash(_ change: (inout MeanFieldConfiguration) -> Void) -> Identity {
      var configuration = MeanFieldConfiguration()
      change(&configuration)
      var (policy, information) = (StateHash(), StateHash())
      configuration.addIdentity(to: &policy)
      configuration.addInformation(to: &information)
      return Identity(policy: policy.value, information: information.value)
    }
    let ones = ClassWeights(.graphon, rows: [[1, 1], [1, 1]])
    let hashes = [
      hash { _ in }, hash { $0.weights.orchestratorsReadExecutors = ones },
      hash { $0.weights.executorsReadOrchestrators = ones },
      hash { $0.weights = all(ones, isRowNormalised: false) },
      hash { $0.weights = all(ones, isRowNormalised: true) },
      hash {
        $0.weights = all(
          ClassWeights(.graphon, rows: [[1, 1], [1, 1.5]]), isRowNormalised: true)
      },
      hash {
        $0.weights = all(ClassWeights(.matrix, rows: [[1, 1], [1, 1]]), isRowNormalised: true)
      },
      hash { $0.kernel = .gaussian(deviation: 1) }, hash { $0.kernel = .gaussian(deviation: 2) },
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(Set(hashes.map(\.policy)).count == 3)
    #expect(Set(hashes.map(\.information)).count == 7)
  }

  @Test("a kernel smooths what policies read of the spatial field and nothing else")
  func kernel() throws {
    var configuration = exactConfiguration()
    configuration.kernel = .disc(radius: 1.5)
    let rows = randomExecutors(200, seed: 8)
    func bank(_ configuration: MeanFieldConfiguration, workers: Int) -> MeanFieldBank {
      foldedBank(
        executors: [rows], orchestrators: [randomOrchestrators(200, seed: 8)], workers: workers,
        configuration: configuration)
    }
    let plain = bank(exactConfiguration(), workers: 1)
    let smooth = bank(configuration, workers: 2)
    #expect(stateHash(plain) == stateHash(smooth))
    let plainGrid = plain.grid(for: .executor)
    let a = try #require(plainGrid)
    let smoothGrid = smooth.grid(for: .executor)
    let b = try #require(smoothGrid)
    // The mean over nine cells, away from the border.
    for y in 1..<a.rows - 1 {
      for x in 1..<a.columns - 1 {
        var sum: Float = 0
        for j in -1...1 {
          for i in -1...1 { sum += a.cells[(y + j) * a.columns + x + i][0] }
        }
        #expect(abs(b.cells[y * a.columns + x][0] - sum / 9) < 1e-5)
      }
    }
    // A restored bank reads the same.
    var restored = MeanFieldBank(
      configuration: configuration, classes: smooth.classes, bounds: workspace, workerCount: 1)
    #expect(restored.restoreState(from: smooth.stateBytes()) == nil)
    let restoredGrid = restored.grid(for: .orchestrator)
    let c = try #require(restoredGrid)
    #expect((0..<a.columns * a.rows).allSatisfy { c.cells[$0] == b.cells[$0] })
  }
}
