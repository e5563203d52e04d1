import Statistics

/// The five questions a sharp success curve has to answer before it is called a change of the fleet.
///
/// They describe what was seen; none of them is a certificate, and all are told as exploratory. The order parameter of
/// M3 and the parts of M2 are the caller's to give: no curve of successes holds them.
///
/// Source: mathematics §3.5.
public struct MirageChecks: Equatable, Sendable {
  /// M1: N⋆ for other bars of the same values.
  public var sweep: ThresholdSweep
  /// M2: ln s / (L ln p) at each size; nil where parts were not told or nothing can be said. [sizes]
  public var compositionRatios: [Double?]
  /// M3: fluctuations at each size with two runs or more. [sizes with two runs]
  public var susceptibilities: [Susceptibility]
  /// M4: smooth or broken; nil where the grid or its values allow no comparison.
  public var comparison: BreakComparison?
  /// M5: whether runs of a size end in two groups; nil where there are too few or all are alike. [sizes]
  public var bimodalities: [Bimodality?]

  /// How the parts of a success fared.
  public struct Parts: Equatable, Sendable {
    /// The number of parts L that must all succeed.
    public var count: Int
    /// The share of parts that succeeded at each size. [sizes]
    public var shares: [Double]

    /// Parts.
    public init(count: Int, shares: [Double]) {
      self.count = count
      self.shares = shares
    }
  }

  /// Asks all five.
  ///
  /// - Parameters:
  ///   - tallies: Successes at each size, sizes rising.
  ///   - values: The continuous metric y of each run, more is better. [sizes × runs]
  ///   - delta: δ, in (0, ½).
  ///   - parts: How the parts of a success fared, where it has parts.
  ///   - orderParameters: A signed order parameter of each run, in the place of y for M3. [sizes × runs]
  /// - Throws: `tooFew`, `unequalLengths`, `notFinite`.
  /// - Precondition: sizes rise, `delta` is in (0, ½), and parts have a share for each size.
  /// - Complexity: O(values + sizes²).
  public init(
    tallies: [PointTally], values: [[Double]], delta: Double, parts: Parts? = nil,
    orderParameters: [[Double]]? = nil
  ) throws(StatisticsError) {
    let sizes = tallies.map(\.size)
    let means = try checkedMeans(sizes, values)
    sweep = try ThresholdSweep(sizes: sizes, values: values, delta: delta)
    compositionRatios = tallies.indices.map { index in
      guard let parts else { return nil }
      precondition(parts.shares.count == tallies.count, "a share of parts for each size")
      return Composition(parts: parts.count).ratio(
        whole: tallies[index].share, part: parts.shares[index])
    }
    susceptibilities = []
    for (size, row) in zip(sizes, orderParameters ?? values) where row.count >= 2 {
      susceptibilities.append(try Susceptibility(size: size, values: row))
    }
    comparison = try? BreakComparison(sizes: sizes, means: means)
    bimodalities = values.map { try? Bimodality($0) }
  }
}
