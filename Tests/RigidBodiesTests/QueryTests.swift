import SimCore
import Testing

@testable import RigidBodies

@Suite("Queries")
struct QueryTests {
  @Test("rays find what a search over everything finds", arguments: [1, 2])
  func raysAgainstBruteForce(workers: Int) {
    var s = Scenery(workers: workers)
    let bodies = randomBodies(&s, count: 300, halfSize: 12)
    for i in 0..<20 {
      s.world.addStatic(
        .box(
          center: Pose(
            position: Vec2(Float(i % 5) * 5 - 10, Float(i / 5) * 5 - 8),
            rotation: Rotation(angle: Float(i))), length: 0.7, width: 0.3))
    }
    s.step(5)
    var stream = RandomStream(seed: 3, purpose: .tooling)
    var rays: [Ray] = []
    for i in 0..<300 {
      let body = bodies[i % bodies.count]
      let angle = stream.uniform(0, 6.28)
      rays.append(
        Ray(
          origin: s.world.pose(of: body).position, direction: Rotation(angle: angle).xAxis,
          range: stream.uniform(1, 15), excluded: body))
    }
    var hits = [RayHit](repeating: s.world.castRay(rays[0]), count: rays.count)
    s.world.castRays(rays, count: rays.count, into: &hits, pool: s.pool)
    var bodyHits = 0
    for (ray, hit) in zip(rays, hits) {
      // March along the ray in 1 cm steps and ask what is there.
      if s.world.map.isInsideSolid(ray.origin, mask: .max) { continue }
      let expected = march(s, ray, bodies)
      // Marching misses what the ray only grazes; then something must be at the hit.
      var isRight = abs(hit.distance - expected) < 0.011
      if !isRight && hit.distance < expected {
        let place = Pose(position: ray.origin + ray.direction * hit.distance)
        let isFree = s.world.isFree(
          .circle(radius: 1e-3), at: place, excluding: ray.excluded)
        isRight = !isFree
      }
      #expect(isRight, "\(hit) instead of \(expected) for \(ray)")
      if hit.kind == 1 { bodyHits += 1 }
    }
    #expect(bodyHits > 75)
  }

  @Test("rays see edges of the map to within rounding, from their free side")
  func raysAgainstMap() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(5, 0)), length: 2, width: 2))
    s.world.addStatic(.segment(Vec2(-3, -1), Vec2(-3, 1)))
    s.world.refreshQueries(s.pool)
    let east = s.world.castRay(Ray(origin: .zero, direction: Vec2(1, 0), range: 10))
    #expect(abs(east.distance - 4) < 1e-5 && east.kind == 2)
    let west = s.world.castRay(Ray(origin: .zero, direction: Vec2(-1, 0), range: 10))
    #expect(abs(west.distance - 3) < 1e-5)
    let north = s.world.castRay(Ray(origin: .zero, direction: Vec2(0, 1), range: 10))
    #expect(north.distance == 10 && !north.isHit)
    let inside = s.world.castRay(Ray(origin: Vec2(5, 0), direction: Vec2(1, 0), range: 10))
    #expect(!inside.isHit)
  }

  @Test("neighbour lists are the k nearest of a search over everything", arguments: [1, 3])
  func neighbours(workers: Int) {
    var s = Scenery(workers: workers)
    let bodies = randomBodies(&s, count: 500, halfSize: 12)
    s.step(7)
    let k = 6
    let radius: Float = 2.5
    var names = [BodyID](repeating: .none, count: bodies.count * k)
    var offsets = [Vec2](repeating: .zero, count: bodies.count * k)
    var counts = [Int32](repeating: 0, count: bodies.count)
    s.world.findNeighbours(
      of: bodies, count: bodies.count, within: radius, limit: k, neighbours: &names,
      offsets: &offsets, counts: &counts, pool: s.pool)
    for (i, body) in bodies.enumerated() {
      let own = center(s, body)
      var all: [(name: BodyID, offset: Vec2, square: Float)] = []
      for other in bodies where other != body {
        let offset = center(s, other) - own
        let square = offset.lengthSquared
        if square <= radius * radius { all.append((other, offset, square)) }
      }
      all.sort { a, b in
        a.square != b.square ? a.square < b.square : a.name.index < b.name.index
      }
      let expected = all.prefix(k)
      #expect(Int(counts[i]) == expected.count)
      for (j, entry) in expected.enumerated() {
        #expect(names[i * k + j] == entry.name)
        #expect((offsets[i * k + j] - entry.offset).length < 1e-5)
      }
    }
  }

  @Test("a place is free where nothing is, and not inside a solid, on a body or at a wall")
  func freePlaces() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(5, 0)), length: 4, width: 4))
    let body = s.disc(at: Vec2(0, 0))
    s.world.refreshQueries(s.pool)
    let circle = Shape.circle(radius: 0.3)
    let cases: [(Shape, Vec2, Float, Bool)] = [
      (circle, Vec2(0, 1), 0, true), (circle, Vec2(0.5, 0), 0, false),
      (circle, Vec2(5, 0), 0, false), (circle, Vec2(2.8, 0), 0, false),
      (circle, Vec2(2.6, 0), 0, true), (.box(length: 2, width: 0.1), Vec2(1.2, 0), 0, false),
      (.box(length: 2, width: 0.1), Vec2(1.2, 0), .pi / 2, true),
    ]
    for (shape, place, angle, expected) in cases {
      let pose = Pose(position: place, rotation: Rotation(angle: angle))
      let isFree = s.world.isFree(shape, at: pose)
      #expect(isFree == expected, "\(shape) at \(place)")
    }
    let besides = s.world.isFree(circle, at: Pose(position: Vec2(0.5, 0)), excluding: body)
    #expect(besides)
  }

  private func center(_ s: borrowing Scenery, _ body: BodyID) -> Vec2 {
    let row = s.world.bodies.poses[s.world.bodies.slot(of: body)]
    return Vec2(row.x, row.y)
  }

  private func march(_ s: borrowing Scenery, _ ray: Ray, _ bodies: [BodyID]) -> Float {
    var distance: Float = 0
    let view = s.world.queryView()
    let probe = Hull(.circle(radius: 1e-4))
    // Coarse candidates once, then fine steps.
    let near = s.world.bodies.colliders.array.filter { row in
      let body = view.bodyID(at: Int(row.slot))
      let p = s.world.pose(of: body).position - ray.origin
      return body != ray.excluded && abs(p.cross(ray.direction)) < 2.5
        && p.dot(ray.direction) > -2.5 && p.dot(ray.direction) < ray.range + 2.5
    }
    while distance < ray.range {
      let pose = Pose(position: ray.origin + ray.direction * distance)
      if s.world.map.isInsideSolid(pose.position, mask: .max) { return distance }
      for row in near where view.overlaps(probe, at: pose, row) { return distance }
      distance += 0.01
    }
    return ray.range
  }
}

