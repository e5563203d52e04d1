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

  /// The weight of the cell itself.
  public var middle: Float { weights[weights.count / 2] }

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
    let cells = field.cells
    forEachCell(columns: field.columns, rows: field.rows, pool: pool) { cell, stencil in
      var sum = SIMD4<Float>.zero
      stencil.forEach { sum += SIMD4(repeating: $1) * cells[$0] }
      result[cell] = sum
    }
  }

  /// Reads the destination density with the kernel; as `apply` for the other field.
  public func apply(
    _ field: DestinationFieldView, into result: UnsafeMutablePointer<Float>, pool: WorkerPool
  ) {
    let cells = field.cells
    forEachCell(columns: field.shape.columns, rows: field.shape.rows, pool: pool) { cell, stencil in
      var sum: Float = 0
      stencil.forEach { sum += $1 * cells[$0] }
      result[cell] = sum
    }
  }

  /// Calls a function for each cell with the part of the stencil that lies on the grid.
  @inline(__always)
  private func forEachCell(
    columns: Int, rows: Int, pool: WorkerPool,
    _ body: (_ cell: Int, _ stencil: Stencil) -> Void
  ) {
    let radius = radius
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      pool.run(parts: rows) { row in
        for column in 0..<columns {
          body(
            row * columns + column,
            Stencil(
              weights: weights, side: 2 * radius + 1, columns: columns,
              x: max(0, column - radius)...min(columns - 1, column + radius),
              y: max(0, row - radius)...min(rows - 1, row + radius),
              first: (radius - row) * (2 * radius + 1) + radius - column))
        }
      }
    }
  }
}

/// The part of a kernel round one cell that lies on the grid.
private struct Stencil {
  /// The kernel's weights; they outlive the stencil.
  let weights: UnsafePointer<Float>
  /// Cells of an edge of the kernel.
  let side: Int
  /// Columns of the grid.
  let columns: Int
  /// Columns and rows that are read.
  let x: ClosedRange<Int>
  let y: ClosedRange<Int>
  /// Index of the weight of cell (0, 0), were it in the kernel.
  let first: Int

  /// Calls a function with each cell and its weight, row by row.
  @inline(__always)
  func forEach(_ body: (_ cell: Int, _ weight: Float) -> Void) {
    for row in y {
      let line = first + row * side
      for column in x { body(row * columns + column, weights[line + column]) }
    }
  }
}
