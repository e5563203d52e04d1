import Contracts
import Embodiments
import Navigation
import Scenes
import SimCore
import Work

/// A lane that robots are led along, for pictures.
public struct DrawnLane: Equatable, Sendable {
  /// Its corners in the order in which it is driven, metres.
  public var points: [Vec2]
  /// True where it is driven in that order only.
  public var isOneWay: Bool

  /// A lane from its values.
  public init(points: [Vec2], isOneWay: Bool) {
    self.points = points
    self.isOneWay = isOneWay
  }
}

/// Lanes as the author of a scene drew them.
extension WorldModel {
  /// The lanes that robots are led along; none under rules that do not read them.
  public var drawnLanes: [DrawnLane] {
    guard scene.world.traffic.rule == .priority else { return [] }
    return scene.world.traffic.lanes.map { DrawnLane(points: $0.points, isOneWay: $0.isOneWay) }
  }

  /// The roadmap of a scene's lanes; what keeps robots from driving so is a mistake at its lane or place.
  static func laneRoadmap(
    of scene: Scene, _ corridors: CorridorMap, _ radii: [Float], _ places: [Vec2],
    _ tasks: TaskModel, _ problems: inout [Diagnostic]
  ) -> Roadmap? {
    var found: [RoadmapLane.Problem] = []
    let roadmap = Roadmap(
      corridors, radii: radii, places: places, lanes: scene.world.traffic.lanes, problems: &found)
    // One of each lane and place is enough.
    var told: Set<String> = []
    var mistakes: [Diagnostic] = []
    for problem in found {
      let (key, message) = words(problem, places, tasks)
      guard told.insert(key).inserted, told.count <= mostLaneProblems else { continue }
      mistakes.append(
        Diagnostic(
          severity: .error, message: message,
          location: scene.locations[key] ?? scene.locations["world.traffic.lanes"]))
    }
    scene.texts.addLines(to: &mistakes)
    problems += mistakes
    return roadmap
  }

  /// Robots that start too far from the lanes to be led onto one.
  static func strandedStarts(
    of scene: Scene, _ classes: [RobotClassModel], _ starts: [Pose], _ roadmap: Roadmap,
    _ corridors: CorridorMap
  ) -> [Diagnostic] {
    guard !scene.world.traffic.lanes.isEmpty else { return [] }
    var mistakes: [Diagnostic] = []
    for robots in classes where robots.embodiment.drive.moves {
      let radius = robots.descriptor.radius
      let far = robots.rows.filter {
        $0 < starts.count && !roadmap.isNear(starts[$0].position, radius: radius, corridors)
      }
      guard let first = far.first else { continue }
      let at = starts[first].position
      let key = "robots.\(robots.name)"
      mistakes.append(
        Diagnostic(
          severity: .error,
          message:
            "\(far.count) of the robots of class '\(robots.name)' start too far from the lanes, the "
            + "first at (\(NumberText.rounded(Double(at.x), decimals: 2)), "
            + "\(NumberText.rounded(Double(at.y), decimals: 2))) m: they come onto one in a straight line of "
            + "free floor within \(NumberText.rounded(Double(3 * roadmap.spacing), decimals: 2)) m",
          location: scene.locations["\(key).spawn"] ?? scene.locations[key]))
    }
    scene.texts.addLines(to: &mistakes)
    return mistakes
  }

  private static let mostLaneProblems = 20

  /// The path of what a problem is about, and its message.
  private static func words(
    _ problem: RoadmapLane.Problem, _ places: [Vec2], _ tasks: TaskModel
  ) -> (key: String, message: String) {
    func metres(_ point: Vec2) -> String {
      "(\(NumberText.rounded(Double(point.x), decimals: 2)), "
        + "\(NumberText.rounded(Double(point.y), decimals: 2))) m"
    }
    func place(_ number: Int) -> (key: String, name: String) {
      guard number < tasks.slots.count else {
        return ("tasks", "the place \(metres(places[number])) of a task")
      }
      let zone = tasks.zones[Int(tasks.slots[number].zone)].name
      return ("world.zones.\(zone)", "the place \(metres(places[number])) of zone '\(zone)'")
    }
    switch problem {
    case .blocked(let lane, let point, let radius):
      return (
        "world.traffic.lanes[\(lane)]",
        "this lane is too near to a wall at \(metres(point)) for robots of radius "
          + "\(NumberText.rounded(Double(radius), decimals: 3)) m"
      )
    case .apart(let number):
      let (key, name) = place(number)
      return (key, "no lane leads to \(name): none is near it in a straight line of free floor")
    case .cutOff(let number, let radius):
      let (key, name) = place(number)
      return (
        key,
        "robots of radius \(NumberText.rounded(Double(radius), decimals: 3)) m do not get to \(name) along "
          + "the lanes, or not back to the other places"
      )
    }
  }
}
