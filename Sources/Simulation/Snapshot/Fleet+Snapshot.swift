import Contracts
import Coordination
import MeanFields
import Navigation
import Scenes
import SimCore
import Work

extension Fleet: StateHolder {
  /// The state between two steps; restored anywhere, the run goes on with the same bits.
  ///
  /// - Complexity: O(state); 2.7 kB per robot on the warehouse with 40 robots, 5.4 kB with a twin run.
  public func snapshot() -> FleetSnapshot {
    FleetSnapshot(step: stepCount, setup: Self.setupHash(of: model), columns: stateBytes())
  }

  /// Goes to the state of a snapshot, from any state of the same scene.
  ///
  /// The wall times of the stages (`stageSeconds`) stay: they are of this process.
  ///
  /// - Throws: `otherScene` where it is of another scene, seed or build; the fleet is then unchanged.
  /// - Complexity: O(state).
  public mutating func restore(_ snapshot: FleetSnapshot) throws(FleetSnapshotError) {
    guard snapshot.setup == Self.setupHash(of: model) else {
      throw .otherScene("its scene or seeds differ")
    }
    if let failure = restoreState(from: snapshot.columns) { throw .otherScene(failure) }
  }

  /// A run that begins where a snapshot was taken.
  ///
  /// - Throws: as `restore`.
  public init(
    model: WorldModel, pool: WorkerPool, restoring snapshot: FleetSnapshot
  ) throws(FleetSnapshotError) {
    self.init(model: model, pool: pool)
    try restore(snapshot)
  }

  /// A run that goes on under another scene from where a snapshot was taken: `BranchRule` says which.
  ///
  /// - Throws: `otherScene` where the snapshot is not of `earlier`, or its state does not fit the new
  ///   scene: other robots, starts, seeds or ways, or something of another size.
  public init(
    model: WorldModel, pool: WorkerPool, continuing snapshot: FleetSnapshot, of earlier: WorldModel
  ) throws(FleetSnapshotError) {
    self.init(model: model, pool: pool)
    guard snapshot.setup == Self.setupHash(of: earlier) else {
      throw .otherScene("its scene or seeds differ")
    }
    let isFitting =
      model.seeds == earlier.seeds && model.starts == earlier.starts
      && model.classes.map(\.rows) == earlier.classes.map(\.rows)
      && model.corridors.gateCount == earlier.corridors.gateCount
    guard isFitting else { throw .otherScene("robots, starts, seeds or ways are others") }
    if let failure = restoreState(from: snapshot.columns) { throw .otherScene(failure) }
  }

  /// Lists what a snapshot holds and a state hash covers, in this order.
  ///
  /// **Whoever adds state adds its line**, here or in the
  /// `visitState` of its struct; `SnapshotColumnsTests` fails until then.
  ///
  /// Constant: `shared`, `pool`. Scratch of one tick: `planning`, `outside`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&stepCount)
    body.visitState(&archive)
    ways.visitState(&archive)
    population.visitState(&archive)
    disturbances.visitState(&archive)
    work.visitState(&archive)
    tally.visitState(&archive)
    archive.visit(&body.handCommands)
  }

  /// Hash of what a snapshot takes for granted: policies, seeds, robots, floor.
  private static func setupHash(of model: WorldModel) -> UInt64 {
    var hash = StateHash()
    hash.add(model.policyHash)
    // The digest holds the files' bytes and no paths: a run folder has the same scene elsewhere.
    hash.add(model.sceneDigest)
    let seeds = model.seeds
    for seed in [seeds.placement, seeds.dynamics, seeds.tasks, seeds.policies] {
      hash.add(seed)
    }
    for pose in model.starts {
      hash.add(pose.position.x)
      hash.add(pose.position.y)
    }
    hash.add(model.corridors.gateCount)
    return hash.value
  }
}
