import MeanFields
import SimCore
import Testing

/// Rows of uniform features in [−1, 1]; row i is the same for any number of rows.
func randomRows(_ count: Int, features: Int, seed: UInt64) -> [Float] {
  var rows: [Float] = []
  for i in 0..<count {
    var stream = RandomStream(seed: seed, index: i, purpose: .tooling)
    for _ in 0..<features { rows.append(stream.uniform(-1, 1)) }
  }
  return rows
}

/// The rows in another order.
func shuffledRows(_ rows: [Float], features: Int, seed: UInt64) -> [Float] {
  shuffled(Array(0..<rows.count / features), seed: seed).flatMap { i in
    rows[i * features..<(i + 1) * features]
  }
}

/// The hash of a field's state.
func stateHash(_ signal: borrowing Field) -> UInt64 { signal.stateHashValue() }

@Suite("Field: any features, any recursion")
struct FieldTests {
  /// A signal after some updates of two classes.
  private func updated(
    recursion: Recursion, workers: Int, features d: Int, shuffling: UInt64? = nil
  ) -> UInt64 {
    let pool = WorkerPool(workerCount: workers)
    var signal = Field(
      populations: [700, 301], ranges: FeatureRanges(count: d), recursion: recursion,
      period: 0.1, workerCount: workers)
    for t in 0..<4 {
      for (c, count) in [700, 301].enumerated() {
        var rows = randomRows(count, features: d, seed: UInt64(10 * t + c))
        if let shuffling { rows = shuffledRows(rows, features: d, seed: shuffling) }
        // A sample for the filter: all but 50 robots, which are the same in any order only if whole.
        signal.fold(classIndex: c, rows: rows, count: count, pool: pool)
      }
      signal.advance()
    }
    return stateHash(signal)
  }

