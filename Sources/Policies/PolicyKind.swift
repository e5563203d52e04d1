import Contracts
import MeanFields

/// Something of the population that a policy may read.
public enum PolicyInput: String, Sendable, CaseIterable {
  /// The field of the policy's own layer.
  case ownField
  /// The field of the other layer.
  case otherField
  /// The spatial field of the executors: where they are.
  case grid
  /// The spatial field of the orchestrators: where robots are bound.
  case destinations
  /// The rows of all peers.
  case peers
}

/// A kind of policy: its word, its parameters, what it needs, and the rule that it makes.
///
/// One file holds all of a kind; a catalogue lists it:
///
///     enum StandStill {
///       static let kind = PolicyKind.executor("standStill", code: "S0", summary: "Stays.") { _ in
///         Rule()
///       }
///       struct Rule: ExecutorRule {
///         func act(for robot: ExecutorRow) -> ExecutorAction { ExecutorAction(.rest) }
///       }
///     }
///     let catalog = PolicyCatalog.standard.adding(StandStill.kind)
public struct PolicyKind: Sendable {
  /// Name in scene files.
  public let name: String
  /// The layer it belongs to.
  public let layer: FieldLayer
  /// Its number, such as B0 or E1.
  public let code: String
  /// One sentence for people, with its full stop.
  public let summary: String
  /// Its parameters, in order.
  public let parameters: [PolicyParameter]
  /// What it cannot do without; a scene whose coupling withholds it is refused.
  public let requiredInputs: [PolicyInput]
  /// What it reads where it is granted.
  public private(set) var optionalInputs: [PolicyInput]
  /// What of these it makes use of with some values of its parameters; nil: all.
  let uses: (@Sendable (PolicyValues) -> PopulationReads)?
  /// True where it moves an arm and so needs one.
  public let needsArm: Bool
  /// The parameter that is β of a logit choice, of which a fleet herds where it is too large; or nil.
  public let herdingGain: String?
  /// True where somebody outside the program plays it; see `External`.
  public internal(set) var isExternal = false

  let maker: Maker

  /// How a rule is made.
  enum Maker: Sendable {
    case planner(@Sendable (PolicyValues, DispatchTiming) -> any OrchestratorRule)
    case assigner(@Sendable (PolicyValues, DispatchTiming) -> any AssignmentRule)
    case executor(@Sendable (PolicyValues) -> any ExecutorRule)
  }

  /// True for an orchestrator, false for an executor.
  public var isOrchestrator: Bool { layer == .orchestrator }
}

// MARK: - Making kinds

extension PolicyKind {
  /// A kind of orchestrator whose robots choose each for itself.
  ///
  /// - Parameters:
  ///   - name: Name in scene files.
  ///   - code: Its number, such as B0.
  ///   - summary: One sentence for people.
  ///   - parameters: Its own parameters, in order; to them comes what all such kinds have.
  ///   - requires: What it cannot do without.
  ///   - reads: What it reads where it is granted.
  ///   - herdingGain: The parameter that is β of a logit choice, or nil.
  ///   - make: Makes the rule from the parameters and the timing of decisions.
  /// - Returns: The kind.
  public static func planner(
    _ name: String, code: String, summary: String, parameters: [PolicyParameter] = [],
    requires: [PolicyInput] = [], reads: [PolicyInput] = [], herdingGain: String? = nil,
    make: @escaping @Sendable (PolicyValues, DispatchTiming) -> any OrchestratorRule
  ) -> PolicyKind {
    chooser(
      name, code: code, summary: summary, parameters: parameters + [.backOff], requires: requires,
      reads: reads, herdingGain: herdingGain, make: make)
  }

  /// A kind of orchestrator that has its own parameters alone.
  static func chooser(
    _ name: String, code: String, summary: String, parameters: [PolicyParameter],
    requires: [PolicyInput] = [], reads: [PolicyInput] = [], herdingGain: String? = nil,
    make: @escaping @Sendable (PolicyValues, DispatchTiming) -> any OrchestratorRule
  ) -> PolicyKind {
    precondition(!requires.contains(.peers), "'\(name)' chooses each for itself: no peers")
    return PolicyKind(
      name: name, layer: .orchestrator, code: code, summary: summary, parameters: parameters,
      requiredInputs: requires, optionalInputs: reads, uses: nil, needsArm: false,
      herdingGain: herdingGain,
      maker: .planner(make))
  }

