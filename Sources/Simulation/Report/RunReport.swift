import Scenes

/// One figure of a run's result: what the summary table prints and `summary.json` holds.
public struct RunFigure: Sendable {
  /// Key in files, snake case with the unit in it: `throughput_per_h`.
  public var key: String
  /// What people read.
  public var title: String
  /// The value.
  public var value: Double
  /// Unit as printed; empty where dimensionless.
  public var unit: String
  /// Group heading in the printed summary: "work", "utilisation", "motion", "standstill", "energy",
  /// "communication", "health".
  public var group: String

  /// A figure from its values.
  public init(key: String, title: String, value: Double, unit: String, group: String) {
    self.key = key
    self.title = title
    self.value = value
    self.unit = unit
    self.group = group
  }
}

/// What a finished (or interrupted) run reports.
public struct RunReport: Sendable {
  /// All figures in printing order.
  public var figures: [RunFigure] = []
  /// True where the success event happened; nil where the scene states none.
  public var isSuccess: Bool?
  /// The bars of success, in the scene's order; empty where the scene states none.
  public var bars: [BarStanding] = []
  /// Whether all bars decide or any of them; nil where the scene states none.
  public var successRule: SuccessSpec.Rule?
  /// Stranded robots that make the run no success; 0 where they do not.
  public var stranded = 0
  /// Hash of the final state, 16 hexadecimal digits.
  public var stateHash: String = ""
  /// Hash of the resolved policies, fields, coupling, clocks, budgets and traffic rule.
  public var policyHash: String = ""
  /// Identifies what policies learn of the population.
  public var informationHash: String = ""
  /// What game each class's layers play: commitment or feedback, and the clocks.
  public var leadership: [Leadership] = []
  /// Quarantined robots: class, index, step and quantity, as sentences.
  public var quarantine: [String] = []
  /// Who stands jammed or has no way, as sentences.
  public var standstill: [String] = []
  /// Wall seconds spent per stage of the tick, in loop order.
  public var stageSeconds: [(stage: String, seconds: Double)] = []

  /// An empty report.
  public init() {}

  /// The value of the figure with this key, or nil.
  public func value(_ key: String) -> Double? { figures.first { $0.key == key }?.value }
}
