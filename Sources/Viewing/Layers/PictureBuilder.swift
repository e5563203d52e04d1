import Contracts
import SimCore

/// Makes the draw list of one moment from the fleet's frame and the state of the viewer.
///
/// It is a pure function of its inputs: the same frame and options give the same list, which is
/// what the tests rely on. Layers are drawn in the order of `build()`.
public struct PictureBuilder {
  let viewer: Viewer
  var list: DrawList
  /// What the density picture means, where one is drawn.
  var crowdScale: PanelRow?
  var camera: Camera { viewer.camera }
  var options: ViewOptions { viewer.options }
  var theme: Theme { viewer.options.theme }
  var scenery: Scenery { viewer.scenery }
  var frame: FleetFrame { viewer.frame }
  /// Pixels per point.
  var scale: Float { viewer.options.scale }

  /// A builder for what a viewer shows now.
  init(viewer: Viewer) {
    self.viewer = viewer
    list = DrawList(
      size: viewer.camera.viewport, scale: viewer.options.scale,
      background: viewer.options.theme.background)
  }

  /// The whole picture.
  mutating func build() -> DrawList {
    drawFloor()
    drawFields()
    drawZones()
    drawLanes()
    drawObstacles()
    drawOverlays(.underRobots)
    drawGhosts()
    drawRobots()
    drawStandstill()
    drawArms()
    drawOverlays(.overRobots)
    drawHands()
    if options.hasFurniture { drawFurniture() }
    return list
  }
}

/// More dots than this are drawn as an image where they are tiny.
private let crowdCount = 20_000

/// Rings around at most so many robots: more say no more.
private let mostRings = 4000

extension PictureBuilder {
  /// A ring around every robot that is jammed or has no way, of at least six points at any zoom.
  mutating func drawStandstill() {
    var left = mostRings
    for look in scenery.classes {
      let radius = max(6 * scale, 1.25 * look.shape.boundingRadius * camera.pixelsPerMetre)
      let box = camera.visible.expanded(by: radius / camera.pixelsPerMetre)
      for robot in frame.rows(of: look) where left > 0 {
        guard !frame.flags[robot].isDisjoint(with: [.jammed, .lost]),
          box.contains(frame.pose[robot].position)
        else { continue }
        left -= 1
        list.disc(
          camera.screen(frame.pose[robot].position), radius: radius, fill: .clear,
          border: 2 * scale, stroke: theme.warning)
      }
    }
  }

  /// Where robots of another run are, as rings.
  mutating func drawGhosts() {
    guard !viewer.ghost.isEmpty else { return }
    let visible = camera.visible.expanded(by: 1)
    let ink = theme.text.opacity(0.45)
    for look in scenery.classes {
      let radius = max(2.5 * scale, look.shape.boundingRadius * camera.pixelsPerMetre)
      for robot in look.rows where robot < viewer.ghost.count {
        let place = viewer.ghost[robot].position
        guard visible.contains(place) else { continue }
        list.disc(
          camera.screen(place), radius: radius, fill: .clear, border: scale, stroke: ink)
      }
    }
  }

  /// Robots at the level of detail the zoom calls for, class by class.
  mutating func drawRobots() {
    let pose = frame.pose
    guard frame.robotCount > 0 else { return }
    let visible = camera.visible
    var counts = [Int](repeating: 0, count: scenery.classes.count)
    for (index, look) in scenery.classes.enumerated() {
      let box = visible.expanded(by: look.shape.boundingRadius)
      for robot in frame.rows(of: look) where box.contains(pose[robot].position) {
        counts[index] += 1
      }
    }
    let total = counts.reduce(0, +)
    let area = camera.viewport.x * camera.viewport.y
    var dense: [Int] = []
    var crowd: [Int] = []
    for (index, look) in scenery.classes.enumerated() where counts[index] > 0 {
      let level = LevelOfDetail(
        radius: look.shape.boundingRadius, pixelsPerMetre: camera.pixelsPerMetre / scale,
        visibleCount: total, pictureArea: area)
      switch level {
      case .density: dense.append(index)
      case .dot:
        let dot = LevelOfDetail.dotRadius(
          radius: look.shape.boundingRadius, pixelsPerMetre: camera.pixelsPerMetre / scale)
        if total > crowdCount && dot < 1.7 { crowd.append(index) } else { drawDots(index) }
      case .body: drawBodies(index)
      }
    }
    // One picture of all tiny ones: dots of one class over the density of another would be counted twice by eye.
    if !dense.isEmpty { (dense, crowd) = (dense + crowd, []) }
    if !dense.isEmpty { drawDensity(dense) }
    if !crowd.isEmpty { drawCrowd(crowd) }
    // At a distance a selected robot gets a ring, since a dot cannot carry one.
    for robot in viewer.selection where robot < frame.robotCount {
      let look = scenery.classes[scenery.classIndex(ofRobot: robot)]
      let radius = look.shape.boundingRadius * camera.pixelsPerMetre
      if radius < 9 * scale {
        list.disc(
          camera.screen(frame.pose[robot].position), radius: 8 * scale, fill: .clear,
          border: 2 * scale, stroke: theme.accent)
      }
    }
  }

