import SimCore

extension Overlay {
  /// The whole floor in small; the layout of bars and panels gives it its place.
  public static let minimap = Overlay(
    "minimap", key: "z", "minimap", layer: .furniture, isOnAtFirst: true,
    draw: { picture in
      if let box = picture.viewer.layout.minimap { picture.drawMinimap(box) }
    })
}

extension Viewer {
  /// Size of the minimap in pixels: shown when a quarter of the floor or less is in view.
  var minimapExtent: Vec2? {
    guard options.overlays.contains(.minimap), options.hasFurniture else { return nil }
    let floor = scenery.bounds.size
    let seen = camera.visible.size
    guard floor.x > 0, floor.y > 0, seen.x * seen.y < 0.3 * floor.x * floor.y else { return nil }
    let longest = 170 * options.scale
    let factor = longest / max(floor.x, floor.y)
    return floor * factor
  }
}

extension PictureBuilder {
  /// The whole floor in small, with what is in view as a frame.
  fileprivate mutating func drawMinimap(_ box: ClipBox) {
    list.panelBackground(
      box.origin - Vec2(repeating: 3 * scale), box.size + Vec2(repeating: 6 * scale), theme: theme,
      scale: scale)
    let bounds = scenery.bounds
    let factor = box.size.x / bounds.size.x
    func place(_ point: Vec2) -> Vec2 {
      Vec2(
        box.origin.x + (point.x - bounds.lower.x) * factor,
        box.origin.y + box.size.y - (point.y - bounds.lower.y) * factor)
    }
    let wall = theme.wall
    list.pushClip(box)
    for obstacle in scenery.obstacles.prefix(4000) {
      guard obstacle.count == 4, isUpright(obstacle) else {
        list.polygon(obstacle.map(place), fill: wall)
        continue
      }
      var extent = AABB.empty
      for corner in obstacle { extent.include(corner) }
      let lower = place(Vec2(extent.lower.x, extent.upper.y))
      let upper = place(Vec2(extent.upper.x, extent.lower.y))
      list.box(
        lower, Vec2(max(1, upper.x - lower.x), max(1, upper.y - lower.y)), fill: wall)
    }
    let frame = self.frame
    let classes = scenery.classes
    // Enough robots to show where they are; all of them would be a solid block.
    let stride = max(1, frame.robotCount / 4000)
    list.dots(radius: scale) { marks in
      for look in classes {
        // Before the first frame of a session there are classes, but no robots yet.
        let rows = frame.rows(of: look)
        var robot = rows.lowerBound
        while robot < rows.upperBound {
          marks.append(
            RobotMark(
              position: place(frame.pose[robot].position), heading: .identity,
              color: look.color.opacity(0.8), flags: []))
          robot += stride
        }
      }
    }
    let seen = camera.visible
    let lower = place(Vec2(seen.lower.x, seen.upper.y))
    let upper = place(Vec2(seen.upper.x, seen.lower.y))
    list.box(
      lower, upper - lower, fill: theme.accent.opacity(0.10), border: 1.5 * scale,
      stroke: theme.accent)
    list.popClip()
  }
}