  @Test(
    "any worker count and row order gives the same bits, under every recursion",
    arguments: [3, 4, 11])
  func invariance(d: Int) throws {
    let weights = try GRUWeights(
      featureCount: d, actionCount: 0, hiddenCount: 5,
      parameters: randomRows(
        1, features: GRUWeights.parameterCount(features: d, actions: 0, hidden: 5), seed: 3))
    for recursion in [
      Recursion.exact, .movingAverage(timeConstant: 0.5), .kalman(processVariance: 0.01),
      .gru(weights),
    ] {
      let reference = updated(recursion: recursion, workers: 1, features: d)
      for workers in 2...4 {
        #expect(updated(recursion: recursion, workers: workers, features: d) == reference)
      }
      for seed in UInt64(1)...2 {
        #expect(
          updated(recursion: recursion, workers: 2, features: d, shuffling: seed) == reference)
      }
    }
    #expect(
      updated(recursion: .exact, workers: 1, features: d)
        != updated(recursion: .movingAverage(timeConstant: 0.5), workers: 1, features: d))
  }

  @Test("the statistic is the mean of the rows, and duplicating every row changes no bit")
  func means() {
    let pool = WorkerPool(workerCount: 1)
    let rows = randomRows(97, features: 6, seed: 1)
    var once = Field(populations: [97], ranges: FeatureRanges(count: 6))
    var twice = Field(populations: [194], ranges: FeatureRanges(count: 6))
    once.fold(classIndex: 0, rows: rows, count: 97, pool: pool)
    twice.fold(classIndex: 0, rows: rows + rows, count: 194, pool: pool)
    once.advance()
    twice.advance()
    #expect(once.values(classIndex: 0) == twice.values(classIndex: 0))
    for f in 0..<6 {
      let mean = (0..<97).reduce(0.0) { $0 + Double(rows[$1 * 6 + f]) } / 97
      #expect(abs(Double(once.values(classIndex: 0)[f]) - mean) < 6e-8)
    }
  }

  @Test("what is folded is read from the next update on, never in its own")
  func clock() {
    let pool = WorkerPool(workerCount: 1)
    var signal = Field(populations: [1], ranges: FeatureRanges(count: 1))
    signal.fold(classIndex: 0, rows: [0.25], count: 1, pool: pool)
    #expect(signal.values(classIndex: 0) == [0])
    signal.advance()
    #expect(signal.values(classIndex: 0) == [0.25])
    signal.fold(classIndex: 0, rows: [0.75], count: 1, pool: pool)
    #expect(signal.values(classIndex: 0) == [0.25])
  }

  @Test(
    "a declared range of any size costs no accuracy; outside it values saturate and are counted")
  func ranges() {
    let pool = WorkerPool(workerCount: 1)
    let ranges = FeatureRanges(lower: [-1000, 0, 0.25], upper: [1000, 1e-3, 0.5])
    #expect(ranges.scale == [1024, 0x1p-9, 0.5])
    var signal = Field(populations: [2], ranges: ranges)
    signal.fold(classIndex: 0, rows: [-800, 5e-4, 0.5, 801, 7e-4, 0.25], count: 2, pool: pool)
    signal.advance()
    let m = signal.values(classIndex: 0)
    #expect(abs(m[0] - 0.5) < 1e-6)
    #expect(abs(m[1] - 6e-4) < 1e-12)
    #expect(m[2] == 0.375)
    #expect(signal.saturationCount == 0)
    signal.fold(
      classIndex: 0, rows: [.infinity, -1, .nan, 2000, 1, 0.3], count: 2, pool: pool)
    signal.advance()
    #expect(signal.values(classIndex: 0)[0] == 1000)
    #expect(abs(signal.values(classIndex: 0)[2] - 0.275) < 1e-7)
    #expect(signal.saturationCount == 5)
  }

  @Test("the filter has the steady state of its formula, and its P grows by q per missing update")
  func kalman() {
    for (q, r) in [(Float(1e-4), Float(1e-2)), (1e-3, 1e-3), (1e-2, 1e-4)] {
      var state = RecursionState(
        recursion: .kalman(processVariance: q), period: 1, rowCount: 1,
        ranges: FeatureRanges(count: 1))
      #expect(state.deviation(row: 0)?[0] == 1)
      var m: [Float] = [0]
      for _ in 0..<400 { state.update(row: 0, field: &m, statistic: [0.5], errorVariance: [r]) }
      let p = Double(state.deviation(row: 0)?[0] ?? 0)
      let prior = (Double(q) + (Double(q) * Double(q) + 4 * Double(q) * Double(r)).squareRoot()) / 2
      let posterior = prior * Double(r) / (prior + Double(r))
      #expect(abs(p * p / posterior - 1) < 1e-5)
      #expect(m[0] == 0.5)
      for _ in 0..<10 { state.update(row: 0, field: &m, statistic: nil, errorVariance: nil) }
      let later = Double(state.deviation(row: 0)?[0] ?? 0)
      #expect(abs(later * later - posterior - 10 * Double(q)) < 1e-5 * (posterior + Double(q)))
      #expect(m[0] == 0.5)
    }
  }

  @Test("the recurrent unit is its formula, and its file gives the same weights or a clear error")
  func gru() throws {
    let (d, a, h) = (2, 1, 3)
    let count = GRUWeights.parameterCount(features: d, actions: a, hidden: h)
    let weights = try GRUWeights(
      featureCount: d, actionCount: a, hiddenCount: h,
      parameters: randomRows(1, features: count, seed: 8))
    var state = RecursionState(
      recursion: .gru(weights), period: 1, rowCount: 1, ranges: FeatureRanges(count: d))
    var hidden = [Double](repeating: 0, count: h)
    var m: [Float] = [0, 0]
    for t in 0..<5 {
      let u: [Float] = [0.1 * Float(t), -0.2]
      let actions: [Float] = [0.5]
      state.update(row: 0, field: &m, statistic: u, errorVariance: nil, actions: actions)
      let expected = oracle(weights, &hidden, (u + actions).map(Double.init))
      for i in 0..<d { #expect(abs(Double(m[i]) - expected[i]) < 1e-6) }
    }
    #expect(hidden.contains { abs($0) > 0.01 })
    let bytes = weights.bytes
    #expect(try GRUWeights(bytes: bytes) == weights)
    var damaged = bytes
    damaged[40] ^= 1
    #expect(throws: GRUWeightsError.wrongChecksum) { try GRUWeights(bytes: damaged) }
    #expect(throws: GRUWeightsError.notAWeightsFile) { try GRUWeights(bytes: [1, 2, 3]) }
    #expect(throws: GRUWeightsError.wrongSize(expected: count, found: count - 1)) {
      try GRUWeights(bytes: Array(bytes.dropLast(4)))
    }
    var infinite = weights.parameters
    infinite[7] = .infinity
    #expect(throws: GRUWeightsError.notFinite(index: 7)) {
      try GRUWeights(
        featureCount: d, actionCount: a, hiddenCount: h, parameters: infinite)
    }
  }

  /// The unit in double precision, written from the formula.
  private func oracle(
    _ weights: GRUWeights, _ hidden: inout [Double], _ u: [Double]
  ) -> [Double] {
    let h = hidden.count
    var offset = 0
    func layer(_ x: [Double], _ rows: Int) -> [Double] {
      let start = offset
      offset += rows * (x.count + 1)
      return (0..<rows).map { row in
        var sum = Double(weights.parameters[start + rows * x.count + row])
        for (column, value) in x.enumerated() {
          sum += Double(weights.parameters[start + row * x.count + column]) * value
        }
        return sum
      }
    }
    let r = layer(hidden + u, h).map { 1 / (1 + naturalExponential(-$0)) }
    let y = layer(hidden + u, h).map { 1 / (1 + naturalExponential(-$0)) }
    let n = layer(zip(r, hidden).map { $0 * $1 } + u, h).map {
      1 - 2 / (naturalExponential(2 * $0) + 1)
    }
    for i in 0..<h { hidden[i] = (1 - y[i]) * n[i] + y[i] * hidden[i] }
    return Array(layer(hidden, 2 * weights.featureCount)[0..<weights.featureCount])
  }

  @Test("a snapshot restores every bit, and the future after it", arguments: [true, false])
  func snapshot(filtered: Bool) {
    let pool = WorkerPool(workerCount: 1)
    let recursion: Recursion =
      filtered ? .kalman(processVariance: 0.1) : .movingAverage(timeConstant: 1)
    func make() -> Field {
      Field(
        populations: [50, 20], ranges: FeatureRanges(count: 5), recursion: recursion, period: 0.1)
    }
    var a = make()
    a.fold(
      classIndex: 0, rows: randomRows(40, features: 5, seed: 1), count: 40, pool: pool)
    a.advance()
    let bytes = a.stateBytes()
    var b = make()
    #expect(b.restoreState(from: bytes) == nil)
    #expect(stateHash(a) == stateHash(b))
    let next = randomRows(30, features: 5, seed: 2)
    a.fold(classIndex: 0, rows: next, count: 30, pool: pool)
    b.fold(classIndex: 0, rows: next, count: 30, pool: pool)
    a.advance()
    b.advance()
    #expect(stateHash(a) == stateHash(b))
    #expect(a.values(classIndex: 0) == b.values(classIndex: 0))
  }
}

/// eˣ in double precision: a series with halving, for oracles (tests of state code use no libm).
func naturalExponential(_ x: Double) -> Double {
  var y = 1.0
  var term = 1.0
  let z = x / 1024
  for k in 1...12 {
    term *= z / Double(k)
    y += term
  }
  for _ in 0..<10 { y *= y }
  return y
}
