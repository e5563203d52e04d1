import SimCore

@testable import RigidBodies

/// A world in a square hall of 200 m, its pool, and short ways to fill it.
struct Scenery: ~Copyable {
  var world: RigidBodyWorld
  let pool: WorkerPool

  init(workers: Int = 1, _ change: (inout PhysicsSettings) -> Void = { _ in }) {
    var settings = PhysicsSettings()
    change(&settings)
    world = RigidBodyWorld(
      settings: settings, bounds: AABB(lower: Vec2(-100, -100), upper: Vec2(100, 100)),
      expectedBodyCount: 16)
    pool = WorkerPool(workerCount: workers)
  }

  mutating func disc(
    at position: Vec2, radius: Float = 0.25, velocity: Vec2 = .zero, spin: Float = 0,
    mass: Float? = nil, friction: Float = 0.3, restitution: Float = 0,
    ground: GroundContact = .none
  ) -> BodyID {
    world.addBody(
      BodyDefinition(
        pose: Pose(position: position), twist: Twist(linear: velocity, angular: spin),
        colliders: [
          Collider(shape: .circle(radius: radius), friction: friction, restitution: restitution)
        ], mass: mass, groundContact: ground))
  }

  mutating func box(
    at position: Vec2, length: Float = 1, width: Float = 1, angle: Float = 0,
    velocity: Vec2 = .zero, spin: Float = 0, mass: Float? = nil, friction: Float = 0.3,
    restitution: Float = 0, ground: GroundContact = .none
  ) -> BodyID {
    world.addBody(
      BodyDefinition(
        pose: Pose(position: position, rotation: Rotation(angle: angle)),
        twist: Twist(linear: velocity, angular: spin),
        colliders: [
          Collider(
            shape: .box(length: length, width: width), friction: friction, restitution: restitution)
        ], mass: mass, groundContact: ground))
  }

  mutating func step(_ count: Int = 1) {
    for _ in 0..<count { world.step(pool) }
  }

  /// Steps while pulling all named bodies with an acceleration, m/s².
  mutating func step(_ count: Int, pulling bodies: [BodyID], _ acceleration: Vec2) {
    for _ in 0..<count {
      for body in bodies { world.applyForce(acceleration * world.mass(of: body), to: body) }
      world.step(pool)
    }
  }

  func momentum(_ bodies: [BodyID]) -> Vec2 {
    bodies.reduce(.zero) { $0 + world.twist(of: $1).linear * world.mass(of: $1) }
  }

  /// About the world's origin, in double precision.
  func angularMomentum(_ bodies: [BodyID]) -> Double {
    bodies.reduce(0) { sum, body in
      let p = world.pose(of: body).position
      let t = world.twist(of: body)
      let orbital =
        Double(p.x) * Double(t.linear.y) - Double(p.y) * Double(t.linear.x)
      return sum + orbital * Double(world.mass(of: body))
        + Double(t.angular) * Double(world.inertia(of: body))
    }
  }
}
