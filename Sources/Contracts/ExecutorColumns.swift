import SimCore

/// What the executors of one robot class see at one executor tick: columns of the whole class.
///
/// The simulation fills it; a policy gets one `ExecutorRow` at a time and cannot reach the others.
/// Rows are robots of the class in index order. Unsafe: whoever fills it keeps every column, of the
/// length stated, for the call.
@frozen
@usableFromInline
package struct ExecutorColumns {
  /// Where the robots are, and what they are about.
  @usableFromInline package var state: State
  /// What their sensors see.
  @usableFromInline package var senses: Senses
  /// The class's properties.
  @usableFromInline package var embodiment: EmbodimentDescriptor
  /// What the mode grants of the population.
  @usableFromInline package var population: PopulationView
  /// When.
  @usableFromInline package var tick: PolicyTick

  /// Columns from their parts.
  @usableFromInline
  package init(
    state: State, senses: Senses, embodiment: EmbodimentDescriptor, population: PopulationView,
    tick: PolicyTick
  ) {
    self.state = state
    self.senses = senses
    self.embodiment = embodiment
    self.population = population
    self.tick = tick
  }

  /// Where robots are, and what they are about.
  @frozen
  @usableFromInline
  package struct State {
    /// Positions and headings in the world. [robotCount]
    @usableFromInline package var pose: UnsafePointer<Pose>
    /// Twists in the world. [robotCount]
    @usableFromInline package var twist: UnsafePointer<Twist>
    /// Stages. [robotCount]
    @usableFromInline package var stage: UnsafePointer<RobotStage>
    /// Directives in force. [robotCount]
    @usableFromInline package var directive: UnsafePointer<Directive>
    /// Ways ahead. [robotCount]
    @usableFromInline package var way: UnsafePointer<WayAhead>
    /// Seconds for which each robot has wanted to move and has hardly moved; nil where nobody keeps
    /// it. [robotCount]
    @usableFromInline package var stallTime: UnsafePointer<Float>?
    /// Where others ask each robot to go, to make room for them; nil where nobody asks. [robotCount]
    @usableFromInline package var asked: UnsafePointer<Vec2>?

    /// State columns.
    package init(
      pose: UnsafePointer<Pose>, twist: UnsafePointer<Twist>, stage: UnsafePointer<RobotStage>,
      directive: UnsafePointer<Directive>, way: UnsafePointer<WayAhead>,
      stallTime: UnsafePointer<Float>? = nil, asked: UnsafePointer<Vec2>? = nil
    ) {
      self.pose = pose
      self.twist = twist
      self.stage = stage
      self.directive = directive
      self.way = way
      self.stallTime = stallTime
      self.asked = asked
    }
  }

  /// What sensors see.
  @frozen
  @usableFromInline
  package struct Senses {
    /// Nearest neighbours first. [robotCount × neighbourSlots]
    @usableFromInline package var neighbours: UnsafePointer<Neighbour>
    /// How many of a robot's neighbour slots are filled. [robotCount]
    @usableFromInline package var neighbourCount: UnsafePointer<UInt8>
    /// Free distance along each ray from the body's centre, metres. [robotCount × rayCount]
    @usableFromInline package var rays: UnsafePointer<Float>
    /// Direction of each ray in the body's frame, unit vectors. [rayCount]
    @usableFromInline package var rayDirections: UnsafeBufferPointer<Vec2>
    /// Samples of the spatial field as far as the mode grants them, else zero.
    /// [robotCount × fieldSamplePoints]
    @usableFromInline package var field: UnsafePointer<FieldSample>
    /// Other robots per m² that are bound for the surroundings of each robot's goal, −1 without a goal; nil where
    /// withheld.
    /// [robotCount]
    @usableFromInline package var boundDensity: UnsafePointer<Float>?
    /// Tool targets relative to the body frame, metres; (NaN, NaN) where there is none. [robotCount]
    @usableFromInline package var toolTarget: UnsafePointer<Vec2>
    /// Tool points relative to the body frame, metres. [robotCount]
    @usableFromInline package var toolPoint: UnsafePointer<Vec2>
    /// Motions ahead of arms; nil where nobody plans them. [robotCount]
    @usableFromInline package var reach: UnsafePointer<ReachAhead>?

    /// Sense columns.
    package init(
      neighbours: UnsafePointer<Neighbour>, neighbourCount: UnsafePointer<UInt8>,
      rays: UnsafePointer<Float>, rayDirections: UnsafeBufferPointer<Vec2>,
      field: UnsafePointer<FieldSample>, toolTarget: UnsafePointer<Vec2>,
      toolPoint: UnsafePointer<Vec2>, reach: UnsafePointer<ReachAhead>? = nil,
      boundDensity: UnsafePointer<Float>? = nil
    ) {
      self.neighbours = neighbours
      self.neighbourCount = neighbourCount
      self.rays = rays
      self.rayDirections = rayDirections
      self.field = field
      self.toolTarget = toolTarget
      self.toolPoint = toolPoint
      self.reach = reach
      self.boundDensity = boundDensity
    }
  }
}
