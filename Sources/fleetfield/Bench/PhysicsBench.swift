import RigidBodies
import SimCore

/// Runs the fleet workload on the physics alone and prints its cost, one line for each case.
///
/// Half discs of 0.25 m, half boxes of 0.5 × 0.4 m in a walled square, each drawn to a goal within
/// 10 m by a limited force, at 15 % and 45 % coverage. Penetration is measured over the true shapes
/// by an own search, apart from the engine's contacts.
///
///     fleetfield bench physics --robots 10000,100000 --workers 1,2 --format json
///
/// - Parameter arguments: `--robots`, `--workers`, `--coverage` (lists with commas), `--warm` and
///   `--steps` (numbers of steps), `--format text|json`.
func benchPhysics(arguments: [String]) {
  func value(_ name: String, _ standard: String) -> String {
    guard let i = arguments.firstIndex(of: name), i + 1 < arguments.count else { return standard }
    return arguments[i + 1]
  }
  let robots = value("--robots", "1000,10000,100000").split(separator: ",").compactMap { Int($0) }
  let workers = value("--workers", "1,2").split(separator: ",").compactMap { Int($0) }
  let coverages = value("--coverage", "0.15,0.45").split(separator: ",").compactMap { Float($0) }
  let warm = Int(value("--warm", "600")) ?? 600
  let steps = Int(value("--steps", "60")) ?? 60
  let isJSON = value("--format", "text") == "json"
  if !isJSON {
    print(
      "  robots  coverage  workers  step ms  least ms  control ms  contacts  pen. mean mm  max mm  speed"
    )
  }
  for count in robots {
    for coverage in coverages {
      for workerCount in workers {
        var fleet = FleetWorkload(robotCount: count, coverage: coverage, workerCount: workerCount)
        for _ in 0..<warm { fleet.step() }
        let cost = fleet.measure(steps: steps)
        let overlap = fleet.penetration()
        if isJSON {
          print(
            "{\"robots\": \(count), \"coverage\": \(coverage), \"workers\": \(workerCount), "
              + "\"step_ms\": \(cost.step), \"step_least_ms\": \(cost.least), \"control_ms\": \(cost.control), "
              + "\"contacts\": \(fleet.world.contactCount), "
              + "\"penetration_mean_m\": \(overlap.mean), "
              + "\"penetration_max_m\": \(overlap.max), \"mean_speed_m_per_s\": \(fleet.meanSpeed), "
              + "\"state\": \"\(fleet.world.stateHash)\"}")
        } else {
          print(
            [
              padded("\(count)", 8), padded("\(coverage)", 10), padded("\(workerCount)", 9),
              padded(fixed(cost.step, 3), 9), padded(fixed(cost.least, 3), 10),
              padded(fixed(cost.control, 3), 12),
              padded("\(fleet.world.contactCount)", 10), padded(fixed(overlap.mean * 1e3, 3), 14),
              padded(fixed(overlap.max * 1e3, 1), 8), padded(fixed(Double(fleet.meanSpeed), 2), 7),
            ].joined())
        }
      }
    }
  }
}

private func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(1, width - text.count)) + text
}

private func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let whole = Int((value * scale).rounded())
  let tail = String(whole % Int(scale))
  return "\(whole / Int(scale))." + String(repeating: "0", count: digits - tail.count) + tail
}

/// The fleet workload: robots with goals in a walled square, and the world they move in.
struct FleetWorkload: ~Copyable {
  private(set) var world: RigidBodyWorld
  private let pool: WorkerPool
  private let side: Float
  private let robotCount: Int
  private var names: Buffer<BodyID>
  private var goals: Buffer<Vec2>
  private var timers: Buffer<Int32>
  private var draws: Buffer<UInt32>
  private var isBox: Buffer<Bool>
  private var poses: Buffer<Pose>
  private var twists: Buffer<Twist>
  private var wrenches: Buffer<SIMD3<Float>>

  init(robotCount: Int, coverage: Float, workerCount: Int) {
    let area = Float(robotCount) * 0.5 * (Float.pi * 0.0625 + 0.2)
    side = (area / coverage).squareRoot()
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
    place()
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
    control()
    world.step(pool)
  }

