import Contracts
import MeanFields
import Policies
import SimCore

/// Robots that do exactly what their commands say, within their acceleration: no bodies, no walls.
///
/// Every robot sees all others as neighbours (the nearest 8 within 8 m) and drives straight for its
/// goal. What it reads beyond that, tests set in `adjust`.
struct KinematicFleet {
  var body: EmbodimentDescriptor
  var pose: [Pose]
  var twist: [Twist]
  var goal: [Vec2]
  var goalHeading: [Float]
  var directive: [Directive]
  var stage: [RobotStage]
  var stall: [Float]
  /// 1 where the others may count on it.
  var cooperation: [Float]
  /// Distance to walls along each ray from the body's centre, or none.
  var rays: [Float] = []
  var rayCount = 0
  var field: [FieldSample]
  /// How many others are bound for each robot's goal, per m²; nil where it is not told.
  var bound: [Float?]
  /// z stacks, or nil where not granted.
  var orchestratorField: [Float]?
  var executorField: [Float]?
  /// Traffic's free distance, and half widths.
  var freeDistance: [Float]
  var halfWidth: [Float]
  var speedLimit: [Float]
  var commands: [MotionCommand]
  var trace: [ExecutorTrace]
  var step = 0
  var seed: UInt64 = 1
  /// True where velocities follow the command at once (the model that avoidance assumes).
  var isInstant = false
  let period: Float = 0.1

  init(body: EmbodimentDescriptor, starts: [Vec2], goals: [Vec2], headings: [Float]? = nil) {
    let n = starts.count
    self.body = body
    goal = goals
    pose = (0..<n).map { i in
      let way = goals[i] - starts[i]
      let angle = headings?[i] ?? arctangent(way.y, way.x)
      return Pose(position: starts[i], rotation: Rotation(angle: angle))
    }
    twist = Array(repeating: .zero, count: n)
    goalHeading = Array(repeating: .nan, count: n)
    directive = Array(repeating: .none, count: n)
    stage = Array(repeating: .travelling, count: n)
    stall = Array(repeating: 0, count: n)
    cooperation = Array(repeating: 1, count: n)
    field = Array(repeating: .zero, count: n * fieldSamplePoints)
    bound = Array(repeating: nil, count: n)
    freeDistance = Array(repeating: .infinity, count: n)
    halfWidth = Array(repeating: 10, count: n)
    speedLimit = Array(repeating: .infinity, count: n)
    commands = Array(repeating: .rest, count: n)
    trace = Array(repeating: .rest, count: n)
  }

  /// Least distance between two outlines now, metres.
  var leastGap: Float {
    var least = Float.infinity
    for i in pose.indices {
      for j in 0..<i {
        let d = (pose[i].position - pose[j].position).length - 2 * body.radius
        least = min(least, d)
      }
    }
    return least
  }

  /// Distance of a robot to its goal, metres.
  func distance(_ i: Int) -> Float { (goal[i] - pose[i].position).length }

  /// Computes the commands of all robots without moving them.
  mutating func act(_ policy: ExecutorPolicy) {
    let n = pose.count
    var trial = ExecutorTrial(embodiment: body)
    trial.rayFan = RayFan(count: rayCount, fieldOfView: 2 * .pi)
    trial.plans = orchestratorField
    trial.contexts = executorField
    trial.tick = PolicyTick(seed: seed, classIndex: 0, step: step, period: period)
    trial.robots = (0..<n).map { i in
      var robot = ExecutorTrial.Robot(
        way: WayAhead(
          target: goal[i] - pose[i].position, distanceToGo: distance(i),
          freeDistance: freeDistance[i], goalHeading: goalHeading[i], halfWidth: halfWidth[i],
          speedLimit: speedLimit[i]))
      robot.pose = pose[i]
      robot.twist = twist[i]
      robot.stage = stage[i]
      robot.directive = directive[i]
      robot.stallTime = stall[i]
      robot.neighbours = neighbours(of: i)
      robot.rays = Array(rays.dropFirst(i * rayCount).prefix(rayCount))
      robot.field = Array(field.dropFirst(i * fieldSamplePoints).prefix(fieldSamplePoints))
      robot.boundDensity = bound[i]
      return robot
    }
    let actions = trial.actions(of: policy)
    commands = actions.map(\.command)
    trace = actions.map(\.trace)
    step += 6
  }

