import SimCore
import Simulation

/// How congested the parts of a floor were, tile by tile, over one run or several.
public struct CongestionMap: Sendable {
  /// What was seen of the robots in traffic in a tile.
  public struct Tile: BitwiseCopyable, Sendable {
    /// Time that they spent there, robot-seconds.
    public var present = 0.0
    /// Time of it in which they were blocked, robot-seconds.
    public var blocked = 0.0
    /// How far the others drove there, metres.
    public var distance = 0.0

    /// Share of the time in which they were blocked; 0 where nobody was there.
    public var blockedShare: Double { present > 0 ? blocked / present : 0 }
    /// Mean speed of those that were not blocked, m/s; nil where there were none.
    public var movingSpeed: Double? { present > blocked ? distance / (present - blocked) : nil }

    /// Both together.
    static func + (a: Tile, b: Tile) -> Tile {
      Tile(
        present: a.present + b.present, blocked: a.blocked + b.blocked,
        distance: a.distance + b.distance)
    }
  }

  /// The floor, metres.
  public let bounds: AABB
  /// Length of a tile's sides, metres.
  public let side: Float
  /// Tiles in a row, and rows; the last ones may reach beyond the floor.
  public let columns: Int, rows: Int
  /// The tiles, row by row from the lower left. [columns × rows]
  public internal(set) var tiles: [Tile]
  /// How long was watched, seconds.
  public internal(set) var watched = 0.0

  /// The most tiles of a floor.
  public static let mostTiles = 1 << 20

  /// A floor that nobody was seen on; nil where it would have more than `mostTiles`.
  public init?(bounds: AABB, side: Float) {
    let (width, height) = (
      (bounds.size.x / side).rounded(.up), (bounds.size.y / side).rounded(.up)
    )
    guard width * height <= Float(Self.mostTiles) else { return nil }
    self.bounds = bounds
    self.side = side
    columns = max(1, Int(width))
    rows = max(1, Int(height))
    tiles = [Tile](repeating: Tile(), count: columns * rows)
  }

  /// The rectangle of a tile, as far as it lies on the floor, metres.
  public func rectangle(column: Int, row: Int) -> AABB {
    let lower = bounds.lower + Vec2(Float(column), Float(row)) * side
    return AABB(
      lower: lower,
      upper: Vec2(min(lower.x + side, bounds.upper.x), min(lower.y + side, bounds.upper.y)))
  }

  /// Robots in traffic per m² in a tile, on average over the time watched.
  public func density(column: Int, row: Int) -> Double {
    let size = rectangle(column: column, row: row).size
    let area = Double(size.x) * Double(size.y)
    guard watched > 0, area > 0 else { return 0 }
    return tiles[row * columns + column].present / (watched * area)
  }

  /// Adds the robots of a moment, which stands for so many seconds.
  ///
  /// - Complexity: O(robots).
  public mutating func add(_ fleet: borrowing Fleet, seconds: Double) {
    watched += seconds
    fleet.forEachInTraffic { add($0, seconds) }
  }

  private mutating func add(_ robot: Fleet.InTraffic, _ seconds: Double) {
    let place = (robot.position - bounds.lower) / side
    guard place.x >= 0, place.y >= 0, place.x < Float(columns), place.y < Float(rows) else {
      return
    }
    let index = Int(place.y) * columns + Int(place.x)
    tiles[index].present += seconds
    if robot.isBlocked {
      tiles[index].blocked += seconds
    } else {
      tiles[index].distance += Double(robot.speed) * seconds
    }
  }
}
