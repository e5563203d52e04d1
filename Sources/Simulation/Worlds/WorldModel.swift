import Contracts
import Coordination
import Embodiments
import Floors
import MeanFields
import Navigation
import Policies
import Reaching
import Scenes
import SimCore
import Work

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
  /// Its distance rays.
  public var rayFan: RayFan
  /// Its orchestrators' policy.
  public var orchestrator: OrchestratorPolicy
  /// Its executors' policy.
  public var executor: ExecutorPolicy
  /// Orchestrator latency in physics steps.
  public var latencySteps: Int32
  /// Physics steps after which a plan under way is reconsidered.
  public var replanSteps: Int32
  /// Advice on directives for which its orchestrators give none of their own.
  public var advice: EpisodeMetadata
}

/// A scene compiled for running: immutable, shared by parallel runs.
public struct WorldModel: Sendable {
  /// The scene it was compiled from.
  ///
  /// It is for files and pictures; the loop reads what was compiled.
  public let scene: Scene
  /// Digest of all that a run depends on apart from its seed and the build.
  public let sceneDigest: String
  /// Rates of the three clocks.
  public let clocks: ClockSpec
  /// Simulated seconds until the run ends.
  public let duration: Double
  /// Seconds without progress after which a robot with something to do is jammed.
  public let jamAfter: Float
  /// The seeds of chance.
  public internal(set) var seeds: RunSeeds
  /// The workspace, metres.
  public let bounds: AABB
  /// What robots learn of each other, and over what channel.
  public internal(set) var coordination: CoordinationSetup
  /// What goes wrong on purpose.
  public let disturbances: DisturbanceSpec
  /// When the run counts as a success; nil where the scene states none.
  public let success: SuccessSpec?
  /// Robot classes, in scene order; their rows are contiguous.
  public let classes: [RobotClassModel]
  /// Number of robots.
  public let robotCount: Int
  /// Options, slots and fixed jobs.
  public let tasks: TaskModel
  /// Start poses. [robotCount], robot order
  public let starts: [Pose]
  /// The arms of the fleet: the postures they start in, and who shares a workspace with whom.
  public let reachSite: ReachSite
  /// The ways of the workspace, for bodies of every size.
  public let corridors: CorridorMap
  /// Where ways count more or robots drive slower.
  public let trafficZones: TrafficZones
  /// The regions that a centre hands out; nil under every rule but `priority`.
  public let roadmap: Roadmap?
  /// Which way its streets are driven.
  public let directions: CorridorDirections
  /// False where nobody heeds anybody on them.
  public let isRegulated: Bool
  /// Free floor on nobody's way, where robots without work may stand.
  public let spots: CorridorSpots
  /// Static obstacles as convex polygons, anticlockwise, metres.
  public let obstacles: [[Vec2]]
  /// Hash of everything that two runs of "the same policy" share.
  ///
  /// Kinds and resolved parameters, mean-field recursion, coupling, clocks and traffic rule (correction C10).
  /// It does not depend on the number of robots.
  public let policyHash: String
  /// Identifies what policies learn of the population: mode, coupling, weights and channel.
  public var informationHash: String { WorldModel.informationHash(of: coordination) }

  /// What works, but is worth knowing: free floor on which no robot starts.
  public let warnings: [Diagnostic]

  /// Seconds between two executor ticks.
  public var executorPeriod: Float { clocks.executorPeriod }

