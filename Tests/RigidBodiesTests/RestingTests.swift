import SimCore
import Testing

@testable import RigidBodies

@Suite("PhysicsSettings.skipsResting")
struct RestingTests {
  /// A yard of parked robots and loads; some robots drive through it, one stands still at first.
  private func run(skips: Bool, steps: Int) -> (hashes: [UInt64], rested: Bool) {
    var s = Scenery {
      $0.skipsResting = skips
      $0.leastTile = 32
    }
    addWalls(&s, halfSize: 16)
    var movers: [BodyID] = []
    for i in 0..<200 {
      let at = Vec2(Float(i % 20) * 1.4 - 13, Float(i / 20) * 1.4 - 6)
      let drive = GroundContact.drive(maxForce: 200, maxTorque: 20, traction: 0.6)
      if i % 3 == 0 {
        _ = s.box(
          at: at, length: 0.8, width: 0.6, ground: .slide(friction: 0.4, torsionRadius: 0.3))
      } else {
        let robot = s.disc(at: at, ground: drive)
        if i % 40 == 1 { movers.append(robot) }
      }
    }
    var hashes: [UInt64] = []
    var rested = false
    for step in 0..<steps {
      let isPushing = step >= 40 && step < 100
      for robot in movers {
        s.world.setDriveTarget(
          robot, twistInBody: Twist(linear: Vec2(isPushing ? 1.5 : 0, 0), angular: 0))
      }
      if step == 120 { s.world.applyImpulse(Vec2(0, 30), to: movers[0]) }
      s.step()
      rested = rested || s.world.hasResting
      hashes.append(s.world.stateHash)
    }
    return (hashes, rested)
  }

  @Test("passing over bodies at rest changes no bit of any step")
  func sameBits() {
    let on = run(skips: true, steps: 160)
    let off = run(skips: false, steps: 160)
    #expect(on.rested)
    #expect(on.hashes == off.hashes)
  }

  @Test("a parked robot rests within two steps and wakes by force, target, impulse or touch")
  func waking() {
    let drive = GroundContact.drive(maxForce: 200, maxTorque: 20, traction: 0.6)
    for cause in 0..<4 {
      var s = Scenery()
      let robot = s.disc(at: .zero, ground: drive)
      s.step(2)
      let slot = s.world.bodies.slot(of: robot)
      #expect(s.world.bodies.rests[slot] == 1)
      switch cause {
      case 0: s.world.applyForce(Vec2(500, 0), to: robot)
      case 1:
        s.world.setDriveTarget(robot, twistInBody: Twist(linear: Vec2(1, 0), angular: 0))
      case 2: s.world.applyImpulse(Vec2(5, 0), to: robot)
      default: _ = s.disc(at: Vec2(-0.6, 0), velocity: Vec2(4, 0), mass: 50)
      }
      s.step(3)
      #expect(s.world.pose(of: robot).position.x > 1e-4, "cause \(cause)")
    }
  }

  @Test("a pallet that slid comes to exact rest, with its heading kept to the bit")
  func slidingToRest() {
    var s = Scenery()
    let pallet = s.box(
      at: .zero, angle: 0.3, velocity: Vec2(1, 0),
      ground: .slide(friction: 0.5, torsionRadius: 0.3))
    s.step(60)
    let pose = s.world.pose(of: pallet)
    #expect(s.world.twist(of: pallet) == .zero)
    #expect(s.world.bodies.rests[s.world.bodies.slot(of: pallet)] == 1)
    s.step(600)
    #expect(s.world.pose(of: pallet) == pose)
  }
}
