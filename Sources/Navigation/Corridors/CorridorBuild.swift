import Clearance
import SimCore

/// Makes the stretches of a corridor map: chains of edges between junctions, as rows of gates.
struct CorridorBuild {
  let graph: ClearanceGraph
  private(set) var gates: [CorridorMap.Gate] = []
  private(set) var gateStart: [Int32] = [0]
  private(set) var ends: [SIMD2<Int32>] = []
  private(set) var junctions: [Vec2] = []
  private(set) var edgeStretch: [Int32]
  private(set) var edgeGates: [SIMD2<Int32>]
  /// Junction of each node, or −1. [nodeCount]
  private var junctionOfNode: [Int32]
  /// Edges at each node, one list after the other, and where each begins. [nodeCount + 1]
  private let incident: [Int32]
  private let incidentStart: [Int32]
  /// Angles of the gates on one edge, and their places: storage for all edges.
  private var angles: [Double] = []
  private var places: [SIMD2<Double>] = []

  /// Angle round a corner from one gate to the next, at most: a straight step between two gates comes
  /// nearer to the corner than they are by 1 − cos(½ angle), 1.5 %.
  private static let turn = 20.0 * Double.pi / 180

  init(_ graph: ClearanceGraph) {
    self.graph = graph
    edgeStretch = [Int32](repeating: -1, count: graph.edges.count)
    edgeGates = [SIMD2<Int32>](repeating: .zero, count: graph.edges.count)
    junctionOfNode = [Int32](repeating: -1, count: graph.nodes.count)
    var counts = [Int32](repeating: 0, count: graph.nodes.count + 1)
    for edge in graph.edges {
      counts[Int(edge.from) + 1] += 1
      counts[Int(edge.to) + 1] += 1
    }
    for k in 1..<max(1, counts.count) { counts[k] += counts[k - 1] }
    incidentStart = counts
    var lists = [Int32](repeating: 0, count: 2 * graph.edges.count)
    for k in graph.edges.indices {
      let (from, to) = (Int(graph.edges[k].from), Int(graph.edges[k].to))
      lists[Int(counts[from])] = Int32(k)
      counts[from] += 1
      lists[Int(counts[to])] = Int32(k)
      counts[to] += 1
    }
    incident = lists
    // Some three an edge on floors of many corners: growing would copy them again and again.
    gates.reserveCapacity(3 * graph.edges.count)
  }

  mutating func run() {
    for node in graph.nodes.indices where degree(node) > 0 && degree(node) != 2 {
      for k in incidentStart[node]..<incidentStart[node + 1] {
        walk(from: Int32(node), along: incident[Int(k)])
      }
    }
    // Rings without any junction: one of their nodes is made one.
    for edge in graph.edges.indices { walk(from: graph.edges[edge].from, along: Int32(edge)) }
  }

  private func degree(_ node: Int) -> Int {
    Int(incidentStart[node + 1] - incidentStart[node])
  }

  /// Makes the stretch that leaves a node by an edge, unless there is one.
  private mutating func walk(from start: Int32, along first: Int32) {
    guard edgeStretch[Int(first)] < 0 else { return }
    let stretch = Int32(ends.count)
    let origin = junction(start)
    var (node, edge) = (start, first)
    var length = 0.0
    let isFirstReversed = isReversed(edge, from: node)
    add(
      gate(at: graph.nodes[Int(node)], of: Int(edge), isReversed: isFirstReversed), &length)
    while true {
      let isReversed = isReversed(edge, from: node)
      let lower = Int32(gates.count - 1)
      findPlaces(Int(edge))
      for k in places.indices {
        let place = places[isReversed ? places.count - 1 - k : k]
        add(gate(at: place, of: Int(edge), isReversed: isReversed), &length)
      }
      node = isReversed ? graph.edges[Int(edge)].from : graph.edges[Int(edge)].to
      add(gate(at: graph.nodes[Int(node)], of: Int(edge), isReversed: isReversed), &length)
      edgeStretch[Int(edge)] = stretch
      edgeGates[Int(edge)] = SIMD2(lower, Int32(gates.count - 1))
      guard junctionOfNode[Int(node)] < 0, degree(Int(node)) == 2, let next = other(edge, at: node)
      else { break }
      edge = next
    }
    gateStart.append(Int32(gates.count))
    ends.append(SIMD2(origin, junction(node)))
  }

