import Contracts
import MeanFields
import SimCore

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
struct Auction {
  private let batch: OrchestratorBatch
  private let distanceWeight: Float
  private let increment: Float

  init(_ batch: OrchestratorBatch, distanceWeight: Float, increment: Float) {
    self.batch = batch
    self.distanceWeight = distanceWeight
    self.increment = increment
  }

  /// Replaces what the due rows would do by the outcome of the auction; who charges or keeps its
  /// directive is left alone.
  ///
  /// - Complexity: O(bids × places of an option), at most Σ places × value/ε bids; no heap allocation
  ///   for up to some thousand robots.
  func assign(_ decisions: UnsafeMutablePointer<OrchestratorDecision>) {
    guard let peers = batch.peers else { return }
    let placeCount = (0..<batch.optionCount).reduce(0) { $0 + places($1, among: peers.count) }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: placeCount + 2 * peers.count) {
      memory in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: placeCount) { prices in
        guard let owners = memory.baseAddress, let prices = prices.baseAddress else { return }
        owners.initialize(repeating: -1, count: placeCount + 2 * peers.count)
        prices.initialize(repeating: 0, count: placeCount)
        let choices = owners + placeCount
        hold(peers, owners: owners, prices: prices, choices: choices, queue: choices + peers.count)
        announce(peers, choices, decisions)
      }
    }
  }

  /// The places of option j: jobs that nobody is on the way to.
  private func places(_ j: Int, among count: Int) -> Int {
    var claimed: Float = 0
    if let field = batch.population.orchestratorField {
      typealias Schema = OrchestratorSchema
      claimed =
        batch.population.ownCount * field[Schema.bin(ofOption: j)]
        + batch.population.otherCount * field[Schema.count + Schema.bin(ofOption: j)]
    }
    // A learned field may hold any value, also none: then nobody knows of a place.
    let open = batch.demand[j] - claimed + 0.5
    return open > 0 ? Int(min(open, Float(count))) : 0
  }

  /// What robot `row` gains from option j before it pays, or −∞.
  private func gain(_ row: Int, _ j: Int) -> Float {
    let seconds = batch.travelTime[row * batch.optionCount + j]
    guard seconds < .infinity else { return -.infinity }
    return batch.value[j] - distanceWeight * seconds / batch.travelScale
  }

  /// Runs the auction: afterwards `choices` holds each peer's option, or −1.
  private func hold(
    _ peers: UnsafeBufferPointer<Int32>, owners: UnsafeMutablePointer<Int32>,
    prices: UnsafeMutablePointer<Float>, choices: UnsafeMutablePointer<Int32>,
    queue: UnsafeMutablePointer<Int32>
  ) {
    // A robot leaves the queue when it bids and enters again when it is turned out.
    var length = peers.count
    for k in 0..<length { queue[k] = Int32(peers.count - 1 - k) }
    while length > 0 {
      length -= 1
      let bidder = queue[length]
      let row = Int(peers[Int(bidder)])
      var best = -1
      var bestNet: Float = 0
      var secondNet: Float = 0
      var place = -1
      var first = 0
      for j in 0..<batch.optionCount {
        let count = places(j, among: peers.count)
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
        let value = gain(row, j)
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
        choices[Int(owners[place])] = -1
        queue[length] = owners[place]
        length += 1
      }
      prices[place] += bestNet - max(0, secondNet) + increment
      owners[place] = bidder
      choices[Int(bidder)] = Int32(best)
    }
  }

  private func announce(
    _ peers: UnsafeBufferPointer<Int32>, _ choices: UnsafePointer<Int32>,
    _ decisions: UnsafeMutablePointer<OrchestratorDecision>
  ) {
    var k = 0
    for due in batch.due {
      while k < peers.count && peers[k] < due { k += 1 }
      let kind = decisions[Int(due)].kind
      guard kind == .serve || kind == .wait else { continue }
      let option = k < peers.count && peers[k] == due ? choices[k] : -1
      decisions[Int(due)] =
        option < 0
        ? OrchestratorDecision(kind: .wait)
        : OrchestratorDecision(kind: .serve, option: Int16(option), predictedSuccess: 1)
    }
  }
}
