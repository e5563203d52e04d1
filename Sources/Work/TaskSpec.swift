/// A source of jobs as authored: plain values, SI.
public struct TaskSpec: Sendable {
  /// Who may take a job, and when it counts as taken.
  public enum Claim: String, Sendable, CaseIterable {
    /// The first robot that arrives at the pick-up takes the job: two may race for one.
    case atPickup = "at_pickup"
    /// A job is taken when its directive is acknowledged; further claims are rejected.
    case atAssignment = "at_assignment"
  }
  /// Name, unique in the scene; also the name of its task option.
  public var name: String
  /// What kind of jobs it has, and what they are made of.
  public var kind: any TaskKind
  /// Names of the classes that may do it; empty: all that move.
  public var classes: [String]
  /// When a job counts as taken.
  public var claim: Claim
  /// Time to load and to unload, or to hold a goal, seconds.
  public var dwell: Float
  /// A directive for it expires after this, seconds.
  public var deadline: Float
  /// Mass of the load, kg.
  public var loadMass: Float
  /// True where the load is a pallet: a body of its own that only a fork can lift.
  public var isPallet: Bool
  /// Value of a job relative to others, dimensionless.
  public var value: Float
  /// A station announces the jobs that it expects within this time, seconds.
  public var announce: Float = 0
  /// A robot that finds no job at the pick-up waits there this long for one, seconds.
  public var patience: Float = 0
  /// A task source from its values.
  public init(
    name: String, kind: any TaskKind, classes: [String], claim: Claim, dwell: Float,
    deadline: Float, loadMass: Float, isPallet: Bool, value: Float
  ) {
    self.name = name
    self.kind = kind
    self.classes = classes
    self.claim = claim
    self.dwell = dwell
    self.deadline = deadline
    self.loadMass = loadMass
    self.isPallet = isPallet
    self.value = value
  }
}
