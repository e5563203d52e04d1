import Contracts
import Embodiments
import SimCore
import Work

/// A scene as authored: plain values, parameters resolved, units removed (SI and radians inside).
///
/// `SceneLoader` makes it from a file; `WorldModel` compiles it.
public struct Scene: Sendable {
  /// Name, from the file or its file name.
  public var name: String = ""
  /// One or more sentences for people.
  public var description: String = ""
  /// Values of the parameters as resolved, in declaration order.
  public var parameters: [(name: String, value: Double)] = []
  /// Values of the parameters that are texts, in declaration order.
  public var textParameters: [(name: String, value: String)] = []
  /// The workspace.
  public var world = WorldSpec()
  /// Rates of physics, executors and orchestrators.
  public var clocks = ClockSpec()
  /// Robot classes in declaration order.
  public var robots: [RobotClassSpec] = []
  /// Task streams and lists in declaration order.
  public var tasks: [TaskSpec] = []
  /// Where each point of each task is written, job by job; empty where that is not known.
  public var taskPointLocations: [[SourceLocation]] = []
  /// Policies by name, in declaration order.
  public var policies: [PolicySpec] = []
  /// What robots learn of each other, and at what price.
  public var coordination = CoordinationSpec()
  /// What goes wrong on purpose.
  public var disturbances = DisturbanceSpec()
  /// Duration and seeds.
  public var run = RunSpec()
  /// When the run counts as a success; nil where the scene states none.
  public var success: SuccessSpec?
  /// What is written besides the summary.
  public var outputs = OutputSpec()
  /// Axes of a sweep; nil where the scene states none.
  public var sweep: SweepSpec?
  /// Where each value was written, by its path (`robots.carrier.drive.max_speed`).
  public var locations: [String: SourceLocation] = [:]
  /// The files the scene was made of, each once, main file first.
  public var inputs: [InputFile] = []
  /// The kinds of policies and drives that it may name.
  public var vocabulary = SceneVocabulary.standard
  /// Digest of all that a run depends on apart from its seed and the build; see `ResolvedText`.
  public var digest: String = ""
  /// The texts that `locations` and the places of imported entries point into.
  public var texts = SourceTexts()
  /// The resolved scene as YAML: defaults and parameters filled in, with provenance comments.
  public var resolvedText: String = ""

  /// An empty scene.
  public init() {}
}

/// Rates of the three clocks.
public struct ClockSpec: Sendable {
  /// Physics steps per second.
  public var physicsRate: Int = 60
  /// Substeps per physics step.
  public var substeps: Int = 4
  /// Physics steps per executor tick.
  public var stepsPerExecutorTick: Int = 6
  /// Executor ticks per orchestrator tick.
  public var executorTicksPerOrchestratorTick: Int = 10
  /// True where robots plan in turn over the orchestrator period, by index; false: all at once.
  public var isStaggered = true
  /// True where physics passes over bodies at complete rest; it changes no result, only the time.
  public var skipsResting = true
  /// 60 Hz, 4 substeps, 10 Hz, 1 Hz, staggered.
  public init() {}
}

/// A class of robots.
public struct RobotClassSpec: Sendable {
  /// Name, unique in the scene.
  public var name: String
  /// How many.
  public var count: Int
  /// Body, drive, battery, sensors, arm.
  public var embodiment: Embodiment
  /// Where they start.
  public var spawn: SpawnSpec
  /// Name of the orchestrator policy.
  public var orchestrator: String
  /// Name of the executor policy.
  public var executor: String
  /// Default advice on every directive of this class.
  public var metadata: EpisodeMetadata
  /// A class from its values.
  public init(
    name: String, count: Int, embodiment: Embodiment, spawn: SpawnSpec, orchestrator: String,
    executor: String, metadata: EpisodeMetadata
  ) {
    self.name = name
    self.count = count
    self.embodiment = embodiment
    self.spawn = spawn
    self.orchestrator = orchestrator
    self.executor = executor
    self.metadata = metadata
  }
}