  /// The other edge at a node of degree 2, where it is in no stretch yet.
  private func other(_ edge: Int32, at node: Int32) -> Int32? {
    for k in incidentStart[Int(node)]..<incidentStart[Int(node) + 1] {
      let next = incident[Int(k)]
      if next != edge, edgeStretch[Int(next)] < 0 { return next }
    }
    return nil
  }

  private mutating func junction(_ node: Int32) -> Int32 {
    if junctionOfNode[Int(node)] < 0 {
      junctionOfNode[Int(node)] = Int32(junctions.count)
      junctions.append(graph.boundary.world(graph.nodes[Int(node)]))
    }
    return junctionOfNode[Int(node)]
  }

  private func isReversed(_ edge: Int32, from node: Int32) -> Bool {
    graph.edges[Int(edge)].from != node
  }

  private mutating func add(_ gate: CorridorMap.Gate, _ length: inout Double) {
    var gate = gate
    if gates.count > Int(gateStart[gateStart.count - 1]) {
      length += Double((gate.place - gates[gates.count - 1].place).length)
    }
    gate.along = Float(length)
    gates.append(gate)
  }

  private func gate(
    at place: SIMD2<Double>, of index: Int, isReversed: Bool
  ) -> CorridorMap.Gate {
    let edge = graph.edges[index]
    let a = graph.sites.nearest(to: place, on: edge.siteA)
    let b = graph.sites.nearest(to: place, on: edge.siteB)
    let arm = a - place
    let boundary = graph.boundary
    return CorridorMap.Gate(
      place: boundary.world(place), left: boundary.world(isReversed ? b : a),
      right: boundary.world(isReversed ? a : b),
      room: Float(dot(arm, arm).squareRoot() * boundary.unit), along: 0)
  }
}

// MARK: - Where gates stand on an edge
extension CorridorBuild {
  /// Fills `places` with the points of an edge between its nodes where gates stand, from its start: one
  /// where it is narrowest, and so many that no step turns far round a corner.
  private mutating func findPlaces(_ index: Int) {
    places.removeAll(keepingCapacity: true)
    let edge = graph.edges[index]
    let sites = graph.sites
    let (a, b) = (edge.siteA, edge.siteB)
    guard !sites.isSegment(a) || !sites.isSegment(b), let apex = sites.apex(a, b) else { return }
    let pivot = sites.corner(sites.isSegment(a) ? b : a)
    let (from, to) = (graph.nodes[Int(edge.from)] - pivot, graph.nodes[Int(edge.to)] - pivot)
    let sweep = angle(from, to)
    angles.removeAll(keepingCapacity: true)
    let count = Int((sweep.magnitude / CorridorBuild.turn).rounded(.up))
    for k in 1..<max(1, count) { angles.append(sweep * Double(k) / Double(count)) }
    let low = apex.position(graph.nodes[Int(edge.from)])
    let high = apex.position(graph.nodes[Int(edge.to)])
    if low * high < 0 {
      let waist = angle(from, apex.place - pivot)
      angles.removeAll { ($0 - waist).magnitude < 1e-2 }
      angles.append(waist)
      angles.sort { $0.magnitude < $1.magnitude }
    }
    let start = from / dot(from, from).squareRoot()
    for turned in angles {
      let (c, s) = (Double(cosine(Float(turned))), Double(sine(Float(turned))))
      let direction = SIMD2(start.x * c - start.y * s, start.x * s + start.y * c)
      if let place = axisPoint(from: pivot, direction, a, b) { places.append(place) }
    }
  }

  /// Where a ray from a corner meets the points that are as far from it as from the other site.
  private func axisPoint(
    from pivot: SIMD2<Double>, _ direction: SIMD2<Double>, _ a: Int32, _ b: Int32
  ) -> SIMD2<Double>? {
    let sites = graph.sites
    var reach: Double
    if sites.isSegment(a) || sites.isSegment(b) {
      let segment = sites.isSegment(a) ? a : b
      let along = sites.direction(segment)
      let height = sites.side(of: pivot, segment: segment)
      let normal = SIMD2(-along.y, along.x) * (height < 0 ? -1 : 1)
      reach = height.magnitude / (1 - dot(normal, direction))
    } else {
      let gap = sites.corner(sites.corner(a) == pivot ? b : a) - pivot
      reach = dot(gap, gap) / (2 * dot(direction, gap))
    }
    return reach.isFinite && reach > 0 ? pivot + direction * reach : nil
  }

  /// The angle from one vector to another, in (−π, π]; free of libm, to 1e-5.
  private func angle(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    Double(arctangent(Float(cross(a, b)), Float(dot(a, b))))
  }
}

private func dot(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.x + a.y * b.y }

private func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }
