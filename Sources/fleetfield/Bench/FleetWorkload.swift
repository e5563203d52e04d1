import RigidBodies
import SimCore

/// The fleet workload: robots with goals in a walled square, and the world they move in.
///
/// Or, in a warehouse, a mixed fleet on wheels between racks; see `FleetWorkload+Warehouse.swift`.
struct FleetWorkload: ~Copyable {
  /// The world; its settings for measuring may be changed.
  var world: RigidBodyWorld
  /// Length of a side of the walled square, metres.
  let side: Float
  let pool: WorkerPool
  let robotCount: Int
  var names: Buffer<BodyID>
  var goals: Buffer<Vec2>
  var timers: Buffer<Int32>
  var draws: Buffer<UInt32>
  private var isBox: Buffer<Bool>
  var poses: Buffer<Pose>
  var twists: Buffer<Twist>
  private var wrenches: Buffer<SIMD3<Float>>

  /// True where it is the warehouse.
  let isWarehouse: Bool
  var targets: Buffer<Twist>

  init(robotCount: Int, coverage: Float, workerCount: Int, isWarehouse: Bool = false) {
    self.isWarehouse = isWarehouse
    let area = Float(robotCount) * 0.5 * (Float.pi * 0.0625 + 0.2)
    side =
      isWarehouse
      ? Self.warehouseSide(robotCount: robotCount) : (area / coverage).squareRoot()
    let half = side / 2
    self.robotCount = robotCount
    pool = WorkerPool(workerCount: workerCount)
    world = RigidBodyWorld(
      settings: PhysicsSettings(),
      bounds: AABB(lower: Vec2(-half, -half), upper: Vec2(half, half)),
      expectedBodyCount: robotCount)
    world.addStatic(
      .chain(
        [Vec2(-half, -half), Vec2(-half, half), Vec2(half, half), Vec2(half, -half)],
        isClosed: true), material: StaticMaterial(restitution: 0.1))
    names = Buffer(count: robotCount, repeating: .none)
    goals = Buffer(count: robotCount, repeating: .zero)
    timers = Buffer(count: robotCount, repeating: 601)
    draws = Buffer(count: robotCount, repeating: 0)
    isBox = Buffer(count: robotCount, repeating: false)
    poses = Buffer(count: robotCount, repeating: Pose(position: .zero))
    twists = Buffer(count: robotCount, repeating: .zero)
    wrenches = Buffer(count: robotCount, repeating: .zero)
    targets = Buffer(count: robotCount, repeating: .zero)
    if isWarehouse { placeInWarehouse() } else { place() }
  }

  /// Puts the robots on a shuffled lattice, so that names have nothing to do with places.
  private mutating func place() {
    let columns = Int(Float(robotCount).squareRoot().rounded(.up))
    let pitch = (side - 0.8) / Float(columns)
    var order = Array(0..<robotCount)
    var stream = RandomStream(seed: 1, purpose: .placement)
    for i in stride(from: robotCount - 1, to: 0, by: -1) { order.swapAt(i, stream.below(i + 1)) }
    for i in 0..<robotCount {
      let cell = order[i]
      let x = -side / 2 + 0.4 + (Float(cell % columns) + 0.5) * pitch
      let y = -side / 2 + 0.4 + (Float(cell / columns) + 0.5) * pitch
      let shape: Shape = i % 2 == 0 ? .circle(radius: 0.25) : .box(length: 0.5, width: 0.4)
      isBox[i] = i % 2 != 0
      names[i] = world.addBody(
        BodyDefinition(
          pose: Pose(position: Vec2(x, y), rotation: Rotation(angle: stream.uniform(-3.1, 3.1))),
          colliders: [Collider(shape: shape, restitution: 0.1)], linearDamping: 0.5,
          angularDamping: 0.5))
    }
  }

  /// One step with control.
  mutating func step() {
    act()
    world.step(pool)
  }

