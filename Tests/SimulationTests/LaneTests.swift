import Navigation
import Scenes
import SimCore
import TestSupport
import Testing

@testable import Simulation

/// Fleets on lanes as their author drew them, with physics.
@Suite("Lanes as given")
struct LaneTests {
  /// An empty hall with a station at either end, and some lanes.
  private static func hall(
    lanes: String, robots: Int = 1, rule: String = "priority", minutes: Int = 5
  ) -> String {
    """
    fleet: 1
    name: hall
    world:
      size: [20 m, 12 m]
      traffic: {rule: \(rule), lanes: [\(lanes)]}
      zones:
        - {name: west, kind: station, slots: 1, claims_per_slot: 1, area: {rect: [2 m, 2 m, 3 m, 3 m]}}
        - {name: east, kind: station, slots: 1, claims_per_slot: 1, area: {rect: [17 m, 2 m, 18 m, 3 m]}}
    robots:
      r:
        count: \(robots)
        body: {shape: circle, radius: 0.3 m, mass: 40 kg}
        drive: {kind: differential, max_speed: 1.2 m/s, max_accel: 1 m/s^2}
        spawn: {pattern: poses, poses: [\(starts.prefix(robots).joined(separator: ", "))]}
    tasks: [{name: there, from: west, to: east, rate: 0.05 /s, dwell: 1 s}]
    run: {duration: \(minutes) min}
    """
  }

  private static let starts = ["[5 m, 9.5 m, 0 rad]", "[12 m, 9.5 m, 0 rad]"]
  /// A way round: up at the west, along the north, down at the east, and back the same way.
  private static let detour =
    "{points: [[2.5 m, 2.5 m], [2.5 m, 9.5 m], [17.5 m, 9.5 m], [17.5 m, 2.5 m]]}"
  /// The same, closed along the south, driven one way.
  private static let ring =
    "{points: [[2.5 m, 2.5 m], [2.5 m, 9.5 m], [17.5 m, 9.5 m], [17.5 m, 2.5 m], [2.5 m, 2.5 m]], "
    + "one_way: true}"

  /// Deliveries, and how far from a line robots ever are (m), how fast (m/s) and how far against it (m/s).
  private func run(
    _ model: WorldModel, along line: [Vec2]
  ) -> (deliveries: Int, astray: Float, speed: Float, back: Float) {
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var (astray, speed, back) = (Float(0), Float(0), Float(0))
    while !fleet.isFinished {
      fleet.step()
      for row in 0..<model.robotCount {
        let position = fleet.body.robots.pose[row].position
        let twist = fleet.twist(ofRobot: row).linear
        let pieces = zip(line, line.dropFirst()).map { a, b -> (gap: Float, along: Vec2) in
          let arm = b - a
          let share = min(1, max(0, (position - a).dot(arm) / arm.lengthSquared))
          return ((position - a - arm * share).length, arm.normalized)
        }
        guard let nearest = pieces.min(by: { $0.gap < $1.gap }) else { continue }
        astray = max(astray, nearest.gap)
        speed = max(speed, twist.length)
        // At corners two pieces are as near: the one that is driven along counts.
        let near = pieces.filter { $0.gap < nearest.gap + 0.4 }
        back = max(back, -(near.map { twist.dot($0.along) }.max() ?? 0))
      }
    }
    return (Int(fleet.deliveries), astray, speed, back)
  }

  private static let detourLine = [
    Vec2(2.5, 2.5), Vec2(2.5, 9.5), Vec2(17.5, 9.5), Vec2(17.5, 2.5),
  ]

  @Test("robots drive on the lanes and nowhere else, however much longer that is")
  func onLanes() throws {
    let drawn = run(try inlineModel(Self.hall(lanes: Self.detour)), along: Self.detourLine)
    #expect(drawn.deliveries >= 3, "\(drawn)")
    #expect(drawn.astray < 0.25, "\(drawn)")
    // Without them they take the straight way, 7 m to the south.
    let free = run(try inlineModel(Self.hall(lanes: "")), along: Self.detourLine)
    #expect(free.astray > 2 && free.deliveries > drawn.deliveries, "\(free)")
  }

  @Test("nobody drives against a one-way lane, and all go round")
  func oneWay() throws {
    let line = Self.detourLine + [Vec2(2.5, 2.5)]
    let ring = run(try inlineModel(Self.hall(lanes: Self.ring, robots: 2)), along: line)
    #expect(ring.deliveries >= 6, "\(ring)")
    // A robot that turns at a corner backs a little.
    #expect(ring.astray < 0.25 && ring.back < 0.4, "\(ring)")
    // Both ways, the short side is driven to and fro.
    let both = Self.ring.replacing("one_way: true", with: "one_way: false")
    #expect(run(try inlineModel(Self.hall(lanes: both)), along: line).back > 0.8)
  }

  @Test("a lane's limit of speed is kept")
  func speed() throws {
    let slow = Self.detour.replacing("]]}", with: "]], max_speed: 0.5 m/s}")
    let limited = run(try inlineModel(Self.hall(lanes: slow)), along: Self.detourLine)
    #expect(limited.speed < 0.55 && limited.deliveries > 0, "\(limited)")
    let free = run(try inlineModel(Self.hall(lanes: Self.detour)), along: Self.detourLine)
    #expect(free.speed > 1, "\(free)")
  }

