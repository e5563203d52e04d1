import Contracts
import MeanFields
import SimCore
import Testing

@Suite("SpatialField")
struct SpatialFieldTests {
  private func folded(_ rows: [ExecutorMicrostate], workers: Int = 1) -> MeanFieldBank {
    foldedBank(
      executors: [rows], orchestrators: [randomOrchestrators(rows.count, seed: 1)],
      workers: workers)
  }

  private func row(at position: Vec2, velocity: Vec2 = .zero, blocked: Float = 0)
    -> ExecutorMicrostate
  {
    var row = randomExecutors(1, seed: 1)[0]
    row.position = position
    row.velocity = velocity
    row.blocked = blocked
    return row
  }

  @Test(
    "open deposits sum to the number of robots exactly, whatever their positions", arguments: 1...4)
  func conservation(seed: UInt64) {
    let rows = randomExecutors(5000, seed: seed)
    let pool = WorkerPool(workerCount: 2)
    var bank = MeanFieldBank(
      configuration: exactConfiguration(),
      classes: [PopulationClass(robotCount: rows.count, maxSpeed: 1)], bounds: workspace,
      workerCount: 2)
    bank.fold(classIndex: 0, rows: rows, count: rows.count, pool: pool)
    let totals = bank.spatial.openTotals()
    #expect(totals[0] == 5000 << 32)
    #expect(totals[3] == Int64(rows.count { $0.blocked == 1 }) << 32)
    func fixed(_ x: Float) -> Int64 { Int64((Double(x) * 0x1p32).rounded(.toNearestOrEven)) }
    #expect(totals[1] == rows.reduce(0) { $0 + fixed($1.velocity.x) })
    #expect(totals[2] == rows.reduce(0) { $0 + fixed($1.velocity.y) })
    bank.advanceExecutors(pool: pool)
    #expect(bank.spatial.openTotals() == .zero)
  }

  @Test("a robot at a cell's centre is wholly there; between two centres it is shared by distance")
  func weights() {
    // Cells of 2 m: centres at 1, 3, 5 …
    let bank = folded([row(at: Vec2(5, 7))])
    #expect(bank.spatial.sample(at: Vec2(5, 7)).density == 0.25)
    #expect(bank.spatial.sample(at: Vec2(7, 7)).density == 0)
    let shared = folded([row(at: Vec2(5.5, 7))])
    #expect(shared.spatial.sample(at: Vec2(5, 7)).density == 0.75 * 0.25)
    #expect(shared.spatial.sample(at: Vec2(7, 7)).density == 0.25 * 0.25)
    #expect(shared.spatial.sample(at: Vec2(6, 7)).density == 0.5 * 0.25)
  }

  @Test("flow is density times velocity in m/s, and the blocked share is a share")
  func flow() {
    let bank = folded([
      row(at: Vec2(5, 7), velocity: Vec2(0.5, -0.25), blocked: 1),
      row(at: Vec2(5, 7), velocity: Vec2(0.5, 0.25)),
    ])
    let sample = bank.spatial.sample(at: Vec2(5, 7))
    #expect(sample.density == 0.5)
    #expect(sample.flow == Vec2(0.25 * 1.5, 0))
    #expect(sample.blockedShare == 0.5)
  }

  @Test("the field is continuous: a millimetre moves no sample by more than 0.1 %")
  func continuity() {
    for i in 0..<200 {
      let x = 3.9 + Float(i) * 0.01
      let before = folded([row(at: Vec2(x, 9))]).spatial.sample(at: Vec2(5, 9)).density
      let after = folded([row(at: Vec2(x + 0.001, 9))]).spatial.sample(at: Vec2(5, 9)).density
      #expect(abs(after - before) <= 0.000_51 * 0.25)
    }
  }

  @Test("robots beyond the border count for the outermost cells")
  func border() {
    let bank = folded([row(at: Vec2(-50, 0)), row(at: Vec2(0.3, 0.1)), row(at: Vec2(500, 500))])
    #expect(bank.spatial.sample(at: Vec2(0, 0)).density == 0.5)
    #expect(bank.spatial.sample(at: Vec2(-9, -9)).density == 0.5)
    #expect(bank.spatial.sample(at: Vec2(40, 30)).density == 0.25)
  }

  @Test("a uniform crowd has its density everywhere inside")
  func uniform() {
    var rows: [ExecutorMicrostate] = []
    for i in 0..<160 {
      for j in 0..<120 {
        rows.append(row(at: Vec2(0.125 + Float(i) * 0.25, 0.125 + Float(j) * 0.25)))
      }
    }
    let bank = folded(rows, workers: 2)
    for point in [Vec2(20, 15), Vec2(0, 0), Vec2(39.9, 3), Vec2(11.3, 29.9)] {
      #expect(abs(bank.spatial.sample(at: point).density - 16) < 1e-4)
    }
  }

  @Test("the field follows the executors' moving average")
  func average() {
    var configuration = MeanFieldConfiguration()
    configuration.executorRecursion = .movingAverage(timeConstant: 0.5)
    let bank = foldedBank(
      executors: [[row(at: Vec2(5, 7))]], orchestrators: [randomOrchestrators(1, seed: 1)],
      configuration: configuration)
    let weight = configuration.executorRecursion.weight(period: 0.1)
    #expect(bank.spatial.sample(at: Vec2(5, 7)).density == weight * 0.25)
  }
}
