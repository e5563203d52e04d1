import SimCore
import Testing

@testable import RigidBodies

@Suite("Free motion")
struct MotionTests {
  @Test("a free spin of 10 rad/s makes 100 rad in 10 s, to 1e-3")
  func freeSpin() {
    var s = Scenery()
    let box = s.box(at: .zero, spin: 10)
    var turned = 0.0
    var last: Float = 0
    for _ in 0..<600 {
      s.step()
      let angle = s.world.pose(of: box).rotation.angle
      turned += Double(wrappedAngle(angle - last))
      last = angle
    }
    #expect(abs(turned - 100) < 1e-3, "turned \(turned) rad")
  }

  @Test("damping halves as the exponential law says, to 0.2 %")
  func damping() {
    var s = Scenery()
    let body = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero), twist: Twist(linear: Vec2(1, 0), angular: 0),
        colliders: [Collider(shape: .circle(radius: 0.25))], linearDamping: 0.5))
    s.step(120)
    #expect(abs(s.world.twist(of: body).linear.x / 0.367879 - 1) < 0.002)
    #expect(abs(s.world.pose(of: body).position.x / 1.264241 - 1) < 0.002)
  }

  @Test("constant acceleration follows the semi-implicit rule")
  func acceleration() {
    var s = Scenery()
    let disc = s.disc(at: .zero)
    s.step(120, pulling: [disc], Vec2(2, 0))
    #expect(abs(s.world.pose(of: disc).position.x - 4.008333) < 1e-4)
  }

  @Test("an off-centre mass turns about itself, not about the body's origin")
  func offCentreMass() {
    var s = Scenery()
    let body = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero), twist: Twist(linear: .zero, angular: 3),
        colliders: [Collider(shape: .box(length: 1, width: 1))], centerOfMass: Vec2(0.5, 0)))
    s.step(77)
    let pose = s.world.pose(of: body)
    #expect((pose.transform(Vec2(0.5, 0)) - Vec2(0.5, 0)).length < 1e-5)
  }

  @Test("a compound's mass, centre and inertia are those of its parts")
  func compoundMass() {
    var s = Scenery()
    let collider = { (x: Float) in
      Collider(
        shape: .box(length: 1, width: 1), localPose: Pose(position: Vec2(x, 0)), density: 2)
    }
    let body = s.world.addBody(
      BodyDefinition(pose: Pose(position: Vec2(3, 4)), colliders: [collider(0), collider(1)]))
    #expect(abs(s.world.mass(of: body) - 4) < 1e-5)
    // A 2 × 1 box of 4 kg: m (2² + 1²)/12.
    #expect(abs(s.world.inertia(of: body) - 4 * 5 / 12) < 1e-4)
    #expect((s.world.pose(of: body).position - Vec2(3, 4)).length < 1e-6)
  }

  @Test("a capsule's inertia lies between its box and the box around it")
  func capsuleInertia() {
    let (area, _, inertia) = Shape.capsule(length: 1, radius: 0.25).massProperties
    #expect(abs(area - (0.5 + Float.pi * 0.0625)) < 1e-5)
    // By numeric integration over a fine grid.
    var sum = 0.0
    var weight = 0.0
    for i in 0..<600 {
      for j in 0..<200 {
        let x = -0.75 + 1.5 * (Double(i) + 0.5) / 600
        let y = -0.25 + 0.5 * (Double(j) + 0.5) / 200
        let beyond = max(0, abs(x) - 0.5)
        if beyond * beyond + y * y < 0.0625 {
          sum += x * x + y * y
          weight += 1
        }
      }
    }
    #expect(abs(Double(inertia) - sum / weight) < 1e-3)
  }

  @Test("a polygon's properties equal the box's it outlines")
  func polygonProperties() {
    let corners = [Vec2(1, 1), Vec2(3, 1), Vec2(3, 2), Vec2(1, 2)]
    let polygon = Shape.polygon(corners).massProperties
    #expect(abs(polygon.area - 2) < 1e-5)
    #expect((polygon.centroid - Vec2(2, 1.5)).length < 1e-5)
    #expect(abs(polygon.inertiaPerMass - 5 / 12) < 1e-4)
  }
}
