import SimCore

/// A key that a kind of task has in scene files.
public struct TaskKey: Sendable {
  /// What stands at the key.
  public enum Content: Equatable, Sendable {
    /// The name of a zone of kind station.
    case station
    /// Arrivals per time, or a list of {at, rate}: `RateProfile`.
    case rate
    /// Lists of points, metres.
    case points
    /// Where goals are drawn: `goals`, `free`, the name of a zone of kind area, or a list of points: `GoalSet`.
    case goalSet
    /// The path of a log of orders: `Order`.
    case orders
    /// A number: its SI unit ("" where dimensionless), its default, and the values allowed.
    case number(unit: String, standard: Double, range: ClosedRange<Double>)
  }
  /// Name in scene files, snake case.
  public var name: String
  /// What stands there.
  public var content: Content
  /// One sentence for people, with its full stop: a number's default is written before that.
  public var doc: String

  /// A key from its values.
  public init(_ name: String, _ content: Content, _ doc: String) {
    self.name = name
    self.content = content
    self.doc = doc
  }
}

/// How the author of a scene chooses a kind of task.
public enum TaskMark: Equatable, Sendable {
  /// By giving this key, one of the kind's own.
  case key(String)
  /// By this word at the key `source`; the map brings what its jobs are made of.
  case source(String, MapSupply)

  /// The key or the word.
  public var word: String {
    switch self {
    case .key(let name), .source(let name, _): name
    }
  }
}

/// What maps bring that jobs are made of.
public enum MapSupply: Equatable, Sendable {
  /// Lists of places to visit in order.
  case tasks
  /// A goal of its own for each robot.
  case goals
}

/// The values that a scene gives to the keys of a kind of task.
public struct TaskValues: Sendable {
  /// Names of stations, by key.
  public var stations: [String: String] = [:]
  /// Rates, by key.
  public var rates: [String: RateProfile] = [:]
  /// Lists of points, metres, by key.
  public var points: [String: [[Vec2]]] = [:]
  /// Sets of goals, by key.
  public var goalSets: [String: GoalSet] = [:]
  /// Orders of logs in the order in which they come up, by key.
  public var orders: [String: [Order]] = [:]
  /// Numbers in SI, by key.
  public var numbers: [String: Double] = [:]

  /// No values.
  public init() {}
}
