import RigidBodies
import SimCore

// A mixed fleet in a warehouse: of ten robots six carriers (0.9 × 0.6 m), three small discs (0.25 m)
// and one forklift (1.8 × 1 m with a fork in front), all on wheels, and one pallet on the floor for
// every five robots. Racks 20 m long and 1.2 m deep stand 4.8 m apart, with cross aisles of 4 m.

extension FleetWorkload {
  /// Metres from rack to rack, along and across.
  private static var period: Vec2 { Vec2(24, 6) }
  private static var rack: Vec2 { Vec2(20, 1.2) }
  /// Places between two racks: columns of 2.4 m, two rows.
  private static var placesInPeriod: Int { 20 }

  /// The side of the hall: a little over half of its places are taken.
  static func warehouseSide(robotCount: Int) -> Float {
    let wanted = Float(robotCount) * 1.2 * 1.6 / Float(placesInPeriod)
    return (wanted * period.x * period.y).squareRoot() + 2 * period.x
  }

  /// Builds racks and walls, and spreads robots and pallets over the aisles.
  mutating func placeInWarehouse() {
    let columns = Int(side / Self.period.x)
    let rows = Int(side / Self.period.y)
    let corner = Vec2(-side / 2, -side / 2)
    for row in 0..<rows {
      for column in 0..<columns {
        let center =
          corner
          + Vec2((Float(column) + 0.5) * Self.period.x, (Float(row) + 0.5) * Self.period.y)
        world.addStatic(
          .box(center: Pose(position: center), length: Self.rack.x, width: Self.rack.y))
      }
    }
    let placeCount = columns * rows * Self.placesInPeriod
    var order = Array(0..<placeCount)
    var stream = RandomStream(seed: 1, purpose: .placement)
    for i in stride(from: placeCount - 1, to: 0, by: -1) { order.swapAt(i, stream.below(i + 1)) }
    let bodyCount = robotCount + robotCount / 5
    precondition(bodyCount <= placeCount, "the hall has \(placeCount) places")
    for i in 0..<bodyCount {
      let cell = order[i] / Self.placesInPeriod
      let place = order[i] % Self.placesInPeriod
      let position =
        corner + Vec2(Float(cell % columns), Float(cell / columns)) * Self.period
        + Vec2(1.2 + 2.4 * Float(place % 10), place < 10 ? 0.7 : 5.3)
      let pose = Pose(position: position, rotation: Rotation(angle: stream.uniform(-3.1, 3.1)))
      if i < robotCount {
        names[i] = world.addBody(robot(i, at: pose))
      } else {
        _ = world.addBody(
          BodyDefinition(
            pose: pose, colliders: [Collider(shape: .box(length: 1.2, width: 0.8), density: 200)],
            groundContact: .slide(friction: 0.4, torsionRadius: 0.5)))
      }
    }
  }

  private func robot(_ i: Int, at pose: Pose) -> BodyDefinition {
    let colliders: [Collider]
    let pull: Float
    switch i % 10 {
    case 0..<6:
      colliders = [Collider(shape: .box(length: 0.9, width: 0.6))]
      pull = 150
    case 6..<9:
      colliders = [Collider(shape: .circle(radius: 0.25))]
      pull = 60
    default:
      colliders = [
        Collider(shape: .box(length: 1.8, width: 1), density: 300),
        Collider(
          shape: .box(length: 0.8, width: 0.5), localPose: Pose(position: Vec2(1.3, 0)),
          density: 50),
      ]
      pull = 1200
    }
    return BodyDefinition(
      pose: pose, colliders: colliders,
      groundContact: .drive(maxForce: pull, maxTorque: pull * 0.3, traction: 0.6))
  }

  /// Turns each robot to its goal and drives it there at up to 1.5 m/s; goals lie within 10 m.
  mutating func drive() {
    world.copyPoses(of: names.base, count: robotCount, into: poses.base)
    let limit = side / 2 - 2
    for i in 0..<robotCount {
      let pose = poses[i]
      var offset = goals[i] - pose.position
      timers[i] += 1
      if offset.lengthSquared < 0.25 || timers[i] > 600 {
        var stream = RandomStream(seed: 2, index: i, step: Int(draws[i]), purpose: .tasks)
        draws[i] += 1
        goals[i] = Vec2(
          reflected(pose.position.x + stream.uniform(-10, 10), limit),
          reflected(pose.position.y + stream.uniform(-10, 10), limit))
        timers[i] = 0
        offset = goals[i] - pose.position
      }
      let direction = offset / (offset.length + 1e-6)
      let ahead = pose.rotation.xAxis.dot(direction)
      let side = pose.rotation.xAxis.cross(direction)
      let turn = ahead >= 0 ? side : (side >= 0 ? 1 : -1)
      targets[i] = Twist(linear: Vec2(1.5 * max(0, ahead), 0), angular: 2.5 * turn)
    }
    world.setDriveTargets(
      of: names.base, count: robotCount, twistsInBody: targets.base, pool: pool)
  }
}
