import Contracts
import SimCore

/// One robot class as the mean fields see it.
public struct PopulationClass: Equatable, Sendable {
  /// Number of robots N_c.
  public var robotCount: Int
  /// The class's maximum speed, m/s: what the velocity features are shares of.
  public var maxSpeed: Float

  /// What its orchestrators read.
  public var orchestratorReads: PopulationReads
  /// What its executors read.
  public var executorReads: PopulationReads

  /// A class from its values; it reads everything unless something else is said.
  public init(
    robotCount: Int, maxSpeed: Float, orchestratorReads: PopulationReads = .all,
    executorReads: PopulationReads = .all
  ) {
    self.robotCount = robotCount
    self.maxSpeed = maxSpeed
    self.orchestratorReads = orchestratorReads
    self.executorReads = executorReads
  }

  /// What its policies of a layer read.
  public func reads(_ reader: FieldLayer) -> PopulationReads {
    reader == .orchestrator ? orchestratorReads : executorReads
  }
}

/// What a bank of mean fields is made of: fixed for a run and part of the policy hash.
public struct MeanFieldConfiguration: Equatable, Sendable {
  /// What the way of coordinating grants.
  public var granted = PopulationGrants.fields
  /// Which layers' fields a policy reads.
  public var coupling: LayerCoupling = .both
  /// How much classes count for each other in what a layer reads.
  public var weights = LayerWeights()
  /// What the spatial field is smoothed with before anybody reads it, in cells; nil: as it is.
  public var kernel: SpatialKernel?
  /// Features that are added to those of `OrchestratorSchema`.
  public var orchestratorFeatures: [ExtraFeature] = []
  /// Features that are added to those of `ExecutorSchema`.
  public var executorFeatures: [ExtraFeature] = []
  /// Recursion of m^orch.
  public var orchestratorRecursion: Recursion = .movingAverage(timeConstant: 2)
  /// Recursion of m^exec and of the spatial field.
  public var executorRecursion: Recursion = .movingAverage(timeConstant: 0.5)
  /// Seconds between two updates of m^orch, τ_o.
  public var orchestratorPeriod: Float = 1
  /// Seconds between two updates of m^exec, τ_x.
  public var executorPeriod: Float = 0.1
  /// Side of a cell of the spatial field, metres.
  public var gridCell: Float = 2

  /// Both fields, both couplings, 2 s and 0.5 s of memory, 1 Hz and 10 Hz, cells of 2 m.
  public init() {}

  /// True where policies of `reader` may read the field of `source`.
  public func grants(_ source: FieldLayer, to reader: FieldLayer) -> Bool {
    coupling.grants(source, to: reader, under: granted)
  }

  /// True where policies of a layer of some classes read a part of the field of `source`.
  public func isRead(
    _ part: PopulationReads, of source: FieldLayer, by classes: [PopulationClass]
  ) -> Bool {
    FieldLayer.allCases.contains { reader in
      grants(source, to: reader) && classes.contains { !$0.reads(reader).isDisjoint(with: part) }
    }
  }

  /// True where policies of a layer of some classes read where robots are bound.
  public func areDestinationsRead(by classes: [PopulationClass]) -> Bool {
    granted.hasDestinations && isRead(.destinations, of: .orchestrator, by: classes)
  }

  /// True where policies of a layer of some classes read something of the field of `source`.
  public func isRead(_ source: FieldLayer, by classes: [PopulationClass]) -> Bool {
    switch source {
    case .orchestrator:
      isRead(.plans, of: source, by: classes) || areDestinationsRead(by: classes)
    case .executor: isRead([.contexts, .grid], of: source, by: classes)
    }
  }

  /// Folds everything that two runs of "the same policy" share into a hash (correction C10).
  ///
  /// The way of coordinating, its parameters and the coupling are not part of it: they are what a comparison
  /// varies, and the same policy, by hash, runs under all of them.
  public func addIdentity(to hash: inout StateHash) {
    for weight in kernel?.weights ?? [] { hash.add(weight) }
    for feature in orchestratorFeatures + executorFeatures { feature.addIdentity(to: &hash) }
    orchestratorRecursion.addIdentity(to: &hash)
    executorRecursion.addIdentity(to: &hash)
    hash.add(orchestratorPeriod)
    hash.add(executorPeriod)
    hash.add(gridCell)
  }

  /// Folds who reads whom into a hash.
  public func addInformation(to hash: inout StateHash) {
    hash.add(coupling.rawValue)
    weights.addIdentity(to: &hash)
  }
}
