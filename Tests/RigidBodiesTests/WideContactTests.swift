import SimCore
import Testing

@testable import RigidBodies

@Suite("Contacts prepared eight at a time")
struct WideContactTests {
  /// A box as four points, which goes the way of any two shapes.
  private func outline(_ length: Float, _ width: Float) -> Shape {
    .polygon([
      Vec2(-length / 2, -width / 2), Vec2(length / 2, -width / 2), Vec2(length / 2, width / 2),
      Vec2(-length / 2, width / 2),
    ])
  }

  /// A body driven into a fixed place of another one; the velocities of both afterwards.
  private func collide(_ first: Shape, _ second: Shape, seed: Int) -> [Twist] {
    var stream = RandomStream(seed: 11, index: seed, purpose: .tooling)
    var s = Scenery()
    let angle = stream.uniform(-3, 3)
    let away = stream.uniform(-3, 3)
    let direction = Rotation(angle: away).xAxis
    let a = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: .zero, rotation: Rotation(angle: stream.uniform(-3, 3))),
        twist: Twist(linear: direction * 0.8, angular: stream.uniform(-1, 1)),
        colliders: [Collider(shape: first)]))
    let b = s.world.addBody(
      BodyDefinition(
        pose: Pose(position: direction * 0.9, rotation: Rotation(angle: angle)),
        colliders: [Collider(shape: second)]))
    s.step(45)
    return [s.world.twist(of: a), s.world.twist(of: b)]
  }

  @Test("a box and the same box as a polygon are hit alike")
  func likePolygons() {
    var worst: Float = 0
    var sum: Float = 0
    let count = 120
    for seed in 0..<count {
      let isDisc = seed % 2 == 0
      let box = Shape.box(length: 0.5, width: 0.4)
      let first = isDisc ? Shape.circle(radius: 0.25) : box
      let wide = collide(first, box, seed: seed)
      let general = collide(isDisc ? first : outline(0.5, 0.4), outline(0.5, 0.4), seed: seed)
      for (w, g) in zip(wide, general) {
        let difference = (w.linear - g.linear).length + 0.25 * abs(w.angular - g.angular)
        sum += difference
        worst = max(worst, difference)
      }
    }
    // Where two axes are about as good, the two routines may choose differently.
    #expect(sum / Float(2 * count) < 0.01, "mean difference \(sum / Float(2 * count)) m/s")
    #expect(worst < 0.4, "largest difference \(worst) m/s")
  }

  @Test("empty lanes give no impulse: one pair behaves as one among eight")
  func emptyLanes() {
    func run(pairs: Int) -> [Twist] {
      var s = Scenery()
      var first: [BodyID] = []
      for i in 0..<pairs {
        let y = Float(i) * 6
        first.append(s.disc(at: Vec2(-10, y), velocity: Vec2(2, 0), spin: 1))
        first.append(s.box(at: Vec2(-9.2, y + 0.1), length: 0.6, width: 0.5, angle: 0.4))
        first.append(s.box(at: Vec2(0, y), length: 0.6, width: 0.5, velocity: Vec2(1, 0)))
        first.append(s.box(at: Vec2(0.8, y + 0.2), length: 0.6, width: 0.5, angle: 0.7))
        first.append(s.disc(at: Vec2(10, y), velocity: Vec2(1, 0), friction: 0.5))
        first.append(s.disc(at: Vec2(10.6, y + 0.2)))
      }
      s.step(60)
      return first.prefix(6).map { s.world.twist(of: $0) }
    }
    let alone = run(pairs: 1)
    let amongOthers = run(pairs: 11)
    #expect(alone == amongOthers)
    #expect(alone[1].linear.length > 0.1 && alone[3].linear.length > 0.1)
  }

  @Test("a disc inside a box is pushed out through the nearest face")
  func deepDisc() {
    var s = Scenery()
    let box = s.box(at: .zero, length: 2, width: 1, mass: 1e6)
    let disc = s.disc(at: Vec2(0.2, 0.3), radius: 0.1)
    s.step(120)
    #expect(s.world.pose(of: disc).position.y > 0.59)
    #expect(abs(s.world.pose(of: disc).position.x - 0.2) < 0.05)
    #expect(s.world.pose(of: box).position.length < 1e-3)
  }
}
