import Prediction
import Testing

@Suite("ClosedNetwork")
struct ClosedNetworkTests {
  /// Z = 60 s and three single servers of 4, 6 and 3 s: truths that were computed independently.
  private static let known = ClosedNetwork([
    ServiceCentre("think", demand: 60, .unlimited), ServiceCentre("a", demand: 4, .servers(1)),
    ServiceCentre("b", demand: 6, .servers(1)), ServiceCentre("c", demand: 3, .servers(1)),
  ])

  @Test(
    "the flows of a network with known answers are these",
    arguments: [(1, 0.013699), (10, 0.117155), (12, 0.132814), (20, 0.162909), (30, 0.166582)])
  func knownFlows(robots: Int, flow: Double) {
    #expect(abs(Self.known.throughput(upTo: robots)[robots] - flow) < 5e-7)
    #expect(abs(Self.known.knee - 73.0 / 6) < 1e-12)
  }

  /// Mean-value analysis by its own recursion, for single servers and delays.
  private func meanValues(_ demands: [Double], think: Double, robots: Int) -> Double {
    var queues = demands.map { _ in 0.0 }
    var flow = 0.0
    for n in 1...robots {
      let times = zip(demands, queues).map { $0 * (1 + $1) }
      flow = Double(n) / (think + times.reduce(0, +))
      queues = times.map { $0 * flow }
    }
    return flow
  }

  @Test("what convolution gives is what mean-value analysis gives", arguments: [1, 2, 7, 40, 300])
  func isMeanValues(robots: Int) {
    let demands = [2.5, 0.7, 3.1, 3.1]
    let network = ClosedNetwork(
      demands.map { ServiceCentre("", demand: $0, .servers(1)) }
        + [ServiceCentre("", demand: 21, .unlimited)])
    let expected = meanValues(demands, think: 21, robots: robots)
    let found = network.throughput(upTo: robots)[robots]
    #expect(abs(found - expected) < 1e-9 * expected)
  }

  @Test("several servers are a machine repairer's birth and death")
  func repairers() {
    // M/M/c//N: p(j) of j at the servers from detailed balance.
    let (think, service, servers, robots) = (30.0, 8.0, 3, 12)
    var weights = [1.0]
    for j in 1...robots {
      weights.append(
        weights[j - 1] * (Double(robots - j + 1) / think) / (Double(min(j, servers)) / service))
    }
    let total = weights.reduce(0, +)
    let flow = weights.enumerated().reduce(0.0) {
      $0 + Double(min($1.offset, servers)) / service * $1.element / total
    }
    let network = ClosedNetwork([
      ServiceCentre("", demand: think, .unlimited),
      ServiceCentre("", demand: service, .servers(servers)),
    ])
    #expect(abs(network.throughput(upTo: robots)[robots] - flow) < 1e-12)
  }

  /// A network by chance: some servers, a delay, and a street on which company slows.
  private func drawn(_ seed: Int) -> ClosedNetwork {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    return ClosedNetwork([
      ServiceCentre("", demand: 5 + 60 * next(), .unlimited),
      ServiceCentre("", demand: 1 + 9 * next(), .servers(1 + Int(6 * next()))),
      ServiceCentre("", demand: 1 + 9 * next(), .servers(1 + Int(6 * next()))),
      ServiceCentre(
        "", demand: 1 + 20 * next(),
        .table((1...80).map { min(Double($0), 3 + 20 * next()) })),
    ])
  }

  @Test("no flow is above the asymptotes, and populations add up", arguments: 1...12)
  func bounds(seed: Int) {
    let network = drawn(seed)
    let flows = network.throughput(upTo: 60)
    for robots in 1...60 {
      #expect(flows[robots] <= network.upperBound(robots: robots) * (1 + 1e-12))
    }
    #expect(abs(flows[1] - 1 / network.aloneTime) < 1e-12)
    let populations = network.populations(robots: 25)
    #expect(abs(populations.reduce(0, +) - 25) < 1e-8)
  }

