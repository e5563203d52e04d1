/// Who averages with whom in a round of gossip.
public enum GossipGraph: Equatable, Sendable {
  /// Robot i with i ± 1, around: Metropolis weights 1/3, λ₂ = 1/3 + (2/3)cos(2π/N). At least 3 robots.
  case ring
  /// A torus with this many columns, robots row by row: weights 1/5 and
  /// λ₂ = (3 + 2cos(2π/s))/5 on s × s. At least 3 columns and 3 rows.
  case torus(columns: Int)

  /// The weight of each neighbour, 1/`divisor`; the rest stays with the robot.
  var divisor: Int64 {
    switch self {
    case .ring: 3
    case .torus: 5
    }
  }

  /// Number of edges for `robotCount` robots.
  func edgeCount(_ robotCount: Int) -> Int {
    switch self {
    case .ring: robotCount
    case .torus: 2 * robotCount
    }
  }

  /// The edges of a robot: their numbers and the robots at the other end.
  @inline(__always)
  func edge(_ side: Int, of robot: Int, robotCount n: Int) -> (edge: Int, other: Int) {
    switch self {
    case .ring:
      let before = robot == 0 ? n - 1 : robot - 1
      return side == 0 ? (robot, robot + 1 == n ? 0 : robot + 1) : (before, before)
    case .torus(let columns):
      let (row, column) = (robot / columns, robot % columns)
      let rows = n / columns
      switch side {
      case 0: return (2 * robot, row * columns + (column + 1 == columns ? 0 : column + 1))
      case 1:
        let other = row * columns + (column == 0 ? columns - 1 : column - 1)
        return (2 * other, other)
      case 2: return (2 * robot + 1, (row + 1 == rows ? 0 : row + 1) * columns + column)
      default:
        let other = (row == 0 ? rows - 1 : row - 1) * columns + column
        return (2 * other + 1, other)
      }
    }
  }

  /// Number of neighbours of a robot.
  var degree: Int {
    switch self {
    case .ring: 2
    case .torus: 4
    }
  }

  /// True where this many robots can stand on the graph.
  public func fits(_ robotCount: Int) -> Bool {
    switch self {
    case .ring: robotCount >= 3
    case .torus(let columns):
      columns >= 3 && robotCount % columns == 0 && robotCount / columns >= 3
    }
  }
}
