import Contracts
import MeanFields
import SimCore
import Testing

@Suite("Couplings: graphons and kernels")
struct CouplingTests {
  private let pool = WorkerPool(workerCount: 2)

  /// Reads of fields m_c that are coupled by weights: own half and others, of every class.
  private func stacks(
    _ weights: ClassWeights, isRowNormalised: Bool, populations: [Int], means: [[Float]]
  ) -> (own: [[Float]], others: [[Float]], mass: [SIMD2<Float>]) {
    var layers = LayerWeights()
    layers.executorsReadExecutors = weights
    layers.isRowNormalised = isRowNormalised
    let d = means[0].count
    var field = Field(
      populations: populations, ranges: FeatureRanges(count: d, range: -32...32), weights: layers)
    for (c, m) in means.enumerated() { field.fold(classIndex: c, rows: m, count: 1, pool: pool) }
    field.advance()
    func half(_ c: Int, _ offset: Int) -> [Float] {
      (0..<d).map { field.stack(classIndex: c, reader: .executor)[offset + $0] }
    }
    return (
      means.indices.map { half($0, 0) }, means.indices.map { half($0, d) },
      means.indices.map { field.mass(classIndex: $0, reader: .executor) }
    )
  }

  @Test("the halves of a stack add up to the graphon's integral, and their masses to its mass")
  func integral() {
    let blocks = ClassWeights(.graphon, rows: [[0, 1], [2, 1]])
    let means: [[Float]] = [[1, 2], [10, 20]]
    let z = stacks(blocks, isRowNormalised: false, populations: [1, 3], means: means)
    // ∫ w m = (N_own z_own + N_others z_others)/N, by hand.
    let shares: [(own: Float, others: Float)] = [(0.25, 0.75), (0.75, 0.25)]
    for (c, expected) in [[Float(7.5), 15, 0.75], [8, 16, 1.25]].enumerated() {
      for f in 0..<2 {
        #expect(shares[c].own * z.own[c][f] + shares[c].others * z.others[c][f] == expected[f])
      }
      #expect(shares[c].own * z.mass[c][0] + shares[c].others * z.mass[c][1] == expected[2])
    }
    let means2 = stacks(blocks, isRowNormalised: true, populations: [1, 3], means: means)
    // Class 0 does not count its own: weight 0. What is left is a mean of the other class.
    #expect(means2.own == [[0, 0], [10, 20]] && means2.others == [[10, 20], [1, 2]])
    #expect(means2.mass == [SIMD2(1, 1), SIMD2(1, 1)])
  }

  @Test("a graphon of finite rank, one robot to a class, gives the sum over all pairs")
  func finiteRank() {
    let n = 40
    let readers = (0..<n).map { [1, Float($0) / 40] }
    let sources = (0..<n).map { [Float($0) / 40, 0.5] }
    let rows = randomRows(n, features: 3, seed: 2)
    let means = (0..<n).map { Array(rows[3 * $0..<3 * $0 + 3]) }
    let populations = Array(repeating: 1, count: n)
    let weights = ClassWeights(readers: readers, sources: sources)
    let z = stacks(weights, isRowNormalised: false, populations: populations, means: means)
    for i in 0..<n {
      for k in 0..<3 {
        // (1/N) Σ_j w_ij Φ_j by a sum over all pairs.
        let direct = (0..<n).reduce(0.0) { sum, j in
          let w = readers[i][0] * sources[j][0] + readers[i][1] * sources[j][1]
          return sum + Double(w) * Double(means[j][k]) / Double(n)
        }
        let read = (Double(z.own[i][k]) + Double(n - 1) * Double(z.others[i][k])) / Double(n)
        #expect(abs(read - direct) < 1e-6)
      }
    }
    let uniform = stacks(
      weights, isRowNormalised: true, populations: populations,
      means: Array(repeating: [0.75], count: n))
    for i in 0..<n {
      #expect((uniform.others[i][0] - 0.75).magnitude < 1e-6)
      // Robot 0 gives itself no weight.
      #expect(uniform.own[i][0] == (i == 0 ? 0 : 0.75))
    }
  }

  @Test("a kernel conserves what lies away from the border, and leaves a uniform field unchanged")
  func kernels() {
    var cells = [SIMD4<Float>](repeating: .zero, count: 20 * 16)
    cells[8 * 20 + 9] = SIMD4(1, 2, -3, 4)
    var result = cells
    for kernel in [SpatialKernel.gaussian(deviation: 1.5), .disc(radius: 3)] {
      cells.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        kernel.apply(
          SpatialFieldView(cells: base, columns: 20, rows: 16, lower: .zero, cellSize: 1),
          into: &result, pool: pool)
      }
      let sum = result.reduce(SIMD4<Float>.zero, +)
      for channel in 0..<4 {
        #expect((sum[channel] - cells[8 * 20 + 9][channel]).magnitude < 1e-5)
      }
      // Symmetric about the source.
      #expect(result[8 * 20 + 7] == result[8 * 20 + 11])
      #expect(result[6 * 20 + 9] == result[8 * 20 + 11])
      #expect(result[8 * 20 + 9] != cells[8 * 20 + 9])
    }
    let uniform = [SIMD4<Float>](repeating: SIMD4(repeating: 0.3), count: 320)
    uniform.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      SpatialKernel.disc(radius: 2).apply(
        SpatialFieldView(cells: base, columns: 20, rows: 16, lower: .zero, cellSize: 1),
        into: &result, pool: pool)
    }
    #expect((result[8 * 20 + 9][0] - 0.3).magnitude < 1e-6)
  }
}
