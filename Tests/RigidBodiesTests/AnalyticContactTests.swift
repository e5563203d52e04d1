import SimCore
import Testing

@testable import RigidBodies

// Collisions whose outcome a formula gives.

@Suite("Contacts against formulas")
struct AnalyticContactTests {
  @Test("equal discs head-on swap e times their speed", arguments: [0, 0.1, 0.5, 1] as [Float])
  func headOn(restitution: Float) {
    var s = Scenery { $0.restitutionThreshold = 0 }
    let a = s.disc(at: Vec2(-2, 0), velocity: Vec2(4, 0), restitution: restitution)
    let b = s.disc(at: Vec2(2, 0), velocity: Vec2(-4, 0), restitution: restitution)
    s.step(60)
    #expect(abs(s.world.twist(of: a).linear.x + 4 * restitution) < 1e-4)
    #expect(abs(s.world.twist(of: b).linear.x - 4 * restitution) < 1e-4)
  }

  @Test("masses 1 : 3 share momentum by the law of impact")
  func unequalMasses() {
    var s = Scenery { $0.restitutionThreshold = 0 }
    let a = s.disc(at: Vec2(-2, 0), velocity: Vec2(4, 0), mass: 1, restitution: 0.5)
    let b = s.disc(at: Vec2(0, 0), mass: 3, restitution: 0.5)
    s.step(60)
    #expect(abs(s.world.twist(of: a).linear.x + 0.5) < 1e-4)
    #expect(abs(s.world.twist(of: b).linear.x - 1.5) < 1e-4)
    #expect(abs(s.momentum([a, b]).x - 4) < 4e-6)
  }

