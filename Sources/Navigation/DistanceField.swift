import SimCore

/// The lengths of the ways of all cells to one goal, in field units: a table, or on an open floor a
/// formula.
@frozen @usableFromInline
struct DistanceField {
  /// [cells], owned by the navigator; nil where the formula holds.
  @usableFromInline let table: UnsafePointer<UInt32>?
  @usableFromInline let mapColumns: UInt32
  @usableFromInline let goalColumn: Int32
  @usableFromInline let goalRow: Int32
  /// The free rectangle of the formula.
  @usableFromInline let columns: Range<Int32>
  @usableFromInline let rows: Range<Int32>

  /// A field from a table of all cells, which must outlive it.
  init(_ table: UnsafePointer<UInt32>) {
    self.table = table
    mapColumns = 1
    goalColumn = 0
    goalRow = 0
    columns = 0..<0
    rows = 0..<0
  }

  /// The field of an open floor.
  init(
    mapColumns: UInt32, goalColumn: Int32, goalRow: Int32, columns: Range<Int>, rows: Range<Int>
  ) {
    table = nil
    self.mapColumns = mapColumns
    self.goalColumn = goalColumn
    self.goalRow = goalRow
    self.columns = Int32(columns.lowerBound)..<Int32(columns.upperBound)
    self.rows = Int32(rows.lowerBound)..<Int32(rows.upperBound)
  }

  /// The length of the way from a cell, field units.
  @inlinable @inline(__always)
  subscript(cell: Int) -> UInt32 {
    if let table { return table[cell] }
    let index = UInt32(truncatingIfNeeded: cell)
    let row = Int32(truncatingIfNeeded: index / mapColumns)
    let column = Int32(truncatingIfNeeded: index % mapColumns)
    guard columns.contains(column), rows.contains(row) else { return FieldUnit.unreachable }
    let across = (column - goalColumn).magnitude
    let up = (row - goalRow).magnitude
    // d diagonal and (longer − d) straight steps, d the shorter side.
    let (longer, shorter) = across > up ? (across, up) : (up, across)
    return FieldUnit.straight &* longer &+ (FieldUnit.diagonal - FieldUnit.straight) &* shorter
  }
}
