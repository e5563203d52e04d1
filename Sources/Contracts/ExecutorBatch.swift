import SimCore

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
