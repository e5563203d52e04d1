import Prediction
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

@testable import Forecasting

@Suite("Forecast")
struct ForecastTests {
  @Test("a tour on an empty floor takes what a hand computes")
  func handComputed() throws {
    let prediction = try ForecastScene().predict()
    // From the middle of one station to that of the other are 24 m, of which a cart that needs come within 0.24 m
    // (0.8 of its radius) leaves that: up at 1 m/s², on at 1 m/s, down at 0.7 m/s² to √(2 · 0.7 · 0.24) less what a
    // reaction of 0.1 s takes.
    let tolerance = 0.24
    let last = 0.7 * ((0.1 * 0.1 + 2 * tolerance / 0.7).squareRoot() - 0.1)
    let (up, down) = (1.0, (1 - last) / 0.7)
    let slopes = 0.5 * 1 * up + 0.5 * (1 + last) * down
    let way = up + down + (24 - tolerance - slopes) + 0.1
    // Two ways, two dwells, and a tick until a cart that is told at once hears of it.
    #expect(abs(prediction.aloneTime.lower - (2 * way + 2 * 5 + 0.1)) < 0.02)
    #expect(abs(prediction.aloneTime.upper - (2 * way + 2 * 5 + 1.1)) < 0.02)
  }

  @Test(
    "one robot makes the tours that are predicted",
    arguments: [
      "{kind: omnidirectional, max_speed: 1 m/s, max_accel: 1 m/s^2}",
      "{kind: differential, max_speed: 1.5 m/s, max_accel: 1 m/s^2, max_turn_rate: 120 deg/s}",
    ])
  func simulated(drive: String) throws {
    let scene = ForecastScene(width: 10, places: 2, rate: 0.2, drive: drive)
    let expected = try scene.predict(upTo: 2).aloneTime.expected
    var fleet = Fleet(model: try scene.model(), pool: WorkerPool(workerCount: 1))
    // From the first delivery to the tenth after it.
    var (times, last) = ([Double](), 0)
    while !fleet.isFinished, times.count < 7 {
      fleet.step()
      if fleet.deliveries > last { times.append(fleet.time) }
      last = fleet.deliveries
    }
    try #require(times.count == 7)
    let tour = (times[6] - times[0]) / 6
    #expect(abs(tour - expected) < 0.04 * expected, "\(tour) s against \(expected) s")
  }

  @Test("a drive that has to turn takes longer by its turns")
  func turns() throws {
    func time(_ drive: String) throws -> Double {
      try ForecastScene(
        drive: "{kind: \(drive), max_speed: 1 m/s, max_accel: 1 m/s^2, max_turn_rate: 120 deg/s}"
      ).predict(upTo: 2).aloneTime.expected
    }
    // Two turns of π, of which the last radian costs nothing: up at a m (w/2) / (m r²/2) with wheels 0.48 m apart, then
    // on at 120° a second.
    let (rate, rise) = (120 * Double.pi / 180, 1 * 0.24 / (0.5 * 0.09))
    let turn = rate / rise + (Double.pi - 1 - rate * rate / (2 * rise)) / rate
    #expect(abs(try time("differential") - time("omnidirectional") - 2 * turn) < 0.02)
  }

  @Test(
    "who takes the nearest job has no empty way where one begins at the end of each; others may")
  func deadHeading() throws {
    var scene = ForecastScene(places: 2)
    scene.tasks = """
        - {name: out, from: west, to: east, rate: 0.5 /s, dwell: 5 s}
        - {name: back, from: east, to: west, rate: 0.5 /s, dwell: 5 s}
      """
    let oneWay = try ForecastScene(places: 2).predict(upTo: 4).aloneTime
    let both = try scene.predict(upTo: 4).aloneTime
    // Without the empty way: half of the driving.
    #expect(abs(oneWay.expected - both.expected - (oneWay.expected - 10) / 2) < 1)
    #expect(both.upper > both.expected + 10)
    // One robot is not slower for the parts of its tour than for the whole of it.
    let one = try #require(try scene.predict(upTo: 4).points.first)
    #expect(abs(one.possible.expected * both.expected - 1) < 0.02)
  }

  @Test("twice the distance takes longer by what top speed takes for it, each way")
  func distances() throws {
    let near = try ForecastScene(length: 30).predict(upTo: 2).aloneTime
    let far = try ForecastScene(length: 54).predict(upTo: 2).aloneTime
    #expect(abs(far.expected - near.expected - 2 * 24) < 0.02)
  }

  @Test("more places pass more, longer dwell passes less, and no end crosses another")
  func monotone() throws {
    var last = 0.0
    for places in [1, 2, 4] {
      let capacity = try ForecastScene(places: places).predict().capacity
      #expect(capacity.expected > last)
      #expect(capacity.lower <= capacity.expected && capacity.expected <= capacity.upper)
      last = capacity.expected
    }
    let slow = try ForecastScene(places: 4, dwell: 9).predict().capacity
    #expect(slow.expected < last)
  }

  @Test("no flow is above demand, above N tours, or above the tightest part")
  func bounds() throws {
    let prediction = try ForecastScene(places: 3, rate: 0.12).predict(upTo: 30)
    for point in prediction.points {
      #expect(point.flow.upper <= prediction.demand + 1e-12)
      let most = Double(point.size) / prediction.aloneTime.lower
      #expect(point.possible.upper <= most * (1 + 1e-9))
      #expect(point.possible.expected <= prediction.parts[0].capacity.expected * (1 + 1e-9))
      #expect(point.flow.lower <= point.flow.expected && point.flow.expected <= point.flow.upper)
    }
    let one = try #require(prediction.points.first)
    #expect(abs(one.possible.expected * prediction.aloneTime.expected - 1) < 1e-9)
  }

