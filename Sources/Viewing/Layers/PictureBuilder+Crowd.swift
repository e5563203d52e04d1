import SimCore

/// A cell of the density picture holds so many robots on average: with fewer it would show chance.
private let robotsPerCell: Float = 24
/// Sides of its cells, points.
private let cellPoints: ClosedRange<Float> = 3...32
/// Its colours end at so many times the fleet's mean density.
private let fullFactor: Float = 3

extension PictureBuilder {
  /// Robots per area as a smooth image: what is left to see of robots that are smaller than a pixel.
  ///
  /// The scale follows from the scene alone, and stays for a run.
  mutating func drawDensity(_ classes: [Int]) {
    let floor = scenery.bounds.size
    let mean = Float(scenery.robotCount) / max(floor.x * floor.y, 1e-6)
    let perPixel = mean / (camera.pixelsPerMetre * camera.pixelsPerMetre)
    let side = (robotsPerCell / max(perPixel, 1e-9)).squareRoot() / scale
    let cell = max(cellPoints.lowerBound, min(cellPoints.upperBound, side)) * scale
    let columns = Int((camera.viewport.x / cell).rounded(.up))
    let rows = Int((camera.viewport.y / cell).rounded(.up))
    var counts = [UInt32](repeating: 0, count: columns * rows)
    let camera = self.camera
    let pose = frame.pose
    for index in classes {
      for robot in frame.rows(of: scenery.classes[index]) {
        let pixel = camera.screen(pose[robot].position) / cell
        // Written so that a robot without a place, as one in quarantine may be, is left out.
        guard pixel.x >= 0, pixel.y >= 0, pixel.x < Float(columns), pixel.y < Float(rows) else {
          continue
        }
        counts[(rows - 1 - Int(pixel.y)) * columns + Int(pixel.x)] += 1
      }
    }
    let top = Float(Format.niceFloor(Double(max(fullFactor * mean, 1e-6))))
    let metres = cell / camera.pixelsPerMetre
    let map = ColorMap.crowd(theme)
    let cells = counts.map { map[Float($0) / (metres * metres * top)] }
    let bounds = scenery.bounds
    list.pushClip(
      ClipBox(
        origin: camera.screen(Vec2(bounds.lower.x, bounds.upper.y)),
        size: bounds.size * camera.pixelsPerMetre))
    defer { list.popClip() }
    list.image(
      DrawImage(
        columns: columns, rows: rows, cells: cells, origin: .zero,
        extent: Vec2(Float(columns), Float(rows)) * cell, isSmooth: true))
    crowdScale = .ramp(map, low: "0", high: "≥ \(Format.compact(Double(top))) /m²")
  }
}

extension ColorMap {
  /// From nothing to very many robots, away from the floor of a theme.
  static func crowd(_ theme: Theme) -> ColorMap { theme.isDark ? crowdOnDark : crowdOnLight }

  private static let crowdOnDark = crowd(inferno, on: .dark)
  private static let crowdOnLight = crowd(viridis.reversed, on: .light)

  private static func crowd(_ colors: ColorMap, on theme: Theme) -> ColorMap {
    var map = colors.clear(of: theme.floor)
    map.name = "crowd"
    for entry in map.table.indices {
      // One robot in a cell is seen, none leaves the floor as it is.
      let share = Float(entry) / Float(map.table.count - 1)
      map.table[entry] = map.table[entry].opacity(min(0.92, 2.2 * share))
    }
    return map
  }
}
