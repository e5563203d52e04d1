import SimCore

/// What a hand does on the floor: what is chosen, where it may stand, how hard it is pushed.
extension PictureBuilder {
  /// The marks of a drag, and of the obstacle that is chosen.
  mutating func drawHands() {
    if let index = viewer.pointer.selectedObstacle, viewer.isEditing { outline(index) }
    switch viewer.pointer.drag {
    case .pushing(let robot, _): drawBand(robot)
    case .moving(let robot) where viewer.pointer.travelled > 3 * scale: drawStand(robot)
    default: break
    }
  }

  /// A band from the robot to the hand, as strong as the push will be.
  private mutating func drawBand(_ robot: Int) {
    guard let place = viewer.place(of: robot) else { return }
    let (start, end) = (camera.screen(place), viewer.pointer.last)
    guard (end - start).length > 4 * scale else { return }
    let impulse = (viewer.pushImpulse?.length ?? 0)
    list.arrow(start, end, color: theme.accent, width: 3 * scale, head: 9 * scale)
    list.disc(start, radius: 4 * scale, fill: theme.accent)
    label(
      "\(Format.compact(Double(impulse))) N s", at: end + Vec2(12, -8) * scale, color: theme.accent)
  }

  /// A ring round a robot that is dragged: what it would stand in is outlined, too.
  private mutating func drawStand(_ robot: Int) {
    guard let place = viewer.place(of: robot) else { return }
    let look = scenery.classes[scenery.classIndex(ofRobot: robot)]
    let clash = viewer.clash(of: robot)
    let color = clash == nil ? theme.success : theme.warning
    let radius = max(9 * scale, (look.shape.boundingRadius + 0.1) * camera.pixelsPerMetre)
    list.disc(
      camera.screen(place), radius: radius, fill: color.opacity(0.15), border: 2.5 * scale,
      stroke: color)
    guard let clash else { return }
    label(clash.words(in: scenery), at: camera.screen(place) + Vec2(radius, -radius), color: color)
    switch clash {
    case .robot(let other):
      guard let place = viewer.place(of: other) else { return }
      let shape = scenery.classes[scenery.classIndex(ofRobot: other)].shape
      list.disc(
        camera.screen(place),
        radius: max(7 * scale, shape.boundingRadius * camera.pixelsPerMetre), fill: .clear,
        border: 2 * scale, stroke: theme.warning)
    case .obstacle(let index): outline(index, color: theme.warning)
    case .edge: break
    }
  }

  /// The obstacle of an index, outlined.
  private mutating func outline(_ index: Int, color: Color? = nil) {
    for part in scenery.obstacles.indices where scenery.obstacleIndex(ofPart: part) == index {
      list.path(
        scenery.obstacles[part].map { camera.screen($0) }, color: color ?? theme.accent,
        width: 2.5 * scale, isClosed: true)
    }
  }

  private mutating func label(_ text: String, at place: Vec2, color: Color) {
    let width = FontMetrics.width(of: text, size: 12 * scale, weight: .bold)
    list.box(
      place + Vec2(-6, -14) * scale, Vec2(width + 12 * scale, 20 * scale), fill: theme.panel,
      radius: 4 * scale)
    list.text(text, at: place, size: 12 * scale, color: color, weight: .bold)
  }

  /// Says in large that what is dragged now is changed for good, and how that is undone.
  mutating func drawEditingSign(_ layout: PanelLayout) {
    guard viewer.isEditing, !options.isStill else { return }
    let words =
      viewer.playback.isPlaying
      ? "pause first (Space)" : "drag, right-drag turns, Ctrl Z undoes, E ends"
    let head = "EDITING"
    let headWidth = FontMetrics.width(of: head, size: 13 * scale, weight: .bold)
    let width =
      headWidth + FontMetrics.width(of: words, size: 12 * scale, weight: .regular) + 36 * scale
    let top = layout.topBar.size.y
    let origin = Vec2((list.size.x - width) * 0.5, top + 8 * scale)
    list.frame(
      Vec2(0, top), Vec2(list.size.x, layout.timeline.origin.y - top), width: 3 * scale,
      color: theme.accent)
    list.panelBackground(origin, Vec2(width, 30 * scale), theme: theme, scale: scale)
    list.text(
      head, at: origin + Vec2(12, 20) * scale, size: 13 * scale, color: theme.accent,
      weight: .bold)
    list.text(
      words, at: origin + Vec2(headWidth + 24 * scale, 20 * scale), size: 12 * scale,
      color: theme.text)
  }
}

/// What a robot would stand in.
enum Clash: Equatable {
  /// Another robot.
  case robot(Int)
  /// An obstacle, by its index.
  case obstacle(Int)
  /// The edge of the floor.
  case edge

  /// In words.
  func words(in scenery: Scenery) -> String {
    switch self {
    case .robot(let other): "in \(scenery.robotName(other))"
    case .obstacle: "in an obstacle"
    case .edge: "beyond the floor"
    }
  }
}

extension Viewer {
  /// What a robot stands in as it is shown; nil where it stands free.
  ///
  /// - Complexity: O(robots + obstacles).
  func clash(of robot: Int) -> Clash? {
    guard let place = place(of: robot) else { return nil }
    let outline = Outline(shape(of: robot), at: frame.pose[robot])
    guard outline.corners.allSatisfy({ scenery.bounds.expanded(by: -outline.radius).contains($0) })
    else { return .edge }
    let reach = shape(of: robot).boundingRadius
    for other in 0..<frame.robotCount where other != robot {
      let look = shape(of: other)
      let gap = frame.pose[other].position - place
      guard gap.length < reach + look.boundingRadius else { continue }
      if outline.meets(Outline(look, at: frame.pose[other])) { return .robot(other) }
    }
    for (part, corners) in scenery.obstacles.enumerated()
    where outline.meets(Outline(corners: corners, radius: 0)) {
      return .obstacle(scenery.obstacleIndex(ofPart: part))
    }
    return nil
  }

  private func shape(of robot: Int) -> BodyShape {
    scenery.classes[scenery.classIndex(ofRobot: robot)].shape
  }
}

/// A convex polygon grown by a radius, metres.
private struct Outline {
  var corners: [Vec2]
  var radius: Float

  init(corners: [Vec2], radius: Float) { (self.corners, self.radius) = (corners, radius) }

  init(_ shape: BodyShape, at pose: Pose) {
    self.init(corners: shape.corners.map { pose.transform($0) }, radius: shape.radius)
  }

  /// True where two of them overlap.
  func meets(_ other: Outline) -> Bool {
    if holds(other.corners[0]) || other.holds(corners[0]) { return true }
    let reach = radius + other.radius
    for (a, b) in sides {
      for (c, d) in other.sides where segmentDistance(a, b, c, d) < reach { return true }
    }
    return false
  }

  private var sides: [(Vec2, Vec2)] {
    corners.indices.map { (corners[$0], corners[($0 + 1) % corners.count]) }
  }

  /// True where a point lies within the polygon.
  private func holds(_ point: Vec2) -> Bool {
    guard corners.count > 2 else { return false }
    return sides.allSatisfy { ($0.1 - $0.0).cross(point - $0.0) >= 0 }
  }
}
