import CSimCore
import SimCore

/// One edge of the compiled map: solid behind it, free in front of it; 64 bytes.
struct StaticSegment: BitwiseCopyable {
  /// Start and end, metres; the solid is on the left of start → end.
  var start: Vec2
  var end: Vec2
  /// Unit normal towards the free side.
  var normal: Vec2
  /// Normal of the edge before, and of the one after: the ends of the normals a corner may give.
  var previousNormal: Vec2
  var nextNormal: Vec2
  var friction: Float
  var restitution: Float
  var filter: CollisionFilter
  /// Bit 0: the corner at `start` is convex; bit 1: that at `end`; bit 2: solid from both sides.
  var flags: UInt32
  var reserved: UInt32 = 0

  static let isStartConvex: UInt32 = 1
  static let isEndConvex: UInt32 = 2
  static let isTwoSided: UInt32 = 4

  /// This edge, or for a two-sided one that is seen from behind, its other side.
  @inline(__always)
  func facing(_ point: Vec2) -> StaticSegment {
    if flags & Self.isTwoSided == 0 || normal.dot(point - start) >= 0 { return self }
    var other = self
    other.start = end
    other.end = start
    other.normal = -normal
    return other.withFreeEnds()
  }

  /// The edge with free ends: each end is a convex corner of 90°.
  func withFreeEnds() -> StaticSegment {
    var free = self
    let along = Vec2(-normal.y, normal.x)
    free.previousNormal = -along
    free.nextNormal = along
    free.flags |= Self.isStartConvex | Self.isEndConvex
    return free
  }
}

/// A uniform grid over edges or bodies, as rows of indices per cell.
struct CellGrid: ~Copyable {
  var origin = Vec2.zero
  var cellSize: Float = 1
  var inverseCellSize: Float = 1
  var columnCount = 1
  var rowCount = 1
  /// Cell c holds `items[start[c] ..< start[c + 1]]`.
  var start = Column<UInt32>()
  var items = Column<UInt32>()

  var cellCount: Int { columnCount * rowCount }

  /// Lays the grid over a box; cells grow until there are at most `limit` of them.
  mutating func lay(over box: AABB, cellSize wanted: Float, limit: Int) {
    var size = wanted
    let extent = box.size
    while Double(extent.x / size + 1) * Double(extent.y / size + 1) > Double(limit) { size *= 1.5 }
    origin = box.lower
    cellSize = size
    inverseCellSize = 1 / size
    columnCount = max(1, Int(extent.x * inverseCellSize) + 1)
    rowCount = max(1, Int(extent.y * inverseCellSize) + 1)
  }

  /// Placing items advanced each start to its end; this moves them back by one cell.
  mutating func shiftBack(first: UInt32) {
    var c = cellCount
    while c > 0 {
      start[c] = start[c - 1]
      c -= 1
    }
    start[0] = first
  }

  /// The column of an x coordinate, clamped to the grid.
  @inline(__always)
  func column(_ x: Float) -> Int {
    Int(fleetfield_cell((x - origin.x) * inverseCellSize, Float(columnCount - 1)))
  }

  /// The row of a y coordinate, clamped to the grid.
  @inline(__always)
  func row(_ y: Float) -> Int {
    Int(fleetfield_cell((y - origin.y) * inverseCellSize, Float(rowCount - 1)))
  }
}

/// A solid convex piece of the map, for questions about its inside.
struct StaticSolid: BitwiseCopyable {
  /// Its planes are rows of `StaticMap.solidPlanes`.
  var firstPlane: UInt32
  var endPlane: UInt32
  var category: UInt32
}

/// The immovable map: authored pieces, and the edges and grid compiled from them.
struct StaticMap: ~Copyable {
  var pieces: [(geometry: StaticGeometry, material: StaticMaterial)] = []
  var segments = Column<StaticSegment>()
  var grid = CellGrid()
  var solids = Column<StaticSolid>()
  /// Outward normal and offset of each face of the solids.
  var solidPlanes = Column<SIMD4<Float>>()
  var solidGrid = CellGrid()
  /// True until the pieces added last are compiled.
  var isStale = true
  /// Per cell of `grid`: how many cells away the nearest edge is, 0 in its own cell, at most 255.
  var clearances = Column<UInt8>()
  /// Box around all edges, metres.
  var extent = AABB.empty

  /// Compiles the pieces into edges and lays the grid over them.
  ///
  /// - Complexity: O(n log n) in the number of edges.
  mutating func compile() {
    if !isStale { return }
    isStale = false
    solids.count = 0
    var compiler = StaticMapCompiler()
    for piece in pieces { compiler.add(piece.geometry, piece.material) }
    compiler.finish()
    segments.count = 0
    extent = .empty
    for segment in compiler.segments {
      segments.append(segment)
      extent.include(segment.start)
      extent.include(segment.end)
    }
    if segments.count == 0 {
      grid.start.fill(count: 2, with: 0)
      return
    }
    layGrid()
    laySolids()
  }

