import Contracts
import MeanFields
import Policies
import SimCore
import Testing

@Suite("ExecutorPolicy: avoidance")
struct AvoidanceTests {
  @Test(
    "two head-on discs pass without touching, from 100 random phases",
    arguments: [(true, true), (true, false), (false, false)])
  func headOn(strafes: Bool, isInstant: Bool) {
    let policy = executor("goalSeeking")
    var worst = Float.infinity
    var slowest = 0
    for phase in 0..<100 {
      var stream = RandomStream(seed: 4, index: phase, purpose: .tooling)
      let distance = stream.uniform(3, 9)
      let shift = phase % 4 == 0 ? 0 : stream.uniform(-0.7, 0.7)
      var fleet = KinematicFleet(
        body: disc(strafes: strafes), starts: [Vec2(0, 0), Vec2(distance, shift)],
        goals: [Vec2(distance + 3, 0), Vec2(-3, shift)])
      fleet.isInstant = isInstant
      var gap = Float.infinity
      var ticks = 0
      while ticks < 300 && (fleet.distance(0) > 0.15 || fleet.distance(1) > 0.15) {
        gap = min(gap, fleet.advance(policy))
        ticks += 1
      }
      worst = min(worst, gap)
      slowest = max(slowest, ticks)
    }
    #expect(worst > 0, "least gap \(worst) m")
    #expect(slowest < 300, "slowest pass \(slowest) ticks")
  }

  @Test(
    "twelve robots that swap places across a circle all arrive within a minute",
    arguments: [
      (false, Float(0)),
      // One force brakes and swerves: two of twelve brush by 4 cm; with a body they would touch.
      (true, -0.05),
    ])
  func circleSwap(strafes: Bool, leastGap: Float) {
    let n = 12
    let ring = (0..<n).map { i in
      Rotation(angle: 2 * .pi * Float(i) / Float(n)).xAxis * 5
    }
    var fleet = KinematicFleet(
      body: disc(strafes: strafes), starts: ring, goals: ring.map { -$0 })
    let policy = executor("goalSeeking")
    var gap = Float.infinity
    var ticks = 0
    while ticks < 600 && (0..<n).contains(where: { fleet.distance($0) > 0.2 }) {
      gap = min(gap, fleet.advance(policy))
      ticks += 1
    }
    #expect(ticks < 600, "\((0..<n).map { fleet.distance($0) })")
    #expect(gap > leastGap, "least gap \(gap) m")
  }

  @Test("two streams cross at right angles without touching", arguments: [true, false])
  func crossing(strafes: Bool) {
    let starts =
      (0..<5).map { Vec2(-4 - Float($0) * 1.5, 0) }
      + (0..<5).map {
        Vec2(0, -4 - Float($0) * 1.5)
      }
    let goals =
      (0..<5).map { Vec2(12 - Float($0) * 1.5, 0) }
      + (0..<5).map {
        Vec2(0, 12 - Float($0) * 1.5)
      }
    var fleet = KinematicFleet(body: disc(strafes: strafes), starts: starts, goals: goals)
    let policy = executor("goalSeeking")
    var gap = Float.infinity
    var ticks = 0
    while ticks < 600 && (0..<10).contains(where: { fleet.distance($0) > 0.2 }) {
      gap = min(gap, fleet.advance(policy))
      ticks += 1
    }
    #expect(ticks < 600)
    #expect(gap > -0.02, "least gap \(gap) m")
  }

  @Test("a parked robot in the way is passed", arguments: [true, false])
  func parked(strafes: Bool) {
    var fleet = KinematicFleet(
      body: disc(strafes: strafes), starts: [Vec2(0, 0), Vec2(4, 0)],
      goals: [Vec2(8, 0), Vec2(4, 0)])
    fleet.stage[1] = .working
    fleet.cooperation[1] = 0
    let policy = executor("goalSeeking")
    var gap = Float.infinity
    for _ in 0..<150 { gap = min(gap, fleet.advance(policy)) }
    #expect(fleet.distance(0) < 0.15)
    #expect(fleet.distance(1) == 0)
    #expect(gap > 0, "least gap \(gap) m")
  }

  @Test("a wall that the rays see is not touched, whatever the way says", arguments: [true, false])
  func wall(strafes: Bool) {
    // A wall at x = 3; the way leads through it.
    var fleet = KinematicFleet(
      body: disc(strafes: strafes), starts: [Vec2(0, 0)], goals: [Vec2(8, 0.3)])
    fleet.rayCount = 16
    let policy = executor("goalSeeking")
    var most: Float = 0
    for _ in 0..<120 {
      fleet.rays = (0..<16).map { ray in
        let direction = fleet.pose[0].rotation.rotate(
          RayFan(count: 16, fieldOfView: 2 * .pi).directions[ray])
        let free = direction.x > 1e-3 ? (3 - fleet.pose[0].position.x) / direction.x : 99
        return min(free, 5)
      }
      _ = fleet.advance(policy)
      most = max(most, fleet.pose[0].position.x)
    }
    #expect(most > 2.4)
    #expect(most < 2.7, "the edge of the disc came to \(3 - most - 0.3) m")
  }

  @Test("what must roll to turn drives on along a wall that is nearer than it can turn away from")
  func alongWall() {
    // A forklift, heading along a wall 0.5 m on its right; its way leads 15° to the left. It cannot
    // point there at once, and going on does not bring it nearer to the wall.
    let body = EmbodimentDescriptor(
      radius: 0.72, maxSpeed: 1.4, maxTurnRate: 1.2, maxAcceleration: 0.8, payload: 300,
      controlPointOffset: 0.6, minTurnRadius: 0.4, sensorRange: 4, canStrafe: 0, hasTool: 1,
      halfWidth: 0.4)
    var fleet = KinematicFleet(
      body: body, starts: [Vec2(0, 0.5)], goals: [Vec2(10, 3.2)], headings: [0.03])
    fleet.rayCount = 8
    var least = Float.infinity
    for _ in 0..<60 {
      fleet.rays = (0..<8).map { ray in
        let direction = fleet.pose[0].rotation.rotate(
          RayFan(count: 8, fieldOfView: 2 * .pi).directions[ray])
        let free = direction.y < -1e-3 ? fleet.pose[0].position.y / -direction.y : 99
        return min(free, 4)
      }
      _ = fleet.advance(executor("goalSeeking"))
      least = min(least, fleet.pose[0].position.y)
    }
    #expect(fleet.pose[0].position.x > 4, "it came \(fleet.pose[0].position.x) m far in 6 s")
    #expect(least > 0.48)
  }

  @Test("commands are finite and in range even in an impossible crowd", arguments: 0..<20)
  func squeezed(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .tooling)
    let starts = (0..<9).map { _ in Vec2(stream.uniform(-0.5, 0.5), stream.uniform(-0.5, 0.5)) }
    for body in [disc(strafes: true), disc(strafes: false), disc(strafes: false, minTurnRadius: 1)]
    {
      var fleet = KinematicFleet(
        body: body, starts: starts, goals: starts.map { $0 * 20 + Vec2(0.1, 0) })
      for i in 0..<9 { fleet.twist[i].linear = Vec2(stream.uniform(-1, 1), stream.uniform(-1, 1)) }
      fleet.pose[1].position = fleet.pose[0].position  // the very same place
      fleet.act(executor("densityAware"))
      for i in 0..<9 {
        let c = fleet.commands[i]
        #expect(c.isFinite)
        for x in [c.forward, c.lateral, c.turn, c.toolForce, c.toolHeight, c.grip] {
          #expect(x.magnitude <= 1)
        }
        #expect((0...1).contains(fleet.trace[i].uncertainty))
      }
    }
  }
}
