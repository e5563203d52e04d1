import Contracts
import MeanFields

/// B6: an ε-auction of the open jobs among all free robots of a class, on exact travel times.
///
/// Every free robot bids for the place it gains most from; an option with D_j − n_j places left
/// holds that many, each with a price. A bid raises the price of the option's cheapest place by the
/// bidder's margin over its second best choice plus ε, and turns out whoever held it. Waiting is worth
/// 0 and always to be had, so prices stop rising once nobody gains any more. The total gain is within
/// n ε of the best assignment's.
///
/// All robots see the same rows and would compute the same auction, so it is computed once; each of
/// them is billed for the rows it reads (see the ledger). Robots of other classes take part through
/// their claims only.
///
/// Source: D. P. Bertsekas, "Auction algorithms for network flow problems: a tutorial introduction",
/// Computational Optimization and Applications 1, 1992 (assignment with similar objects).
enum Auction {
  static let kind = PolicyKind.assigner(
    "auction", code: "B6",
    summary: "An auction of the open jobs among all free robots on exact travel times.",
    parameters: [
      PolicyParameter(
        name: "distance_weight", defaultValue: 1, range: 0...100,
        doc: "Gain lost for the longest travel on the map."),
      PolicyParameter(
        name: "increment", defaultValue: 0.005, range: 0.0001...1,
        doc: "ε: least rise of a price; the gain is within n ε of the best."),
    ],
    reads: [.ownField]
  ) { values, _ in
    Rule(distanceWeight: values["distance_weight"], increment: values["increment"])
  }

  /// Bids until nobody gains any more.
  struct Rule: AssignmentRule {
    let distanceWeight: Float
    let increment: Float

    /// - Complexity: O(bids × places of an option), at most Σ places × value/ε bids; no heap
    ///   allocation for up to some thousand robots.
    func assign(_ peers: OrchestratorPeers, into choices: inout PeerChoices) {
      guard peers.count > 0 else { return }
      let options = peers[0].optionCount
      let placeCount = (0..<options).reduce(0) { $0 + places($1, peers) }
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: placeCount + peers.count) { memory in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: placeCount) { prices in
          guard let owners = memory.baseAddress, let prices = prices.baseAddress else { return }
          owners.initialize(repeating: -1, count: placeCount + peers.count)
          prices.initialize(repeating: 0, count: placeCount)
          hold(peers, &choices, owners: owners, prices: prices, queue: owners + placeCount)
        }
      }
    }

    /// The places of an option: jobs that nobody is on the way to.
    ///
    /// Demand and field are the same for all: the first peer's will do.
    private func places(_ option: Int, _ peers: OrchestratorPeers) -> Int {
      let population = peers[0].population
      var claimed: Float = 0
      if let plans = population.plans {
        let bin = OrchestratorSchema.bin(ofOption: option)
        claimed =
          population.ownCount * plans[own: bin] + population.otherCount * plans[others: bin]
      }
      // A learned field may hold any value, also none: then nobody knows of a place.
      let open = peers[0].openJobs(option) - claimed + 0.5
      return open > 0 ? Int(min(open, Float(peers.count))) : 0
    }

    /// What a robot gains from an option before it pays, or −∞.
    private func gain(_ robot: OrchestratorRow, _ option: Int) -> Float {
      let seconds = robot.travelTime(option)
      guard seconds < .infinity else { return -.infinity }
      return robot.value(option) - distanceWeight * seconds / robot.travelScale
    }

    /// Runs the auction.
    ///
    /// Unsafe: `owners` and `prices` have an element for each place, `queue` one for each peer.
    private func hold(
      _ peers: OrchestratorPeers, _ choices: inout PeerChoices,
      owners: UnsafeMutablePointer<Int32>, prices: UnsafeMutablePointer<Float>,
      queue: UnsafeMutablePointer<Int32>
    ) {
      // A robot leaves the queue when it bids and enters again when it is turned out.
      var length = peers.count
      for k in 0..<length { queue[k] = Int32(peers.count - 1 - k) }
      while length > 0 {
        length -= 1
        let bidder = queue[length]
        let robot = peers[Int(bidder)]
        var best = -1
        var bestNet: Float = 0
        var secondNet: Float = 0
        var place = -1
        var first = 0
        for j in 0..<robot.optionCount {
          let count = places(j, peers)
          defer { first += count }
          guard count > 0 else { continue }
          var cheapest = first
          var next = Float.infinity
          for k in first + 1..<max(first + 1, first + count) {
            if prices[k] < prices[cheapest] {
              next = prices[cheapest]
              cheapest = k
            } else {
              next = min(next, prices[k])
            }
          }
          let value = gain(robot, j)
          let net = value - prices[cheapest]
          if net > bestNet {
            // The second best may be another place of the same option.
            secondNet = max(bestNet, value - next)
            best = j
            bestNet = net
            place = cheapest
          } else {
            secondNet = max(secondNet, net)
          }
        }
        guard place >= 0 else { continue }  // Waiting is the best it can do.
        if owners[place] >= 0 {
          choices[Int(owners[place])] = nil
          queue[length] = owners[place]
          length += 1
        }
        prices[place] += bestNet - max(0, secondNet) + increment
        owners[place] = bidder
        choices[Int(bidder)] = best
      }
    }
  }
}
