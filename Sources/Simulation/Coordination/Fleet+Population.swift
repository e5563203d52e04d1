import Contracts
import Coordination
import MeanFields
import Policies
import Scenes
import SimCore
import Work

/// What the loop asks of the population, and what it tells it.
extension Fleet {
  /// Both layers' mean fields.
  var fields: MeanFieldBank {
    @inline(__always) _read { yield population.exchange.fields }
    @inline(__always) _modify { yield &population.exchange.fields }
  }

  /// What coordination costs.
  var ledger: CommunicationLedger {
    get { population.exchange.ledger }
    @inline(__always) _modify { yield &population.exchange.ledger }
  }

  /// Motor contexts as robots tell them. [robotCount]
  var executorStates: Buffer<ExecutorMicrostate> {
    @inline(__always) _read { yield population.exchange.executors.states }
    @inline(__always) _modify { yield &population.exchange.executors.states }
  }

  /// Planning states as robots tell them. [robotCount]
  var orchestratorStates: Buffer<OrchestratorMicrostate> {
    @inline(__always) _read { yield population.exchange.orchestrators.states }
    @inline(__always) _modify { yield &population.exchange.orchestrators.states }
  }

  /// What policies of one class and layer read of the population under the mode and coupling.
  func populationView(classIndex: Int, layer: FieldLayer) -> PopulationView {
    population.view(classIndex: classIndex, layer: layer)
  }

  /// The spatial field that policies of a layer read, or nil.
  func spatialField(for layer: FieldLayer) -> SpatialFieldView? { population.grid(for: layer) }

  /// True where the density `distance` metres away is made of robots that the robot itself may hear.
  func isWithinHearing(_ distance: Float) -> Bool { population.isWithinHearing(distance) }

  /// Bills what robots of a class read of fields at one decision.
  mutating func billReads(
    _ layer: FieldLayer, _ classIndex: Int, count: Int, _ view: PopulationView,
    gridSamples: Int, isHeld: Bool = false
  ) {
    population.billReads(
      DecisionReads(
        layer: layer, classIndex: classIndex, robotCount: count, gridSamples: gridSamples,
        isHeld: isHeld), of: view)
  }

  /// The fields of time zero: the fleet as it was placed.
  mutating func primePopulation() {
    readExecutorStates()
    readOrchestratorStates()
    population.prime()
  }

  /// One executor tick of the population, after the robots' states were read.
  mutating func exchange(isPlanningTick: Bool) {
    if isPlanningTick, population.scheme.demandShares != nil { readDemand() }
    population.update(
      CoordinationTick(
        step: stepCount, isPlanningTick: isPlanningTick,
        demand: UnsafePointer(planning.demand.base)))
  }

  /// Who sends messages to whom once per update under the coordination mode, at most `limit` links.
  ///
  /// Fields: every robot to the aggregator. Tree: every robot to its group's first robot, and so on
  /// up. All to all: every pair, lower row first. Neighbours: every pair within the radius. Samples
  /// and gossip: who was heard at the last update.
  ///
  /// - Parameters:
  ///   - robots: Rows that matter; links between others are left out. Empty: all matter.
  ///   - limit: How many are given at most.
  /// - Returns: Links in order of the sender's row.
  public func messageLinks(touching robots: [Int], limit: Int) -> [MessageLink] {
    population.links(
      touching: robots.sorted(), limit: limit,
      positions: (0..<robotCount).map { bodies.position($0) })
  }
}

extension Population {
  /// The population of a compiled scene, at time zero.
  init(model: WorldModel, pool: WorkerPool) {
    self.init(
      PopulationSetup(
        model.coordination,
        classes: model.classes.map {
          PopulationClass(robotCount: $0.rows.count, maxSpeed: $0.descriptor.maxSpeed)
        }, bounds: model.bounds, optionCount: model.tasks.options.count,
        isAble: model.tasks.isAbleOption, seed: derivedSeed(model.seeds.policies, 0x6368_616E)),
      pool: pool
    ) { TwinRun(model: model, pool: pool) }
  }
}
