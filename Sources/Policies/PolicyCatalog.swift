import Contracts
import MeanFields
import SimCore

/// A parameter of a policy kind.
public struct PolicyParameter: Equatable, Sendable {
  /// Name in scene files, snake case.
  public var name: String
  /// Unit in SI; "1" where dimensionless.
  public var unit: String
  /// The value where a scene gives none.
  public var defaultValue: Double
  /// The values allowed.
  public var range: ClosedRange<Double>
  /// True where `auto` may stand for a value; it is passed as 0.
  public var isAutomaticAtZero: Bool
  /// One sentence for people.
  public var doc: String

  /// A parameter from its values.
  public init(
    name: String, unit: String = "1", defaultValue: Double, range: ClosedRange<Double>,
    isAutomaticAtZero: Bool = false, doc: String
  ) {
    self.name = name
    self.unit = unit
    self.defaultValue = defaultValue
    self.range = range
    self.isAutomaticAtZero = isAutomaticAtZero
    self.doc = doc
  }
}

/// Something of the population that a policy may read.
public enum PolicyInput: String, Sendable, CaseIterable {
  /// The field of the policy's own layer.
  case ownField
  /// The field of the other layer.
  case otherField
  /// The spatial field.
  case grid
  /// The rows of all peers.
  case peers
}

/// A kind of built-in policy.
public struct PolicyKind: Equatable, Sendable {
  /// Name in scene files.
  public var name: String
  /// The layer it belongs to.
  public var layer: FieldLayer
  /// Its number in the built-in list, such as B0 or E1.
  public var code: String
  /// One sentence for people.
  public var summary: String
  /// Its parameters, in order.
  public var parameters: [PolicyParameter]
  /// What it cannot do without; a scene whose coupling withholds it is refused.
  public var requiredInputs: [PolicyInput]
  /// What it reads where it is granted.
  public var optionalInputs: [PolicyInput]

  /// True for an orchestrator, false for an executor.
  public var isOrchestrator: Bool { layer == .orchestrator }

  /// A kind from its values.
  public init(
    name: String, layer: FieldLayer, code: String, summary: String,
    parameters: [PolicyParameter] = [], requiredInputs: [PolicyInput] = [],
    optionalInputs: [PolicyInput] = []
  ) {
    self.name = name
    self.layer = layer
    self.code = code
    self.summary = summary
    self.parameters = parameters
    self.requiredInputs = requiredInputs
    self.optionalInputs = optionalInputs
  }

  /// The inputs that the mode and coupling withhold although the kind requires them.
  public func withheldInputs(mode: CoordinationMode, coupling: LayerCoupling) -> [PolicyInput] {
    var configuration = MeanFieldConfiguration()
    configuration.mode = mode
    configuration.coupling = coupling
    let other: FieldLayer = layer == .orchestrator ? .executor : .orchestrator
    return requiredInputs.filter {
      switch $0 {
      case .ownField: !configuration.grants(layer, to: layer)
      case .otherField: !configuration.grants(other, to: layer)
      case .grid: !configuration.grants(.executor, to: layer) || !mode.hasGrid
      case .peers: mode != .allToAll
      }
    }
  }
}

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
    }
  }
}

/// The built-in policy kinds: fixed, hashed, and independent of the number of robots.
///
/// Source: mathematics Appendix A.2 and A.3.
public enum PolicyCatalog {
  /// All kinds, orchestrators first.
  public static let kinds: [PolicyKind] = orchestrators + executors

  /// The kind of this name, or nil.
  public static func kind(named name: String) -> PolicyKind? { kinds.first { $0.name == name } }

  /// The values of a kind's parameters in the kind's order, defaults filled in.
  ///
  /// - Throws: `unknownParameter` for the alphabetically first name the kind does not have;
  ///   `outOfRange` for the first value that is not allowed.
  static func resolve(
    _ parameters: [String: Double], of kind: PolicyKind
  ) throws(PolicyError) -> [Double] {
    let valid = kind.parameters.map(\.name)
    for name in parameters.keys.sorted() where !valid.contains(name) {
      throw .unknownParameter(name, kind: kind.name, valid: valid)
    }
    var values: [Double] = []
    for parameter in kind.parameters {
      let value = parameters[parameter.name] ?? parameter.defaultValue
      let isAutomatic = parameter.isAutomaticAtZero && value == 0
      guard isAutomatic || parameter.range.contains(value) else {
        throw .outOfRange(parameter.name, value: value, range: parameter.range)
      }
      values.append(value)
    }
    return values
  }

  /// The kind of this name, if it belongs to this layer.
  static func kind(_ name: String, layer: FieldLayer) throws(PolicyError) -> PolicyKind {
    guard let kind = kind(named: name) else {
      throw .unknownKind(name, valid: kinds.filter { $0.layer == layer }.map(\.name))
    }
    guard kind.layer == layer else {
      throw .wrongLayer(name, isOrchestrator: kind.isOrchestrator)
    }
    return kind
  }

