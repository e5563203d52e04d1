import SimCore

/// First and, if wanted, second moments of columns of the microstates, scaled to [−1, 1].
///
/// Feature 2c is x/s of the c-th column, feature 2c + 1 is (x/s)²; with `order` 1 the squares are
/// left out. The right choice for unimodal scalars.
///
/// Source: mathematics §1.1.
public struct MomentsFeature: PopulationFeature {
  /// The columns, in order.
  public let columns: [Int]
  /// The largest magnitude s of each column, in its unit; beyond it values saturate.
  public let scales: [Float]
  /// 1 or 2.
  public let order: Int
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Number of features.
  public let count: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]

  /// Moments of some columns.
  ///
  /// - Parameters:
  ///   - names: A word per column.
  ///   - columns: The columns.
  ///   - scales: Their largest magnitudes, > 0.
  ///   - inputCount: Number of floats of a microstate.
  ///   - order: 1 for means, 2 for means and second moments.
  public init(
    _ names: [String], columns: [Int], scales: [Float], inputCount: Int, order: Int = 2
  ) {
    precondition(order == 1 || order == 2, "moments of order \(order) are not built")
    precondition(
      names.count == columns.count && scales.count == columns.count,
      "each column has a name and a scale")
    precondition(scales.allSatisfy { $0 > 0 && $0.isFinite }, "scales are positive")
    precondition(columns.allSatisfy { (0..<inputCount).contains($0) }, "columns exist")
    self.columns = columns
    self.scales = scales
    self.order = order
    self.inputCount = inputCount
    count = columns.count * order
    var descriptions: [FeatureDescription] = []
    for (name, scale) in zip(names, scales) {
      descriptions.append(
        FeatureDescription(name, range: -1...1, doc: "Mean of \(name) over \(scale)."))
      if order == 2 {
        descriptions.append(
          FeatureDescription(
            "\(name)SecondMoment", range: 0...1,
            doc: "Mean of the square of \(name) over \(scale)."))
      }
    }
    self.descriptions = descriptions
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    var outside: Int64 = 0
    columns.withUnsafeBufferPointer { columns in
      scales.withUnsafeBufferPointer { scales in
        for i in 0..<rowCount {
          var feature = i * count
          for c in 0..<columns.count {
            var x = states[i * inputCount + columns[c]] / scales[c]
            if !(x >= -1 && x <= 1) {
              outside &+= 1
              x = saturated(x, -1, 1)
            }
            rows[feature] = x
            if order == 2 { rows[feature + 1] = x * x }
            feature += order
          }
        }
      }
    }
    return outside
  }
}
