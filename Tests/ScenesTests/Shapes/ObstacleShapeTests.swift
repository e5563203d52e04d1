import Scenes
import SimCore
import Testing

/// Circles, walls and polygons as obstacles of a scene.
@Suite("ObstacleShape")
struct ObstacleShapeTests {
  private static func area(_ part: [Vec2]) -> Float {
    var sum: Float = 0
    for i in part.indices { sum += (part[i] - part[0]).cross(part[(i + 1) % part.count] - part[0]) }
    return sum / 2
  }

  private static func holds(_ parts: [[Vec2]], _ point: Vec2) -> Bool {
    parts.contains { part in
      part.indices.allSatisfy { i in
        (part[(i + 1) % part.count] - part[i]).cross(point - part[i]) >= 0
      }
    }
  }

  @Test(
    "a circle has its area and is within 1 mm of its radius",
    arguments: [0.02, 0.3, 1.2, 50] as [Float])
  func circles(radius: Float) {
    let shape = ObstacleShape(.circle(center: Vec2(3, -1), radius: radius))
    let sum = shape.convexParts().reduce(Float(0)) { $0 + Self.area($1) }
    #expect((sum / (.pi * radius * radius) - 1).magnitude < 1e-4)
    let tolerance = max(1.1e-3, 0.81e-3 * radius)
    for outline in shape.outlines() {
      for i in outline.indices {
        let middle = (outline[i] + outline[(i + 1) % outline.count]) * 0.5
        for point in [outline[i], middle] {
          #expect(((point - Vec2(3, -1)).length - radius).magnitude < tolerance)
        }
      }
    }
  }

  private static let lines: [[Vec2]] = [
    [Vec2(0, 0), Vec2(5, 0)],
    [Vec2(0, 0), Vec2(5, 0), Vec2(5, 4)],
    [Vec2(0, 0), Vec2(4, 0), Vec2(6, 3), Vec2(1, 5), Vec2(0.5, 5.3)],
    // Sharp bends: 150° and a whole turn back.
    [Vec2(0, 0), Vec2(5, 0), Vec2(1, 2.2)],
    [Vec2(0, 0), Vec2(5, 0), Vec2(2, 0)],
    // Stretches shorter than the wall is thick.
    [Vec2(0, 0), Vec2(3, 0), Vec2(3.1, 0.1), Vec2(3.1, 0.2), Vec2(3.1, 4)],
  ]

  @Test(
    "a wall is what lies within half its thickness of its line, but for corners and ends",
    arguments: lines.indices)
  func walls(index: Int) {
    let points = Self.lines[index]
    let half: Float = 0.2
    for isClosed in [false, true] {
      let parts = ObstacleShape(
        .wall(points, thickness: 2 * half, isClosed: isClosed)
      ).convexParts()
      for part in parts {
        #expect(part.count <= SimplePolygon.mostPartCorners && Self.area(part) > 0)
      }
      let sides = isClosed && points.count > 2 ? points.count : points.count - 1
      var stream = RandomStream(seed: 21, index: points.count, step: 0, purpose: .tooling)
      for _ in 0..<2000 {
        let point = Vec2(stream.uniform(-1, 7), stream.uniform(-1, 7))
        var (distance, isBeside) = (Float.infinity, false)
        for i in 0..<sides {
          let (a, b) = (points[i], points[(i + 1) % points.count])
          let share = (point - a).dot(b - a) / (b - a).lengthSquared
          let reach = (point - a - (b - a) * min(max(share, 0), 1)).length
          if share > 0, share < 1, reach < half - 0.005 { isBeside = true }
          distance = min(distance, reach)
        }
        let isIn = Self.holds(parts, point)
        if isBeside { #expect(isIn, "\(point) is in the wall") }
        // A mitre reaches half × √(1 + 1.2²) from its joint.
        if distance > half * 1.6 { #expect(!isIn, "\(point) is not in the wall") }
      }
    }
  }

  @Test("a scene's obstacles are its parts, and loading what it resolves to gives the same")
  func scene() throws {
    let text = smallScene().replacing(
      "size: [20 m, 20 m]",
      with: "size: [20 m, 20 m], obstacles: [{polygon: [[2 m, 2 m], [6 m, 2 m], [6 m, 6 m], "
        + "[4 m, 3 m], [2 m, 6 m]]}, {circle: {center: [10 m, 10 m], radius: 80 cm}}, "
        + "{wall: {points: [[12 m, 12 m], [15 m, 12 m], [15 m, 12 m], [15 m, 16 m]], "
        + "thickness: 20 cm}}, {rect: [16 m, 2 m, 18 m, 4 m]}]")
    let scene = try #require(SceneLoader.load(text: text, file: "a.fleet.yaml").scene)
    let world = scene.world
    #expect(world.obstacleShapes.count == 4 && world.obstacleParts.count == 4)
    #expect(world.obstacleParts.last?.upperBound == world.obstacles.count)
    #expect(world.obstacles[world.obstacleParts[0]].count == 3)
    #expect(world.obstacles[world.obstacleParts[2]].count == 2)
    let again = try #require(
      SceneLoader.load(text: scene.resolvedText, file: "a.resolved.yaml").scene)
    #expect(again.world.obstacleShapes == world.obstacleShapes)
    #expect(again.world.obstacles == world.obstacles)
  }
}
