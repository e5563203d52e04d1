import SimCore

/// The free cells of a layer where they are one rectangle without obstacles or one-way rules.
///
/// There the shortest way needs no search and no memory: it goes diagonally as far as it can, then
/// straight. With thousands of places that robots head for, a table of a million cells for each, built
/// anew as no memory holds them all, took nearly all the time of a tick. The values are those of the
/// search.
struct OpenFloor {
  private var columns = 0..<0
  private var rows = 0..<0

  /// The rectangle of a layer; empty where the free cells are anything else.
  ///
  /// - Complexity: O(cells).
  init(_ map: NavigationMap, layer: Int) {
    let exits = map.exits.base + layer * map.cellCount
    guard let first = (0..<map.cellCount).first(where: { exits[$0] != 0 }),
      let last = (0..<map.cellCount).last(where: { exits[$0] != 0 })
    else { return }
    // In a rectangle the first free cell is the lower left corner and the last the upper right one;
    // elsewhere the last may well lie left of the first, and there is no range between them.
    let (left, right) = (first % map.columns, last % map.columns)
    let (bottom, top) = (first / map.columns, last / map.columns)
    guard left < right, bottom < top else { return }
    let (x, y) = (left..<right + 1, bottom..<top + 1)
    for row in 0..<map.rows {
      for column in 0..<map.columns {
        let cell = row * map.columns + column
        var expected: UInt8 = 0
        if x.contains(column), y.contains(row) {
          for d in 0..<8
          where x.contains(column + GridDirection.columnSteps[d])
            && y.contains(row + GridDirection.rowSteps[d])
          {
            expected |= 1 << UInt8(d)
          }
        }
        if exits[cell] != expected { return }
      }
    }
    columns = x
    rows = y
  }

  /// The distances to a goal; nil where the layer is no open floor or the goal lies outside it.
  @inline(__always)
  func field(_ map: NavigationMap, to goal: Int) -> DistanceField? {
    let (column, row) = (goal % map.columns, goal / map.columns)
    guard columns.contains(column), rows.contains(row) else { return nil }
    return DistanceField(
      mapColumns: UInt32(map.columns), goalColumn: Int32(column), goalRow: Int32(row),
      columns: columns, rows: rows)
  }
}
