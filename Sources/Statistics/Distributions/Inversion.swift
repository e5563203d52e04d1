/// The least number in [0, `high`] for which `isReached` is true, to the last bit.
///
/// The bits of doubles that are not negative are in the order of their values, so halving the bits
/// finds any of them, however small, in 62 steps and needs no first guess.
///
/// - Precondition: `isReached` goes from false to true once; it is true at `high`, or `high` is given
///   back.
/// - Complexity: 63 calls at most.
func leastPositive(upTo high: Double, where isReached: (Double) -> Bool) -> Double {
  var low: UInt64 = 0
  var end = high.bitPattern
  while low < end {
    let middle = low + (end - low) / 2
    if isReached(Double(bitPattern: middle)) { end = middle } else { low = middle + 1 }
  }
  return Double(bitPattern: end)
}
