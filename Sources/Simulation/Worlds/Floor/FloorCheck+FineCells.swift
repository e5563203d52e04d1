import Navigation
import Scenes
import SimCore

extension FloorCheck {
  /// Edge of the cells on which a missing way is looked for again, as a share of the planner's.
  private static let fineShare: Float = 0.2
  /// Cells that a second look may take: a second of work, and 64 MB.
  private static let mostFineCells: Float = 4_000_000

  /// Makes warnings of missing ways and of missing room that are the planner's fault and not the
  /// floor's.
  ///
  /// Ways are planned on cells, and a passage that is wide enough may lie between their centres; so
  /// may a floor that is narrow altogether, on which robots then start as finer cells let them. Where
  /// finer cells find the way the scene is sound: its robots stand, which is said and not refused.
  /// On imported maps the cells are the map's own.
  ///
  /// - Complexity: O(1) where neither is missing, else that of a second check on 25 times the cells.
  mutating func forgiveCells() {
    guard scene.world.map == nil, problems.contains(where: isOfCells), let map = fineMap()
    else { return }
    let isFull = placement.isPlaced.allSatisfy { $0 }
    var check = FloorCheck(scene: scene, classes: classes, tasks: tasks, map: map)
    check.run()
    // Robots without a place stay a mistake of the scene, whatever ways there are.
    guard isFull || check.placement.isPlaced.allSatisfy({ $0 }) else { return }
    let real = check.problems.filter(isOfCells).map(\.location)
    let words =
      "note: the floor has such \(isFull ? "a way" : "room"), but the cells of "
      + "\(decimal(floor.map.cellSize)) m that ways are planned on miss it: who needs a way there "
      + "will stand"
    var isForgiven = false
    for index in problems.indices
    where isOfCells(problems[index]) && !real.contains(problems[index].location) {
      problems[index].severity = .warning
      problems[index].notes.append(words)
      isForgiven = true
    }
    if !isFull && isForgiven { placement = check.placement }
  }

  /// True for a mistake that finer cells may not have: no way, or no room.
  private func isOfCells(_ problem: Diagnostic) -> Bool {
    problem.severity == .error
      && (problem.message.hasPrefix("no way for ")
        || problem.message.contains(FloorCheck.roomWords))
  }

  private func fineMap() -> NavigationMap? {
    let size = scene.world.bounds.size
    let cell = max(
      floor.map.cellSize * FloorCheck.fineShare,
      (size.x * size.y / FloorCheck.mostFineCells).squareRoot())
    let steps = NavigationMap.carvingSteps(
      world: scene.world, radii: floor.map.radii, cellSize: cell)
    guard cell < floor.map.cellSize / 2, steps <= NavigationMap.mostCarvingSteps else { return nil }
    return NavigationMap(world: scene.world, radii: floor.map.radii, cellSize: cell)
  }
}
