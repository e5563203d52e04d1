import Navigation
import SimCore
import Work

extension SceneBuilder {
  /// The workspace.
  func world() -> WorldSpec {
    var world = WorldSpec()
    guard let node = tree["world"] else { return world }
    if let bounds = map.bounds { world.bounds = bounds }
    if let imported = map.imported {
      world.map = imported.grid
      world.importedStarts = imported.starts
      world.importedGoals = imported.goals
      world.importedTasks = imported.tasks
      world.importedStartPlaces = imported.startPlaces
      world.importedGoalPlaces = imported.goalPlaces
      world.importedTaskPlaces = imported.taskPlaces
      world.importedRevealFactor = imported.revealFactor
      world.frame = imported.frame
      world.speaksInMapFrame = map.speaksInMapFrame
    }
    world.obstacleShapes = (node["obstacles"]?.elements ?? []).flatMap(obstacleShapes)
    world.zones = (node["zones"]?.elements ?? []).compactMap(zone)
    SceneSchema.traffic.fill(&world.traffic, from: node["traffic"])
    if let set = context.zoneSet {
      world.traffic.zones = set.zones
      world.obstacleShapes += set.blocked.map { ObstacleShape(.polygon($0)) }
    }
    for mask in context.masks {
      world.traffic.zones += mask.zones
      world.obstacleShapes += mask.blocked.map { ObstacleShape(.polygon($0)) }
    }
    world.traffic.lanes = (node["traffic"]?["lanes"]?.elements ?? []).compactMap(lane)
    world.traffic.points = (node["traffic"]?["points"]?.elements ?? []).compactMap { point in
      guard let at = point["at"]?.numbers, at.count == 2 else { return nil }
      return RoadmapPoint(
        place: Vec2(at[0], at[1]), exclusive: names("exclusive", of: point),
        waiting: point["waiting"]?.boolean)
    }
    return world
  }

  private func lane(_ node: TypedNode) -> RoadmapLane? {
    guard let points = node["points"]?.points else { return nil }
    var lane = RoadmapLane(points: points)
    SceneSchema.lane.fill(&lane, from: node)
    lane.classes = names("classes", of: node)
    lane.exclusive = names("exclusive", of: node)
    return lane
  }

  private func names(_ key: String, of node: TypedNode) -> [String] {
    node[key]?.elements.compactMap(\.text) ?? []
  }

  private func zone(_ node: TypedNode) -> ZoneSpec? {
    guard let name = node["name"]?.text,
      let kind = node["kind"]?.text.flatMap(ZoneSpec.Kind.init(rawValue:)),
      let area = node["area"]?["rect"]?.rectangle
    else { return nil }
    var zone = ZoneSpec(name: name, kind: kind, area: area, slots: 1, power: 0)
    SceneSchema.zone.fill(&zone, from: node)
    return zone
  }

  /// A source of jobs; nil where it is of no kind.
  func task(_ node: TypedNode) -> TaskSpec? {
    guard let kind = context.vocabulary.tasks.kind(of: node) else { return nil }
    let classes =
      node["needs"]?["class"]?.text.map { [$0] }
      ?? node["needs"]?["classes"]?.elements.compactMap(\.text) ?? []
    var task = TaskSpec(
      name: node["name"]?.text ?? "", kind: kind.init(values(of: kind, node)), classes: classes,
      claim: .atPickup, dwell: 0, deadline: 0, loadMass: 0, isPallet: false, value: 1)
    SceneSchema.task(context.vocabulary.tasks).fill(&task, from: node)
    return task
  }

  /// Where the points of a task are written.
  func pointLocations(_ node: TypedNode) -> [SourceLocation] {
    let jobs = context.vocabulary.tasks.keys(.points).flatMap { node[$0]?.elements ?? [] }
    let goals = context.vocabulary.tasks.keys(.goalSet).flatMap { node[$0]?.elements ?? [] }
    return (jobs.flatMap(\.elements) + goals).compactMap {
      $0.place.map(context.sources.location)
    }
  }

  private func values(of kind: any TaskKind.Type, _ node: TypedNode) -> TaskValues {
    var values = TaskValues()
    for key in kind.keys {
      if case .number(_, let standard, _) = key.content { values.numbers[key.name] = standard }
      guard let value = node[key.name] else { continue }
      switch key.content {
      case .station: values.stations[key.name] = value.text
      case .rate: values.rates[key.name] = RateProfile(pieces: Self.ratePieces(value))
      case .points: values.points[key.name] = value.elements.compactMap(\.points)
      case .goalSet: values.goalSets[key.name] = Self.goalSet(value)
      case .orders:
        values.orders[key.name] = value.path.flatMap {
          context.orderLogs[$0 + "\n" + (node["name"]?.text ?? "")]
        }
      case .number: values.numbers[key.name] = value.double ?? values.numbers[key.name]
      }
    }
    return values
  }

