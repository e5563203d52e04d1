import Contracts
import Policies
import SimCore

/// Built-in executors that act from observations alone, as a policy outside does.
///
/// With all sections of its class an executor does the very same as within the program, bit by bit.
/// A section that is left out is seen as empty: no neighbours, no rays, nothing ahead.
public struct ObservedExecutors: ~Copyable {
  /// What is exchanged.
  public let shape: PolicyGroupShape
  private let policy: ExecutorPolicy
  private var pose: Buffer<Pose>
  private var twist: Buffer<Twist>
  private var stage: Buffer<RobotStage>
  private var directive: Buffer<Directive>
  private var way: Buffer<WayAhead>
  private var stallTime: Buffer<Float>
  private var asked: Buffer<Vec2>
  private var neighbours: Buffer<Neighbour>
  private var neighbourCount: Buffer<UInt8>
  private var rays: Buffer<Float>
  private var field: Buffer<FieldSample>
  private var boundDensity: Buffer<Float>
  private var toolTarget: Buffer<Vec2>
  private var toolPoint: Buffer<Vec2>
  private var reach: Buffer<ReachAhead>
  private var commands: Buffer<MotionCommand>
  private var traces: Buffer<ExecutorTrace>

  /// Executors of a class.
  ///
  /// - Parameters:
  ///   - policy: What they do.
  ///   - shape: The class, and what is seen of it.
  public init(_ policy: ExecutorPolicy, shape: PolicyGroupShape) {
    self.policy = policy
    self.shape = shape
    let rows = max(1, shape.robotCount)
    pose = Buffer(count: rows, repeating: Pose(position: .zero))
    twist = Buffer(count: rows, repeating: .zero)
    stage = Buffer(count: rows, repeating: .idle)
    directive = Buffer(count: rows, repeating: .none)
    way = Buffer(count: rows, repeating: .arrived)
    stallTime = Buffer(count: rows, repeating: 0)
    asked = Buffer(count: rows, repeating: .zero)
    neighbours = Buffer(
      count: rows * neighbourSlots,
      repeating: Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0))
    neighbourCount = Buffer(count: rows, repeating: 0)
    rays = Buffer(count: max(1, rows * shape.rayDirections.count), repeating: .infinity)
    field = Buffer(count: rows * fieldSamplePoints, repeating: .zero)
    boundDensity = Buffer(count: rows, repeating: -1)
    toolTarget = Buffer(count: rows, repeating: Vec2(repeating: .nan))
    toolPoint = Buffer(count: rows, repeating: .zero)
    reach = Buffer(count: rows, repeating: .straight)
    commands = Buffer(count: rows, repeating: .rest)
    traces = Buffer(count: rows, repeating: .rest)
  }

  /// Fills the answers and reports of a group from its observations.
  ///
  /// - Parameters:
  ///   - group: A group of this shape.
  ///   - step: The physics step.
  /// - Complexity: O(robots × (neighbours² + rays)), no allocation.
  public mutating func play(_ group: PolicyGroup, step: Int) {
    let width = shape.layout.width
    for robot in 0..<shape.robotCount { read(group.observations + robot * width, robot) }
    var population = PopulationView(
      orchestratorField: shape.planRows > 0 ? UnsafePointer(group.plans) : nil,
      executorField: shape.contextRows > 0 ? UnsafePointer(group.contexts) : nil,
      orchestratorStride: shape.planRows > 1 ? shape.planWidth : 0,
      executorStride: shape.contextRows > 1 ? shape.contextWidth : 0,
      ownCount: group.counts[0], otherCount: group.counts[1])
    if shape.planErrorRows > 0 {
      population.orchestratorDeviation = UnsafePointer(group.planErrors)
      population.orchestratorDeviationStride = shape.planErrorRows > 1 ? shape.planWidth : 0
    }
    shape.rayDirections.withUnsafeBufferPointer { directions in
      policy.act(
        ExecutorTable(
          columns(directions, population, seed: group.seed, step: step), rows: 0..<shape.robotCount,
          commands: commands.base, traces: traces.base))
    }
    for robot in 0..<shape.robotCount { write(robot, group) }
  }

  private func columns(
    _ directions: UnsafeBufferPointer<Vec2>, _ population: PopulationView, seed: UInt64, step: Int
  ) -> ExecutorColumns {
    ExecutorColumns(
      state: ExecutorColumns.State(
        pose: pose.base, twist: twist.base, stage: stage.base, directive: directive.base,
        way: way.base, stallTime: stallTime.base, asked: asked.base),
      senses: ExecutorColumns.Senses(
        neighbours: neighbours.base, neighbourCount: neighbourCount.base, rays: rays.base,
        rayDirections: directions, field: field.base, toolTarget: toolTarget.base,
        toolPoint: toolPoint.base, reach: reach.base,
        boundDensity: UnsafePointer(boundDensity.base)),
      embodiment: shape.embodiment, population: population,
      tick: PolicyTick(
        seed: seed, classIndex: shape.classIndex, step: step, period: shape.period))
  }

  private func write(_ robot: Int, _ group: PolicyGroup) {
    let (answer, report) = (group.answers + 6 * robot, group.reports + 3 * robot)
    let (command, trace) = (commands[robot], traces[robot])
    (answer[0], answer[1], answer[2]) = (command.forward, command.lateral, command.turn)
    (answer[3], answer[4], answer[5]) = (command.toolForce, command.toolHeight, command.grip)
    (report[0], report[1], report[2]) = (Float(trace.tag), trace.uncertainty, trace.wantedSpeed)
  }
}

