import Glibc
import Statistics

/// Whether a threshold N⋆ is the fleet's or the bar's: it is read again for other bars of the same values.
///
/// Success is y ≥ θ. Where N⋆ drifts as θ moves, the number says how high the bar hangs; where it stays, the
/// fleet changes there.
///
/// Source: mathematics §3.5 M1.
public struct ThresholdSweep: Equatable, Sendable {
  /// N⋆ for one bar.
  public struct Row: Equatable, Sendable {
    /// The bar θ, in the unit of y.
    public var bar: Double
    /// The least size from which every larger one has a share 1 − δ of values at θ or above; nil where none.
    public var size: Int?
  }

  /// One row a bar, bars rising.
  public var rows: [Row]

  /// Reads N⋆ for bars between what most runs of the smallest mean reach and what most of the largest do.
  ///
  /// - Parameters:
  ///   - sizes: Fleet sizes, rising.
  ///   - values: The values y of each size's runs, more is better. [sizes × runs]
  ///   - delta: δ, in (0, ½).
  ///   - bars: How many bars, at least 2; they lie evenly between the least and the greatest mean, ends left out.
  /// - Throws: `tooFew` for no size or a size without a run, `unequalLengths`, `notFinite`.
  /// - Precondition: sizes rise, `delta` is in (0, ½), and there are two bars.
  /// - Complexity: O(bars × values).
  public init(
    sizes: [Int], values: [[Double]], delta: Double, bars: Int = 10
  ) throws(StatisticsError) {
    precondition(bars >= 2, "a sweep has two bars")
    let means = try checkedMeans(sizes, values)
    let low = means.reduce(.infinity, min)
    let high = means.reduce(-.infinity, max)
    rows = (1...bars).map { step in
      let bar = low + (high - low) * Double(step) / Double(bars + 1)
      let shares = values.map { row in
        Double(row.count { $0 >= bar }) / Double(row.count)
      }
      return Row(
        bar: bar, size: EmergenceThreshold(sizes: sizes, shares: shares, delta: delta).size)
    }
  }

  /// The greatest N⋆ over the least, of the bars that have one; nil where fewer than two have.
  public var drift: Double? {
    let found = rows.compactMap(\.size)
    guard found.count >= 2, let least = found.min(), let most = found.max() else { return nil }
    return Double(most) / Double(least)
  }
}

/// The mean of each size, refused where sizes have no runs or no partner.
func checkedMeans(_ sizes: [Int], _ values: [[Double]]) throws(StatisticsError) -> [Double] {
  guard !sizes.isEmpty else { throw StatisticsError.tooFew(count: 0, needed: 1) }
  guard values.count == sizes.count else {
    throw StatisticsError.unequalLengths(sizes.count, values.count)
  }
  var means: [Double] = []
  for row in values { means.append(try Sample(row).mean) }
  return means
}
