import SimCore
import Testing

@testable import RigidBodies

@Suite("Continuous collision")
struct TunnellingTests {
  @Test("a disc stops at a 2 cm wall at any speed", arguments: [5, 20, 50, 100, 200, 400])
  func thinWall(speed: Int) {
    for phase in 0..<8 {
      var s = Scenery()
      s.world.addStatic(.box(center: Pose(position: Vec2(3.01, 0)), length: 0.02, width: 8))
      let disc = s.disc(at: Vec2(-0.1 * Float(phase), 0), velocity: Vec2(Float(speed), 0))
      s.step(120)
      let x = s.world.pose(of: disc).position.x
      #expect(abs(x - 2.75) < 0.006, "at \(speed) m/s it ends at \(x) m")
    }
  }

  @Test("a box and a capsule stop at a 2 cm wall too", arguments: [20, 100, 400])
  func otherShapes(speed: Int) {
    for (i, shape) in [Shape.box(length: 0.5, width: 0.4), .capsule(length: 0.3, radius: 0.1)]
      .enumerated()
    {
      var s = Scenery()
      s.world.addStatic(.box(center: Pose(position: Vec2(3.01, 0)), length: 0.02, width: 8))
      let body = s.world.addBody(
        BodyDefinition(
          pose: Pose(position: .zero, rotation: Rotation(angle: 0.3 + Float(i))),
          twist: Twist(linear: Vec2(Float(speed), 0), angular: 2),
          colliders: [Collider(shape: shape)]))
      s.step(120)
      #expect(s.world.pose(of: body).position.x < 3)
    }
  }

  @Test("two discs head-on do not pass through each other below a diameter a step")
  func headOn() {
    for speed in [5, 10, 14] as [Float] {
      for phase in 0..<40 {
        var s = Scenery()
        let gap = 2 + Float(phase) * 0.0125 * speed / 15
        let a = s.disc(at: Vec2(-gap, 0), velocity: Vec2(speed, 0))
        let b = s.disc(at: Vec2(gap, 0), velocity: Vec2(-speed, 0))
        s.step(60)
        #expect(s.world.pose(of: a).position.x < s.world.pose(of: b).position.x)
      }
    }
  }

  @Test("robots driven hard into a corner stay inside the hall")
  func corner() {
    var s = Scenery()
    addWalls(&s, halfSize: 4)
    var bodies: [BodyID] = []
    for i in 0..<30 {
      let place = Vec2(Float(i % 6) - 2.5, Float(i / 6) - 2.5)
      bodies.append(
        i % 2 == 0
          ? s.disc(at: place, velocity: Vec2(60, 40))
          : s.box(at: place, length: 0.5, width: 0.4, velocity: Vec2(50, 70)))
    }
    s.step(240, pulling: bodies, Vec2(20, 20))
    #expect(s.world.quarantined.isEmpty)
    for body in bodies {
      let p = s.world.pose(of: body).position
      #expect(abs(p.x) < 4 && abs(p.y) < 4)
    }
  }
}
