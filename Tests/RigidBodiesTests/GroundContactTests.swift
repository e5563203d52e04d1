import SimCore
import Testing

@testable import RigidBodies

@Suite("GroundContact")
struct GroundContactTests {
  static let load = GroundContact.slide(friction: 0.3, torsionRadius: 0.38)

  @Test("a box that slides at 4 m/s with μ 0.3 stops after v²/(2μg) in v/(μg)")
  func stoppingDistance() {
    var s = Scenery()
    let box = s.box(at: .zero, velocity: Vec2(4, 0), ground: Self.load)
    var steps = 0
    while s.world.twist(of: box).linear.x > 1e-3 && steps < 600 {
      s.step()
      steps += 1
    }
    let distance = s.world.pose(of: box).position.x
    #expect(abs(distance / 2.7183 - 1) < 0.01, "stopped after \(distance) m")
    #expect(abs(Float(steps) / 60 - 1.3592) < 1 / 60 + 1e-3)
  }

  @Test("a spinning load comes to rest as its torsion radius says")
  func spinDown() {
    var s = Scenery()
    let box = s.box(at: .zero, spin: 3, ground: Self.load)
    let inertia = s.world.inertia(of: box)
    let torque = 0.3 * s.world.mass(of: box) * 9.81 * 0.38
    let time = 3 * inertia / torque
    s.step(Int(time * 60) - 1)
    #expect(s.world.twist(of: box).angular > 0)
    s.step(3)
    #expect(s.world.twist(of: box).angular == 0)
  }

  @Test("on a slope below the friction angle a load stays, above it slides as g sin − μ g cos says")
  func slope() {
    for (tangent, expected) in [(0.266, 0), (0.331, 0.5846)] as [(Float, Float)] {
      var s = Scenery()
      let cosine = 1 / (1 + tangent * tangent).squareRoot()
      let box = s.box(at: .zero, ground: .slide(friction: 0.3 * cosine, torsionRadius: 0.38))
      s.step(120, pulling: [box], Vec2(9.81 * tangent * cosine, 0))
      if expected == 0 {
        #expect(abs(s.world.pose(of: box).position.x) < 1e-3)
      } else {
        #expect(abs(s.world.twist(of: box).linear.x / expected - 1) < 0.02)
      }
    }
  }