  /// Collects the solid pieces and lays a grid over their boxes.
  private mutating func laySolids() {
    solids.count = 0
    solidPlanes.count = 0
    var boxes: [AABB] = []
    for piece in pieces {
      var points: [Vec2] = []
      switch piece.geometry {
      case .polygon(let corners): points = corners
      case .box(let center, let length, let width):
        let h = Vec2(length / 2, width / 2)
        points = [Vec2(-h.x, -h.y), Vec2(h.x, -h.y), Vec2(h.x, h.y), Vec2(-h.x, h.y)].map {
          center.transform($0)
        }
      default: continue
      }
      var box = AABB.empty
      let first = solidPlanes.count
      for i in points.indices {
        let normal = -(points[(i + 1) % points.count] - points[i]).perpendicular.normalized
        solidPlanes.append(SIMD4(normal.x, normal.y, normal.dot(points[i]), 0))
        box.include(points[i])
      }
      boxes.append(box)
      solids.append(
        StaticSolid(
          firstPlane: UInt32(first), endPlane: UInt32(solidPlanes.count),
          category: UInt32(piece.material.filter.category)))
    }
    if boxes.isEmpty { return }
    solidGrid.lay(over: extent, cellSize: 2, limit: max(4096, boxes.count * 8))
    solidGrid.start.fill(count: solidGrid.cellCount + 1, with: 0)
    for isPlacing in [false, true] {
      if isPlacing {
        var sum: UInt32 = 0
        for c in 0...solidGrid.cellCount {
          let n = solidGrid.start[c]
          solidGrid.start[c] = sum
          sum += n
        }
        solidGrid.items.resize(Int(sum))
      }
      for (i, box) in boxes.enumerated() {
        for row in solidGrid.row(box.lower.y)...solidGrid.row(box.upper.y) {
          for column in solidGrid.column(box.lower.x)...solidGrid.column(box.upper.x) {
            let cell = row * solidGrid.columnCount + column
            if isPlacing { solidGrid.items[Int(solidGrid.start[cell])] = UInt32(i) }
            solidGrid.start[cell] += 1
          }
        }
      }
    }
    solidGrid.shiftBack(first: 0)
  }

  private mutating func layGrid() {
    let margin: Float = 0.01
    let box = extent.expanded(by: margin)
    grid.lay(over: box, cellSize: 1.5, limit: max(4096, segments.count * 16))
    grid.start.fill(count: grid.cellCount + 1, with: 0)
    // Two rounds over the same cells: count, then place.
    for round in 0..<2 {
      if round == 1 {
        var sum: UInt32 = 0
        for c in 0...grid.cellCount {
          let n = grid.start[c]
          grid.start[c] = sum
          sum += n
        }
        grid.items.resize(Int(sum))
      }
      for i in 0..<segments.count { visitCells(of: i, isPlacing: round == 1) }
    }
    grid.shiftBack(first: 0)
    measureClearances()
  }

  /// The distance of each cell to the nearest one with an edge, by two passes over the cells.
  private mutating func measureClearances() {
    let columns = grid.columnCount
    let rows = grid.rowCount
    clearances.fill(count: grid.cellCount, with: 255)
    for cell in 0..<grid.cellCount where grid.start[cell] != grid.start[cell + 1] {
      clearances[cell] = 0
    }
    for pass in 0..<2 {
      let back = pass == 0 ? -1 : 1
      for i in 0..<grid.cellCount {
        let cell = pass == 0 ? i : grid.cellCount - 1 - i
        let row = cell / columns
        let column = cell % columns
        var least = Int(clearances[cell])
        // The neighbours this pass has seen: one beside, three in the row before.
        for (r, c) in [(0, back), (back, -1), (back, 0), (back, 1)] {
          let isInside = (0..<rows).contains(row + r) && (0..<columns).contains(column + c)
          if isInside { least = min(least, Int(clearances[cell + r * columns + c]) + 1) }
        }
        clearances[cell] = UInt8(min(255, least))
      }
    }
  }

  private mutating func visitCells(of index: Int, isPlacing: Bool) {
    let segment = segments[index]
    var box = AABB.empty
    box.include(segment.start)
    box.include(segment.end)
    let lower = box.lower - Vec2(repeating: 0.01)
    let upper = box.upper + Vec2(repeating: 0.01)
    let reach = grid.cellSize * 0.75 + 0.02
    for row in grid.row(lower.y)...grid.row(upper.y) {
      for column in grid.column(lower.x)...grid.column(upper.x) {
        let center =
          grid.origin + Vec2(Float(column) + 0.5, Float(row) + 0.5) * grid.cellSize
        // A long diagonal edge is not in all cells of its box.
        if abs(segment.normal.dot(center - segment.start)) > reach { continue }
        let cell = row * grid.columnCount + column
        if isPlacing {
          grid.items[Int(grid.start[cell])] = UInt32(index)
        }
        grid.start[cell] += 1
      }
    }
  }
}

extension RigidBodyWorld {
  /// Adds a piece to the immovable map.
  ///
  /// - Precondition: points are finite; polygons are convex and anticlockwise.
  /// - Complexity: O(points); the map is compiled again before the next step or query refresh.
  public mutating func addStatic(
    _ geometry: StaticGeometry, material: StaticMaterial = StaticMaterial()
  ) {
    map.pieces.append((geometry, material))
    map.isStale = true
    broadPhase.isStale = true
  }

  /// Removes all pieces of the immovable map.
  public mutating func removeAllStatics() {
    map.pieces = []
    map.isStale = true
    broadPhase.isStale = true
  }

  /// The number of edges of the compiled map.
  public var staticSegmentCount: Int { map.segments.count }
}
