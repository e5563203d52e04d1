import SimCore
import Testing

@testable import RigidBodies

@Suite("Joints")
struct JointTests {
  @Test("a revolute motor accelerates with its torque and saturates at its speed")
  func motor() {
    var s = Scenery()
    let arm = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero), colliders: [Collider(shape: .box(length: 1, width: 0.2))],
        mass: 2, inertia: 0.17333))
    let joint = s.world.addJoint(
      JointDefinition(
        kind: .revolute(limits: nil, motorSpeed: -20, maxMotorTorque: 0.5), bodyA: arm,
        bodyB: .none))
    s.step(60)
    #expect(abs(s.world.twist(of: arm).angular / 2.88462 - 1) < 1e-4)
    #expect(abs(s.world.motorForce(of: joint) + 0.5) < 1e-5)
    s.step(600)
    #expect(abs(s.world.twist(of: arm).angular - 20) < 1e-3)
  }

  @Test("a revolute joint holds its point and its limits under load")
  func limits() {
    var s = Scenery()
    let arm = s.box(at: Vec2(0.5, 0), length: 1, width: 0.1, mass: 5)
    let joint = s.world.addJoint(
      JointDefinition(
        kind: .revolute(limits: -0.5...0.25, motorSpeed: 0, maxMotorTorque: 0), bodyA: arm,
        bodyB: .none, frameInA: Pose(position: Vec2(-0.5, 0))))
    for direction in [1, -1] as [Float] {
      s.step(240, pulling: [arm], Vec2(0, 9.81 * direction))
      let angle = s.world.position(of: joint)
      // The frame turns with the arm, which is the first body, so the joint angle is reversed.
      let limit: Float = direction > 0 ? -0.5 : 0.25
      #expect(abs(angle - limit) < 0.01, "angle \(angle)")
      #expect(s.world.pose(of: arm).transform(Vec2(-0.5, 0)).length < 2e-3)
    }
  }

  @Test("a pendulum swings with its period")
  func pendulum() {
    var s = Scenery()
    // A small mass 1 m from the joint, of small inertia: T = 2π √((1 + I/m)/g) · (1 + θ²/16).
    let bob = s.disc(at: Vec2(1, 0), radius: 0.05, mass: 1)
    _ = s.world.addJoint(
      JointDefinition(
        kind: .revolute(limits: nil, motorSpeed: 0, maxMotorTorque: 0), bodyA: bob, bodyB: .none,
        frameInA: Pose(position: Vec2(-1, 0))))
    s.world.applyImpulse(Vec2(0, 0.3), to: bob)
    var crossings: [Int] = []
    var last: Float = 0
    for step in 0..<1200 {
      s.step(1, pulling: [bob], Vec2(9.81, 0))
      let y = s.world.pose(of: bob).position.y
      if last < 0 && y >= 0 { crossings.append(step) }
      last = y
    }
    let period =
      Float(crossings[crossings.count - 1] - crossings[0]) / 60
      / Float(crossings.count - 1)
    #expect(abs(period / 2.0073 - 1) < 0.01, "period \(period) s")
  }

  @Test("a prismatic joint slides along its axis to its limit, and its motor lifts what it can")
  func prismatic() {
    var s = Scenery()
    let slider = s.box(at: .zero, length: 0.4, width: 0.4, mass: 10)
    let joint = s.world.addJoint(
      JointDefinition(
        kind: .prismatic(limits: -1...0.5, motorSpeed: 0, maxMotorForce: 0), bodyA: slider,
        bodyB: .none))
    for _ in 0..<240 {
      s.world.applyForce(Vec2(-20, 60), torque: 5, to: slider)
      s.step()
    }
    // The frame is on the slider, so the world's frame moves against it.
    #expect(abs(s.world.position(of: joint) - 0.5) < 5e-3)
    #expect(abs(s.world.pose(of: slider).position.y) < 2e-3)
    #expect(abs(s.world.pose(of: slider).rotation.angle) < 2e-3)
    // 30 N of motor against 20 N of load, then against 40 N.
    s.world.setMotor(joint, speed: -0.2, maxForce: 30)
    for _ in 0..<120 {
      s.world.applyForce(Vec2(-20, 0), to: slider)
      s.step()
    }
    #expect(abs(s.world.twist(of: slider).linear.x - 0.2) < 1e-3)
    for _ in 0..<120 {
      s.world.applyForce(Vec2(-40, 0), to: slider)
      s.step()
    }
    #expect(
      s.world.twist(of: slider).linear.x < -0.05 || abs(s.world.position(of: joint) - 0.5) < 0.01)
  }

  @Test("a weld makes two bodies one: same speed, joint momentum, together under a blow")
  func weld() {
    var s = Scenery()
    let a = s.box(at: Vec2(-0.5, 0))
    let b = s.box(at: Vec2(0.5, 0))
    let joint = s.world.addJoint(
      JointDefinition(
        kind: .weld, bodyA: a, bodyB: b, frameInA: Pose(position: Vec2(0.5, 0)),
        frameInB: Pose(position: Vec2(-0.5, 0))))
    s.world.applyImpulse(Vec2(0, 100), to: b)
    let angular = s.angularMomentum([a, b])
    s.step(180)
    #expect(abs(s.momentum([a, b]).y - 100) < 1e-3)
    #expect(abs(s.angularMomentum([a, b]) / angular - 1) < 1e-3)
    let poseA = s.world.pose(of: a)
    let poseB = s.world.pose(of: b)
    #expect((poseA.transform(Vec2(0.5, 0)) - poseB.transform(Vec2(-0.5, 0))).length < 2e-3)
    #expect(abs(wrappedAngle(poseA.rotation.angle - poseB.rotation.angle)) < 2e-3)
    s.world.removeJoint(joint)
    let exists = s.world.contains(joint)
    #expect(!exists && s.world.jointCount == 0)
    s.step(60)
    #expect(
      (s.world.pose(of: a).position - s.world.pose(of: b).position).length > 1.05)
  }

  @Test("a distance joint is rigid, or leaves the play it was given")
  func distance() {
    var s = Scenery()
    let a = s.disc(at: .zero)
    let b = s.disc(at: Vec2(2, 0), velocity: Vec2(0, 3))
    _ = s.world.addJoint(JointDefinition(kind: .distance(2...2), bodyA: a, bodyB: b))
    let c = s.disc(at: Vec2(0, 10))
    let d = s.disc(at: Vec2(2, 10), velocity: Vec2(-1, 0))
    let play = s.world.addJoint(
      JointDefinition(kind: .distance(1...2), bodyA: c, bodyB: d, collidesConnected: true))
    var smallest: Float = 9
    for _ in 0..<240 {
      s.step()
      let length = (s.world.pose(of: b).position - s.world.pose(of: a).position).length
      #expect(abs(length - 2) < 5e-3)
      smallest = min(smallest, s.world.position(of: play))
      #expect(s.world.position(of: play) < 2.01)
    }
    #expect(abs(smallest - 1) < 0.01)
  }

  @Test("joined bodies do not collide unless asked, and do again after the joint is gone")
  func filter() {
    for collides in [false, true] {
      var s = Scenery()
      let a = s.disc(at: .zero)
      let b = s.disc(at: Vec2(0.2, 0))
      let joint = s.world.addJoint(
        JointDefinition(
          kind: .distance(0...5), bodyA: a, bodyB: b, collidesConnected: collides))
      s.step(60)
      let apart = (s.world.pose(of: b).position - s.world.pose(of: a).position).length
      #expect(collides ? apart > 0.45 : apart < 0.21)
      s.world.removeJoint(joint)
      s.step(60)
      #expect((s.world.pose(of: b).position - s.world.pose(of: a).position).length > 0.45)
    }
  }

  @Test("a forklift lifts a pallet by a weld: it drives off with the load, slower to start")
  func fork() {
    var s = Scenery()
    let truck = s.box(
      at: .zero, length: 2, width: 1, mass: 1000,
      ground: .drive(maxForce: 2000, maxTorque: 2000, traction: 0.6))
    let pallet = s.box(
      at: Vec2(1.7, 0), length: 1.2, width: 0.8, mass: 500,
      ground: .slide(friction: 0.5, torsionRadius: 0.5))
    _ = s.world.addJoint(
      JointDefinition(
        kind: .weld, bodyA: truck, bodyB: pallet, frameInA: Pose(position: Vec2(1.7, 0))))
    s.world.setGroundContact(.none, of: pallet)
    s.world.setDriveTarget(truck, twistInBody: Twist(linear: Vec2(3, 0), angular: 0))
    s.step(60)
    #expect(abs(s.world.twist(of: truck).linear.x / (2000.0 / 1500) - 1) < 0.01)
    let gap = s.world.pose(of: pallet).position.x - s.world.pose(of: truck).position.x
    #expect(abs(gap - 1.7) < 2e-3)
  }
}
