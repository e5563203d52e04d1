/// What a run records over time for other tools: `run.mcap`, and a table of trajectories.
public struct RecordSpec: Equatable, Sendable {
  /// A part of `run.mcap`.
  public enum Topic: String, Sendable, CaseIterable {
    /// The map as imported.
    case map
    /// Obstacles, zones and the floor's edge as shapes.
    case world
    /// One batch for all robots of a class.
    case robots
    /// Both mean fields of every class.
    case fields
    /// The spatial parts of both fields.
    case grids
    /// The life of every directive.
    case directives
    /// What happened.
    case events
    /// The rows of series.csv.
    case metrics
  }

  /// The form of the table of trajectories.
  public enum Table: String, Sendable, CaseIterable {
    /// There is none.
    case none
    /// Rows of text.
    case csv
    /// Arrays of NumPy.
    case npz
  }

  /// The most robots that can be followed.
  public static let followedLimit = 64
  /// The most robots in frames of one simulated second: 200 MB before compression.
  public static let rateLimit = 10_000_000.0

  /// True makes `run.mcap`.
  public var mcap = false
  /// The table of trajectories.
  public var trajectories = Table.none
  /// Seconds between two frames.
  public var period: Float = 0.1
  /// Seconds between two grids of the spatial fields; infinity keeps none.
  public var gridPeriod: Float = 1
  /// The most robots of each class that frames hold, spread evenly over it.
  public var robots = Int(Int32.max)
  /// Robots whose transform and scan are kept, as `carrier 3`: class and number in it.
  public var follow: [String] = []
  /// The parts of `run.mcap`.
  public var topics = Topic.allCases

  /// Nothing is recorded.
  public init() {}

  /// True where frames are taken.
  public var isOn: Bool { mcap || trajectories != .none }

  /// The rows of a class that frames hold, ascending; all where it has no more than `robots`.
  ///
  /// - Complexity: O(rows).
  public func sample(of rows: Range<Int>) -> [Int] {
    guard rows.count > robots else { return Array(rows) }
    return (0..<robots).map { rows.lowerBound + $0 * rows.count / robots }
  }

  /// Class and number of a followed robot; nil where the text is no such pair.
  public static func robot(_ text: String) -> (className: String, index: Int)? {
    let words = text.split(separator: " ")
    guard words.count == 2, let index = Int(words[1]), index >= 0 else { return nil }
    return (String(words[0]), index)
  }

  /// Rows of the followed robots in the order of the list, each once.
  public func followedRows(of robots: [RobotClassSpec]) -> [Int] {
    var rows: [Int] = []
    for pair in follow.compactMap({ Self.robot($0) }) {
      var first = 0
      for robotClass in robots {
        if robotClass.name == pair.className, pair.index < robotClass.count,
          !rows.contains(first + pair.index)
        {
          rows.append(first + pair.index)
        }
        first += robotClass.count
      }
    }
    return rows
  }
}
