import Contracts
import MeanFields
import SimCore
import Testing

@Suite("MeanFieldBank: recursion, clocks, coupling")
struct ClocksAndCouplingTests {
  /// A bank of one class, fed with populations of one robot whose battery (and progress) is given.
  private func bank(executor: Recursion, orchestrator: Recursion) -> MeanFieldBank {
    var configuration = MeanFieldConfiguration()
    configuration.executorRecursion = executor
    configuration.orchestratorRecursion = orchestrator
    return MeanFieldBank(
      configuration: configuration, classes: [PopulationClass(robotCount: 1, maxSpeed: 1)],
      bounds: workspace, workerCount: 1)
  }

  private func feed(_ bank: inout MeanFieldBank, battery: Float, pool: WorkerPool) {
    var row = randomExecutors(1, seed: 1)[0]
    row.battery = battery
    bank.fold(classIndex: 0, rows: [row], count: 1, pool: pool)
    bank.advanceExecutors(pool: pool)
  }

  private func battery(_ bank: borrowing MeanFieldBank) -> Float {
    bank.signal(classIndex: 0, layer: .executor)[ExecutorSchema.battery]
  }

  @Test("the moving average's weight is 1 − exp(−period/T), and 1 where T is 0")
  func weights() {
    #expect(
      abs(Recursion.movingAverage(timeConstant: 0.5).weight(period: 0.1) - 0.181_269_2) < 1e-6)
    #expect(Recursion(timeConstant: 0) == .exact)
    #expect(Recursion.exact.weight(period: 0.1) == 1)
    // The memory does not depend on the rate: two half steps are one step.
    let half = Recursion.movingAverage(timeConstant: 2).weight(period: 0.5)
    let whole = Recursion.movingAverage(timeConstant: 2).weight(period: 1)
    #expect(abs((1 - half) * (1 - half) - (1 - whole)) < 1e-6)
  }

  @Test("an exact field is the last statistic; an average lags a ramp by q(1 − λ)/λ")
  func lag() {
    let pool = WorkerPool(workerCount: 1)
    var exact = bank(executor: .exact, orchestrator: .exact)
    var average = bank(executor: .movingAverage(timeConstant: 0.5), orchestrator: .exact)
    let q: Float = 0.004
    for tick in 1...200 {
      feed(&exact, battery: q * Float(tick), pool: pool)
      feed(&average, battery: q * Float(tick), pool: pool)
    }
    #expect(battery(exact) == q * 200)
    let l = Recursion.movingAverage(timeConstant: 0.5).weight(period: 0.1)
    #expect(abs((q * 200 - battery(average)) - q * (1 - l) / l) < 1e-5)
  }

  @Test("averaging white noise leaves λ/(2 − λ) of its variance")
  func variance() {
    let pool = WorkerPool(workerCount: 1)
    var average = bank(executor: .movingAverage(timeConstant: 0.3), orchestrator: .exact)
    var stream = RandomStream(seed: 11, purpose: .tooling)
    var sum = 0.0
    var squares = 0.0
    let ticks = 20_000
    for tick in 0..<ticks + 100 {
      feed(&average, battery: stream.uniform(), pool: pool)
      if tick < 100 { continue }
      let x = Double(battery(average))
      sum += x
      squares += x * x
    }
    let mean = sum / Double(ticks)
    let l = Double(Recursion.movingAverage(timeConstant: 0.3).weight(period: 0.1))
    let expected = l / (2 - l) / 12
    // Standard error of the variance of an AR(1) series over 20 000 ticks: about 1.6 %.
    #expect(abs((squares / Double(ticks) - mean * mean) / expected - 1) < 0.06)
  }

  @Test("the field is zero before its first tick: nothing of a tick is read in it")
  func noPeeking() {
    let pool = WorkerPool(workerCount: 1)
    var bank = bank(executor: .exact, orchestrator: .exact)
    var row = randomExecutors(1, seed: 1)[0]
    row.battery = 0.5
    bank.fold(classIndex: 0, rows: [row], count: 1, pool: pool)
    #expect(fields(bank, 0, .executor).allSatisfy { $0 == 0 })
    bank.advanceExecutors(pool: pool)
    #expect(fields(bank, 0, .executor).contains(0.5))
  }

  @Test("orchestrators read the block mean of m^exec, held until their next tick")
  func blockMean() throws {
    let pool = WorkerPool(workerCount: 1)
    var bank = bank(executor: .exact, orchestrator: .exact)
    func read(_ bank: borrowing MeanFieldBank, _ layer: FieldLayer) throws -> Float {
      let field = try #require(bank.view(classIndex: 0, layer: layer).executorField)
      return field[ExecutorSchema.battery]
    }
    for value in [Float(0.25), 0.5, 0.75, 1] { feed(&bank, battery: value, pool: pool) }
    #expect(try read(bank, .orchestrator) == 0)
    bank.advanceOrchestrators(pool: pool)
    #expect(try read(bank, .orchestrator) == 0.625)
    feed(&bank, battery: 0.125, pool: pool)
    #expect(try read(bank, .orchestrator) == 0.625)
    #expect(try read(bank, .executor) == 0.125)
    bank.advanceOrchestrators(pool: pool)
    #expect(try read(bank, .orchestrator) == 0.125)
  }

  @Test("z is the own field, then the population-weighted mean of the others")
  func stack() throws {
    var classes = [1, 3, 4].map { randomExecutors($0, seed: 1) }
    for c in 0..<3 {
      for i in classes[c].indices { classes[c][i].battery = [0.5, 0.25, 0.75][c] }
    }
    let bank = foldedBank(
      executors: classes, orchestrators: [1, 3, 4].map { randomOrchestrators($0, seed: 2) })
    let expected: [(own: Float, others: Float)] = [
      (0.5, (3 * 0.25 + 4 * 0.75) / 7), (0.25, (0.5 + 4 * 0.75) / 5), (0.75, (0.5 + 3 * 0.25) / 4),
    ]
    for c in 0..<3 {
      let view = bank.view(classIndex: c, layer: .executor)
      let z = try #require(view.executorField)
      #expect(z[ExecutorSchema.battery] == expected[c].own)
      #expect(abs(z[ExecutorSchema.count + ExecutorSchema.battery] - expected[c].others) < 1e-7)
      #expect(view.ownCount == [1, 3, 4][c])
      #expect(view.otherCount == [7, 5, 4][c])
    }
  }

  @Test(
    "a coupling grants each layer exactly its fields",
    arguments: [
      (PopulationGrants.nothing, LayerCoupling.both, false, false),
      (.fields, .none, false, false), (.fields, .own, true, false),
      (.fields, .cross, false, true), (.fields, .both, true, true),
    ])
  func grants(granted: PopulationGrants, coupling: LayerCoupling, own: Bool, other: Bool) {
    var configuration = exactConfiguration()
    configuration.granted = granted
    configuration.coupling = coupling
    let bank = foldedBank(
      executors: [randomExecutors(5, seed: 1)], orchestrators: [randomOrchestrators(5, seed: 1)],
      configuration: configuration)
    let leader = bank.view(classIndex: 0, layer: .orchestrator)
    #expect((leader.orchestratorField != nil) == own)
    #expect((leader.executorField != nil) == other)
    #expect((bank.grid(for: .orchestrator) != nil) == other)
    let follower = bank.view(classIndex: 0, layer: .executor)
    #expect((follower.executorField != nil) == own)
    #expect((follower.orchestratorField != nil) == other)
    #expect((bank.grid(for: .executor) != nil) == own)
  }
}
