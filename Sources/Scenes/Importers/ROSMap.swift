import SimCore

/// A ROS map: a YAML file that names a picture and says how to read it.
///
/// A pixel's occupancy is p = 1 − v, or v with `negate`, where v is its shade from 0 (black) to 1.
/// It is occupied where p > `occupied_thresh` and free where p < `free_thresh`. What lies between is
/// unknown in mode `trinary` (the default) and counts as occupied; in mode `scale` it is graded and
/// counts as free, and what is not opaque is unknown; in mode `raw` the shade itself, of 255, is the
/// occupancy in percent, and above 100 it is unknown. In mode `trinary` alpha counts as a fourth
/// colour.
///
/// Source: nav2_map_server's map_io, Navigation 2.
enum ROSMap {
  /// Reads the YAML file and its picture.
  ///
  /// With `keepsMapFrame` the world is the map's own frame, whose origin is its lower left corner.
  static func read(
    _ text: MapText, cellSize: Float?, keepsMapFrame: Bool, _ inputs: InputReader,
    _ diagnostics: inout MapDiagnostics
  ) -> ImportedMap? {
    guard let settings = ROSMapSettings.read(text, cellSize: cellSize, &diagnostics),
      let file = MapImporter.open(
        settings.imagePath, .picture, inputs, mention: (text, text.range(settings.imagePlace)),
        &diagnostics)
    else { return nil }
    let picture = MapPicture.read(
      file, countsAlpha: settings.mode == .trinary, mention: (text, settings.imagePlace),
      &diagnostics)
    guard let picture, !diagnostics.hasErrors else { return nil }
    let (isOccupied, counts) = cells(picture, settings)
    report(counts, picture, settings, text, &diagnostics)
    let grid = OccupancyGrid(
      columns: picture.columns, rows: picture.rows, cellSize: Float(settings.resolution),
      origin: .zero, isOccupied: isOccupied)
    return placed(grid, settings, keepsMapFrame: keepsMapFrame)
  }

  // MARK: Cells

  /// Cells that are neither free nor occupied, and those that look as if they were meant so.
  private struct Counts {
    var unknown = 0
    var graded = 0
    /// Free cells of shade 205, which map savers write for unknown.
    var freeOf205 = 0
  }

  private static func cells(
    _ picture: MapPicture, _ settings: ROSMapSettings
  ) -> (isOccupied: [Bool], counts: Counts) {
    var isOccupied: [Bool] = []
    isOccupied.reserveCapacity(picture.shades.count)
    var counts = Counts()
    let (occupied, free) = (settings.occupied, settings.free)
    for row in stride(from: picture.rows - 1, through: 0, by: -1) {
      for index in row * picture.columns..<(row + 1) * picture.columns {
        let shade = Double(picture.shades[index]) / 65535
        let p = settings.isNegated ? shade : 1 - shade
        switch settings.mode {
        case .trinary:
          let isFree = p < free && !(occupied < p)
          if isFree, picture.shades[index] == 205 * 257 { counts.freeOf205 += 1 }
          if !isFree, !(occupied < p) { counts.unknown += 1 }
          isOccupied.append(!isFree)
        case .scale:
          if !picture.seeThrough.isEmpty, picture.seeThrough[index] != 0 {
            counts.unknown += 1
            isOccupied.append(true)
          } else if occupied < p {
            isOccupied.append(true)
          } else {
            // Of what lies between, 0 % is free and 100 % occupied by the scale itself.
            let scale = max(occupied - free, 1e-9)
            let percent = p < free ? 0 : ((p - free) / scale * 100).rounded()
            if percent > 0, percent < 100 { counts.graded += 1 }
            isOccupied.append(percent >= 100)
          }
        case .raw:
          let percent = (shade * 255).rounded()
          if percent > 100 { counts.unknown += 1 }
          isOccupied.append(percent > 100 || percent >= occupied * 100)
        }
      }
    }
    return (isOccupied, counts)
  }

