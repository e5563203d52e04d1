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
  /// The classes of robots that drive on it, by their numbers; all where there is none.
  public var classes: [Int]
  /// True where one robot may be on it, and on others of its group, at a time.
  public var isExclusive: Bool

  /// A lane from its values.
  public init(
    points: [Vec2], isOneWay: Bool, classes: [Int] = [], isExclusive: Bool = false
  ) {
    self.points = points
    self.isOneWay = isOneWay
    self.classes = classes
    self.isExclusive = isExclusive
  }
}

/// Lanes as the author of a scene drew them.
extension WorldModel {
  /// The lanes that robots are led along; none under rules that do not read them.
  public var drawnLanes: [DrawnLane] {
    guard scene.world.traffic.rule == .priority else { return [] }
    return scene.world.traffic.lanes.map { lane in
      DrawnLane(
        points: lane.points, isOneWay: lane.isOneWay,
        classes: scene.robots.indices.filter { lane.classes.contains(scene.robots[$0].name) },
        isExclusive: !lane.exclusive.isEmpty)
    }
  }

  /// Points on lanes where robots stop to wait, metres; none where they stop anywhere.
  public var waitingPoints: [Vec2] {
    guard scene.world.traffic.rule == .priority else { return [] }
    return scene.world.traffic.points.filter { $0.waiting == true }.map(\.place)
  }

  /// The roadmap of a scene's lanes; what keeps robots from driving so is a mistake at its lane or place.
  static func laneRoadmap(
    of scene: Scene, _ corridors: CorridorMap, _ radii: [Float], _ places: [Vec2],
    _ tasks: TaskModel, _ problems: inout [Diagnostic]
  ) -> Roadmap? {
    var found: [RoadmapLane.Problem] = []
    let roadmap = Roadmap(
      corridors, radii: radii, places: places, lanes: scene.world.traffic.lanes,
      points: scene.world.traffic.points, classes: scene.robots.map(\.name), problems: &found)
    // One of each lane and place is enough.
    var told: Set<String> = []
    var mistakes: [Diagnostic] = []
    for problem in found {
      let (key, message) = words(problem, places, tasks)
      guard told.insert(key).inserted, told.count <= mostLaneProblems else { continue }
      mistakes.append(
        Diagnostic(
          severity: .error, message: message,
          location: scene.locations[key] ?? scene.locations["world.traffic.lanes"]
            ?? scene.locations["world.traffic"]))
    }
    scene.texts.addLines(to: &mistakes)
    problems += mistakes
    return roadmap
  }

  /// Leaves out what classes do not get to along lanes that are not for all; what they need of it is a mistake.
  static func limitReach(
    _ tasks: inout TaskModel, of scene: Scene, _ roadmap: Roadmap, _ corridors: CorridorMap
  ) -> [Diagnostic] {
    guard scene.world.traffic.lanes.contains(where: { !$0.classes.isEmpty }) else { return [] }
    var mistakes: [Diagnostic] = []
    let authored = tasks.slotRange.last?.upperBound ?? 0
    for (number, robots) in scene.robots.enumerated()
    where robots.embodiment.drive.moves && robots.count > 0 {
      let zones = workZones(ofClass: number, tasks)
      let stops = workStops(ofClass: number, tasks)
      let reach = RoadmapReach(
        roadmap, needed: zones.flatMap { tasks.slotRange[$0] } + stops.map { authored + $0 },
        radius: robots.embodiment.boundingRadius, kind: roadmap.kind(ofClass: number))
      func say(_ what: String, at key: String, _ severity: Diagnostic.Severity = .error) {
        mistakes.append(
          Diagnostic(
            severity: severity,
            message:
              "robots of class '\(robots.name)' do not get to \(what) along the lanes that they "
              + "may drive on, or not back to the other places",
            location: scene.locations[key] ?? scene.locations["robots.\(robots.name)"]))
      }
      for zone in zones {
        guard let slot = tasks.slotRange[zone].first(where: { !reach.places[$0] }) else { continue }
        let name = tasks.zones[zone].name
        say(
          "the place \(metres(tasks.slots[slot].position)) of zone '\(name)'",
          at: "world.zones.\(name)")
      }
      if let stop = stops.first(where: { !reach.places[authored + $0] }) {
        say("the place \(metres(tasks.stops[stop])) of a task", at: "tasks")
      }
      let docks = tasks.docks.flatMap { tasks.slotRange[$0] }
      if robots.embodiment.battery != nil, !docks.isEmpty,
        !docks.contains(where: { reach.places[$0] })
      {
        say("any dock", at: "robots.\(robots.name)", .warning)
      }
      tasks.leaveOut(
        slots: tasks.slots.indices.filter { slot in
          slot < authored
            ? !reach.places[slot]
            : !reach.isReached(tasks.slots[slot].position, roadmap, corridors)
        }, forClass: number)
    }
    scene.texts.addLines(to: &mistakes)
    return Array(mistakes.prefix(mostLaneProblems))
  }

