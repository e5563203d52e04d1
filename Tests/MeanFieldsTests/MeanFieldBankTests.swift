import Contracts
import MeanFields
import SimCore
import Testing

@Suite("MeanFieldBank: the statistic")
struct MeanFieldBankTests {
  @Test("features are the means of the rows, to the rounding of the result")
  func means() {
    let rows = randomExecutors(1000, seed: 1)
    let plans = randomOrchestrators(1000, seed: 1)
    let bank = foldedBank(executors: [rows], orchestrators: [plans])
    let m = bank.signal(classIndex: 0, layer: .executor)
    func check(_ feature: Int, _ value: (ExecutorMicrostate) -> Double) {
      let mean = rows.reduce(0) { $0 + value($1) } / 1000
      #expect(abs(Double(m[feature]) - mean) < 1e-7, "\(ExecutorSchema.all[feature].name)")
    }
    check(ExecutorSchema.velocityX) { Double($0.velocity.x) }
    check(ExecutorSchema.velocityY) { Double($0.velocity.y) }
    check(ExecutorSchema.spin) { Double($0.spin) }
    check(ExecutorSchema.speed) { Double($0.velocity.length) }
    check(ExecutorSchema.velocityXSecondMoment) { Double($0.velocity.x) * Double($0.velocity.x) }
    check(ExecutorSchema.velocityYSecondMoment) { Double($0.velocity.y) * Double($0.velocity.y) }
    check(ExecutorSchema.spinSecondMoment) { Double($0.spin) * Double($0.spin) }
    check(ExecutorSchema.speedRatio) { Double($0.speedRatio) }
    check(ExecutorSchema.contact) { Double($0.contact) }
    check(ExecutorSchema.blocked) { Double($0.blocked) }
    check(ExecutorSchema.slip) { Double($0.slip) }
    check(ExecutorSchema.impulse) { Double($0.impulse) }
    check(ExecutorSchema.failure) { Double($0.failed) }
    check(ExecutorSchema.battery) { Double($0.battery) }
    check(ExecutorSchema.uncertainty) { Double($0.uncertainty) }
    check(ExecutorSchema.uncertaintySecondMoment) {
      Double($0.uncertainty) * Double($0.uncertainty)
    }
    for bin in 0..<4 {
      check(ExecutorSchema.batteryHistogram + bin) { min(3, Int($0.battery * 4)) == bin ? 1 : 0 }
      check(ExecutorSchema.tags + bin) { ExecutorSchema.tagBin($0.tag) == bin ? 1 : 0 }
    }
    let o = bank.signal(classIndex: 0, layer: .orchestrator)
    func plan(_ feature: Int, _ value: (OrchestratorMicrostate) -> Double) {
      let mean = plans.reduce(0) { $0 + value($1) } / 1000
      #expect(abs(Double(o[feature]) - mean) < 1e-7, "\(OrchestratorSchema.all[feature].name)")
    }
    for stage in RobotStage.allCases {
      plan(OrchestratorSchema.bin(of: stage)) { $0.stage == stage ? 1 : 0 }
    }
    for option in 0..<16 {
      plan(OrchestratorSchema.bin(ofOption: option)) { Int($0.option) == option ? 1 : 0 }
    }
    plan(OrchestratorSchema.planAge) { Double($0.planAge) / 64 }
    plan(OrchestratorSchema.replanRate) { Double($0.replanned) }
    plan(OrchestratorSchema.entropy) { Double($0.entropy) }
    plan(OrchestratorSchema.entropySecondMoment) { Double($0.entropy) * Double($0.entropy) }
    plan(OrchestratorSchema.failureRate) { Double($0.planFailed) }
    plan(OrchestratorSchema.progress) { Double($0.progress) }
    plan(OrchestratorSchema.predictedSuccess) { Double($0.predictedSuccess) }
    #expect(bank.saturationCount == 0)
  }

  @Test("histograms sum to 1, assignments to the share that has claimed")
  func conservation() {
    // 1024 robots: shares are multiples of 2⁻¹⁰, so their sum in Float is exact.
    let plans = randomOrchestrators(1024, seed: 3)
    let bank = foldedBank(executors: [randomExecutors(1024, seed: 3)], orchestrators: [plans])
    let o = bank.signal(classIndex: 0, layer: .orchestrator)
    #expect(o[0..<8].reduce(0, +) == 1)
    #expect(o[8..<24].reduce(0, +) == Float(plans.count { $0.option >= 0 }) / 1024)
    let m = bank.signal(classIndex: 0, layer: .executor)
    #expect(m[14..<18].reduce(0, +) == 1)
    #expect(m[20..<24].reduce(0, +) == 1)
  }