  @Test("a disc that slides along a wall takes μ of the normal impulse, and that spin")
  func slidingHit() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(0, -1)), length: 40, width: 2))
    let disc = s.disc(at: Vec2(-2, 1), velocity: Vec2(5, -2))
    s.step(40)
    let twist = s.world.twist(of: disc)
    #expect(abs(twist.linear.x - 4.4) < 0.044)
    #expect(abs(twist.angular + 4.8) < 0.048)
    #expect(abs(twist.linear.y) < 1e-3)
  }

  @Test("a slow disc rolls after the hit: two thirds of its speed")
  func rollingHit() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(0, -1)), length: 40, width: 2))
    let disc = s.disc(at: Vec2(-2, 1), velocity: Vec2(1, -2))
    s.step(40)
    let twist = s.world.twist(of: disc)
    #expect(abs(twist.linear.x - 2 / 3) < 0.0067)
    #expect(abs(twist.angular + 8 / 3) < 0.027)
  }

  @Test(
    "an off-centre frictional hit keeps momentum to 1e-6 and angular momentum to 0.5 %",
    arguments: 0..<12)
  func offCentreHit(phase: Int) {
    var s = Scenery()
    let offset = 0.05 + 0.03 * Float(phase)
    let a = s.disc(
      at: Vec2(-1 - 0.01 * Float(phase), offset), velocity: Vec2(4, 0), friction: 0.5,
      restitution: 0.3)
    let b = s.disc(at: Vec2(0, 0), friction: 0.5, restitution: 0.3)
    let momentum = s.momentum([a, b])
    let angular = s.angularMomentum([a, b])
    s.step(60)
    #expect((s.momentum([a, b]) - momentum).length < 1e-6 * momentum.length + 1e-6)
    #expect(abs(s.angularMomentum([a, b]) - angular) < 0.005 * abs(angular))
    #expect(s.world.twist(of: b).linear.length > 0.1)
  }

  @Test("an off-centre hit of boxes keeps angular momentum to 0.5 %", arguments: 0..<6)
  func offCentreBoxes(phase: Int) {
    var s = Scenery()
    let a = s.box(
      at: Vec2(-2, 0.3), angle: 0.2 * Float(phase), velocity: Vec2(5, 0), friction: 0.5)
    let b = s.box(at: Vec2(0, 0), angle: 0.1, friction: 0.5)
    let angular = s.angularMomentum([a, b])
    let momentum = s.momentum([a, b])
    s.step(60)
    #expect((s.momentum([a, b]) - momentum).length < 2e-6 * momentum.length)
    #expect(abs(s.angularMomentum([a, b]) - angular) < 0.005 * abs(angular))
    #expect(s.world.twist(of: b).linear.length > 0.1)
  }

  @Test("elastic discs in a box keep their energy to 5 % over 10 s")
  func elasticGas() {
    var s = Scenery { $0.restitutionThreshold = 0 }
    addWalls(&s, halfSize: 5, material: StaticMaterial(friction: 0, restitution: 1))
    var discs: [BodyID] = []
    var stream = RandomStream(seed: 1, purpose: .tooling)
    for i in 0..<100 {
      let place = Vec2(Float(i % 10) * 0.9 - 4.05, Float(i / 10) * 0.9 - 4.05)
      let velocity = Vec2(stream.uniform(-2, 2), stream.uniform(-2, 2))
      discs.append(s.disc(at: place, velocity: velocity, friction: 0, restitution: 1))
    }
    let before = energy(s, discs)
    s.step(600)
    let after = energy(s, discs)
    #expect(abs(after / before - 1) < 0.05, "E/E₀ = \(after / before)")
    for disc in discs { #expect(abs(s.world.pose(of: disc).position.x) < 5) }
  }

  @Test("a stack of ten boxes under a constant pull sinks less than 5 mm a layer")
  func stack() {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(0, -0.5)), length: 20, width: 1))
    let boxes = (0..<10).map { s.box(at: Vec2(0, 0.5 + Float($0)), friction: 0.6) }
    s.step(600, pulling: boxes, Vec2(0, -9.81))
    for (layer, box) in boxes.enumerated() {
      let place = s.world.pose(of: box).position
      #expect(abs(place.x) < 0.002)
      let sink = 0.5 + Float(layer) - place.y
      #expect(sink < 0.005 * Float(layer + 1) && sink > -0.002, "layer \(layer) sank \(sink) m")
      #expect(s.world.twist(of: box).linear.length < 1e-3)
    }
  }

  @Test("a queue of discs that push presses the wall with the sum", arguments: [5, 20, 50])
  func queue(count: Int) {
    var s = Scenery()
    s.world.addStatic(.box(center: Pose(position: Vec2(-1, 0)), length: 2, width: 4))
    let discs = (0..<count).map { s.disc(at: Vec2(0.25 + 0.5 * Float($0), 0), mass: 20) }
    let force: Float = 78.5
    for _ in 0..<900 {
      for disc in discs { s.world.applyForce(Vec2(-force, 0), to: disc) }
      s.step()
    }
    var sum: Float = 0
    for _ in 0..<60 {
      for disc in discs { s.world.applyForce(Vec2(-force, 0), to: disc) }
      s.step()
      // The first disc is pressed by the wall and by its neighbour; the wall's part is the rest.
      let total = s.world.contactState(of: discs[0]).impulse
      sum += total * 60
    }
    let mean = sum / 60
    let expected = force * Float(2 * count - 1)
    #expect(abs(mean / expected - 1) < 1e-3, "\(mean) N instead of \(expected) N")
    #expect(s.world.contactState(of: discs[0]).touchesStatic)
    #expect(s.world.contactState(of: discs[0]).touchesBody)
    for disc in discs.dropLast() {
      #expect(s.world.pose(of: disc).position.x > 0.25 - 0.011 * 1.5 * Float(count))
    }
  }

  private func energy(_ s: borrowing Scenery, _ bodies: [BodyID]) -> Float {
    bodies.reduce(0) {
      let t = s.world.twist(of: $1)
      return $0 + 0.5 * s.world.mass(of: $1) * t.linear.lengthSquared
        + 0.5 * s.world.inertia(of: $1) * t.angular * t.angular
    }
  }
}

/// Four walls around a square.
func addWalls(
  _ s: inout Scenery, halfSize h: Float, material: StaticMaterial = StaticMaterial()
) {
  s.world.addStatic(
    .chain([Vec2(-h, -h), Vec2(-h, h), Vec2(h, h), Vec2(h, -h)], isClosed: true),
    material: material)
}
