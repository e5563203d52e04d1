import SimCore

/// Makes one-sided edges that know their neighbours out of authored pieces.
///
/// Polygons are cut where another one's corner lies on an edge, edges that then run both ways
/// cancel, and what remains is linked corner to corner. So a row of boxes becomes one outline, and
/// a robot that slides along it meets no inner edge.
struct StaticMapCompiler {
  private(set) var segments: [StaticSegment] = []
  private var edges: [Edge] = []

  private struct Edge {
    var start: Vec2
    var end: Vec2
    var material: StaticMaterial
    var source: Int
  }

  /// A corner on a grid of 1/4096 m, on which decimal coordinates never fall between two points.
  private struct Corner: Comparable {
    var x: Int64
    var y: Int64

    init(_ point: Vec2) {
      x = Int64((Double(point.x) * 4096).rounded())
      y = Int64((Double(point.y) * 4096).rounded())
    }

    static func < (a: Corner, b: Corner) -> Bool { a.x != b.x ? a.x < b.x : a.y < b.y }
  }

  private var sourceCount = 0

  mutating func add(_ geometry: StaticGeometry, _ material: StaticMaterial) {
    switch geometry {
    case .polygon(let points):
      addPolygon(points, material)
    case .box(let center, let length, let width):
      let h = length / 2
      let w = width / 2
      let corners = [Vec2(-h, -w), Vec2(h, -w), Vec2(h, w), Vec2(-h, w)]
      addPolygon(corners.map { center.transform($0) }, material)
    case .chain(let points, let isClosed):
      addChain(points, isClosed: isClosed, material)
    case .segment(let start, let end):
      var segment = makeSegment(start, end, material)
      segment.flags |= StaticSegment.isTwoSided
      segments.append(segment.withFreeEnds())
    }
  }

  /// Cuts, cancels and links the polygon edges, and appends them to `segments`.
  mutating func finish() {
    if edges.isEmpty { return }
    cutAtCorners()
    cancelSharedEdges()
    linkEdges()
    edges = []
  }

  private mutating func addPolygon(_ points: [Vec2], _ material: StaticMaterial) {
    precondition(points.count >= 3, "a polygon has at least 3 points")
    for i in points.indices {
      let next = points[(i + 1) % points.count]
      precondition(points[i].isFinite, "a map has finite points")
      edges.append(Edge(start: points[i], end: next, material: material, source: sourceCount))
    }
    sourceCount += 1
  }

  private mutating func addChain(_ points: [Vec2], isClosed: Bool, _ material: StaticMaterial) {
    precondition(points.count >= 2, "a chain has at least 2 points")
    var chain: [StaticSegment] = []
    let last = isClosed ? points.count : points.count - 1
    for i in 0..<last {
      chain.append(makeSegment(points[i], points[(i + 1) % points.count], material))
    }
    for i in chain.indices {
      var segment = chain[i].withFreeEnds()
      if i > 0 || isClosed {
        link(&segment, previous: chain[(i + chain.count - 1) % chain.count])
      }
      if i + 1 < chain.count || isClosed { link(&segment, next: chain[(i + 1) % chain.count]) }
      segments.append(segment)
    }
  }

  private func makeSegment(_ start: Vec2, _ end: Vec2, _ material: StaticMaterial) -> StaticSegment
  {
    let normal = -(end - start).perpendicular.normalized
    precondition(normal.isFinite && normal != .zero, "an edge of the map has a length above 0")
    return StaticSegment(
      start: start, end: end, normal: normal, previousNormal: normal, nextNormal: normal,
      friction: material.friction, restitution: material.restitution, filter: material.filter,
      flags: 0)
  }

  private func link(_ segment: inout StaticSegment, previous: StaticSegment) {
    segment.previousNormal = previous.normal
    segment.flags |= StaticSegment.isStartLinked
    let isConvex = previous.normal.cross(segment.normal) > 1e-4
    segment.flags &= ~StaticSegment.isStartConvex
    if isConvex { segment.flags |= StaticSegment.isStartConvex }
  }

  private func link(_ segment: inout StaticSegment, next: StaticSegment) {
    segment.nextNormal = next.normal
    segment.flags |= StaticSegment.isEndLinked
    let isConvex = segment.normal.cross(next.normal) > 1e-4
    segment.flags &= ~StaticSegment.isEndConvex
    if isConvex { segment.flags |= StaticSegment.isEndConvex }
  }

