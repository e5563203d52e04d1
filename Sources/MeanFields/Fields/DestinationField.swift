import Contracts
import SimCore

/// The spatial part of m^orch: how many robots of all classes are bound for a place, per m².
///
/// A robot counts from when it has somewhere to go until it is there, and where it queues as well: whoever is bound
/// for the same place comes to the same end of the same queue. The cells are those of `SpatialField`, and so are the
/// weights: Σ of the cells equals the number of robots bound for somewhere exactly.
public struct DestinationField: ~Copyable {
  /// The grid.
  let cellsOf: GridShape
  /// The field after the recursion, per m². [rows × columns]
  var cells: Buffer<Float>
  /// What is deposited at this update.
  let bins: TileBins<DestinationRecord>

  /// An empty field on a grid, for so many robots of an update.
  init(_ shape: GridShape, laneCount: Int, robotCount: Int) {
    cellsOf = shape
    cells = Buffer(count: shape.cellCount, repeating: 0)
    bins = TileBins(shape, laneCount: laneCount, robotCount: robotCount)
  }

  /// A copyable view for hot loops; valid while the field lives and is not advanced.
  public var view: DestinationFieldView {
    DestinationFieldView(cells: UnsafePointer(cells.base), shape: cellsOf)
  }

  /// Robots bound for the surroundings of a point (m), per m²; the outermost cells continue outwards.
  public func sample(at point: Vec2) -> Float { view.sample(at: point) }

  /// The sum of the open deposits over all cells, in units of 2⁻³² robots.
  ///
  /// - Complexity: O(cells + robots); for tests and checks.
  public func openTotal() -> Int64 {
    var sum: Int64 = 0
    bins.forEachOpen { sum &+= $0 }
    return sum
  }

  /// Closes the deposits of this update: field ← (1 − weight)·field + weight·deposit.
  ///
  /// - Complexity: O(cells + robots), no allocation.
  mutating func advance(weight: Float, pool: WorkerPool) {
    let scale = fixedPointUnit / Double(cellsOf.cellSize * cellsOf.cellSize)
    let (cells, columns) = (cells.base, cellsOf.columns)
    bins.close(pool: pool) { tile, sums in
      for row in 0..<tile.rows {
        let line = cells + tile.first + row * columns
        let open = sums.map { $0 + tile.sum(row) }
        for i in 0..<tile.columns {
          var value = (1 - weight) * line[i]
          if let open { value += weight * Float(Double(open[i]) * scale) }
          // Below this the average of an empty cell is flushed: subnormal numbers are slow.
          line[i] = value < 1e-20 ? 0 : value
        }
      }
    }
  }
}

/// A read-only view of a destination field, for hot loops.
///
/// Unsafe: it holds a pointer into the field, which must outlive it.
@frozen
public struct DestinationFieldView: @unchecked Sendable {
  /// Robots bound for there, per m². [rows × columns]
  public let cells: UnsafePointer<Float>
  /// The grid.
  public let shape: GridShape
  /// What a robot that is wholly in one cell counts for in it: 1, or the middle of the kernel it is read with.
  public let peak: Float

  /// A view from its values.
  @inlinable
  public init(cells: UnsafePointer<Float>, shape: GridShape, peak: Float = 1) {
    self.cells = cells
    self.shape = shape
    self.peak = peak
  }

  /// Robots bound for the surroundings of a point (m), per m², but for one that has been bound for it for long.
  ///
  /// One robot adds Σw²/cell² to the sample at its own goal, with its weights w on four cells. Where it has chosen
  /// the goal only just now the field holds less of it, and so many of the others are not seen; beside a kernel's
  /// middle, what the kernel carries from one of the four cells to another stays.
  ///
  /// - Complexity: O(1), four cells are read.
  @inlinable
  public func sampleOfOthers(at point: Vec2) -> Float {
    let node = gridCoordinates(
      point, lower: shape.lower, inverseCell: 1 / shape.cellSize, columns: shape.columns,
      rows: shape.rows)
    let (f, h) = (node.fraction.x, node.fraction.y)
    let squares = ((1 - f) * (1 - f) + f * f) * ((1 - h) * (1 - h) + h * h)
    return max(0, sample(at: point) - peak * squares / (shape.cellSize * shape.cellSize))
  }

  /// The field at a point (m), by bilinear interpolation.
  ///
  /// - Complexity: O(1), four cells are read.
  @inlinable
  public func sample(at point: Vec2) -> Float {
    let node = gridCoordinates(
      point, lower: shape.lower, inverseCell: 1 / shape.cellSize, columns: shape.columns,
      rows: shape.rows)
    let cell = cells + node.row * shape.columns + node.column
    let low = cell[0] + node.fraction.x * (cell[1] - cell[0])
    let high =
      cell[shape.columns] + node.fraction.x * (cell[shape.columns + 1] - cell[shape.columns])
    return low + node.fraction.y * (high - low)
  }
}

/// The planning states of some robots on their way into the destination field.
public struct DestinationDeposit {
  private let writer: TileWriter<DestinationRecord>
  private let shape: GridShape
  private let weight: Float

  /// Each robot counts for `weight` robots.
  init(_ field: borrowing DestinationField, weight: Float) {
    writer = field.bins.writer
    shape = field.cellsOf
    self.weight = weight
  }

  /// Deposits those of `count` robots that are bound for somewhere in a lane.
  func add(_ robots: UnsafePointer<OrchestratorMicrostate>, count: Int, lane: Int) {
    let writer = writer.of(lane: lane)
    let (shape, inverseCell) = (shape, 1 / shape.cellSize)
    for i in 0..<count {
      let destination = robots[i].destination
      guard destination.isFinite else { continue }
      let place = shape.place(of: destination, inverseCell: inverseCell)
      writer.add(
        DestinationRecord(x: place.fractionX, y: place.fractionY, mass: weight), at: place)
    }
  }
}

/// A robot that is bound for somewhere, as it is added to the destination field: 12 bytes.
struct DestinationRecord: GridRecord {
  var corner: UInt16 = 0
  /// The place of its goal between the four cells, in 2⁻¹⁶ of a cell.
  let x: UInt16
  let y: UInt16
  /// For how many robots it counts.
  let mass: Float

  static var none: Int64 { 0 }

  @inline(__always)
  func add(to sums: UnsafeMutablePointer<Int64>, stride: Int) {
    let (f, h, mass) = (Double(x) * 0x1p-16, Double(y) * 0x1p-16, Double(mass))
    let weights = SIMD4<Double>((1 - f) * (1 - h), f * (1 - h), (1 - f) * h, f * h)
    let shares =
      offsetFixedPoint(weights * SIMD4(repeating: mass)) &- SIMD4(repeating: fixedPointMagicBits)
    let remainder = fixedPoint(mass) &- shares[0] &- shares[1] &- shares[2] &- shares[3]
    let cell = sums + Int(corner)
    cell[0] &+= shares[0]
    cell[1] &+= shares[1]
    cell[stride] &+= shares[2]
    cell[stride + 1] &+= shares[3]
    cell[(y > 0x8000 ? stride : 0) + (x > 0x8000 ? 1 : 0)] &+= remainder
  }
}
