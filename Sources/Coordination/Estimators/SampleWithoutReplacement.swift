import SimCore

/// Draws k different numbers of 0 ..< n; every set of k is equally likely, the order is not random.
///
/// Floyd's algorithm: k draws whatever n is. Membership is a scan up to 32 numbers and a bit set
/// beyond; the bit set is left clean.
///
/// - Parameters:
///   - k: How many, at most `n`.
///   - n: The population.
///   - stream: Where the draws come from.
///   - marks: ⌈n/64⌉ words, all 0; needed where k > 32.
///   - result: The numbers. [k]
/// - Complexity: O(k) with marks, O(k²) for k ≤ 32.
///
/// Source: J. Bentley and R. W. Floyd, "A sample of brilliance", CACM 30(9), 1987.
public func drawWithoutReplacement(
  _ k: Int, of n: Int, stream: inout RandomStream, marks: UnsafeMutablePointer<UInt64>?,
  into result: UnsafeMutablePointer<Int32>
) {
  precondition(k >= 0 && k <= n, "\(k) of \(n) cannot be drawn")
  if k == n {
    for i in 0..<n { result[i] = Int32(i) }
    return
  }
  if let marks, k > 32 {
    for i in 0..<k {
      let last = n - k + i
      var pick = stream.below(last + 1)
      if marks[pick >> 6] >> UInt64(pick & 63) & 1 == 1 { pick = last }
      marks[pick >> 6] |= 1 << UInt64(pick & 63)
      result[i] = Int32(pick)
    }
    for i in 0..<k { marks[Int(result[i]) >> 6] = 0 }
    return
  }
  for i in 0..<k {
    let last = n - k + i
    var pick = Int32(stream.below(last + 1))
    for j in 0..<i where result[j] == pick {
      pick = Int32(last)
      break
    }
    result[i] = pick
  }
}