  @Test(
    "without chance a network runs along its asymptotes, and never less than with it",
    arguments: 1...8)
  func fluid(seed: Int) {
    var network = drawn(seed)
    let flows = network.throughput(upTo: 40)
    for robots in 1...40 {
      #expect(network.fluid(robots: robots) >= flows[robots] * (1 - 1e-9))
      #expect(network.fluid(robots: robots) <= network.upperBound(robots: robots) * (1 + 1e-12))
    }
    network.centres.removeLast()
    for robots in 1...40 {
      let bound = network.upperBound(robots: robots)
      #expect(abs(network.fluid(robots: robots) - bound) < 1e-9 * bound)
    }
  }

  @Test(
    "without chance a street that falls with company holds its best as long as robots can be elsewhere"
  )
  func fluidDecline() {
    let street = (1...100).map { max(0.5, min(Double($0), 20 - Double($0))) }
    let network = ClosedNetwork([
      ServiceCentre("", demand: 90, .unlimited), ServiceCentre("", demand: 10, .table(street)),
    ])
    // Ten there serve one a second; with 90 s elsewhere that takes 100 robots.
    #expect(abs(network.fluid(robots: 100) - 1) < 1e-9)
    #expect(network.fluid(robots: 130) < 0.9)
  }

  @Test("a floor that began empty is free as long as a free state is left, then jammed")
  func settles() {
    let street = (1...100).map { max(0.5, min(Double($0), 20 - Double($0))) }
    let network = ClosedNetwork([
      ServiceCentre("", demand: 90, .unlimited), ServiceCentre("", demand: 10, .table(street)),
    ])
    let (settled, ages) = (network.settled(upTo: 150), network.throughput(upTo: 150))
    let free = ClosedNetwork(network.centres.map(\.unjammed)).throughput(upTo: 150)
    #expect(settled[60] == free[60] && settled[60] >= ages[60])
    #expect(settled[140] == ages[140] && ages[140] < 0.2 * free[140])
    let plain = Self.known
    #expect(plain.settled(upTo: 30) == plain.throughput(upTo: 30))
  }

  @Test("another server never lowers a flow, longer demands never raise it", arguments: 1...6)
  func monotone(seed: Int) {
    let network = drawn(seed)
    let flows = network.throughput(upTo: 40)
    var more = network
    if case .servers(let count) = more.centres[1].service {
      more.centres[1].service = .servers(count + 1)
    }
    var longer = network
    longer.centres[1].demand += 1
    for robots in 1...40 {
      #expect(more.throughput(upTo: 40)[robots] >= flows[robots] - 1e-12)
      #expect(longer.throughput(upTo: 40)[robots] < flows[robots])
    }
  }

  @Test("twice all demands is half of every flow")
  func scales() {
    let network = drawn(3)
    let twice = ClosedNetwork(
      network.centres.map { ServiceCentre($0.name, demand: 2 * $0.demand, $0.service) })
    for (one, other) in zip(network.throughput(upTo: 50), twice.throughput(upTo: 50)) {
      #expect(abs(one - 2 * other) < 1e-12)
    }
  }

  @Test("where a street passes less the more are on it, more robots hurt from some number on")
  func declines() throws {
    let street = (1...200).map { count -> Double in
      let density = Double(count) / 100
      return max(0.1, Double(count) * (1 - density))
    }
    let network = ClosedNetwork([
      ServiceCentre("", demand: 60, .unlimited), ServiceCentre("", demand: 40, .table(street)),
    ])
    let curve = FleetCurve(network.throughput(upTo: 200))
    let peak = try #require(curve.peak(losing: 0.05))
    // The street alone is best with 50 on it; those elsewhere come on top.
    #expect((60...110).contains(peak))
    #expect(curve.flow[200] < 0.5 * curve.flow[peak])
    #expect(curve.size(reaching: curve.flow[peak] * 1.01) == nil)
    #expect(FleetCurve(Self.known.throughput(upTo: 100)).peak(losing: 0.05) == nil)
  }

  @Test("a centre that others use for half of the time takes twice as long")
  func shared() {
    let centre = ServiceCentre("", demand: 4, .servers(3))
    #expect(centre.shared(used: 0.5).demand == 8)
    #expect(ServiceCentre("", demand: 4, .unlimited).shared(used: 0.5).demand == 4)
  }
}
