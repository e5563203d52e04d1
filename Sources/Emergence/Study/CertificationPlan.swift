import Statistics

/// Which sizes the last round walks over, in which order: chosen from the screening alone.
///
/// The screening is read as a hump (`UnimodalFit`), so that chance at single sizes does not tear the window
/// apart. That is a guess, and only a guess: what is certified holds whatever the curve is.
struct CertificationPlan: Equatable, Sendable {
  /// From the anchor to smaller sizes; empty where no size seems to reach 1 − δ.
  var down: [Int] = []
  /// From the anchor to larger sizes (sizing).
  var up: [Int] = []
  /// From the least size to larger ones (emergence); empty where the least seems to have more than δ.
  var low: [Int] = []
  /// The size with the greatest values; nil where runs have none.
  var reference: Int?
  /// From the largest size down, all above the reference.
  var declining: [Int] = []
  /// The sizes whose share or value decides the plan: they are screened with all runs of locating.
  var edges: [Int] = []
  /// Sizes to be screened first, so that the walk down goes in fine steps.
  var added: [Int] = []

  init() {}

  init(_ tallies: [PointTally], means: [Double]?, _ design: StudyDesign) {
    let sizes = tallies.map(\.size)
    // Shares and weights are finite and positive, so the fit cannot be refused.
    guard
      let hump = try? UnimodalFit(tallies.map(\.share), weights: tallies.map { Double($0.trials) })
    else { return }
    var near: Set<Int> = []
    func look(_ indices: ClosedRange<Int>) {
      for index in indices where sizes.indices.contains(index) { near.insert(index) }
    }
    let top = hump.fitted[hump.peak]
    let begin = planWindow(sizes, hump, top, design)
    if top >= 1 - design.delta {
      look(begin - 1...begin + 2)
      // Without a smaller size that fails there is no edge to go near to.
      for index in max(0, begin - 1)..<begin + 3 where begin > 0 && index + 1 < sizes.count {
        if let size = middle(of: sizes[index], sizes[index + 1], design.finestRatio) {
          added.append(size)
        }
      }
    }
    if design.question == .emergence {
      let last = planLower(
        sizes, hump, below: top >= 1 - design.delta ? begin : hump.peak + 1, design)
      look(last - 1...last + 2)
    }
    if let means {
      let best = planDecline(sizes, means, tallies.map { Double($0.trials) }, design)
      look(best - 1...best + 1)
    }
    edges = near.sorted().map { sizes[$0] }
  }

  /// The walk down and the walk up; answers the first size that seems good.
  ///
  /// Good is half of δ: at 1 − δ itself the fit is as often below as above. The anchor lies up to three sizes
  /// further in, where a share is so high that it passes almost surely: a walk that fails at its anchor says
  /// nothing. Over twelve families of curves (quorums, coverage, lotteries, logistic, windows) N⋆ was then at most
  /// the first size with 1 − δ/5 in 92 to 100 % of 400 studies each; with two sizes in 87 to 100 %.
  private mutating func planWindow(
    _ sizes: [Int], _ hump: UnimodalFit, _ top: Double, _ design: StudyDesign
  ) -> Int {
    let bar = min(1 - design.delta / 2, top)
    let begin = hump.fitted.firstIndex { $0 >= bar } ?? 0
    let end = hump.fitted.lastIndex { $0 >= bar } ?? begin
    guard top >= 1 - design.delta else { return begin }
    // An emergent walk spends one of its sizes at the top.
    let inward = design.question == .sizing ? 3 : 2
    let anchor = min(begin + inward, begin + (end - begin) / 2 + (end - begin) % 2)
    var walk = Array(stride(from: anchor, through: 0, by: -1).prefix(design.walkLength))
    if design.question == .emergence && design.walkLength > 1 {
      // N⋆ speaks of all larger sizes, so the walk begins at the largest; where that is past the window, half way
      // to the window's end, for at the end itself it would fail as often as not.
      let first = end == sizes.count - 1 ? end : anchor + (end - anchor) / 2
      if first > anchor {
        walk = [first] + walk.dropLast(walk.count == design.walkLength ? 1 : 0)
      }
    }
    down = walk.map { sizes[$0] }
    if design.question == .sizing {
      up = spread(from: anchor, to: end, count: design.walkLength).map { sizes[$0] }
    }
    return begin
  }

  /// The walk up from the least size; answers the last size that seems to have at most half of δ.
  private mutating func planLower(
    _ sizes: [Int], _ hump: UnimodalFit, below end: Int, _ design: StudyDesign
  ) -> Int {
    let rising = hump.fitted[..<max(1, min(end, sizes.count))]
    guard let first = rising.first, first <= design.delta else { return 0 }
    let last = (rising.firstIndex { $0 > design.delta / 2 } ?? rising.count) - 1
    let indices = Set([0, last - 1, last, last + 1]).filter { rising.indices.contains($0) }
    low = indices.sorted().suffix(design.walkLength).map { sizes[$0] }
    return max(0, last)
  }

  /// The size with the greatest mean and the walk down to it; answers its place.
  ///
  /// Means are smoothed over neighbours: the greatest of many noisy means is great by chance.
  private mutating func planDecline(
    _ sizes: [Int], _ means: [Double], _ weights: [Double], _ design: StudyDesign
  ) -> Int {
    var best = 0
    var greatest = -Double.infinity
    for index in means.indices {
      var (sum, weight) = (0.0, 0.0)
      for other in max(0, index - 1)...min(means.count - 1, index + 1) {
        let share = weights[other] * (other == index ? 2 : 1)
        sum += share * means[other]
        weight += share
      }
      if sum / weight > greatest {
        greatest = sum / weight
        best = index
      }
    }
    reference = sizes[best]
    if best + 1 < sizes.count {
      declining = spread(from: sizes.count - 1, to: best + 1, count: design.walkLength).map {
        sizes[$0]
      }
    }
    return best
  }

  /// At most so many places from one to another, both among them, evenly.
  private func spread(from first: Int, to last: Int, count: Int) -> [Int] {
    let distance = abs(last - first)
    if distance < count {
      return Array(stride(from: first, through: last, by: last >= first ? 1 : -1))
    }
    if count == 1 { return [first] }
    return (0..<count).map { step in
      let way = Double(last - first) * Double(step) / Double(count - 1)
      return first + Int(way.rounded())
    }
  }
}

/// The size half way between two in logarithms, or nil where they are near enough.
func middle(of small: Int, _ large: Int, _ finestRatio: Double) -> Int? {
  guard large - small > 1, Double(large) > finestRatio * Double(small) else { return nil }
  let middle = Int((Double(small) * Double(large)).squareRoot().rounded())
  return min(max(middle, small + 1), large - 1)
}