  private static let orchestrators = [
    PolicyKind(
      name: "independent", layer: .orchestrator, code: "B0",
      summary: "Chooses uniformly among the options that have jobs and can be reached."),
    PolicyKind(
      name: "greedy", layer: .orchestrator, code: "B1",
      summary: "Chooses the option with the shortest travel time."),
    PolicyKind(
      name: "joinFullest", layer: .orchestrator, code: "B2",
      summary: "Joins the option that most of the robots it sees have claimed, else the nearest.",
      requiredInputs: [.ownField]),
    PolicyKind(
      name: "logit", layer: .orchestrator, code: "B3",
      summary: "Chooses at random by utility: open jobs per idle robot, travel, queue and crowd.",
      parameters: [
        PolicyParameter(
          name: "gain", defaultValue: 0, range: 0...1000, isAutomaticAtZero: true,
          doc: "β of the logit choice; auto is 0.7 of the stability bound (correction C6)."),
        PolicyParameter(
          name: "distance_weight", defaultValue: 1, range: 0...100,
          doc: "Utility lost for the longest travel on the map."),
        PolicyParameter(
          name: "queue_weight", unit: "1/robots", defaultValue: 0.05, range: 0...100,
          doc: "Utility lost per robot that queues at the pick-up."),
        PolicyParameter(
          name: "density_weight", unit: "m²", defaultValue: 0.5, range: 0...1000,
          doc: "Utility lost per robot/m² met on the way."),
        PolicyParameter(
          name: "reserve", defaultValue: 1, range: 0...1,
          doc:
            "Share of robots that answer unclaimed jobs only, the rest waits; needs m^orch, else nobody."
        ),
      ],
      optionalInputs: [.ownField, .grid]),
    PolicyKind(
      name: "waterFilling", layer: .orchestrator, code: "B4q",
      summary: "Spreads the idle robots over the open jobs, whole quorums only; the rest waits.",
      parameters: [
        PolicyParameter(
          name: "whole_quorums", defaultValue: 1, range: 0...1,
          doc: "1: a job gets robots only when its whole quorum can be sent (B4q); 0: B4.")
      ],
      requiredInputs: [.ownField]),
    PolicyKind(
      name: "decisionRule", layer: .orchestrator, code: "B5",
      summary: "A leader's table: robots nearest to an option choose by that option's row.",
      parameters: [
        PolicyParameter(
          name: "gain", defaultValue: 3, range: 0...1000,
          doc: "Weight of open jobs per idle robot in the table's logits."),
        PolicyParameter(
          name: "stay", defaultValue: 1, range: 0...100,
          doc: "Extra logit of the option that is nearest."),
      ],
      requiredInputs: [.ownField]),
    PolicyKind(
      name: "auction", layer: .orchestrator, code: "B6",
      summary: "An auction of the open jobs among all free robots on exact travel times.",
      parameters: [
        PolicyParameter(
          name: "distance_weight", defaultValue: 1, range: 0...100,
          doc: "Gain lost for the longest travel on the map."),
        PolicyParameter(
          name: "increment", defaultValue: 0.005, range: 0.0001...1,
          doc: "ε: least rise of a price; the gain is within n ε of the best."),
      ],
      requiredInputs: [.peers], optionalInputs: [.ownField]),
  ]

  private static let executors = [
    PolicyKind(
      name: "goalSeeking", layer: .executor, code: "E0",
      summary: "Follows its way, brakes in time and avoids its neighbours reciprocally.",
      parameters: avoidanceParameters),
    PolicyKind(
      name: "densityAware", layer: .executor, code: "E1",
      summary: "As goalSeeking; slows in dense flow and drifts away from crowds.",
      parameters: avoidanceParameters + [
        PolicyParameter(
          name: "jam_density", unit: "1/m²", defaultValue: 0, range: 0.001...1000,
          isAutomaticAtZero: true,
          doc:
            "Density at which speed is least; auto is 0.6 of the packing of robots of its size, at most 0.4 m."
        ),
        PolicyParameter(
          name: "min_speed_share", defaultValue: 0.25, range: 0.01...1,
          doc: "Least speed in a crowd as a share of the maximum."),
        PolicyParameter(
          name: "crowd_aversion", unit: "m", defaultValue: 0.6, range: 0...10,
          doc: "Lateral drift per relative density gradient: k of −k ∇ρ/ρ_jam, as a share of speed."
        ),
        PolicyParameter(
          name: "look_ahead", unit: "m", defaultValue: 3, range: 0.1...50,
          doc: "How far ahead the spatial field is sampled."),
        PolicyParameter(
          name: "queue_slowdown", defaultValue: 0.5, range: 0...1,
          doc: "Share of speed given up near the goal where the whole class queues."),
      ],
      optionalInputs: [.ownField, .otherField, .grid]),
    PolicyKind(
      name: "aligned", layer: .executor, code: "E2",
      summary:
        "As goalSeeking, with its heading drawn towards the class's mean direction of motion.",
      parameters: avoidanceParameters + [
        PolicyParameter(
          name: "alignment", defaultValue: 0.3, range: 0...1,
          doc: "Weight a of the population's direction in arg((1 − a) e^{iθ} + a z).")
      ],
      optionalInputs: [.ownField]),
    PolicyKind(
      name: "reach", layer: .executor, code: "R0",
      summary: "Moves an arm's tool straight to its target at a resolved rate and grips there.",
      parameters: [
        PolicyParameter(
          name: "tool_gain", unit: "1/s", defaultValue: 4, range: 0.1...50,
          doc: "Tool speed per metre of error."),
        PolicyParameter(
          name: "tolerance", unit: "m", defaultValue: 0.02, range: 0.001...1,
          doc: "Distance at which the tool is at its target and grips."),
      ]),
  ]

  private static let avoidanceParameters = [
    PolicyParameter(
      name: "horizon", unit: "s", defaultValue: 2, range: 0.2...20,
      doc: "Time ahead for which collisions with neighbours are avoided."),
    PolicyParameter(
      name: "margin", unit: "m", defaultValue: 0.05, range: 0...2,
      doc: "Distance kept to neighbours and walls beyond the bounding circles."),
    PolicyParameter(
      name: "brake_share", defaultValue: 0.7, range: 0.05...1,
      doc: "Share of the maximum acceleration that braking for the goal uses."),
  ]
}
