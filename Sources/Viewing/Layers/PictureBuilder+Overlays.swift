import Contracts
import SimCore

extension PictureBuilder {
  /// Occupied cells of the broad phase.
  mutating func drawCells() {
    guard options.overlays.contains(.cells) else { return }
    let color = ColorMap.categories[3]
    for cell in frame.cells where camera.visible.overlaps(cell) {
      let lower = camera.screen(Vec2(cell.lower.x, cell.upper.y))
      let upper = camera.screen(Vec2(cell.upper.x, cell.lower.y))
      list.box(
        lower, upper - lower, fill: color.opacity(0.06), border: scale, stroke: color.opacity(0.4))
    }
  }

  /// Where robots have been, fading with age.
  mutating func drawTrails() {
    guard options.overlays.contains(.trails) else { return }
    let visible = camera.visible.expanded(by: 2)
    let trails = viewer.trails
    for robot in trails.robots {
      guard robot < frame.pose.count, visible.contains(frame.pose[robot].position) else { continue }
      let color = scenery.classes[scenery.classIndex(ofRobot: robot)].color
      let points = trails.points(of: robot)
      for index in 1..<max(1, points.count) {
        // A jump of more than 3 m between two samples is a restart, not a way.
        guard (points[index] - points[index - 1]).lengthSquared < 9 else { continue }
        let age = Float(index) / Float(points.count)
        list.line(
          camera.screen(points[index - 1]), camera.screen(points[index]),
          color: color.opacity(0.08 + 0.6 * age), width: 1.6 * scale)
      }
    }
  }

  /// Jobs: an open square where to fetch, a filled one where to deliver, a line between.
  mutating func drawTasks() {
    guard options.overlays.contains(.tasks) else { return }
    let open = theme.yellow
    let taken = ColorMap.categories[2]
    let size = Vec2(repeating: 9 * scale)
    for task in frame.tasks {
      let color = task.robot < 0 ? open : taken
      let from = camera.screen(task.pickup)
      let to = camera.screen(task.delivery)
      let isNear = viewer.selection.contains(task.robot) && task.robot >= 0
      list.line(
        from, to, color: color.opacity(isNear ? 0.9 : 0.16), width: (isNear ? 1.6 : 1) * scale,
        dash: 5 * scale)
      if !task.isUnderWay {
        list.box(
          from - size * 0.5, size, fill: theme.floor, radius: 2 * scale, border: 2 * scale,
          stroke: color)
      }
      list.box(to - size * 0.5, size, fill: color, radius: 2 * scale)
    }
  }

  /// Messages between robots, or to the aggregator: those of selected robots stand out.
  mutating func drawLinks() {
    guard options.overlays.contains(.links), !frame.links.isEmpty else { return }
    let color = ColorMap.categories[3]
    let count = frame.pose.count
    let hub = aggregatorPlace
    let chosen = Set(viewer.selection)
    // Many lines on top of each other would be a solid block.
    let faint = max(0.06, min(0.5, 60 / Float(frame.links.count)))
    var hasHub = false
    for link in frame.links where link.from >= 0 && link.from < count && link.to < count {
      let isChosen = chosen.contains(link.from) || chosen.contains(link.to)
      let end = link.to < 0 ? hub : camera.screen(frame.pose[link.to].position)
      hasHub = hasHub || link.to < 0
      list.line(
        camera.screen(frame.pose[link.from].position), end,
        color: color.opacity(isChosen ? 0.9 : faint), width: (isChosen ? 1.8 : 1) * scale)
    }
    guard hasHub else { return }
    let size = Vec2(repeating: 16 * scale)
    list.box(
      hub - size * 0.5, size, fill: theme.floor, radius: 3 * scale, border: 2 * scale,
      stroke: color)
    list.disc(hub, radius: 3 * scale, fill: color)
    let width = FontMetrics.width(of: "aggregator", size: 11 * scale, weight: .bold)
    list.box(
      hub + Vec2(11 * scale, -9 * scale), Vec2(width + 10 * scale, 18 * scale), fill: theme.panel,
      radius: 4 * scale)
    list.text(
      "aggregator", at: hub + Vec2(16 * scale, 4 * scale), size: 11 * scale, color: theme.text,
      weight: .bold)
  }