  /// Occupancies in percent, bottom row first; 101 for unknown cells. [rows × columns]
  static func percents(_ picture: MapPicture, _ settings: ROSMapSettings) -> [Int] {
    var values: [Int] = []
    values.reserveCapacity(picture.shades.count)
    let (occupied, free) = (settings.occupied, settings.free)
    for row in stride(from: picture.rows - 1, through: 0, by: -1) {
      for index in row * picture.columns..<(row + 1) * picture.columns {
        let shade = Double(picture.shades[index]) / 65535
        let p = settings.isNegated ? shade : 1 - shade
        switch settings.mode {
        case .trinary: values.append(occupied < p ? 100 : p < free ? 0 : 101)
        case .scale where !picture.seeThrough.isEmpty && picture.seeThrough[index] != 0:
          values.append(101)
        case .scale:
          let share = (p - free) / max(occupied - free, 1e-9)
          values.append(occupied < p ? 100 : p < free ? 0 : Int((share * 100).rounded()))
        case .raw: values.append(min(101, Int((shade * 255).rounded())))
        }
      }
    }
    return values
  }

  /// Says how many cells the map leaves open, and what they count as.
  private static func report(
    _ counts: Counts, _ picture: MapPicture, _ settings: ROSMapSettings, _ text: MapText,
    _ diagnostics: inout MapDiagnostics
  ) {
    let all = picture.shades.count
    func add(_ count: Int, _ words: String, _ place: Place?) {
      guard count > 0 else { return }
      let percent = Double(count) * 100 / Double(all)
      let shown = percent < 1 ? "less than 1" : NumberText.digits(percent.rounded())
      diagnostics.warn(
        text.warning("\(count) of the map's \(all) cells (\(shown) %) \(words)", place))
    }
    add(counts.unknown, "are unknown; they count as occupied", settings.imagePlace)
    add(
      counts.graded, "lie between free and occupied (mode scale); they count as free",
      settings.imagePlace)
    add(
      counts.freeOf205,
      "have the shade 205, which map savers write for unknown; with free_thresh "
        + "\(NumberText.digits(settings.free)) they count as free (with 0.196 they would be unknown)",
      settings.freePlace ?? settings.imagePlace)
  }

  // MARK: Place

  /// The grid where the origin says, in a world that can be computed with.
  private static func placed(
    _ grid: OccupancyGrid, _ settings: ROSMapSettings, keepsMapFrame: Bool
  ) -> ImportedMap {
    let (x, y) = (settings.originX, settings.originY)
    if keepsMapFrame {
      var map = ImportedMap(grid: grid)
      map.frame = MapFrame(offsetX: x, offsetY: y, yaw: settings.yaw)
      return map
    }
    guard let quarter = settings.quarterTurns else {
      var map = ImportedMap(grid: grid)
      map.frame = MapFrame(offsetX: x, offsetY: y, yaw: settings.yaw)
      return map
    }
    // Quarter turns keep cells on axes: the grid turns about its lower left corner, the world stays.
    var turned = grid.turned(quarters: quarter)
    let size = Double(grid.cellSize)
    let (width, height) = (Double(grid.columns) * size, Double(grid.rows) * size)
    let lower = [(x, y), (x - height, y), (x - width, y - height), (x, y - width)][quarter]
    // How far the map's nearest point is from the published origin, along each axis.
    func gap(_ lower: Double, _ cells: Int) -> Double {
      max(lower, -(lower + Double(cells) * size))
    }
    let isNear = max(gap(lower.0, turned.columns), gap(lower.1, turned.rows)) <= MapFrame.nearLimit
    // Whole metres, so that the decimals of what the scene says stay as they are.
    let offset = isNear ? (0, 0) : (lower.0.rounded(.down), lower.1.rounded(.down))
    turned.origin = Vec2(Float(lower.0 - offset.0), Float(lower.1 - offset.1))
    var map = ImportedMap(grid: turned)
    map.frame = MapFrame(offsetX: offset.0, offsetY: offset.1, yaw: 0)
    return map
  }
}

extension OccupancyGrid {
  /// The grid turned anticlockwise by so many quarter turns, 0 to 3; its origin is not moved.
  func turned(quarters: Int) -> OccupancyGrid {
    guard quarters & 3 != 0 else { return self }
    var result = self
    if quarters & 1 == 1 { (result.columns, result.rows) = (rows, columns) }
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) =
          switch quarters & 3 {
          case 1: (rows - 1 - row, column)
          case 2: (columns - 1 - column, rows - 1 - row)
          default: (row, columns - 1 - column)
          }
        result.isOccupied[y * result.columns + x] = isOccupied[row * columns + column]
      }
    }
    return result
  }
}
