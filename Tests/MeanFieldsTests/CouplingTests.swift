import MeanFields
import SimCore
import Testing

@Suite("Couplings: matrices, graphons, kernels")
struct CouplingTests {
  private let pool = WorkerPool(workerCount: 2)

  @Test("z is Wm, by hand, with the interaction mass where a graphon is not normalised")
  func matrices() {
    let fields: [Float] = [1, 2, 10, 20]
    var z = [Float](repeating: 0, count: 6)
    let graphon = CouplingMatrix.blockGraphon(
      [[0, 1], [2, 1]], shares: [0.25, 0.75], rowNormalised: false)
    #expect(graphon.outputCount(featureCount: 2) == 3)
    graphon.apply(fields, featureCount: 2, into: &z)
    #expect(z == [7.5, 15, 0.75, 8, 16, 1.25])
    let normalised = CouplingMatrix.blockGraphon(
      [[0, 1], [2, 1]], shares: [0.25, 0.75], rowNormalised: true)
    normalised.apply(fields, featureCount: 2, into: &z)
    #expect(Array(z[0..<2]) == [10, 20])
    #expect((z[2] - 6.4).magnitude < 1e-6 && (z[3] - 12.8).magnitude < 1e-6)
    CouplingMatrix.population([1, 3]).apply(fields, featureCount: 2, into: &z)
    #expect(Array(z[0..<4]) == [7.75, 15.5, 7.75, 15.5])
    CouplingMatrix.others([1, 3]).apply(fields, featureCount: 2, into: &z)
    #expect(Array(z[0..<4]) == [10, 20, 1, 2])
  }

  @Test("an ablation leaves exactly its couplings")
  func ablations() {
    let own = CouplingMatrix.own(classCount: 2)
    let zero = CouplingMatrix.zero(classCount: 2)
    for ablation in LayerCoupling.allCases {
      let couplings = LayerCouplings(ablation, of: own)
      for reader in FieldLayer.allCases {
        for source in FieldLayer.allCases {
          let granted =
            ablation == .both || (ablation == .own && reader == source)
            || (ablation == .cross && reader != source)
          #expect(couplings.matrix(reader: reader, source: source) == (granted ? own : zero))
        }
      }
    }
  }

  /// A graphon of rank 2 over 40 robots.
  private func factors() -> (readers: [Float], sources: [Float]) {
    let readers = (0..<40).flatMap { i -> [Float] in [1, Float(i) / 40] }
    let sources = (0..<40).flatMap { i -> [Float] in [Float(i) / 40, 0.5] }
    return (readers, sources)
  }

  /// (1/N) Σ_j w_ij Φ_j by a sum over all pairs.
  private func direct(_ rows: [Float], _ d: Int) -> [Double] {
    let (f, g) = factors()
    return (0..<40).flatMap { i in
      (0..<d).map { k in
        (0..<40).reduce(0.0) { sum, j in
          let w =
            Double(f[2 * i]) * Double(g[2 * j]) + Double(f[2 * i + 1]) * Double(g[2 * j + 1])
          return sum + w * Double(rows[j * d + k]) / 40
        }
      }
    }
  }

  @Test("a graphon of finite rank gives the sum over all pairs")
  func finiteRank() {
    let (f, g) = factors()
    var graphon = FiniteRankGraphon(readers: f, sources: g, rank: 2, featureCount: 3)
    let rows = randomRows(40, features: 3, seed: 2)
    var z = [Float](repeating: 0, count: 120)
    graphon.apply(rows, rowNormalised: false, into: &z, pool: pool)
    for (value, expected) in zip(z, direct(rows, 3)) {
      #expect(abs(Double(value) - expected) < 1e-6)
    }
    graphon.apply(
      [Float](repeating: 0.75, count: 120), rowNormalised: true, into: &z, pool: pool)
    for value in z { #expect((value - 0.75).magnitude < 1e-6) }
  }

  @Test("sampling by a graphon is unbiased, and its variance falls as 1/κ")
  func sampling() {
    let (f, g) = factors()
    let rows = randomRows(40, features: 1, seed: 2)
    let exact = direct(rows, 1)
    var variances: [Double] = []
    for k in [1, 4, 16] {
      var sample = GraphonSample(
        sampleSize: k, readers: f, sources: g, rank: 2, featureCount: 1)
      var traffic = TrafficCounter(robotCount: 40)
      var sums = [Double](repeating: 0, count: 40)
      var squares = [Double](repeating: 0, count: 40)
      let trials = 1500
      for step in 0..<trials {
        sample.update(rows, seed: 3, step: step, pool: pool, traffic: &traffic)
        for i in 0..<40 {
          let error = Double(sample.estimates.rows[i]) - exact[i]
          sums[i] += error
          squares[i] += error * error
        }
      }
      #expect(traffic.sentTotal == Int64(trials * 40 * k))
      for i in 0..<40 {
        let error = (squares[i] / Double(trials) / Double(trials)).squareRoot()
        #expect(abs(sums[i] / Double(trials)) < 4.5 * error)
      }
      variances.append(squares.reduce(0, +))
    }
    #expect(abs(variances[0] / variances[1] / 4 - 1) < 0.06)
    #expect(abs(variances[1] / variances[2] / 4 - 1) < 0.06)
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
