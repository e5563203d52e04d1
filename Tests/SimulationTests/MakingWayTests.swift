import Contracts
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Whoever waits makes way for those that have stalled.
@Suite("Making way")
struct MakingWayTests {
  private func neighbour(_ x: Float, _ y: Float, radius: Float = 0.3) -> Neighbour {
    Neighbour(offset: Vec2(x, y), velocity: .zero, radius: radius, cooperation: 1)
  }

  /// What a robot at the origin hears.
  private func heard(_ all: [(request: Vec2, from: Neighbour)], radius: Float = 0.3) -> Vec2 {
    var way = MakingWay.nobody
    for one in all { way.hear(one.request, from: one.from, radius: radius) }
    return way.direction
  }

  private let ahead = WayAhead(
    target: Vec2(0, 2), distanceToGo: 2, freeDistance: .infinity, goalHeading: .nan, halfWidth: 1,
    speedLimit: .infinity)

  @Test("who has stalled asks along its way; who is there, or has a way reserved for it, does not")
  func asks() {
    #expect(MakingWay.request(along: ahead) == Vec2(0, 1))
    #expect(MakingWay.request(along: .arrived) == .zero)
    var reserved = ahead
    reserved.halfWidth = -1
    #expect(reserved.isReserved && MakingWay.request(along: reserved) == .zero)
  }

  @Test("who stands before it goes to the side on which it stands, and a little along")
  func side() {
    // The one that asks is to the south and wants to go north.
    let left = heard([(Vec2(0, 1), neighbour(0.2, -0.8))])
    #expect(left.x < -0.8 && left.y > 0.4 && abs(left.length - 1) < 1e-5)
    let right = heard([(Vec2(0, 1), neighbour(-0.2, -0.8))])
    #expect(right.x > 0.8 && right.y > 0.4)
  }

  @Test("who stands beside or behind it, or farther than the room that it needs, is not asked")
  func elsewhere() {
    #expect(heard([(Vec2(0, 1), neighbour(0, 0.8))]) == .zero)
    #expect(heard([(Vec2(0, 1), neighbour(0.8, 0))]) == .zero)
    #expect(heard([(Vec2(0, 1), neighbour(0, -2))]) != .zero)
    #expect(heard([(Vec2(0, 1), neighbour(0, -2.2))]) == .zero)
    #expect(heard([(Vec2.zero, neighbour(0, -0.8))]) == .zero)
    // A small body needs less: 3 cm of radius, 15 cm of room.
    let small = neighbour(0, -0.3, radius: 0.03)
    #expect(heard([(Vec2(0, 1), small)], radius: 0.03) == .zero)
    #expect(heard([(Vec2(0, 1), neighbour(0, -0.2, radius: 0.03))], radius: 0.03) != .zero)
  }

  @Test("the most urgent request counts, of those alike that of the nearest")
  func urgency() {
    let faint = (Vec2(0, 0.5), neighbour(0.1, -0.7))
    let urgent = (Vec2(0, 1), neighbour(-0.1, -0.9))
    #expect(heard([faint, urgent]).x > 0 && heard([urgent, faint]).x > 0)
    let near = (Vec2(0, 1), neighbour(0.1, -0.7))
    #expect(heard([near, urgent]).x < 0)
  }

  @Test("a request goes through a ring six robots deep, and dies out beyond")
  func dies() {
    var asked = Vec2(1, 0)
    var robots = 1
    while true {
      let passed = MakingWay.passedOn(asked)
      guard passed != .zero else { break }
      #expect(passed.length < asked.length)
      asked = passed
      robots += 1
    }
    #expect(robots == 6)
  }

  /// Two stations of four places each, and more to carry than they can pass.
  private func crowd(_ count: Int, rule: String) throws -> Fleet {
    let model = try inlineModel(
      """
      fleet: 1
      name: ring
      world:
        size: [30 m, 20 m]
        zones:
          - {name: here,  kind: station, slots: 4, area: {rect: [3 m, 6 m, 5 m, 14 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
          - {name: there, kind: station, slots: 4, area: {rect: [25 m, 6 m, 27 m, 14 m]}, claims_per_slot: unlimited, loads_per_slot: unlimited}
        traffic: {rule: \(rule)}
      robots:
        carrier:
          body: {shape: circle, radius: 0.32 m, mass: 45 kg, payload: 30 kg}
          drive: {kind: differential, max_speed: 1.6 m/s, max_accel: 1.2 m/s^2}
          sensors: {rays: 8, range: 3 m, neighbour_range: 4 m}
          count: \(count)
          orchestrator: planner
          executor: mover
      tasks:
        - {name: goods, from: here, to: there, rate: 200 /min, dwell: 4 s, load: {mass: 12 kg}}
      policies:
        planner: {layer: orchestrator, kind: greedy}
        mover: {layer: executor, kind: goalSeeking}
      run: {duration: 4 min, seed: 1}
      """)
    return Fleet(model: model, pool: WorkerPool(workerCount: 1))
  }

  private func figures(_ count: Int) throws -> RunReport {
    var fleet = try crowd(count, rule: "rightHand")
    while !fleet.isFinished { fleet.step() }
    return fleet.report()
  }

  @Test(
    "those that have finished get out of the ring of those that wait: 100 robots deliver what 40 do"
  )
  func ring() throws {
    let few = try figures(40)
    let many = try figures(100)
    let (least, most) = (few.value("deliveries") ?? 0, many.value("deliveries") ?? 0)
    #expect(least > 60 && most >= 0.95 * least, "\(least), \(most)")
    #expect(many.value("longest_stall_s") ?? 99 < 40)
  }

  @Test(
    "in a run those that wait are asked, nobody else; raw bodies and those that a centre leads are not",
    arguments: [("rightHand", true), ("oneWay", true), ("none", false), ("priority", false)])
  func rules(rule: String, isAsking: Bool) throws {
    var fleet = try crowd(60, rule: rule)
    var (asked, others) = (0, 0)
    for _ in 0..<60 * 60 {
      fleet.step()
      for row in 0..<60 where fleet.body.robots.asked[row] != .zero {
        if fleet.body.robots.waits[row] != 0 { asked += 1 } else { others += 1 }
      }
    }
    #expect((asked > 0) == isAsking && others == 0, "\(asked), \(others)")
  }
}
