import Contracts
import SimCore

/// Everything the inspection panel and the overlays show of one robot.
public struct RobotDetail: Sendable {
  /// The robot.
  public var robot: Int
  /// Its twist in the world.
  public var twist: Twist = .zero
  /// Mass of its load, kg; 0 for none.
  public var loadMass: Float = 0
  /// The directive in force.
  public var directive: Directive = .none
  /// What its executor commanded last.
  public var command: MotionCommand = .rest
  /// The way ahead, as navigation and traffic give it.
  public var way: WayAhead = .arrived
  /// The way that is planned, from the robot to its goal, metres.
  public var plannedPath: [Vec2] = []
  /// What its sensors say of robots around it.
  public var neighbours: [Neighbour] = []
  /// Free distance along each ray, metres, anticlockwise from the heading.
  public var rays: [Float] = []
  /// Its contacts.
  public var contacts: [ContactMark] = []
  /// The field at its place and ahead, as far as its mode grants it.
  public var fieldSamples: [FieldSample] = []
  /// m^orch as it reads or estimates it; empty where it reads none.
  public var believedOrchestrator: [Float] = []
  /// m^exec as it reads or estimates it; empty where it reads none.
  public var believedExecutor: [Float] = []
  /// What it believes of the population by an estimator of its own, such as gossip or a sample; nil
  /// where it reads the fields themselves.
  public var estimate: PopulationEstimate?
  /// Step at which its orchestrator last observed.
  public var lastObservationStep = 0

  /// The detail of a robot, all at rest.
  public init(robot: Int) { self.robot = robot }
}

/// What one robot believes of the population, and where it has it from.
public struct PopulationEstimate: Equatable, Sendable {
  /// Where from, in words: "gossip", "a sample of 8".
  public var source: String
  /// Its m^orch of its own class; empty where it has none.
  public var orchestrator: [Float]
  /// Its m^exec of its own class; empty where it has none.
  public var executor: [Float]
  /// Robots behind it; nil where that is not counted.
  public var sampleCount: Int?
  /// Simulated seconds since it was last renewed; nil where that is not known.
  public var age: Double?

  /// An estimate from its values.
  public init(
    source: String, orchestrator: [Float] = [], executor: [Float] = [], sampleCount: Int? = nil,
    age: Double? = nil
  ) {
    self.source = source
    self.orchestrator = orchestrator
    self.executor = executor
    self.sampleCount = sampleCount
    self.age = age
  }
}

extension RobotDetail {
  /// What it believes: its own estimate, or what it reads under a mode of this name.
  func belief(mode: String) -> PopulationEstimate? {
    if let estimate { return estimate }
    if believedOrchestrator.isEmpty && believedExecutor.isEmpty { return nil }
    return PopulationEstimate(
      source: mode, orchestrator: believedOrchestrator, executor: believedExecutor)
  }
}
