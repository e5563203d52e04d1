import Contracts
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// Chooses where robots start, class by class, so that none overlaps another or an obstacle.
///
/// Poses that the scene or the map states come first, as they are; then random and grid starts find
/// their places around them, only where the class's work can be reached. Robot i of a class draws
/// its own places from its own stream, so adding robots to the end of a class moves none of those
/// before it.
struct Placement {
  /// Starts so far.
  private(set) var table: StartTable
  /// Rows placed so far, as stated or as found. [robotCount]
  private(set) var isPlaced: [Bool]

  /// Draws of a place for one robot: so many misses in a row mean that less than about 1 % of the
  /// area is left.
  private static let drawCount = 400
  /// Places of a grid that are always tried.
  private static let gridPlaceLimit: Float = 4_000_000

  private let scene: Scene
  private let floor: FreeFloor
  /// Metres that random and grid starts keep between the circles around two robots.
  static let margin: Float = 0.05

  init(scene: Scene, classes: [FloorClass], floor: FreeFloor) {
    self.scene = scene
    self.floor = floor
    table = StartTable(classes: classes)
    isPlaced = [Bool](repeating: false, count: classes.last?.rows.upperBound ?? 0)
  }

  /// The pose that the scene or its map states for a robot; nil where it is to be found.
  static func stated(_ scene: Scene, robotClass: Int, number: Int) -> Pose? {
    let spawn = scene.robots[robotClass].spawn
    switch spawn.pattern {
    case .poses:
      guard number < spawn.poses.count else { return nil }
      let p = spawn.poses[number]
      return Pose(position: Vec2(p.x, p.y), rotation: Rotation(angle: p.z))
    case .imported:
      let index = spawn.firstImported + number
      guard scene.world.importedStarts.indices.contains(index) else { return nil }
      return Pose(position: scene.world.importedStarts[index])
    case .grid, .random: return nil
    }
  }

  /// Places a robot where the scene states it, its arm in a posture.
  mutating func put(_ row: Int, at pose: Pose, _ posture: SIMD4<Float>? = nil) {
    table.put(row, at: pose, posture)
    isPlaced[row] = true
  }

  /// The area in which a class finds its starts, metres.
  static func area(_ scene: Scene, robotClass: Int) -> AABB {
    scene.robots[robotClass].spawn.zone
      .flatMap { name in scene.world.zones.first { $0.name == name }?.area }
      ?? scene.world.bounds
  }

  /// Finds places for a class with pattern random or grid.
  ///
  /// `mayStart` says whether robot number i may start at a free point (m): has a way to its work.
  /// Where the pattern leaves robots without room, what is left is searched, and where that does not
  /// do, the whole class is placed anew side by side.
  ///
  /// - Returns: How many robots found room, and whether the pattern was given up for it.
  mutating func find(
    _ robots: FloorClass, robotClass: Int, mayStart: (Int, Vec2) -> Bool
  ) -> (count: Int, isPacked: Bool) {
    let area = Placement.area(scene, robotClass: robotClass)
    let isGrid = scene.robots[robotClass].spawn.pattern == .grid
    let all = robots.rows.count
    let seed = scene.run.placementSeed
    let heading: (Int) -> Float = { number in
      if isGrid { return 0 }
      // Beyond the draws of a place: each robot keeps the heading that is its own.
      var stream = RandomStream(
        seed: seed, classIndex: robotClass, index: number, purpose: .placement)
      for _ in 0..<2 * Placement.drawCount { _ = stream.uniform() }
      return stream.uniform(-Float.pi, Float.pi)
    }
    let before = self
    var found =
      isGrid
      ? findOnGrid(robots, area, mayStart) : findAtRandom(robots, robotClass, area, mayStart)
    if found < all {
      found = fillUp(robots, area, from: found, mayStart, heading: heading)
    }
    if found == all { return (all, false) }
    var anew = before
    let packed = anew.pack(robots, area, mayStart, heading: heading)
    guard packed > found else { return (found, false) }
    self = anew
    return (packed, true)
  }

  private mutating func findOnGrid(
    _ robots: FloorClass, _ area: AABB, _ mayStart: (Int, Vec2) -> Bool
  ) -> Int {
    let radius = robots.embodiment.startRadius
    // The places of a grid of tiny robots on a large floor are more than can be gone through: beyond
    // some millions they lie farther apart.
    let fewest = max(Placement.gridPlaceLimit, 16 * Float(robots.rows.count))
    let pitch = max(2.4 * radius, (area.size.x * area.size.y / fewest).squareRoot())
    let columns = max(1, Int(area.size.x / pitch))
    let rows = max(1, Int(area.size.y / pitch))
    var placed = 0
    for k in 0..<columns * rows where placed < robots.rows.count {
      let u = (Float(k % columns) + 0.5) / Float(columns)
      let v = (Float(k / columns) + 0.5) / Float(rows)
      let position = area.lower + Vec2(u, v) * area.size
      if isFree(position, robots), mayStart(placed, position) {
        put(robots.rows.lowerBound + placed, at: Pose(position: position))
        placed += 1
      }
    }
    return placed
  }

  private mutating func findAtRandom(
    _ robots: FloorClass, _ classIndex: Int, _ area: AABB, _ mayStart: (Int, Vec2) -> Bool
  ) -> Int {
    let radius = robots.embodiment.boundingRadius
    let lower = area.lower + Vec2(repeating: radius)
    let size = area.size - Vec2(repeating: 2 * radius)
    for i in 0..<robots.rows.count {
      var stream = RandomStream(
        seed: scene.run.placementSeed, classIndex: classIndex, index: i, purpose: .placement)
      for _ in 0..<Placement.drawCount where !isPlaced[robots.rows.lowerBound + i] {
        let position = lower + Vec2(stream.uniform(), stream.uniform()) * size
        if isFree(position, robots), mayStart(i, position) {
          let heading = stream.uniform(-Float.pi, Float.pi)
          put(
            robots.rows.lowerBound + i,
            at: Pose(position: position, rotation: Rotation(angle: heading)))
        }
      }
      if !isPlaced[robots.rows.lowerBound + i] { return i }
    }
    return robots.rows.count
  }

  /// True where a robot of a class, with its arm stretched out anywhere, touches nothing.
  func isFree(_ position: Vec2, _ robots: FloorClass) -> Bool {
    let reach = robots.embodiment.startRadius
    return !floor.hasObstacle(within: reach + FloorCheck.touch, of: position)
      && floor.blocker(ofDisc: position, radius: reach) == nil
      && table.isApart(position, radius: reach, margin: Placement.margin)
  }
}
