import Contracts
import Foundation
import SimCore
import Testing

@testable import Navigation

/// Robots that hop along a one-way aisle from cell to cell, as the product's traffic control lets them.
///
/// The aisle is a closed loop one cell wide. Nobody stops on its four corners (rule 3 of
/// `TrafficControl`: such a cell is granted only with the one behind it), so they are no sites: the ring
/// has as many sites as straight cells, and a hop over a corner is one hop.
private struct Ring: ~Copyable {
  var traffic: TrafficControl
  var navigator: Navigator
  var robots: Buffer<TrafficRobot>
  var ways: Buffer<WayAhead>
  let map: NavigationMap
  /// Cells of the sites along the loop. [siteCount]
  let sites: [Int]
  /// Site of each robot. [robotCount]
  var siteOf: [Int]

  init(width: Int, height: Int, robots count: Int, seed: UInt64) {
    let (columns, rows) = (width + 2, height + 2)
    let isFree = { (x: Int, y: Int) in
      (1...width).contains(x) && (1...height).contains(y)
        && (x == 1 || x == width || y == 1 || y == height)
    }
    let grid = OccupancyGrid(
      columns: columns, rows: rows, cellSize: 1, origin: .zero,
      isOccupied: (0..<columns * rows).map { !isFree($0 % columns, $0 / columns) })
    map = NavigationMap(
      bounds: AABB(lower: .zero, upper: Vec2(Float(columns), Float(rows))), grid: grid,
      obstacles: [], radii: [0.3], rule: .oneWay)
    // Counterclockwise from the lower left: the lower aisle runs east, the left one south.
    var sites: [Int] = []
    for x in 2..<width { sites.append(columns + x) }
    for y in 2..<height { sites.append(y * columns + width) }
    for x in (2..<width).reversed() { sites.append(height * columns + x) }
    for y in (2..<height).reversed() { sites.append(y * columns + 1) }
    self.sites = sites
    // A random set of sites; drawn in order, so robots keep their order around the loop.
    var stream = RandomStream(seed: seed, purpose: .placement)
    var taken: [Int] = []
    for (site, _) in sites.enumerated() {
      let left = sites.count - site
      if stream.below(left) < count - taken.count { taken.append(site) }
    }
    siteOf = taken
    let layer = map.layer(radius: 0.3)
    let map = self.map
    robots = Buffer(
      taken.map {
        TrafficRobot(
          position: map.center(sites[$0]), velocity: .zero, goal: map.center(sites[$0]),
          radius: 0.3, maxSpeed: 0.1, acceleration: 1, layer: layer, state: .holding)
      })
    traffic = TrafficControl(map: map, robotCount: count)
    navigator = Navigator(map: map)
    ways = Buffer(count: count, repeating: .arrived)
  }

  /// Lets the willing robots ask for the way ahead, and moves those whose next site is granted.
  mutating func hop(_ isWilling: (Int) -> Bool) -> Int {
    for i in siteOf.indices {
      let wants = isWilling(i)
      robots[i].state = wants ? .travelling : .holding
      robots[i].goal =
        wants ? map.center(sites[(siteOf[i] + 6) % sites.count]) : robots[i].position
    }
    traffic.update(
      robots: UnsafePointer(robots.base), navigator: &navigator, ways: ways.base)
    var hops = 0
    for i in siteOf.indices where robots[i].state == .travelling {
      let next = (siteOf[i] + 1) % sites.count
      guard traffic.holder(ofCell: sites[next]) == i else { continue }
      siteOf[i] = next
      robots[i].position = map.center(sites[next])
      hops += 1
    }
    return hops
  }
}

@Suite("Truth: lanes")
struct LanesTests {
  private let truth = Truth.file("lanes")

  /// The exact flux of N particles on a ring of L sites, all of which hop at once with probability p.
  ///
  /// The stationary weight of a state with c clusters is (1 − p)^{−c}, and (L/c)·C(N−1, c−1)·
  /// C(L−N−1, c−1) states have c clusters; each cluster's head hops with probability p.
  private func parallelFlux(_ n: Int, _ length: Int, _ p: Double) -> Double {
    var (weights, heads) = (0.0, 0.0)
    for c in 1...min(n, length - n) {
      let weight = exp(
        log(Double(length) / Double(c)) + logBinomial(n - 1, c - 1)
          + logBinomial(length - n - 1, c - 1) - Double(c) * log(1 - p)
          - logBinomial(length, n) + Double(min(n, length - n)) * log(1 - p))
      weights += weight
      heads += weight * Double(c)
    }
    return p * heads / weights / Double(length)
  }