  @Test("two one-way lanes there and back are a lane driven both ways")
  func pair() throws {
    let lanes =
      Self.detour.replacing("]]}", with: "]], one_way: true}")
      + ", {points: [[17.5 m, 2.5 m], [17.5 m, 9.5 m], [2.5 m, 9.5 m], [2.5 m, 2.5 m]], one_way: true}"
    #expect(run(try inlineModel(Self.hall(lanes: lanes)), along: Self.detourLine).deliveries >= 3)
  }

  @Test("one without work is sent on where a lane forks at a sharp angle ahead of it")
  func sharpFork() throws {
    // A region on the spur right behind the fork would be in the way of both: the one in front needs it empty
    // to go on, and the one behind it to follow.
    let model = try inlineModel(
      """
      fleet: 1
      name: ring
      world:
        size: [10 m, 10 m]
        traffic:
          rule: priority
          lanes:
            - {points: [[1 m, 6 m], [5 m, 9 m]]}
            - {points: [[1 m, 1 m], [9 m, 1 m], [9 m, 6 m], [1 m, 6 m], [1 m, 1 m]], one_way: true}
        zones:
          - {name: a, kind: station, slots: 1, claims_per_slot: 1, loads_per_slot: 1, area: {rect: [0.75 m, 0.75 m, 1.25 m, 1.25 m]}}
          - {name: b, kind: station, slots: 1, claims_per_slot: 1, loads_per_slot: 1, area: {rect: [8.75 m, 0.75 m, 9.25 m, 1.25 m]}}
          - {name: e, kind: dock, slots: 1, power: 100 W, area: {rect: [4.75 m, 8.75 m, 5.25 m, 9.25 m]}}
      robots:
        r:
          count: 2
          body: {shape: circle, radius: 0.3 m, mass: 40 kg}
          drive: {kind: differential, max_speed: 0.7 m/s, max_accel: 0.5 m/s^2, max_turn_rate: 1 rad/s}
          battery: {capacity: 300 Wh}
          spawn: {pattern: poses, poses: [[1 m, 6 m, 0 rad], [9 m, 6 m, 0 rad]]}
      tasks: [{name: there, from: a, to: b, rate: 1.143 /min}]
      run: {duration: 10 min, seed: 1}
      """)
    let found = run(model, along: [Vec2(1, 1), Vec2(9, 1)])
    #expect(found.deliveries >= 6, "\(found)")
  }

  @Test("the same lanes give the same hashes for any number of workers")
  func determinism() throws {
    let model = try inlineModel(Self.hall(lanes: Self.ring, robots: 2, minutes: 1))
    #expect(hashes(model, workers: 1, seconds: 40) == hashes(model, workers: 3, seconds: 40))
  }

  @Test("what cannot be driven as drawn is a mistake at its lane, place or class")
  func mistakes() throws {
    func said(_ lanes: String, robots: Int = 1) -> [String] {
      do {
        _ = try inlineModel(Self.hall(lanes: lanes, robots: robots))
        return []
      } catch let error as SceneCompileError {
        return error.diagnostics.map { "\($0.location?.line ?? 0): \($0.message)" }
      } catch {
        return ["\(error)"]
      }
    }
    #expect(said(Self.detour) == [])
    // One way there, and no way back.
    #expect(
      said(Self.detour.replacing("]]}", with: "]], one_way: true}")) == [
        "7: robots of radius 0.3 m do not get to the place (2.5, 2.5) m of zone 'west' along the lanes, "
          + "or not back to the other places"
      ])
    #expect(
      said("{points: [[2.5 m, 2.5 m], [2.5 m, 11.9 m]]}", robots: 2) == [
        "5: this lane is too near to a wall at (2.5, 11.9) m for robots of radius 0.3 m",
        "8: no lane leads to the place (17.5, 2.5) m of zone 'east': none is near it in a straight line "
          + "of free floor",
        "14: 1 of the robots of class 'r' start too far from the lanes, the first at (12, 9.5) m: they "
          + "come onto one in a straight line of free floor within 2.81 m",
      ])
  }

  @Test("lanes under another rule are told, and points outside or twice refused")
  func checks() throws {
    func messages(_ text: String) -> [String] {
      SceneLoader.load(text: text, file: "a.fleet.yaml").diagnostics.map {
        "\($0.severity.rawValue): \($0.message)"
      }
    }
    #expect(
      messages(Self.hall(lanes: Self.detour, rule: "rightHand")) == [
        "warning: key 'lanes' is driven under the rule priority only, and the rule is 'rightHand'"
      ])
    #expect(
      messages(Self.hall(lanes: "{points: [[2 m, 2 m], [2 m, 2 m], [30 m, 2 m]]}")) == [
        "error: this point of the lane is the one before it",
        "error: this point lies outside the workspace, which is [0, 0, 20, 12] m",
      ])
  }
}
