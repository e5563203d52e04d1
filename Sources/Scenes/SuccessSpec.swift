import SimCore

/// When a run counts as a success.
public struct SuccessSpec: Sendable {
  /// How several bars decide.
  public enum Rule: String, CaseIterable, Sendable {
    /// A success meets them without exception.
    case all
    /// A success meets at least one.
    case any
  }
  /// How several bars decide.
  public var rule: Rule
  /// The bars, at least one.
  public var bars: [SuccessBar] = []
  /// True where no robot may be stranded either.
  public var noRobotStranded = false

  /// A rule without bars yet.
  public init(rule: Rule) { self.rule = rule }

  /// True where something is to stay below a bar.
  public var hasMost: Bool { bars.contains { $0.atMost != nil } }

  /// The bars for people: "deliveries at least 40 and backlog at most 12".
  public var words: String {
    bars.map(\.words).joined(separator: rule == .all ? " and " : " or ")
  }
}

/// A figure, and what it is to reach or not to exceed.
public struct SuccessBar: Sendable {
  /// Key of the figure, one of `FigureKeys.all`.
  public var indicator = ""
  /// The task whose figure it is; nil is all tasks together.
  public var task: String?
  /// The figure's least value, in its unit; nil where there is none.
  public var atLeast: Float?
  /// The figure's greatest value, in its unit; nil where there is none.
  public var atMost: Float?

  /// Nothing asked for yet.
  public init() {}

  /// The bar for people: "backlog of inbound at most 12".
  public var words: String {
    let ends = [
      atLeast.map { "at least \(NumberText.digits(Double($0)))" },
      atMost.map { "at most \(NumberText.digits(Double($0)))" },
    ]
    return indicator + (task.map { " of \($0)" } ?? "") + " "
      + ends.compactMap { $0 }.joined(separator: " and ")
  }
}
