import Glibc

/// Two bounds on what newcomers cost those who are there already, as the paper prints them: calculators, no more.
///
/// They hold for repeated two-player games on matrices with private types, over a class of games and up to constants
/// that nobody can measure in a fleet. The lower one is cumulative (it has the factor T − L), the upper one a mean per
/// round, so the two cannot be set against each other; and the n of the lower one is the base of a number of
/// action sequences, not a number of robots. What can be measured in a fleet is the gap of incumbents with newcomers
/// among them.
///
/// Source: mathematics §5 with D4; R. Loftin et al., arXiv 2407.00419.
public enum AltruisticRegret {
  /// (T − L) min(½, (nᴸ⁻² − 1)/(2K + 1)), up to the constant hidden in Ω.
  ///
  /// - Parameters:
  ///   - rounds: T, the length of the game.
  ///   - prefix: L, the rounds in which types are told apart, 2 … T.
  ///   - actions: n, the actions of a player, at least 2.
  ///   - episodes: K, the episodes seen before.
  /// - Returns: A cumulative regret, in the unit of payoffs of at most 1 a round.
  /// - Precondition: as said for each.
  /// - Complexity: O(1).
  public static func lowerBound(rounds: Int, prefix: Int, actions: Int, episodes: Int) -> Double {
    precondition(prefix >= 2 && prefix <= rounds, "a prefix of 2 … T rounds")
    precondition(actions >= 2 && episodes >= 0, "a choice of actions, and episodes")
    let sequences = pow(Double(actions), Double(prefix - 2))
    return Double(rounds - prefix) * min(0.5, (sequences - 1) / Double(2 * episodes + 1))
  }

  /// δ(K) + ε₁ + δ₁ + (T − T̃)/T · (ε₀ + δ₀).
  ///
  /// - Parameters:
  ///   - imitation: δ(K), the error left by K episodes.
  ///   - known: ε₁ and δ₁, gap and probability for types that were seen.
  ///   - unknown: ε₀ and δ₀, the same for types that were not.
  ///   - rounds: T, the length of the game, at least 1.
  ///   - learning: T̃, the rounds after which types are told apart, 0 … T.
  /// - Returns: A mean regret per round, in the unit of payoffs.
  /// - Precondition: as said for each.
  /// - Complexity: O(1).
  public static func upperBound(
    imitation: Double, known: (gap: Double, probability: Double),
    unknown: (gap: Double, probability: Double), rounds: Int, learning: Int
  ) -> Double {
    precondition(rounds >= 1 && (0...rounds).contains(learning), "a part of the rounds")
    let rest = Double(rounds - learning) / Double(rounds)
    return imitation + known.gap + known.probability + rest * (unknown.gap + unknown.probability)
  }
}