/// Where the robots of a class start.
public struct SpawnSpec: Sendable {
  /// How places are chosen.
  public enum Pattern: String, Sendable, CaseIterable {
    /// Anywhere free in the zone, apart from each other.
    case random
    /// On a square grid in the zone.
    case grid
    /// At `poses`, in order.
    case poses
    /// At the starts that came with the map, in file order.
    case imported
  }
  /// Zone name; nil is the whole workspace.
  public var zone: String?
  /// How places are chosen.
  public var pattern: Pattern
  /// Explicit poses: x, y (m), heading (rad); with pattern `poses`.
  public var poses: [SIMD3<Float>]
  /// Index of the first imported start this class uses.
  public var firstImported: Int
  /// Where each of `poses` is written; empty where that is not known.
  public var poseLocations: [SourceLocation] = []
  /// A spawn rule from its values.
  public init(
    zone: String? = nil, pattern: Pattern = .random, poses: [SIMD3<Float>] = [],
    firstImported: Int = 0
  ) {
    self.zone = zone
    self.pattern = pattern
    self.poses = poses
    self.firstImported = firstImported
  }
}

/// A named policy with its parameters.
public struct PolicySpec: Sendable {
  /// Name, unique in the scene.
  public var name: String
  /// Name of the kind, as in `fleetfield describe policies`.
  public var kind: String
  /// True for an orchestrator, false for an executor.
  public var isOrchestrator: Bool
  /// Parameters that differ from the kind's defaults, SI.
  public var parameters: [String: Double]
  /// Inference latency in simulated seconds.
  public var latency: Float
  /// Seconds after which a plan under way is reconsidered; infinity: only when it ends.
  public var replanAfter: Float
  /// A policy from its values.
  public init(
    name: String, kind: String, isOrchestrator: Bool, parameters: [String: Double], latency: Float,
    replanAfter: Float
  ) {
    self.name = name
    self.kind = kind
    self.isOrchestrator = isOrchestrator
    self.parameters = parameters
    self.latency = latency
    self.replanAfter = replanAfter
  }
}

/// Duration and seeds of a run.
public struct RunSpec: Sendable {
  /// Simulated seconds.
  public var duration: Float = 60
  /// Seconds without progress after which a robot with something to do is jammed.
  public var jamAfter: Float = 60
  /// The seed the others derive from unless given.
  public var seed: UInt64 = 1
  /// Seed of placements.
  public var placementSeed: UInt64 = 0
  /// Seed of dynamics.
  public var dynamicsSeed: UInt64 = 0
  /// Seed of tasks.
  public var taskSeed: UInt64 = 0
  /// Seed of policies.
  public var policySeed: UInt64 = 0
  /// One minute, seed 1.
  public init() {}
}

/// What is written besides the summary.
public struct OutputSpec: Sendable {
  /// Seconds between rows of series.csv.
  public var seriesPeriod: Float = 1
  /// Seconds between rows of fields.csv; infinity writes none.
  public var fieldPeriod: Float = 10
  /// True writes directives.csv.
  public var directives = true
  /// What is recorded of robots and fields over time.
  public var record = RecordSpec()
  /// A row per second, fields every ten, and all directives; no record.
  public init() {}
}

/// Axes of a sweep.
public struct SweepSpec: Sendable {
  /// (name of a parameter or of a key such as `coordination.mode`, its values as text), in order.
  public var axes: [(name: String, values: [String])]
  /// Number of paired seeds.
  public var seedCount: Int
  /// First seed.
  public var firstSeed: UInt64
  /// A sweep from its values.
  public init(
    axes: [(name: String, values: [String])], seedCount: Int, firstSeed: UInt64
  ) {
    self.axes = axes
    self.seedCount = seedCount
    self.firstSeed = firstSeed
  }
}