  @Test("any worker count, row order and partition into calls gives the same bits")
  func invariance() {
    let rows = [randomExecutors(3001, seed: 5), randomExecutors(700, seed: 6)]
    let plans = [randomOrchestrators(3001, seed: 5), randomOrchestrators(700, seed: 6)]
    let reference = stateHash(foldedBank(executors: rows, orchestrators: plans))
    for workers in [2, 3, 4] {
      let hash = stateHash(foldedBank(executors: rows, orchestrators: plans, workers: workers))
      #expect(hash == reference, "\(workers) workers")
    }
    for seed in UInt64(1)...3 {
      let hash = stateHash(
        foldedBank(
          executors: rows.map { shuffled($0, seed: seed) },
          orchestrators: plans.map { shuffled($0, seed: seed + 10) }, workers: 2))
      #expect(hash == reference, "order \(seed)")
    }
    let pool = WorkerPool(workerCount: 2)
    var bank = MeanFieldBank(
      configuration: exactConfiguration(),
      classes: rows.map { PopulationClass(robotCount: $0.count, maxSpeed: 1.5) },
      bounds: workspace, workerCount: 2)
    for c in rows.indices {
      for start in stride(from: 0, to: rows[c].count, by: 333) {
        let end = min(start + 333, rows[c].count)
        bank.fold(
          classIndex: c, rows: Array(rows[c][start..<end]), count: end - start, pool: pool)
        bank.fold(
          classIndex: c, rows: Array(plans[c][start..<end]), count: end - start, pool: pool)
      }
    }
    bank.advanceExecutors(pool: pool)
    bank.advanceOrchestrators(pool: pool)
    #expect(stateHash(bank) == reference)
    // The hash does see one robot's change.
    var other = rows
    other[1][17].battery += 1e-4
    #expect(stateHash(foldedBank(executors: other, orchestrators: plans)) != reference)
  }

  @Test("duplicating every robot leaves all that policies read unchanged, bit for bit")
  func duplication() {
    let rows = [randomExecutors(301, seed: 7), randomExecutors(100, seed: 8)]
    let plans = [randomOrchestrators(301, seed: 7), randomOrchestrators(100, seed: 8)]
    let once = foldedBank(executors: rows, orchestrators: plans)
    let twice = foldedBank(
      executors: rows.map { $0 + $0 }, orchestrators: plans.map { $0 + $0 }, workers: 2)
    for c in 0..<2 {
      for layer in FieldLayer.allCases {
        #expect(fields(once, c, layer) == fields(twice, c, layer))
        #expect(fields(once, c, layer).contains { $0 != 0 })
      }
    }
  }

  @Test("values outside the range saturate, what is no number counts as 0, and all are counted")
  func saturation() {
    var row = randomExecutors(1, seed: 1)[0]
    row.velocity = Vec2(3, 0)  // vx and speed
    row.battery = -1
    row.uncertainty = .nan
    row.position = Vec2(.nan, 0)  // left out of the spatial field
    var plan = randomOrchestrators(1, seed: 1)[0]
    plan.option = 99
    plan.progress = 1.5
    plan.planAge = 1000  // saturates by definition, not counted
    let bank = foldedBank(executors: [[row]], orchestrators: [[plan]])
    let m = bank.signal(classIndex: 0, layer: .executor)
    #expect(m[ExecutorSchema.velocityX] == 1)
    #expect(m[ExecutorSchema.velocityXSecondMoment] == 1)
    #expect(m[ExecutorSchema.speed] == 1)
    #expect(m[ExecutorSchema.battery] == 0)
    #expect(m[ExecutorSchema.uncertainty] == 0)
    #expect(m[ExecutorSchema.batteryHistogram] == 1)
    let o = bank.signal(classIndex: 0, layer: .orchestrator)
    #expect(o[OrchestratorSchema.progress] == 1)
    #expect(o[OrchestratorSchema.planAge] == 1)
    #expect(bank.saturationCount == 4 + 1 + 2)
  }

  @Test("a class without robots has zero fields, and does not weigh on others")
  func emptyClass() {
    let bank = foldedBank(
      executors: [randomExecutors(10, seed: 1), []],
      orchestrators: [randomOrchestrators(10, seed: 1), []])
    #expect(bank.signal(classIndex: 1, layer: .executor).allSatisfy { $0 == 0 })
    let z = fields(bank, 0, .executor)
    #expect(z.allSatisfy { $0.isFinite })
    #expect(bank.view(classIndex: 0, layer: .executor).otherCount == 0)
  }

