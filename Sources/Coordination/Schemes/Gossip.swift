import MeanFields
import SimCore

extension CoordinationMode {
  /// Averages spread by pairwise exchanges between robots.
  public static let gossip = CoordinationMode("gossip")
}

extension CoordinationKind {
  /// Averages without any leader.
  static let gossip = CoordinationKind(
    .gossip, summary: "averages spread by exchanges between random pairs",
    grants: .fieldsWithoutGrid,
    keys: [
      CoordinationKey(
        "rounds", .count(1...1000, standard: 2), "Mode gossip: exchanges per robot and update.")
    ],
    believed: { "gossip, \($0.count("rounds")) rounds" },
    withholdsDestinations: "a gossiped grid would be thousands of numbers per message",
    make: { exchange, _ in PrivateScheme<GossipRounds>(exchange) })
}

/// Pairs of robots average what they hold; billed are two messages per exchange.
private struct GossipRounds: ~Copyable, PrivateEstimator {
  private var gossip: GossipEstimator
  private let rounds: Int
  /// Exchanges that the budget has paid for and that were not made yet.
  private var credit: Double = 0

  init(_ exchange: borrowing Exchange, features: [FeatureDescription]) {
    gossip = GossipEstimator(layout: exchange.layout, ranges: FeatureRanges(features))
    rounds = exchange.settings.count("rounds")
  }

  static var reportsAreFree: Bool { true }
  static var senders: SenderBill { .counted }

  /// What a robot holds of all classes.
  var numbersPerMessage: Int { gossip.layout.classCount * (gossip.ranges.count + 1) }

  mutating func update(_ input: EstimatorInput, traffic: inout TrafficCounter) {
    gossip.track(input.rows, pool: input.pool)
    let half = Double(gossip.layout.robotCount) / 2
    credit += min(Double(rounds), input.exchangesPerRobot) * half
    let count = Int(credit)
    credit -= Double(count)
    gossip.exchange(count: count, seed: input.seed, step: input.step, traffic: &traffic)
    gossip.updateEstimates(pool: input.pool)
  }

  func advance(
    _ field: inout PrivateField, channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget
  ) -> ChannelCount {
    // Exchanges were paid for before they were made.
    field.advance(
      gossip.estimates, evidence: .exchanges, ends: 0, channel: channel, bytes: bytes,
      budget: &budget)
  }

  func addLinks(ofRobot row: Int, _ exchange: borrowing Exchange, to links: inout LinkList) {
    let other = Int(gossip.lastPartner[row])
    // An exchange is known to both sides and drawn once.
    if other >= row { links.add(other, row) }
  }

  mutating func visitState(_ archive: inout StateArchive) {
    gossip.visitState(&archive)
    archive.visit(&credit)
  }
}
