/// A small floor of free and occupied cells, as the importers' files hold it.
struct FloorPlan {
  let columns: Int
  let rows: Int
  /// Edge of a cell, metres.
  let cell: Double
  /// True where occupied, top row first. [rows × columns]
  var isOccupied: [Bool]

  /// A walled floor with pillars between free bands on the left and right, or a cave at random.
  init(_ draw: inout Draw, isCave: Bool) {
    cell = draw.pick([0.5, 1, 1, 1, 2])
    columns = Int(Double(draw.integer(18...44)) / cell)
    rows = Int(Double(draw.integer(14...32)) / cell)
    isOccupied = [Bool](repeating: false, count: columns * rows)
    let share = draw.pick([0.05, 0.2, 0.4])
    let band = Int((4 / cell).rounded(.up)) + 1
    let pitch = Int((5 / cell).rounded(.up))
    for row in 0..<rows {
      for column in 0..<columns {
        let isWall = row == 0 || column == 0 || row == rows - 1 || column == columns - 1
        let isInside = column >= band && column < columns - band
        if isWall {
          isOccupied[row * columns + column] = true
        } else if isCave {
          isOccupied[row * columns + column] = isInside && draw.chance(share)
        }
      }
    }
    guard !isCave else { return }
    for top in stride(from: pitch, to: rows - pitch, by: pitch) {
      for left in stride(from: band + 1, to: columns - band - pitch, by: pitch)
      where draw.chance(0.6) {
        for row in top..<top + max(1, pitch / 2) {
          for column in left..<left + max(1, pitch / 2) {
            isOccupied[row * columns + column] = true
          }
        }
      }
    }
  }

  /// A large floor with a pillar on every second cell: as many narrow places as there can be, for what
  /// is quadratic in them.
  init(pillars side: Int) {
    // Between two pillars one robot of 0.2 m passes, and no two abreast.
    cell = 0.5
    columns = side
    rows = side
    isOccupied = (0..<side * side).map { cell in
      let (column, row) = (cell % side, cell / side)
      let isWall = row == 0 || column == 0 || row == side - 1 || column == side - 1
      return isWall || row % 2 == 0 && column % 2 == 0
    }
  }

  /// Width and height, metres.
  var size: (width: Double, height: Double) { (Double(columns) * cell, Double(rows) * cell) }

  /// Free cells as locations, row × columns + column, from the top.
  var freeLocations: [Int] { isOccupied.indices.filter { !isOccupied[$0] } }
}
