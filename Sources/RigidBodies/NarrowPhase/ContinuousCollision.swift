import CSimCore
import SimCore

// Continuous collision against the map: no body passes a wall, at any speed.
//
// A body that moves more than half its core in a step sweeps that core, a disc inside it, along its
// motion, and stops where the disc first meets an edge from its free side. Its velocity stays, so
// that the contact of the next step takes it with restitution and friction.

/// The compiled map as pointers; valid within a step or a query.
struct MapView: @unchecked Sendable {
  let segments: UnsafeMutablePointer<StaticSegment>
  let count: Int
  let start: UnsafeMutablePointer<UInt32>
  let items: UnsafeMutablePointer<UInt32>
  let origin: Vec2
  let cellSize: Float
  let inverseCellSize: Float
  let columnCount: Int
  let rowCount: Int
  let lastColumn: Float
  let lastRow: Float
  /// Per cell: how many cells away the nearest edge is.
  let clearances: UnsafeMutablePointer<UInt8>
  let extent: AABB

  @inline(__always)
  func column(_ x: Float) -> Int {
    Int(fleetfield_cell((x - origin.x) * inverseCellSize, lastColumn))
  }

  @inline(__always)
  func row(_ y: Float) -> Int {
    Int(fleetfield_cell((y - origin.y) * inverseCellSize, lastRow))
  }
}

extension MapView {
  /// True where one look says that no edge is within a distance (m) of a point of the grid.
  @inline(__always)
  func isClear(around point: Vec2, distance: Float) -> Bool {
    clearance(around: point) > distance
  }

  /// A distance within which one look says that no edge lies around a point of the grid, metres; below 0 where
  /// it does not tell.
  @inline(__always)
  func clearance(around point: Vec2) -> Float {
    (Float(clearances[row(point.y) * columnCount + column(point.x)]) - 1) * cellSize
  }
}

extension StaticMap {
  /// The pointers of this moment.
  var view: MapView {
    MapView(
      segments: segments.base, count: segments.count, start: grid.start.base,
      items: grid.items.base, origin: grid.origin, cellSize: grid.cellSize,
      inverseCellSize: grid.inverseCellSize, columnCount: grid.columnCount,
      rowCount: grid.rowCount, lastColumn: Float(grid.columnCount - 1),
      lastRow: Float(grid.rowCount - 1), clearances: clearances.base, extent: extent)
  }
}

extension StepFrame {
  /// The part of a motion, 0 … 1, that a body can make before its core meets the map.
  func freeFraction(of slot: Int, motion: Vec2, map: MapView) -> Float {
    if map.count == 0 { return 1 }
    let pose = poses[slot]
    let from = Vec2(pose.x, pose.y)
    let core = traits[slot].coreRadius
    let radius = max(core - settings.linearSlop, 0.5 * core)
    let filter = colliders[Int(traits[slot].firstCollider)].filter
    var box = AABB.empty
    box.include(from)
    box.include(from + motion)
    box = box.expanded(by: radius)
    if !box.overlaps(map.extent) { return 1 }
    var fraction: Float = 1
    for row in map.row(box.lower.y)...map.row(box.upper.y) {
      for column in map.column(box.lower.x)...map.column(box.upper.x) {
        let cell = row * map.columnCount + column
        for k in Int(map.start[cell])..<Int(map.start[cell + 1]) {
          let segment = map.segments + Int(map.items[k])
          if !segment.pointee.filter.admits(filter) { continue }
          let edge = segment.pointee.facing(from)
          fraction = min(fraction, sweep(from, motion, radius: radius, edge))
        }
      }
    }
    return fraction
  }

  /// When a moving disc first meets an edge from its free side, as a part of the motion; 1 never.
  private func sweep(_ from: Vec2, _ motion: Vec2, radius: Float, _ edge: StaticSegment) -> Float {
    let height = edge.normal.dot(from - edge.start)
    let speed = edge.normal.dot(motion)
    if height < 0 || speed >= 0 { return 1 }
    let direction = edge.end - edge.start
    let lengthSquared = direction.lengthSquared
    // A disc already nearer than its radius is the contact's business, unless its centre would
    // cross.
    let stop = height >= radius ? (height - radius) / -speed : (height + speed < 0 ? 0 : 1)
    if stop <= 1 {
      let along = (from + motion * stop - edge.start).dot(direction)
      if along >= 0 && along <= lengthSquared { return stop }
    }
    return min(
      sweepPoint(from, motion, radius: radius, edge.start),
      sweepPoint(from, motion, radius: radius, edge.end))
  }

  /// When a moving disc first meets a point, as a part of the motion; 1 never.
  private func sweepPoint(_ from: Vec2, _ motion: Vec2, radius: Float, _ point: Vec2) -> Float {
    let offset = from - point
    let a = motion.lengthSquared
    let b = offset.dot(motion)
    let c = offset.lengthSquared - radius * radius
    if c <= 0 || b >= 0 { return 1 }
    let discriminant = b * b - a * c
    if discriminant < 0 { return 1 }
    let t = (-b - discriminant.squareRoot()) / a
    return t >= 0 && t <= 1 ? t : 1
  }
}
