/// How shares lie over groups, and over the few and the many.
///
/// A million numbers are for a heat map; what is told is what classes, tenths and zones have.
public enum Concentration {
  /// The sum of the shares of each group.
  ///
  /// - Parameters:
  ///   - shares: The share of each robot. [N]
  ///   - groups: The group of each, from 0. [N]
  ///   - count: The number of groups.
  /// - Returns: The sum of each group. [count]
  /// - Precondition: there is a group below `count` for each share.
  /// - Complexity: O(N).
  public static func sums(of shares: [Double], by groups: [Int], count: Int) -> [Double] {
    precondition(shares.count == groups.count, "a group for each robot")
    var sums = [Double](repeating: 0, count: count)
    for (share, group) in zip(shares, groups) {
      precondition((0..<count).contains(group), "group \(group) of \(count)")
      sums[group] += share
    }
    return sums
  }

  /// What the robots from the least share up have together, at each tenth: Lorenz's curve.
  ///
  /// - Returns: Eleven parts of the whole, from 0 to 1; it dips below 0 where shares do. Nil where they sum to 0.
  /// - Complexity: O(N log N).
  public static func lorenzCurve(_ shares: [Double]) -> [Double]? {
    let sorted = shares.sorted()
    var sums = [0.0]
    for share in sorted { sums.append(sums[sums.count - 1] + share) }
    guard let whole = sums.last, whole != 0 else { return nil }
    return (0...10).map { tenth in
      let place = Double(tenth) * Double(sorted.count) / 10
      let index = min(Int(place), sorted.count)
      let next = min(index + 1, sorted.count)
      return (sums[index] + (place - Double(index)) * (sums[next] - sums[index])) / whole
    }
  }
}
