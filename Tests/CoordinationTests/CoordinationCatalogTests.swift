import Contracts
import Coordination
import Foundation
import MeanFields
import SimCore
import TestSupport
import Testing

/// A population of two classes in which everybody moves about, and what its planners are offered.
private struct Crowd: ~Copyable {
  static let counts = [12, 7]
  var population: Population

  init(
    _ kind: CoordinationKind, _ channel: ChannelConfiguration, workers: Int, seed: UInt64 = 1,
    orchestratorReads: PopulationReads? = nil, executorReads: PopulationReads = .all
  ) {
    let pool = WorkerPool(workerCount: workers)
    let classes = Self.counts.map {
      PopulationClass(
        robotCount: $0, maxSpeed: 1,
        orchestratorReads: orchestratorReads ?? (executorReads.isEmpty ? .plans : .all),
        executorReads: executorReads)
    }
    let bounds = AABB(lower: .zero, upper: Vec2(20, 20))
    func setup(_ mode: CoordinationMode) -> PopulationSetup {
      PopulationSetup(
        CoordinationSetup(mode: mode, channel: channel), classes: classes, bounds: bounds,
        optionCount: 2, isAble: [true, true, false, true], seed: seed)
    }
    population = Population(setup(kind.mode), pool: pool) {
      Twin(Population(setup(.meanField), pool: pool) { preconditionFailure("one twin") })
    }
    move(0)
    population.prime()
  }

  mutating func move(_ tick: Int) { Self.move(&population, tick, seed: 1) }

  static func move(_ population: inout Population, _ tick: Int, seed: UInt64) {
    for row in 0..<counts.reduce(0, +) {
      var s = RandomStream(seed: seed, index: row, step: tick, purpose: .tooling)
      population.exchange.executors.states[row] = ExecutorMicrostate(
        position: Vec2(s.uniform(0, 20), s.uniform(0, 20)),
        velocity: Vec2(s.uniform(-0.7, 0.7), s.uniform(-0.7, 0.7)), spin: 0,
        speedRatio: s.uniform(), contact: 0, blocked: s.uniform() < 0.2 ? 1 : 0, slip: 0,
        impulse: 0, failed: 0, battery: s.uniform(), uncertainty: 0)
      population.exchange.orchestrators.states[row] = OrchestratorMicrostate(
        stage: RobotStage(rawValue: UInt8(s.below(8))) ?? .idle, option: Int16(s.below(3)) - 1,
        planAge: 1, replanned: 0, entropy: s.uniform(), planFailed: 0, progress: s.uniform(),
        predictedSuccess: 1,
        destination: s.uniform() < 0.7
          ? Vec2(s.uniform(0, 20), s.uniform(0, 20)) : Vec2(repeating: .nan))
    }
  }

  mutating func run(_ ticks: Range<Int>) {
    for tick in ticks {
      move(tick)
      population.exchange.advanceBoard(to: tick) { ($0[0], $0[1], $0[2]) = (3, 5, 0) }
      population.update(CoordinationTick(step: 6 * tick, isPlanningTick: tick % 10 == 0))
    }
  }

  func hash() -> UInt64 {
    var archive = StateArchive.hashing
    archive.read(population)
    return archive.hash.value
  }
}

/// A twin of which only the fields move.
private final class Twin: TwinSource {
  private var population: Population
  private var tick = 0

  init(_ population: consuming Population) {
    self.population = population
    Crowd.move(&self.population, 0, seed: 2)
    self.population.prime()
  }

  func advance() {
    tick += 1
    Crowd.move(&population, tick, seed: 2)
    population.update(CoordinationTick(step: 6 * tick, isPlanningTick: tick % 10 == 0))
  }

  func readFields<Result>(_ body: (borrowing MeanFieldBank) -> Result) -> Result {
    body(population.exchange.fields)
  }

  func visitState(_ archive: inout StateArchive) {
    archive.visit(&tick)
    population.visitState(&archive)
  }
}

/// Laws that hold for every way of coordinating: whoever adds one has them for nothing.
@Suite("Coordination: laws of every mode in the catalogue")
struct CoordinationCatalogTests {
  static let words = CoordinationCatalog.kinds.map(\.mode.rawValue)

