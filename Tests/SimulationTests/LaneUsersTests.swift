import Navigation
import Scenes
import SimCore
import TestSupport
import Testing
import Work

@testable import Simulation

/// Lanes that are not for all, with physics.
@Suite("Lanes for some")
struct LaneUsersTests {
  /// A hall with a long way along the north and a short one along the south, each with a dock, and two classes.
  private static func hall(
    north: String = "", south: String = "", more: String = "", needs: String = "", minutes: Int = 4
  ) -> String {
    """
    fleet: 1
    name: hall
    world:
      size: [20 m, 12 m]
      traffic:
        rule: priority
        lanes:
          - {points: [[2.5 m, 2.5 m], [2.5 m, 9.5 m], [10 m, 9.5 m], [17.5 m, 9.5 m], [17.5 m, 2.5 m]]\(north)}
          - {points: [[2.5 m, 2.5 m], [10 m, 2.5 m], [17.5 m, 2.5 m]]\(south)}
          - {points: [[10 m, 9.5 m], [10 m, 11 m]]\(north)}
          - {points: [[10 m, 2.5 m], [10 m, 1 m]]\(south)}
    \(more)
      zones:
        - {name: west, kind: station, slots: 1, claims_per_slot: 1, area: {rect: [2 m, 2 m, 3 m, 3 m]}}
        - {name: east, kind: station, slots: 1, claims_per_slot: 1, area: {rect: [17 m, 2 m, 18 m, 3 m]}}
        - {name: up, kind: dock, slots: 1, power: 5 kW, area: {rect: [9.75 m, 10.75 m, 10.25 m, 11.25 m]}}
        - {name: down, kind: dock, slots: 1, power: 5 kW, area: {rect: [9.75 m, 0.75 m, 10.25 m, 1.25 m]}}
    templates:
      base:
        count: 1
        body: {shape: circle, radius: 0.3 m, mass: 40 kg}
        drive: {kind: differential, max_speed: 1.2 m/s, max_accel: 1 m/s^2}
        battery: {capacity: 100 Wh, initial: [21 %, 22 %], idle_power: 60 W}
    robots:
      cart: {extends: base, spawn: {pattern: poses, poses: [[6 m, 9.5 m, 0 rad]]}}
      tug: {extends: base, spawn: {pattern: poses, poses: [[6 m, 2.5 m, 0 rad]]}}
    tasks: [{name: there, from: west, to: east, rate: 0.05 /s, dwell: 1 s\(needs)}]
    run: {duration: \(minutes) min}
    """
  }

  /// Where each of the two robots was southernmost and northernmost, and whether it charged.
  private func run(_ text: String) throws -> (
    range: [ClosedRange<Float>], charges: [Int], deliveries: Int
  ) {
    let model = try inlineModel(text)
    var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 1))
    var range = (0..<2).map { row -> ClosedRange<Float> in
      let y = model.starts[row].position.y
      return y...y
    }
    while !fleet.isFinished {
      fleet.step()
      for row in 0..<2 {
        let y = fleet.body.robots.pose[row].position.y
        range[row] = min(range[row].lowerBound, y)...max(range[row].upperBound, y)
      }
    }
    return (range, (0..<2).map { Int(fleet.work.robots[$0].chargeCount) }, Int(fleet.deliveries))
  }

  @Test("each class drives on its lanes, and charges at a dock that it gets to")
  func classes() throws {
    let found = try run(
      Self.hall(north: ", classes: [cart]", south: ", classes: [tug]", minutes: 8))
    #expect(found.deliveries >= 4, "\(found)")
    // The way along the south is the shorter one, its dock the nearer at the stations.
    #expect(found.range[0].lowerBound > 2.2 && found.range[0].upperBound > 10, "\(found)")
    #expect(found.range[1].upperBound < 2.9 && found.range[1].lowerBound < 1.5, "\(found)")
    #expect(found.charges.allSatisfy { $0 > 0 }, "\(found)")
  }

  @Test("rights that all have change no bit")
  func everybody() throws {
    let plain = try inlineModel(Self.hall(minutes: 1))
    let named = try inlineModel(
      Self.hall(north: ", classes: [tug, cart]", south: ", classes: [cart, tug]", minutes: 1))
    #expect(
      hashes(plain, workers: 1, seconds: 30) == hashes(named, workers: 2, seconds: 30))
  }

  @Test(
    "groups and waiting points give the same hashes for any number of workers, across a snapshot")
  func determinism() throws {
    let points =
      "    points: [{at: [10 m, 2.5 m], waiting: true}, {at: [2.5 m, 6 m], waiting: true, exclusive: [x]}]"
    let model = try inlineModel(
      Self.hall(
        north: ", exclusive: [x]", south: ", classes: [tug], exclusive: [x, y]",
        more: points, minutes: 1))
    let found = hashes(model, workers: 1, seconds: 40)
    #expect(found == hashes(model, workers: 3, seconds: 40))
    #expect(found != hashes(try inlineModel(Self.hall(minutes: 1)), workers: 1, seconds: 40))
  }

  private func said(_ text: String) -> [String] {
    do {
      return try inlineModel(text).warnings.map { "\($0.location?.line ?? 0): \($0.message)" }
    } catch let error as SceneCompileError {
      return error.diagnostics.map { "\($0.location?.line ?? 0): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "a class that does not get to its work, or starts apart, is a mistake; one without a dock is told"
  )
  func mistakes() throws {
    let east = "the place (17.5, 2.5) m of zone 'east'"
    let rest = " along the lanes that they may drive on, or not back to the other places"
    // Nobody but carts gets out of the west by the south, and tugs have no other lane.
    #expect(
      said(Self.hall(north: ", classes: [cart]", south: ", classes: [cart]")).contains(
        "15: robots of class 'tug' do not get to \(east)\(rest)"))
    #expect(
      said(
        Self.hall(
          north: ", classes: [cart]", south: ", classes: [cart]", needs: ", needs: {class: cart}")
      ).contains {
        $0.hasSuffix(
          "1 of the robots of class 'tug' start too far from the lanes, the first at (6, 2.5) m: they come onto one "
            + "in a straight line of free floor within 2.81 m")
      })
    let docks = said(
      Self.hall().replacing("[10 m, 11 m]]", with: "[10 m, 11 m]], classes: [cart]")
        .replacing("[10 m, 1 m]]", with: "[10 m, 1 m]], classes: [cart]"))
    #expect(docks == ["26: robots of class 'tug' do not get to any dock\(rest)"], "\(docks)")
  }

  @Test(
    "classes that there are not, points beside lanes and points where nothing holds are told at their places"
  )
  func checks() throws {
    func messages(_ text: String) -> [String] {
      SceneLoader.load(text: text, file: "a.fleet.yaml").diagnostics.map {
        "\($0.location?.line ?? 0): \($0.message)"
      }
    }
    let points = "    points: [{at: [5 m, 6 m], waiting: true}, {at: [2.5 m, 9.5 m]}]"
    #expect(
      messages(Self.hall(north: ", classes: [crat]", more: points)).sorted() == [
        "10: unknown robot class 'crat'; did you mean 'cart'?",
        "12: nothing holds at this point; expected 'exclusive' or 'waiting'",
        "12: this point lies on no lane; the nearest is 2.5 m away",
        "8: unknown robot class 'crat'; did you mean 'cart'?",
      ])
  }
}
