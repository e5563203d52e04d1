import Contracts
import Embodiments
import MeanFields
import Navigation
import SimCore
import Work

/// The workspace: size or map, obstacles, zones and traffic rule.
public struct WorldSpec: Sendable {
  /// Bounds, metres; from `size` or from the map.
  public var bounds = AABB(lower: .zero, upper: Vec2(20, 20))
  /// The map as imported; nil for an empty floor.
  public var map: OccupancyGrid?
  /// How the world lies in the frame that the map publishes and the scene speaks in.
  public var frame = MapFrame.identity
  /// True where the scene speaks in the world's own coordinates (`frame: map`).
  public var speaksInMapFrame = false
  /// Extra static obstacles as convex polygons: the parts of all `obstacleShapes`, anticlockwise,
  /// metres.
  public private(set) var obstacles: [[Vec2]] = []
  /// Extra static obstacles as their author drew them, in order; racks are one polygon each.
  public var obstacleShapes: [ObstacleShape] = [] { didSet { partObstacles() } }
  /// Which rows of `obstacles` are the parts of each shape. [obstacleShapes]
  public private(set) var obstacleParts: [Range<Int>] = []
  /// Named areas.
  public var zones: [ZoneSpec] = []
  /// How robots share ways.
  public var traffic = TrafficSpec()
  /// Robot starts that came with the map, metres: in file order (MovingAI .scen, LoRR .agents), or in the
  /// order in which robots draw them (POGEMA).
  public var importedStarts: [Vec2] = []
  /// Goals that came with the map, metres: one per start (MovingAI), or in the order in which robots draw
  /// them (POGEMA); else empty.
  public var importedGoals: [Vec2] = []
  /// Tasks that came with the map (LoRR): the locations of each, metres, in order.
  public var importedTasks: [[Vec2]] = []
  /// Where each imported start is written.
  public var importedStartPlaces = ImportedPlaces()
  /// Where each imported goal is written.
  public var importedGoalPlaces = ImportedPlaces()
  /// Where each location of the imported tasks is written, task by task.
  public var importedTaskPlaces = ImportedPlaces()
  /// How many imported tasks are revealed at a time per robot (LoRR numTasksReveal).
  public var importedRevealFactor: Float = 1
  /// An empty workspace of 20 m × 20 m.
  public init() {}

  private mutating func partObstacles() {
    obstacles = []
    obstacleParts = []
    for shape in obstacleShapes {
      let first = obstacles.count
      obstacles += shape.convexParts()
      obstacleParts.append(first..<obstacles.count)
    }
  }
}

extension WorldSpec {
  /// Puts starts and goals that are cells to draw from into the order in which robots draw them.
  ///
  /// Robot i takes entry i, however many there are: each order is that of a shuffle from its beginning
  /// (Fisher and Yates), whose first places do not depend on how many are taken.
  ///
  /// - Parameter seed: Seed of start poses.
  mutating func drawImported(seed: UInt64) {
    // Places that robots find for themselves are drawn at step 0.
    WorldSpec.shuffle(&importedStarts, &importedStartPlaces, seed: seed, step: 1)
    WorldSpec.shuffle(&importedGoals, &importedGoalPlaces, seed: seed, step: 2)
  }

  private static func shuffle(
    _ points: inout [Vec2], _ places: inout ImportedPlaces, seed: UInt64, step: Int
  ) {
    var stream = RandomStream(seed: seed, step: step, purpose: .placement)
    // Where not all places are known none is: they must stay beside their points.
    if places.count < points.count { places = ImportedPlaces() }
    for i in points.indices.dropLast() {
      let j = i + stream.below(points.count - i)
      points.swapAt(i, j)
      places.swapAt(i, j)
    }
  }
}

/// The traffic rule of the workspace.
public struct TrafficSpec: Sendable {
  /// Which rule.
  public var rule: TrafficRule = .rightHand
  /// Room beyond a body that ways keep to either side, metres; nil for the lesser of 5 cm and a tenth of its
  /// radius.
  public var margin: Float?
  /// Lanes as the author drew them; none to find ways all over the floor.
  public var lanes: [RoadmapLane] = []
  /// Points on the lanes where something holds.
  public var points: [RoadmapPoint] = []
  /// Where ways count more or robots drive slower.
  public var zones: [TrafficZone] = []
  /// Right-hand traffic with the usual margin.
  public init() {}
}