  /// A perfect channel, and one that loses, delays, rounds and rations.
  static let channels: [ChannelConfiguration] = {
    var limited = ChannelConfiguration()
    limited.loss = 0.2
    limited.latency = 0.2
    limited.bits = 6
    limited.budget = 2000
    return [.init(), limited]
  }()

  private func kind(_ word: String) throws -> CoordinationKind {
    try #require(CoordinationMode(rawValue: word)).kind
  }

  @Test(
    "words and keys are given once, each with a sentence; a word that nobody declared is no mode")
  func names() {
    #expect(Set(Self.words).count == Self.words.count)
    let keys = CoordinationCatalog.keys.map(\.name)
    #expect(Set(keys).count == keys.count)
    #expect(CoordinationCatalog.kinds.allSatisfy { !$0.summary.isEmpty })
    #expect(CoordinationCatalog.keys.allSatisfy { !$0.doc.isEmpty })
    #expect(CoordinationMode(rawValue: "telepathy") == nil)
  }

  @Test(
    "robots that estimate for themselves hear where others are, also where nobody reads m^exec",
    arguments: ["neighbours", "gossip", "kSample"])
  func heardPlaces(word: String) throws {
    var channel = ChannelConfiguration()
    channel.latency = 0.2
    var crowd = Crowd(try kind(word), channel, workers: 1, executorReads: [])
    // Its planners read no m^exec either.
    crowd.run(1..<4)
    let before = crowd.population.exchange.executors.known[0].position
    crowd.run(4..<30)
    let after = crowd.population.exchange.executors.known[0].position
    #expect(before != after)
  }

  @Test("README's table has a row for every mode, and for nothing else")
  func rows() throws {
    let text = try String(contentsOfFile: Repository.root + "README.md", encoding: .utf8)
    let section = try #require(text.split(separator: "## Ways of coordinating\n").last)
    let table = section.split(separator: "\n").drop { !$0.hasPrefix("| ---") }.dropFirst()
      .prefix { $0.hasPrefix("| ") }
    let words = table.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    #expect(words.sorted() == Self.words.sorted())
  }

  @Test("any number of workers gives the same bits", arguments: words, channels.indices)
  func workers(_ word: String, channel: Int) throws {
    let kind = try kind(word)
    var hashes: Set<UInt64> = []
    for workers in 1...3 {
      var crowd = Crowd(kind, Self.channels[channel], workers: workers)
      crowd.run(1..<24)
      hashes.insert(crowd.hash())
    }
    #expect(hashes.count == 1)
  }

  @Test("a snapshot goes on with the same bits", arguments: words, channels.indices)
  func snapshot(_ word: String, channel: Int) throws {
    let kind = try kind(word)
    var crowd = Crowd(kind, Self.channels[channel], workers: 1)
    crowd.run(1..<13)
    let bytes = crowd.population.stateBytes()
    var copy = Crowd(kind, Self.channels[channel], workers: 1)
    #expect(copy.population.restoreState(from: bytes) == nil)
    #expect(copy.hash() == crowd.hash())
    crowd.run(13..<24)
    copy.run(13..<24)
    #expect(copy.hash() == crowd.hash())
    #expect(reads(copy) == reads(crowd))
  }