  /// Compiles a scene.
  ///
  /// - Throws: `SceneCompileError` with all mistakes: obstacles that cover the floor too many times
  ///   over, a class that does not find room, a robot that
  ///   starts in an obstacle or in another robot, a place or goal that cannot be reached, places that
  ///   overlap.
  /// - Complexity: O(map cells + robots + places).
  public init(scene: Scene) throws(SceneCompileError) {
    self.scene = scene
    sceneDigest = scene.digest
    clocks = scene.clocks
    duration = Double(scene.run.duration)
    jamAfter = scene.run.jamAfter
    seeds = RunSeeds(scene.run)
    bounds = scene.world.bounds
    coordination = WorldModel.coordination(of: scene)
    disturbances = scene.disturbances
    success = scene.success
    let authored = TaskModel(scene.tasks, at: WorldModel.site(of: scene))
    obstacles = scene.world.solids()
    var problems: [Diagnostic] = []
    var classes: [RobotClassModel] = []
    var next = 0
    let sizes = scene.robots.map { $0.embodiment.boundingRadius }
    let radii = sizes.isEmpty ? [0.3] : sizes
    if let problem = WorldModel.excessOfObstacles(scene, radii) {
      throw SceneCompileError(diagnostics: [problem])
    }
    guard var corridors = try? CorridorMap(world: scene.world) else {
      throw SceneCompileError(diagnostics: [
        Diagnostic(
          severity: .error, message: "memory ran out for the ways of the floor", location: nil)
      ])
    }
    trafficZones = TrafficZones(scene.world.traffic.zones, bounds: scene.world.bounds)
    corridors.charge(trafficZones)
    self.corridors = corridors
    spots = WorldModel.spots(
      corridors, radii: sizes, tasks: authored,
      robotCount: scene.robots.reduce(0) { $0 + $1.count })
    var tasks = authored
    if scene.world.traffic.rule == .priority {
      var regions = WorldModel.roadmap(of: scene, corridors, radii, authored, &problems)
      regions?.charge(trafficZones)
      roadmap = regions
      // Where robots wait at some points only, that is where they go out of the way.
      let waiting = scene.world.traffic.points.filter { $0.waiting == true }.map(\.place)
      tasks.addRefuges(roadmap?.places(near: waiting.isEmpty ? spots.places : waiting) ?? [])
      if let roadmap {
        problems += WorldModel.limitReach(&tasks, of: scene, roadmap, corridors)
      }
    } else {
      roadmap = nil
      tasks.addRefuges(spots.places)
    }
    isRegulated = scene.world.traffic.rule != .none
    directions =
      scene.world.traffic.rule == .oneWay
      ? CorridorDirections(corridors, radii: radii) : CorridorDirections()
    for robots in scene.robots {
      let descriptor = robots.embodiment.descriptor
      guard
        let orchestrator = WorldModel.orchestrator(robots, scene, &problems),
        let executor = WorldModel.executor(robots, scene, &problems)
      else { continue }
      let spec = scene.policies.first { $0.name == robots.orchestrator }
      let latency = (spec?.latency ?? 0) * Float(scene.clocks.physicsRate)
      classes.append(
        RobotClassModel(
          name: robots.name, rows: next..<next + robots.count, embodiment: robots.embodiment,
          descriptor: descriptor,
          rayFan: RayFan(
            count: robots.embodiment.sensors.rayCount,
            fieldOfView: robots.embodiment.sensors.fieldOfView),
          orchestrator: orchestrator, executor: executor,
          latencySteps: StepClock.bounded(latency.rounded()),
          replanSteps: scene.clocks.loop.steps(in: spec?.replanAfter ?? .infinity),
          advice: robots.metadata))
      next += robots.count
    }
    self.classes = classes
    robotCount = next
    policyHash = WorldModel.hash(of: scene, classes)
    if classes.count == scene.robots.count {
      let plan = FloorPlan(
        scene: scene,
        classes: classes.map {
          FloorClass(
            name: $0.name, rows: $0.rows, embodiment: $0.embodiment)
        }, tasks: authored,
        grid: ClearanceGrid(world: scene.world, largestRadius: radii.max() ?? 0.3),
        corridors: corridors)
      problems += plan.problems
      starts = plan.starts
      if let roadmap {
        problems += WorldModel.strandedStarts(of: scene, classes, starts, roadmap, corridors)
      }
      tasks.leaveOutGoals(plan.leftOut)
      reachSite = WorldModel.reachSite(of: plan, classes, obstacles, bounds)
    } else {
      starts = []
      reachSite = ReachSite(arms: [], tolerance: 0)
    }
    self.tasks = tasks
    warnings = problems.filter { $0.severity == .warning }
    if problems.contains(where: { $0.severity == .error }) {
      throw SceneCompileError(diagnostics: problems)
    }
    if let problem = misfitOfPath { throw SceneCompileError(diagnostics: problems + [problem]) }
  }
}
