import Contracts
import Foundation
import Scenes
import SimCore
import TestSupport
import Testing

import Simulation
import Work

/// A floor with three stations of one place each, or of some at the first, and a dock with some
/// chargers, compiled.
private func floor(
  chargers: Int, robots: Int, places: Int = 1, rate: String = "6 /min"
) throws -> WorldModel {
  let text = """
    fleet: 1
    name: docks
    description: Places where robots queue.
    world:
      size: [40 m, 26 m]
      zones:
        - {name: pick, kind: station, slots: \(places), area: {rect: [1 m, 4 m, 4 m, 8 m]}}
        - {name: drop, kind: station, slots: 1, area: {rect: [35 m, 4 m, 38 m, 8 m]}}
        - {name: seal, kind: station, slots: 1, area: {rect: [35 m, 14 m, 38 m, 18 m]}}
        - {name: charge, kind: dock, slots: \(chargers), power: 1 kW, area: {rect: [8 m, 0.5 m, 34 m, 2.5 m]}}
        - {name: park, kind: parking, slots: 8, area: {rect: [8 m, 20 m, 34 m, 25 m]}}
    robots:
      carrier:
        body: {shape: circle, radius: 0.32 m, mass: 45 kg, friction: 0.3, payload: 30 kg}
        drive: {kind: differential, max_speed: 1.6 m/s, max_accel: 1.2 m/s^2, max_turn_rate: 150 deg/s, traction: 0.6, axle_width: 0.5 m}
        battery: {capacity: 8 Wh, idle_power: 15 W, recharge_below: 50 %, charge_until: 95 %, initial: [50 %, 90 %]}
        count: \(min(8, robots))
        spawn: {zone: park}
        orchestrator: dispatcher
        executor: mover
    tasks:
      - {name: totes, from: pick, to: drop, rate: \(rate), dwell: 4 s}
    policies:
      dispatcher: {layer: orchestrator, kind: greedy}
      mover: {layer: executor, kind: goalSeeking}
    run: {duration: 1 min, seed: 1}
    """
  let result = SceneLoader.load(text: text, file: "docks.fleet.yaml")
  guard let scene = result.scene else {
    throw FloorProblem(text: result.diagnostics.map(\.rendered).joined(separator: "\n"))
  }
  return try WorldModel(scene: scene)
}

private struct FloorProblem: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}

@Suite("Truth: queues and chargers")
struct QueuesTests {
  private let truth = Truth.file("queues")

  /// Exact mean value analysis: throughput and mean numbers at the stations.
  private func analysis(_ robots: Int) -> (throughput: Double, queues: [Double]) {
    let (travel, demands) = (truth["Z"].number, truth["D"].numbers)
    var queues = [Double](repeating: 0, count: demands.count)
    var throughput = 0.0
    for n in 1...robots {
      let times = zip(demands, queues).map { $0 * (1 + $1) }
      throughput = Double(n) / (travel + times.reduce(0, +))
      queues = times.map { $0 * throughput }
    }
    return (throughput, queues)
  }

  /// A repair shop: the chance of k robots away from work, mean number away, and availability.
  private func shop(_ robots: Int, _ chargers: Int) -> (away: Double, availability: Double) {
    let (fail, repair) = (truth["chargers"]["lam"].number, truth["chargers"]["mu"].number)
    var logs = [0.0]
    for k in 0..<robots {
      logs.append(
        logs[k] + log(Double(robots - k) * fail) - log(Double(min(k + 1, chargers)) * repair))
    }
    let weights = logs.map { exp($0) }
    let total = weights.reduce(0, +)
    let away = (0...robots).reduce(0) { $0 + Double($1) * weights[$1] } / total
    return (away, 1 - away / Double(robots))
  }

  @Test("mean value analysis and the repair shop are the table's; the knee is at 12.17 robots")
  func closedForms() {
    for row in truth["network"].list {
      let found = analysis(row["N"].count)
      #expect(agree(found.throughput, row["throughput_per_s"].number))
      for (q, expected) in zip(found.queues, row["queues"].numbers) {
        #expect(agree(q, expected, 1e-9))
      }
    }
    let demands = truth["D"].numbers
    let knee = (truth["Z"].number + demands.reduce(0, +)) / (demands.max() ?? 1)
    #expect(agree(knee, truth["N_knee"].number))
    #expect(agree(1 / (demands.max() ?? 1), truth["X_max"].number))
    for row in truth["chargers"]["rows"].list {
      let found = shop(row["N"].count, row["S"].count)
      #expect(agree(found.availability, row["availability"].number))
      #expect(agree(found.away, row["mean_not_working"].number))
    }
  }

