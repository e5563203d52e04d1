import SimCore

/// The values of a kind's parameters, defaults filled in; 0 where a value is automatic.
public struct PolicyValues: Equatable, Sendable {
  /// The kind's parameters, in order.
  public let parameters: [PolicyParameter]
  /// The value of each.
  public let values: [Double]

  /// Values of a kind's parameters, of which some are given.
  ///
  /// - Throws: `unknownParameter` for the alphabetically first name the kind does not have;
  ///   `outOfRange` for the first value that is not allowed, `outOfOrder` for the first that is not above
  ///   its lower neighbour.
  init(of kind: PolicyKind, given: [String: Double]) throws(PolicyError) {
    parameters = kind.parameters
    let valid = parameters.map(\.name)
    for name in given.keys.sorted() where !valid.contains(name) {
      throw .unknownParameter(name, kind: kind.name, valid: valid)
    }
    var values: [Double] = []
    for parameter in parameters {
      let value = given[parameter.name] ?? parameter.defaultValue
      let isAutomatic = parameter.isAutomaticAtZero && value == 0
      guard isAutomatic || parameter.range.contains(value) else {
        throw .outOfRange(parameter.name, value: value, range: parameter.range)
      }
      values.append(value)
    }
    for (parameter, value) in zip(parameters, values) {
      guard let lower = parameter.lowerNeighbour,
        let index = parameters.firstIndex(where: { $0.name == lower }), value <= values[index]
      else { continue }
      throw .outOfOrder(parameter.name, value: value, above: lower, values[index])
    }
    self.values = values
  }

  /// The value of a parameter, in its unit.
  ///
  /// - Precondition: the kind has a parameter of this name.
  public subscript(name: String) -> Float {
    guard let index = parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("the kind has no parameter '\(name)'")
    }
    return Float(values[index])
  }

  /// The value of a parameter that not every kind has, or nil.
  func value(of parameter: PolicyParameter) -> Float? {
    parameters.firstIndex { $0.name == parameter.name }.map { Float(values[$0]) }
  }

  /// Folds the values into a hash.
  func addIdentity(to hash: inout StateHash) { for value in values { hash.add(value.bitPattern) } }
}