  @Test("policies are given what the mode grants, and nothing else", arguments: words)
  func grants(_ word: String) throws {
    let kind = try kind(word)
    var crowd = Crowd(kind, .init(), workers: 1)
    crowd.run(1..<12)
    for layer in FieldLayer.allCases {
      let view = crowd.population.view(classIndex: 0, layer: layer)
      let plans = LayerCoupling.both.grants(.orchestrator, to: layer, under: kind.grants)
      let contexts = LayerCoupling.both.grants(.executor, to: layer, under: kind.grants)
      #expect((view.orchestratorField != nil) == plans)
      #expect((view.executorField != nil) == contexts)
      #expect((crowd.population.grid(for: layer) != nil) == kind.grants.hasGrid)
      #expect(
        (crowd.population.destinations(for: layer) != nil) == (plans && kind.grants.hasDestinations)
      )
    }
  }

  @Test(
    "a mode that grants fields tells where robots are bound, or says why it does not",
    arguments: words)
  func destinations(_ word: String) throws {
    let kind = try kind(word)
    #expect(
      (kind.withholdsDestinations == nil)
        == (kind.grants.hasDestinations || kind.grants == .nothing))
  }

  @Test(
    "destinations are 8 bytes of a report, on their own or beside a plan, and none where nobody reads them",
    arguments: ["meanField", "placebo", "flatField"])
  func destinationBytes(_ word: String) throws {
    let kind = try kind(word)
    func bytes(_ planners: PopulationReads, _ executors: PopulationReads) -> (
      up: Int64, down: Int64
    ) {
      var crowd = Crowd(
        kind, .init(), workers: 1, orchestratorReads: planners, executorReads: executors)
      crowd.run(1..<21)
      let ledger = crowd.population.exchange.ledger
      let accounts = FieldLayer.allCases.map { ledger.total(layer: $0) }
      return (accounts.reduce(0) { $0 + $1.bytesUp }, accounts.reduce(0) { $0 + $1.bytesDown })
    }
    // 19 robots; planning ticks 10 and 20, but for one clock for both layers.
    let reports: Int64 = 19 * (kind.grants.isPooled ? 20 : 2)
    #expect(bytes([], []).up == 0)
    #expect(bytes([.plans], []).up == reports * 28)
    #expect(bytes([], [.destinations]).up == reports * 8)
    #expect(bytes([.plans], [.destinations]).up == reports * 36)
    #expect(bytes([.destinations], [.destinations]).up == reports * 8)
    // Nobody has asked for anything yet.
    #expect(bytes([.destinations], [.destinations]).down == 0)
  }

  @Test("where all hear all, a row has two numbers more if somebody reads where robots are bound")
  func destinationRows() throws {
    func bytes(_ executors: PopulationReads) throws -> Int64 {
      var crowd = Crowd(
        try kind("allToAll"), .init(), workers: 1, orchestratorReads: [], executorReads: executors)
      crowd.run(1..<2)
      return crowd.population.exchange.ledger.total(layer: .executor).bytesUp
    }
    #expect(try bytes([.contexts]) == 19 * 32)
    #expect(try bytes([.destinations]) == 19 * 40)
  }

  @Test("an answer about a goal is one number, in one message with what is sampled of the traffic")
  func answers() throws {
    var crowd = Crowd(
      try kind("meanField"), .init(), workers: 1, orchestratorReads: [],
      executorReads: [.destinations])
    let view = crowd.population.view(classIndex: 0, layer: .executor)
    func ask(_ samples: Int) {
      crowd.population.billReads(
        DecisionReads(
          layer: .executor, classIndex: 0, robotCount: 12, gridSamples: samples, destinations: 1,
          isHeld: true), of: view)
    }
    ask(0)
    #expect(crowd.population.exchange.ledger.total(layer: .executor).bytesDown == 12 * 4)
    #expect(crowd.population.exchange.ledger.total(layer: .executor).messagesDown == 12)
    ask(4)
    #expect(crowd.population.exchange.ledger.total(layer: .executor).bytesDown == 12 * (4 + 260))
    #expect(crowd.population.exchange.ledger.total(layer: .executor).messagesDown == 24)
    #expect(crowd.population.exchange.ledger.aggregatorBytesOut == 12 * 264)
  }

  @Test("who is told something sends bytes for it, and no more than a budget", arguments: words)
  func bill(_ word: String) throws {
    let kind = try kind(word)
    func bytes(_ channel: ChannelConfiguration) -> Double {
      var crowd = Crowd(kind, channel, workers: 1)
      crowd.run(1..<61)
      return crowd.population.exchange.ledger.bytesPerRobotSecond(duration: 6)
    }
    #expect((bytes(.init()) > 0) == kind.usesChannel)
    // A byte to spare for the rounding of credit.
    #expect(bytes(Self.channels[1]) <= Double(Self.channels[1].budget) + 1)
  }

  /// Everything that robots read.
  private func reads(_ crowd: borrowing Crowd) -> [Float] {
    var result: [Float] = []
    for c in Crowd.counts.indices {
      for layer in FieldLayer.allCases {
        let view = crowd.population.view(classIndex: c, layer: layer)
        for row in 0..<Crowd.counts[c] {
          if let first = view.orchestratorField {
            let z = first + row * view.orchestratorStride
            result += (0..<2 * OrchestratorSchema.count).map { z[$0] }
          }
          if let first = view.executorField {
            let z = first + row * view.executorStride
            result += (0..<2 * ExecutorSchema.count).map { z[$0] }
          }
        }
      }
    }
    return result
  }
}