  @Test(
    "robots that queue at the product's places have the network's throughput within 2 %",
    arguments: [1, 5, 12, 30])
  func network(robots: Int) throws {
    let model = try floor(chargers: 1, robots: robots)
    var table = SlotTable(slotCount: model.tasks.slots.count)
    let demands = truth["D"].numbers
    let slots = model.tasks.slots
    var stream = RandomStream(seed: 5, index: robots, purpose: .dynamics)
    /// Next event of each robot, seconds; infinite while it waits.
    var next = (0..<robots).map { _ in
      Double(stream.exponentialWait(mean: Float(truth["Z"].number)))
    }
    // −1 under way, else the station.
    var station = [Int](repeating: -1, count: robots)
    var slotOf = [Int](repeating: -1, count: robots)
    var isServed = [Bool](repeating: false, count: robots)
    /// A robot's place in the queue: those in front stand nearer.
    var arrival = [Float](repeating: 0, count: robots)
    var arrivals: Float = 0
    let cycles = isSlowWanted ? 100_000 : 20_000
    var (done, time, start) = (0, 0.0, 0.0)
    while done < cycles {
      guard let i = next.indices.min(by: { next[$0] < next[$1] }) else { break }
      time = next[i]
      if station[i] >= 0 {
        let isOwner = table.isOwner(i, of: slotOf[i])
        #expect(isOwner)
        table.leave(slotOf[i], robot: i)
        isServed[i] = false
      }
      if station[i] == demands.count - 1 {
        done += 1
        if done == cycles / 10 { start = time }
        station[i] = -1
        slotOf[i] = -1
        next[i] = time + Double(stream.exponentialWait(mean: Float(truth["Z"].number)))
      } else {
        station[i] += 1
        let joined = table.join(
          model.tasks.slotRange[station[i]], near: .zero, slots: slots, cap: .max)
        slotOf[i] = try #require(joined)
        arrivals += 1
        arrival[i] = arrivals
        next[i] = .infinity
      }
      // Whoever stands in front of a free place gets it, as in the fleet: offers, then grants.
      for row in 0..<robots where station[row] >= 0 && !isServed[row] {
        let range = model.tasks.slotRange[station[row]]
        let place = slots[range.lowerBound].position
        table.offer(
          range, robot: row, position: place + Vec2(0.01 * (arrival[row] - arrivals - 1), 0),
          slots: slots)
      }
      for slot in slots.indices {
        guard let row = table.takeOffer(slot) else { continue }
        table.change(from: slotOf[row], to: slot, robot: row)
        slotOf[row] = slot
        isServed[row] = true
        next[row] = time + Double(stream.exponentialWait(mean: Float(demands[station[row]])))
      }
    }
    let throughput = Double(cycles - cycles / 10) / (time - start)
    let expected = analysis(robots).throughput
    #expect(abs(throughput / expected - 1) < 0.02, "\(throughput) for \(expected)")
    // Far from what the same robots would do without queues, so the places do limit.
    if robots >= 12 {
      let free = Double(robots) / (truth["Z"].number + demands.reduce(0, +))
      #expect(throughput < 0.85 * free)
    }
  }

  /// Erlang's delay system of c servers and offered load a: chance that all are busy, mean number in it.
  private func delaySystem(_ servers: Int, load: Double) -> (allBusy: Double, number: Double) {
    var term = 1.0
    var sum = 0.0
    for k in 0..<servers {
      sum += term
      term *= load / Double(k + 1)
    }
    let use = load / Double(servers)
    let tail = term / (1 - use)
    let allBusy = tail / (sum + tail)
    return (allBusy, load + allBusy * use / (1 - use))
  }

