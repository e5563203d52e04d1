extension OccupancyGrid {
  /// The occupied cells as few rectangles that do not overlap, in metres.
  ///
  /// Greedy: from the first cell not yet covered (bottom row first, left to right) the larger of
  /// the rectangle that grows right then up and the one that grows up then right is taken. Few
  /// colliders make a light broad phase; where touching rectangles must not show inner edges, use
  /// `outlines(outsideIsOccupied:)`.
  ///
  /// - Returns: Rectangles whose union is exactly the occupied cells; empty for a free grid.
  /// - Complexity: O(cells) memory; O(cells × longest side) time at worst, O(cells) in practice.
  public func mergedRectangles() -> [AABB] {
    var isOpen = isOccupied
    var result: [AABB] = []
    for row in 0..<rows {
      for column in 0..<columns where isOpen[row * columns + column] {
        let wide = growRightFirst(column, row, isOpen)
        let tall = growUpFirst(column, row, isOpen)
        let (width, height) = tall.0 * tall.1 > wide.0 * wide.1 ? tall : wide
        for y in row..<row + height {
          for x in column..<column + width { isOpen[y * columns + x] = false }
        }
        result.append(
          AABB(
            lower: origin + Vec2(Float(column), Float(row)) * cellSize,
            upper: origin + Vec2(Float(column + width), Float(row + height)) * cellSize))
      }
    }
    return result
  }

  private func growRightFirst(_ column: Int, _ row: Int, _ isOpen: [Bool]) -> (Int, Int) {
    var width = 1
    while column + width < columns, isOpen[row * columns + column + width] { width += 1 }
    var height = 1
    while row + height < rows,
      (column..<column + width).allSatisfy({ isOpen[(row + height) * columns + $0] })
    { height += 1 }
    return (width, height)
  }

  private func growUpFirst(_ column: Int, _ row: Int, _ isOpen: [Bool]) -> (Int, Int) {
    var height = 1
    while row + height < rows, isOpen[(row + height) * columns + column] { height += 1 }
    var width = 1
    while column + width < columns,
      (row..<row + height).allSatisfy({ isOpen[$0 * columns + column + width] })
    { width += 1 }
    return (width, height)
  }
}
