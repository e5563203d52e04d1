import Contracts
import Embodiments
import MeanFields
import Scenes
import SimCore
import Simulation
import Work

/// What a viewer must know of a run once: what does not change from frame to frame.
public struct Scenery: Sendable {
  /// Name of the scene.
  public var name: String
  /// The workspace, metres.
  public var bounds: AABB
  /// Robot classes; their rows are contiguous and cover 0 ..< robotCount in order.
  public var classes: [ClassLook]
  /// Obstacles: convex polygons, anticlockwise, metres.
  public var obstacles: [[Vec2]]
  /// Rows of `obstacles` that are one obstacle together, in order; empty where each is one.
  public var obstacleParts: [Range<Int>] = []
  /// Closed paths around each obstacle of `obstacleParts`, metres.
  public var obstacleOutlines: [[[Vec2]]] = []
  /// The map; nil for an empty floor.
  public var map: OccupancyGrid?
  /// Stations, docks, parking places, areas.
  public var zones: [ZoneSpec]
  /// Lanes that robots are led along.
  public var lanes: [DrawnLane] = []
  /// Points on lanes where robots stop to wait, metres.
  public var waitingPoints: [Vec2] = []
  /// Physics steps per simulated second.
  public var stepsPerSecond: Int
  /// Total simulated time of the run, seconds; infinity where it is open.
  public var duration: Double
  /// Names of the features of m^orch, in the order of its vector.
  public var orchestratorFeatures: [FieldFeature]
  /// Names of the features of m^exec, in the order of its vector.
  public var executorFeatures: [FieldFeature]
  /// Weights of class c (row) for class d (column) in the fields. [classes × classes], or empty
  public var coupling: [Float]
  /// Which layer reads which field under the coupling in force: all four, or none where nobody couples.
  public var readings: [LayerReading] = []
  /// How often each field is renewed, by layer: seconds between two updates.
  public var fieldPeriods: [FieldLayer: Double] = [:]
  /// Names and units of the counters in `FleetFrame.counters`.
  public var counters: [CounterLook]
  /// Names and units of extra numbers per robot in `FleetFrame.scalars`.
  public var scalars: [ScalarLook]
  /// Names of the task options, by the option's number in a directive.
  public var taskNames: [String]
  /// The coordination mode, as in the scene.
  public var mode: String
  /// Key of the figure that decides on success; nil where the scene names none.
  public var successFigure: String?

  /// An empty floor without robots.
  public init(name: String, bounds: AABB) {
    self.name = name
    self.bounds = bounds
    classes = []
    obstacles = []
    map = nil
    zones = []
    stepsPerSecond = 60
    duration = .infinity
    orchestratorFeatures = []
    executorFeatures = []
    coupling = []
    counters = []
    scalars = []
    taskNames = []
    mode = ""
  }

  /// The number of robots of all classes.
  public var robotCount: Int { classes.last?.rows.upperBound ?? 0 }

  /// The number of obstacles, however many parts they have.
  public var obstacleCount: Int { obstacleParts.isEmpty ? obstacles.count : obstacleParts.count }

  /// The obstacle that a row of `obstacles` is a part of.
  ///
  /// - Complexity: O(log n) for n obstacles.
  public func obstacleIndex(ofPart part: Int) -> Int {
    var (low, high) = (0, obstacleParts.count)
    while low < high {
      let middle = (low + high) / 2
      if obstacleParts[middle].upperBound <= part { low = middle + 1 } else { high = middle }
    }
    return obstacleParts.isEmpty ? part : low
  }

  /// True where a row of `obstacles` is one of several parts of an obstacle.
  ///
  /// - Complexity: O(log n) for n obstacles.
  func isPartOfMore(_ part: Int) -> Bool {
    guard !obstacleParts.isEmpty else { return false }
    let index = obstacleIndex(ofPart: part)
    return index < obstacleParts.count && obstacleParts[index].count > 1
  }

  /// Moves an obstacle with all its parts, metres; nothing happens where there is none.
  public mutating func moveObstacle(_ index: Int, by offset: Vec2) {
    guard obstacleParts.indices.contains(index) || obstacleParts.isEmpty else { return }
    let rows = obstacleParts.isEmpty ? index..<index + 1 : obstacleParts[index]
    for row in rows where obstacles.indices.contains(row) {
      obstacles[row] = obstacles[row].map { $0 + offset }
    }
    if obstacleOutlines.indices.contains(index) {
      obstacleOutlines[index] = obstacleOutlines[index].map { $0.map { $0 + offset } }
    }
  }

