import Clearance
import Embodiments
import Navigation
import Scenes
import SimCore

extension FloorCheck {
  /// A way that was not found, and why.
  struct MissingWay {
    /// `error` where the floor has no such way, `warning` where only the planner's cells miss it.
    var severity: Diagnostic.Severity
    /// What width it needs and where how much is free, or which cells miss it.
    var notes: [String]
  }

  /// Pieces of boundary up to which widths are measured; a million take some twenty seconds.
  private static let mostSegments = 250_000

  /// Tells whether the floor or the planner lacks a way.
  ///
  /// Ways are planned on cells, and a passage that is wide enough may lie between their centres. The
  /// free width is measured exactly; where it suffices the scene is sound, and its robots stand,
  /// which is said and not refused.
  ///
  /// - Parameters:
  ///   - indices: Classes that miss it.
  ///   - start: Where it begins, metres; nil where nothing of the class's work can be reached.
  ///   - end: Where it ends, metres.
  ///   - tolerance: How near to `end` it has to come, metres.
  /// - Returns: How bad it is, and what to say of it.
  /// - Complexity: O(n log n) for n pieces of boundary at the first call, then O(log n).
  mutating func missingWay(
    _ indices: [Int], from start: Vec2?, to end: Vec2, within tolerance: Float = 0
  ) -> MissingWay {
    let radius = indices.reduce(Float(0)) { max($0, classes[$1].embodiment.boundingRadius) }
    let needed = 2 * (radius + NavigationMap.passingMargin)
    guard let start, let ways = widths() else { return MissingWay(severity: .error, notes: []) }
    let near = max(0, tolerance - NavigationMap.passingMargin)
    guard let first = ways.locator.anchor(start),
      let second = ways.locator.anchor(near: end, within: near),
      let passage = ways.passage(from: first, to: second)
    else {
      return MissingWay(
        severity: .error, notes: ["note: no way of any width leads from \(words(start)) there"])
    }
    let free = 2 * passage.radius
    if free >= needed {
      return MissingWay(
        severity: .warning,
        notes: [
          "note: the floor has such a way, \(decimal(free)) m wide, but the cells of "
            + "\(decimal(floor.map.cellSize)) m that ways are planned on miss it: who needs it "
            + "will stand"
        ])
    }
    // Down, so that a width that does not suffice never reads as one that does.
    let shown = (free * 1000).rounded(.down) / 1000
    return MissingWay(
      severity: .error,
      notes: [
        "note: it needs \(decimal(needed)) m of free width; the widest way has \(decimal(shown)) m, "
          + "at \(words(passage.place))"
      ])
  }

  /// The free widths of the floor; nil where they would take too long.
  private mutating func widths() -> WidestWays? {
    if let known = widestWays { return known }
    let made = makeWidths()
    widestWays = .some(made)
    return made
  }

  private func makeWidths() -> WidestWays? {
    let world = scene.world
    let boundary: FloorBoundary?
    if let grid = world.map, world.obstacles.isEmpty {
      boundary = FloorBoundary(
        columns: grid.columns, rows: grid.rows, cellSize: grid.cellSize, origin: grid.origin
      ) { grid.isOccupied[$0] }
    } else {
      let polygons = world.solids()
      guard polygons.count <= FloorCheck.mostSegments / 4 else { return nil }
      boundary = try? FloorBoundary(bounds: world.bounds, polygons: polygons)
    }
    guard let boundary, boundary.segmentCount <= FloorCheck.mostSegments else { return nil }
    return (try? ClearanceGraph(boundary)).map(WidestWays.init)
  }
}
