import Statistics

/// What a grid of sizes with runs planned beforehand certifies: N⋆, N− and a bracket of their ratio.
///
/// From the largest size downwards s ≥ 1 − δ is certified, from the smallest upwards s ≤ δ, each walk at half
/// the error and to its first failure. The joint error holds whatever the shape of the curve. Where more robots
/// hurt the first walk certifies nothing; `Study` begins inside the window.
///
/// Source: mathematics §3.2.
public struct FixedDesign: Equatable, Sendable {
  /// δ, in (0, ½).
  public var delta: Double
  /// α, the probability that anything certified is not so.
  public var error: Double
  /// The counts, sizes rising.
  public var tallies: [PointTally]

  /// A design with its counts.
  ///
  /// - Precondition: there is a size, sizes rise, `delta` is in (0, ½) and `error` in (0, 1).
  public init(_ tallies: [PointTally], delta: Double, error: Double = 0.05) {
    precondition(!tallies.isEmpty, "a design has a size")
    precondition(zip(tallies, tallies.dropFirst()).allSatisfy { $0.size < $1.size }, "sizes rise")
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    precondition(error > 0 && error < 1, "an error lies in (0, 1)")
    self.tallies = tallies
    self.delta = delta
    self.error = error
  }

  /// N̂⋆: the least size down to which every tested one is certified; nil where the largest is not.
  ///
  /// - Parameter error: The error of this walk; half of all by default.
  /// - Returns: A tested size.
  /// - Complexity: O(sizes √trials).
  public func size(error: Double? = nil) -> Int? {
    let probabilities = tallies.reversed().map { $0.probability(from: 1 - delta) }
    let count = FixedSequence.refuted(probabilities, error: error ?? self.error / 2)
    return count > 0 ? tallies[tallies.count - count].size : nil
  }

  /// N̂−: the greatest size up to which every tested one is certified to be at most δ; nil where the least is not.
  ///
  /// - Parameter error: The error of this walk; half of all by default.
  /// - Returns: A tested size.
  /// - Complexity: O(sizes √trials).
  public func lower(error: Double? = nil) -> Int? {
    let probabilities = tallies.map { $0.probability(upTo: delta) }
    let count = FixedSequence.refuted(probabilities, error: error ?? self.error / 2)
    return count > 0 ? tallies[count - 1].size : nil
  }

  /// Between what ends the ratio c = N−/N⋆ of the grid lies, all four at once with confidence 1 − α.
  ///
  /// The inner ends are the two walks at α/4; the outer ones, sizes that are certainly too small for N⋆ or too
  /// large for N−, Bonferroni's at α/4 over the grid. An end that the runs do not give is 0 or 1.
  ///
  /// - Returns: The interval; its estimate is the ratio of the inner ends, or the lower end where they give none.
  /// - Complexity: O(sizes √trials).
  public func ratio() -> Interval {
    let quarter = error / 4
    let each = quarter / Double(tallies.count)
    let below = tallies.last { $0.probability(upTo: 1 - delta) <= each }?.size
    let above = tallies.first { $0.probability(from: delta) <= each }?.size
    // N⋆ is above `below`, N− below `above`.
    var upper = 1.0
    if let above, let below { upper = min(1, Double(above) / Double(below)) }
    guard let least = lower(error: quarter), let most = size(error: quarter) else {
      return Interval(estimate: 0, lower: 0, upper: upper)
    }
    let inner = Double(least) / Double(most)
    return Interval(estimate: inner, lower: inner, upper: max(inner, upper))
  }
}

extension FixedDesign {
  /// A grid of sizes: all up to 12, then each about `ratio` times the one before, the last at `largest`.
  ///
  /// - Parameters:
  ///   - smallest: The first size, at least 1.
  ///   - largest: The last size, at least `smallest`.
  ///   - ratio: The step, above 1.
  /// - Returns: Sizes, rising.
  /// - Precondition: as said for each.
  /// - Complexity: O(sizes).
  public static func grid(from smallest: Int = 1, to largest: Int, ratio: Double = 1.3) -> [Int] {
    precondition(smallest >= 1 && largest >= smallest && ratio > 1, "a grid that rises")
    var sizes = [smallest]
    while let last = sizes.last, last < largest {
      let next = last < 12 ? last + 1 : max(last + 1, Int((Double(last) * ratio).rounded()))
      // A last step of next to nothing is left out: the one before goes to the end.
      sizes.append(
        Double(next) * ratio.squareRoot() > Double(largest) && last >= 12
          ? largest : min(next, largest))
    }
    return sizes
  }
}