  /// The class a robot belongs to.
  ///
  /// - Complexity: O(number of classes).
  public func classIndex(ofRobot robot: Int) -> Int {
    classes.firstIndex { $0.rows.contains(robot) } ?? 0
  }

  /// A robot's name for people: class and index within it.
  public func robotName(_ robot: Int) -> String {
    guard robot >= 0, robot < robotCount else { return "robot \(robot)" }
    let look = classes[classIndex(ofRobot: robot)]
    return "\(look.name) \(robot - look.rows.lowerBound)"
  }
}

/// How a class of robots looks.
public struct ClassLook: Sendable {
  /// Name, as in the scene.
  public var name: String
  /// Its robots.
  public var rows: Range<Int>
  /// Its outline.
  public var shape: BodyShape
  /// Its colour.
  public var color: Color
  /// Its maximum speed, m/s.
  public var maxSpeed: Float
  /// Range of its rays, metres; 0 where it has none.
  public var rayRange: Float
  /// Field of view of its rays, centred on the heading, radians.
  public var fieldOfView: Float
  /// Number of its rays.
  public var rayCount: Int

  /// A look from its values.
  public init(
    name: String, rows: Range<Int>, shape: BodyShape, color: Color, maxSpeed: Float,
    rayRange: Float = 0, fieldOfView: Float = 2 * .pi, rayCount: Int = 0
  ) {
    self.name = name
    self.rows = rows
    self.shape = shape
    self.color = color
    self.maxSpeed = maxSpeed
    self.rayRange = rayRange
    self.fieldOfView = fieldOfView
    self.rayCount = rayCount
  }

  /// The look of an embodiment; colours go round the palette by class index.
  public init(name: String, rows: Range<Int>, classIndex: Int, embodiment: Embodiment) {
    self.init(
      name: name, rows: rows, shape: BodyShape(embodiment: embodiment),
      color: ColorMap.categories[classIndex % ColorMap.categories.count],
      maxSpeed: embodiment.limits.maxSpeed, rayRange: embodiment.sensors.rayRange,
      fieldOfView: embodiment.sensors.fieldOfView, rayCount: embodiment.sensors.rayCount)
  }
}

extension BodyShape {
  /// The outline of an embodiment, decorated by its drive.
  public init(embodiment: Embodiment) {
    let decoration: Decoration =
      switch embodiment.drive.look {
      case .wheels: .wheels
      case .rollers: .rollers
      case .fork: .fork
      case .base: .base
      }
    switch embodiment.footprint {
    case .circle(let radius):
      self.init(corners: [.zero], radius: radius, decoration: decoration)
    case .box(let length, let width):
      // The corners are rounded by a tenth of the width; the outline stays exact on its sides.
      let round = min(length, width) * 0.1
      let half = Vec2(length * 0.5 - round, width * 0.5 - round)
      self.init(
        corners: [
          Vec2(half.x, half.y), Vec2(-half.x, half.y), Vec2(-half.x, -half.y),
          Vec2(half.x, -half.y),
        ], radius: round, decoration: decoration)
    case .capsule(let length, let radius):
      self.init(
        corners: [Vec2(length * 0.5, 0), Vec2(-length * 0.5, 0)], radius: radius,
        decoration: decoration)
    case .polygon(let corners):
      self.init(corners: Array(corners.prefix(8)), radius: 0, decoration: decoration)
    }
  }
}

/// A number of the whole fleet that is plotted.
public struct CounterLook: Equatable, Sendable {
  /// Title as shown.
  public var title: String
  /// Column name in CSV, with the unit in it.
  public var key: String
  /// Unit as shown; empty where dimensionless.
  public var unit: String
  /// Lowest value of the plot's axis, or nil to follow the data.
  public var lowest: Double?
  /// Highest value of the plot's axis, or nil to follow the data.
  public var highest: Double?
  /// A counter from its values.
  public init(
    title: String, key: String, unit: String, lowest: Double? = nil, highest: Double? = nil
  ) {
    self.title = title
    self.key = key
    self.unit = unit
    self.lowest = lowest
    self.highest = highest
  }
}

/// A number of each robot that can colour it.
public struct ScalarLook: Equatable, Sendable {
  /// Title as shown.
  public var title: String
  /// Unit as shown; empty where dimensionless.
  public var unit: String
  /// Values at the two ends of the colour map.
  public var range: ClosedRange<Float>
  /// A scalar from its values.
  public init(title: String, unit: String, range: ClosedRange<Float>) {
    self.title = title
    self.unit = unit
    self.range = range
  }
}
