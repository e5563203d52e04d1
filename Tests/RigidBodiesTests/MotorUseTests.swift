import SimCore
import Testing

@testable import RigidBodies

/// What motors did, against work and force computed by hand.
@Suite("Motor use")
struct MotorUseTests {
  @Test("a start at full force takes force times target speed, whatever the speed on the way")
  func start() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 50, ground: .drive(maxForce: 100, maxTorque: 50, traction: 1))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(3, 0), angular: 0))
    s.step(60)
    // 100 N for 1 s, striving for 3 m/s: 300 J, of which ½·50·2² = 100 J are motion.
    let use = s.take(robot)
    #expect(abs(use.work / 300 - 1) < 1e-4)
    #expect(abs(use.squaredForce / 1e4 - 1) < 1e-4)
    s.step(120)
    // 1 m/s more by an impulse of 50 N·s; then nothing holds it back.
    #expect(abs(s.take(robot).work / 150 - 1) < 1e-4)
    s.step(60)
    #expect(s.take(robot) == .none)
  }

  @Test("a brake gives nothing back, and is felt as force squared")
  func brake() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, velocity: Vec2(2, 0), mass: 50,
      ground: .drive(maxForce: 50, maxTorque: 50, traction: 1))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 0))
    s.step(180)
    let use = s.take(robot)
    #expect(use.work == 0)
    #expect(abs(use.squaredForce / (50 * 50) - 1) < 1e-3, "50 N for a second")
  }

  @Test("pushing a wall is work at the speed striven for", arguments: [0, 0.2] as [Float])
  func wall(lever: Float) {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(1, 0)), length: 1, width: 4))
    let robot = s.disc(
      at: Vec2(0.24, 0), mass: 50,
      ground: .drive(maxForce: 80, maxTorque: 50, traction: 0.6, motorLever: lever))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1.5, 0), angular: 0))
    s.step(60)
    _ = s.take(robot)
    s.step(600)
    let use = s.take(robot)
    #expect(abs(use.work / (80 * 1.5 * 10) - 1) < 1e-3)
    #expect(abs(use.squaredForce / (80 * 80 * 10) - 1) < 1e-3)
  }

  @Test("two motors that turn a body on the spot both work")
  func turnOnTheSpot() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, radius: 0.25, mass: 50,
      ground: .drive(maxForce: 100, maxTorque: 8, traction: 1, motorLever: 0.2))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: .zero, angular: 2))
    s.step(60)
    // I = ½·50·0.0625 = 1.5625; I·ω*² = 6.25 J, half of it motion. Each motor gives 8/(2·0.2) = 20 N
    // at 0.4 m/s for I·ω*/8 = 0.390625 s.
    let use = s.take(robot)
    #expect(abs(use.work / 6.25 - 1) < 1e-3)
    #expect(abs(use.squaredForce / (40 * 40 * 0.390625) - 1) < 0.03)
  }

  @Test("one motor that brakes gives nothing to the other that drives")
  func curve() {
    for lever in [0, 0.2] as [Float] {
      var s = Scenery()
      // At 1 m/s, to turn left with 2 rad/s: wheels strive for 0.6 and 1.4 m/s, and both push forwards.
      let robot = s.disc(
        at: .zero, radius: 0.25, velocity: Vec2(1, 0), mass: 50,
        ground: .drive(maxForce: 1000, maxTorque: 8, traction: 5, motorLever: lever))
      s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 2))
      s.step(30)
      // Angular impulse I·ω* = 3.125 N·m·s; each wheel ∓3.125/0.4 = ∓7.8125 N·s at its speed.
      let expected: Float = lever > 0 ? 7.8125 * 1.4 : 3.125 * 2
      // As the body turns in steps, its own speed falls by a part in a hundred and is made good.
      let use = s.take(robot)
      #expect(abs(use.work / expected - 1) < 0.04, "\(use.work) J, lever \(lever)")
    }
  }

  @Test("a drive that strafes works along its target; wheels that hold sideways do not")
  func sideways() {
    var s = Scenery()
    let omni = s.disc(
      at: .zero, mass: 50,
      ground: .drive(maxForce: 100, maxTorque: 50, traction: 1, maxLateralForce: 100))
    s.world.setDriveTarget(omni, twistInBody: Twist(linear: Vec2(0, 1), angular: 0))
    s.step(60)
    let use = s.take(omni)
    #expect(abs(use.work / 50 - 1) < 1e-3)
    #expect(abs(use.squaredForce / (100 * 100 * 0.5) - 1) < 1e-3)

    let held = s.disc(
      at: Vec2(5, 0), mass: 50, ground: .drive(maxForce: 10, maxTorque: 50, traction: 0.6))
    for _ in 0..<60 {
      s.world.applyForce(Vec2(0, 250), to: held)
      s.step()
    }
    #expect(s.take(held) == .none)
  }

  @Test("rolling takes its resistance along the whole way, turning on the spot as well")
  func rolling() {
    for lever in [0, 0.2] as [Float] {
      var s = Scenery { $0.rollingResistance = 0.015 }
      let robot = s.disc(
        at: .zero, velocity: Vec2(1.5, 0), mass: 40,
        ground: .drive(maxForce: 100, maxTorque: 50, traction: 1, motorLever: lever))
      s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1.5, 0), angular: 0))
      s.step(600)
      #expect(abs(s.take(robot).work / (0.015 * 40 * 9.80665 * 15) - 1) < 1e-3)
      s.world.setDriveTarget(robot, twistInBody: .zero)
      s.step(300)
      // The brake lets the resistance do its part, so that costs nothing.
      #expect(s.take(robot).work < 1)
    }
  }

  @Test("no motion comes from nothing: work covers what bodies gain", arguments: 1...20)
  func balance(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), index: 0, purpose: .tooling)
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 60,
      ground: .drive(
        maxForce: 90, maxTorque: 12, traction: 0.7, motorLever: seed % 2 == 0 ? 0.2 : 0))
    let load = s.box(at: Vec2(1, 0.1), mass: 40, ground: .slide(friction: 0.2, torsionRadius: 0.3))
    var work: Float = 0
    for _ in 0..<30 {
      let target = Twist(
        linear: Vec2(3 * random.uniform() - 1, 0), angular: 4 * random.uniform() - 2)
      s.world.setDriveTarget(robot, twistInBody: target)
      s.step(20)
      work += s.take(robot).work
      #expect(s.kineticEnergy(robot) + s.kineticEnergy(load) <= work * 1.01 + 0.01)
    }
    #expect(work > 0)
  }

  @Test("a joint's motor works with torque times the rate striven for")
  func joint() {
    var s = Scenery()
    let arm = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero), colliders: [Collider(shape: .box(length: 1, width: 0.2))],
        mass: 2, inertia: 0.17333))
    let joint = s.world.addJoint(
      JointDefinition(
        kind: .revolute(limits: nil, motorSpeed: -20, maxMotorTorque: 0.5), bodyA: arm,
        bodyB: .none))
    s.step(120)
    let use = s.world.takeMotorUse(of: joint)
    #expect(abs(use.work / (0.5 * 20 * 2) - 1) < 1e-3)
    #expect(abs(use.squaredForce / (0.25 * 2) - 1) < 1e-3)
    #expect(s.world.takeMotorUse(of: joint) == .none)
  }

  @Test("what was done is part of a snapshot")
  func snapshot() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 50, ground: .drive(maxForce: 100, maxTorque: 50, traction: 1))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(3, 0), angular: 0))
    s.step(30)
    let kept = s.world.stateBytes()
    let use = s.take(robot)
    s.step(30)
    #expect(s.world.restoreState(from: kept) == nil)
    #expect(s.take(robot) == use)
    #expect(use.work > 0)
  }
}

extension Scenery {
  /// What a body's drive did since it was last asked.
  mutating func take(_ body: BodyID) -> MotorUse {
    var use = MotorUse.none
    var name = body
    world.takeMotorUse(of: &name, count: 1, into: &use, pool)
    return use
  }

  func kineticEnergy(_ body: BodyID) -> Float {
    let twist = world.twist(of: body)
    return 0.5 * world.mass(of: body) * twist.linear.lengthSquared
      + 0.5 * world.inertia(of: body) * twist.angular * twist.angular
  }
}
