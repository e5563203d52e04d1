import Contracts
import Embodiments
import SimCore
import Testing

@Suite("MotionTransfer")
struct MotionTransferTests {
  @Test("no class exceeds its limits, whatever the command", arguments: drives.indices)
  func limits(k: Int) {
    let body = drives[k].embodiment
    let transfer = MotionTransfer(body)
    for i in 0..<2000 {
      let twist = transfer.target(for: randomCommand(i)).twistInBody
      #expect(twist.linear.length <= 1.5 + 1e-5)
      #expect(twist.angular.magnitude <= 2 + 1e-5)
      if !body.drive.strafes { #expect(twist.linear.y == 0) }
      if body.minTurnRadius > 0 {
        #expect(
          twist.angular.magnitude <= twist.linear.x.magnitude / body.minTurnRadius + 1e-5)
        let steer = transfer.steeringAngle(of: twist)
        let most = arctangent(body.drive.wheels.steeredBase.magnitude / body.minTurnRadius, 1)
        #expect(steer.magnitude <= most + 1e-5)
      }
      let command = transfer.command(for: transfer.target(for: randomCommand(i)))
      for x in [command.forward, command.lateral, command.turn] { #expect(x.magnitude <= 1 + 1e-5) }
    }
  }

  @Test("P = F∘D is a projection: P(P(a)) = P(a)", arguments: drives.indices)
  func projection(k: Int) {
    let transfer = MotionTransfer(drives[k].embodiment)
    for i in 0..<2000 {
      let once = transfer.command(for: transfer.target(for: randomCommand(i)))
      let twice = transfer.command(for: transfer.target(for: once))
      #expect(abs(once.forward - twice.forward) < 1e-5)
      #expect(abs(once.lateral - twice.lateral) < 1e-5)
      #expect(abs(once.turn - twice.turn) < 1e-5)
    }
  }

  @Test("among feasible twists none is nearer to the command, in the weighted norm")
  func nearest() {
    // Differential and strafing drives: the feasible set is convex and the adapter exact.
    for name in ["differential", "omnidirectional"] {
      guard let body = drives.first(where: { $0.name == name })?.embodiment else { continue }
      let transfer = MotionTransfer(body)
      for i in 0..<300 {
        let command = randomCommand(i)
        let wanted = Vec2(command.forward, command.lateral) * 1.5
        func cost(_ twist: Twist) -> Float {
          let error = transfer.controlPointVelocity(of: twist) - wanted
          let turn = twist.angular - command.turn * 2
          return error.x * error.x + error.y * error.y + 0.09 * turn * turn
        }
        let best = transfer.target(for: command).twistInBody
        var s = RandomStream(seed: 2, index: i, purpose: .tooling)
        for _ in 0..<50 {
          var other = best
          other.linear += Vec2(s.uniform(-0.2, 0.2), 0)
          if name == "omnidirectional" { other.linear.y += s.uniform(-0.2, 0.2) }
          other.angular += s.uniform(-0.2, 0.2)
          let isFeasible = other.linear.length <= 1.5 && other.angular.magnitude <= 2
          if isFeasible { #expect(cost(other) >= cost(best) - 1e-5) }
        }
      }
    }
  }

  @Test("equal feasible commands move every control point with equal velocity")
  func equalVelocity() {
    for i in 0..<500 {
      var s = RandomStream(seed: 3, index: i, purpose: .tooling)
      let forward = s.uniform(0.3, 1) * (i % 2 == 0 ? 1 : -1)
      for (name, body) in drives where name != "forklift" {
        let transfer = MotionTransfer(body)
        // A turn that the car makes at this speed, and the lateral motion that goes with it.
        let spin = s.uniform(-0.4, 0.4) * forward.magnitude
        let lateral = transfer.lever * spin / 1.5
        let command = MotionCommand(forward: forward, lateral: lateral, turn: spin / 2)
        let twist = transfer.target(for: command).twistInBody
        let velocity = transfer.controlPointVelocity(of: twist)
        #expect((velocity - Vec2(forward, lateral) * 1.5).length < 1e-5, "\(name)")
        #expect(abs(twist.angular - spin) < 1e-5, "\(name)")
      }
    }
  }

  @Test("a car backs to the left with its wheels to the right, a forklift steers the other way")
  func steering() throws {
    let car = MotionTransfer(drives[2].embodiment)
    let ahead = Twist(linear: Vec2(1, 0), angular: 0.5)
    let back = Twist(linear: Vec2(-1, 0), angular: 0.5)
    #expect(abs(car.steeringAngle(of: ahead) - arctangent(0.3, 1)) < 1e-6)
    #expect(abs(car.steeringAngle(of: back) + arctangent(0.3, 1)) < 1e-6)
    let forklift = MotionTransfer(drives[3].embodiment)
    #expect(abs(forklift.steeringAngle(of: ahead) + arctangent(0.6, 1)) < 1e-6)
    // The rear wheel's own no-slip: its velocity is along its steered direction.
    let steer = forklift.steeringAngle(of: ahead)
    let rear = Vec2(1, -1.2 * 0.5)
    let axis = Rotation(angle: steer).xAxis
    #expect(abs(axis.cross(rear)) < 1e-5)
  }

  @Test("wheels of a differential drive turn at v ± ω b/2")
  func wheels() {
    let transfer = MotionTransfer(drives[0].embodiment)
    let wheels = transfer.wheelSpeeds(of: Twist(linear: Vec2(1, 0), angular: 2))
    #expect(abs(wheels.left - 0.55) < 1e-6 && abs(wheels.right - 1.45) < 1e-6)
  }

  @Test(
    "rate limits bound every change, and are no limit once the target is reached",
    arguments: drives.indices)
  func rates(k: Int) {
    let transfer = MotionTransfer(drives[k].embodiment)
    var previous = DriveTarget.rest
    for i in 0..<500 {
      let target = transfer.target(for: randomCommand(i))
      let limited = transfer.rateLimited(target, after: previous, period: 0.1)
      let change = limited.twistInBody.linear - previous.twistInBody.linear
      #expect(change.length <= 0.1 + 1e-5)
      previous = limited
    }
    let target = transfer.target(for: MotionCommand(forward: 0.8, lateral: 0, turn: 0.1))
    for _ in 0..<40 { previous = transfer.rateLimited(target, after: previous, period: 0.1) }
    #expect((previous.twistInBody.linear - target.twistInBody.linear).length < 1e-5)
    #expect(abs(previous.twistInBody.angular - target.twistInBody.angular) < 1e-5)
  }

  @Test("a twist at the axle becomes the rigid body's twist at the origin")
  func origin() {
    let transfer = MotionTransfer(drives[2].embodiment)
    #expect(transfer.axleOffset == -0.3)
    let twist = transfer.twistAtOrigin(of: Twist(linear: Vec2(1, 0), angular: 0.5))
    // The origin lies 0.3 m ahead of the rear axle: it moves sideways with ω × 0.3.
    #expect(abs(twist.linear.y - 0.15) < 1e-6)
    #expect(twist.angular == 0.5)
  }

  @Test("what is no number becomes 0, what is out of range its edge")
  func hostile() {
    let transfer = MotionTransfer(drives[1].embodiment)
    let target = transfer.target(
      for: MotionCommand(forward: .nan, lateral: 9, turn: -.infinity, grip: 7))
    #expect(target.twistInBody == Twist(linear: Vec2(0, 1.5), angular: 0))
    #expect(target.grip == 1)
  }

  @Test("only what lifts gets a lift height")
  func lift() {
    for (_, body) in drives where !body.drive.lifts {
      #expect(MotionTransfer(body).target(for: MotionCommand(toolHeight: 1)).liftHeight == 0)
    }
    let transfer = MotionTransfer(drives[3].embodiment)
    #expect(transfer.target(for: MotionCommand(toolHeight: 1)).liftHeight == 1)
    #expect(transfer.target(for: MotionCommand(toolHeight: -1)).liftHeight == 0)
  }
}