  /// A set of goals: a word, the name of a zone, or points.
  static func goalSet(_ node: TypedNode) -> GoalSet? {
    switch node.text {
    case "goals": .ofMap
    case "free": .freeCells
    case .some(let name): .area(name)
    case nil: node.points.map(GoalSet.points)
    }
  }

  /// The pieces of a rate: one for a plain number.
  static func ratePieces(_ node: TypedNode?) -> [(start: Float, rate: Float)] {
    guard let node else { return [] }
    if let rate = node.number { return [(start: 0, rate: rate)] }
    return node.elements.compactMap { piece in
      guard let start = piece["at"]?.number, let rate = piece["rate"]?.number else { return nil }
      return (start: start, rate: rate)
    }
  }
}

/// The shapes of a typed obstacle, metres; none where it is incomplete or no simple polygon.
func obstacleShapes(_ node: TypedNode) -> [ObstacleShape] {
  if let box = node["rect"]?.rectangle { return [ObstacleShape(.polygon(corners(of: box)))] }
  if let points = node["polygon"]?.points {
    guard let polygon = try? SimplePolygon(points) else { return [] }
    return [ObstacleShape(.polygon(polygon.corners))]
  }
  if let circle = node["circle"] {
    guard let center = circle["center"]?.numbers, center.count == 2,
      let radius = circle["radius"]?.number
    else { return [] }
    return [ObstacleShape(.circle(center: Vec2(center[0], center[1]), radius: radius))]
  }
  if let wall = node["wall"] {
    guard let points = wall["points"]?.points, let thickness = wall["thickness"]?.number else {
      return []
    }
    let isClosed = wall["closed"]?.boolean ?? false
    let distinct = wallPoints(points, isClosed: isClosed)
    guard distinct.count > 1 else { return [] }
    return [ObstacleShape(.wall(distinct, thickness: thickness, isClosed: isClosed))]
  }
  guard let racks = node["racks"], let area = racks["area"]?.rectangle,
    let columns = racks["columns"]?.integer, let rows = racks["rows"]?.integer,
    let size = racks["size"]?.numbers, size.count == 2, columns * rows <= 100_000
  else { return [] }
  let rack = Vec2(size[0], size[1])
  // The first and the last rack stand at the edges; a single one stands in the middle.
  let room = area.size - rack
  var boxes: [ObstacleShape] = []
  for row in 0..<rows {
    for column in 0..<columns {
      let share = Vec2(
        columns > 1 ? Float(column) / Float(columns - 1) : 0.5,
        rows > 1 ? Float(row) / Float(rows - 1) : 0.5)
      let lower = area.lower + room * share
      boxes.append(
        ObstacleShape(.polygon(corners(of: AABB(lower: lower, upper: lower + rack)))))
    }
  }
  return boxes
}

/// The points of a wall without those that repeat the one before them.
func wallPoints(_ points: [Vec2], isClosed: Bool) -> [Vec2] {
  var distinct: [Vec2] = []
  for point in points where distinct.last.map({ ($0 - point).length > 1e-4 }) ?? true {
    distinct.append(point)
  }
  while isClosed, distinct.count > 1, (distinct[0] - distinct[distinct.count - 1]).length <= 1e-4 {
    distinct.removeLast()
  }
  return distinct
}

/// The corners of a box, anticlockwise from the lower left.
func corners(of box: AABB) -> [Vec2] {
  [
    box.lower, Vec2(box.upper.x, box.lower.y), box.upper, Vec2(box.lower.x, box.upper.y),
  ]
}

/// The signed area of a polygon, positive where anticlockwise, m².
func signedArea(_ points: [Vec2]) -> Float {
  var sum: Float = 0
  for index in points.indices {
    sum += points[index].cross(points[(index + 1) % points.count])
  }
  return sum / 2
}

/// True where a polygon turns the same way at every corner and goes round once.
func isConvex(_ points: [Vec2]) -> Bool {
  var isLeft = false
  var isRight = false
  for index in points.indices {
    let a = points[index]
    let b = points[(index + 1) % points.count]
    let c = points[(index + 2) % points.count]
    let turn = (b - a).cross(c - b)
    if turn > 0 { isLeft = true } else { isRight = turn < 0 ? true : isRight }
    if turn == 0 { return false }
  }
  guard isLeft != isRight else { return false }
  // A star turns one way too, but then some corner lies outside an edge.
  let sign: Float = isLeft ? 1 : -1
  for index in points.indices {
    let a = points[index]
    let edge = points[(index + 1) % points.count] - a
    for point in points where sign * edge.cross(point - a) < -1e-5 { return false }
  }
  return true
}
