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
    var neighbours = [Neighbour](
      repeating: Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0),
      count: n * neighbourSlots)
    var neighbourCount = [UInt8](repeating: 0, count: n)
    for i in 0..<n {
      let near = (0..<n).filter { $0 != i }.map {
        (index: $0, offset: pose[$0].position - pose[i].position)
      }.filter { $0.offset.length < 8 }.sorted { $0.offset.length < $1.offset.length }
      for (slot, other) in near.prefix(neighbourSlots).enumerated() {
        neighbours[i * neighbourSlots + slot] = Neighbour(
          offset: other.offset, velocity: twist[other.index].linear, radius: body.radius,
          cooperation: cooperation[other.index])
        neighbourCount[i] += 1
      }
    }
    let way = (0..<n).map { i in
      WayAhead(
        target: goal[i] - pose[i].position, distanceToGo: distance(i),
        freeDistance: freeDistance[i], goalHeading: goalHeading[i], halfWidth: halfWidth[i],
        speedLimit: speedLimit[i])
    }
    let tool = [Vec2](repeating: Vec2(.nan, .nan), count: n)
    let rayValues = rays.isEmpty ? [Float](repeating: 0, count: 1) : rays
    let o = orchestratorField ?? [0]
    let e = executorField ?? [0]
    o.withUnsafeBufferPointer { o in
      e.withUnsafeBufferPointer { e in
        let population = PopulationView(
          orchestratorField: orchestratorField == nil ? nil : o.baseAddress,
          executorField: executorField == nil ? nil : e.baseAddress, ownCount: Float(n),
          otherCount: 0)
        let batch = ExecutorBatch(
          rows: 0..<n, embodiment: body, pose: pose, twist: twist, directive: directive,
          stage: stage, way: way, toolTarget: tool, toolPoint: tool, neighbours: neighbours,
          neighbourCount: neighbourCount, rays: rayValues, rayCount: rayCount, field: field,
          population: population, period: period, seed: seed, classIndex: 0, step: step,
          stallTime: stall)
        policy.act(batch, into: &commands, trace: &trace)
      }
    }
    step += 6
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
func executor(_ kind: String, _ parameters: [String: Double] = [:]) -> ExecutorPolicy {
  do {
    return try ExecutorPolicy(kind: kind, parameters: parameters)
  } catch {
    preconditionFailure("\(error)")
  }
}
