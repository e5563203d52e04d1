import Contracts
import MeanFields
import SimCore

/// A motor policy: a kind of executor with its parameters, made once per robot class.
///
/// Robots are independent: calls for disjoint ranges may run on different workers. A policy reads a
/// robot's own row and what the coordination mode grants; where a field is withheld it does without.
///
/// Source: mathematics Appendix A.3; E0, E1 and E2, and resolved-rate reaching.
public struct ExecutorPolicy: Sendable {
  /// Its kind.
  public let kind: PolicyKind
  /// The values of the kind's parameters, as resolved; 0 where automatic.
  public let values: PolicyValues
  /// How far ahead the spatial field is to be sampled for this policy, metres; 0 where it reads none.
  public let fieldLookAhead: Float

  private let box: Box

  /// Holds the rule, so that a policy is one word to copy.
  private final class Box: Sendable {
    let rule: any ExecutorRule

    init(_ rule: any ExecutorRule) { self.rule = rule }
  }

  /// A policy of a kind, with some parameters given and the others at their defaults.
  ///
  /// - Throws: `PolicyError`: `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(_ kind: PolicyKind, parameters: [String: Double] = [:]) throws(PolicyError) {
    guard case .executor(let make) = kind.maker else {
      throw .wrongLayer(kind.name, isOrchestrator: true)
    }
    self.kind = kind
    values = try PolicyValues(of: kind, given: parameters)
    box = Box(make(values))
    fieldLookAhead = box.rule.fieldLookAhead
  }

  /// A policy of the kind of this name.
  ///
  /// - Throws: `PolicyError`: `unknownKind`, `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(
    kind name: String, parameters: [String: Double] = [:], in catalog: PolicyCatalog = .standard
  ) throws(PolicyError) {
    try self.init(catalog.kind(name, layer: .executor), parameters: parameters)
  }

  /// What it reads of the fields, where it is granted.
  public var reads: PopulationReads {
    fieldLookAhead > 0 ? kind.reads(values) : kind.reads(values).subtracting(.grid)
  }

  /// Folds everything that changes an action into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    hash.add(kind.name)
    values.addIdentity(to: &hash)
  }

  /// Acts for a range of robots.
  ///
  /// - Complexity: O(rows × (neighbours² + rays)), no allocation.
  public func act(_ table: ExecutorTable) { box.rule.actForAll(table) }
}
