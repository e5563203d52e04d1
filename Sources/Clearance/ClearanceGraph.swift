import CVoronoi
import SimCore

/// The free space of a floor as a graph: its medial axis, with the clearance along it.
///
/// Every point of the axis is as far from one piece of the boundary as from another, and no point near
/// it is farther from all: whoever wants to pass with the most room keeps to it. A disc gets from one
/// place to another exactly where it gets there along the axis, so one graph answers for all radii, and
/// a passage counts by its width and not by where it lies on a raster.
///
/// Goals, in order: exact widths (to the lattice of `FloorBoundary`, 0.06 mm); one structure for all
/// radii; memory and time by the corners of the floor, not by its area.
///
/// Source: generalised Voronoi diagrams for motion planning (Ó'Dúnlaing and Yap 1985); Explicit Corridor
/// Map (Geraerts 2010). The diagram itself is Boost.Polygon's.
public struct ClearanceGraph: Sendable {
  /// A stretch of the axis between two nodes.
  package struct Edge: Sendable {
    package var from: Int32
    package var to: Int32
    /// The two pieces of the boundary it lies between: segments, then corners.
    package var siteA: Int32
    package var siteB: Int32
    /// The least distance to the boundary along it, in units.
    package var clearance: Double
  }

  /// The boundary.
  public let boundary: FloorBoundary
  /// Places of the nodes, in units. [nodeCount]
  package let nodes: [SIMD2<Double>]
  /// Distances of the nodes to the boundary, in units; below 0 where no stretch ends. [nodeCount]
  package let clearances: [Double]
  /// The stretches in free space.
  package let edges: [Edge]
  /// The pieces of the boundary.
  package let sites: ClearanceSites
  /// Edges beside each site, one list after the other, and where each list starts. [siteCount + 1]
  let siteEdges: [Int32]
  let siteStarts: [Int32]

  /// The graph of a floor.
  ///
  /// - Throws: `outOfMemory`.
  /// - Complexity: O(n log n) for n boundary segments.
  public init(_ boundary: FloorBoundary) throws(ClearanceError) {
    self.boundary = boundary
    var (vertexArray, edgeArray) = (CVArray(), CVArray())
    defer {
      cv_free(&vertexArray)
      cv_free(&edgeArray)
    }
    guard
      cv_axis(boundary.segments, boundary.segments.count, &vertexArray, &edgeArray) == 0
    else { throw .outOfMemory }
    let sites = ClearanceSites(boundary.segments)
    self.sites = sites
    // A vertex is two numbers, as a vector of two is.
    let nodes: [SIMD2<Double>] = vertexArray.elements()
    self.nodes = nodes
    var edges: [Edge] = edgeArray.view(of: CVEdge.self).map { edge in
      let (a, b) = (sites.index(ofSite: edge.siteA), sites.index(ofSite: edge.siteB))
      return Edge(from: edge.from, to: edge.to, siteA: a, siteB: b, clearance: 0)
    }
    var clearances = [Double](repeating: -1, count: nodes.count)
    // All sites round a node are as far away but for rounding; the last edge's counts.
    for k in edges.indices.reversed() {
      let edge = edges[k]
      let (from, to) = (Int(edge.from), Int(edge.to))
      let site = edge.siteA
      if clearances[from] < 0 { clearances[from] = sites.distance(from: nodes[from], to: site) }
      if clearances[to] < 0 { clearances[to] = sites.distance(from: nodes[to], to: site) }
    }
    edges = ClearanceGraph.inFreeSpace(edges, nodes, clearances, sites)
    for k in edges.indices {
      let edge = edges[k]
      let (from, to) = (Int(edge.from), Int(edge.to))
      var least = min(clearances[from], clearances[to])
      if let apex = sites.apex(edge.siteA, edge.siteB) {
        let (low, high) = (apex.position(nodes[from]), apex.position(nodes[to]))
        if min(low, high) < 0, max(low, high) > 0 { least = min(least, apex.clearance) }
      }
      edges[k].clearance = least
    }
    var counts = [Int32](repeating: 0, count: sites.count + 1)
    for edge in edges {
      counts[Int(edge.siteA) + 1] += 1
      counts[Int(edge.siteB) + 1] += 1
    }
    for k in 1..<counts.count { counts[k] += counts[k - 1] }
    siteStarts = counts
    var lists = [Int32](repeating: 0, count: 2 * edges.count)
    for k in edges.indices {
      let (a, b) = (Int(edges[k].siteA), Int(edges[k].siteB))
      lists[Int(counts[a])] = Int32(k)
      counts[a] += 1
      lists[Int(counts[b])] = Int32(k)
      counts[b] += 1
    }
    siteEdges = lists
    self.clearances = clearances
    self.edges = edges
  }

  /// Number of nodes, those inside obstacles included.
  public var nodeCount: Int { nodes.count }
  /// Number of stretches in free space.
  public var edgeCount: Int { edges.count }

  /// The edges that lie in free space; the diagram has those inside obstacles too.
  ///
  /// A stretch never crosses the boundary but at its own ends, so one that lies beside a segment says
  /// for all that hang together which side they are on.
  private static func inFreeSpace(
    _ edges: [Edge], _ nodes: [SIMD2<Double>], _ clearances: [Double], _ sites: ClearanceSites
  ) -> [Edge] {
    var parent = Array(nodes.indices)
    func root(_ start: Int) -> Int {
      var node = start
      while parent[node] != node {
        parent[node] = parent[parent[node]]
        node = parent[node]
      }
      return node
    }
    // Half a unit: nodes on the boundary itself, where free space and obstacles meet.
    func isOpen(_ node: Int32) -> Bool { clearances[Int(node)] > 0.5 }
    for edge in edges where isOpen(edge.from) && isOpen(edge.to) {
      parent[root(Int(edge.from))] = root(Int(edge.to))
    }
    var votes = [Double](repeating: 0, count: nodes.count)
    let sides = edges.map { edge in
      let segment = sites.isSegment(edge.siteA) ? edge.siteA : edge.siteB
      guard sites.isSegment(segment) else { return 0.0 }
      let middle = (nodes[Int(edge.from)] + nodes[Int(edge.to)]) / 2
      let side = sites.side(of: middle, segment: segment)
      if isOpen(edge.from) { votes[root(Int(edge.from))] += side }
      if isOpen(edge.to) { votes[root(Int(edge.to))] += side }
      return side
    }
    var free: [Edge] = []
    free.reserveCapacity(edges.count)
    for k in edges.indices {
      let edge = edges[k]
      var side = sides[k]
      if side == 0 {
        side =
          isOpen(edge.from)
          ? votes[root(Int(edge.from))] : isOpen(edge.to) ? votes[root(Int(edge.to))] : 0
      }
      if side > 0 { free.append(edge) }
    }
    return free
  }
}
