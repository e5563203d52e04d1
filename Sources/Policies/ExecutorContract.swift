import MeanFields
import SimCore

/// How many neighbours an executor sees at most.
public let neighbourSlots = 8
/// How many points of the spatial field an executor reads: its own place and three ahead.
public let fieldSamplePoints = 4

/// A robot or other moving body near a robot, as its sensors see it.
@frozen
public struct Neighbour: BitwiseCopyable, Equatable, Sendable {
  /// Position relative to the robot, world axes, in metres.
  public var offset: Vec2
  /// Velocity in the world, in m/s.
  public var velocity: Vec2
  /// Radius of the disc it counts as, in metres.
  public var radius: Float
  /// 1 where it also avoids (a robot under way), 0 where it will not move away.
  public var cooperation: Float

  /// A neighbour from all its fields.
  @inlinable
  public init(offset: Vec2, velocity: Vec2, radius: Float, cooperation: Float) {
    self.offset = offset
    self.velocity = velocity
    self.radius = radius
    self.cooperation = cooperation
  }
}

/// The way ahead of a robot, as navigation and traffic rules give it.
@frozen
public struct WayAhead: BitwiseCopyable, Equatable, Sendable {
  /// The point to steer for, relative to the robot, world axes, in metres.
  public var target: Vec2
  /// Metres along the way to the goal; 0 at the goal.
  public var distanceToGo: Float
  /// Metres the robot may still roll before the traffic rule wants it stopped; `.infinity` where
  /// no rule holds it.
  public var freeDistance: Float
  /// Heading wanted at the goal, in radians; NaN where any will do.
  public var goalHeading: Float
  /// The lane's half width at the robot, in metres: how far it may swerve.
  public var halfWidth: Float
  /// Speed limit here in m/s; `.infinity` where there is none.
  public var speedLimit: Float

  /// A way ahead from all its fields.
  @inlinable
  public init(
    target: Vec2, distanceToGo: Float, freeDistance: Float, goalHeading: Float, halfWidth: Float,
    speedLimit: Float
  ) {
    self.target = target
    self.distanceToGo = distanceToGo
    self.freeDistance = freeDistance
    self.goalHeading = goalHeading
    self.halfWidth = halfWidth
    self.speedLimit = speedLimit
  }

  /// At the goal.
  public static let arrived = WayAhead(
    target: .zero, distanceToGo: 0, freeDistance: .infinity, goalHeading: .nan, halfWidth: 1,
    speedLimit: .infinity)
}

/// The properties of a class that an executor knows of itself: the embodiment descriptor e_c.
@frozen
public struct EmbodimentDescriptor: BitwiseCopyable, Equatable, Sendable {
  /// Radius of the disc it counts as in avoidance and navigation, m: of equal area, not around it.
  public var radius: Float
  /// Maximum speed, m/s.
  public var maxSpeed: Float
  /// Maximum turn rate, rad/s.
  public var maxTurnRate: Float
  /// Maximum acceleration, m/s².
  public var maxAcceleration: Float
  /// Payload, kg.
  public var payload: Float
  /// Offset of the control point ahead of the centre, l_c, m.
  public var controlPointOffset: Float
  /// Smallest turning radius at the control point's axle, m; 0 where it can turn on the spot.
  public var minTurnRadius: Float
  /// Sensor range, m.
  public var sensorRange: Float
  /// 1 where it can move sideways.
  public var canStrafe: Float
  /// 1 where it has a tool (lift or arm).
  public var hasTool: Float
  /// Half of the body's width across its heading, m.
  public var halfWidth: Float

  /// A descriptor from all its fields; half the width is the radius unless given.
  @inlinable
  public init(
    radius: Float, maxSpeed: Float, maxTurnRate: Float, maxAcceleration: Float, payload: Float,
    controlPointOffset: Float, minTurnRadius: Float, sensorRange: Float, canStrafe: Float,
    hasTool: Float, halfWidth: Float? = nil
  ) {
    self.radius = radius
    self.maxSpeed = maxSpeed
    self.maxTurnRate = maxTurnRate
    self.maxAcceleration = maxAcceleration
    self.payload = payload
    self.controlPointOffset = controlPointOffset
    self.minTurnRadius = minTurnRadius
    self.sensorRange = sensorRange
    self.canStrafe = canStrafe
    self.hasTool = hasTool
    self.halfWidth = halfWidth ?? radius
  }
}

