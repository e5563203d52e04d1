import Attribution
import Statistics

/// What each class adds to a figure, seed by seed.
struct CounterfactualShares {
  /// The fleets between nobody and everybody.
  let parts: ClassCounterfactual
  /// Names of the classes.
  let classes: [String]
  /// The seeds.
  let seeds: [UInt64]
  /// The figure of each fleet that ran. [seeds]
  let values: [[[Int]: Double]]
  /// The share of each class. [seeds × classes]
  let shares: [[Double]]

  /// Shares out what fleets gave; a fleet without an entry has a figure of 0.
  init(
    parts: ClassCounterfactual, classes: [String], seeds: [UInt64], values: [[[Int]: Double]]
  ) {
    self.parts = parts
    self.classes = classes
    self.seeds = seeds
    self.values = values
    shares = values.map { ofSeed in parts.shares { ofSeed[$0] ?? 0 } }
  }

  /// The figure of the whole fleet with each seed. [seeds]
  var wholes: [Double] { values.map { $0[parts.counts] ?? 0 } }

  /// The shares of a class over seeds, as a mean with its interval.
  func interval(ofClass place: Int) -> MeanInterval? {
    try? MeanInterval(of: shares.map { $0[place] })
  }

  /// The figure of the whole fleet over seeds.
  var whole: MeanInterval? { try? MeanInterval(of: wholes) }

  /// Sum of shares less the figure of the whole fleet: the greatest over seeds, by size.
  var residual: Double {
    zip(shares, wholes).map { $0.reduce(0, +) - $1 }.max { abs($0) < abs($1) } ?? 0
  }
}
