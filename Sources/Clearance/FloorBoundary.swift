import CVoronoi
import SimCore

/// The boundary of free space, as segments between points of an integer lattice; free space is left
/// of each.
///
/// Integers make crossings and orders exact: two walls that share an edge leave no crack, and two that
/// overlap are one. A unit is a 16,384th of a metre (0.06 mm) where all corners lie within 16 km, and
/// twice that for each doubling beyond.
public struct FloorBoundary: Sendable {
  /// The segments, in units from `origin`. [segmentCount]
  let segments: [CVSegment]
  /// Metres of one unit.
  public let unit: Double
  /// The point with the coordinates (0, 0), metres.
  public let origin: SIMD2<Double>

  /// Number of segments.
  public var segmentCount: Int { segments.count }

  /// The boundary of a workspace less its obstacles.
  ///
  /// - Parameters:
  ///   - bounds: The workspace, metres; its edge is a wall.
  ///   - polygons: Simple polygons that are not free, in either order, metres; they may overlap.
  /// - Throws: `outOfMemory`.
  /// - Complexity: O(n log n) for n corners and crossings.
  public init(bounds: AABB, polygons: [[Vec2]]) throws(ClearanceError) {
    var extent = bounds
    for polygon in polygons { for corner in polygon { extent.include(corner) } }
    let frame = LatticeFrame(origin: bounds.lower, extent: extent)
    let (low, high) = (frame.point(bounds.lower), frame.point(bounds.upper))
    var points: [Int32] = []
    var starts: [Int64] = [0]
    for polygon in polygons where polygon.count >= 3 {
      for corner in polygon {
        let place = frame.point(corner)
        points.append(place.x)
        points.append(place.y)
      }
      starts.append(Int64(points.count / 2))
    }
    var array = CVArray()
    defer { cv_free(&array) }
    guard
      cv_boundary(
        low.x, low.y, high.x, high.y, points, starts, starts.count - 1, &array) == 0
    else { throw .outOfMemory }
    self.init(segments: array.elements(), frame: frame)
  }

  /// The boundary of the free cells of a grid; all that lies outside it is a wall.
  ///
  /// - Parameters:
  ///   - columns: Number of columns.
  ///   - rows: Number of rows.
  ///   - cellSize: Edge of a cell, metres.
  ///   - origin: Lower left corner, metres.
  ///   - isOccupied: Cells, bottom row first. [rows × columns]
  /// - Complexity: O(cells).
  public init(columns: Int, rows: Int, cellSize: Float, origin: Vec2, isOccupied: (Int) -> Bool) {
    let size = Vec2(Float(columns), Float(rows)) * cellSize
    let frame = LatticeFrame(
      origin: origin, extent: AABB(lower: origin, upper: origin + size))
    var segments: [CVSegment] = []
    func isFree(_ column: Int, _ row: Int) -> Bool {
      column >= 0 && row >= 0 && column < columns && row < rows
        && !isOccupied(row * columns + column)
    }
    func corner(_ column: Int, _ row: Int) -> SIMD2<Int32> {
      frame.point(cells: SIMD2(Double(column), Double(row)) * Double(cellSize))
    }
    /// Appends the runs of one line of the lattice; `side` says which side is free: 1 left, −1 right.
    func trace(_ length: Int, _ side: (Int) -> Int, _ point: (Int) -> SIMD2<Int32>) {
      var (start, open) = (0, 0)
      for k in 0...length {
        let next = k < length ? side(k) : 0
        // A run ends where its free side changes: two blocks that touch at a corner stay apart.
        guard next != open else { continue }
        if open != 0 {
          let (a, b) = open > 0 ? (point(start), point(k)) : (point(k), point(start))
          segments.append(CVSegment(ax: a.x, ay: a.y, bx: b.x, by: b.y))
        }
        (start, open) = (k, next)
      }
    }
    for row in 0...rows {
      trace(columns) { column in
        (isFree(column, row) ? 1 : 0) - (isFree(column, row - 1) ? 1 : 0)
      } _: {
        corner($0, row)
      }
    }
    for column in 0...columns {
      trace(rows) { row in
        (isFree(column - 1, row) ? 1 : 0) - (isFree(column, row) ? 1 : 0)
      } _: {
        corner(column, $0)
      }
    }
    self.init(segments: segments, frame: frame)
  }

  private init(segments: [CVSegment], frame: LatticeFrame) {
    self.segments = segments
    unit = frame.unit
    origin = frame.origin
  }

  /// A point (m) in units from `origin`.
  func local(_ point: Vec2) -> SIMD2<Double> { (SIMD2<Double>(point) - origin) / unit }

  /// A point in units as one in metres.
  package func world(_ point: SIMD2<Double>) -> Vec2 { Vec2(point * unit + origin) }
}

/// Why the clearance of a floor cannot be had.
public enum ClearanceError: Error, Equatable {
  /// Memory ran out.
  case outOfMemory
}

/// The lattice of a workspace: as fine as the farthest corner allows in 28 bits.
///
/// An obstacle may reach far beyond the workspace. Cutting its corners to what fits would turn its walls;
/// a coarser lattice does not.
private struct LatticeFrame {
  let origin: SIMD2<Double>
  let unit: Double

  init(origin: Vec2, extent: AABB) {
    self.origin = SIMD2<Double>(origin)
    let low = self.origin - SIMD2<Double>(extent.lower)
    let high = SIMD2<Double>(extent.upper) - self.origin
    let far = max(max(low.x, low.y), max(high.x, high.y))
    var unit = 1.0 / 16_384
    while far / unit > 0x1p28 { unit *= 2 }
    self.unit = unit
  }

  func point(_ place: Vec2) -> SIMD2<Int32> { point(cells: SIMD2<Double>(place) - origin) }

  func point(cells offset: SIMD2<Double>) -> SIMD2<Int32> {
    SIMD2<Int32>((offset / unit).rounded(.toNearestOrEven))
  }
}

extension CVArray {
  /// The items, as long as they are not freed.
  func view<Item: BitwiseCopyable>(of type: Item.Type) -> UnsafeBufferPointer<Item> {
    UnsafeBufferPointer(start: items?.assumingMemoryBound(to: Item.self), count: count)
  }

  /// A copy of the items.
  func elements<Item: BitwiseCopyable>() -> [Item] { Array(view(of: Item.self)) }
}
