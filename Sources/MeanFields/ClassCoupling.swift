/// Writes what each class reads of a field: the stack [own ; mean of the other classes].
///
/// z_c = [m_c ; Σ_{c'≠c} N_c' m_c' / Σ_{c'≠c} N_c'], the second half 0 where there are no others.
/// With population-weighted ones instead, every class would read the same z and a field per class
/// would be a no-op (correction C2). Only ratios of the N_c enter: duplicating every robot leaves z
/// unchanged, bit for bit.
///
/// - Parameters:
///   - fields: m_c. [classCount × featureCount]
///   - populations: N_c. [classCount]
///   - classCount: Number of classes.
///   - featureCount: Number of features of the layer.
///   - stacks: z_c. [classCount × 2 × featureCount]
/// - Complexity: O(classCount × featureCount).
public func coupleStacks(
  _ fields: UnsafePointer<Float>, populations: UnsafePointer<Double>, classCount: Int,
  featureCount: Int, into stacks: UnsafeMutablePointer<Float>
) {
  for own in 0..<classCount {
    let stack = stacks + own * 2 * featureCount
    var others = 0.0
    for other in 0..<classCount where other != own { others += populations[other] }
    for feature in 0..<featureCount {
      stack[feature] = fields[own * featureCount + feature]
      // Summed anew per class: subtracting the own share from a total would leave its rounding.
      var sum = 0.0
      for other in 0..<classCount where other != own {
        sum += populations[other] * Double(fields[other * featureCount + feature])
      }
      stack[featureCount + feature] = others > 0 ? Float(sum / others) : 0
    }
  }
}

/// Writes what every class reads of one field for all: z_c = [Σ N_c' m_c' / N ; 0], mode `flatField`.
///
/// Parameters and complexity as `coupleStacks`.
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
