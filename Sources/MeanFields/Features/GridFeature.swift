import SimCore

/// The share of the robots on each cell of a grid, by cloud-in-cell weights: sums to 1 exactly.
///
/// A robot between cell centres is shared by distance among the four nearest, so the features are
/// continuous in the position. Beyond the outermost centres a robot counts for them; outside the
/// workspace it is counted as saturated too. In fixed point the rounding remainder goes to the largest
/// weight. `SpatialField` is the same deposit with flow, for policies that sample it.
///
/// Source: mathematics §1.1 (field part), Appendix C (conservation).
public struct GridFeature: PopulationFeature {
  /// Column of x in the microstates, metres; y is the next one.
  public let column: Int
  /// The workspace, metres.
  public let bounds: AABB
  /// Number of cells along x, at least 2.
  public let columns: Int
  /// Number of cells along y, at least 2.
  public let rows: Int
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]
  private let inverseCell: Vec2

  /// A grid over a workspace.
  public init(
    _ name: String, column: Int, inputCount: Int, bounds: AABB, columns: Int, rows: Int
  ) {
    precondition(columns >= 2 && rows >= 2, "a grid has at least 2 × 2 cells")
    precondition(column >= 0 && column + 1 < inputCount, "columns x and y exist")
    self.column = column
    self.inputCount = inputCount
    self.bounds = bounds
    self.columns = columns
    self.rows = rows
    inverseCell = Vec2(Float(columns), Float(rows)) / bounds.size
    descriptions = (0..<rows * columns).map { cell in
      FeatureDescription(
        "\(name)\(cell % columns)x\(cell / columns)", range: 0...1,
        doc: "Share of the robots on cell (\(cell % columns), \(cell / columns)).")
    }
  }

  /// Number of features: the cells, row by row.
  public var count: Int { columns * rows }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    var outside: Int64 = 0
    rows.update(repeating: 0, count: rowCount * count)
    for i in 0..<rowCount {
      let node = locate(states + i * inputCount, &outside)
      let cell = rows + i * count + node.cell
      let (f, h) = (node.fraction.x, node.fraction.y)
      cell[0] = (1 - f) * (1 - h)
      cell[1] = f * (1 - h)
      cell[columns] = (1 - f) * h
      cell[columns + 1] = f * h
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
      let node = locate(states + i * inputCount, &outside)
      let (f, h) = (Double(node.fraction.x), Double(node.fraction.y))
      let cell = sums + node.cell
      let a = fixedPoint((1 - f) * (1 - h))
      let b = fixedPoint(f * (1 - h))
      let c = fixedPoint((1 - f) * h)
      let d = fixedPoint(f * h)
      cell[0] &+= a
      cell[1] &+= b
      cell[columns] &+= c
      cell[columns + 1] &+= d
      cell[(h > 0.5 ? columns : 0) + (f > 0.5 ? 1 : 0)] &+= fixedPointOne &- a &- b &- c &- d
    }
    return outside
  }

  /// The lower left of a robot's four cells and its place between them.
  @inline(__always)
  private func locate(
    _ state: UnsafePointer<Float>, _ outside: inout Int64
  ) -> (cell: Int, fraction: Vec2) {
    let point = Vec2(state[column], state[column + 1])
    if !(point.x >= bounds.lower.x && point.x <= bounds.upper.x && point.y >= bounds.lower.y
      && point.y <= bounds.upper.y)
    {
      outside &+= 1
    }
    // Cells need not be square here: stretch the point to cells of side 1.
    let stretched = (point - bounds.lower) * inverseCell
    let node = gridCoordinates(
      stretched, lower: .zero, inverseCell: 1, columns: columns, rows: rows)
    return (node.row * columns + node.column, node.fraction)
  }
}
