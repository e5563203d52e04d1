import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

/// What counts as progress, tick by tick.
@Suite("Standstill")
struct StandstillTests {
  private let period: Float = 0.5

  private func course(
    _ left: Float, at x: Float = 0, to goal: Float = 9, isInPlace: Bool = false, holder: Int? = nil
  ) -> Standstill.Course {
    Standstill.Course(
      destination: Vec2(goal, 0), isInPlace: isInPlace, left: left, place: Vec2(x, 0), stride: 0.3,
      detour: 1, holder: holder)
  }

  private let idle = Standstill.Course(
    destination: nil, isInPlace: false, left: 0, place: .zero, stride: 0.3, detour: 1,
    holder: nil)

  @Test("a robot that stands is jammed after the time given, once, and until it moves by a stride")
  func stands() {
    var s = Standstill(robotCount: 1, jamAfter: 5)
    for _ in 0..<9 { s.observe(0, course(9), period: period) }
    #expect(!s.isJammed(0) && s.jams == 0)
    for _ in 0..<11 { s.observe(0, course(9), period: period) }
    #expect(s.isJammed(0) && s.jams == 1 && s.longest == 10)
    #expect(s.jammedSeconds == 5.5 && s.busySeconds == 10)
    s.observe(0, course(8.8, at: 0.2), period: period)
    #expect(s.isJammed(0) && s.jams == 1, "two thirds of a stride are none")
    s.observe(0, course(8.7, at: 0.3), period: period)
    #expect(!s.isJammed(0) && s.seconds[0] == 0)
    for _ in 0..<10 { s.observe(0, course(8.7, at: 0.3), period: period) }
    #expect(s.isJammed(0) && s.jams == 2)
    s.observe(0, idle, period: period)
    #expect(!s.isJammed(0) && s.seconds[0] == 4.5)
    // As a directive that has expired is given again, the robot still stands.
    s.observe(0, course(8.7, at: 0.3), period: period)
    #expect(s.isJammed(0) && s.jams == 3)
    for _ in 0..<20 { s.observe(0, idle, period: period) }
    #expect(s.seconds[0] == 0 && s.longest == 10.5)
  }

  @Test("a robot that creeps, works or charges is not jammed")
  func moves() {
    var s = Standstill(robotCount: 2, jamAfter: 5)
    var x: Float = 0
    for _ in 0..<100 {
      x += 0.04
      s.observe(0, course(9 - x, at: x), period: period)
      s.observe(1, course(0.2, at: 9, isInPlace: true), period: period)
    }
    #expect(s.jams == 0 && s.seconds[1] == 0 && s.longest < 5)
  }

  @Test("another way, another goal or a change of plans is no progress of one that stands")
  func plans() {
    var s = Standstill(robotCount: 2, jamAfter: 5)
    for k in 0..<12 {
      s.observe(0, course(k % 2 == 0 ? 9 : 40), period: period)
      s.observe(1, course(9, to: k % 2 == 0 ? 9 : 3), period: period)
    }
    #expect(s.isJammed(0) && s.isJammed(1))
  }

  @Test("a robot that drives to and fro is jammed, and no longer once it gets nearer than it was")
  func toAndFro() {
    var s = Standstill(robotCount: 1, jamAfter: 5)
    // It comes as near each time, and never where it has been.
    for k in 0..<40 {
      let isNear = k % 4 >= 2
      s.observe(0, course(isNear ? 8.1 : 9, at: isNear ? Float(k) : 0), period: period)
    }
    #expect(s.isJammed(0) && s.jams == 1)
    s.observe(0, course(7.8, at: 1.2), period: period)
    #expect(!s.isJammed(0) && s.seconds[0] == 0)
  }

  @Test("the longer way round counts from when it is chosen")
  func detour() {
    var s = Standstill(robotCount: 1, jamAfter: 5)
    var x: Float = 0
    for left in [9, 8, 7, 6] as [Float] {
      s.observe(0, course(left, at: x), period: period)
      x += 1
    }
    for k in 0..<30 {
      s.observe(0, course(60 - Float(k), at: x), period: period)
      x += 1
    }
    #expect(s.jams == 0 && s.longest <= 2 * period)
  }

