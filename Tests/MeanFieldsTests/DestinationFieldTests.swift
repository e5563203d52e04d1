import Contracts
import MeanFields
import SimCore
import Testing

@Suite("DestinationField: where robots are bound")
struct DestinationFieldTests {
  private func row(boundFor destination: Vec2?) -> OrchestratorMicrostate {
    var row = randomOrchestrators(1, seed: 1)[0]
    row.destination = destination ?? Vec2(repeating: .nan)
    return row
  }

  private func folded(
    _ destinations: [Vec2?], configuration: MeanFieldConfiguration = exactConfiguration()
  ) -> MeanFieldBank {
    foldedBank(
      executors: [randomExecutors(destinations.count, seed: 1)],
      orchestrators: [destinations.map(row)], configuration: configuration)
  }

  @Test(
    "open deposits sum to the robots that are bound for somewhere, exactly", arguments: 1...4)
  func conservation(seed: UInt64) {
    let rows = randomOrchestrators(5000, seed: seed)
    let bound = rows.count { $0.destination.isFinite }
    let pool = WorkerPool(workerCount: 2)
    var bank = MeanFieldBank(
      configuration: exactConfiguration(),
      classes: [PopulationClass(robotCount: rows.count, maxSpeed: 1)], bounds: workspace,
      workerCount: 2)
    bank.fold(classIndex: 0, rows: rows, count: rows.count, pool: pool)
    #expect(bound > 2000 && bound < 4500)
    #expect(bank.destinations.openTotal() == Int64(bound) << 32)
    #expect(bank.saturationCount == 0)
    bank.advanceOrchestrators(pool: pool)
    #expect(bank.destinations.openTotal() == 0)
  }

  @Test("a goal at a cell's centre is wholly there; between two centres it is shared by distance")
  func weights() {
    // Cells of 2 m: centres at 1, 3, 5 …
    let bank = folded([Vec2(5, 7), nil])
    #expect(bank.destinations.sample(at: Vec2(5, 7)) == 0.25)
    #expect(bank.destinations.sample(at: Vec2(7, 7)) == 0)
    let shared = folded([Vec2(5.5, 7)])
    #expect(shared.destinations.sample(at: Vec2(5, 7)) == 0.75 * 0.25)
    #expect(shared.destinations.sample(at: Vec2(7, 7)) == 0.25 * 0.25)
    let beyond = folded([Vec2(-50, 0), Vec2(500, 500)])
    #expect(beyond.destinations.sample(at: Vec2(0, 0)) == 0.25)
    #expect(beyond.destinations.sample(at: Vec2(40, 30)) == 0.25)
  }

  @Test(
    "who asks about its own goal hears of the others: alone of nobody, wherever in a cell the goal lies",
    arguments: [Vec2(5, 7), Vec2(5.5, 7), Vec2(6, 8), Vec2(5.3, 7.9), Vec2(0, 0)])
  func others(goal: Vec2) {
    let alone = folded([goal])
    #expect(abs(alone.destinations.view.sampleOfOthers(at: goal)) < 1e-6)
    let many = folded([goal, goal, goal])
    let others = many.destinations.view.sampleOfOthers(at: goal)
    #expect(abs(others - 2 * alone.destinations.sample(at: goal)) < 1e-6)
    #expect(others > 0.1)
  }

  @Test("it is the same for any number of workers and any order of the rows")
  func workers() {
    let rows = randomOrchestrators(3000, seed: 5)
    func cells(_ rows: [OrchestratorMicrostate], workers: Int) -> [Float] {
      let bank = foldedBank(
        executors: [randomExecutors(3000, seed: 1)], orchestrators: [rows], workers: workers)
      let view = bank.destinations.view
      return (0..<view.shape.cellCount).map { view.cells[$0] }
    }
    let one = cells(rows, workers: 1)
    #expect(cells(rows, workers: 3) == one)
    #expect(cells(shuffled(rows, seed: 9), workers: 2) == one)
    let total = one.reduce(0.0) { $0 + Double($1) } * 4
    #expect(abs(total - Double(rows.count { $0.destination.isFinite })) < 1e-2)
  }

  @Test(
    "it follows the orchestrators' moving average, and in one field for both layers the executors'")
  func average() {
    var configuration = MeanFieldConfiguration()
    configuration.orchestratorRecursion = .movingAverage(timeConstant: 3)
    configuration.executorRecursion = .movingAverage(timeConstant: 0.5)
    let slow = folded([Vec2(5, 7)], configuration: configuration)
    let weight = configuration.orchestratorRecursion.weight(period: 1)
    #expect(slow.destinations.sample(at: Vec2(5, 7)) == weight * 0.25)
    configuration.granted = .pooledFields
    let fast = folded([Vec2(5, 7)], configuration: configuration)
    let newest = configuration.executorRecursion.weight(period: 0.1)
    #expect(fast.destinations.sample(at: Vec2(5, 7)) == newest * 0.25)
  }

  @Test("the kernel that the traffic is read with spreads it too, and loses no robot inside")
  func kernel() throws {
    var configuration = exactConfiguration()
    configuration.kernel = .disc(radius: 2)
    let bank = folded([Vec2(21, 15)], configuration: configuration)
    let read = bank.destinations(for: .executor)
    let view = try #require(read)
    let sum = (0..<view.shape.cellCount).reduce(Float(0)) { $0 + view.cells[$1] }
    #expect(abs(sum - 0.25) < 1e-6)
    // Thirteen cells lie within two cells of a centre.
    #expect(abs(view.sample(at: Vec2(21, 15)) - 0.25 / 13) < 1e-6)
    #expect(abs(view.sampleOfOthers(at: Vec2(21, 15))) < 1e-6)
  }

  @Test(
    "it is granted as m^orch is, and where a mode can tell where all are bound",
    arguments: [
      (PopulationGrants.nothing, LayerCoupling.both, false, false),
      (.fields, .none, false, false), (.fields, .own, true, false),
      (.fields, .cross, false, true), (.fields, .both, true, true),
      (.pooledFields, .both, true, true), (.fieldsAndPeers, .cross, false, true),
      (.fieldsNearby, .both, false, false), (.fieldsWithoutGrid, .both, false, false),
      (.groupOfPlanners, .both, false, false),
    ])
  func grants(granted: PopulationGrants, coupling: LayerCoupling, own: Bool, other: Bool) {
    var configuration = exactConfiguration()
    configuration.granted = granted
    configuration.coupling = coupling
    let bank = folded([Vec2(5, 7)], configuration: configuration)
    #expect((bank.destinations(for: .orchestrator) != nil) == own)
    #expect((bank.destinations(for: .executor) != nil) == other)
    let everybody = [PopulationClass(robotCount: 1, maxSpeed: 1)]
    #expect(configuration.areDestinationsRead(by: everybody) == (own || other))
  }
}
