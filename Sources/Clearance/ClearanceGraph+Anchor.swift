import SimCore

/// Where a place hangs on the axis: straight away from the boundary until it is as far from another
/// piece of it.
///
/// On that line the clearance grows, so a body that fits at the place gets to the axis and back.
public struct ClearanceAnchor: Sendable {
  /// Distance of the place to the boundary, metres.
  public let clearance: Float
  /// The stretch it hangs on.
  package let edge: Int32
  /// Where on the axis, in units, and the distance to the boundary there.
  package let place: SIMD2<Double>
  package let room: Double
  /// The least distance to the boundary from the place to each end of the stretch, in units.
  let toFrom: Double
  let toTo: Double
  /// How far the place lies along the line of the stretch.
  let position: Double
}

/// Graph and index: where places lie in free space.
public struct ClearanceLocator: Sendable {
  /// The graph.
  public let graph: ClearanceGraph
  private let index: SegmentIndex

  /// A locator for a graph.
  public init(_ graph: ClearanceGraph) {
    self.graph = graph
    index = SegmentIndex(graph.sites)
  }

  /// The distance from a point (m) to the boundary, metres: negative inside obstacles.
  public func clearance(at point: Vec2) -> Float {
    let local = graph.boundary.local(point)
    guard let site = nearestSite(to: local) else { return .infinity }
    let distance = graph.sites.distance(from: local, to: site.piece)
    return Float((isFree(local, site) ? distance : -distance) * graph.boundary.unit)
  }

  /// Where a point (m) hangs on the axis; nil inside obstacles and on the boundary itself.
  ///
  /// - Complexity: O(segments near + stretches beside the nearest one).
  public func anchor(_ point: Vec2) -> ClearanceAnchor? { anchor(graph.boundary.local(point)) }

  /// The same for the farthest point from the boundary within `tolerance` metres straight away from it.
  public func anchor(near point: Vec2, within tolerance: Float) -> ClearanceAnchor? {
    let local = graph.boundary.local(point)
    guard let found = anchor(local) else { return nil }
    let way = found.place - local
    let length = dot(way, way).squareRoot()
    let reach = Double(tolerance) / graph.boundary.unit
    if length <= reach { return anchor(found.place) ?? found }
    return anchor(local + way * (reach / length))
  }

  private func anchor(_ local: SIMD2<Double>) -> ClearanceAnchor? {
    guard let site = nearestSite(to: local), isFree(local, site) else { return nil }
    let sites = graph.sites
    let foot = sites.nearest(to: local, on: site.piece)
    let arm = local - foot
    let distance = dot(arm, arm).squareRoot()
    guard distance > 1e-9 else { return nil }
    let away = arm / distance
    // The stretch of the site's cell that the line meets: its ends lie on either side of it.
    var best: Int32?
    var slack = -Double.infinity
    let range = graph.siteStarts[Int(site.piece)]..<graph.siteStarts[Int(site.piece) + 1]
    for k in range {
      let edge = graph.edges[Int(graph.siteEdges[Int(k)])]
      let (from, to) = (graph.nodes[Int(edge.from)] - foot, graph.nodes[Int(edge.to)] - foot)
      let (low, high) = (cross(away, from), cross(away, to))
      let isAhead = dot(away, from) > 0 || dot(away, to) > 0
      // How far inside the stretch the line runs; a little outside by rounding is inside too.
      let inside = low * high <= 0 ? min(abs(low), abs(high)) : -min(abs(low), abs(high))
      if isAhead, inside > slack { (slack, best) = (inside, graph.siteEdges[Int(k)]) }
    }
    guard let best else { return nil }
    return hang(on: best, from: site.piece, foot, away, distance)
  }

  private func hang(
    on index: Int32, from site: Int32, _ foot: SIMD2<Double>, _ away: SIMD2<Double>,
    _ distance: Double
  ) -> ClearanceAnchor {
    let sites = graph.sites
    let edge = graph.edges[Int(index)]
    let other = edge.siteA == site ? edge.siteB : edge.siteA
    // Along the line the distance to `site` is t; it meets the axis where that to the other is t too.
    var room: Double
    if sites.isSegment(other) {
      let normal = SIMD2(-sites.direction(other).y, sites.direction(other).x)
      let gap = dot(normal, foot - sites.starts[Int(other)])
      room = gap / max(1e-12, 1 - dot(normal, away))
    } else {
      let gap = sites.corner(other) - foot
      room = dot(gap, gap) / max(1e-12, 2 * dot(away, gap))
    }
    let ends = (graph.clearances[Int(edge.from)], graph.clearances[Int(edge.to)])
    // Rounding aside the axis lies beyond the place, and no farther than the stretch's farther end.
    room = max(distance, min(room, max(ends.0, ends.1)))
    let place = foot + away * room
    var (toFrom, toTo) = (min(room, ends.0), min(room, ends.1))
    var position = 0.0
    if let apex = sites.apex(edge.siteA, edge.siteB) {
      position = apex.position(place)
      if position * apex.position(graph.nodes[Int(edge.from)]) < 0 {
        toFrom = min(toFrom, apex.clearance)
      }
      if position * apex.position(graph.nodes[Int(edge.to)]) < 0 {
        toTo = min(toTo, apex.clearance)
      }
    }
    return ClearanceAnchor(
      clearance: Float(distance * graph.boundary.unit), edge: index, place: place, room: room,
      toFrom: min(distance, toFrom), toTo: min(distance, toTo), position: position)
  }

  /// The nearest segment to a point and its piece that is nearest: itself or a corner of it.
  private func nearestSite(to local: SIMD2<Double>) -> (segment: Int32, piece: Int32)? {
    index.nearest(to: local, graph.sites).map {
      ($0, graph.sites.piece(of: $0, nearestTo: local))
    }
  }

  private func isFree(_ local: SIMD2<Double>, _ site: (segment: Int32, piece: Int32)) -> Bool {
    if graph.sites.isSegment(site.piece) {
      return graph.sites.side(of: local, segment: site.piece) > 0
    }
    // At a corner free space is the cell's side: that of the stretches beside it. A corner of an
    // obstacle has some; the inner corner of a room has none, and no point is nearest to it.
    let corner = graph.sites.corner(site.piece)
    for k in graph.siteStarts[Int(site.piece)]..<graph.siteStarts[Int(site.piece) + 1] {
      let edge = graph.edges[Int(graph.siteEdges[Int(k)])]
      let (from, to) = (graph.nodes[Int(edge.from)] - corner, graph.nodes[Int(edge.to)] - corner)
      let arm = local - corner
      if cross(from, arm) * cross(arm, to) >= 0, dot(arm, from + to) > 0 { return true }
    }
    return false
  }
}
