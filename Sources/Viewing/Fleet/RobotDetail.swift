import MeanFields
import Policies
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
  /// Step at which its orchestrator last observed.
  public var lastObservationStep = 0

  /// The detail of a robot, all at rest.
  public init(robot: Int) { self.robot = robot }
}
