import SimCore

/// The widest ways between all places of a floor: how large a disc gets from one to another.
///
/// Stretches are joined from the widest to the narrowest. Two nodes are connected for a radius where
/// they were joined by a stretch at least that wide, so the way that lets the largest disc through
/// passes the stretch that joined them. Parts are joined by size, so that a question climbs at most
/// log₂ n steps.
///
/// Source: maximum spanning tree (Kruskal 1956); bottleneck by union in order of width (Camerini 1978).
public struct WidestWays: Sendable {
  /// The narrowest place of a way.
  public struct Passage: Equatable, Sendable {
    /// Radius of the largest disc that gets through, metres.
    public var radius: Float
    /// Where it is narrowest: the middle of the passage, metres.
    public var place: Vec2
  }

  /// The graph and where places lie in it.
  public let locator: ClearanceLocator
  /// The part each node was joined to, itself where none is wider. [nodeCount]
  private let parent: [Int32]
  /// Clearance at which that happened, in units, and the stretch. [nodeCount]
  private let width: [Double]
  private let joint: [Int32]

  /// The ways of a graph.
  ///
  /// - Complexity: O(n log n) for n stretches.
  public init(_ graph: ClearanceGraph) {
    locator = ClearanceLocator(graph)
    var parent = graph.nodes.indices.map { Int32($0) }
    var width = [Double](repeating: -1, count: parent.count)
    var joint = [Int32](repeating: -1, count: parent.count)
    var size = [Int32](repeating: 1, count: parent.count)
    func root(_ start: Int32) -> Int32 {
      var node = start
      while parent[Int(node)] != node { node = parent[Int(node)] }
      return node
    }
    let order = graph.edges.indices.sorted {
      let (a, b) = (graph.edges[$0].clearance, graph.edges[$1].clearance)
      return a != b ? a > b : $0 < $1
    }
    for k in order {
      var (a, b) = (root(graph.edges[k].from), root(graph.edges[k].to))
      guard a != b else { continue }
      if size[Int(a)] < size[Int(b)] { swap(&a, &b) }
      size[Int(a)] += size[Int(b)]
      parent[Int(b)] = a
      width[Int(b)] = graph.edges[k].clearance
      joint[Int(b)] = Int32(k)
    }
    (self.parent, self.width, self.joint) = (parent, width, joint)
  }

  /// The widest way between two places; nil where there is none for any disc.
  ///
  /// - Complexity: O(log n).
  public func passage(from a: ClearanceAnchor, to b: ClearanceAnchor) -> Passage? {
    let graph = locator.graph
    let (first, second) = (graph.edges[Int(a.edge)], graph.edges[Int(b.edge)])
    var best = -1.0
    var stretch: Int32 = -1
    for (start, atStart) in [(first.from, a.toFrom), (first.to, a.toTo)] {
      for (end, atEnd) in [(second.from, b.toFrom), (second.to, b.toTo)] {
        let between = bottleneck(start, end)
        let least = min(between.clearance, min(atStart, atEnd))
        if least > best {
          best = least
          stretch =
            between.clearance <= min(atStart, atEnd)
            ? between.joint
            : atStart <= atEnd ? a.edge : b.edge
        }
      }
    }
    if a.edge == b.edge {
      var least = min(
        min(a.room, b.room), min(Double(a.clearance), Double(b.clearance)) / graph.boundary.unit)
      let edge = graph.edges[Int(a.edge)]
      if a.position * b.position < 0, let apex = graph.sites.apex(edge.siteA, edge.siteB) {
        least = min(least, apex.clearance)
      }
      if least > best { (best, stretch) = (least, a.edge) }
    }
    guard best > 0 else { return nil }
    return Passage(
      radius: Float(best * graph.boundary.unit), place: narrowest(of: stretch, best))
  }

  /// The part of the floor in which a disc of a radius (m) can go about from a place: a number that is
  /// equal for all places of the part; nil where it does not fit at the place.
  ///
  /// - Complexity: O(log n).
  public func part(of anchor: ClearanceAnchor, radius: Float) -> Int32? {
    guard anchor.clearance >= radius else { return nil }
    let least = Double(radius) / locator.graph.boundary.unit
    let edge = locator.graph.edges[Int(anchor.edge)]
    if anchor.toFrom >= least { return part(of: edge.from, least) }
    if anchor.toTo >= least { return part(of: edge.to, least) }
    // Shut in between the narrow ends of its own stretch.
    return -1 - anchor.edge
  }

  private func part(of start: Int32, _ least: Double) -> Int32 {
    var node = start
    while width[Int(node)] >= least { node = parent[Int(node)] }
    return node
  }

  /// The least clearance on the widest way between two nodes, and the stretch that has it.
  private func bottleneck(_ a: Int32, _ b: Int32) -> (clearance: Double, joint: Int32) {
    var (a, b) = (a, b)
    var found = (clearance: Double.infinity, joint: Int32(-1))
    // Whoever was joined at the larger width climbs first: widths shrink on the way up.
    while a != b {
      let climbs = width[Int(a)] >= width[Int(b)]
      let node = climbs ? a : b
      if parent[Int(node)] == node { return (-1, -1) }
      found = (width[Int(node)], joint[Int(node)])
      if climbs { a = parent[Int(node)] } else { b = parent[Int(node)] }
    }
    return found
  }

  /// Where a stretch is narrowest, metres.
  private func narrowest(of stretch: Int32, _ least: Double) -> Vec2 {
    let graph = locator.graph
    guard stretch >= 0 else { return Vec2(.nan, .nan) }
    let edge = graph.edges[Int(stretch)]
    let (from, to) = (graph.nodes[Int(edge.from)], graph.nodes[Int(edge.to)])
    if let apex = graph.sites.apex(edge.siteA, edge.siteB),
      apex.position(from) * apex.position(to) < 0
    {
      return graph.boundary.world(apex.place)
    }
    let isFrom = graph.clearances[Int(edge.from)] <= graph.clearances[Int(edge.to)]
    return graph.boundary.world(isFrom ? from : to)
  }
}
