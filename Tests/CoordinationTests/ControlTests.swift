import Contracts
import MeanFields
import SimCore
import Testing

@testable import Coordination

/// Ways of coordinating that send something else than the present: what exactly.
@Suite("controls")
struct ControlTests {
  /// What planners and executors of a class are sent at one update: both stacks of each, and a cell of the grid.
  private typealias Sent = [Float]

  private static let counts = [9, 4]
  private static let ticksPerPeriod = 10

  /// What is sent at each update of a run under a mode, from time zero on; `watch` sees the population then.
  private static func sent(
    _ mode: CoordinationMode, updates: Int, block: Double = 2, path: FieldPath? = nil,
    watch: (borrowing Population) -> Void = { _ in }
  ) -> [Sent] {
    var settings = SchemeSettings()
    settings.set("block", to: block)
    var population = Population(
      PopulationSetup(
        CoordinationSetup(mode: mode, settings: settings, path: path),
        classes: counts.map { PopulationClass(robotCount: $0, maxSpeed: 1) },
        bounds: AABB(lower: .zero, upper: Vec2(20, 20)), optionCount: 2,
        isAble: [true, true, true, true], seed: 4), pool: WorkerPool(workerCount: 1)
    ) { preconditionFailure("no twin") }
    move(&population, 0)
    population.prime()
    var result = [read(population)]
    watch(population)
    for tick in 1...updates {
      move(&population, tick)
      population.update(
        CoordinationTick(step: 6 * tick, isPlanningTick: tick % ticksPerPeriod == 0))
      result.append(read(population))
      watch(population)
    }
    return result
  }

  private static func move(_ population: inout Population, _ tick: Int) {
    for row in 0..<counts.reduce(0, +) {
      var s = RandomStream(seed: 1, index: row, step: tick, purpose: .tooling)
      population.exchange.executors.states[row] = ExecutorMicrostate(
        position: Vec2(s.uniform(0, 20), s.uniform(0, 20)),
        velocity: Vec2(s.uniform(-0.7, 0.7), s.uniform(-0.7, 0.7)), spin: 0,
        speedRatio: s.uniform(), contact: 0, blocked: s.uniform() < 0.2 ? 1 : 0, slip: 0,
        impulse: 0, failed: 0, battery: s.uniform(), uncertainty: 0)
      population.exchange.orchestrators.states[row] = OrchestratorMicrostate(
        stage: RobotStage(rawValue: UInt8(s.below(8))) ?? .idle, option: Int16(s.below(3)) - 1,
        planAge: 1, replanned: 0, entropy: s.uniform(), planFailed: 0, progress: s.uniform(),
        predictedSuccess: 1)
    }
  }

  private static func read(_ population: borrowing Population) -> Sent {
    var numbers: Sent = []
    for layer in FieldLayer.allCases {
      for classIndex in counts.indices {
        let view = population.view(classIndex: classIndex, layer: layer)
        if let plans = view.orchestratorField {
          numbers += (0..<2 * OrchestratorSchema.count).map { plans[$0] }
        }
        if let contexts = view.executorField {
          numbers += (0..<2 * ExecutorSchema.count).map { contexts[$0] }
        }
      }
      if let grid = population.grid(for: layer) {
        numbers += (0..<16).map { grid.cells[$0][0] }
      }
    }
    return numbers
  }

  @Test("frozen fields are the mean of all that the fields have been")
  func frozen() throws {
    let truth = Self.sent(.meanField, updates: 60)
    let frozen = Self.sent(.frozen, updates: 60)
    #expect(frozen[0] == truth[0])
    for update in [1, 7, 60] {
      for k in truth[0].indices {
        let mean = truth[0...update].reduce(0) { $0 + Double($1[k]) } / Double(update + 1)
        #expect(abs(Double(frozen[update][k]) - mean) < 1e-5 * max(1, abs(mean)))
      }
    }
    // It tells the level, and no longer the moment.
    #expect(frozen[60] != truth[60])
  }

  @Test("shuffled fields are those of an earlier block, from its beginning to its end")
  func shuffled() throws {
    // 12 blocks of 2 s.
    let truth = Self.sent(.meanField, updates: 240)
    let shuffled = Self.sent(.shuffled, updates: 240)
    var sources: [Int] = []
    // In the first block there is nothing earlier than time zero.
    for update in 0...20 { #expect(shuffled[update] == truth[0]) }
    for block in 1..<12 {
      let stacks = truth[0].count - 32
      // The update with which each begins has number 20 block + 1.
      let source = (0..<block).first { earlier in
        (1...20).allSatisfy { place in
          let (one, other) = (shuffled[20 * block + place], truth[20 * earlier + place])
          // Between, the spatial field is the one of the last whole period.
          return place % 10 == 1 ? one == other : agree(one, other, but: 32, of: stacks)
        }
      }
      #expect(source != nil, "block \(block)")
      if let source { sources.append(source) }
    }
    #expect(Set(sources).count > 3, "\(sources)")
  }

  /// True where all stacks agree; the numbers of the grid, `cells` in all behind each layer's stacks, may not.
  private func agree(_ one: Sent, _ other: Sent, but cells: Int, of stacks: Int) -> Bool {
    let half = one.count / 2
    let firstStacks = half - cells / 2
    return one[..<firstStacks] == other[..<firstStacks]
      && one[half..<half + firstStacks] == other[half..<half + firstStacks]
  }

  @Test("under mode limit the path is read period by period, nothing is sent, and nothing billed")
  func limit() {
    var moments: [Float] = []
    var shape: FieldPathShape?
    var update = 0
    let truth = Self.sent(.meanField, updates: 40) { population in
      if update % Self.ticksPerPeriod == 0 { moments += population.moment }
      update += 1
      shape = FieldPathShape(of: population.exchange.fields)
    }
    guard let shape else { return #expect(Bool(false), "no shape") }
    let path = FieldPath(shape, numbers: moments)
    #expect(path.momentCount == 5)
    let read = Self.sent(.limit, updates: 60, path: path) { population in
      for layer in FieldLayer.allCases {
        let account = population.exchange.ledger.total(layer: layer)
        #expect(account.bytesUp == 0 && account.bytesDown == 0)
      }
    }
    for update in 0...60 { #expect(read[update] == truth[min(4, update / 10) * 10], "\(update)") }
  }

  @Test("controls are billed for what they send as the fields are, to the byte")
  func bills() {
    func bytes(_ mode: CoordinationMode) -> [LedgerAccount] {
      var population = Population(
        PopulationSetup(
          CoordinationSetup(mode: mode),
          classes: Self.counts.map { PopulationClass(robotCount: $0, maxSpeed: 1) },
          bounds: AABB(lower: .zero, upper: Vec2(20, 20)), optionCount: 2,
          isAble: [true, true, true, true], seed: 4), pool: WorkerPool(workerCount: 1)
      ) { preconditionFailure("no twin") }
      Self.move(&population, 0)
      population.prime()
      for tick in 1...30 {
        for layer in FieldLayer.allCases {
          let view = population.view(classIndex: 0, layer: layer)
          population.billReads(
            DecisionReads(
              layer: layer, classIndex: 0, robotCount: 9, gridSamples: 4, isHeld: false), of: view)
        }
        Self.move(&population, tick)
        population.update(CoordinationTick(step: 6 * tick, isPlanningTick: tick % 10 == 0))
      }
      return FieldLayer.allCases.map { population.exchange.ledger.total(layer: $0) }
    }
    #expect(bytes(.frozen) == bytes(.meanField))
    #expect(bytes(.shuffled) == bytes(.meanField))
  }
}
