import Contracts
import Coordination
import Doors
import Embodiments
import MeanFields
import RigidBodies
import Scenes
import SimCore
import Work

/// One run of a compiled scene: the world's whole state and the loop that advances it.
///
///     let model = try WorldModel(scene: scene)
///     var fleet = Fleet(model: model, pool: WorkerPool(workerCount: 2))
///     while !fleet.isFinished { fleet.step() }
///     print(fleet.report().value("deliveries") ?? 0)
///
/// The same scene, seed and build give the same bits for any number of workers.
public struct Fleet: ~Copyable {
  /// The compiled scene, shared between runs.
  public var model: WorldModel {
    @inline(__always) _read { yield shared.model }
  }
  private let shared: SharedModel
  let pool: WorkerPool

  /// Number of physics steps made.
  public internal(set) var stepCount = 0

  // The body: rigid bodies, and what robots perceive and command.
  var body: FleetBody
  // Ways to destinations, and who may drive where.
  var ways: FleetWays
  // The mind: robots' states, both layers' mean fields, what is learned of them, and what it costs.
  var population: Population
  // What goes wrong on purpose.
  var disturbances: DisturbanceColumns
  // Work: jobs, slots, and what every robot did with its directives.
  var work: FleetWork
  // What planners are told: scratch of a tick.
  var planning: PlanningColumns
  // Policies that others play: what they see, and who plays them.
  var outside = OutsidePolicies()
  // What the run reports.
  var tally: RunTally

  /// A run at time zero.
  ///
  /// - Complexity: O(robots + map cells); all memory of the run is allocated here.
  public init(model: WorldModel, pool: WorkerPool) {
    shared = SharedModel(model)
    self.pool = pool
    body = FleetBody(model: model)
    ways = FleetWays(model: model)
    population = Population(model: model, pool: pool)
    disturbances = DisturbanceColumns(model: model)
    work = FleetWork(model.tasks, seed: model.seeds.tasks)
    for (row, charge) in model.initialCharges.enumerated() { work.battery[row] = charge }
    planning = PlanningColumns(model: model)
    body.bodies.world.refreshQueries(pool)
    tally = RunTally(model: model)
    work.admit(at: WorkMoment(step: 0, time: 0, tickPeriod: model.executorPeriod))
    Fleet.readExecutors(
      &population.exchange.executors.states, body: body, work: work, model)
    Fleet.readOrchestrators(
      &population.exchange.orchestrators.states, &work, body: body,
      at: Tick(model: model, pool: pool, step: 0))
    population.prime()
  }

  /// Simulated time, seconds.
  public var time: Double { model.clocks.loop.seconds(stepCount) }

  /// True when the scene's duration has passed.
  public var isFinished: Bool { time >= model.duration - 1e-9 }

  /// Number of robots.
  public var robotCount: Int { model.robotCount }

  /// Jobs delivered so far.
  public var deliveries: Int { tally.work.deliveries }

  /// The hash of the whole state, 16 hexadecimal digits: all that a snapshot holds.
  ///
  /// - Complexity: O(state).
  public func stateHash() -> String {
    var archive = StateArchive.hashing
    archive.read(self)
    return archive.hash.hexadecimal
  }
}
