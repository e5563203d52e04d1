import Coordination

/// Moments of the fields of several runs, number by number: their mean, and how far it can be off.
struct PathEnsemble {
  /// Number of runs.
  private(set) var count = 0
  private var sums: [Double] = []
  private var squares: [Double] = []

  /// Adds a run's moments; those of all runs are as many.
  ///
  /// - Complexity: O(numbers).
  mutating func add(_ numbers: [Float]) {
    if count == 0 {
      sums = Array(repeating: 0, count: numbers.count)
      squares = sums
    }
    precondition(numbers.count == sums.count, "runs of one ensemble are equally long")
    for i in numbers.indices {
      let x = Double(numbers[i])
      sums[i] += x
      squares[i] += x * x
    }
    count += 1
  }

  /// The mean over the runs.
  var mean: [Float] { sums.map { Float($0 / Double(count)) } }

  /// How far the mean is from other numbers, in standard errors: √(Σ gap² / Σ error²) over all numbers that differ
  /// between runs.
  ///
  /// Where the numbers are what the runs have in expectation it is about 1. Squares are summed before they are
  /// divided: what happened in one run of sixteen has next to no error in the round in which it happens in none.
  /// Stacks and spatial fields are asked apart, for there are many more cells; the larger of the two is told. nil
  /// where no number differs between runs.
  ///
  /// - Complexity: O(numbers).
  func distance(from numbers: [Float], shape: FieldPathShape) -> Double? {
    let stacks = distance(from: numbers, shape, columns: 0..<shape.stackCount)
    let cells = distance(from: numbers, shape, columns: shape.stackCount..<shape.numberCount)
    return [stacks, cells].compactMap(\.self).max()
  }

  private func distance(
    from numbers: [Float], _ shape: FieldPathShape, columns: Range<Int>
  ) -> Double? {
    let n = Double(count)
    guard count >= 2 else { return nil }
    var (gaps, errors) = (0.0, 0.0)
    for column in columns {
      var (gap, error) = (0.0, 0.0)
      for i in stride(from: column, to: sums.count, by: shape.numberCount) {
        let mean = sums[i] / n
        // Rounding may leave a hair below zero.
        let variance = max(0, (squares[i] - sums[i] * mean) / (n - 1))
        let difference = mean - Double(numbers[i])
        gap += difference * difference
        error += variance / n
      }
      // What hardly differs between runs tells nothing.
      guard error > 1e-12 * Double(sums.count / shape.numberCount) else { continue }
      gaps += gap
      errors += error
    }
    return errors > 0 ? (gaps / errors).squareRoot() : nil
  }
}
