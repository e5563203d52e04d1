import Contracts
import Coordination
import MeanFields
import Policies
import Scenes
import SimCore
import Work

/// Looking at the population of a run.
extension Fleet {
  /// Both layers' mean fields.
  var fields: MeanFieldBank {
    @inline(__always) _read { yield population.exchange.fields }
  }

  /// What coordination costs.
  var ledger: CommunicationLedger { population.exchange.ledger }

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
      positions: (0..<robotCount).map { body.bodies.position($0) })
  }
}

extension Population {
  /// The population of a compiled scene, at time zero.
  init(model: WorldModel, pool: WorkerPool) {
    self.init(
      model.populationSetup(
        optionCount: model.tasks.options.count, isAble: model.tasks.isAbleOption), pool: pool
    ) { TwinRun(model: model, pool: pool) }
  }
}

extension WorldModel {
  /// Everything that is said of the population before the run.
  func populationSetup(optionCount: Int, isAble: [Bool]) -> PopulationSetup {
    PopulationSetup(
      coordination,
      classes: classes.map {
        PopulationClass(
          robotCount: $0.rows.count, maxSpeed: $0.descriptor.maxSpeed,
          orchestratorReads: $0.orchestrator.reads, executorReads: $0.executor.reads)
      }, bounds: bounds, optionCount: optionCount, isAble: isAble,
      seed: derivedSeed(seeds.policies, 0x6368_616E))
  }
}