  @Test("who stands in line is as well off as the holder, and a ring of holders is jammed")
  func line() {
    var s = Standstill(robotCount: 4, jamAfter: 5)
    for _ in 0..<40 {
      s.observe(0, course(3, holder: 1), period: period)
      s.observe(1, course(0, isInPlace: true), period: period)
      s.observe(2, course(3, holder: 3), period: period)
      s.observe(3, course(3, holder: 2), period: period)
    }
    #expect(!s.isJammed(0) && s.isJammed(2) && s.isJammed(3))
    for _ in 0..<40 {
      s.observe(0, course(3, holder: 1), period: period)
      s.observe(1, course(3), period: period)
    }
    #expect(s.isJammed(0) && s.isJammed(1))
  }

  @Test("no way is told at once, and is over as there is one")
  func lost() {
    var s = Standstill(robotCount: 1, jamAfter: 5)
    s.observe(0, course(.infinity), period: period)
    #expect(s.isLost[0] == 0, "the way ahead is still that to the place before")
    s.observe(0, course(.infinity), period: period)
    #expect(s.isLost[0] == 1)
    s.observe(0, course(9), period: period)
    #expect(s.isLost[0] == 0)
    for _ in 0..<20 { s.observe(0, course(.infinity), period: period) }
    #expect(s.isLost[0] == 1 && s.isJammed(0))
    s.observe(0, idle, period: period)
    #expect(s.isLost[0] == 0)
  }
}

/// What a run tells of robots that get nowhere.
@Suite("Jams of a run")
struct JamTests {
  /// A robot behind a body that fills the way, and one that works far from it.
  private func blocked(jamAfter: Int, more: String = "") -> String {
    """
    fleet: 1
    world: {size: [20 m, 1.5 m], traffic: {rule: none}}
    robots:
      plug:
        count: 1
        body: {radius: 0.45 m, mass: 500 kg}
        drive: {kind: fixed}
        spawn: {pattern: poses, poses: [[10 m, 0.75 m, 0 deg]]}
      runner:
        count: 2
        body: {radius: 0.45 m, mass: 20 kg}
        drive: {kind: differential, max_speed: 1 m/s}
        spawn: {pattern: poses, poses: [[2 m, 0.75 m, 0 deg], [12 m, 0.75 m, 0 deg]]}
    tasks:
      - {name: far, points: [[[18 m, 0.75 m]]], dwell: 100 s, claim: at_assignment, needs: {class: runner}}
      - {name: over, points: [[[16 m, 0.75 m]]], dwell: 100 s, claim: at_assignment, needs: {class: runner}}
    coordination: {mode: none}
    run: {duration: 90 s, seed: 1, jam_after: \(jamAfter) s}
    success: {indicator: unjammed_share, at_least: 0.8}
    """
  }

  private func run(_ text: String) throws -> (events: [FleetEvent], report: RunReport) {
    let model = try inlineModel(text)
    let pool = WorkerPool(workerCount: 2)
    var fleet = Fleet(model: model, pool: pool)
    var watch = EventWatch()
    var events: [FleetEvent] = []
    while !fleet.isFinished {
      fleet.step()
      events += watch.look(at: fleet)
    }
    return (events, fleet.report())
  }

