import Navigation
import SimCore

extension SceneChecks {
  /// Zones: corners in order, inside the workspace.
  func checkZones() {
    for (name, zone) in zones {
      guard let rect = zone["area"]?["rect"],
        checkOrder(rect, path: "world.zones.\(name).area.rect"), let box = rect.rectangle,
        let bounds = map.bounds
      else { continue }
      if !contains(bounds, box) {
        context.report(
          rect.place, "world.zones.\(name).area.rect",
          "zone '\(name)' reaches beyond the workspace, which is \(words(bounds))")
      }
    }
  }

  /// Obstacles: corners in order, sides that do not cross, racks that fit, not wholly outside.
  func checkObstacles() {
    for (index, obstacle) in (tree["world"]?["obstacles"]?.elements ?? []).enumerated() {
      let path = "world.obstacles[\(index)]"
      if let rect = obstacle["rect"], !checkOrder(rect, path: "\(path).rect") { continue }
      if let polygon = obstacle["polygon"], !checkPolygon(polygon, path: "\(path).polygon") {
        continue
      }
      if let wall = obstacle["wall"], !checkWall(wall, path: "\(path).wall") { continue }
      if let racks = obstacle["racks"], !checkRacks(racks, path: "\(path).racks") { continue }
      guard obstacle.isValid, let bounds = map.bounds else { continue }
      let place = obstacle.entries.first?.node.place ?? obstacle.place
      let isOutside = obstacleShapes(obstacle).contains { shape in
        let box = boundingBox(shape.convexParts().flatMap(\.self))
        return box.upper.x <= bounds.lower.x || box.lower.x >= bounds.upper.x
          || box.upper.y <= bounds.lower.y || box.lower.y >= bounds.upper.y
      }
      if isOutside {
        context.report(
          place, path, "the obstacle lies outside the workspace, which is \(words(bounds))")
      }
    }
  }

  private func checkPolygon(_ polygon: TypedNode, path: String) -> Bool {
    guard let points = polygon.points else { return false }
    func side(_ corner: Int) -> String {
      "the side from corner \(corner + 1) to corner \((corner + 1) % points.count + 1)"
    }
    do throws(SimplePolygon.Mistake) {
      _ = try SimplePolygon(points)
      return true
    } catch {
      switch error {
      case .noArea:
        context.report(
          polygon.place, path,
          "the polygon has no area; expected three corners or more that are not on one line")
      case .crossing(let first, let second):
        context.report(
          polygon.elements[second].place ?? polygon.place, "\(path)[\(second)]",
          "the polygon's sides cross or touch: \(side(second)) meets \(side(first)); give the "
            + "corners in order, once around")
      case .spike(let corner):
        context.report(
          polygon.elements[corner].place ?? polygon.place, "\(path)[\(corner)]",
          "the polygon runs back over itself at corner \(corner + 1); a thin wall is 'wall'")
      }
      return false
    }
  }

  private func checkWall(_ wall: TypedNode, path: String) -> Bool {
    guard let points = wall["points"], let corners = points.points else { return false }
    let isClosed = wall["closed"]?.boolean ?? false
    let count = wallPoints(corners, isClosed: isClosed).count
    if count >= (isClosed ? 3 : 2) { return true }
    context.report(
      points.place, "\(path).points",
      "a wall has at least \(isClosed ? "three" : "two") different points, found \(count)")
    return false
  }

  private func checkRacks(_ racks: TypedNode, path: String) -> Bool {
    guard let area = racks["area"], checkOrder(area, path: "\(path).area"),
      let box = area.rectangle, let size = racks["size"]?.numbers, size.count == 2
    else { return false }
    let room = box.size
    for (count, length, width, key) in [
      (racks["columns"]?.integer, size[0], room.x, "columns"),
      (racks["rows"]?.integer, size[1], room.y, "rows"),
    ] {
      guard let count else { return false }
      if Float(count) * length > width * 1.0001 {
        context.report(
          racks[key]?.place, "\(path).\(key)",
          "\(count) \(key) of \(metres(length)) do not fit in \(metres(width))")
        return false
      }
    }
    if let columns = racks["columns"]?.integer, let rows = racks["rows"]?.integer,
      columns * rows > 100_000
    {
      context.report(racks.place, path, "more than 100000 racks")
      return false
    }
    return true
  }

  /// True where a rectangle's second corner is right of and above its first.
  private func checkOrder(_ rect: TypedNode, path: String) -> Bool {
    guard let box = rect.rectangle else { return false }
    let size = box.size
    if size.x > 0 && size.y > 0 { return true }
    context.report(
      rect.place, path,
      "a rectangle is [x0, y0, x1, y1] with x0 < x1 and y0 < y1; here "
        + (size.x <= 0
          ? "x0 is \(metres(box.lower.x)) and x1 \(metres(box.upper.x))"
          : "y0 is \(metres(box.lower.y)) and y1 \(metres(box.upper.y))"))
    return false
  }

