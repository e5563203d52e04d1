import SimCore

/// A ROS map: a flat YAML file that names a picture and says how to read it.
///
/// A pixel's occupancy is p = (255 − v)/255, or v/255 with `negate`. It is occupied where
/// p ≥ `occupied_thresh` and free where p ≤ `free_thresh`. What lies between is unknown in mode
/// `trinary` (the default) and counts as occupied; in mode `scale` it is graded and counts as free;
/// in mode `raw` v itself is the occupancy in percent, and above 100 it is unknown.
///
/// Source: nav2_map_server's map_io, Navigation 2.
enum ROSMap {
  private enum Mode: String, CaseIterable { case trinary, scale, raw }

  /// Reads the YAML file and its picture.
  static func read(
    _ text: MapText, cellSize: Float?, _ diagnostics: inout MapDiagnostics
  ) -> ImportedMap? {
    let settings = FlatYAML.read(text, &diagnostics)
    if settings.entries.isEmpty {
      if !diagnostics.hasErrors {
        diagnostics.add(
          text.errorAtEnd("the file holds no settings; expected image, resolution and origin"))
      }
      return nil
    }
    let known = [
      "image", "resolution", "origin", "negate", "occupied_thresh", "free_thresh", "mode",
    ]
    for entry in settings.entries where !known.contains(entry.key) {
      diagnostics.warn(
        text.warning(
          "the key '\(entry.key)' is not known and not used"
            + MapDiagnostics.suggestion(for: entry.key, among: known), line: entry.line,
          entry.keyPlace))
    }
    let image = settings.text("image", &diagnostics)
    let resolution = settings.number("resolution", 0.001...1000, default: nil, &diagnostics)
    let origin = settings.origin(&diagnostics)
    let negate = settings.number("negate", 0...1, default: 0, &diagnostics)
    let occupied = settings.number("occupied_thresh", 0...1, default: 0.65, &diagnostics)
    let free = settings.number("free_thresh", 0...1, default: 0.25, &diagnostics)
    var mode = Mode.trinary
    if let written = settings.entry("mode") {
      if let known = Mode(rawValue: text.string(written.value)) {
        mode = known
      } else {
        diagnostics.add(
          text.error(
            "the mode \(text.quoted(written.value)) is not known; expected trinary, scale or raw",
            line: written.line, written.value))
      }
    }
    if let occupied, let free, occupied < free, let place = settings.entry("occupied_thresh") {
      diagnostics.add(
        text.error(
          "occupied_thresh (\(occupied)) must not be below free_thresh (\(free))",
          line: place.line, place.value))
    }
    if let cellSize, let resolution, let place = settings.entry("resolution"),
      cellSize != Float(resolution)
    {
      diagnostics.add(
        text.error(
          "this map has cells of \(Float(resolution)) m; the scene says \(cellSize) m: leave the "
            + "cell size out", line: place.line, place.value))
    }
    guard let image, let picture = picture(text, image, &diagnostics),
      !diagnostics.hasErrors, let resolution, let origin, let negate, let occupied, let free
    else { return nil }
    var isOccupied: [Bool] = []
    isOccupied.reserveCapacity(picture.shades.count)
    for row in stride(from: picture.rows - 1, through: 0, by: -1) {
      for column in 0..<picture.columns {
        let shade = Double(picture.shades[row * picture.columns + column]) / 65535
        let p = negate == 1 ? shade : 1 - shade
        switch mode {
        case .trinary: isOccupied.append(p > free || p >= occupied)
        case .scale: isOccupied.append(p >= occupied)
        case .raw:
          let percent = shade * 255
          isOccupied.append(percent > 100.5 || percent >= occupied * 100)
        }
      }
    }
    return ImportedMap(
      grid: OccupancyGrid(
        columns: picture.columns, rows: picture.rows, cellSize: Float(resolution), origin: origin,
        isOccupied: isOccupied))
  }

  private static func picture(
    _ text: MapText, _ image: (name: String, line: Int, place: Range<Int>),
    _ diagnostics: inout MapDiagnostics
  ) -> PGMPicture? {
    let lowered = image.name.lowercased()
    if lowered.hasSuffix(".png") || lowered.hasSuffix(".bmp") {
      diagnostics.add(
        text.error(
          "the picture '\(image.name)' is not read: only PGM is; convert it (for example with "
            + "'convert map.png map.pgm') and name the .pgm file here", line: image.line,
          image.place))
      return nil
    }
    let path = MapImporter.path(image.name, besides: text.name)
    guard
      let file = MapImporter.open(
        path, what: "picture", mention: (text, image.place), &diagnostics)
    else { return nil }
    return PGMPicture.read(file, &diagnostics)
  }
}
