import Foundation

// Oracles may use the platform's mathematics; state code may not.

/// The natural logarithm in double precision.
func logarithm(_ x: Double) -> Double { log(x) }

/// e to a power in double precision.
func exponential(_ x: Double) -> Double { exp(x) }

/// The probabilities of k successes in n trials. [n + 1]
func binomial(_ n: Int, _ p: Double) -> [Double] {
  (0...n).map { k in
    exp(
      logBinomial(n, k) + (k > 0 ? Double(k) * log(p) : 0)
        + (k < n ? Double(n - k) * log(1 - p) : 0))
  }
}

/// ln of the number of ways to choose k of n.
func logBinomial(_ n: Int, _ k: Int) -> Double {
  lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
}

/// Solves Ax = b by elimination with pivoting; A row-major, small.
func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var a = matrix
  var b = right
  let n = b.count
  for column in 0..<n {
    let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
    a.swapAt(column, pivot)
    b.swapAt(column, pivot)
    for row in column + 1..<n {
      let factor = a[row][column] / a[column][column]
      if factor == 0 { continue }
      for k in column..<n { a[row][k] -= factor * a[column][k] }
      b[row] -= factor * b[column]
    }
  }
  for row in stride(from: n - 1, through: 0, by: -1) {
    for k in row + 1..<max(n, row + 1) { b[row] -= a[row][k] * b[k] }
    b[row] /= a[row][row]
  }
  return b
}

/// The probability that N robots, each in one of M cells by chance, leave none empty, for N = 0 … last. [last + 1]
func coverage(of cells: Int, upTo last: Int) -> [Double] {
  // The exact chain: how many cells are taken after each robot.
  var taken = [1.0] + [Double](repeating: 0, count: cells)
  var shares = [taken[cells]]
  for _ in 0..<last {
    for count in stride(from: cells, through: 0, by: -1) {
      let stay = taken[count] * Double(count) / Double(cells)
      let come = count > 0 ? taken[count - 1] * Double(cells - count + 1) / Double(cells) : 0
      taken[count] = stay + come
    }
    shares.append(taken[cells])
  }
  return shares
}