  /// Lanes: inside the workspace, no point twice in a row, and for classes that there are.
  func checkLanes() {
    checkLanePoints()
    for (index, lane) in (tree["world"]?["traffic"]?["lanes"]?.elements ?? []).enumerated() {
      for (number, reference) in (lane["classes"]?.elements ?? []).enumerated() {
        guard let name = reference.text, !robots.contains(where: { $0.name == name }) else {
          continue
        }
        context.report(
          reference.place, "world.traffic.lanes[\(index)].classes[\(number)]",
          "unknown robot class \(quoted(name))" + suggestion(for: name, among: robots.map(\.name)))
      }
      guard let points = lane["points"], let places = points.points, let bounds = map.bounds else {
        continue
      }
      for (k, place) in places.enumerated() {
        let path = "world.traffic.lanes[\(index)].points[\(k)]"
        let node = points.elements[k]
        if !contains(bounds, AABB(lower: place, upper: place)) {
          context.report(
            node.place, path, "this point lies outside the workspace, which is \(words(bounds))")
        } else if k > 0, place == places[k - 1] {
          context.report(node.place, path, "this point of the lane is the one before it")
        }
      }
    }
  }

  /// Points on lanes: each lies on one, and something holds there.
  private func checkLanePoints() {
    let traffic = tree["world"]?["traffic"]
    let lanes = (traffic?["lanes"]?.elements ?? []).map { $0["points"]?.points }
    for (index, node) in (traffic?["points"]?.elements ?? []).enumerated() {
      let path = "world.traffic.points[\(index)]"
      if node["exclusive"] == nil, node["waiting"] == nil, node.isValid {
        context.report(
          node.place, path, "nothing holds at this point; expected 'exclusive' or 'waiting'")
      }
      guard let at = node["at"], let numbers = at.numbers, numbers.count == 2,
        !lanes.contains(where: { $0 == nil })
      else { continue }
      let point = Vec2(numbers[0], numbers[1])
      let gap =
        lanes.compactMap { $0 }.flatMap { zip($0, $0.dropFirst()) }
        .map { distance(from: point, toSegment: $0, $1) }.min() ?? .infinity
      if gap > RoadmapLane.slack {
        context.report(
          at.place, "\(path).at",
          gap < .infinity
            ? "this point lies on no lane; the nearest is \(metres(gap)) away"
            : "this point lies on no lane: there are none")
      }
    }
  }

  /// Clocks: every rate divides the one above it.
  func checkClocks() {
    guard let clocks = tree["clocks"], let physics = clocks["physics"]?.double else { return }
    if physics != physics.rounded() {
      context.report(
        clocks["physics"]?.place, "clocks.physics",
        "the physics rate is \(NumberText.digits(physics)) Hz; it must be a whole number")
      return
    }
    checkDivision("executor", into: "physics", clocks)
    checkDivision("orchestrator", into: "executor", clocks)
  }

  private func checkDivision(_ slow: String, into fast: String, _ clocks: TypedNode) {
    guard let slower = clocks[slow]?.double, let faster = clocks[fast]?.double else { return }
    let ratio = faster / slower
    if ratio >= 1 && abs(ratio - ratio.rounded()) <= 1e-9 * ratio && ratio < 1e9 { return }
    let below = faster / max(1, ratio.rounded(.up))
    let above = faster / max(1, ratio.rounded(.down))
    func hertz(_ value: Double) -> String {
      NumberText.digits((value * 1e4).rounded() / 1e4) + " Hz"
    }
    let standing = clocks[slow]?.origin == .byDefault ? ", the default," : ""
    context.report(
      (clocks[slow]?.place ?? clocks[fast]?.place), "clocks.\(slow)",
      ratio < 1
        ? "the \(slow) rate \(NumberText.digits(slower)) Hz\(standing) is above the \(fast) rate "
          + "\(NumberText.digits(faster)) Hz, which it must divide; write \(slow): \(hertz(faster))"
        : "the \(slow) rate \(NumberText.digits(slower)) Hz\(standing) does not divide the \(fast) rate "
          + "\(NumberText.digits(faster)) Hz; near it is \(hertz(below)) or \(hertz(above))")
  }

  /// True where the second box lies in the first, up to rounding.
  func contains(_ outer: AABB, _ inner: AABB) -> Bool {
    let slack: Float = 1e-4
    return inner.lower.x >= outer.lower.x - slack && inner.lower.y >= outer.lower.y - slack
      && inner.upper.x <= outer.upper.x + slack && inner.upper.y <= outer.upper.y + slack
  }

  /// The smallest box around some points.
  func boundingBox(_ points: [Vec2]) -> AABB {
    var box = AABB.empty
    for point in points {
      box.lower = Vec2(min(box.lower.x, point.x), min(box.lower.y, point.y))
      box.upper = Vec2(max(box.upper.x, point.x), max(box.upper.y, point.y))
    }
    return box
  }
}