  /// Stations that tasks send robots of a class to, by their numbers among the zones.
  private static func workZones(ofClass number: Int, _ tasks: TaskModel) -> [Int] {
    var zones: Set<Int> = []
    for (task, rule) in tasks.rules.enumerated() where tasks.isAble(task: task, robotClass: number)
    {
      if let stations = rule.stations { zones.formUnion([stations.from, stations.to]) }
    }
    // Orders are numbered as the fixed jobs of logs are, task by task.
    let logged = tasks.fixedJobs.filter { tasks.rules[$0.task].isLogged }
    for (job, order) in zip(logged, tasks.orders)
    where tasks.isAble(option: job.option, robotClass: number) {
      zones.formUnion([order.from, order.to])
    }
    return zones.sorted()
  }

  /// Points that tasks send robots of a class to, by their numbers among the stops.
  private static func workStops(ofClass number: Int, _ tasks: TaskModel) -> [Int] {
    var stops: Set<Int> = []
    for job in tasks.fixedJobs
    where !tasks.rules[job.task].isLogged && tasks.isAble(task: job.task, robotClass: number) {
      stops.formUnion(job.stops)
    }
    for task in tasks.rules.indices where tasks.isAble(task: task, robotClass: number) {
      stops.formUnion(tasks.goals(ofTask: task).map(Int.init))
    }
    return stops.sorted()
  }

  private static func metres(_ point: Vec2) -> String {
    "(\(NumberText.rounded(Double(point.x), decimals: 2)), "
      + "\(NumberText.rounded(Double(point.y), decimals: 2))) m"
  }

  /// Robots that start too far from the lanes to be led onto one.
  static func strandedStarts(
    of scene: Scene, _ classes: [RobotClassModel], _ starts: [Pose], _ roadmap: Roadmap,
    _ corridors: CorridorMap
  ) -> [Diagnostic] {
    guard !scene.world.traffic.lanes.isEmpty else { return [] }
    var mistakes: [Diagnostic] = []
    for (number, robots) in classes.enumerated() where robots.embodiment.drive.moves {
      let radius = robots.descriptor.radius
      let kind = roadmap.kind(ofClass: number)
      let far = robots.rows.filter {
        $0 < starts.count
          && !roadmap.isNear(starts[$0].position, radius: radius, kind: kind, corridors)
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
    case .tooManyKinds(let limit):
      return (
        "world.traffic.lanes",
        "the lanes' keys 'classes' tell more than \(limit) kinds of classes apart"
      )
    case .groupTooLarge(let name, let count):
      return (
        "world.traffic.lanes",
        "the group '\(name)' has \(count) pieces, more than one robot at a time can be kept to"
      )
    case .waitingPointsTooFar(let count, let point):
      return (
        "world.traffic.points",
        "between waiting points hang \(count) pieces of lanes together, at \(metres(point)) for one, more than a "
          + "robot can reserve at once; add waiting points"
      )
    case .notOnLane(let point):
      return ("world.traffic.points", "no lane leads through the point \(metres(point))")
    }
  }
}
