import Navigation
import Scenes
import SimCore

extension FloorCheck {
  /// Edge of the cells on which missing room is looked for again, as a share of the planner's.
  private static let fineShare: Float = 0.2
  /// Cells that a second look may take: a second of work, and 64 MB.
  private static let mostFineCells: Float = 4_000_000

  /// Makes warnings of missing room that is the planner's fault and not the floor's.
  ///
  /// A floor may be so narrow altogether that it lies between the cells on which ways are planned;
  /// robots then start as finer cells let them, stand, and that is said and not refused. On imported
  /// maps the cells are the map's own.
  ///
  /// - Complexity: O(1) where no room is missing, else that of a second check on 25 times the cells.
  mutating func forgiveCells() {
    guard scene.world.map == nil, problems.contains(where: isOfRoom), let map = fineMap()
    else { return }
    var check = FloorCheck(scene: scene, classes: classes, tasks: tasks, map: map)
    check.run()
    guard check.placement.isPlaced.allSatisfy({ $0 }) else { return }
    for index in problems.indices where isOfRoom(problems[index]) {
      problems[index].severity = .warning
      problems[index].notes.append(
        "note: the floor has such room, but the cells of \(decimal(floor.map.cellSize)) m that ways "
          + "are planned on miss it: who needs a way there will stand")
    }
    placement = check.placement
  }

  private func isOfRoom(_ problem: Diagnostic) -> Bool {
    problem.severity == .error && problem.message.contains(FloorCheck.roomWords)
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
