import Contracts
import Policies

extension WorldModel {
  /// True where a policy of a layer says that it reads the field of a layer, or the spatial part of it, and
  /// robots have that policy.
  ///
  /// Whether it may is for the way of coordinating and the coupling to say.
  public func hasReaders(of source: FieldLayer, in reader: FieldLayer) -> Bool {
    let input: PolicyInput = source == reader ? .ownField : .otherField
    return classes.contains { robots in
      let kind = reader == .orchestrator ? robots.orchestrator.kind : robots.executor.kind
      let inputs = kind.requiredInputs + kind.optionalInputs
      return !robots.rows.isEmpty
        && (inputs.contains(input) || inputs.contains(source == .executor ? .grid : .destinations))
    }
  }
}
