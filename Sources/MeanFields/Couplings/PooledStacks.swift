/// Writes what every class reads of one field for all: z_c = [Σ N_c' m_c' / N ; 0], one field for both layers.
///
/// Parameters as `StackCoupling.apply`; O(classCount × featureCount).
func poolStacks(
  _ fields: UnsafePointer<Float>, populations: UnsafePointer<Double>, classCount: Int,
  featureCount: Int, into stacks: UnsafeMutablePointer<Float>
) {
  var total = 0.0
  for c in 0..<classCount { total += populations[c] }
  for feature in 0..<featureCount {
    var sum = 0.0
    for c in 0..<classCount { sum += populations[c] * Double(fields[c * featureCount + feature]) }
    let mean = total > 0 ? Float(sum / total) : 0
    for c in 0..<classCount {
      stacks[c * 2 * featureCount + feature] = mean
      stacks[c * 2 * featureCount + featureCount + feature] = 0
    }
  }
}