  @Test("what a part passes does not depend on how many robots are asked about")
  func parts() throws {
    let few = try ForecastScene(places: 4).predict(upTo: 1)
    let many = try ForecastScene(places: 4).predict(upTo: 60)
    #expect(few.parts[0] == many.parts[0] && few.knee == many.knee)
  }

  @Test("a greater target takes no fewer robots, and one beyond the capacity is not reached")
  func sizes() throws {
    let prediction = try ForecastScene(places: 3).predict(upTo: 30)
    var last = 0
    for share in [0.2, 0.5, 0.9] {
      let size = prediction.size(reaching: share * prediction.capacity.lower)
      let expected = try #require(size.expected)
      #expect(expected >= last)
      #expect(try #require(size.lower) <= expected && expected <= (try #require(size.upper)))
      last = expected
    }
    #expect(prediction.size(reaching: 2 * prediction.capacity.upper) == FleetPrediction.Size())
  }

  @Test("a door in which two cannot pass binds and has a peak; a wide one has neither")
  func doors() throws {
    var scene = ForecastScene(
      length: 40, places: 8, drive: "{kind: omnidirectional, max_speed: 1.5 m/s}")
    scene.obstacles = "{rect: [19 m, 0 m, 20 m, 5.5 m]}, {rect: [19 m, 6.5 m, 20 m, 12 m]}"
    let narrow = try scene.predict(upTo: 60)
    #expect(narrow.parts[0].kind == .passages)
    let one = try #require(narrow.points.first)
    #expect(abs(one.possible.expected * narrow.aloneTime.expected - 1) < 1e-9)
    #expect(narrow.peak?.expected != nil)
    scene.obstacles = "{rect: [19 m, 0 m, 20 m, 1 m]}, {rect: [19 m, 11 m, 20 m, 12 m]}"
    let wide = try scene.predict(upTo: 60)
    #expect(wide.parts[0].kind != .passages)
    #expect(wide.capacity.expected > 1.5 * narrow.capacity.expected)
  }

  @Test(
    "docks bind small batteries: more of them carry more, and without any nothing is said of charge"
  )
  func docks() throws {
    func scene(_ docks: Int) -> ForecastScene {
      var scene = ForecastScene(places: 6)
      scene.battery = "battery: {capacity: 4 Wh, idle_power: 40 W}"
      if docks > 0 {
        scene.zones =
          "    - {name: dock, kind: dock, slots: \(docks), power: 120 W, area: {rect: [10 m, 1 m, 20 m, 3 m]}}"
      }
      return scene
    }
    let one = try scene(1).predict(upTo: 20)
    let four = try scene(4).predict(upTo: 20)
    #expect([.docks, .power].contains(one.parts[0].kind))
    #expect(four.capacity.expected > 1.5 * one.capacity.expected)
    let none = try scene(0).predict(upTo: 20)
    #expect(!none.parts.contains { $0.kind == .docks || $0.kind == .power })
    #expect(none.notes.contains { $0.contains("a battery and no dock") })
  }

  @Test(
    "classes that do different work are chains of their own, and slow each other at a common station"
  )
  func groups() throws {
    func classes(_ pickers: String) -> ForecastScene {
      var scene = ForecastScene(places: 2)
      scene.robotClasses = """
          cart:
            count: 5
            body: {radius: 0.3 m, mass: 30 kg}
            drive: {kind: omnidirectional, max_speed: 1 m/s}
          picker:
            count: 5
            body: {radius: 0.3 m, mass: 30 kg}
            drive: {kind: omnidirectional, max_speed: 1 m/s}
        """
      scene.zones =
        "    - {name: north, kind: station, slots: 2, area: {rect: [13 m, 9 m, 17 m, 11 m]}}"
      scene.tasks = """
          - {name: totes, from: west, to: east, rate: 1 /s, dwell: 5 s, needs: {class: cart}}
          - {name: parts, from: \(pickers), rate: 1 /s, dwell: 5 s, needs: {class: picker}}
        """
      return scene
    }
    let counts: (Int) -> [Int] = { [$0, $0] }
    let together = try classes("north, to: east").predict(upTo: 12, counts: counts)
    let apart = try classes("north, to: west").predict(upTo: 12, counts: counts)
    #expect(together.parts.contains { $0.name.hasSuffix("for totes") })
    #expect(together.parts.contains { $0.name.hasSuffix("for parts") })
    let alone = try ForecastScene(places: 2).predict(upTo: 12)
    // Half of the places of the east are left to carts.
    let last = try #require(together.points.last)
    #expect(last.possible.expected < 2 * alone.capacity.expected)
    #expect(last.possible.expected > 0.5 * alone.capacity.expected)
    #expect(apart.capacity.expected > 0)
  }

  @Test("what cannot be predicted is refused, every reason at once")
  func refusals() throws {
    var scene = ForecastScene()
    scene.rule = "  traffic: {rule: priority}"
    scene.tasks = """
        - {name: totes, from: west, to: east, rate: 1 /s, dwell: 5 s}
        - {name: tour, points: [[[10 m, 5 m], [15 m, 5 m]]]}
      """
    let made = Forecast.make(
      try scene.model(), lanes: .measured, most: 3, axis: "n", counts: { [$0] })
    guard case .failure(let problems) = made else {
      Issue.record("it was predicted")
      return
    }
    #expect(problems.all.count == 2)
    #expect(
      problems.all.map(\.message).contains(
        "'tour' is explicit points in order: only streams from station to station can be predicted (keys from, "
          + "to and rate)"))
    #expect(
      problems.all.contains { $0.message.hasPrefix("under the rule 'priority' a centre leads") })
    #expect(problems.all.allSatisfy { $0.location != nil })
  }
}