  /// The nearest robots within 8 m, as robot `i` sees them.
  private func neighbours(of i: Int) -> [Neighbour] {
    let near = pose.indices.filter { $0 != i }.map {
      (index: $0, offset: pose[$0].position - pose[i].position)
    }.filter { $0.offset.length < 8 }.sorted { $0.offset.length < $1.offset.length }
    return near.prefix(neighbourSlots).map {
      Neighbour(
        offset: $0.offset, velocity: twist[$0.index].linear, radius: body.radius,
        cooperation: cooperation[$0.index])
    }
  }

  /// Acts and moves by one period in ten parts; returns the least gap met.
  mutating func advance(_ policy: ExecutorPolicy) -> Float {
    act(policy)
    var least = leastGap
    for _ in 0..<10 {
      let h = period / 10
      for i in pose.indices {
        var wanted = Twist(
          linear: Vec2(commands[i].forward, body.canStrafe > 0.5 ? commands[i].lateral : 0)
            * body.maxSpeed, angular: commands[i].turn * body.maxTurnRate)
        var now = Twist(
          linear: pose[i].rotation.inverseRotate(twist[i].linear), angular: twist[i].angular)
        if isInstant {
          now = wanted
        } else {
          let change = wanted.linear - now.linear
          let most = body.maxAcceleration * h
          now.linear += change.length > most ? change.normalized * most : change
          let spin = body.maxAcceleration / body.radius * h
          now.angular += min(spin, max(-spin, wanted.angular - now.angular))
        }
        if body.canStrafe < 0.5 { now.linear.y = 0 }
        if body.minTurnRadius > 0 {
          let curve = now.linear.x.magnitude / body.minTurnRadius
          now.angular = min(curve, max(-curve, now.angular))
        }
        wanted.angular = now.angular
        let turned = pose[i].rotation.composed(with: Rotation(angle: now.angular * h))
        twist[i] = Twist(linear: turned.rotate(now.linear), angular: now.angular)
        pose[i].rotation = turned
        pose[i].position += twist[i].linear * h
      }
      least = min(least, leastGap)
    }
    for i in pose.indices {
      let isStalled =
        trace[i].wantedSpeed > 0.05 && twist[i].linear.length < 0.1 * trace[i].wantedSpeed
      stall[i] = isStalled ? stall[i] + period : 0
    }
    return least
  }
}

/// A disc that turns on the spot or strafes; radius 0.3 m, 1.5 m/s, 1 m/s².
func disc(strafes: Bool, minTurnRadius: Float = 0) -> EmbodimentDescriptor {
  EmbodimentDescriptor(
    radius: 0.3, maxSpeed: 1.5, maxTurnRate: 2, maxAcceleration: 1, payload: 10,
    controlPointOffset: strafes ? 0 : 0.15, minTurnRadius: minTurnRadius, sensorRange: 8,
    canStrafe: strafes ? 1 : 0, hasTool: 0)
}

/// A policy whose description is known to be right.
///
/// A densityAware one heeds all that it can.
func executor(_ kind: String, _ given: [String: Double] = [:]) -> ExecutorPolicy {
  let heeds = ["merge_slowdown": 1, "crowd_aversion": 0.6, "jam_horizon": 1]
  let parameters = kind == "densityAware" ? given.merging(heeds) { one, _ in one } : given
  do {
    return try ExecutorPolicy(kind: kind, parameters: parameters)
  } catch {
    preconditionFailure("\(error)")
  }
}
