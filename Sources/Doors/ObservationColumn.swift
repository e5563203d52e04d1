/// A number that policies outside the program see of a robot, or answer with.
public struct ObservationColumn: Equatable, Sendable {
  /// Its name, snake case; parts of a list end in their number, as in `ray.3`.
  public var name: String
  /// Its unit in SI; "1" where dimensionless.
  public var unit: String
  /// One sentence with its full stop.
  public var doc: String

  /// A column from its values.
  public init(_ name: String, unit: String = "1", doc: String) {
    self.name = name
    self.unit = unit
    self.doc = doc
  }
}

/// A part of an observation that a policy asks for by name, or does without.
public enum ObservationSection: String, CaseIterable, Sendable {
  /// Where an executor's body is and how it moves.
  case body
  /// What an executor's robot is about: its stage, and the directive in force.
  case work
  /// The way ahead of an executor, from navigation and traffic rules.
  case way
  /// The nearest other bodies that an executor sees.
  case neighbours
  /// Free distances along an executor's rays.
  case rays
  /// Samples of the spatial field; only where the policy's `look_ahead` is above 0.
  case field
  /// How many are bound for the robot's goal; only where the policy's `reads_goals` is 1.
  case goal
  /// The tool and its target; only where the class has an arm.
  case tool
  /// What an orchestrator's robot is about.
  case plan
  /// The task options, as an orchestrator sees them.
  case options

  /// The layer whose policies it is for.
  public var isOfOrchestrators: Bool { self == .plan || self == .options }

  /// One sentence for people.
  public var summary: String {
    switch self {
    case .body: "where the body is and how it moves, world axes"
    case .work: "the stage of the work, and the directive in force"
    case .way: "the way ahead, from navigation and traffic rules"
    case .neighbours: "the nearest other bodies, the nearest first; what is not filled is 0"
    case .rays: "free distances along the rays"
    case .field: "the spatial field here, ahead, ahead to the left and to the right"
    case .goal: "how many others are bound for the same goal, as of the last update of m^orch"
    case .tool: "the tool, its target and the motion planned for it, in the body's frame"
    case .plan: "what the robot is about"
    case .options: "the task options: demand, and the ways there"
    }
  }
}

/// The number that stands for "no limit" and "cannot be reached" in observations.
///
/// Observations are finite, for learners choke on infinities. No floor is 1,000 km wide, and no drive
/// takes 11 days, so nothing else is as large.
public let unlimitedObservation: Float = 1_000_000

/// A number as observations have it: at most `unlimitedObservation`.
@inline(__always)
func observed(_ value: Float) -> Float {
  value < unlimitedObservation ? value : unlimitedObservation
}

/// The number that an observation was made of.
@inline(__always)
func meant(_ observed: Float) -> Float { observed < unlimitedObservation ? observed : .infinity }

/// The whole number that an observation was made of; 0 where it can be none, whoever wrote it.
@inline(__always)
func whole<Number: FixedWidthInteger>(_ observed: Float) -> Number {
  Number(exactly: observed) ?? 0
}
