import Contracts

/// The policy kinds that scenes may name.
///
///     let catalog = PolicyCatalog.standard.adding(MyPolicy.kind)
///
/// Source of the built-in kinds: mathematics Appendix A.2 and A.3.
public struct PolicyCatalog: Sendable {
  /// All kinds, orchestrators first.
  public private(set) var kinds: [PolicyKind]

  /// The built-in kinds: fixed, hashed, and independent of the number of robots.
  public static let standard = PolicyCatalog([
    Independent.kind, Greedy.kind, JoinFullest.kind, Logit.kind, WaterFilling.kind,
    DecisionRule.kind, Auction.kind, Gated.kind, Conwip.kind, Cap.kind,
    GoalSeeking.kind, DensityAware.kind, Aligned.kind, Reach.kind,
  ])

  /// A catalogue of kinds, each of another name.
  public init(_ kinds: [PolicyKind] = []) {
    self.kinds = []
    for kind in kinds { add(kind) }
  }

  /// This catalogue with one more kind.
  ///
  /// - Precondition: no kind of the catalogue has its name.
  public func adding(_ kind: PolicyKind) -> PolicyCatalog {
    var result = self
    result.add(kind)
    return result
  }

  private mutating func add(_ kind: PolicyKind) {
    precondition(self.kind(named: kind.name) == nil, "two policy kinds are named '\(kind.name)'")
    // Orchestrators stay first, in the order they came in.
    let place = kind.isOrchestrator ? kinds.firstIndex { !$0.isOrchestrator } : nil
    kinds.insert(kind, at: place ?? kinds.endIndex)
  }

  /// The kind of this name, or nil.
  public func kind(named name: String) -> PolicyKind? { kinds.first { $0.name == name } }

  /// The kinds of a layer.
  public func kinds(of layer: FieldLayer) -> [PolicyKind] { kinds.filter { $0.layer == layer } }

  /// The kind of this name, if it belongs to this layer.
  func kind(_ name: String, layer: FieldLayer) throws(PolicyError) -> PolicyKind {
    guard let kind = kind(named: name) else {
      throw .unknownKind(name, valid: kinds(of: layer).map(\.name))
    }
    guard kind.layer == layer else {
      throw .wrongLayer(name, isOrchestrator: kind.isOrchestrator)
    }
    return kind
  }
}