  @Test("a snapshot restores every bit, and the future after it")
  func snapshot() {
    let rows = [randomExecutors(200, seed: 1)]
    let plans = [randomOrchestrators(200, seed: 1)]
    let configuration = MeanFieldConfiguration()
    var a = foldedBank(executors: rows, orchestrators: plans, configuration: configuration)
    let bytes = a.stateBytes()
    var b = MeanFieldBank(
      configuration: configuration, classes: a.classes, bounds: workspace, workerCount: 1)
    #expect(stateHash(a) != stateHash(b))
    #expect(b.restoreState(from: bytes) == nil)
    #expect(stateHash(a) == stateHash(b))
    #expect(fields(a, 0, .executor) == fields(b, 0, .executor))
    let pool = WorkerPool(workerCount: 1)
    let next = randomExecutors(200, seed: 2)
    a.fold(classIndex: 0, rows: next, count: 200, pool: pool)
    a.advanceExecutors(pool: pool)
    b.fold(classIndex: 0, rows: next, count: 200, pool: pool)
    b.advanceExecutors(pool: pool)
    #expect(stateHash(a) == stateHash(b))
  }
}

/// Everything a policy of a class and layer reads, as one array.
func fields(_ bank: borrowing MeanFieldBank, _ classIndex: Int, _ layer: FieldLayer) -> [Float] {
  let view = bank.view(classIndex: classIndex, layer: layer)
  var result: [Float] = []
  if let field = view.orchestratorField {
    result += (0..<2 * OrchestratorSchema.count).map { field[$0] }
  }
  if let field = view.executorField {
    result += (0..<2 * ExecutorSchema.count).map { field[$0] }
  }
  return result
}

@Suite("MeanFieldBank under limits")
struct LimitedBankTests {
  @Test("without reports a Kalman filter's uncertainty grows, and planners are told")
  func kalman() throws {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = .kalman(processVariance: 1e-3)
    let n = 100
    var bank = MeanFieldBank(
      configuration: configuration, classes: [PopulationClass(robotCount: n, maxSpeed: 1)],
      bounds: AABB(lower: .zero, upper: Vec2(10, 10)), workerCount: 1)
    let pool = WorkerPool(workerCount: 1)
    let plans = (0..<n).map { i in
      OrchestratorMicrostate(
        stage: i < 30 ? .idle : .carrying, option: -1, planAge: 0, replanned: 0, entropy: 0,
        planFailed: 0, progress: 0, predictedSuccess: 1)
    }
    func update(_ bank: inout MeanFieldBank, fresh: Int?) -> Float {
      bank.fold(classIndex: 0, rows: plans, count: n, pool: pool)
      if let fresh { bank.setFreshCount(fresh, classIndex: 0, layer: .orchestrator) }
      bank.advanceOrchestrators(pool: pool)
      let view = bank.view(classIndex: 0, layer: .orchestrator)
      return view.orchestratorDeviation?[OrchestratorSchema.bin(of: .idle)] ?? -1
    }
    // All reports are there: nothing is uncertain, and the field is the count.
    var deviation = update(&bank, fresh: nil)
    #expect(deviation == 0)
    #expect(bank.signal(classIndex: 0, layer: .orchestrator)[0] == 0.3)
    // Ten of a hundred: (1/10)(1 − 10/100) p(1 − p) at most, less what was known before.
    deviation = update(&bank, fresh: 10)
    let sampling = (0.1 * 0.9 * 0.3 * 0.7).squareRoot()
    #expect(deviation > 0.02 && deviation < Float(sampling))
    // Nothing at all: it grows by the process variance, update by update.
    var last = deviation
    for _ in 0..<5 {
      let next = update(&bank, fresh: 0)
      #expect(abs(next * next - last * last - 1e-3) < 1e-6)
      last = next
    }
  }

  @Test("one field for both layers and all classes is the pooled mean, for every class the same")
  func flat() {
    var configuration = MeanFieldConfiguration()
    configuration.granted = .pooledFields
    configuration.executorRecursion = .exact
    var bank = MeanFieldBank(
      configuration: configuration,
      classes: [
        PopulationClass(robotCount: 10, maxSpeed: 1), PopulationClass(robotCount: 30, maxSpeed: 1),
      ],
      bounds: AABB(lower: .zero, upper: Vec2(10, 10)), workerCount: 1)
    let pool = WorkerPool(workerCount: 1)
    func plans(_ count: Int, idle: Int) -> [OrchestratorMicrostate] {
      (0..<count).map { i in
        OrchestratorMicrostate(
          stage: i < idle ? .idle : .working, option: -1, planAge: 0, replanned: 0, entropy: 0,
          planFailed: 0, progress: 0, predictedSuccess: 1)
      }
    }
    bank.fold(classIndex: 0, rows: plans(10, idle: 10), count: 10, pool: pool)
    bank.fold(classIndex: 1, rows: plans(30, idle: 0), count: 30, pool: pool)
    bank.advanceOrchestrators(pool: pool)
    for c in 0..<2 {
      let view = bank.view(classIndex: c, layer: .orchestrator)
      #expect(view.orchestratorField?[0] == 0.25)
      #expect(view.ownCount == 40 && view.otherCount == 0)
    }
  }
}
