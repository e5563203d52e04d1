import Contracts
import Embodiments
import Scenes
import SimCore

/// One row per robot, classes contiguous, struct of arrays: what policies read and write.
struct RobotColumns: ~Copyable {
  let count: Int
  /// Class of each robot. [robotCount]
  var classIndex: Buffer<UInt16>

  // Perceived by `sense`. [robotCount], or [robotCount × slots]
  var pose: Buffer<Pose>
  var twist: Buffer<Twist>
  var way: Buffer<WayAhead>
  var toolTarget: Buffer<Vec2>
  var toolPoint: Buffer<Vec2>
  var neighbours: Buffer<Neighbour>
  var neighbourCount: Buffer<UInt8>
  var field: Buffer<FieldSample>
  /// Rays of all classes, class by class. [Σ robots × rays of the class]
  var rays: Buffer<Float>
  /// Start of each robot's rays.
  var rayStart: Buffer<Int32>

  // Told by `plan`, and the state of the work. [robotCount]
  var stage: Buffer<RobotStage>
  var directive: Buffer<Directive>
  var pending: Buffer<Directive>
  var task: Buffer<RobotTask>
  /// State of charge, 0 … 1.
  var battery: Buffer<Float>

  // Commanded by `act`, applied by `actuate`. [robotCount]
  var command: Buffer<MotionCommand>
  /// Why it was commanded. [robotCount]
  var trace: Buffer<ExecutorTrace>
  /// Seconds each robot has wanted to move and has hardly moved. [robotCount]
  var stallTime: Buffer<Float>
  /// Speed of the last executor tick, m/s; for the power drawn by acceleration.
  var lastSpeed: Buffer<Float>
  /// 1 where quarantined.
  var isQuarantined: Buffer<UInt8>

  init(model: WorldModel) {
    count = model.robotCount
    let rows = max(1, count)
    classIndex = Buffer(count: rows, repeating: 0)
    pose = Buffer(count: rows, repeating: Pose(position: .zero))
    twist = Buffer(count: rows, repeating: .zero)
    way = Buffer(count: rows, repeating: .arrived)
    toolTarget = Buffer(count: rows, repeating: Vec2(repeating: .nan))
    toolPoint = Buffer(count: rows, repeating: .zero)
    neighbours = Buffer(
      count: rows * neighbourSlots,
      repeating: Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0))
    neighbourCount = Buffer(count: rows, repeating: 0)
    field = Buffer(count: rows * fieldSamplePoints, repeating: .zero)
    stage = Buffer(count: rows, repeating: .idle)
    directive = Buffer(count: rows, repeating: .none)
    pending = Buffer(count: rows, repeating: .none)
    task = Buffer(count: rows, repeating: RobotTask())
    battery = Buffer(count: rows, repeating: 1)
    command = Buffer(count: rows, repeating: .rest)
    trace = Buffer(count: rows, repeating: .rest)
    stallTime = Buffer(count: rows, repeating: 0)
    lastSpeed = Buffer(count: rows, repeating: 0)
    isQuarantined = Buffer(count: rows, repeating: 0)
    rayStart = Buffer(count: rows, repeating: 0)
    var rayTotal = 0
    for (index, robots) in model.classes.enumerated() {
      for (i, row) in robots.rows.enumerated() {
        classIndex[row] = UInt16(index)
        pose[row] = model.starts[row]
        rayStart[row] = Int32(rayTotal)
        rayTotal += robots.embodiment.sensors.rayCount
        if let cell = robots.embodiment.battery {
          var stream = RandomStream(
            seed: model.seeds.dynamics, classIndex: index, index: i, purpose: .placement)
          battery[row] = stream.uniform(
            cell.initialCharge.lowerBound, cell.initialCharge.upperBound)
        }
      }
    }
    rays = Buffer(count: max(1, rayTotal), repeating: 0)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `count`, `classIndex`, `rayStart`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&pose)
    archive.visit(&twist)
    archive.visit(&way)
    archive.visit(&toolTarget)
    archive.visit(&toolPoint)
    archive.visit(&neighbours)
    archive.visit(&neighbourCount)
    archive.visit(&field)
    archive.visit(&rays)
    archive.visit(&stage)
    archive.visit(&directive)
    archive.visit(&pending)
    archive.visit(&task)
    archive.visit(&battery)
    archive.visit(&command)
    archive.visit(&trace)
    archive.visit(&stallTime)
    archive.visit(&lastSpeed)
    archive.visit(&isQuarantined)
  }
}
