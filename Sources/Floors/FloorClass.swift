import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// A robot class as a floor sees it.
public struct FloorClass: Sendable {
  /// Name in the scene.
  public var name: String
  /// Its rows in robot order.
  public var rows: Range<Int>
  /// What its body is and can do.
  public var embodiment: Embodiment

  /// A class from its values.
  public init(name: String, rows: Range<Int>, embodiment: Embodiment) {
    self.name = name
    self.rows = rows
    self.embodiment = embodiment
  }
}

/// Where a scene's robots start, and what cannot work on its floor.
public struct FloorPlan: Sendable {
  /// Start poses. [robotCount], robot order
  public let starts: [Pose]
  /// The robots with arms, in row order, and the postures out of others' way in which they may start and
  /// to which they go back, the one they start in first.
  public let armStarts: [(row: Int, homes: [SIMD4<Float>])]
  /// Goals among free cells that not all who may do their task reach, by index in `TaskModel.stops`.
  public let leftOut: Set<Int>
  /// Mistakes and what is worth knowing, in file order.
  public let problems: [Diagnostic]

  /// Places all robots of a scene and looks for what cannot work.
  ///
  /// - Parameters:
  ///   - scene: The scene as authored.
  ///   - classes: Its classes, in its order.
  ///   - tasks: Its tasks and zones as compiled.
  ///   - grid: About how far every spot is from obstacles.
  ///   - corridors: The ways of its floor.
  /// - Precondition: There is a class for each of the scene.
  /// - Complexity: O(stretches × distinct radii + robots + places × classes).
  public init(
    scene: Scene, classes: [FloorClass], tasks: TaskModel, grid: ClearanceGrid,
    corridors: CorridorMap
  ) {
    var check = FloorCheck(
      scene: scene, classes: classes, tasks: tasks, grid: grid, corridors: corridors)
    check.run()
    problems = check.problems
    leftOut = check.leftOut
    starts = check.placement.table.poses
    armStarts = check.armStarts
  }
}