  private mutating func drawBodies(_ classIndex: Int) {
    let look = scenery.classes[classIndex]
    let box = camera.visible.expanded(by: 1.5 * look.shape.boundingRadius)
    let painter = RobotPainter(options: options, scenery: scenery, classIndex: classIndex)
    let chosen = viewer.selection
    let frame = self.frame
    let camera = self.camera
    list.bodies(look.shape, pixelsPerMetre: camera.pixelsPerMetre) { marks in
      for robot in frame.rows(of: look) {
        let pose = frame.pose[robot]
        guard box.contains(pose.position) else { continue }
        var flags = frame.flags[robot]
        if !chosen.isEmpty, chosen.contains(robot) { flags.insert(.selected) }
        marks.append(
          RobotMark(
            position: camera.screen(pose.position), heading: pose.rotation,
            color: painter.color(of: robot, in: frame), flags: flags))
      }
    }
  }

  private mutating func drawDots(_ classIndex: Int) {
    let look = scenery.classes[classIndex]
    let radius =
      LevelOfDetail.dotRadius(
        radius: look.shape.boundingRadius, pixelsPerMetre: camera.pixelsPerMetre / scale) * scale
    let box = camera.visible.expanded(by: radius / camera.pixelsPerMetre)
    let painter = RobotPainter(options: options, scenery: scenery, classIndex: classIndex)
    let frame = self.frame
    let camera = self.camera
    list.dots(radius: radius) { marks in
      for robot in frame.rows(of: look) {
        let pose = frame.pose[robot]
        guard box.contains(pose.position) else { continue }
        marks.append(
          RobotMark(
            position: camera.screen(pose.position), heading: pose.rotation,
            color: painter.color(of: robot, in: frame), flags: frame.flags[robot]))
      }
    }
  }

  /// Very many tiny dots as one image: two by two pixels each, later robots over earlier ones.
  ///
  /// A software renderer bins every dot as a point of its own: 100,000 of them cost it five times
  /// as much as this image, which looks the same at that size.
  private mutating func drawCrowd(_ classes: [Int]) {
    let columns = Int((camera.viewport.x / scale).rounded(.up))
    let rows = Int((camera.viewport.y / scale).rounded(.up))
    guard columns > 2, rows > 2 else { return }
    var cells = [Color](repeating: .clear, count: columns * rows)
    let camera = self.camera
    let frame = self.frame
    let scale = self.scale
    for index in classes {
      let painter = RobotPainter(options: options, scenery: scenery, classIndex: index)
      for robot in frame.rows(of: scenery.classes[index]) {
        let pixel = camera.screen(frame.pose[robot].position) / scale
        guard pixel.x > 0, pixel.y > 0, pixel.x < Float(columns), pixel.y < Float(rows) else {
          continue
        }
        let column = max(1, min(columns - 1, Int(pixel.x.rounded())))
        let row = max(1, min(rows - 1, Int(pixel.y.rounded())))
        let color = painter.color(of: robot, in: frame)
        let place = (rows - 1 - row) * columns + column
        // In bounds: columns from 1, and the row above is there because `row` is at least 1.
        cells[place] = color
        cells[place - 1] = color
        cells[place + columns] = color
        cells[place + columns - 1] = color
      }
    }
    list.image(
      DrawImage(
        columns: columns, rows: rows, cells: cells, origin: .zero,
        extent: Vec2(Float(columns), Float(rows)) * scale, isSmooth: false))
  }
}
