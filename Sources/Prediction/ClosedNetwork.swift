import Glibc

/// Robots that go round for ever: from job to job through the same centres.
///
///     let network = ClosedNetwork([
///       ServiceCentre("ways", demand: 60, .unlimited), ServiceCentre("dock", demand: 6, .servers(1)),
///     ])
///     let flow = network.throughput(upTo: 20)[20]    // jobs per second of 20 robots
///
/// It is exact for a product-form network: one class of robots, and at each centre service that is first come first
/// served with exponential times, or shared, or unlimited. Real times vary less than exponential ones, so that real
/// queues at constant demand are shorter between the two asymptotes; the asymptotes themselves hold for any law.
///
/// Goals, in order: no loss of digits at any size (sums of positive terms, as logarithms); then speed.
///
/// Source: J. P. Buzen, Computational algorithms for closed queueing networks with exponential servers, 1973; it gives
/// what mean-value analysis does (M. Reiser and S. S. Lavenberg, 1980) and is stable where rates fall as well.
public struct ClosedNetwork: Equatable, Sendable {
  /// The centres, in any order.
  public var centres: [ServiceCentre]

  /// A network of its centres.
  ///
  /// - Precondition: some centre has a demand.
  public init(_ centres: [ServiceCentre]) {
    precondition(centres.contains { $0.demand > 0 }, "a job takes time somewhere")
    self.centres = centres
  }

  /// Jobs per second with 0, 1, … robots. [most + 1]
  ///
  /// - Complexity: O(centres × most²).
  public func throughput(upTo most: Int) -> [Double] {
    let constants = normalisation(upTo: most, without: nil)
    return (0...most).map { $0 == 0 ? 0 : exp(constants[$0 - 1] - constants[$0]) }
  }

  /// Mean number of robots at each centre, with some robots in all. [centreCount]
  ///
  /// - Complexity: O(centres² × robots²).
  public func populations(robots: Int) -> [Double] {
    let all = normalisation(upTo: robots, without: nil)[robots]
    return centres.indices.map { centre in
      let others = normalisation(upTo: robots, without: centre)
      let own = factors(of: centres[centre], upTo: robots)
      return (0...robots).reduce(0) {
        $0 + Double($1) * exp(own[$1] + others[robots - $1] - all)
      }
    }
  }

  /// ln G(0), ln G(1), …: G(n) sums over all ways to spread n robots.
  private func normalisation(upTo most: Int, without left: Int?) -> [Double] {
    var constants = [Double](repeating: -.infinity, count: most + 1)
    constants[0] = 0
    for (index, centre) in centres.enumerated() where index != left && centre.demand > 0 {
      let own = factors(of: centre, upTo: most)
      let before = constants
      for n in 0...most {
        var greatest = -Double.infinity
        for k in 0...n { greatest = max(greatest, own[k] + before[n - k]) }
        if greatest == -.infinity { continue }
        var sum = 0.0
        for k in 0...n { sum += exp(own[k] + before[n - k] - greatest) }
        constants[n] = greatest + log(sum)
      }
    }
    return constants
  }

  /// ln of demand^k / (rate(1) … rate(k)) for k = 0, 1, ….
  private func factors(of centre: ServiceCentre, upTo most: Int) -> [Double] {
    var found = [0.0]
    for k in 0..<most {
      found.append(
        found[k] + (centre.demand > 0 ? log(centre.demand / centre.rate(k + 1)) : -.infinity))
    }
    return found
  }
}

extension ClosedNetwork {
  /// Jobs per second with 0, 1, … robots on a floor that fills slowly and is watched for a while. [most + 1]
  ///
  /// Where rates fall with company a product-form network is now free, now jammed, and what it gives is the mean over
  /// ages: its jams come about by rare chance. As long as a free state is left, which `fluid` says, a floor that began
  /// empty is taken to be in it; beyond, as the network has it.
  ///
  /// - Complexity: O(centres × most²).
  public func settled(upTo most: Int) -> [Double] {
    let free = ClosedNetwork(centres.map(\.unjammed))
    if free == self { return throughput(upTo: most) }
    let (flows, jammed) = (free.throughput(upTo: most), throughput(upTo: most))
    return (0...most).map { robots in
      let isFree = fluid(robots: robots) >= free.fluid(robots: robots) * (1 - 1e-9)
      return isFree ? flows[robots] : jammed[robots]
    }
  }

  /// R₁: seconds of a job with one robot on the floor.
  public var aloneTime: Double { centres.reduce(0) { $0 + $1.aloneTime } }

  /// Jobs per second beyond which no number of robots gets.
  public var capacity: Double { centres.reduce(.infinity) { min($0, $1.capacity) } }

  /// The centres that limit, the tightest first; those that never do are left out.
  public var limits: [ServiceCentre] {
    centres.filter { $0.capacity < .infinity }.sorted { $0.capacity < $1.capacity }
  }

  /// X(N) ≤ min(N / R₁, capacity), whatever the law of times: jobs per second.
  ///
  /// It needs that nobody is served faster for company: rate(n) ≤ n rate(1).
  ///
  /// Source: P. J. Denning and J. P. Buzen, The operational analysis of queueing network models, 1978.
  public func upperBound(robots: Int) -> Double { min(Double(robots) / aloneTime, capacity) }

  /// The number of robots at which both bounds meet; infinity where nothing limits.
  public var knee: Double { capacity * aloneTime }
}
