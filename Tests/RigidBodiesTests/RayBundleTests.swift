import SimCore
import Testing

@testable import RigidBodies

@Suite("Rays of one origin")
struct RayBundleTests {
  @Test(
    "cast together they are those cast one by one, bit for bit",
    arguments: [1, 2], [Float(6), 14])
  func sameAsSingle(workers: Int, halfSize: Float) {
    var s = Scenery(workers: workers)
    let bodies = randomBodies(&s, count: 400, halfSize: halfSize)
    for i in 0..<12 {
      s.world.addStatic(
        .box(
          center: Pose(
            position: Vec2(Float(i % 4) * 5 - 10, Float(i / 4) * 7 - 8),
            rotation: Rotation(angle: Float(i))), length: 0.9, width: 0.3))
    }
    s.step(5)
    let rays = fans(s, bodies)
    expectSame(s, rays)
    // Between searches the proxies say less than the bodies.
    for body in bodies.prefix(40) { s.world.setEnabled(false, body: body) }
    expectSame(s, rays)
  }

  @Test("of bodies on one spot the oldest is seen, together and one by one")
  func ties() {
    var s = Scenery()
    let oldest = s.disc(at: Vec2(3, 0))
    for _ in 0..<20 { _ = s.disc(at: Vec2(3, 0)) }
    s.world.refreshQueries(s.pool)
    let rays = (0..<8).map {
      Ray(origin: .zero, direction: Rotation(angle: 0.01 * Float($0)).xAxis, range: 9)
    }
    var hits = [RayHit](repeating: .nothing, count: 8)
    s.world.castRays(rays, count: 8, into: &hits, pool: s.pool)
    for hit in hits { #expect(hit.body == oldest) }
    expectSame(s, rays)
  }

  @Test("a narrow fan sees bodies beside and behind its origin's row", arguments: [8, 16])
  func narrowFans(count: Int) {
    var s = Scenery()
    let bodies = randomBodies(&s, count: 400, halfSize: 6)
    s.step(5)
    var rays: [Ray] = []
    for (i, body) in bodies.enumerated() {
      let origin = s.world.pose(of: body).position
      for turn in 0..<8 {
        for k in 0..<count {
          let angle = Float(turn) * 0.785 + 2.1 * Float(k) / Float(count)
          rays.append(
            Ray(
              origin: origin, direction: Rotation(angle: angle).xAxis, range: 3,
              excluded: i % 2 == 0 ? body : .none))
        }
      }
    }
    expectSame(s, rays)
  }

  /// Fans of one to nine rays from each body, some longer than the neighbourhood of a bundle.
  private func fans(_ s: borrowing Scenery, _ bodies: [BodyID]) -> [Ray] {
    var stream = RandomStream(seed: 9, purpose: .tooling)
    var rays: [Ray] = []
    for (i, body) in bodies.enumerated() {
      let count = 1 + i % 9
      let first = stream.uniform(0, 6.28)
      let width = stream.uniform(0.5, 6.28)
      for k in 0..<count {
        // The axes themselves too, where a division is by zero.
        let angle = i % 5 == 0 ? Float(k) * 0.5 * .pi : first + width * Float(k) / Float(count)
        let direction =
          i % 10 == 0
          ? [Vec2(1, 0), Vec2(0, 1), Vec2(-1, 0), Vec2(0, -1)][k % 4]
          : Rotation(angle: angle).xAxis
        rays.append(
          Ray(
            origin: s.world.pose(of: body).position, direction: direction,
            range: k % 4 == 3 ? 30 : stream.uniform(0, 5), excluded: i % 3 == 0 ? .none : body,
            excludedGroup: i % 7 == 0 ? 3 : 0))
      }
    }
    return rays
  }

  private func expectSame(_ s: borrowing Scenery, _ rays: [Ray]) {
    var hits = [RayHit](repeating: .nothing, count: rays.count)
    s.world.castRays(rays, count: rays.count, into: &hits, pool: s.pool)
    for (ray, hit) in zip(rays, hits) {
      let single = s.world.castRay(ray)
      #expect(
        hit == single && hit.distance.bitPattern == single.distance.bitPattern,
        "\(hit) instead of \(single) for \(ray)")
    }
  }
}
