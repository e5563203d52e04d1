import SimCore
import Testing

@testable import RigidBodies

@Suite("StaticGeometry")
struct StaticGeometryTests {
  @Test("a row of boxes becomes one outline")
  func rowOfBoxes() {
    var s = Scenery()
    for i in 0..<10 {
      s.world.addStatic(.box(center: Pose(position: Vec2(Float(i), 0)), length: 1, width: 1))
    }
    s.world.refreshQueries(s.pool)
    // Ten tops, ten bottoms, two ends.
    #expect(s.world.staticSegmentCount == 22)
  }

  @Test("boxes that overlap or differ in size still lose their shared parts")
  func unequalBoxes() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(0, 0)), length: 1, width: 2))
    s.world.addStatic(.box(center: Pose(position: Vec2(1, 0)), length: 1, width: 1))
    s.world.refreshQueries(s.pool)
    // The big box's right side is cut in three, of which the middle one goes: 5 edges; the small
    // one keeps 3.
    #expect(s.world.staticSegmentCount == 8)
  }

  @Test("a box or disc slides over the seams of a row of boxes without a bump", arguments: 0..<4)
  func noGhostCollisions(kind: Int) {
    var s = Scenery()
    for i in 0..<40 {
      s.world.addStatic(
        .box(center: Pose(position: Vec2(Float(i) * 0.5, -0.5)), length: 0.5, width: 1),
        material: StaticMaterial(friction: 0))
    }
    let body: BodyID
    switch kind {
    case 0: body = s.disc(at: Vec2(0.1, 0.25), velocity: Vec2(5, 0), friction: 0)
    case 1:
      body = s.box(
        at: Vec2(0.3, 0.2), length: 0.5, width: 0.4, velocity: Vec2(5, 0), friction: 0)
    case 2:
      body = s.world.addBody(
        BodyDefinition(
          pose: Pose(position: Vec2(0.4, 0.1)), twist: Twist(linear: Vec2(5, 0), angular: 0),
          colliders: [Collider(shape: .capsule(length: 0.3, radius: 0.1), friction: 0)]))
    default:
      let corners = [Vec2(-0.2, -0.2), Vec2(0.2, -0.2), Vec2(0, 0.3)]
      body = s.world.addBody(
        BodyDefinition(
          pose: Pose(position: Vec2(0.4, 0.2)), twist: Twist(linear: Vec2(5, 0), angular: 0),
          colliders: [Collider(shape: .polygon(corners), friction: 0)]))
    }
    let height = s.world.pose(of: body).position.y
    for _ in 0..<180 {
      s.step(1, pulling: [body], Vec2(0, -9.81))
      #expect(abs(s.world.twist(of: body).linear.y) < 0.02)
      #expect(abs(s.world.twist(of: body).angular) < 0.02)
      #expect(abs(s.world.pose(of: body).position.y - height) < 2e-3)
    }
    #expect(abs(s.world.twist(of: body).linear.x - 5) < 1e-3)
  }

  @Test("a chain is solid from its free side only, a segment from both")
  func sides() {
    for (x, isSegment, passes) in [
      (1, false, true), (-1, false, false), (1, true, false), (-1, true, false),
    ] as [(Float, Bool, Bool)] {
      var s = Scenery()
      // Walking up, free space is on the right: at positive x a body is in front.
      s.world.addStatic(
        isSegment
          ? .segment(Vec2(0, -5), Vec2(0, 5)) : .chain([Vec2(0, 5), Vec2(0, -5)], isClosed: false))
      let disc = s.disc(at: Vec2(x, 0), velocity: Vec2(-3 * x, 0))
      s.step(60)
      let end = s.world.pose(of: disc).position.x
      #expect((end * x < 0) == passes, "from \(x) it ends at \(end)")
    }
  }

  @Test("a disc rolls around a convex corner without a jump in speed")
  func corner() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: .zero), length: 2, width: 2))
    let disc = s.disc(at: Vec2(-0.5, 1.25), velocity: Vec2(1, 0), friction: 0)
    for _ in 0..<240 { s.step(1, pulling: [disc], Vec2(0, -0.2)) }
    #expect(s.world.pose(of: disc).position.x > 1.2)
    #expect(abs(s.world.twist(of: disc).linear.x) < 1.4)
  }

  @Test("100,000 edges compile, and a robot among them touches only its wall")
  func largeMap() {
    var s = Scenery()
    for i in 0..<25_000 {
      let p = Vec2(Float(i % 158) * 1.2 - 94, Float(i / 158) * 1.2 - 94)
      s.world.addStatic(.box(center: Pose(position: p), length: 0.4, width: 0.4))
    }
    let disc = s.disc(at: Vec2(-94 + 0.6, -94), velocity: Vec2(1, 0))
    s.step(30)
    #expect(s.world.staticSegmentCount == 100_000)
    #expect(abs(s.world.pose(of: disc).position.x - (-94 + 1.2 - 0.2 - 0.25)) < 2e-3)
  }
}
