import Navigation
import SimCore

/// A mask over a floor, as costmap filters of Navigation 2 read it: the YAML file of a map beside a picture, whose
/// shades say where nobody drives, where ways cost more, or how fast robots drive.
///
/// A cell's value is its occupancy in percent: for `keepout` nobody enters 100 and ways through what lies between count
/// more, 1 / (1 − value); for `speed` the limit is base + multiplier · value, in percent of a robot's top speed or in
/// m/s; a limit of 0 is none. Cells of value 0, and unknown ones, say nothing.
///
/// Source: nav2_costmap_2d's KeepoutFilter and SpeedFilter, and nav2_map_server's map_io, Navigation 2.
struct MaskReader {
  /// What a mask says.
  enum Kind: Equatable {
    case keepout
    case speed(base: Double, multiplier: Double, isShare: Bool)
  }

  /// Rectangles that the cells of a mask may fall into: as many zones as a floor may have.
  static let mostPieces = 10_000

  /// What a mask makes of the floor; mistakes and remarks are added to `diagnostics`.
  ///
  /// - Parameters:
  ///   - text: The YAML file.
  ///   - kind: What it says.
  ///   - frame: How the world lies in the frame of the file's places.
  ///   - inputs: Where the picture is read from.
  ///   - diagnostics: What is wrong is added here.
  /// - Returns: Zones and areas that nobody enters; nil, with a mistake, where something is missing or wrong.
  static func read(
    _ text: MapText, as kind: Kind, frame: MapFrame, _ inputs: InputReader,
    _ diagnostics: inout MapDiagnostics
  ) -> ZoneSet? {
    guard let settings = ROSMapSettings.read(text, cellSize: nil, &diagnostics),
      let file = MapImporter.open(
        settings.imagePath, .picture, inputs, mention: (text, text.range(settings.imagePlace)),
        &diagnostics),
      let picture = MapPicture.read(
        file, countsAlpha: settings.mode == .trinary, mention: (text, settings.imagePlace),
        &diagnostics),
      !diagnostics.hasErrors
    else { return nil }
    let values = ROSMap.percents(picture, settings)
    let levels = (0...101).map { level($0, kind) }
    if let wrong = Set(values).sorted().first(where: { levels[$0] > 0 && limit($0, kind) < 0 }) {
      diagnostics.add(
        text.error(
          "the value \(wrong) of the mask makes a limit below 0: base + multiplier · value",
          settings.imagePlace))
      return nil
    }
    let pieces = pieces(values, columns: picture.columns, rows: picture.rows) { levels[$0] }
    guard pieces.count <= mostPieces else {
      diagnostics.add(
        text.error(
          "the mask '\(file.name)' falls into \(pieces.count) rectangles of one value; a floor has room for "
            + "\(mostPieces): draw it with straight edges, few shades or larger cells",
          settings.imagePlace))
      return nil
    }
    var set = ZoneSet()
    let (sine, cosine) = sineCosine64(settings.yaw)
    for piece in pieces {
      let corners = piece.corners.map { column, row -> Vec2 in
        let (x, y) = (Double(column) * settings.resolution, Double(row) * settings.resolution)
        let place = frame.world(
          x: settings.originX + cosine * x - sine * y, y: settings.originY + sine * x + cosine * y)
        return Vec2(Float(place.x), Float(place.y))
      }
      switch effect(piece.level, kind) {
      case .blocked: set.blocked.append(corners)
      case .zone(let effect):
        let name = "\(fileName(of: text.name)) \(set.zones.count + 1)"
        set.zones.append(TrafficZone(name: name, effect: effect, corners: corners))
      }
    }
    if pieces.isEmpty {
      diagnostics.warn(text.warning("no cell of this mask says anything", settings.imagePlace))
    }
    return set
  }

  // MARK: Values

  /// What a value says.
  private enum Effect {
    case blocked
    case zone(TrafficZone.Effect)
  }

  /// The value that cells are told apart by: 0 where one says nothing.
  private static func level(_ percent: Int, _ kind: Kind) -> Int {
    guard percent > 0, percent <= 100, limit(percent, kind) != 0 else { return 0 }
    // Costs in steps of five percent, so that a smooth slope is no thousand zones.
    return kind == .keepout && percent < 100 ? max(5, min(95, (percent + 2) / 5 * 5)) : percent
  }

  private static func limit(_ value: Int, _ kind: Kind) -> Double {
    guard case .speed(let base, let multiplier, _) = kind else { return 1 }
    return base + multiplier * Double(value)
  }

  private static func effect(_ value: Int, _ kind: Kind) -> Effect {
    guard case .speed(_, _, let isShare) = kind else {
      return value == 100 ? .blocked : .zone(.penalty(Float(value) / 100))
    }
    let limit = Float(limit(value, kind))
    return .zone(isShare ? .speedShare(min(1, limit / 100)) : .speedLimit(limit))
  }

  // MARK: Cells to rectangles

  /// A rectangle of cells of one level: columns and rows, from the lower left.
  private struct Piece {
    var columns: Range<Int>
    var rows: Range<Int>
    var level: Int

    var corners: [(Int, Int)] {
      [
        (columns.lowerBound, rows.lowerBound), (columns.upperBound, rows.lowerBound),
        (columns.upperBound, rows.upperBound), (columns.lowerBound, rows.upperBound),
      ]
    }
  }

  /// The cells that say something as rectangles: runs of a row, those that lie over each other as one.
  ///
  /// - Complexity: O(cells).
  private static func pieces(
    _ values: [Int], columns: Int, rows: Int, level: (Int) -> Int
  ) -> [Piece] {
    var done: [Piece] = []
    var open: [Piece] = []
    for row in 0..<rows {
      var next: [Piece] = []
      var start = 0
      while start < columns {
        let own = level(values[row * columns + start])
        var end = start + 1
        while end < columns, level(values[row * columns + end]) == own { end += 1 }
        if own > 0 { next.append(Piece(columns: start..<end, rows: row..<row + 1, level: own)) }
        start = end
      }
      // Both are in the order of their columns.
      var k = 0
      for index in next.indices {
        while k < open.count, open[k].columns.lowerBound < next[index].columns.lowerBound {
          done.append(open[k])
          k += 1
        }
        if k < open.count, open[k].columns == next[index].columns,
          open[k].level == next[index].level
        {
          next[index].rows = open[k].rows.lowerBound..<row + 1
          k += 1
        }
      }
      done += open[k...]
      open = next
    }
    return done + open
  }

  private static func sineCosine64(_ angle: Double) -> (sine: Double, cosine: Double) {
    let rotation = sineCosine(Float(angle))
    return angle == 0 ? (0, 1) : (Double(rotation.sine), Double(rotation.cosine))
  }
}
