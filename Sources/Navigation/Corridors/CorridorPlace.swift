import Clearance
import SimCore

/// Where a point of the floor lies in a corridor map: beside a place of the axis.
public struct CorridorPlace: BitwiseCopyable, Sendable {
  /// The point itself, metres.
  public let point: Vec2
  /// Its distance to the boundary, metres.
  public let clearance: Float
  /// The stretch it lies beside.
  public let stretch: Int32
  /// The gate before its place on the axis.
  let gate: Int32
  /// How far along the stretch its place on the axis is, metres.
  public let along: Float
  /// Distance of that place to the boundary, metres: half the clear width there.
  public let room: Float
  /// The least of it on the way from there to either end, metres.
  let toStart: Float
  let toEnd: Float

  /// No place of the corridors.
  public static let nowhere = CorridorPlace(
    point: .zero, clearance: -1, stretch: -1, gate: 0, along: 0, room: -1, toStart: -1, toEnd: -1)
}

extension CorridorMap {
  /// Where a point (m) lies; nil inside obstacles and on the boundary itself.
  ///
  /// - Complexity: O(segments near + gates of its stretch).
  public func place(_ point: Vec2) -> CorridorPlace? {
    locator.anchor(point).map { place(point, $0) }
  }

  /// Where the farthest point from the boundary lies that is within `tolerance` metres of a point (m), straight
  /// away from it; nil inside obstacles.
  public func place(_ point: Vec2, within tolerance: Float) -> CorridorPlace? {
    if tolerance <= 0 { return place(point) }
    return locator.anchor(near: point, within: tolerance).map { place(point, $0) }
  }

  private func place(_ point: Vec2, _ anchor: ClearanceAnchor) -> CorridorPlace {
    let edge = Int(anchor.edge)
    let stretch = edgeStretch[edge]
    let axis = locator.graph.boundary.world(anchor.place)
    let range = edgeGates[edge]
    var best = range.x
    var (least, share) = (Float.infinity, Float(0))
    for k in range.x..<range.y {
      let (a, b) = (gates[Int(k)].place, gates[Int(k) + 1].place)
      let step = b - a
      let t = step.lengthSquared > 0 ? min(1, max(0, (axis - a).dot(step) / step.lengthSquared)) : 0
      let gap = (axis - a - step * t).lengthSquared
      if gap < least { (least, best, share) = (gap, k, t) }
    }
    let (before, after) = (gates[Int(best)], gates[Int(best) + 1])
    let room = Float(anchor.room * locator.graph.boundary.unit)
    var (toStart, toEnd) = (room, room)
    for k in gateStart[Int(stretch)]...best { toStart = min(toStart, gates[Int(k)].room) }
    for k in best + 1..<gateStart[Int(stretch) + 1] { toEnd = min(toEnd, gates[Int(k)].room) }
    return CorridorPlace(
      point: point, clearance: anchor.clearance, stretch: stretch, gate: best,
      along: before.along + (after.along - before.along) * share, room: room, toStart: toStart,
      toEnd: toEnd)
  }
}
