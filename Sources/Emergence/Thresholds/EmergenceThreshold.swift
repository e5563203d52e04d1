/// Where a success curve that is known exactly goes from hardly ever to almost always.
///
/// N⋆(δ) is the least size from which every larger tested size succeeds with probability 1 − δ at least, N−(δ)
/// the greatest up to which none succeeds with more than δ. Their ratio c says how sharp the rise is: 1 is a step,
/// and what a lottery has (`Lottery.ratio`) is no emergence at all.
///
/// Where more robots hurt in the end, N⋆ does not exist, and the window says what does.
///
/// Source: mathematics §3.1 with D1 and D2.
public struct EmergenceThreshold: Equatable, Sendable {
  /// δ, in (0, ½).
  public var delta: Double
  /// N⋆, or nil where the largest size does not succeed.
  public var size: Int?
  /// N−, or nil where the smallest size succeeds with more than δ already: such an event does not emerge.
  public var lower: Int?
  /// The longest run of neighbouring sizes that succeed with 1 − δ at least, or nil where none does.
  public var window: ClosedRange<Int>?

  /// c = N−/N⋆, in (0, 1), or nil where one of them does not exist.
  public var ratio: Double? {
    guard let size, let lower else { return nil }
    return Double(lower) / Double(size)
  }

  /// Reads a curve.
  ///
  /// - Parameters:
  ///   - sizes: The tested sizes, rising.
  ///   - shares: The probability of success at each, in [0, 1].
  ///   - delta: δ, in (0, ½).
  /// - Precondition: there is a share for each size, sizes rise, and `delta` is in (0, ½).
  /// - Complexity: O(sizes).
  public init(sizes: [Int], shares: [Double], delta: Double) {
    precondition(sizes.count == shares.count, "a share for each size")
    precondition(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 }, "sizes rise")
    precondition(delta > 0 && delta < 0.5, "δ lies in (0, ½)")
    self.delta = delta
    let succeeds = shares.map { $0 >= 1 - delta }
    let last = succeeds.lastIndex(of: false).map { $0 + 1 } ?? 0
    size = last < sizes.count ? sizes[last] : nil
    let first = shares.firstIndex { !($0 <= delta) } ?? sizes.count
    lower = first > 0 ? sizes[first - 1] : nil
    var begin = 0
    var longest = 0..<0
    for index in succeeds.indices where succeeds[index] {
      if index > 0 && !succeeds[index - 1] { begin = index }
      if index + 1 - begin > longest.count { longest = begin..<index + 1 }
    }
    window = longest.isEmpty ? nil : sizes[longest.lowerBound]...sizes[longest.upperBound - 1]
  }
}
