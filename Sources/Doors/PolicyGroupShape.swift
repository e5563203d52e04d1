import Contracts
import MeanFields
import SimCore

/// The robots of a class whose policy of one layer is played outside, and what is exchanged with it.
public struct PolicyGroupShape: Sendable {
  /// The policy's name in the scene.
  public var policy: String
  /// The class's name.
  public var className: String
  /// The class's index in the scene.
  public var classIndex: Int
  /// Number of robots N.
  public var robotCount: Int
  /// What is seen of each robot.
  public var layout: ObservationLayout
  /// Rows of m^orch that come with each observation: 0 where it is withheld, 1 where all robots share
  /// one, N where every robot has its own estimate.
  public var planRows = 0
  /// Rows of the standard errors of m^orch, the same way.
  public var planErrorRows = 0
  /// Rows of m^exec, the same way.
  public var contextRows = 0
  /// The class's properties, as its executors know them.
  public var embodiment: EmbodimentDescriptor
  /// Directions of its rays in the body's frame.
  public var rayDirections: [Vec2]
  /// The names of the task options; only for orchestrators.
  public var optionNames: [String]
  /// The state of charge below which the class recharges; below 0 where it never does.
  public var rechargeBelow: Float = -1
  /// The class's longest travel time over the map, seconds.
  public var travelScale: Float = 1
  /// The seed of the policies' random numbers.
  public var seed: UInt64
  /// Seconds between two ticks of the layer.
  public var period: Float
  /// Orchestrators: when they decide, and how late the field is.
  public var schedule: [(name: String, seconds: Float)] = []
  /// True where the spatial field is sampled.
  public var readsField = false
  /// True where it is told how many are bound for a robot's goal.
  public var readsGoals = false
  /// True where the class has an arm.
  public var hasArm = false

  /// A shape without fields.
  public init(
    policy: String, className: String, classIndex: Int, robotCount: Int, layout: ObservationLayout,
    embodiment: EmbodimentDescriptor, rayDirections: [Vec2], optionNames: [String], seed: UInt64,
    period: Float
  ) {
    self.policy = policy
    self.className = className
    self.classIndex = classIndex
    self.robotCount = robotCount
    self.layout = layout
    self.embodiment = embodiment
    self.rayDirections = rayDirections
    self.optionNames = optionNames
    self.seed = seed
    self.period = period
  }

  /// The layer.
  public var layer: FieldLayer { layout.layer }
  /// Numbers of an answer.
  public var answerWidth: Int { layer == .executor ? 6 : 8 }
  /// Numbers of a report.
  public var reportWidth: Int { layer == .executor ? 3 : 0 }
  /// Numbers of a row of m^orch: own half and others.
  public var planWidth: Int { 2 * OrchestratorSchema.count }
  /// Numbers of a row of m^exec: own half and others.
  public var contextWidth: Int { 2 * ExecutorSchema.count }

  /// The same with other sections in its observations; nil keeps all.
  public func observing(_ wanted: [ObservationSection]?) -> PolicyGroupShape {
    var result = self
    result.layout =
      layer == .executor
      ? .executor(
        wanted: wanted, rayCount: rayDirections.count, hasArm: hasArm, readsField: readsField,
        readsGoals: readsGoals)
      : .orchestrator(wanted: wanted, optionNames: optionNames)
    return result
  }
}
