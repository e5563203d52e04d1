import Navigation
import Scenes
import SimCore

/// What of the workspace is free, exactly: its bounds, the map's cells and the scene's obstacles.
///
/// A grid knows how far each cell's centre is from all of them; where that settles a
/// question nothing else is looked at, so open floor costs O(1) a body.
struct FreeFloor {
  /// What a body stands in.
  enum Blocker: Equatable {
    /// The edge of the workspace.
    case edge
    /// The occupied cell of the map around this point, metres.
    case cell(Vec2)
    /// An obstacle of the scene that fills this box, metres.
    case obstacle(AABB)
  }

  private let cells: ClearanceGrid
  private let bounds: AABB
  private let grid: OccupancyGrid?
  private let obstacles: [[Vec2]]
  private let tree: PolygonTree
  /// Depth up to which bodies count as touching, metres: a millimetre, or rounding on large floors.
  let slack: Float

  init(world: WorldSpec, grid cells: ClearanceGrid) {
    self.cells = cells
    bounds = world.bounds
    grid = world.map
    obstacles = world.obstacles
    tree = PolygonTree(world.obstacles)
    let far = max(world.bounds.lower.length, world.bounds.upper.length)
    slack = max(0.001, 4e-7 * far)
  }

  /// What a shape stands in; nil where it is free.
  ///
  /// `center` and `reach` are a disc around the whole shape, metres.
  func blocker(of shape: RoundedShape, center: Vec2, reach: Float) -> Blocker? {
    if isSurelyFree(center, radius: reach) { return nil }
    let box = shape.bounds
    if box.lower.x < bounds.lower.x - slack || box.lower.y < bounds.lower.y - slack
      || box.upper.x > bounds.upper.x + slack || box.upper.y > bounds.upper.y + slack
    {
      return .edge
    }
    if let cell = occupiedCell(under: shape, box) { return .cell(cell) }
    let hit = tree.first(near: box) { polygon in
      shape.gap(to: RoundedShape(core: obstacles[polygon], radius: 0)) < -slack
    }
    return hit.map { .obstacle(tree.box($0)) }
  }

  /// What a disc stands in; nil where it is free.
  func blocker(ofDisc center: Vec2, radius: Float) -> Blocker? {
    if isSurelyFree(center, radius: radius) { return nil }
    return blocker(of: RoundedShape(core: [center], radius: radius), center: center, reach: radius)
  }

  /// True where a disc moves straight from one point to another without touching anything.
  func isFree(from start: Vec2, to end: Vec2, radius: Float) -> Bool {
    let middle = (start + end) / 2
    let reach = (end - start).length / 2 + radius
    return blocker(
      of: RoundedShape(core: start == end ? [start] : [start, end], radius: radius),
      center: middle, reach: reach) == nil
  }

  /// True where an obstacle of the scene is nearer to a point than `distance` metres.
  func hasObstacle(within distance: Float, of point: Vec2) -> Bool {
    if isSurelyFree(point, radius: distance) { return false }
    let area = AABB(lower: point, upper: point).expanded(by: distance)
    return tree.first(near: area) { polygon in
      Floors.distance(from: point, toConvex: obstacles[polygon]) < distance
    } != nil
  }

  /// True where the clearance of the point's cell alone shows that a disc is free.
  @inline(__always)
  private func isSurelyFree(_ center: Vec2, radius: Float) -> Bool {
    let cell = cells.cell(at: center)
    return cells.clearance[cell] - (center - cells.center(cell)).length >= radius
  }

  /// The centre of an occupied cell of the map that a shape covers, lowest row first.
  private func occupiedCell(under shape: RoundedShape, _ box: AABB) -> Vec2? {
    guard let grid else { return nil }
    func index(_ position: Float, _ count: Int) -> Int {
      Int(min(max(position / grid.cellSize, 0), Float(count) - 0.5))
    }
    let (low, high) = (box.lower - grid.origin, box.upper - grid.origin)
    let columns = index(low.x, grid.columns)...index(high.x, grid.columns)
    let rows = index(low.y, grid.rows)...index(high.y, grid.rows)
    let half = Vec2(repeating: grid.cellSize / 2)
    for row in rows {
      for column in columns where grid.isOccupied[row * grid.columns + column] {
        let center = grid.center(column: column, row: row)
        let (lower, upper) = (center - half, center + half)
        let square = RoundedShape(
          core: [lower, Vec2(upper.x, lower.y), upper, Vec2(lower.x, upper.y)], radius: 0)
        if shape.gap(to: square) < -slack { return center }
      }
    }
    return nil
  }
}