  @Test("the exact fluxes: N(L − N)/(L(L − 1)) one by one, and the finite ring's all at once")
  func closedForms() {
    let length = truth["L"].count
    for row in truth["sequential"].list {
      let n = row["N"].count
      let flux = Double(n * (length - n)) / Double(length * (length - 1))
      #expect(agree(flux, row["flux_random_sequential"].number))
    }
    for row in truth["parallel"].list where row["p"].number < 1 {
      let (rho, p) = (row["rho"].number, row["p"].number)
      #expect(agree(row["flux"].number, (1 - (1 - 4 * p * rho * (1 - rho)).squareRoot()) / 2))
      // The finite ring's formula tends to the limit as 1/L.
      func gap(_ length: Int) -> Double {
        parallelFlux(Int((rho * Double(length)).rounded()), length, p) - row["flux"].number
      }
      #expect(abs(gap(800)) < 1e-3)
      #expect(abs(gap(400) / gap(800) - 2) < 0.05)
    }
  }

  @Test(
    "robots that ask the traffic rule one after another have the exact flux within 2 %",
    arguments: isSlowWanted ? [5, 10, 20, 30, 40, 50, 55] : [10, 30, 50])
  func sequential(robots: Int) {
    var ring = Ring(width: 20, height: 14, robots: robots, seed: 1)
    let length = ring.sites.count
    #expect(length == truth["L"].count)
    var stream = RandomStream(seed: 7, index: robots, purpose: .dynamics)
    let attempts = isSlowWanted ? 60_000 : 9000
    var hops = 0
    for attempt in 0..<attempts {
      // A random site is occupied with probability N/L; only those attempts are made here.
      let robot = stream.below(robots)
      let done = ring.hop { $0 == robot }
      if attempt >= attempts / 10 { hops += done }
    }
    let tries = Double(attempts - attempts / 10)
    let share = Double(hops) / tries
    let flux = share * Double(robots) / Double(length)
    let row = truth["sequential"].list.first { $0["N"].count == robots }
    let expected = row?["flux_random_sequential"].number ?? 0
    // No count of standard errors: who is blocked stays so for many attempts, and the density of the ring
    // relaxes within some 200 sweeps, so hops are far from independent.
    #expect(abs(flux / expected - 1) < 0.02, "\(flux) for \(expected)")
    #expect(ring.traffic.counters.detours == 0 && ring.traffic.counters.creeps == 0)
  }

  @Test(
    "robots that ask at once, each with probability p, have the exact flux within 2 %",
    arguments: [(6, 0.5), (18, 0.75), (30, 0.5), (42, 0.75)])
  func parallel(robots: Int, probability: Double) {
    var ring = Ring(width: 20, height: 14, robots: robots, seed: 2)
    let length = ring.sites.count
    let ticks = isSlowWanted ? 20_000 : 6000
    var hops = 0
    for tick in 0..<ticks {
      let done = ring.hop { robot in
        var stream = RandomStream(seed: 9, index: robot, step: tick, purpose: .dynamics)
        return Double(stream.uniform()) < probability
      }
      if tick >= ticks / 10 { hops += done }
    }
    let flux = Double(hops) / Double((ticks - ticks / 10) * length)
    let expected = parallelFlux(robots, length, probability)
    #expect(abs(flux / expected - 1) < 0.02, "\(flux) for \(expected)")
    #expect(ring.traffic.counters.detours == 0 && ring.traffic.counters.creeps == 0)
  }

  @Test("the flux rises and falls with the number of robots: most at half of the sites")
  func hump() {
    let rows = truth["sequential"].list
    let best = rows.max {
      $0["flux_random_sequential"].number < $1["flux_random_sequential"].number
    }
    #expect(best?["N"].count == truth["L"].count / 2)
  }
}
