import Glibc
import Statistics

// What a success curve looks like where nothing is gained by acting together. A finding is told beside them:
// "emergent" is what they do not explain.

/// Independent attempts of which one is enough: s(N) = 1 − (1 − p)ᴺ.
///
/// Source: mathematics §3.1 (i).
public struct Lottery: Equatable, Sendable {
  /// The chance p of one robot, in [0, 1].
  public var chance: Double

  /// A lottery.
  ///
  /// - Precondition: `chance` is in [0, 1].
  public init(chance: Double) {
    precondition(chance >= 0 && chance <= 1, "a probability lies in [0, 1]")
    self.chance = chance
  }

  /// The lottery that has this share at this size.
  ///
  /// - Precondition: `share` is in [0, 1], and `size` is at least 1.
  public init(share: Double, of size: Int) {
    precondition(size >= 1, "a fleet has a robot")
    precondition(share >= 0 && share <= 1, "a probability lies in [0, 1]")
    chance = -expm1(log1p(-share) / Double(size))
  }

  /// s(N), a probability.
  public func share(of size: Int) -> Double { -expm1(Double(size) * log1p(-chance)) }

  /// ln(1 − δ) / ln δ, the ratio N−/N⋆ of every lottery of small chances: 0.0171 at δ = 0.05, 0.0458 at 0.1.
  ///
  /// - Precondition: `delta` is in (0, ½).
  public static func ratio(delta: Double) -> Double {
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    return log1p(-delta) / log(delta)
  }
}

/// Many parts that must all succeed, each on its own: s(N) = p(N)ᴸ.
///
/// A smooth p makes a sharp s where L is large: the sharpness is the metric's, not the fleet's.
///
/// Source: mathematics §3.1 (ii) and §3.5 M2.
public struct Composition: Equatable, Sendable {
  /// The number of parts L.
  public var parts: Int

  /// A success of so many parts.
  ///
  /// - Precondition: `parts` is at least 1.
  public init(parts: Int) {
    precondition(parts >= 1, "a success has a part")
    self.parts = parts
  }

  /// pᴸ, a probability.
  public func share(ofPart share: Double) -> Double { pow(share, Double(parts)) }

  /// ln s / (L ln p): 1 where the parts explain the whole, above 1 where they fail apart, below 1 where they
  /// fail together; nil where either is 0 or 1.
  ///
  /// - Parameters:
  ///   - whole: The share s of runs that succeed.
  ///   - part: The share p of parts that succeed.
  /// - Returns: A number without unit.
  public func ratio(whole: Double, part: Double) -> Double? {
    guard whole > 0 && whole < 1 && part > 0 && part < 1 else { return nil }
    return log(whole) / (Double(parts) * log(part))
  }
}

/// A task that k robots can do and fewer cannot, of N that work with probability p each.
///
/// With a correlation ρ the robots fail together: their number has a beta-binomial law. That is what moves a
/// threshold where batteries, maps or floors are shared.
///
/// Source: mathematics §3.1 (iii) and §3.6.
public struct Quorum: Equatable, Sendable {
  /// The robots k that are needed.
  public var needed: Int
  /// The probability p that a robot works, in (0, 1).
  public var working: Double
  /// The correlation ρ of any two robots, in [0, 1).
  public var correlation: Double

  /// A quorum.
  ///
  /// - Precondition: `needed` is at least 1, `working` in (0, 1) and `correlation` in [0, 1).
  public init(of needed: Int, working: Double, correlation: Double = 0) {
    precondition(needed >= 1, "a quorum has a robot")
    precondition(working > 0 && working < 1, "a probability in (0, 1)")
    precondition(correlation >= 0 && correlation < 1, "a correlation in [0, 1)")
    self.needed = needed
    self.working = working
    self.correlation = correlation
  }

  /// s(N), a probability.
  ///
  /// - Complexity: O(√N), and O(N) with a correlation.
  public func share(of size: Int) -> Double {
    if size < needed { return 0 }
    if correlation == 0 {
      return BinomialDistribution.survival(from: needed, trials: size, share: working)
    }
    // The beta law of the share that works: shapes p(1 − ρ)/ρ and (1 − p)(1 − ρ)/ρ.
    let scale = (1 - correlation) / correlation
    let (a, b) = (working * scale, (1 - working) * scale)
    // P(X = k) by its quotient from P(X = N), both from above, where the sum is large.
    var term = 1.0
    for place in 0..<size { term *= (a + Double(place)) / (a + b + Double(place)) }
    var sum = 0.0
    for k in stride(from: size, through: needed, by: -1) {
      sum += term
      let (have, rest) = (Double(k), Double(size - k))
      // P(k − 1)/P(k) = k/(N − k + 1) · (b + N − k)/(a + k − 1).
      term *= have / (rest + 1) * (b + rest) / (a + have - 1)
    }
    return min(1, sum)
  }

  /// 1 − 2z√((1 − p)/k) with z = Φ⁻¹(1 − δ): about what N−/N⋆ is for large quorums of independent robots.
  ///
  /// - Precondition: `delta` is in (0, ½).
  public func ratio(delta: Double) -> Double {
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    let z = NormalDistribution.quantile(1 - delta)
    return 1 - 2 * z * ((1 - working) / Double(needed)).squareRoot()
  }
}

/// A curve that is a line in logits over ln N: s = 1 / (1 + (N₅₀/N)ᵇ).
///
/// Source: mathematics §3.4; to plot, and to say what a slope means.
public enum LogisticCurve {
  /// e to −2 logit(1 − δ)/b, the ratio N−/N⋆ of a slope b per ln N.
  ///
  /// - Precondition: `slope` is positive, and `delta` is in (0, ½).
  public static func ratio(slope: Double, delta: Double) -> Double {
    precondition(slope > 0, "a curve that rises")
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    return exp(-2 * log((1 - delta) / delta) / slope)
  }
}
