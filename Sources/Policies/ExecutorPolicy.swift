import Contracts
import SimCore

/// A motor policy: turns what the robots of a class see into motion commands, in one call per range
/// of rows.
///
/// Rows are independent: calls for disjoint ranges may run on different workers. A policy reads its
/// own row and what the coordination mode grants; where a field is withheld (nil, samples zero) it
/// does without.
///
/// Source: mathematics Appendix A.3; E0, E1 and E2, and resolved-rate reaching.
public struct ExecutorPolicy: Sendable {
  /// Its kind.
  public let kind: PolicyKind
  /// The values of the kind's parameters in the kind's order, as resolved; 0 where automatic.
  public let parameterValues: [Double]

  private let behaviour: Behaviour

  private enum Behaviour: Sendable {
    case seeking(SteeringRule)
    case reaching(ReachingRule)
  }

  /// A policy of a kind, with some parameters given and the others at their defaults.
  ///
  /// - Throws: `PolicyError`: `unknownKind`, `wrongLayer`, `unknownParameter` or `outOfRange`.
  public init(kind name: String, parameters: [String: Double] = [:]) throws(PolicyError) {
    kind = try PolicyCatalog.kind(name, layer: .executor)
    parameterValues = try PolicyCatalog.resolve(parameters, of: kind)
    let values = parameterValues.map { Float($0) }
    if name == "reach" {
      behaviour = .reaching(ReachingRule(gain: values[0], tolerance: values[1]))
      return
    }
    var rule = SteeringRule(horizon: values[0], margin: values[1], brakeShare: values[2])
    if name == "densityAware" {
      rule.crowd = CrowdRule(
        jamDensity: values[3], minSpeedShare: values[4], aversion: values[5], lookAhead: values[6],
        queueSlowdown: values[7])
    }
    if name == "aligned" { rule.alignment = values[3] }
    behaviour = .seeking(rule)
  }

  /// How far ahead the spatial field is to be sampled for this policy, metres; 0 where it reads none.
  ///
  /// See `fieldSampleOffset(_:direction:lookAhead:)`.
  public var fieldLookAhead: Float {
    if case .seeking(let rule) = behaviour, let crowd = rule.crowd { return crowd.lookAhead }
    return 0
  }

  /// Folds everything that changes an action into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    hash.add(kind.name)
    for value in parameterValues { hash.add(value.bitPattern) }
  }

  /// Acts for the rows of a batch.
  ///
  /// - Parameters:
  ///   - batch: What the class's executors see.
  ///   - commands: One command per robot of the class; only `batch.rows` are written. [robotCount]
  ///   - trace: Why, one per robot of the class; only `batch.rows` are written. [robotCount]
  /// - Complexity: O(rows × (neighbours² + rays)), no allocation.
  public func act(
    _ batch: ExecutorBatch, into commands: UnsafeMutablePointer<MotionCommand>,
    trace: UnsafeMutablePointer<ExecutorTrace>? = nil
  ) {
    switch behaviour {
    case .seeking(let rule): rule.act(batch, into: commands, trace: trace)
    case .reaching(let rule): rule.act(batch, into: commands, trace: trace)
    }
  }
}
