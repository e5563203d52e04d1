import Prediction

/// With which end of all that is uncertain a calculation is made.
///
/// | what | better | worse |
/// |---|---|---|
/// | times and who comes when | nothing by chance | exponential, as in a product-form network |
/// | jams | only where no free state is left | by rare chance, too |
/// | places | the nearest of a station | one of them by chance |
/// | dead-heading | every job is followed by the next one nearest to its end | by one by chance |
/// | with more work than robots they do | the shortest tours | all streams as jobs come up |
/// | who is let into a place stands | where the line begins | at the edge of its forecourt |
/// | a dock is kept for who is on his way | never | all the way |
/// | a place is free again | when its robot has left it | when it is past those in line as well |
/// | an idle robot is told | at once | after a whole period of its planner |
/// | flow by presence | the best measured curve | the worst |
/// | floor on which traffic spreads | all that is free | along the ways alone |
///
/// What is expected is made of the middle of each (of dead-heading, of what the planner makes of distances), at the flows of the mean curve, with exponential times,
/// and without jams by rare chance.
enum Corner: CaseIterable {
  case worse, expected, better

  /// The value between a better and a worse one.
  func value(_ better: Double, _ worse: Double) -> Double {
    switch self {
    case .better: better
    case .worse: worse
    case .expected: 0.5 * (better + worse)
    }
  }

  /// The flow of a cross-section: of its worst curve, of all in the mean, or of its best.
  func flow(_ section: LaneDiagram.Section, _ value: (LaneDiagram.Curve) -> Double) -> Double {
    let all = section.curves.map(value)
    switch self {
    case .worse: return all.min() ?? 0
    case .better: return all.max() ?? 0
    case .expected: return all.reduce(0, +) / Double(max(1, all.count))
    }
  }
}

/// A number for each corner.
struct Range3 {
  var worse = 0.0, expected = 0.0, better = 0.0

  init(_ value: (Corner) -> Double) {
    worse = value(.worse)
    expected = value(.expected)
    better = value(.better)
  }

  var estimate: Estimate { Estimate(expected, between: worse, and: better) }
}
