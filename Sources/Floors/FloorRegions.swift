import Navigation
import SimCore

/// The parts of the floor between which robots of one layer find no way.
///
/// Asked of the map alone: robots, bolted ones too, close nothing. One-way rules do not matter, as
/// the map turns aisles back to two-way traffic until every part is strongly connected.
struct FloorRegions {
  /// Number of parts.
  private(set) var count = 0
  /// Part of each passable cell, −1 elsewhere. [cells]
  private(set) var label: [Int32]
  /// Number of cells of each part. [count]
  private(set) var cellCounts: [Int] = []

  private let floor: FreeFloor
  private let layer: Int

  /// The parts of a layer.
  ///
  /// - Complexity: O(cells).
  init(_ floor: FreeFloor, layer: Int) {
    self.floor = floor
    self.layer = layer
    let map = floor.map
    let (columns, rows) = (map.columns, map.rows)
    var label = [Int32](repeating: -1, count: map.cellCount)
    var stack: [Int32] = []
    for seed in 0..<map.cellCount where label[seed] < 0 && map.isPassable(seed, layer: layer) {
      let part = Int32(cellCounts.count)
      var size = 0
      label[seed] = part
      stack.append(Int32(seed))
      while let top = stack.popLast() {
        let cell = Int(top)
        size += 1
        let (column, row) = (cell % columns, cell / columns)
        func visit(_ next: Int) {
          guard label[next] < 0, map.isPassable(next, layer: layer) else { return }
          label[next] = part
          stack.append(Int32(next))
        }
        if column > 0 { visit(cell - 1) }
        if column + 1 < columns { visit(cell + 1) }
        if row > 0 { visit(cell - columns) }
        if row + 1 < rows { visit(cell + columns) }
      }
      cellCounts.append(size)
    }
    self.label = label
    count = cellCounts.count
  }

  /// The part from which a body gets to within `tolerance` metres of a point on a straight line, or
  /// −1 where there is none.
  ///
  /// Cells are looked at outwards from the point, as far as a robot looks for one it can pass.
  /// `radius` is that of the disc which must not touch anything on the line, metres.
  func part(near point: Vec2, within tolerance: Float = 0, radius: Float) -> Int32 {
    let map = floor.map
    let home = map.cell(at: point)
    if label[home] >= 0,
      map.clearance[home] >= (point - map.center(home)).length + radius
    {
      return label[home]
    }
    let (column, row) = (home % map.columns, home / map.columns)
    let rings = max(2, Int((3 / map.cellSize).rounded(.up)))
    for ring in 0...rings {
      for y in max(0, row - ring)...min(map.rows - 1, row + ring) {
        let isEdge = y == row - ring || y == row + ring
        let step = isEdge || ring == 0 ? 1 : 2 * ring
        for x in stride(from: column - ring, through: column + ring, by: step)
        where x >= 0 && x < map.columns {
          let cell = y * map.columns + x
          if label[cell] >= 0, arrives(from: map.center(cell), at: point, tolerance, radius) {
            return label[cell]
          }
        }
      }
    }
    return -1
  }

  private func arrives(
    from start: Vec2, at point: Vec2, _ tolerance: Float, _ radius: Float
  ) -> Bool {
    let way = point - start
    let length = way.length
    // A robot that presses against a wall stops a little before it.
    let near = tolerance > 0 ? max(0, tolerance - NavigationMap.passingMargin) : 0
    let end = length <= near ? start : point - way * (near / max(length, 1e-6))
    return floor.isFree(from: start, to: end, radius: radius)
  }
}
