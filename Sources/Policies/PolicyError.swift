/// What is wrong with a policy's description.
public enum PolicyError: Error, Equatable, CustomStringConvertible {
  /// No policy kind of this name; the names that exist.
  case unknownKind(String, valid: [String])
  /// The kind is of the other layer.
  case wrongLayer(String, isOrchestrator: Bool)
  /// The kind has no such parameter; the names that exist.
  case unknownParameter(String, kind: String, valid: [String])
  /// A value outside the parameter's range, or not a number.
  case outOfRange(String, value: Double, range: ClosedRange<Double>)
  /// A value that is not above the parameter's lower neighbour.
  case outOfOrder(String, value: Double, above: String, Double)

  /// One sentence for people.
  public var description: String {
    switch self {
    case .unknownKind(let name, let valid):
      "there is no policy kind '\(name)'; valid are \(valid.joined(separator: ", "))"
    case .wrongLayer(let name, let isOrchestrator):
      "'\(name)' is an \(isOrchestrator ? "orchestrator, not an executor" : "executor, not an orchestrator")"
    case .unknownParameter(let name, let kind, let valid):
      valid.isEmpty
        ? "'\(kind)' has no parameters, so no '\(name)'"
        : "'\(kind)' has no parameter '\(name)'; valid are \(valid.joined(separator: ", "))"
    case .outOfRange(let name, let value, let range):
      "'\(name)' is \(value), but must be in \(range.lowerBound) … \(range.upperBound)"
    case .outOfOrder(let name, let value, let lower, let least):
      "'\(name)' is \(value), but must be above '\(lower)', which is \(least)"
    }
  }
}