  /// Milliseconds of control and of the physics in each of some steps.
  mutating func measure(steps: Int) -> [(control: Double, step: Double)] {
    var times: [(control: Double, step: Double)] = []
    for _ in 0..<steps {
      let a = WallClock.monotonic()
      act()
      let b = WallClock.monotonic()
      world.step(pool)
      let c = WallClock.monotonic()
      times.append(((b - a) * 1e3, (c - b) * 1e3))
    }
    return times
  }

  /// Milliseconds of casting eight rays of 3 m from each robot, as those of the library have, and of
  /// finding up to eight neighbours within 3 m of each; the least of some rounds.
  func measureQueries(rounds: Int) -> (rays: Double, neighbours: Double) {
    let rays = Buffer(
      count: 8 * robotCount, repeating: Ray(origin: .zero, direction: Vec2(1, 0), range: 3))
    let hits = Buffer(count: 8 * robotCount, repeating: RayHit.nothing)
    let found = Buffer(count: 8 * robotCount, repeating: BodyID.none)
    let offsets = Buffer(count: 8 * robotCount, repeating: Vec2.zero)
    let counts = Buffer(count: robotCount, repeating: Int32(0))
    let fan = (0..<8).map { Rotation(angle: Float($0) * Float.pi / 4) }
    var least = (rays: Double.infinity, neighbours: Double.infinity)
    for _ in 0..<rounds {
      for i in 0..<robotCount {
        let pose = world.pose(of: names[i])
        for k in 0..<8 {
          rays.base[8 * i + k] = Ray(
            origin: pose.position, direction: pose.rotation.composed(with: fan[k]).xAxis, range: 3,
            excluded: names[i])
        }
      }
      let a = WallClock.monotonic()
      world.castRays(rays.base, count: 8 * robotCount, into: hits.base, pool: pool)
      let b = WallClock.monotonic()
      world.findNeighbours(
        of: names.base, count: robotCount, within: 3, limit: 8,
        neighbours: found.base, offsets: offsets.base, counts: counts.base, pool: pool)
      let c = WallClock.monotonic()
      least = (min(least.rays, (b - a) * 1e3), min(least.neighbours, (c - b) * 1e3))
    }
    return least
  }

  /// The poses of all robots, in the order of their indices.
  var robotPoses: [Pose] { (0..<robotCount).map { world.pose(of: names[$0]) } }

  /// Mean speed, m/s.
  var meanSpeed: Float {
    var sum: Float = 0
    for i in 0..<robotCount { sum += world.twist(of: names[i]).linear.length }
    return sum / Float(robotCount)
  }

  private mutating func act() {
    if isWarehouse { drive() } else { control() }
  }

  private mutating func control() {
    world.copyPoses(of: names.base, count: robotCount, into: poses.base)
    world.copyTwists(of: names.base, count: robotCount, into: twists.base)
    let limit = side / 2 - 0.6
    let discMass = Float.pi * 6.25
    let boxInertia: Float = 20 * (0.25 + 0.16) / 12
    for i in 0..<robotCount {
      let pose = poses[i]
      let twist = twists[i]
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
      var acceleration = (direction * 1.5 - twist.linear) * 6
      let square = acceleration.lengthSquared
      if square > 16 { acceleration *= 4 / square.squareRoot() }
      let sine = pose.rotation.xAxis.cross(direction)
      let cosine = pose.rotation.xAxis.dot(direction)
      let error: Float = cosine >= 0 ? sine : (sine >= 0 ? 1 : -1)
      let spin = max(-3, min(3 * error, 3))
      let turn = max(-20, min(10 * (spin - twist.angular), 20))
      let mass: Float = isBox[i] ? 20 : discMass
      let inertia = isBox[i] ? boxInertia : 0.5 * discMass * 0.0625
      wrenches[i] = SIMD3(acceleration.x * mass, acceleration.y * mass, turn * inertia)
    }
    world.applyForces(to: names.base, count: robotCount, wrenches: wrenches.base)
  }

  func reflected(_ x: Float, _ limit: Float) -> Float {
    let once = x > limit ? 2 * limit - x : (x < -limit ? -2 * limit - x : x)
    return max(-limit, min(once, limit))
  }
}