  /// A kind of orchestrator that assigns all free robots of a class at once: it needs their rows.
  public static func assigner(
    _ name: String, code: String, summary: String, parameters: [PolicyParameter] = [],
    reads: [PolicyInput] = [],
    make: @escaping @Sendable (PolicyValues, DispatchTiming) -> any AssignmentRule
  ) -> PolicyKind {
    PolicyKind(
      name: name, layer: .orchestrator, code: code, summary: summary, parameters: parameters,
      requiredInputs: [.peers], optionalInputs: reads, uses: nil, needsArm: false,
      herdingGain: nil,
      maker: .assigner(make))
  }

  /// A kind of executor.
  ///
  /// - Parameters:
  ///   - name: Name in scene files.
  ///   - code: Its number, such as E0.
  ///   - summary: One sentence for people.
  ///   - parameters: Its parameters, in order.
  ///   - requires: What it cannot do without.
  ///   - reads: What it reads where it is granted.
  ///   - uses: What of the fields it makes use of with some values of its parameters; nil: all that it reads.
  ///   - needsArm: True where it moves an arm.
  ///   - make: Makes the rule from the parameters.
  /// - Returns: The kind.
  public static func executor(
    _ name: String, code: String, summary: String, parameters: [PolicyParameter] = [],
    requires: [PolicyInput] = [], reads: [PolicyInput] = [],
    uses: (@Sendable (PolicyValues) -> PopulationReads)? = nil, needsArm: Bool = false,
    make: @escaping @Sendable (PolicyValues) -> any ExecutorRule
  ) -> PolicyKind {
    precondition(!requires.contains(.peers), "'\(name)' is an executor: it sees no peers' rows")
    return PolicyKind(
      name: name, layer: .executor, code: code, summary: summary, parameters: parameters,
      requiredInputs: requires, optionalInputs: reads, uses: uses, needsArm: needsArm,
      herdingGain: nil,
      maker: .executor(make))
  }
}

// MARK: - What is read and granted

extension PolicyKind {
  /// What it reads of the fields, where it is granted.
  public var reads: PopulationReads {
    var reads: PopulationReads = []
    for input in requiredInputs + optionalInputs {
      switch input {
      case .ownField: reads.insert(.field(of: layer))
      case .otherField: reads.insert(.field(of: layer == .orchestrator ? .executor : .orchestrator))
      case .grid: reads.insert(.grid)
      case .destinations: reads.insert(.destinations)
      case .peers: break
      }
    }
    return reads
  }

  /// Parameters that say whether a policy outside is sent a field.
  static let (plans, contexts, ways) = ("reads_plans", "reads_contexts", "reads_ways")
  /// The same of how many are bound for its goal.
  static let goals = "reads_goals"

  /// What a policy of the kind reads with some values of its parameters.
  func reads(_ values: PolicyValues) -> PopulationReads {
    var reads = reads
    for (name, field) in [
      (Self.plans, PopulationReads.plans), (Self.contexts, .contexts), (Self.ways, .grid),
      (Self.goals, .destinations),
    ] where parameters.contains(where: { $0.name == name }) && values[name] < 0.5 {
      reads.remove(field)
    }
    return uses.map { reads.intersection($0(values)) } ?? reads
  }

  /// What a policy of the kind reads with some of its parameters given; all that it reads where they are not sound.
  public func reads(given parameters: [String: Double]) -> PopulationReads {
    guard let values = try? PolicyValues(of: self, given: parameters) else { return reads }
    return reads(values)
  }

  /// The same kind without something that it reads where it is granted: for asking what it is worth.
  public func withholding(_ input: PolicyInput) -> PolicyKind {
    var kind = self
    kind.optionalInputs.removeAll { $0 == input }
    return kind
  }
}

extension PolicyKind {
  /// The inputs that a way of coordinating and a coupling withhold although the kind requires them.
  public func withheldInputs(
    under grants: PopulationGrants, coupling: LayerCoupling
  ) -> [PolicyInput] {
    let other: FieldLayer = layer == .orchestrator ? .executor : .orchestrator
    return requiredInputs.filter {
      switch $0 {
      case .ownField: !coupling.grants(layer, to: layer, under: grants)
      case .otherField: !coupling.grants(other, to: layer, under: grants)
      case .grid: !grants.hasGrid || !coupling.grants(.executor, to: layer, under: grants)
      case .destinations:
        !grants.hasDestinations || !coupling.grants(.orchestrator, to: layer, under: grants)
      case .peers: !grants.hasPeers
      }
    }
  }
}
