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
  /// Distances of the nodes to the boundary, in units. [nodeCount]
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
    let vertices: [CVVertex] = vertexArray.elements()
    let found: [CVEdge] = edgeArray.elements()
    let sites = ClearanceSites(boundary.segments)
    self.sites = sites
    nodes = vertices.map { SIMD2($0.x, $0.y) }
    var clearances = [Double](repeating: 0, count: nodes.count)
    var edges: [Edge] = []
    edges.reserveCapacity(found.count)
    for edge in found {
      let (a, b) = (sites.index(ofSite: edge.siteA), sites.index(ofSite: edge.siteB))
      for node in [edge.from, edge.to] {
        clearances[Int(node)] = sites.distance(from: nodes[Int(node)], to: a)
      }
      edges.append(Edge(from: edge.from, to: edge.to, siteA: a, siteB: b, clearance: 0))
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
    for (k, edge) in edges.enumerated() {
      for site in [edge.siteA, edge.siteB] {
        lists[Int(counts[Int(site)])] = Int32(k)
        counts[Int(site)] += 1
      }
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
    func side(_ edge: Edge) -> Double {
      let middle = (nodes[Int(edge.from)] + nodes[Int(edge.to)]) / 2
      for site in [edge.siteA, edge.siteB] where sites.isSegment(site) {
        return sites.side(of: middle, segment: site)
      }
      return 0
    }
    var votes = [Double](repeating: 0, count: nodes.count)
    for edge in edges {
      for node in [edge.from, edge.to] where isOpen(node) { votes[root(Int(node))] += side(edge) }
    }
    return edges.filter { edge in
      let own = side(edge)
      if own != 0 { return own > 0 }
      for node in [edge.from, edge.to] where isOpen(node) { return votes[root(Int(node))] > 0 }
      return false
    }
  }
}
