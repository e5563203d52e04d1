import SimCore

/// A histogram of one column of the microstates: exact for discrete variables, sums to 1 exactly.
///
/// Bin b holds [lower + b·w, lower + (b + 1)·w) with w = (upper − lower)/bins; `upper` itself counts
/// for the last bin. A value outside saturates to the outermost bin and is counted; what is no number
/// counts for the first.
///
/// Source: mathematics §1.1, §1.2 (its error at finite N).
public struct HistogramFeature: PopulationFeature {
  /// The column that is binned.
  public let column: Int
  /// Smallest value, in the column's unit.
  public let lower: Float
  /// Largest value, in the column's unit.
  public let upper: Float
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Number of features.
  public let count: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]

  /// A histogram of `bins` equal bins.
  public init(
    _ name: String, column: Int, inputCount: Int, bins: Int, range: ClosedRange<Float>
  ) {
    precondition(bins > 0 && (0..<inputCount).contains(column), "bins of a column that exists")
    precondition(range.lowerBound < range.upperBound, "a histogram needs a range")
    self.column = column
    self.inputCount = inputCount
    lower = range.lowerBound
    upper = range.upperBound
    count = bins
    let width = (range.upperBound - range.lowerBound) / Float(bins)
    descriptions = (0..<bins).map { bin in
      let low = range.lowerBound + Float(bin) * width
      return FeatureDescription(
        "\(name)\(bin)", range: 0...1,
        doc: "Share of the robots whose \(name) is in [\(low), \(low + width)).")
    }
  }

  /// A histogram of whole numbers 0 ..< `values`, for discrete variables.
  public init(_ name: String, column: Int, inputCount: Int, values: Int) {
    self.init(
      name, column: column, inputCount: inputCount, bins: values, range: 0...Float(values))
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    var outside: Int64 = 0
    rows.update(repeating: 0, count: rowCount * count)
    for i in 0..<rowCount {
      rows[i * count + bin(of: states[i * inputCount + column], &outside)] = 1
    }
    return outside
  }

  /// Adds the features of some microstates in fixed point; see `PopulationFeature`.
  public func accumulate(
    _ states: UnsafePointer<Float>, count rowCount: Int, scale: UnsafePointer<Double>,
    into sums: UnsafeMutablePointer<Int64>
  ) -> Int64 {
    var outside: Int64 = 0
    for i in 0..<rowCount {
      sums[bin(of: states[i * inputCount + column], &outside)] &+= fixedPointOne
    }
    return outside
  }

  @inline(__always)
  private func bin(of x: Float, _ outside: inout Int64) -> Int {
    if !(x >= lower && x <= upper) {
      outside &+= 1
      return x > upper ? count - 1 : 0
    }
    return min(count - 1, Int((x - lower) / (upper - lower) * Float(count)))
  }
}