  /// Splits each edge at the corners of others that lie on it.
  private mutating func cutAtCorners() {
    var corners: [(key: Corner, point: Vec2)] = edges.map { (Corner($0.start), $0.start) }
    corners.sort { $0.key < $1.key }
    var unique: [(key: Corner, point: Vec2)] = []
    for corner in corners where unique.last?.key != corner.key { unique.append(corner) }
    var box = AABB.empty
    for corner in unique { box.include(corner.point) }
    // Rows of the corners by cell, so that an edge looks only at those beside it.
    var grid = CellGrid()
    grid.lay(over: box, cellSize: 1, limit: max(4096, unique.count * 4))
    var cells = unique.indices.map {
      (cell: grid.row(unique[$0].point.y) * grid.columnCount + grid.column(unique[$0].point.x), $0)
    }
    cells.sort { $0.cell != $1.cell ? $0.cell < $1.cell : $0.1 < $1.1 }
    var start = [Int](repeating: 0, count: grid.cellCount + 1)
    for entry in cells { start[entry.cell + 1] += 1 }
    for c in 0..<grid.cellCount { start[c + 1] += start[c] }

    var cut: [Edge] = []
    for edge in edges {
      let direction = edge.end - edge.start
      let length = direction.length
      if length < 1e-4 { continue }
      let unit = direction / length
      var inner: [(along: Float, point: Vec2)] = []
      let tolerance: Float = 3e-4
      let lower = Vec2(min(edge.start.x, edge.end.x), min(edge.start.y, edge.end.y))
      let upper = Vec2(max(edge.start.x, edge.end.x), max(edge.start.y, edge.end.y))
      for row in grid.row(lower.y - tolerance)...grid.row(upper.y + tolerance) {
        for column in grid.column(lower.x - tolerance)...grid.column(upper.x + tolerance) {
          let cell = row * grid.columnCount + column
          for k in start[cell]..<start[cell + 1] {
            let point = unique[cells[k].1].point
            let offset = point - edge.start
            let along = offset.dot(unit)
            if along > tolerance && along < length - tolerance
              && abs(offset.cross(unit)) < tolerance
            {
              inner.append((along, point))
            }
          }
        }
      }
      inner.sort { $0.along < $1.along }
      var from = edge.start
      for stop in inner {
        cut.append(Edge(start: from, end: stop.point, material: edge.material, source: edge.source))
        from = stop.point
      }
      cut.append(Edge(start: from, end: edge.end, material: edge.material, source: edge.source))
    }
    edges = cut
  }

  /// Drops edges that run both ways, and all but one of those that are there twice.
  private mutating func cancelSharedEdges() {
    struct Entry {
      var low: Corner
      var high: Corner
      var isForward: Bool
      var index: Int
    }
    var entries: [Entry] = edges.indices.map { index in
      let a = Corner(edges[index].start)
      let b = Corner(edges[index].end)
      return a < b
        ? Entry(low: a, high: b, isForward: true, index: index)
        : Entry(low: b, high: a, isForward: false, index: index)
    }
    entries.sort {
      if $0.low != $1.low { return $0.low < $1.low }
      if $0.high != $1.high { return $0.high < $1.high }
      return $0.index < $1.index
    }
    var kept: [Int] = []
    var i = 0
    while i < entries.count {
      var forward: [Int] = []
      var backward: [Int] = []
      var j = i
      while j < entries.count && entries[j].low == entries[i].low
        && entries[j].high == entries[i].high
      {
        if entries[j].isForward {
          forward.append(entries[j].index)
        } else {
          backward.append(entries[j].index)
        }
        j += 1
      }
      // Solid on one side only is a surface; solid on both sides is the inside of a wall.
      if forward.isEmpty != backward.isEmpty { kept.append((forward + backward)[0]) }
      i = j
    }
    kept.sort()
    edges = kept.map { edges[$0] }
  }

  /// Links each edge to the one that starts where it ends.
  private mutating func linkEdges() {
    let plain = edges.map { makeSegment($0.start, $0.end, $0.material) }
    let byStart = edges.indices.map { (key: Corner(edges[$0].start), index: $0) }.sorted {
      $0.key != $1.key ? $0.key < $1.key : $0.index < $1.index
    }
    var next = [Int](repeating: -1, count: edges.count)
    var previous = [Int](repeating: -1, count: edges.count)
    for index in edges.indices {
      let corner = Corner(edges[index].end)
      var low = 0
      var high = byStart.count
      while low < high {
        let middle = (low + high) / 2
        if byStart[middle].key < corner { low = middle + 1 } else { high = middle }
      }
      // Where outlines meet in a corner there is a choice: the sharpest turn to the free side is
      // the outline of their union; the others run inside a solid.
      var best = -1
      var bestTurn = Float.infinity
      while low < byStart.count && byStart[low].key == corner {
        let candidate = byStart[low].index
        let own = plain[index].normal
        let turn = arctangent(own.cross(plain[candidate].normal), own.dot(plain[candidate].normal))
        if turn < bestTurn {
          bestTurn = turn
          best = candidate
        }
        low += 1
      }
      if best >= 0 {
        next[index] = best
        previous[best] = index
      }
    }
    let ends = edges.map { Corner($0.end) }.sorted()
    for index in edges.indices {
      var segment = plain[index].withFreeEnds()
      if previous[index] >= 0 {
        link(&segment, previous: plain[previous[index]])
      } else if contains(ends, Corner(edges[index].start)) {
        // The outline went another way here, so this corner is inside a solid.
        segment.flags &= ~StaticSegment.isStartConvex
      }
      if next[index] >= 0 { link(&segment, next: plain[next[index]]) }
      segments.append(segment)
    }
  }

  private func contains(_ sorted: [Corner], _ corner: Corner) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < corner { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == corner
  }
}