extension Column {
  /// The elements, for tests.
  var array: [Element] { (0..<count).map { self[$0] } }
}

/// Bodies of all shapes strewn over a square.
func randomBodies(_ s: inout Scenery, count: Int, halfSize: Float, seed: UInt64 = 5) -> [BodyID] {
  var bodies: [BodyID] = []
  for i in 0..<count {
    var stream = RandomStream(seed: seed, index: i, purpose: .tooling)
    let shape: Shape
    switch i % 5 {
    case 0: shape = .circle(radius: stream.uniform(0.1, 0.4))
    case 1: shape = .box(length: stream.uniform(0.3, 0.8), width: stream.uniform(0.2, 0.6))
    case 2: shape = .capsule(length: stream.uniform(0.1, 0.6), radius: stream.uniform(0.05, 0.2))
    case 3: shape = .polygon([Vec2(-0.3, -0.2), Vec2(0.3, -0.25), Vec2(0.35, 0.1), Vec2(0, 0.3)])
    default: shape = .circle(radius: 0.25)
    }
    var colliders = [Collider(shape: shape, restitution: i % 7 == 0 ? 0.5 : 0)]
    if i % 11 == 0 {
      colliders.append(
        Collider(shape: .circle(radius: 0.15), localPose: Pose(position: Vec2(0.4, 0.1))))
    }
    if i % 97 == 0 {
      colliders = [Collider(shape: .box(length: 3, width: 1.5))]
    }
    let grounds: [GroundContact] = [
      .none, .slide(friction: 0.3, torsionRadius: 0.2),
      .drive(maxForce: 100, maxTorque: 20, traction: 0.6, axleOffset: 0.1),
    ]
    let pose = Pose(
      position: Vec2(stream.uniform(-halfSize, halfSize), stream.uniform(-halfSize, halfSize)),
      rotation: Rotation(angle: stream.uniform(-3, 3)))
    let twist = Twist(
      linear: Vec2(stream.uniform(-2, 2), stream.uniform(-2, 2)), angular: stream.uniform(-2, 2))
    let body = s.world.addBody(
      BodyDefinition(
        pose: pose, twist: twist, colliders: colliders, linearDamping: 0.1,
        groundContact: grounds[i % 3]))
    s.world.setDriveTarget(
      body, twistInBody: Twist(linear: Vec2(1, 0), angular: stream.uniform(-1, 1)))
    bodies.append(body)
  }
  return bodies
}