// MARK: - The way back from numbers

extension ObservedExecutors {
  private mutating func read(_ row: UnsafePointer<Float>, _ robot: Int) {
    let starts = shape.layout.starts
    if starts[.body] >= 0 { readBody(row + starts[.body], robot) }
    if starts[.work] >= 0 { readWork(row + starts[.work], robot) }
    if starts[.way] >= 0 { readWay(row + starts[.way], robot) }
    if starts[.neighbours] >= 0 { readNeighbours(row + starts[.neighbours], robot) }
    if starts[.rays] >= 0 {
      let (from, count) = (row + starts[.rays], shape.rayDirections.count)
      for ray in 0..<count { rays[robot * count + ray] = meant(from[ray]) }
    }
    if starts[.field] >= 0 { readField(row + starts[.field], robot) }
    if starts[.goal] >= 0 {
      let from = row + starts[.goal]
      boundDensity[robot] = from[0] != 0 ? from[1] : -1
    }
    if starts[.tool] >= 0 { readTool(row + starts[.tool], robot) }
  }

  private mutating func readBody(_ from: UnsafePointer<Float>, _ robot: Int) {
    pose[robot] = Pose(
      position: Vec2(from[0], from[1]), rotation: Rotation(cosine: from[2], sine: from[3]))
    twist[robot] = Twist(linear: Vec2(from[4], from[5]), angular: from[6])
  }

  private mutating func readWork(_ from: UnsafePointer<Float>, _ robot: Int) {
    stage[robot] = RobotStage(rawValue: whole(from[0])) ?? .idle
    stallTime[robot] = from[1]
    asked[robot] = Vec2(from[10], from[11])
    directive[robot] = Directive(
      identifier: whole(from[3]), kind: DirectiveKind(rawValue: whole(from[2])) ?? .none,
      status: .acknowledged, option: whole(from[4]),
      metadata: EpisodeMetadata(
        quality: whole(from[5]), speed: .init(rawValue: whole(from[6])) ?? .unknown,
        strategy: .init(rawValue: whole(from[7])) ?? .unknown,
        mode: .init(rawValue: whole(from[8])) ?? .unknown),
      issuedStep: 0, effectiveStep: 0, deadlineStep: .max, predictedSuccess: from[9])
  }

  private mutating func readWay(_ from: UnsafePointer<Float>, _ robot: Int) {
    way[robot] = WayAhead(
      target: Vec2(from[0], from[1]), distanceToGo: meant(from[2]), freeDistance: meant(from[3]),
      goalHeading: from[4] != 0 ? from[5] : .nan, halfWidth: meant(from[6]),
      speedLimit: meant(from[7]), laneSide: Vec2(from[8], from[9]), laneRoom: meant(from[10]))
  }

  private mutating func readNeighbours(_ from: UnsafePointer<Float>, _ robot: Int) {
    let count = max(0, min(neighbourSlots, whole(from[0])))
    neighbourCount[robot] = UInt8(count)
    for slot in 0..<count {
      let from = from + 1 + 6 * slot
      neighbours[robot * neighbourSlots + slot] = Neighbour(
        offset: Vec2(from[0], from[1]), velocity: Vec2(from[2], from[3]), radius: from[4],
        cooperation: from[5])
    }
  }

  private mutating func readField(_ from: UnsafePointer<Float>, _ robot: Int) {
    for point in 0..<fieldSamplePoints {
      let from = from + 4 * point
      field[robot * fieldSamplePoints + point] = FieldSample(
        density: from[0], flow: Vec2(from[1], from[2]), blockedShare: from[3])
    }
  }

  private mutating func readTool(_ from: UnsafePointer<Float>, _ robot: Int) {
    toolTarget[robot] = from[0] != 0 ? Vec2(from[1], from[2]) : Vec2(repeating: .nan)
    toolPoint[robot] = Vec2(from[3], from[4])
    reach[robot] = ReachAhead(
      direction: Vec2(from[6], from[7]), toGo: from[8], isPlanned: from[5] != 0)
  }
}
