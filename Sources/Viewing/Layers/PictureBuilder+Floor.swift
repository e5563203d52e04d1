import Scenes
import SimCore
import Simulation
import Work

extension PictureBuilder {
  /// The workspace and its metric grid.
  mutating func drawFloor() {
    let lower = camera.screen(Vec2(scenery.bounds.lower.x, scenery.bounds.upper.y))
    let upper = camera.screen(Vec2(scenery.bounds.upper.x, scenery.bounds.lower.y))
    list.area(lower, upper - lower, fill: theme.floor)
    drawOverlays(.floor)
    list.frame(lower, upper - lower, width: 2 * scale, color: theme.wallEdge)
  }

  /// Stations, docks and parking places as tinted areas.
  mutating func drawZones() {
    for zone in scenery.zones where camera.visible.overlaps(zone.area) {
      let lower = camera.screen(Vec2(zone.area.lower.x, zone.area.upper.y))
      let upper = camera.screen(Vec2(zone.area.upper.x, zone.area.lower.y))
      let color = zoneColor(zone.kind)
      list.area(lower, upper - lower, fill: color.opacity(theme.isDark ? 0.13 : 0.16))
      list.frame(
        lower, upper - lower, width: max(1, 1.2 * scale), color: color.opacity(0.55))
    }
  }

  /// Lanes as lines, those that are driven one way with an arrow on each piece, those of a single class in its colour,
  /// those on which one robot may be at a time broad; where robots wait, a ring.
  mutating func drawLanes() {
    let visible = camera.visible
    for lane in scenery.lanes {
      let own = lane.classes.count == 1 ? scenery.classes[lane.classes[0]].color : nil
      let color = (own ?? theme.wallEdge).opacity(0.55)
      let width = (lane.isExclusive ? 4 : 1.5) * scale
      for (start, end) in zip(lane.points, lane.points.dropFirst()) {
        var box = AABB.empty
        box.include(start)
        box.include(end)
        // A piece along an axis has a box without area.
        guard box.expanded(by: 0.5).overlaps(visible) else { continue }
        let (from, to) = (camera.screen(start), camera.screen(end))
        if lane.isOneWay {
          list.arrow(from, (from + to) * 0.5, color: color, width: width, head: 4 * scale + width)
          list.line((from + to) * 0.5, to, color: color, width: width)
        } else {
          list.line(from, to, color: color, width: width)
        }
      }
    }
    drawWaitingPoints()
  }

  /// Points on lanes where robots stop to wait, as rings.
  private mutating func drawWaitingPoints() {
    for point in scenery.waitingPoints
    where camera.visible.overlaps(AABB(lower: point, upper: point).expanded(by: 0.5)) {
      list.disc(
        camera.screen(point), radius: 4 * scale, fill: theme.floor, border: 1.5 * scale,
        stroke: theme.wallEdge)
    }
  }

  /// The colour of a kind of zone.
  func zoneColor(_ kind: ZoneSpec.Kind) -> Color {
    switch kind {
    case .station: ColorMap.categories[2]
    case .dock: ColorMap.categories[1]
    case .parking: ColorMap.categories[0]
    case .area: ColorMap.categories[7]
    }
  }

  /// Racks and walls, and the map's occupied cells.
  mutating func drawObstacles() {
    if let map = scenery.map { drawMap(map) }
    let visible = camera.visible
    let hasEdges = camera.pixelsPerMetre > 4 * scale
    for (part, obstacle) in scenery.obstacles.enumerated() {
      var box = AABB.empty
      for corner in obstacle { box.include(corner) }
      guard box.overlaps(visible) else { continue }
      if obstacle.count == 4, isUpright(obstacle), !scenery.isPartOfMore(part) {
        let lower = camera.screen(Vec2(box.lower.x, box.upper.y))
        let upper = camera.screen(Vec2(box.upper.x, box.lower.y))
        list.box(
          lower, upper - lower, fill: theme.wall, radius: hasEdges ? 1.5 * scale : 0,
          border: hasEdges ? scale : 0, stroke: theme.wallEdge)
      } else {
        let corners = obstacle.map { camera.screen($0) }
        list.polygon(corners, fill: theme.wall)
        if !scenery.isPartOfMore(part) {
          list.path(corners, color: theme.wallEdge, width: scale, isClosed: true)
        }
      }
    }
    // The parts of one obstacle have sides in common that are not there.
    for (index, parts) in scenery.obstacleParts.enumerated() where parts.count > 1 {
      guard scenery.obstacleOutlines.indices.contains(index) else { continue }
      for outline in scenery.obstacleOutlines[index] {
        var box = AABB.empty
        for corner in outline { box.include(corner) }
        guard box.overlaps(visible) else { continue }
        list.path(
          outline.map { camera.screen($0) }, color: theme.wallEdge, width: scale, isClosed: true)
      }
    }
  }

  /// The map as an image with one hard cell per map cell, kept by the renderer.
  private mutating func drawMap(_ map: OccupancyGrid) {
    let size = Vec2(Float(map.columns), Float(map.rows)) * map.cellSize
    let lower = camera.screen(Vec2(map.origin.x, map.origin.y + size.y))
    // The key is the same for the same theme and scenery, and changes when a scene is reloaded.
    let key = UInt64(truncatingIfNeeded: viewer.sceneryVersion) << 1 | (theme.isDark ? 1 : 0)
    list.image(
      DrawImage(
        columns: map.columns, rows: map.rows,
        cells: viewer.mapCells, origin: lower,
        extent: size * camera.pixelsPerMetre, isSmooth: false, cacheKey: key | 1 << 40))
  }

  func isUpright(_ corners: [Vec2]) -> Bool {
    for index in 0..<4 {
      let edge = corners[(index + 1) % 4] - corners[index]
      if edge.x.magnitude > 1e-5 && edge.y.magnitude > 1e-5 { return false }
    }
    return true
  }
}
