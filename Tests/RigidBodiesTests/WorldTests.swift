import SimCore
import Testing

@testable import RigidBodies

@Suite("RigidBodyWorld")
struct WorldTests {
  @Test("a free disc moves along its velocity")
  func freeDisc() {
    let pool = WorkerPool(workerCount: 1)
    var world = RigidBodyWorld(
      settings: PhysicsSettings(), bounds: AABB(lower: Vec2(-10, -10), upper: Vec2(10, 10)),
      expectedBodyCount: 1)
    let disc = world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero), twist: Twist(linear: Vec2(1, 0), angular: 0),
        colliders: [Collider(shape: .circle(radius: 0.25))]))
    for _ in 0..<60 { world.step(pool) }
    #expect(abs(world.pose(of: disc).position.x - 1) < 1e-5)
  }
}
