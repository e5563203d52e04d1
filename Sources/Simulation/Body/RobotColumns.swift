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
  var reach: Buffer<ReachAhead>
  var neighbours: Buffer<Neighbour>
  var neighbourCount: Buffer<UInt8>
  /// 1 where a robot stands and waits, so that it makes way for others. [robotCount]
  var waits: Buffer<UInt8>
  /// Where a robot that waits is asked to go, as long as that is urgent. [robotCount]
  var asked: Buffer<Vec2>
  /// Seconds for which a robot has waited before a section, and not at its place, for that to be free,
  /// until somebody has it. [robotCount]
  var barredTime: Buffer<Float>
  var field: Buffer<FieldSample>
  /// Other robots per m² bound for the surroundings of each robot's goal; −1 without a goal. [robotCount]
  var boundDensity: Buffer<Float>
  /// Rays of all classes, class by class. [Σ robots × rays of the class]
  var rays: Buffer<Float>
  /// Start of each robot's rays.
  var rayStart: Buffer<Int32>

  // Commanded by `act`, applied by `actuate`. [robotCount]
  var command: Buffer<MotionCommand>
  /// Why it was commanded. [robotCount]
  var trace: Buffer<ExecutorTrace>
  /// Seconds each robot has wanted to move and has hardly moved. [robotCount]
  var stallTime: Buffer<Float>
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
    reach = Buffer(count: rows, repeating: ReachAhead.straight)
    neighbours = Buffer(
      count: rows * neighbourSlots,
      repeating: Neighbour(offset: .zero, velocity: .zero, radius: 0, cooperation: 0))
    neighbourCount = Buffer(count: rows, repeating: 0)
    waits = Buffer(count: rows, repeating: 0)
    asked = Buffer(count: rows, repeating: .zero)
    barredTime = Buffer(count: rows, repeating: 0)
    field = Buffer(count: rows * fieldSamplePoints, repeating: .zero)
    boundDensity = Buffer(count: rows, repeating: -1)
    command = Buffer(count: rows, repeating: .rest)
    trace = Buffer(count: rows, repeating: .rest)
    stallTime = Buffer(count: rows, repeating: 0)
    isQuarantined = Buffer(count: rows, repeating: 0)
    rayStart = Buffer(count: rows, repeating: 0)
    var rayTotal = 0
    for (index, robots) in model.classes.enumerated() {
      for row in robots.rows {
        classIndex[row] = UInt16(index)
        pose[row] = model.starts[row]
        rayStart[row] = Int32(rayTotal)
        rayTotal += robots.embodiment.sensors.rayCount
      }
    }
    rays = Buffer(count: max(1, rayTotal), repeating: 0)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `count`, `classIndex`, `rayStart`. Scratch of one tick: `reach`, `waits`.
  mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&pose)
    archive.visit(&twist)
    archive.visit(&way)
    archive.visit(&toolTarget)
    archive.visit(&toolPoint)
    archive.visit(&neighbours)
    archive.visit(&neighbourCount)
    archive.visit(&asked)
    archive.visit(&barredTime)
    archive.visit(&field)
    archive.visit(&boundDensity)
    archive.visit(&rays)
    archive.visit(&command)
    archive.visit(&trace)
    archive.visit(&stallTime)
    archive.visit(&isQuarantined)
  }
}