  /// Where the aggregator is drawn: it has no place, so beyond the middle of the floor's upper edge,
  /// or below the bar where that is out of sight.
  private var aggregatorPlace: Vec2 {
    let edge = camera.screen(Vec2(scenery.bounds.center.x, scenery.bounds.upper.y))
    let top = (options.hasFurniture ? Viewer.topBarHeight + 14 : 14) * scale
    return Vec2(edge.x, max(top, edge.y - 14 * scale))
  }

  /// Arms as jointed bars in the colour of their class.
  mutating func drawArms() {
    let visible = camera.visible
    for arm in frame.arms where arm.robot < frame.pose.count && arm.points.count > 1 {
      let reach = arm.points.reduce(into: AABB.empty) { $0.include($1) }
      guard reach.overlaps(visible) else { continue }
      let color = scenery.classes[scenery.classIndex(ofRobot: arm.robot)].color
      let width = max(1.5 * scale, arm.width * camera.pixelsPerMetre)
      let points = arm.points.map { camera.screen($0) }
      list.path(points, color: theme.background.opacity(0.8), width: width + 2 * scale)
      list.path(points, color: color.mixed(with: theme.text, share: 0.25), width: width)
      guard width > 3 * scale else { continue }
      for point in points.dropLast() {
        list.disc(
          point, radius: 0.62 * width, fill: color, border: scale, stroke: theme.background)
      }
      if let tip = points.last {
        list.disc(
          tip, radius: 0.5 * width, fill: theme.text, border: scale, stroke: theme.background)
      }
    }
  }

  /// Sensor rays of the robots whose detail is known.
  mutating func drawRays() {
    guard options.overlays.contains(.rays) else { return }
    for detail in frame.details where detail.robot < frame.pose.count {
      let look = scenery.classes[scenery.classIndex(ofRobot: detail.robot)]
      let pose = frame.pose[detail.robot]
      let count = detail.rays.count
      guard count > 0 else { continue }
      let start = camera.screen(pose.position)
      for (index, free) in detail.rays.enumerated() {
        // All round, the last ray must not lie on the first one.
        let isRound = look.fieldOfView > 6.28
        let step = look.fieldOfView / Float(isRound ? count : max(1, count - 1))
        let angle = isRound ? Float(index) * step : Float(index) * step - look.fieldOfView * 0.5
        let turned = pose.rotation.composed(with: Rotation(angle: angle))
        let end = camera.screen(pose.position + turned.xAxis * free)
        let isHit = free < look.rayRange * 0.999
        let color = isHit ? theme.warning : theme.success
        list.line(start, end, color: color.opacity(0.38), width: scale)
        if isHit { list.disc(end, radius: 2.2 * scale, fill: color) }
      }
    }
  }

  /// The way that is planned (dashed, with its goal) and the way that was driven (solid).
  mutating func drawPaths() {
    guard options.overlays.contains(.paths) else { return }
    for detail in frame.details where detail.robot < frame.pose.count {
      let color = scenery.classes[scenery.classIndex(ofRobot: detail.robot)].color
      let driven = viewer.selectionTrails.points(of: detail.robot).map { camera.screen($0) }
      list.path(driven, color: color.opacity(0.85), width: 2.2 * scale)
      let planned = detail.plannedPath.map { camera.screen($0) }
      list.path(planned, color: theme.accent, width: 2 * scale, dash: 6 * scale)
      if let goal = planned.last {
        list.disc(
          goal, radius: 7 * scale, fill: theme.accent.opacity(0.25), border: 2 * scale,
          stroke: theme.accent)
        list.disc(goal, radius: 2 * scale, fill: theme.accent)
      }
      let pose = frame.pose[detail.robot]
      if detail.way.distanceToGo > 0 {
        let target = camera.screen(pose.position + detail.way.target)
        list.disc(target, radius: 3 * scale, fill: theme.accent)
      }
    }
  }

  /// Contact points with their impulse as an arrow along the normal.
  mutating func drawContacts() {
    guard options.overlays.contains(.contacts) else { return }
    for contact in frame.contacts where camera.visible.contains(contact.point) {
      let place = camera.screen(contact.point)
      // Length grows with the root of the impulse: 1 N·s is 10 points, 100 N·s is 100.
      let along =
        Vec2(contact.normal.x, -contact.normal.y)
        * (10 * scale * max(0, contact.impulse).squareRoot())
      list.arrow(place, place + along, color: theme.warning, width: 1.6 * scale, head: 5 * scale)
      list.disc(place, radius: 3 * scale, fill: theme.warning)
    }
  }
}
