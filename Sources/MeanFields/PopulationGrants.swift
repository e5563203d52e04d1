import Contracts

/// What a way of coordinating lets policies read of the population, before the coupling of the layers.
public struct PopulationGrants: Equatable, Sendable {
  /// Which fields can be read.
  public enum Fields: Sendable {
    /// None.
    case none
    /// Orchestrators read m^orch, or what stands for it.
    case plansOfOrchestrators
    /// Both layers read both fields.
    case all
  }
  /// Which fields can be read.
  public var fields: Fields
  /// True where it tells where robots are, so that a spatial field can be formed.
  ///
  /// A handful of sampled positions says nothing of a density (k = 5 robots on hundreds of cells), and
  /// a gossiped grid would be thousands of numbers per message.
  public var hasGrid: Bool
  /// True where the density of destinations can be formed: where robots are bound.
  ///
  /// Those bound for a place may be anywhere: whoever hears the robots near it only, a sample of them or what its
  /// group adds up to cannot form it.
  public var hasDestinations: Bool
  /// True where both layers have one field, on one clock and over all classes.
  public var isPooled = false
  /// True where policies may read each peer's row.
  public var hasPeers = false

  /// Grants from their values.
  public init(
    fields: Fields, hasGrid: Bool, hasDestinations: Bool = false, isPooled: Bool = false,
    hasPeers: Bool = false
  ) {
    self.fields = fields
    self.hasGrid = hasGrid
    self.hasDestinations = hasDestinations
    self.isPooled = isPooled
    self.hasPeers = hasPeers
  }

  /// Nothing at all.
  public static let nothing = PopulationGrants(fields: .none, hasGrid: false)
  /// Both fields with their spatial parts.
  public static let fields = PopulationGrants(fields: .all, hasGrid: true, hasDestinations: true)
  /// Both fields, and where the robots near by are; not where those farther away are bound.
  public static let fieldsNearby = PopulationGrants(fields: .all, hasGrid: true)
  /// Both fields without a spatial part.
  public static let fieldsWithoutGrid = PopulationGrants(fields: .all, hasGrid: false)
  /// One field for both layers.
  public static let pooledFields = PopulationGrants(
    fields: .all, hasGrid: true, hasDestinations: true, isPooled: true)
  /// Both fields, and every peer's row.
  public static let fieldsAndPeers = PopulationGrants(
    fields: .all, hasGrid: true, hasDestinations: true, hasPeers: true)
  /// Orchestrators' table of their group.
  public static let groupOfPlanners = PopulationGrants(
    fields: .plansOfOrchestrators, hasGrid: false)
}

/// Which layers' fields a policy reads: the ablation of the seed paper's cross-conditioning.
public enum LayerCoupling: String, Sendable, CaseIterable {
  /// No field at all.
  case none
  /// Each layer reads its own field only.
  case own
  /// Each layer reads the other layer's field only (the paper's A.1, taken literally).
  case cross
  /// Each layer reads both fields (default; correction C1).
  case both

  /// True where policies of `reader` read the field of `source` under a way of coordinating.
  public func grants(
    _ source: FieldLayer, to reader: FieldLayer, under grants: PopulationGrants
  ) -> Bool {
    switch grants.fields {
    case .none: return false
    case .plansOfOrchestrators: return source == .orchestrator && reader == .orchestrator
    case .all: break
    }
    switch self {
    case .none: return false
    case .own: return source == reader
    case .cross: return source != reader
    case .both: return true
    }
  }
}
