import Contracts
import SimCore
import Simulation

/// What a viewer must know of one moment: a copy that the simulation no longer touches.
///
/// Arrays per robot are in robot order, classes contiguous. A frame is filled by a `FrameSource`
/// between two steps, so it never mixes two moments.
public struct FleetFrame: Sendable {
  /// The physics step.
  public var step = 0
  /// Simulated time, seconds.
  public var time = 0.0
  /// Poses in the world. [robotCount]
  public var pose: [Pose] = []
  /// Stages of work. [robotCount]
  public var stage: [RobotStage] = []
  /// States of charge in [0, 1]; 1 where wired. [robotCount]
  public var battery: [Float] = []
  /// Speeds, m/s. [robotCount]
  public var speed: [Float] = []
  /// Blocked, touching, loaded, failed, charging, jammed. [robotCount]
  public var flags: [RobotFlags] = []
  /// Extra numbers, one array per `Scenery.scalars`. [scalars][robotCount]
  public var scalars: [[Float]] = []
  /// Everything about the robots that were asked for.
  public var details: [RobotDetail] = []
  /// The two mean fields, one entry per class.
  public var fields: [ClassField] = []
  /// The spatial executor field, of the class that was asked for or of all; nil where there is none.
  public var grid: FloorField?
  /// Where the fleet plans to be; nil where nobody asked.
  public var plan: PlanField?
  /// What overlays have captured, by their words: an array of the marks of each.
  var overlayMarks: [String: any Sendable] = [:]
  /// Arms: joints from the base to the tip, metres.
  public var arms: [ArmMark] = []
  /// One value per `Scenery.counters`.
  public var counters: [Double] = []
  /// All figures of the run so far; empty where nobody asked.
  public var figures: [RunFigure] = []
  /// How the scene's success event stands; nil where it names none.
  public var success: SuccessStanding?
  /// Wall seconds of the last steps by stage of the tick, in loop order.
  public var stageSeconds: [StageTime] = []
  /// What happened since the frame before.
  public var events: [FleetEvent] = []

  /// A frame without robots.
  public init() {}

  /// The number of robots it holds: 0 before the first moment of a session has come.
  ///
  /// The scenery of a scene that was just read is there before its first frame, so whoever goes
  /// through the rows of a class takes only those that are here.
  public var robotCount: Int {
    min(pose.count, stage.count, battery.count, speed.count, flags.count)
  }

  /// Those of a class's robots that the frame holds.
  public func rows(of look: ClassLook) -> Range<Int> { look.rows.clamped(to: 0..<robotCount) }
}

/// What is true of a robot at a moment, as bits.
@frozen
public struct RobotFlags: OptionSet, BitwiseCopyable, Equatable, Hashable, Sendable {
  /// The bits.
  public var rawValue: UInt32
  /// Flags from their bits.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// It carries a load.
  public static let loaded = RobotFlags(rawValue: 1)
  /// It wants to move and does not.
  public static let blocked = RobotFlags(rawValue: 2)
  /// It touches another body or a wall.
  public static let touching = RobotFlags(rawValue: 4)
  /// It has failed, is stranded or quarantined.
  public static let failed = RobotFlags(rawValue: 8)
  /// It is charging.
  public static let charging = RobotFlags(rawValue: 16)
  /// The user has selected it; set by the viewer.
  public static let selected = RobotFlags(rawValue: 32)
  /// It has something to do and makes no progress.
  public static let jammed = RobotFlags(rawValue: 64)
  /// No way leads to where it is to go.
  public static let lost = RobotFlags(rawValue: 128)
}

/// The spatial executor field on its grid, bottom row first.
public struct FloorField: Sendable {
  /// Number of columns.
  public var columns: Int
  /// Number of rows.
  public var rows: Int
  /// Edge of a cell, metres.
  public var cellSize: Float
  /// Lower left corner, metres.
  public var origin: Vec2
  /// Density, flow and blocked share per cell. [rows × columns]
  public var samples: [FieldSample]

  /// A field from its values.
  ///
  /// - Precondition: `samples` has rows × columns elements.
  public init(columns: Int, rows: Int, cellSize: Float, origin: Vec2, samples: [FieldSample]) {
    precondition(samples.count == columns * rows, "the field's samples do not match its size")
    self.columns = columns
    self.rows = rows
    self.cellSize = cellSize
    self.origin = origin
    self.samples = samples
  }
}

/// The mean fields of one class.
public struct ClassField: Sendable {
  /// m^orch of the class. [Scenery.orchestratorFeatures]
  public var orchestrator: [Float]
  /// m^exec of the class. [Scenery.executorFeatures]
  public var executor: [Float]
  /// Fields from their values.
  public init(orchestrator: [Float], executor: [Float]) {
    self.orchestrator = orchestrator
    self.executor = executor
  }
}

/// The arm of a robot.
public struct ArmMark: Sendable {
  /// The robot.
  public var robot: Int
  /// Joints from the base to the tip, metres.
  public var points: [Vec2]
  /// Width of a link, metres.
  public var width: Float
  /// An arm from its values.
  public init(robot: Int, points: [Vec2], width: Float) {
    self.robot = robot
    self.points = points
    self.width = width
  }
}

/// Wall time of one stage of the tick.
public struct StageTime: Equatable, Sendable {
  /// The stage, as the loop calls it.
  public var stage: String
  /// Wall seconds per step, averaged over the last second.
  public var seconds: Double
  /// A stage's time from its values.
  public init(stage: String, seconds: Double) {
    self.stage = stage
    self.seconds = seconds
  }
}
