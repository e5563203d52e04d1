import Scenes
import SimCore

/// Edits a scene by hand: starting poses of robots and obstacles, and writes it as scene text.
///
/// The first edit freezes where every robot stands as its starting pose. The text is the resolved
/// scene with the edited parts replaced, so what is saved is what runs.
public struct SceneEditor: Sendable {
  /// Starting poses by class, in class order.
  public private(set) var poses: [[Pose]]
  /// Obstacles as drawn, in the world.
  public private(set) var obstacles: [ObstacleShape]
  private let resolvedText: String
  private let classNames: [String]
  private let bounds: AABB
  /// How the world lies in the frame that the scene speaks in.
  private let frame: MapFrame

  /// An editor of a scene whose robots stand at `poses` now. [robotCount], classes contiguous
  ///
  /// - Precondition: `poses` holds a pose for each robot of the scene.
  public init(scene: Scene, poses: [Pose]) {
    resolvedText = scene.resolvedText
    classNames = scene.robots.map(\.name)
    bounds = scene.world.bounds
    obstacles = scene.world.obstacleShapes
    frame = scene.world.speaksInMapFrame ? .identity : scene.world.frame
    let count = scene.robots.reduce(0) { $0 + $1.count }
    precondition(poses.count == count, "\(poses.count) poses are given for \(count) robots")
    var next = 0
    self.poses = scene.robots.map { robots in
      let rows = next..<next + robots.count
      next += robots.count
      return Array(poses[rows])
    }
  }

  /// Applies an edit; false where its robot or obstacle does not exist, or would leave the floor.
  public mutating func apply(_ edit: SceneEdit) -> Bool {
    switch edit {
    case .move(let robot, let place):
      guard let at = locate(robot), bounds.contains(place) else { return false }
      poses[at.classIndex][at.index].position = place
    case .turn(let robot, let heading):
      guard let at = locate(robot) else { return false }
      poses[at.classIndex][at.index].rotation = Rotation(angle: heading)
    case .clone(let robot):
      guard let at = locate(robot) else { return false }
      var copy = poses[at.classIndex][at.index]
      copy.position = shifted(copy.position)
      poses[at.classIndex].append(copy)
    case .delete(let robot):
      guard let at = locate(robot) else { return false }
      poses[at.classIndex].remove(at: at.index)
    case .moveObstacle(let index, let offset):
      guard obstacles.indices.contains(index) else { return false }
      let moved = obstacles[index].moved(by: offset)
      guard moved.outlines().joined().allSatisfy({ bounds.contains($0) }) else { return false }
      obstacles[index] = moved
    case .cloneObstacle(let index):
      guard obstacles.indices.contains(index) else { return false }
      guard let corner = obstacles[index].outlines().first?.first else { return false }
      obstacles.append(obstacles[index].moved(by: shifted(corner) - corner))
    case .deleteObstacle(let index):
      guard obstacles.indices.contains(index) else { return false }
      obstacles.remove(at: index)
    }
    return true
  }

  /// A place 1 m to the side that is still on the floor.
  private func shifted(_ place: Vec2) -> Vec2 {
    for offset in [Vec2(1, 0), Vec2(-1, 0), Vec2(0, 1), Vec2(0, -1)]
    where bounds.expanded(by: -1).contains(place + offset) { return place + offset }
    return place
  }

  private func locate(_ robot: Int) -> (classIndex: Int, index: Int)? {
    var rest = robot
    for (classIndex, members) in poses.enumerated() {
      if rest >= 0, rest < members.count { return (classIndex, rest) }
      rest -= members.count
    }
    return nil
  }
}

extension SceneEditor {
  /// The edited scene as text that `SceneLoader` reads.
  ///
  /// - Complexity: O(lines + robots + obstacles).
  public var text: String {
    var lines: [Substring] = []
    var section: Substring = ""
    var robot: String?
    var skipsDeeperThan: Int?
    for line in resolvedText.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }.count
      let key = line.dropFirst(indent).prefix { $0 != ":" }
      if let depth = skipsDeeperThan {
        if indent > depth || line.isEmpty { continue }
        skipsDeeperThan = nil
      }
      if indent == 0, !line.isEmpty, !line.hasPrefix("#") {
        section = key
        robot = nil
      }
      if section == "robots", indent == 2 { robot = String(key) }
      if section == "world", indent == 2, key == "obstacles" {
        skipsDeeperThan = 2
        lines += obstacleLines
        continue
      }
      if section == "robots", indent == 4, let name = robot,
        let classIndex = classNames.firstIndex(of: name)
      {
        if key == "count" {
          lines.append("    count: \(poses[classIndex].count)")
          continue
        }
        if key == "spawn" {
          skipsDeeperThan = 4
          lines += spawnLines(classIndex)
          continue
        }
      }
      lines.append(line)
      if section == "world", indent == 0, key == "world", !hasObstacleLines {
        lines += obstacleLines
      }
    }
    return lines.joined(separator: "\n")
  }

  /// True where the resolved text has obstacles of its own to replace.
  private var hasObstacleLines: Bool { resolvedText.contains("\n  obstacles:") }

  private var obstacleLines: [Substring] {
    guard !obstacles.isEmpty else { return [] }
    return ["  obstacles:"]
      + obstacles.map { Substring("    - \(words($0))") }
  }

  /// An obstacle as a flow mapping.
  private func words(_ shape: ObstacleShape) -> String {
    func list(_ points: [Vec2]) -> String {
      "[" + points.map { "[\(place($0))]" }.joined(separator: ", ") + "]"
    }
    switch shape.kind {
    case .polygon(let corners): return "{polygon: \(list(corners))}"
    case .circle(let center, let radius):
      return "{circle: {center: [\(place(center))], radius: \(radius) m}}"
    case .wall(let points, let thickness, let isClosed):
      return "{wall: {points: \(list(points)), thickness: \(thickness) m"
        + (isClosed ? ", closed: true}}" : "}}")
    }
  }

  private func spawnLines(_ classIndex: Int) -> [Substring] {
    guard !poses[classIndex].isEmpty else { return ["    spawn: {pattern: random}"] }
    return ["    spawn:", "      pattern: poses", "      poses:"]
      + poses[classIndex].map { pose in
        Substring(
          "        - [\(place(pose.position)), \(heading(pose.rotation)) rad]")
      }
  }

  private func heading(_ rotation: Rotation) -> String {
    frame.isTurned
      ? "\(Float(Double(rotation.angle) + frame.yaw))" : "\(rotation.angle)"
  }

  /// A place in the frame that the scene speaks in: `3.5 m, 2.25 m`.
  private func place(_ point: Vec2) -> String {
    if frame.isIdentity { return "\(metres(point.x)), \(metres(point.y))" }
    let published = frame.published(point)
    return "\(published.x) m, \(published.y) m"
  }

  private func metres(_ value: Float) -> String { "\(value) m" }
}