  @Test(
    "jobs that come up on the product's board and wait for a station's places are Erlang's",
    arguments: [1, 3])
  func board(places: Int) throws {
    // One station, as many robots as places; the oldest job goes to whoever is free.
    let service = 12.0
    let load = 0.6 * Double(places)
    let rate = load / service
    let model = try floor(chargers: 1, robots: places, places: places, rate: "\(rate) /s")
    var board = JobBoard(model.tasks, seed: model.seeds.tasks)
    var table = SlotTable(slotCount: model.tasks.slots.count)
    let station = model.tasks.slotRange[try #require(model.tasks.rules[0].stations).from]
    #expect(station.count == places)
    let option = model.tasks.optionRange[0].lowerBound
    var stream = RandomStream(seed: 8, index: places, purpose: .dynamics)
    var ends = [Double](repeating: .infinity, count: places)
    var jobOf = [Int32](repeating: -1, count: places)
    var slotOf = [Int](repeating: -1, count: places)
    // The mean number of 60,000 jobs has a standard error of some 2.3 %.
    let wanted = isSlowWanted ? 200_000 : 60_000
    let tick = 0.2
    var (time, allBusy, left, finished, lastCreated) = (0.0, 0.0, 0, 0, Int32(-1))
    while finished < wanted {
      // While all work nothing can start before the first is done; else the board is asked each tick.
      let isFull = jobOf.allSatisfy { $0 >= 0 }
      let first = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      let next = isFull ? ends[first] : min(ends[first], time + tick)
      if isFull { allBusy += next - time }
      time = next
      board.admit(
        at: WorkMoment(
          step: Int(time * 10), time: Float(time), tickPeriod: model.executorPeriod), model.tasks)
      if ends[first] <= time {
        board.finish(jobOf[first])
        table.leave(slotOf[first], robot: first)
        (jobOf[first], slotOf[first], ends[first]) = (-1, -1, .infinity)
        finished += 1
        // Who leaves sees the system as time does (reversibility).
        left += Int(board.openCount[option]) + jobOf.count { $0 >= 0 }
      }
      for robot in 0..<places where jobOf[robot] < 0 {
        guard let job = board.oldest(option: option) else { break }
        let created = board.jobs[Int(job)].createdStep
        #expect(created >= lastCreated, "the oldest job goes first")
        lastCreated = created
        let found = table.reserve(station, near: .zero, slots: model.tasks.slots)
        let slot = try #require(found).slot
        table.occupy(slot, robot: robot)
        board.take(job, by: robot)
        (jobOf[robot], slotOf[robot]) = (job, slot)
        ends[robot] = time + Double(stream.exponentialWait(mean: Float(service)))
      }
    }
    let busy = jobOf.count { $0 >= 0 }
    #expect(board.createdCount == finished + busy + Int(board.openCount[option]))
    let expected = delaySystem(places, load: load)
    #expect(abs(allBusy / time / expected.allBusy - 1) < 0.04, "\(allBusy / time)")
    let number = Double(left) / Double(finished)
    #expect(abs(number / expected.number - 1) < 0.06, "\(number) for \(expected.number)")
    #expect(abs(Double(finished) / time / rate - 1) < 0.02)
  }

  @Test(
    "robots that reserve the product's chargers have the shop's availability within 2 %",
    arguments: [0, 1, 2, 3])
  func chargers(row: Int) throws {
    let entry = truth["chargers"]["rows"][row]
    let (robots, count) = (entry["N"].count, entry["S"].count)
    let model = try floor(chargers: count, robots: robots)
    var table = SlotTable(slotCount: model.tasks.slots.count)
    let dock = model.tasks.slotRange[try #require(model.tasks.docks.first)]
    #expect(dock.count == count)
    let (run, charge) = (
      1 / truth["chargers"]["lam"].number, 1 / truth["chargers"]["mu"].number
    )
    var stream = RandomStream(seed: 6, index: row, purpose: .dynamics)
    var next = (0..<robots).map { _ in Double(stream.exponentialWait(mean: Float(run))) }
    var slotOf = [Int](repeating: -1, count: robots)
    var isWaiting = [Bool](repeating: false, count: robots)
    var working = robots
    let horizon = (isSlowWanted ? 4000 : 600) * (run + charge)
    var (time, sum) = (0.0, 0.0)
    while time < horizon {
      guard let i = next.indices.min(by: { next[$0] < next[$1] }) else { break }
      sum += Double(working) * (next[i] - time)
      time = next[i]
      next[i] = .infinity
      if slotOf[i] >= 0 {
        table.leave(slotOf[i], robot: i)
        slotOf[i] = -1
        working += 1
        next[i] = time + Double(stream.exponentialWait(mean: Float(run)))
      } else {
        working -= 1
        isWaiting[i] = true
      }
      for robot in 0..<robots where isWaiting[robot] {
        guard
          let found = table.reserve(
            dock, near: Vec2(Float(robot), 20), slots: model.tasks.slots)
        else { break }
        table.occupy(found.slot, robot: robot)
        slotOf[robot] = found.slot
        isWaiting[robot] = false
        next[robot] = time + Double(stream.exponentialWait(mean: Float(charge)))
      }
    }
    let availability = sum / time / Double(robots)
    let expected = entry["availability"].number
    #expect(abs(availability / expected - 1) < 0.02, "\(availability) for \(expected)")
  }
}
