import Clearance
import SimCore
import TestSupport
import Testing

@Suite("WidestWays")
struct WidestWaysTests {
  @Test("a gap in a wall lets through exactly the disc of its width, wherever and however it lies")
  func gapsOfAnyPlaceAndAngle() throws {
    var draw = RandomStream(seed: 11, classIndex: 0, index: 0, step: 0, purpose: .tooling)
    for _ in 0..<1000 {
      let angle = draw.uniform(0, 2 * .pi)
      let width = draw.uniform(0.02, 4)
      let middle = Vec2(draw.uniform(9, 11), draw.uniform(9, 11))
      let thickness = draw.uniform(0.002, 1)
      let ways = try ways(wall(through: middle, angle, width, thickness))
      let normal = Vec2(-sine(angle), cosine(angle))
      let (near, far) = (middle + normal * Float(6), middle - normal * Float(6))
      let passage = try #require(ways.passage(from: near, to: far))
      #expect(abs(passage.radius - width / 2) < 3e-4, "angle \(angle), width \(width)")
      #expect((passage.place - middle).length < max(2e-3, 0.5 * thickness + 2e-3))
    }
  }

  @Test("walls that reach far beyond the floor keep their angle, and their gap its width")
  func wallsBeyondTheFloor() throws {
    for reach in [30, 3_000, 100_000] as [Float] {
      let along = Vec2(cosine(0.4), sine(0.4))
      let middle = Vec2(10, 10)
      let boxes = [along, -along].map {
        box(from: middle + $0 * 0.25, to: middle + $0 * reach, thickness: 0.3)
      }
      let normal = along.perpendicular * 6
      let passage = try #require(
        try ways(boxes).passage(from: middle + normal, to: middle - normal))
      // Single precision knows a corner 100 km away to 8 mm, the lattice to 0.5 mm.
      #expect(abs(passage.radius - 0.25) < 3e-4 + reach * 2e-8, "\(reach) m")
    }
  }

  @Test("a wall without a gap lets nobody through")
  func closedWalls() throws {
    var draw = RandomStream(seed: 12, classIndex: 0, index: 0, step: 0, purpose: .tooling)
    for _ in 0..<100 {
      let angle = draw.uniform(0, 2 * .pi)
      let middle = Vec2(draw.uniform(9, 11), draw.uniform(9, 11))
      let ways = try ways(wall(through: middle, angle, -0.5, 0.01))
      let normal = Vec2(-sine(angle), cosine(angle))
      let (near, far) = (middle + normal * Float(6), middle - normal * Float(6))
      #expect(ways.passage(from: near, to: far) == nil)
    }
  }

  @Test("the widest way is that of a fine raster, up to the raster's cell")
  func rasterAgrees() throws {
    for seed in 0..<10 {
      let floor = RandomFloor(seed: UInt64(seed))
      let ways = try ways(floor.boxes)
      let raster = Raster(floor, cell: 0.2)
      for (a, b) in floor.pairs.map({ (raster.center($0), raster.center($1)) }) {
        let exact = ways.passage(from: a, to: b)?.radius ?? -1
        let coarse = raster.widest(a, b)
        // Between two centres the raster does not look; beside a way it looks half a diagonal off.
        #expect(coarse <= exact + 0.1, "seed \(seed), \(a) to \(b)")
        #expect(exact <= coarse + 0.15, "seed \(seed), \(a) to \(b)")
      }
    }
  }

  @Test("clearance is the distance to the nearest wall or obstacle, negative inside")
  func clearanceIsDistance() throws {
    let floor = RandomFloor(seed: 99)
    let locator = try ways(floor.boxes).locator
    var draw = RandomStream(seed: 5, classIndex: 0, index: 0, step: 0, purpose: .tooling)
    for _ in 0..<2000 {
      let point = Vec2(draw.uniform(0.01, 19.99), draw.uniform(0.01, 19.99))
      let truth = floor.clearance(point)
      let found = locator.clearance(at: point)
      // Where boxes overlap the depth in their union is not that in one of them.
      if truth >= 0 { #expect(abs(found - truth) < 3e-4) } else { #expect(found <= 3e-4) }
    }
  }

  @Test("the cells of a map and boxes in their places give the same widths")
  func cellsAndBoxesAgree() throws {
    for seed in 0..<20 {
      var draw = RandomStream(
        seed: UInt64(seed), classIndex: 0, index: 0, step: 0, purpose: .tooling)
      let (columns, rows, size) = (24, 17, Float(0.35))
      let occupied = (0..<columns * rows).map { _ in draw.uniform() < 0.3 }
      let origin = Vec2(-3.1, 7.7)
      let map = FloorBoundary(
        columns: columns, rows: rows, cellSize: size, origin: origin
      ) { occupied[$0] }
      let boxes = occupied.indices.filter { occupied[$0] }.map { cell in
        let low = origin + Vec2(Float(cell % columns), Float(cell / columns)) * size
        return [low, low + Vec2(size, 0), low + Vec2(size, size), low + Vec2(0, size)]
      }
      let far = origin + Vec2(Float(columns), Float(rows)) * size
      let first = WidestWays(try ClearanceGraph(map))
      let second = WidestWays(
        try ClearanceGraph(
          FloorBoundary(bounds: AABB(lower: origin, upper: far), polygons: boxes)))
      for _ in 0..<200 {
        let a = origin + Vec2(draw.uniform() * 24, draw.uniform() * 17) * size
        let b = origin + Vec2(draw.uniform() * 24, draw.uniform() * 17) * size
        let (p, q) = (first.passage(from: a, to: b), second.passage(from: a, to: b))
        #expect(abs((p?.radius ?? -1) - (q?.radius ?? -1)) < 3e-4, "seed \(seed)")
      }
    }
  }

  @Test("a part of the floor is where a way of that radius leads, and nowhere else")
  func partsAreWays() throws {
    for seed in 40..<50 {
      let floor = RandomFloor(seed: UInt64(seed))
      let ways = try ways(floor.boxes)
      for (a, b) in floor.pairs {
        guard let first = ways.locator.anchor(a), let second = ways.locator.anchor(b) else {
          continue
        }
        let widest = ways.passage(from: first, to: second)?.radius ?? 0
        for radius in [0.05, 0.15, 0.3, 0.6, 1] as [Float] where abs(radius - widest) > 1e-3 {
          let parts = (ways.part(of: first, radius: radius), ways.part(of: second, radius: radius))
          #expect((parts.0 != nil && parts.0 == parts.1) == (radius < widest))
        }
      }
    }
  }

  private func ways(_ polygons: [[Vec2]]) throws -> WidestWays {
    WidestWays(
      try ClearanceGraph(
        FloorBoundary(
          bounds: AABB(lower: .zero, upper: Vec2(20, 20)), polygons: polygons)))
  }

  /// Two boxes in line through `middle`, `width` apart, that reach far beyond the floor.
  private func wall(
    through middle: Vec2, _ angle: Float, _ width: Float, _ thickness: Float
  ) -> [[Vec2]] {
    let along = Vec2(cosine(angle), sine(angle))
    return [along, -along].map { side in
      box(
        from: middle + side * (width / 2), to: middle + side * 40, thickness: thickness)
    }
  }
}

extension WidestWays {
  /// The widest way between two points; nil where one of them is not free.
  func passage(from a: Vec2, to b: Vec2) -> Passage? {
    guard let first = locator.anchor(a), let second = locator.anchor(b) else { return nil }
    return passage(from: first, to: second)
  }
}