/// What the executors of one robot class see at one executor tick, struct of arrays.
///
/// Rows are robots of the class in index order. Pointers are valid during the call only.
public struct ExecutorBatch {
  /// The rows to act for.
  ///
  /// Calls for disjoint ranges may run on different workers.
  public var rows: Range<Int>
  /// The class's properties.
  public var embodiment: EmbodimentDescriptor
  /// Positions and headings in the world. [robotCount]
  public var pose: UnsafePointer<Pose>
  /// Twists in the world. [robotCount]
  public var twist: UnsafePointer<Twist>
  /// Directives in force. [robotCount]
  public var directive: UnsafePointer<Directive>
  /// Stages. [robotCount]
  public var stage: UnsafePointer<RobotStage>
  /// Ways ahead. [robotCount]
  public var way: UnsafePointer<WayAhead>
  /// Tool targets relative to the body frame, metres; (NaN, NaN) where there is none. [robotCount]
  public var toolTarget: UnsafePointer<Vec2>
  /// Tool points relative to the body frame, metres. [robotCount]
  public var toolPoint: UnsafePointer<Vec2>
  /// Nearest neighbours first. [robotCount × neighbourSlots]
  public var neighbours: UnsafePointer<Neighbour>
  /// How many of a robot's neighbour slots are filled. [robotCount]
  public var neighbourCount: UnsafePointer<UInt8>
  /// Free distance along each sensor ray from the body's centre, metres; ray directions are those
  /// of `rayAngle(_:count:fieldOfView:)`. [robotCount × rayCount]
  public var rays: UnsafePointer<Float>
  /// Number of sensor rays of the class; may be 0.
  public var rayCount: Int
  /// Samples of the spatial field at the points of `fieldSampleOffset(_:direction:lookAhead:)`, as
  /// far as the mode grants them, else zero. [robotCount × fieldSamplePoints]
  public var field: UnsafePointer<FieldSample>
  /// What the mode grants of the population.
  public var population: PopulationView
  /// Seconds between two executor ticks.
  public var period: Float
  /// The run's policy seed, the class, and the physics step: keys of the random streams.
  public var seed: UInt64
  /// The class's index.
  public var classIndex: Int
  /// The physics step of this action.
  public var step: Int
  /// Field of view that the rays are spread over, radians; 2π is all round.
  public var rayFieldOfView: Float
  /// Seconds for which each robot has wanted to move and has hardly moved; nil where nobody keeps
  /// it, and executors then take no measures against long stalls. [robotCount]
  public var stallTime: UnsafePointer<Float>?

  /// A batch from all its columns.
  public init(
    rows: Range<Int>, embodiment: EmbodimentDescriptor, pose: UnsafePointer<Pose>,
    twist: UnsafePointer<Twist>, directive: UnsafePointer<Directive>,
    stage: UnsafePointer<RobotStage>, way: UnsafePointer<WayAhead>,
    toolTarget: UnsafePointer<Vec2>, toolPoint: UnsafePointer<Vec2>,
    neighbours: UnsafePointer<Neighbour>, neighbourCount: UnsafePointer<UInt8>,
    rays: UnsafePointer<Float>, rayCount: Int, field: UnsafePointer<FieldSample>,
    population: PopulationView, period: Float, seed: UInt64, classIndex: Int, step: Int,
    rayFieldOfView: Float = 2 * .pi, stallTime: UnsafePointer<Float>? = nil
  ) {
    self.rows = rows
    self.embodiment = embodiment
    self.pose = pose
    self.twist = twist
    self.directive = directive
    self.stage = stage
    self.way = way
    self.toolTarget = toolTarget
    self.toolPoint = toolPoint
    self.neighbours = neighbours
    self.neighbourCount = neighbourCount
    self.rays = rays
    self.rayCount = rayCount
    self.field = field
    self.population = population
    self.period = period
    self.seed = seed
    self.classIndex = classIndex
    self.step = step
    self.rayFieldOfView = rayFieldOfView
    self.stallTime = stallTime
  }
}

/// The direction of sensor ray `index` relative to the heading, radians.
///
/// All round, the first ray looks ahead and the others follow anticlockwise; a narrower field of view
/// is spread evenly from its right edge to its left edge.
@inlinable
public func rayAngle(_ index: Int, count: Int, fieldOfView: Float) -> Float {
  if fieldOfView >= 2 * Float.pi - 1e-3 { return 2 * Float.pi * Float(index) / Float(count) }
  guard count > 1 else { return 0 }
  return fieldOfView * (Float(index) / Float(count - 1) - 0.5)
}

/// Where an executor samples the spatial field, relative to its position, metres, world axes.
///
/// Sample 0 is its own place, 1 lies `lookAhead` metres ahead, 2 as far to the left of ahead by 45°,
/// 3 to the right. `direction` is the unit vector towards `WayAhead.target`, or the heading where
/// there is no target.
@inlinable
public func fieldSampleOffset(_ index: Int, direction: Vec2, lookAhead: Float) -> Vec2 {
  let side = direction.perpendicular
  switch index {
  case 0: return .zero
  case 1: return direction * lookAhead
  case 2: return (direction + side) * (0.707_106_78 * lookAhead)
  default: return (direction - side) * (0.707_106_78 * lookAhead)
  }
}
