import Foundation
import RigidBodies
import Navigation
import Scenes
import SimCore
import Simulation
import TestSupport
import Testing

/// What physics, rays and ways know of an obstacle is what its author drew.
@Suite("Obstacles of any shape")
struct ObstacleTests {
  /// Polygons with dents: stars seen whole from their middle, and combs.
  private static func polygon(_ trial: Int) throws -> SimplePolygon {
    var stream = RandomStream(seed: 31, index: trial, step: 0, purpose: .tooling)
    if trial % 2 == 0 {
      let count = 5 + 3 * trial
      return try SimplePolygon(
        (0..<count).map { i in
          let way = Rotation(angle: 2 * Float.pi * Float(i) / Float(count)).xAxis
          return way * stream.uniform(1, 4) + Vec2(10, 10)
        })
    }
    var corners = [Vec2(5, 5)]
    for tooth in 0..<trial {
      let x = 5 + Float(tooth)
      corners += [
        Vec2(x, stream.uniform(7, 12)), Vec2(x + stream.uniform(0.2, 0.6), stream.uniform(7, 12)),
        Vec2(x + stream.uniform(0.65, 0.95), stream.uniform(5.5, 6.5)),
      ]
    }
    return try SimplePolygon(corners + [Vec2(5 + Float(trial), 5)])
  }

  private static func world(_ parts: [[Vec2]], pool: WorkerPool) -> RigidBodyWorld {
    var world = RigidBodyWorld(
      settings: PhysicsSettings(), bounds: AABB(lower: .zero, upper: Vec2(30, 30)),
      expectedBodyCount: 1)
    for part in parts { world.addStatic(.polygon(part)) }
    world.refreshQueries(pool)
    return world
  }

  /// Distance along a ray to the nearest side of an outline, in double precision.
  private static func distance(_ origin: Vec2, _ way: Vec2, _ corners: [Vec2]) -> Double {
    var nearest = Double.infinity
    for i in corners.indices {
      let (a, b) = (corners[i], corners[(i + 1) % corners.count])
      let (ex, ey) = (Double(b.x) - Double(a.x), Double(b.y) - Double(a.y))
      let (ox, oy) = (Double(a.x) - Double(origin.x), Double(a.y) - Double(origin.y))
      let slope = Double(way.x) * ey - Double(way.y) * ex
      if slope.magnitude < 1e-12 { continue }
      let along = (ox * ey - oy * ex) / slope
      let share = (ox * Double(way.y) - oy * Double(way.x)) / slope
      if along > 0, share >= 0, share <= 1 { nearest = min(nearest, along) }
    }
    return nearest
  }

  @Test("no side between the parts of a polygon is left in the physics", arguments: 1..<12)
  func noInnerSides(trial: Int) throws {
    let polygon = try Self.polygon(trial)
    let pool = WorkerPool(workerCount: 1)
    let world = Self.world(polygon.convexParts(), pool: pool)
    #expect(world.staticSegmentCount == polygon.corners.count)
  }

  @Test("rays end on the sides that were drawn", arguments: 1..<12)
  func rays(trial: Int) throws {
    let polygon = try Self.polygon(trial)
    let pool = WorkerPool(workerCount: 1)
    let world = Self.world(polygon.convexParts(), pool: pool)
    var stream = RandomStream(seed: 32, index: trial, step: 0, purpose: .tooling)
    var hits = 0
    for _ in 0..<1000 {
      let origin = Vec2(stream.uniform(3, 18), stream.uniform(3, 18))
      if polygon.contains(origin) { continue }
      let way = Rotation(angle: stream.uniform(-Float.pi, .pi)).xAxis
      let hit = world.castRay(Ray(origin: origin, direction: way, range: 20))
      let exact = Self.distance(origin, way, polygon.corners)
      // A ray that only grazes a corner may say either.
      let grazes = [Float(-1e-4), 1e-4].contains { shift in
        let other = Self.distance(origin + way.perpendicular * shift, way, polygon.corners)
        return !((other - exact).magnitude < 0.05 || (other > 20 && exact > 20))
      }
      if grazes { continue }
      if exact > 20 {
        #expect(!hit.isHit)
      } else {
        hits += 1
        #expect((Double(hit.distance) - exact).magnitude < 1e-3, "\(origin) \(way)")
      }
    }
    #expect(hits > 100)
  }

  @Test("ways are closed where the polygon is, and open in its dents")
  func ways() throws {
    let model = try inlineModel(
      """
      fleet: 1
      world:
        size: [16 m, 16 m]
        obstacles:
          - {polygon: [[4 m, 4 m], [12 m, 4 m], [12 m, 12 m], [9 m, 12 m], [9 m, 6 m], [7 m, 6 m],
              [7 m, 12 m], [4 m, 12 m]]}
          - {circle: {center: [2 m, 14 m], radius: 0.8 m}}
          - {wall: {points: [[14 m, 1 m], [14 m, 8 m]], thickness: 40 cm}}
      robots:
        r:
          count: 1
          body: {radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[8 m, 8 m, 90 deg]]}
      tasks: [{name: t, points: [[[2 m, 2 m]]], claim: at_assignment, dwell: 1 s}]
      run: {duration: 40 s}
      """)
    let u = try SimplePolygon(model.scene.world.obstacleShapes[0].outlines()[0])
    for y in 0..<64 {
      for x in 0..<64 {
        let center = Vec2(Float(x) + 0.5, Float(y) + 0.5) * 0.25
        let isInCircle = (center - Vec2(2, 14)).length < 0.79
        let isInWall = (center.x - 14).magnitude < 0.2 && center.y > 1 && center.y < 8
        let isIn = u.contains(center) || isInCircle || isInWall
        if isIn { #expect(model.corridors.place(center) == nil, "\(center)") }
      }
    }
    // The dent is open: a robot that starts in it drives out and round the corner.
    #expect(report(model, seconds: 40).value("deliveries") == 1)
  }

  @Test("a robot beside a UTM origin reaches a goal that the scene says in UTM coordinates")
  func utm() throws {
    let folder = TemporaryFolder()
    try folder.write(
      "image: a.pgm\nresolution: 0.5\norigin: [500000.0, 5000000.0, 0.0]\n", to: "m.yaml")
    try folder.write(
      Array("P5 20 12 255 ".utf8) + [UInt8](repeating: 254, count: 240), to: "a.pgm")
    let model = try inlineModel(
      """
      fleet: 1
      world: {map: {file: \(folder.path)/m.yaml}}
      robots:
        r:
          count: 1
          body: {radius: 0.2 m, mass: 20 kg}
          drive: {kind: differential, max_speed: 1 m/s}
          spawn: {pattern: poses, poses: [[500003.25 m, 5000004 m, 0 deg]]}
      tasks:
        - {name: t, points: [[[500008 m, 5000004.5 m]]], claim: at_assignment, dwell: 1 s}
      run: {duration: 20 s}
      """)
    #expect(model.scene.world.frame == MapFrame(offsetX: 500_000, offsetY: 5_000_000, yaw: 0))
    #expect(report(model, seconds: 20).value("deliveries") == 1)
  }
}
