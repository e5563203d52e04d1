/// Least squares of a model that is not linear in its parameters, within bounds, by damped Gauss–Newton steps.
///
/// Derivatives are taken numerically: models here have two to four parameters and are cheap.
///
/// Source: K. Levenberg, 1944; D. W. Marquardt, "An algorithm for least-squares estimation of nonlinear
/// parameters", 1963, with his scaling by the diagonal.
public struct NonlinearFit: Equatable, Sendable {
  /// The parameters found, in the order of the start.
  public var parameters: [Double]
  /// The sum of weighted squared residuals.
  public var squares: Double

  /// Fits from a start, which decides which of several minima is found.
  ///
  /// - Parameters:
  ///   - positions: Where the values were taken.
  ///   - values: One value for each position, at least as many as parameters.
  ///   - weights: The weight of each, positive; none is all alike.
  ///   - start: The parameters to start from, within the bounds.
  ///   - lower: The least each parameter may be; none is minus infinity.
  ///   - model: The model's value at a position.
  /// - Throws: `unequalLengths`, `tooFew` for fewer values than parameters, `notFinite`, and `outOfRange` for a
  ///   weight that is not positive.
  /// - Precondition: the model is finite at the start, and the start is within the bounds.
  /// - Complexity: O(points × parameters²) a step, 500 steps at most.
  public init(
    _ positions: [Double], _ values: [Double], weights: [Double]? = nil, start: [Double],
    lower: [Double]? = nil, model: (_ position: Double, _ parameters: [Double]) -> Double
  ) throws(StatisticsError) {
    guard positions.count == values.count else {
      throw StatisticsError.unequalLengths(positions.count, values.count)
    }
    try check(positions, atLeast: start.count)
    try check(values, atLeast: start.count)
    let weights = try checkedWeights(weights, count: values.count)
    let least = lower ?? start.map { _ in -.infinity }
    precondition(zip(start, least).allSatisfy { $0 >= $1 }, "a start within the bounds")

    func sum(_ parameters: [Double]) -> Double {
      var sum = 0.0
      for index in values.indices {
        let residual = values[index] - model(positions[index], parameters)
        sum += weights[index] * residual * residual
      }
      return sum.isFinite ? sum : .infinity
    }

    parameters = start
    squares = sum(start)
    precondition(squares.isFinite, "the model is finite at the start")
    var damping = 1e-3
    for _ in 0..<500 {
      let (matrix, slope) = Self.normalEquations(
        positions, values, weights, parameters, least, model)
      var improved = false
      while damping < 1e12 {
        var damped = matrix
        for index in start.indices {
          damped[index][index] += damping * max(matrix[index][index], 1e-300)
        }
        let step = Self.solved(damped, slope)
        let next = start.indices.map { max(least[$0], parameters[$0] + step[$0]) }
        let reached = sum(next)
        if reached < squares {
          improved = squares - reached > 1e-15 * squares
          parameters = next
          squares = reached
          damping = max(damping / 10, 1e-12)
          break
        }
        damping *= 10
      }
      if !improved { break }
    }
  }

  /// JᵀWJ and JᵀWr, J by central differences; a parameter on its bound that wants below it stays there.
  private static func normalEquations(
    _ positions: [Double], _ values: [Double], _ weights: [Double], _ parameters: [Double],
    _ least: [Double], _ model: (Double, [Double]) -> Double
  ) -> (matrix: [[Double]], slope: [Double]) {
    let count = parameters.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var slope = [Double](repeating: 0, count: count)
    // Half the digits of a double go to the step, a third each way to its truncation.
    let steps = parameters.map { 6e-6 * max(abs($0), 1e-4) }
    for index in values.indices {
      let residual = values[index] - model(positions[index], parameters)
      var row: [Double] = []
      for (place, step) in steps.enumerated() {
        var (up, down) = (parameters, parameters)
        up[place] += step
        down[place] = max(least[place], down[place] - step)
        let rise = model(positions[index], up) - model(positions[index], down)
        row.append(rise / (up[place] - down[place]))
      }
      for i in 0..<count {
        slope[i] += weights[index] * row[i] * residual
        for j in 0..<count { matrix[i][j] += weights[index] * row[i] * row[j] }
      }
    }
    for i in 0..<count where parameters[i] <= least[i] && slope[i] <= 0 {
      slope[i] = 0
      for j in 0..<count where j != i {
        matrix[i][j] = 0
        matrix[j][i] = 0
      }
    }
    return (matrix, slope)
  }

  /// Solves a small system that is symmetric and positive by elimination.
  private static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (a, b) = (matrix, right)
    let count = b.count
    for column in 0..<count {
      for row in stride(from: column + 1, to: count, by: 1) {
        let factor = a[row][column] / a[column][column]
        for k in column..<count { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for k in stride(from: row + 1, to: count, by: 1) { b[row] -= a[row][k] * b[k] }
      b[row] /= a[row][row]
    }
    return b
  }
}
