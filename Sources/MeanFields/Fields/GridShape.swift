import SimCore

/// The cells of a spatial field.
///
/// Cell (i, j) stands for the point `lower + (i + ½, j + ½)·cellSize`.
@frozen
public struct GridShape: BitwiseCopyable, Equatable, Sendable {
  /// Number of cells along x, at least 2.
  public let columns: Int
  /// Number of cells along y, at least 2.
  public let rows: Int
  /// The workspace's lower corner, metres.
  public let lower: Vec2
  /// Side of a cell, metres.
  public let cellSize: Float

  /// A grid from its values.
  @inlinable
  public init(columns: Int, rows: Int, lower: Vec2, cellSize: Float) {
    self.columns = columns
    self.rows = rows
    self.lower = lower
    self.cellSize = cellSize
  }

  /// Number of cells.
  @inlinable public var cellCount: Int { columns * rows }
}

extension GridShape {
  /// The lower left of the four cells around a point, and the point's place between them.
  @inline(__always)
  func place(of point: Vec2, inverseCell: Float) -> GridPlace {
    var u = (point.x - lower.x) * inverseCell - 0.5
    var v = (point.y - lower.y) * inverseCell - 0.5
    // Written so that NaN becomes 0.
    u = u > 0 ? min(u, Float(columns - 1)) : 0
    v = v > 0 ? min(v, Float(rows - 1)) : 0
    return GridPlace(
      x: Int(Double(u) * GridPlace.one + 0.5), y: Int(Double(v) * GridPlace.one + 0.5))
  }
}

/// A place between the centres of cells, in 2⁻¹⁶ of a cell: at cells of 2 m, to 0.03 mm.
///
/// The products of two such fractions are whole multiples of 2⁻³², the unit of the sums: whoever counts for one robot
/// is shared out among four cells without a remainder.
struct GridPlace: BitwiseCopyable {
  /// From the centre of the first column; the last column has the fraction 0.
  let x: Int
  /// From the centre of the first row.
  let y: Int

  static let one = 65_536.0

  var column: Int { @inline(__always) get { x >> 16 } }
  var row: Int { @inline(__always) get { y >> 16 } }
  var fractionX: UInt16 { @inline(__always) get { UInt16(truncatingIfNeeded: x) } }
  var fractionY: UInt16 { @inline(__always) get { UInt16(truncatingIfNeeded: y) } }
}
