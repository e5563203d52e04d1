import SimCore

extension RigidBodyWorld {
  /// The cells of the broad phase that hold colliders, those of ordinary size first; for pictures.
  ///
  /// - Parameters:
  ///   - region: What is looked at, metres; cells outside are left out.
  ///   - limit: How many are given at most.
  /// - Returns: Boxes in metres, of the last search; robots may have left them by their reach since.
  /// - Complexity: O(cells in the region).
  public func occupiedCells(in region: AABB, limit: Int) -> [AABB] {
    var boxes: [AABB] = []
    broadPhase.fine.appendOccupied(in: region, limit: limit, to: &boxes)
    broadPhase.coarse.appendOccupied(in: region, limit: limit, to: &boxes)
    return boxes
  }
}

extension CellGrid {
  fileprivate func appendOccupied(in region: AABB, limit: Int, to boxes: inout [AABB]) {
    guard start.count > cellCount else { return }
    let columns = column(region.lower.x)...column(region.upper.x)
    for row in row(region.lower.y)...row(region.upper.y) {
      for column in columns where boxes.count < limit {
        let cell = row * columnCount + column
        guard start[cell + 1] > start[cell] else { continue }
        let lower = origin + Vec2(Float(column), Float(row)) * cellSize
        boxes.append(AABB(lower: lower, upper: lower + Vec2(repeating: cellSize)))
      }
    }
  }
}
