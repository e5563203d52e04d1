import Contracts
import SimCore
import Testing

@testable import Navigation

@Suite("TrafficControl")
struct TrafficControlTests {
  /// A block of streets with wide margins; every street is one cell wide.
  static let town = [
    "......................",
    "......................",
    "...####.####.####.....",
    "...####.####.####.....",
    "......................",
    "...####.####.####.....",
    "...####.####.####.....",
    "......................",
    "...####.####.####.....",
    "...####.####.####.....",
    "......................",
    "......................",
  ]

  /// A harness on a drawing with robots at the centres of cells (column, row from below).
  static func harness(
    _ drawing: [String], at cells: [(Int, Int)], rule: TrafficRule = .oneWay,
    period: Float = 0.1
  ) -> TrafficHarness {
    let map = compiled(drawn(drawing), rule: rule)
    return TrafficHarness(
      map: map, starts: cells.map { Vec2(Float($0.0) + 0.5, Float($0.1) + 0.5) }, radius: 0.3,
      maxSpeed: 1.5, acceleration: 1, period: period)
  }

  @Test("no two robots are ever deep in the same narrow cell", arguments: 0..<4)
  func exclusion(seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), purpose: .tooling)
    let map = compiled(drawn(Self.town))
    var places = (0..<map.cellCount).filter { map.isPassable($0, layer: 0) }
    var starts: [Vec2] = []
    for _ in 0..<24 {
      starts.append(
        map.center(places.remove(at: Int(stream.next32() % UInt32(places.count)))))
    }
    var harness = TrafficHarness(
      map: map, starts: starts, radius: 0.3, maxSpeed: 1.5, acceleration: 1)
    let goals = (0..<map.cellCount).filter { map.isPassable($0, layer: 0) }
    for i in 0..<24 { harness.send(i, to: map.center(goals[(i * 37 + seed * 11) % goals.count])) }
    var arrivals = 0
    for _ in 0..<900 {
      harness.step()
      for i in 0..<24 where harness.holds(i, ticks: 0) {
        arrivals += 1
        harness.send(i, to: map.center(goals[Int(stream.next32() % UInt32(goals.count))]))
      }
      for i in 0..<24 {
        for k in 0..<Int(harness.traffic.heldCount[i]) {
          let cell = Int(harness.traffic.held[i * TrafficControl.heldSlots + k])
          #expect(harness.traffic.owner[cell] == Int32(i))
        }
      }
    }
    // 24 robots on 22 m: about 90 s at up to 1.5 m/s; each arrives several times.
    #expect(arrivals > 24 * 2)
    #expect(harness.narrowOverlaps <= 3 && harness.outside == 0)
  }

  @Test("the same robots take the same ways to the bit, whatever the cache holds")
  func determinism() {
    func hash(cacheBytes: Int) -> UInt64 {
      var harness = Self.harness(Self.town, at: [(0, 0), (21, 11), (7, 4), (12, 7), (1, 10)])
      harness.navigator = Navigator(map: harness.map, cacheBytes: cacheBytes)
      let goals = [
        Vec2(20.5, 7.5), Vec2(0.5, 4.5), Vec2(7.5, 9.5), Vec2(5.5, 1.5), Vec2(12.5, 3.5),
      ]
      for i in 0..<5 { harness.send(i, to: goals[i]) }
      var hash = StateHash()
      for _ in 0..<200 {
        harness.step()
        for i in 0..<5 {
          hash.add(harness.robots[i].position.x)
          hash.add(harness.robots[i].position.y)
          hash.add(harness.ways[i].freeDistance)
        }
        hash.add(harness.traffic.stateHashValue())
      }
      return hash.value
    }
    #expect(hash(cacheBytes: 1 << 20) == hash(cacheBytes: 1))
  }

  @Test("robots from both ends of a two-way bridge pass it one after the other")
  func bridge() {
    var harness = Self.harness(
      [
        "......##########......",
        "......................",
        "......##########......",
      ], at: [(0, 0), (21, 2), (1, 2), (20, 0)])
    #expect(harness.map.report.twoWayRegions == 1)
    let goals = [Vec2(21.5, 0.5), Vec2(0.5, 2.5), Vec2(21.5, 2.5), Vec2(0.5, 0.5)]
    for i in 0..<4 { harness.send(i, to: goals[i]) }
    var isDone = [Bool](repeating: false, count: 4)
    while harness.ticks < 1_200, isDone.contains(false) {
      harness.step()
      var directions = Set<Bool>()
      for i in 0..<4 {
        let robot = harness.robots[i]
        if robot.position.x > 7, robot.position.x < 15 { directions.insert(goals[i].x > 10) }
        if !isDone[i], harness.holds(i, ticks: 3) { isDone[i] = true }
      }
      #expect(directions.count < 2)
    }
    #expect(!isDone.contains(false))
    #expect(harness.narrowOverlaps == 0)
  }

  @Test("a robot that works in a dead end is not followed in, and comes out again")
  func deadEnd() {
    var harness = Self.harness(
      [
        "..........",
        "..........",
        "#####.####",
        "#####.####",
        "#####.####",
        "##########",
      ], at: [(0, 4), (9, 4)])
    harness.send(0, to: Vec2(5.5, 1.5))
    harness.send(1, to: Vec2(5.5, 2.5))
    var visits = [0, 0]
    while harness.ticks < 900, visits.contains(0) {
      harness.step()
      let inside = (0..<2).count { harness.robots[$0].position.y < 3.8 }
      #expect(inside < 2)
      for i in 0..<2 where visits[i] == 0 && harness.holds(i, ticks: 5) {
        visits[i] = 1
        harness.send(i, to: Vec2(i == 0 ? 9.5 : 0.5, 5.5))
      }
    }
    #expect(visits == [1, 1])
  }

  @Test("an idle robot in an aisle makes way and does not come back by itself")
  func makeWay() {
    var harness = Self.harness(Self.town, at: [(4, 4), (0, 4)])
    let street = harness.map.cell(at: Vec2(4.5, 4.5))
    #expect(harness.map.isOneWay(street))
    harness.robots[0].state = .idle
    // From upstream to downstream of the idle robot, along its street.
    let runsEast = harness.map.allows(from: street, to: street + 1, layer: 0)
    harness.robots[1].position = runsEast ? Vec2(1.5, 4.5) : Vec2(20.5, 4.5)
    harness.send(1, to: runsEast ? Vec2(6.5, 4.5) : Vec2(3.5, 4.5))
    var arrived = false
    while harness.ticks < 600, !arrived {
      harness.step()
      arrived = harness.holds(1, ticks: 5)
    }
    #expect(arrived)
    let makesWay = harness.traffic.isMakingWay(0)
    #expect(makesWay)
    #expect(harness.traffic.counters.makeWays >= 1)
    for _ in 0..<300 { harness.step() }
    #expect(!harness.map.isNarrow(harness.map.cell(at: harness.robots[0].position)))
    #expect(harness.ways[0].distanceToGo < 0.3)
    // Work ends the parking.
    harness.send(0, to: Vec2(4.5, 4.5))
    harness.step()
    let stillMakesWay = harness.traffic.isMakingWay(0)
    #expect(!stillMakesWay)
  }

  @Test("a full ring of waiting robots starts to move again")
  func ring() {
    // One block between narrow streets that form a ring; a robot on every cell of it.
    var harness = Self.harness(Self.town, at: Self.ringCells)
    let count = Self.ringCells.count
    // Everybody wants to go once around: to the cell behind it.
    for i in 0..<count {
      let behind = Self.ringCells[(i + count - 2) % count]
      harness.send(i, to: Vec2(Float(behind.0) + 0.5, Float(behind.1) + 0.5))
    }
    var moved: Float = 0
    let starts = harness.robots.array.map(\.position)
    for _ in 0..<900 { harness.step() }
    for i in 0..<count { moved = max(moved, (harness.robots[i].position - starts[i]).length) }
    #expect(moved > 2)
    #expect(harness.traffic.counters.detours + harness.traffic.counters.creeps > 0)
  }

  @Test(
    "a circle of waiting robots is opened after two seconds, whatever the tick",
    arguments: [0.05, 0.1, 0.2] as [Float])
  func patience(period: Float) {
    var harness = Self.harness(Self.town, at: Self.ringCells, period: period)
    let count = Self.ringCells.count
    for i in 0..<count {
      let behind = Self.ringCells[(i + count - 2) % count]
      harness.send(i, to: Vec2(Float(behind.0) + 0.5, Float(behind.1) + 0.5))
    }
    // Opened by a way round where there is one, else by creeping.
    while harness.traffic.counters.creeps + harness.traffic.counters.detours == 0,
      harness.ticks < 200
    { harness.step() }
    let time = Float(harness.ticks) * period
    #expect(abs(time - TrafficTimes.patienceSeconds) <= period * 1.01, "\(time) s")
  }

  /// The cells of the ring around the middle block of the town, in order.
  static let ringCells: [(Int, Int)] =
    (7...12).map { ($0, 4) } + [(12, 5), (12, 6)] + (7...12).reversed().map { ($0, 7) }
    + [(7, 6), (7, 5)]

  @Test(
    "under the rules without one-way traffic nobody is held",
    arguments: [
      TrafficRule.none, .rightHand,
    ])
  func freeRules(rule: TrafficRule) {
    var harness = Self.harness(Self.town, at: [(0, 0), (21, 11)], rule: rule)
    harness.send(0, to: Vec2(21.5, 10.5))
    harness.send(1, to: Vec2(0.5, 1.5))
    var arrivals = 0
    while harness.ticks < 600, arrivals < 2 {
      harness.step()
      #expect(harness.ways[0].freeDistance == .infinity)
      arrivals = (0..<2).count { harness.holds($0, ticks: 3) }
    }
    #expect(arrivals == 2)
  }

  @Test("two robots that meet in a corridor for two keep to their right")
  func keepRight() {
    var harness = Self.harness(
      ["....................", "....................", "...................."],
      at: [(0, 1), (19, 1)], rule: .rightHand)
    harness.send(0, to: Vec2(19.5, 1.5))
    harness.send(1, to: Vec2(0.5, 1.5))
    var middle: [Vec2] = [.zero, .zero]
    for _ in 0..<200 {
      harness.step()
      for i in 0..<2 where abs(harness.robots[i].position.x - 10) < 0.5 {
        middle[i] = harness.robots[i].position
      }
    }
    // The one that runs east is on the lower side.
    #expect(middle[0].y < 1.3 && middle[1].y > 1.7 && middle[0].y > 0.3)
  }

  @Test("an absent robot gives up its cells; one without a way stands still")
  func absence() {
    var harness = Self.harness(["....", "####", "...."], at: [(0, 0), (0, 2)])
    harness.send(0, to: Vec2(3.5, 2.5))
    harness.send(1, to: Vec2(3.5, 2.5))
    harness.robots[1].state = .absent
    harness.step()
    #expect(harness.ways[0].distanceToGo == .infinity && harness.ways[0].freeDistance == 0)
    #expect(harness.ways[1].distanceToGo == 0)
    let held = harness.traffic.heldCount[0]
    harness.robots[0].state = .absent
    harness.step()
    #expect(held > 0 && harness.traffic.heldCount[0] == 0)
  }
}
