import Contracts
import Embodiments
import Policies
import Scenes
import SimCore

/// Mistakes that show only when a scene is compiled: places that are full, unreachable or blocked.
public struct SceneCompileError: Error, Sendable {
  /// All mistakes found, in file order.
  public var diagnostics: [Diagnostic]
}

/// A robot class as compiled: its rows and everything constant about it.
public struct RobotClassModel: Sendable {
  /// Name in the scene.
  public var name: String
  /// Its rows in robot order.
  public var rows: Range<Int>
  /// What its body is and can do.
  public var embodiment: Embodiment
  /// The same as its executors know it.
  public var descriptor: EmbodimentDescriptor
  /// Its orchestrators' policy.
  public var orchestrator: OrchestratorPolicy
  /// Its executors' policy.
  public var executor: ExecutorPolicy
  /// Orchestrator latency in physics steps.
  public var latencySteps: Int32
  /// Physics steps after which a plan under way is reconsidered.
  public var replanSteps: Int32
  /// Its layer of the navigation map.
  public var layer: Int
  /// How near to a place its centre has to be to work there, metres: half a metre for what cannot
  /// shuffle sideways, a quarter for the others.
  public var placeTolerance: Float
}

/// A scene compiled for running: immutable, shared by parallel runs.
public struct WorldModel: Sendable {
  /// The scene it was compiled from.
  public internal(set) var scene: Scene
  /// Robot classes, in scene order; their rows are contiguous.
  public let classes: [RobotClassModel]
  /// Number of robots.
  public let robotCount: Int
  /// Options, slots and fixed jobs.
  public let tasks: TaskModel
  /// Start poses. [robotCount], robot order
  public let starts: [Pose]
  /// The ways of the workspace, one layer per distinct robot radius.
  public let map: NavigationMap
  /// Static obstacles as convex polygons, anticlockwise, metres.
  public let obstacles: [[Vec2]]
  /// Hash of everything that two runs of "the same policy" share.
  ///
  /// Kinds and resolved parameters, mean-field recursion, coupling, clocks and traffic rule (correction C10).
  /// It does not depend on the number of robots.
  public let policyHash: String

  /// What works, but is worth knowing: free floor on which no robot starts.
  public let warnings: [Diagnostic]

  /// Seconds between two executor ticks.
  public var executorPeriod: Float {
    Float(scene.clocks.stepsPerExecutorTick) / Float(scene.clocks.physicsRate)
  }

  /// Compiles a scene.
  ///
  /// - Throws: `SceneCompileError` with all mistakes: obstacles that cover the floor too many times
  ///   over, a class that does not find room, a robot that
  ///   starts in an obstacle or in another robot, a place or goal that cannot be reached, places that
  ///   overlap.
  /// - Complexity: O(map cells + robots + places).
  public init(scene: Scene) throws(SceneCompileError) {
    self.scene = scene
    tasks = TaskModel(scene: scene)
    obstacles = WorldModel.staticObstacles(of: scene)
    var problems: [Diagnostic] = []
    var classes: [RobotClassModel] = []
    var next = 0
    let sizes = scene.robots.map { $0.embodiment.boundingRadius }
    let radii = sizes.isEmpty ? [0.3] : sizes
    if let problem = WorldModel.excessOfObstacles(scene, radii) {
      throw SceneCompileError(diagnostics: [problem])
    }
    let map = NavigationMap(world: scene.world, radii: radii)
    self.map = map
    for robots in scene.robots {
      let descriptor = robots.embodiment.descriptor
      guard
        let orchestrator = WorldModel.orchestrator(robots, scene, &problems),
        let executor = WorldModel.executor(robots, scene, &problems)
      else { continue }
      let spec = scene.policies.first { $0.name == robots.orchestrator }
      let rate = Float(scene.clocks.physicsRate)
      let replan = (spec?.replanAfter ?? .infinity) * rate
      classes.append(
        RobotClassModel(
          name: robots.name, rows: next..<next + robots.count, embodiment: robots.embodiment,
          descriptor: descriptor, orchestrator: orchestrator, executor: executor,
          latencySteps: boundedSteps(((spec?.latency ?? 0) * rate).rounded()),
          replanSteps: replan < 1e9 ? Int32(replan) : .max,
          layer: map.layer(radius: robots.embodiment.boundingRadius),
          placeTolerance: descriptor.minTurnRadius > 0 ? 0.5 : 0.25))
      next += robots.count
    }
    self.classes = classes
    robotCount = next
    policyHash = WorldModel.hash(of: scene, classes)
    if classes.count == scene.robots.count {
      var check = FloorCheck(scene: scene, classes: classes, tasks: tasks, map: map)
      check.run()
      check.forgiveCells()
      problems += check.problems
      starts = check.placement.table.poses
    } else {
      starts = []
    }
    warnings = problems.filter { $0.severity == .warning }
    if problems.contains(where: { $0.severity == .error }) {
      throw SceneCompileError(diagnostics: problems)
    }
  }
}
