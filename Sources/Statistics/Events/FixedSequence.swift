/// Testing one hypothesis after the other, each at the full error, until the first that stands.
///
/// The order is fixed before the data are seen. Where the first true hypothesis is refuted, an error is made,
/// and it is made with probability α at most; what comes after a hypothesis that stands is not said at all.
/// So nothing is paid for the number of hypotheses, however their data hang together: the price is that one
/// failure ends it, and that the likely ones must come first.
///
/// Source: W. Maurer, L. A. Hothorn, W. Lehmacher, "Multiple comparisons in drug clinical trials and preclinical
/// assays: a-priori ordered hypotheses", 1995; mathematics §3.2.
public enum FixedSequence {
  /// How many hypotheses fall, from the first on.
  ///
  /// - Parameters:
  ///   - probabilities: The p-value of each hypothesis, in the fixed order.
  ///   - error: α, in (0, 1).
  /// - Returns: The number of those before the first whose p-value is above α, or is no number.
  /// - Precondition: `error` is in (0, 1).
  /// - Complexity: O(hypotheses).
  public static func refuted(_ probabilities: [Double], error: Double) -> Int {
    precondition(error > 0 && error < 1, "an error lies in (0, 1)")
    return probabilities.prefix { $0 <= error }.count
  }
}
