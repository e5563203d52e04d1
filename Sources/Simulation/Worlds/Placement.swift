import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore

/// Chooses where robots start, class by class, so that none overlaps another or an obstacle.
///
/// Robot i of a class draws its own places from its own stream, so adding robots to the end of a
/// class moves none of those before it.
struct Placement {
  /// Start poses so far, robot order.
  private(set) var poses: [Pose] = []

  /// Places of a grid that are always tried.
  private static let gridPlaceLimit: Float = 4_000_000

  private let scene: Scene
  /// Radii of the robots placed so far.
  private var radii: [Float] = []
  /// Robots placed so far by hash cell, for overlap tests in O(1).
  private var buckets: [SIMD2<Int32>: [Int]] = [:]
  private var cell: Float = 1

  init(scene: Scene) {
    self.scene = scene
    cell = max(0.5, 2.5 * (scene.robots.map { $0.embodiment.boundingRadius }.max() ?? 0.5))
  }

  /// Places one class; appends `rows.count` poses in every case, and problems where room is short.
  mutating func place(_ robots: RobotClassModel, map: NavigationMap, problems: inout [Diagnostic]) {
    guard let classIndex = scene.robots.firstIndex(where: { $0.name == robots.name }) else {
      return
    }
    let spawn = scene.robots[classIndex].spawn
    let area =
      spawn.zone.flatMap { name in scene.world.zones.first { $0.name == name }?.area }
      ?? scene.world.bounds
    switch spawn.pattern {
    case .poses:
      for i in 0..<robots.rows.count {
        let p = spawn.poses.isEmpty ? .zero : spawn.poses[i % spawn.poses.count]
        put(Pose(position: Vec2(p.x, p.y), rotation: Rotation(angle: p.z)), robots)
      }
    case .imported:
      for i in 0..<robots.rows.count {
        let starts = scene.world.importedStarts
        let index = spawn.firstImported + i
        put(Pose(position: index < starts.count ? starts[index] : area.center), robots)
      }
      if spawn.firstImported + robots.rows.count > scene.world.importedStarts.count {
        problems.append(
          problem(
            robots,
            "class '\(robots.name)' needs \(robots.rows.count) imported starts from number "
              + "\(spawn.firstImported), but the map came with \(scene.world.importedStarts.count)")
        )
      }
    case .grid: placeOnGrid(robots, area, map, &problems)
    case .random: placeAtRandom(robots, classIndex, area, map, &problems)
    }
  }

  private mutating func placeOnGrid(
    _ robots: RobotClassModel, _ area: AABB, _ map: NavigationMap, _ problems: inout [Diagnostic]
  ) {
    let radius = robots.embodiment.boundingRadius
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
      if isFree(position, robots, map) {
        put(Pose(position: position), robots)
        placed += 1
      }
    }
    if placed < robots.rows.count { reportShortage(robots, placed, &problems) }
  }

  private mutating func placeAtRandom(
    _ robots: RobotClassModel, _ classIndex: Int, _ area: AABB, _ map: NavigationMap,
    _ problems: inout [Diagnostic]
  ) {
    let radius = robots.embodiment.boundingRadius
    let lower = area.lower + Vec2(repeating: radius)
    let size = area.size - Vec2(repeating: 2 * radius)
    for i in 0..<robots.rows.count {
      var stream = RandomStream(
        seed: scene.run.placementSeed, classIndex: classIndex, index: i, purpose: .placement)
      var found = false
      // 400 misses in a row mean that less than about 1 % of the area is left.
      for _ in 0..<400 where !found {
        let position = lower + Vec2(stream.uniform(), stream.uniform()) * size
        if isFree(position, robots, map) {
          let heading = stream.uniform(-Float.pi, Float.pi)
          put(Pose(position: position, rotation: Rotation(angle: heading)), robots)
          found = true
        }
      }
      if !found {
        reportShortage(robots, i, &problems)
        return
      }
    }
  }

  private func isFree(_ position: Vec2, _ robots: RobotClassModel, _ map: NavigationMap) -> Bool {
    let radius = robots.embodiment.boundingRadius
    guard map.isPassable(map.cell(at: position), layer: robots.layer) else { return false }
    // The map's clearance is an estimate at corners; the scene's own obstacles are tested exactly.
    guard map.clearance(at: position) >= radius else { return false }
    for obstacle in scene.world.obstacles
    where distance(from: position, toConvex: obstacle) < radius + 0.02 {
      return false
    }
    let key = bucket(position)
    for dy in Int32(-1)...1 {
      for dx in Int32(-1)...1 {
        for other in buckets[SIMD2(key.x + dx, key.y + dy)] ?? [] {
          let gap = (poses[other].position - position).length - radii[other] - radius
          if gap < 0.05 { return false }
        }
      }
    }
    return true
  }

  private mutating func put(_ pose: Pose, _ robots: RobotClassModel) {
    buckets[bucket(pose.position), default: []].append(poses.count)
    poses.append(pose)
    radii.append(robots.embodiment.boundingRadius)
  }

  private func bucket(_ position: Vec2) -> SIMD2<Int32> {
    let scaled = (position / cell).rounded(.down)
    return SIMD2(Int32(scaled.x), Int32(scaled.y))
  }

  private mutating func reportShortage(
    _ robots: RobotClassModel, _ placed: Int, _ problems: inout [Diagnostic]
  ) {
    problems.append(
      problem(
        robots,
        "class '\(robots.name)' finds room for \(placed) of its \(robots.rows.count) robots; "
          + "expected a larger or emptier spawn area, or a smaller count"))
    while poses.count < robots.rows.upperBound {
      put(Pose(position: scene.world.bounds.center), robots)
    }
  }

  private func problem(_ robots: RobotClassModel, _ message: String) -> Diagnostic {
    Diagnostic(
      severity: .error, message: message,
      location: scene.locations["robots.\(robots.name).spawn"]
        ?? scene.locations["robots.\(robots.name)"],
      notes: ["at scene.robots.\(robots.name).spawn"])
  }
}

/// The distance from a point to a convex anticlockwise polygon, metres; 0 inside.
func distance(from point: Vec2, toConvex polygon: [Vec2]) -> Float {
  var isInside = true
  var best = Float.infinity
  for i in 0..<polygon.count {
    let a = polygon[i]
    let b = polygon[(i + 1) % polygon.count]
    let edge = b - a
    if edge.cross(point - a) < 0 { isInside = false }
    let share = min(1, max(0, (point - a).dot(edge) / max(1e-12, edge.lengthSquared)))
    best = min(best, (point - a - edge * share).length)
  }
  return isInside ? 0 : best
}
