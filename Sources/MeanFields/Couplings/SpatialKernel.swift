import SimCore

/// A kernel K(|p − p′|) that every cell of the spatial field reads its surroundings with.
///
/// result(p) = Σ_p′ K(|p − p′|) field(p′) over the cells within the radius; nothing lies beyond the
/// border. The weights' sum is 1, so a uniform field is unchanged away from the border. By direct sums:
/// O(cells × stencil), cheaper than a transform up to a radius of some ten cells.
///
/// Source: mathematics §1.5 (spatial kernel).
public struct SpatialKernel: Equatable, Sendable {
  /// Cells from the centre to the edge of the stencil.
  public let radius: Int
  /// Weights, row-major. [(2·radius + 1)²]
  public let weights: [Float]

  /// A kernel from its values by distance in cells; they are scaled to a sum of 1.
  ///
  /// - Precondition: the sum of the values over the stencil is positive.
  public init(radius: Int, profile: (Float) -> Float) {
    precondition(radius >= 0, "a radius of \(radius) cells")
    var values: [Float] = []
    for y in -radius...radius {
      for x in -radius...radius {
        values.append(profile(Vec2(Float(x), Float(y)).length))
      }
    }
    let sum = values.reduce(0) { $0 + Double($1) }
    precondition(sum > 0 && sum.isFinite, "a kernel has a positive sum")
    self.radius = radius
    weights = values.map { Float(Double($0) / sum) }
  }

  /// exp(−r²/(2σ²)) up to 3σ; `deviation` σ in cells.
  public static func gaussian(deviation: Float) -> SpatialKernel {
    SpatialKernel(radius: Int((3 * deviation).rounded(.up))) { r in
      exponential(-r * r / (2 * deviation * deviation))
    }
  }

  /// The same weight for all cells within `radius` cells.
  public static func disc(radius: Float) -> SpatialKernel {
    SpatialKernel(radius: Int(radius)) { $0 <= radius ? 1 : 0 }
  }

  /// Reads a field with the kernel.
  ///
  /// - Parameters:
  ///   - field: The field, four channels per cell.
  ///   - result: The smoothed field. [rows × columns]
  ///   - pool: Shares the rows of cells.
  /// - Complexity: O(cells × stencil), no allocation; sums in stencil order.
  public func apply(
    _ field: SpatialFieldView, into result: UnsafeMutablePointer<SIMD4<Float>>, pool: WorkerPool
  ) {
    let side = 2 * radius + 1
    let (columns, rows, radius) = (field.columns, field.rows, radius)
    weights.withUnsafeBufferPointer { weights in
      pool.run(parts: rows) { row in
        for column in 0..<columns {
          var sum = SIMD4<Float>.zero
          for y in max(0, row - radius)...min(rows - 1, row + radius) {
            let line = (y - row + radius) * side - column + radius
            for x in max(0, column - radius)...min(columns - 1, column + radius) {
              let weight = SIMD4<Float>(repeating: weights[line + x])
              sum += weight * field.cells[y * columns + x]
            }
          }
          result[row * columns + column] = sum
        }
      }
    }
  }
}
