import MeanFields
import SimCore

extension CoordinationMode {
  /// The robots within a radius, read directly.
  public static let neighbours = CoordinationMode("neighbours")
}

extension CoordinationKind {
  /// Who stands near.
  static let neighbours = CoordinationKind(
    .neighbours, summary: "the states of the robots within a radius", grants: .fieldsNearby,
    keys: [
      CoordinationKey(
        "radius", .length(through: 10_000, standard: 10),
        "Mode neighbours: distance within which robots read each other.")
    ],
    believed: { "neighbours within \(metres($0.length("radius"))) m" },
    withholdsDestinations: "those bound for a goal may be farther away than a robot hears",
    make: { exchange, _ in
      PrivateScheme<NeighbourMean>(exchange, hearing: exchange.settings.length("radius"))
    })
}

/// A length as people write it: to a hundredth, without zeros at its end.
private func metres(_ x: Float) -> String {
  let hundredths = Int((x * 100).rounded())
  let (whole, rest) = (hundredths / 100, hundredths % 100)
  if rest == 0 { return "\(whole)" }
  return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
}

/// One local broadcast per robot; billed is a row for each neighbour that hears it.
///
/// In its grid a robot may ask only for points near enough that no robot beyond its radius has been
/// deposited there.
extension NeighbourMean: PrivateEstimator {
  init(_ exchange: borrowing Exchange, features: [FeatureDescription]) {
    self.init(
      radius: exchange.settings.length("radius"), layout: exchange.layout,
      featureCount: features.count)
  }

  static var reportsAreFree: Bool { false }
  static var senders: SenderBill { .reporting }
  var numbersPerMessage: Int { estimates.featureCount }

  mutating func update(_ input: EstimatorInput, traffic: inout TrafficCounter) {
    update(
      input.rows, positions: input.positions, seed: input.seed, step: input.step,
      pool: input.pool, traffic: &traffic)
  }

  func advance(
    _ field: inout PrivateField, channel: ChannelConfiguration, bytes: Int,
    budget: inout BandwidthBudget
  ) -> ChannelCount {
    // A neighbour's broadcast is the neighbour's: who hears it pays for one end.
    field.advance(estimates, ends: 1, channel: channel, bytes: bytes, budget: &budget)
  }

  func addLinks(ofRobot row: Int, _ exchange: borrowing Exchange, to links: inout LinkList) {
    guard !links.isFull, links.matters(row) else { return }
    let here = links.positions[row]
    for other in 0..<exchange.robotCount
    where (links.positions[other] - here).length < radius {
      // A pair is drawn once, from its lower row where both matter.
      if links.matters(other) && other < row { continue }
      links.add(row, other)
    }
  }

  mutating func visitState(_ archive: inout StateArchive) { estimates.visitState(&archive) }
}