  /// Median milliseconds of control and of the physics step, and the least of the step.
  ///
  /// On a busy machine the least is nearer to the cost of the step than the median.
  mutating func measure(steps: Int) -> (step: Double, least: Double, control: Double) {
    let clock = ContinuousClock()
    var stepTimes: [Double] = []
    var controlTimes: [Double] = []
    for _ in 0..<max(1, steps) {
      let a = clock.now
      control()
      let b = clock.now
      world.step(pool)
      let c = clock.now
      controlTimes.append(milliseconds(b - a))
      stepTimes.append(milliseconds(c - b))
    }
    stepTimes.sort()
    controlTimes.sort()
    return (stepTimes[stepTimes.count / 2], stepTimes[0], controlTimes[controlTimes.count / 2])
  }

  /// Mean speed, m/s.
  var meanSpeed: Float {
    var sum: Float = 0
    for i in 0..<robotCount { sum += world.twist(of: names[i]).linear.length }
    return sum / Float(robotCount)
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

  /// Mean and largest overlap of touching robots, metres, over the true shapes.
  func penetration() -> (mean: Double, max: Double) {
    let columns = Int(side) + 1
    var cells = [[Int]](repeating: [], count: columns * columns)
    var places: [Pose] = []
    for i in 0..<robotCount {
      let pose = world.pose(of: names[i])
      places.append(pose)
      let x = min(columns - 1, max(0, Int(pose.position.x + side / 2)))
      let y = min(columns - 1, max(0, Int(pose.position.y + side / 2)))
      cells[y * columns + x].append(i)
    }
    var sum = 0.0
    var count = 0
    var worst = 0.0
    for i in 0..<robotCount {
      let x = min(columns - 1, max(0, Int(places[i].position.x + side / 2)))
      let y = min(columns - 1, max(0, Int(places[i].position.y + side / 2)))
      for row in max(0, y - 1)...min(columns - 1, y + 1) {
        for column in max(0, x - 1)...min(columns - 1, x + 1) {
          for j in cells[row * columns + column] where j > i {
            let gap = Double(separation(places[i], isBox[i], places[j], isBox[j]))
            if gap >= 0 { continue }
            sum -= gap
            count += 1
            worst = max(worst, -gap)
          }
        }
      }
    }
    return (count > 0 ? sum / Double(count) : 0, worst)
  }

  /// The gap of two robots, metres; negative where they overlap (then the least one over all axes).
  private func separation(_ a: Pose, _ aIsBox: Bool, _ b: Pose, _ bIsBox: Bool) -> Float {
    if !aIsBox && !bIsBox { return (b.position - a.position).length - 0.5 }
    if !aIsBox { return separation(b, true, a, false) }
    let h = Vec2(0.25, 0.2)
    if !bIsBox {
      let local = a.inverseTransform(b.position)
      let outside = Vec2(max(abs(local.x) - h.x, 0), max(abs(local.y) - h.y, 0))
      if outside != .zero { return outside.length - 0.25 }
      return max(abs(local.x) - h.x, abs(local.y) - h.y) - 0.25
    }
    let turn = Rotation(
      cosine: a.rotation.cosine * b.rotation.cosine + a.rotation.sine * b.rotation.sine,
      sine: a.rotation.cosine * b.rotation.sine - a.rotation.sine * b.rotation.cosine)
    let c = abs(turn.cosine)
    let s = abs(turn.sine)
    let inA = a.inverseTransform(b.position)
    let inB = b.inverseTransform(a.position)
    return max(
      max(abs(inA.x) - h.x - c * h.x - s * h.y, abs(inA.y) - h.y - s * h.x - c * h.y),
      max(abs(inB.x) - h.x - c * h.x - s * h.y, abs(inB.y) - h.y - s * h.x - c * h.y))
  }

  private func reflected(_ x: Float, _ limit: Float) -> Float {
    let once = x > limit ? 2 * limit - x : (x < -limit ? -2 * limit - x : x)
    return max(-limit, min(once, limit))
  }

  private func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) * 1e-15
  }
}
