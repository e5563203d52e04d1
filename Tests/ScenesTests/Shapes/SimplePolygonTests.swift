import Scenes
import SimCore
import Testing

/// Laws of polygons and their convex parts.
@Suite("SimplePolygon")
struct SimplePolygonTests {
  /// A polygon that is seen whole from its middle, with dents of any depth.
  static func star(_ trial: Int, count: Int) -> [Vec2] {
    var stream = RandomStream(seed: 11, index: trial, step: count, purpose: .tooling)
    return (0..<count).map { i in
      let share: Float = (Float(i) + stream.uniform(-0.4, 0.4)) / Float(count)
      let angle: Float = 2 * Float.pi * share
      return Rotation(angle: angle).xAxis * stream.uniform(0.3, 4) + Vec2(7, -2)
    }
  }

  /// Teeth of random length on a back, clockwise: every gap is a dent.
  static func comb(_ trial: Int, teeth: Int) -> [Vec2] {
    var stream = RandomStream(seed: 12, index: trial, step: teeth, purpose: .tooling)
    var corners = [Vec2(0, -1)]
    for tooth in 0..<teeth {
      let x = Float(tooth)
      corners += [
        Vec2(x, stream.uniform(1, 6)), Vec2(x + stream.uniform(0.2, 0.6), stream.uniform(1, 6)),
        Vec2(x + stream.uniform(0.65, 0.95), stream.uniform(-0.5, 0.5)),
      ]
    }
    return corners + [Vec2(Float(teeth), -1)]
  }

  static let shapes: [[Vec2]] = {
    var shapes: [[Vec2]] = []
    for trial in 0..<40 { shapes.append(star(trial, count: 3 + trial * 2)) }
    for trial in 1..<30 { shapes.append(comb(trial, teeth: trial)) }
    for trial in 0..<4 { shapes.append(star(trial, count: 500)) }
    return shapes
  }()

  /// (b − a) × (c − a) in double precision.
  private static func turn(_ a: Vec2, _ b: Vec2, _ c: Vec2) -> Double {
    (Double(b.x) - Double(a.x)) * (Double(c.y) - Double(a.y))
      - (Double(b.y) - Double(a.y)) * (Double(c.x) - Double(a.x))
  }

  private static func area(_ corners: [Vec2]) -> Double {
    var sum = 0.0
    for i in corners.indices {
      let (a, b) = (corners[i], corners[(i + 1) % corners.count])
      sum += Double(a.x) * Double(b.y) - Double(b.x) * Double(a.y)
    }
    return sum / 2
  }

  @Test("the parts are convex, have 8 corners at most, and their areas sum to the polygon's")
  func areas() throws {
    for shape in Self.shapes {
      let polygon = try SimplePolygon(shape)
      let parts = polygon.convexParts()
      for part in parts {
        #expect((3...SimplePolygon.mostPartCorners).contains(part.count))
        for i in part.indices {
          let (a, b) = (part[i], part[(i + 1) % part.count])
          #expect(Self.turn(a, b, part[(i + 2) % part.count]) > 0)
        }
        #expect(part.allSatisfy(polygon.corners.contains))
      }
      let sum = parts.reduce(0.0) { $0 + Self.area($1) }
      #expect((sum - polygon.area).magnitude < 1e-6 * polygon.area)
      #expect((polygon.area - Self.area(shape).magnitude).magnitude < 1e-4)
    }
  }

  @Test("a point is in one of the parts exactly where it is in the polygon")
  func insides() throws {
    for (trial, shape) in Self.shapes.enumerated() {
      let polygon = try SimplePolygon(shape)
      let parts = polygon.convexParts()
      var stream = RandomStream(seed: 13, index: trial, step: 0, purpose: .tooling)
      var box = AABB.empty
      for corner in shape { box.include(corner) }
      for _ in 0..<200 {
        let point = box.lower + Vec2(stream.uniform(), stream.uniform()) * box.size
        let nearest = polygon.corners.indices.reduce(Float.infinity) { nearest, i in
          let a = polygon.corners[i]
          let edge = polygon.corners[(i + 1) % polygon.corners.count] - a
          let share = min(max((point - a).dot(edge) / edge.lengthSquared, 0), 1)
          return min(nearest, (point - a - edge * share).length)
        }
        if nearest < 1e-4 { continue }
        let holders = parts.count { part in
          part.indices.allSatisfy { i in
            Self.turn(part[i], part[(i + 1) % part.count], point) > -1e-9
          }
        }
        #expect((holders > 0) == polygon.contains(point))
      }
    }
  }

  @Test("there are at most four times as many parts as a polygon needs")
  func fewParts() throws {
    // A comb of n teeth with a dent in each gap needs n parts at least.
    let comb = try SimplePolygon(Self.comb(7, teeth: 20)).convexParts()
    #expect(comb.count <= 80)
    // A convex outline is cut into parts of 8 corners, each next one takes 6 more.
    let round = (0..<64).map { Rotation(angle: Float($0) * 2 * .pi / 64).xAxis * 3 }
    #expect(try SimplePolygon(round).convexParts().count <= 22)
  }

  @Test("corners on straight sides and repeated corners are left out, in any direction")
  func collinear() throws {
    let square = [Vec2(0, 0), Vec2(2, 0), Vec2(2, 2), Vec2(0, 2)]
    let written = [
      Vec2(0, 0), Vec2(0, 0), Vec2(1, 0), Vec2(1.5, 0), Vec2(2, 0), Vec2(2, 1), Vec2(2, 2),
      Vec2(2, 2), Vec2(0, 2), Vec2(0, 1), Vec2(0, 0),
    ]
    #expect(try SimplePolygon(written).corners == square)
    #expect(try SimplePolygon(written.reversed()).corners.count == 4)
    #expect(try SimplePolygon(written.reversed()).area == 4)
    // Tenths lie on one line only up to rounding.
    let tenths = (0...10).map { Vec2(0.1 * Float($0), 0.1 * Float($0)) } + [Vec2(0, 1)]
    #expect(try SimplePolygon(tenths).corners.count == 3)
  }

  @Test("what is no simple polygon is named with its corner")
  func mistakes() {
    func mistake(_ points: [Vec2]) -> SimplePolygon.Mistake? {
      do throws(SimplePolygon.Mistake) {
        _ = try SimplePolygon(points)
        return nil
      } catch { return error }
    }
    #expect(mistake([Vec2(0, 0), Vec2(1, 1), Vec2(0, 0), Vec2(1, 1)]) != nil)
    #expect(mistake([Vec2(0, 0), Vec2(0, 0), Vec2(1, 0), Vec2(1, 0)]) == .noArea)
    // A bow tie: the third side crosses the first.
    #expect(
      mistake([Vec2(0, 0), Vec2(2, 2), Vec2(2, 0), Vec2(0, 2)])
        == .crossing(first: 0, second: 2))
    // A corner on another side only touches it.
    #expect(
      mistake([Vec2(0, 0), Vec2(4, 0), Vec2(4, 4), Vec2(2, 0), Vec2(0, 4)])
        == .crossing(first: 0, second: 2))
    #expect(
      mistake([Vec2(0, 0), Vec2(4, 0), Vec2(4, 2), Vec2(6, 2), Vec2(4, 2), Vec2(0, 2)])
        == .spike(corner: 3))
    // A star of five points goes round twice.
    let pentagram = [0, 2, 4, 1, 3].map { Rotation(angle: Float($0) * 2 * .pi / 5).xAxis }
    #expect(mistake(pentagram) != nil)
  }
}
