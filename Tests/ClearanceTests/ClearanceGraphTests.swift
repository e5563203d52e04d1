import Clearance
import SimCore
import Testing

@Suite("ClearanceGraph")
struct ClearanceGraphTests {
  @Test("between the corners of four equal pillars four stretches meet in one node")
  func crossingsOfPillarsAreOneNode() throws {
    // Pillars on every second cell; four corners are as far from the middle between them.
    let side = 9
    let boundary = FloorBoundary(columns: side, rows: side, cellSize: 0.5, origin: .zero) {
      $0 % side % 2 == 1 && $0 / side % 2 == 1
    }
    let graph = try ClearanceGraph(boundary)
    for row in stride(from: 2, to: side - 1, by: 2) {
      for column in stride(from: 2, to: side - 1, by: 2) {
        let middle = Vec2(Float(column) + 0.5, Float(row) + 0.5) * 0.5
        let here = graph.nodes.indices.filter {
          (boundary.world(graph.nodes[$0]) - middle).length < 1e-3
        }
        try #require(here.count == 1, "\(here.count) nodes at \(middle)")
        let node = Int32(here[0])
        #expect(graph.edges.count { $0.from == node || $0.to == node } == 4)
      }
    }
  }

  @Test("both ends of a stretch are as far from the two pieces that it lies between")
  func endsAreBetweenTheirPieces() throws {
    var draw = RandomStream(seed: 5, classIndex: 0, index: 0, step: 0, purpose: .tooling)
    for _ in 0..<20 {
      let polygons = (0..<30).map { _ in
        let middle = Vec2(draw.uniform(0, 20), draw.uniform(0, 20))
        let (radius, first) = (draw.uniform(0.2, 2), draw.uniform(0, 2 * .pi))
        return (0..<5).map {
          middle + Vec2(cosine(first + Float($0)), sine(first + Float($0))) * radius
        }
      }
      let boundary = try FloorBoundary(
        bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: polygons)
      let graph = try ClearanceGraph(boundary)
      #expect(graph.edgeCount > 100)
      for edge in graph.edges {
        #expect(edge.siteA != edge.siteB)
        for node in [edge.from, edge.to] {
          let place = graph.nodes[Int(node)]
          for site in [edge.siteA, edge.siteB] {
            let arm = place - graph.sites.nearest(to: place, on: site)
            let distance = (arm.x * arm.x + arm.y * arm.y).squareRoot()
            // A few units of 0.06 mm: a node on the boundary lies within rounding of it.
            #expect(abs(distance - graph.clearances[Int(node)]) < 1)
          }
        }
      }
    }
  }
}
