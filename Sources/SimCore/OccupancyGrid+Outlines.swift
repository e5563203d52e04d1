extension OccupancyGrid {
  /// The borders between occupied and free cells as closed chains of corners, in metres.
  ///
  /// Each chain has the occupied side on its left: around an obstacle it runs anticlockwise, around
  /// a free area clockwise. Corners on straight lines are left out, so walls have no inner edges.
  /// Where two occupied cells touch only diagonally, their chains stay apart.
  ///
  /// - Parameter outsideIsOccupied: True makes everything outside the grid solid: then the outer
  ///   border of the free area is a chain, and the frame of an occupied border is not.
  /// - Returns: Chains in order of their lowest, then leftmost cell edge; the last corner joins the
  ///   first.
  /// - Complexity: O(cells).
  public func outlines(outsideIsOccupied: Bool = false) -> [[Vec2]] {
    // Directed unit edges start at grid corners; per corner and direction (E, N, W, S) one flag.
    let width = columns + 1
    var hasEdge = [Bool](repeating: false, count: 4 * width * (rows + 1))
    func isSolid(_ column: Int, _ row: Int) -> Bool {
      guard column >= 0, row >= 0, column < columns, row < rows else { return outsideIsOccupied }
      return isOccupied[row * columns + column]
    }
    for row in 0...rows {
      for column in 0...columns {
        let corner = 4 * (row * width + column)
        if column < columns {
          let (above, below) = (isSolid(column, row), isSolid(column, row - 1))
          if above, !below { hasEdge[corner] = true }
          if below, !above { hasEdge[corner + 4 + 2] = true }
        }
        if row < rows {
          let (right, left) = (isSolid(column, row), isSolid(column - 1, row))
          if left, !right { hasEdge[corner + 1] = true }
          if right, !left { hasEdge[corner + 4 * width + 3] = true }
        }
      }
    }
    var chains: [[Vec2]] = []
    for start in hasEdge.indices where hasEdge[start] {
      chains.append(chain(from: start, &hasEdge))
    }
    return chains
  }

  /// Follows the edges from one until it closes, and takes them out.
  private func chain(from start: Int, _ hasEdge: inout [Bool]) -> [Vec2] {
    let width = columns + 1
    let step = [4, 4 * width, -4, -4 * width]
    var corners: [Vec2] = []
    var edge = start
    repeat {
      hasEdge[edge] = false
      let direction = edge & 3
      let end = edge - direction + step[direction]
      // Left first: at a corner where two solid cells touch, the chain stays with its own cell.
      var next = start
      for turn in [1, 0, 3]
      where hasEdge[end + (direction + turn) & 3] || isStart(end, direction, turn, start) {
        next = end + (direction + turn) & 3
        break
      }
      if next & 3 != direction {
        let corner = end / 4
        corners.append(
          origin + Vec2(Float(corner % width), Float(corner / width)) * cellSize)
      }
      edge = next
    } while edge != start
    return corners
  }

  private func isStart(_ end: Int, _ direction: Int, _ turn: Int, _ start: Int) -> Bool {
    end + (direction + turn) & 3 == start
  }
}