  @Test("three robots cannot push what needs four", arguments: [3, 4])
  func palletThreshold(robots: Int) {
    var s = Scenery()
    // The pallet holds 0.4 · 300 · 9.81 = 1177 N; each robot gives 310 N.
    let pallet = s.box(
      at: .zero, length: 1.2, width: 2.4, mass: 300,
      ground: .slide(friction: 0.4, torsionRadius: 0.7))
    for i in 0..<robots {
      let y = -0.9 + 0.6 * Float(i) + (robots == 3 ? 0.3 : 0)
      let robot = s.disc(
        at: Vec2(-0.85, y), mass: 80,
        ground: .drive(maxForce: 310, maxTorque: 50, traction: 0.8))
      s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 0))
    }
    s.step(300)
    let moved = s.world.pose(of: pallet).position.x
    if robots == 3 {
      #expect(abs(moved) < 0.01, "moved \(moved) m")
    } else {
      #expect(moved > 0.1, "moved only \(moved) m")
    }
  }

  @Test("what robots push just above the threshold moves, just below it stays")
  func sharpThreshold() {
    for (factor, moves) in [(0.98, false), (1.02, true)] as [(Float, Bool)] {
      var s = Scenery()
      let pallet = s.box(
        at: .zero, mass: 100, ground: .slide(friction: 0.5, torsionRadius: 0.4))
      let robot = s.disc(
        at: Vec2(-0.75, 0), mass: 100,
        ground: .drive(maxForce: 0.5 * 100 * 9.81 * factor, maxTorque: 50, traction: 1))
      s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(0.5, 0), angular: 0))
      s.step(600)
      let moved = s.world.pose(of: pallet).position.x
      #expect((moved > 0.05) == moves, "at \(factor) of the threshold it moved \(moved) m")
      if !moves { #expect(abs(moved) < 5e-3) }
    }
  }

  @Test("traction, not the motor, limits the push of a light robot")
  func tractionLimit() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(1, 0)), length: 1, width: 4))
    let robot = s.disc(
      at: Vec2(0.24, 0), mass: 50,
      ground: .drive(maxForce: 10_000, maxTorque: 50, traction: 0.6))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 0))
    s.step(120)
    let force = s.world.contactState(of: robot).impulse * 60
    #expect(abs(force / (0.6 * 50 * 9.81) - 1) < 1e-3, "pushes with \(force) N")
    #expect(s.world.contactState(of: robot).isSlipping)
  }

  @Test("a drive accelerates with its motor's force and does not slip below traction")
  func motorForce() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 50, ground: .drive(maxForce: 100, maxTorque: 50, traction: 0.8))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(3, 0), angular: 0))
    s.step(60)
    #expect(abs(s.world.twist(of: robot).linear.x - 2) < 1e-4)
    #expect(!s.world.contactState(of: robot).isSlipping)
    s.step(60)
    #expect(abs(s.world.twist(of: robot).linear.x - 3) < 1e-5)
  }

  @Test("a differential drive runs an arc of radius v/ω", arguments: [0, 0.3] as [Float])
  func arc(axleOffset: Float) {
    var s = Scenery()
    let robot = s.box(
      at: .zero, mass: 50,
      ground: .drive(maxForce: 1000, maxTorque: 500, traction: 5, axleOffset: axleOffset))
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 0.5))
    s.step(120)
    // The axle's path is a circle about a point 2 m to its left.
    let pose = s.world.pose(of: robot)
    let centre = pose.transform(Vec2(axleOffset, 2))
    for _ in 0..<20 {
      s.step(30)
      let axle = s.world.pose(of: robot).transform(Vec2(axleOffset, 0))
      #expect(abs((axle - centre).length / 2 - 1) < 2e-3)
    }
  }

  @Test("cornering faster than traction allows slips outward")
  func slipCap() {
    for (speed, slips) in [(1.0, false), (4.0, true)] as [(Float, Bool)] {
      var s = Scenery()
      let robot = s.disc(
        at: .zero, velocity: Vec2(speed, 0), mass: 50,
        ground: .drive(maxForce: 1000, maxTorque: 500, traction: 0.5))
      // Centripetal v·ω = 2 and 8 m/s² against μg = 4.9 m/s².
      s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(speed, 0), angular: 2))
      s.step(30)
      #expect(s.world.contactState(of: robot).isSlipping == slips)
      let twist = s.world.twist(of: robot)
      let heading = s.world.pose(of: robot).rotation
      let sideways = abs(heading.inverseRotate(twist.linear).y)
      #expect(slips ? sideways > 0.3 : sideways < 0.01)
    }
  }

  @Test("wheels do not slip sideways under a push below traction")
  func lateralHold() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 50, ground: .drive(maxForce: 10, maxTorque: 50, traction: 0.6))
    for _ in 0..<120 {
      s.world.applyForce(Vec2(0, 250), to: robot)
      s.step()
    }
    #expect(abs(s.world.pose(of: robot).position.y) < 1e-3)
    for _ in 0..<60 {
      s.world.applyForce(Vec2(0, 350), to: robot)
      s.step()
    }
    // 350 N − 0.6 · 50 · 9.81 N accelerate 50 kg for 1 s.
    #expect(abs(s.world.twist(of: robot).linear.y / ((350 - 294.3) / 50) - 1) < 0.01)
  }

  @Test("a load taken on makes the robot slower to start, and heavier to push")
  func loadChangesMass() {
    var s = Scenery()
    let robot = s.disc(
      at: .zero, mass: 50, ground: .drive(maxForce: 100, maxTorque: 50, traction: 0.8))
    s.world.setMass(100, of: robot)
    s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(3, 0), angular: 0))
    s.step(60)
    #expect(abs(s.world.twist(of: robot).linear.x - 1) < 1e-4)
    #expect(abs(s.world.inertia(of: robot) / (0.5 * 100 * 0.0625) - 1) < 1e-5)
  }
}
