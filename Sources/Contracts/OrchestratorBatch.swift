/// What the orchestrators of one robot class see at one orchestrator tick, struct of arrays.
///
/// Rows are robots of the class in index order; only rows named in `due` are to be decided, and
/// only their `travelTime` rows are filled. A policy reads its own robot's row, the options, and
/// the population input that the coordination mode grants; it has no access to peers' rows.
/// Pointers are valid during the call only.
public struct OrchestratorBatch {
  /// Number of robots in the class, N_c.
  public var robotCount: Int
  /// Indices of the rows to decide, ascending. [dueCount]
  public var due: UnsafeBufferPointer<Int32>
  /// Number of task options J (at most `OrchestratorSchema.assignmentBins` of the mean fields).
  public var optionCount: Int
  /// The robots' stages. [robotCount]
  public var stage: UnsafePointer<RobotStage>
  /// State of charge in [0, 1]. [robotCount]
  public var battery: UnsafePointer<Float>
  /// The state of charge below which the class recharges, in [0, 1].
  public var rechargeBelow: Float
  /// The robots' present directives. [robotCount]
  public var directive: UnsafePointer<Directive>
  /// Seconds to reach each option's pick-up at the class's speed on free ways; `.infinity` where
  /// it cannot be reached or the class cannot do it. [robotCount × optionCount]
  public var travelTime: UnsafePointer<Float>
  /// Population density met on the way to each option, robots per m², as far as the mode grants
  /// it, else 0. [robotCount × optionCount]
  public var wayDensity: UnsafePointer<Float>
  /// Jobs that wait at each option and are not taken yet, D_j.
  ///
  /// Broadcast beside the fields, or the robot's share where a hierarchy hands them down; see
  /// `demandStride`.
  public var demand: UnsafePointer<Float>
  /// Robots that queue at each option's pick-up; broadcast beside the fields.
  public var queue: UnsafePointer<Float>
  /// Value of a job of each option, dimensionless, 1 by default. [optionCount]
  public var value: UnsafePointer<Float>
  /// The class's longest travel time over the map, seconds: the scale L of B3.
  public var travelScale: Float
  /// What the mode grants of the population.
  public var population: PopulationView
  /// The run's policy seed, the class, and the physics step: keys of the random streams.
  public var seed: UInt64
  /// The class's index.
  public var classIndex: Int
  /// The physics step of this decision.
  public var step: Int
  /// Robots that one job of each option needs, its quorum; nil where every job needs one.
  /// [optionCount]
  public var quorum: UnsafePointer<Float>?
  /// Docks that nobody has claimed, less the robots that must charge and have none; broadcast beside
  /// the fields.
  public var freeDocks: Float = .infinity
  /// Share of the other classes' robots that may serve each option; nil where none may. [optionCount]
  public var ableOthers: UnsafePointer<Float>?
  /// Floats from one robot's demand to the next; 0 where all robots share one.
  public var demandStride = 0
  /// Rows of all robots of the class that are free to be assigned, ascending.
  ///
  /// Their `travelTime` rows are filled too. Only mode `allToAll` exposes them.
  public var peers: UnsafeBufferPointer<Int32>?

  /// A batch from all its columns.
  public init(
    robotCount: Int, due: UnsafeBufferPointer<Int32>, optionCount: Int,
    stage: UnsafePointer<RobotStage>, battery: UnsafePointer<Float>, rechargeBelow: Float,
    directive: UnsafePointer<Directive>, travelTime: UnsafePointer<Float>,
    wayDensity: UnsafePointer<Float>, demand: UnsafePointer<Float>, queue: UnsafePointer<Float>,
    value: UnsafePointer<Float>, travelScale: Float, population: PopulationView, seed: UInt64,
    classIndex: Int, step: Int, quorum: UnsafePointer<Float>? = nil
  ) {
    self.robotCount = robotCount
    self.due = due
    self.optionCount = optionCount
    self.stage = stage
    self.battery = battery
    self.rechargeBelow = rechargeBelow
    self.directive = directive
    self.travelTime = travelTime
    self.wayDensity = wayDensity
    self.demand = demand
    self.queue = queue
    self.value = value
    self.travelScale = travelScale
    self.population = population
    self.seed = seed
    self.classIndex = classIndex
    self.step = step
    self.quorum = quorum
  }

  /// D_j as robot `row` has it.
  @inlinable
  public func openJobs(_ option: Int, _ row: Int) -> Float { demand[row * demandStride + option] }
}