  @Test("a robot behind a plug is told once, with place and job; one at work is not")
  func plug() throws {
    let (events, report) = try run(blocked(jamAfter: 20))
    let jams = events.filter { $0.kind == .jam }
    #expect(jams.count == 1 && jams.first?.robot == 1)
    #expect(jams.first?.job ?? -1 >= 0)
    #expect(jams.first?.text.hasPrefix("runner 0 jammed at (9") == true, "\(jams)")
    #expect(report.value("jams") == 1 && report.value("jammed_robots") == 1)
    let jammed = try #require(report.value("jammed_robot_s"))
    #expect(jammed > 40 && jammed < 65, "it gets there within 10 s and stands for 20")
    let longest = try #require(report.value("longest_stall_s"))
    #expect(abs(longest - jammed - 20) < 0.3)
    #expect(report.isSuccess == false && report.value("unjammed_share") ?? 1 < 0.8)
    #expect(report.standstill.count == 1)
    #expect(
      report.standstill.first?.hasPrefix("1 robot is jammed at the end; the longest, ") == true)
    let patient = try run(blocked(jamAfter: 100)).report
    #expect(patient.value("jams") == 0 && patient.isSuccess == true && patient.standstill.isEmpty)
  }

  @Test("of two that meet head-on both are told, though they shift to and fro")
  func headOn() throws {
    // A lane with two ends: the stronger pushes the other before it, to the end.
    let events = try run(
      """
      fleet: 1
      world:
        size: [24 m, 8 m]
        obstacles:
          - {rect: [0 m, 0 m, 24 m, 3.3 m]}
          - {rect: [0 m, 4.2 m, 24 m, 8 m]}
          - {rect: [0 m, 3.3 m, 8.5 m, 4.2 m]}
          - {rect: [14.5 m, 3.3 m, 24 m, 4.2 m]}
        traffic: {rule: none}
      robots:
        a:
          count: 1
          body: {radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[9 m, 3.75 m, 0 deg]]}
        b:
          count: 1
          body: {radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[14 m, 3.75 m, 180 deg]]}
      tasks:
        - {name: ta, points: [[[14 m, 3.75 m]]], claim: at_assignment, needs: {class: a}}
        - {name: tb, points: [[[9 m, 3.75 m]]], claim: at_assignment, needs: {class: b}}
      run: {duration: 240 s, seed: 1, jam_after: 30 s}
      """
    ).events
    #expect(Set(events.filter { $0.kind == .jam }.map(\.robot)) == [0, 1])
  }

  @Test("a bolted arm that is to reach into a body is told")
  func arm() throws {
    let (events, report) = try run(
      """
      fleet: 1
      world: {size: [6 m, 6 m]}
      robots:
        arm:
          count: 1
          body: {radius: 0.2 m, mass: 80 kg}
          drive: {kind: fixed}
          arm: {links: [0.5 m, 0.4 m]}
          spawn: {pattern: poses, poses: [[3 m, 3 m, 0 deg]]}
          executor: reach
        post:
          count: 1
          body: {radius: 0.2 m, mass: 500 kg}
          drive: {kind: fixed}
          spawn: {pattern: poses, poses: [[3 m, 3.7 m, 0 deg]]}
      tasks:
        - {name: past, points: [[[3 m, 3.7 m]]], dwell: 1 s, claim: at_assignment, needs: {class: arm}}
      run: {duration: 60 s, seed: 1, jam_after: 20 s}
      """)
    #expect(report.value("deliveries") == 0)
    #expect(events.contains { $0.kind == .jam && $0.robot == 0 }, "\(events)")
  }

  @Test("a queue that moves is no jam, however long each has to wait")
  func queue() throws {
    let (events, report) = try run(
      """
      fleet: 1
      world:
        size: [30 m, 12 m]
        zones:
          - {name: in, kind: station, slots: 6, area: {rect: [1 m, 1 m, 4 m, 11 m]}}
          - {name: out, kind: station, slots: 1, claims_per_slot: unlimited, loads_per_slot: unlimited, area: {rect: [24 m, 5 m, 26 m, 7 m]}}
      robots:
        cart:
          count: 5
          body: {radius: 0.3 m, mass: 20 kg, payload: 10 kg}
          drive: {kind: omnidirectional, max_speed: 1 m/s}
          spawn: {zone: in}
      tasks:
        - {name: move, from: in, to: out, rate: 1 /s, dwell: 25 s}
      run: {duration: 180 s, seed: 1, jam_after: 20 s}
      """)
    #expect(report.value("deliveries") ?? 0 >= 3)
    #expect(events.count { $0.kind == .jam } == 0, "\(events.filter { $0.kind == .jam })")
  }

  @Test("who was jammed is part of a snapshot: what follows is told again, and nothing else")
  func restored() throws {
    let model = try inlineModel(blocked(jamAfter: 20))
    let pool = WorkerPool(workerCount: 1)
    var fleet = Fleet(model: model, pool: pool)
    var watch = EventWatch()
    func run(_ seconds: Int) -> [FleetEvent] {
      (0..<seconds * 60).flatMap { _ in
        fleet.step()
        return watch.look(at: fleet)
      }
    }
    _ = run(15)
    let (kept, keptWatch) = (fleet.snapshot(), watch)
    let first = run(40)
    let hash = fleet.stateHash()
    try fleet.restore(kept)
    watch = keptWatch
    #expect(run(40) == first && first.contains { $0.kind == .jam })
    #expect(fleet.stateHash() == hash)
  }
}
