import SimCore

/// A floor in well-known text: rings of polygons and lines are walls, points are stations.
///
/// Source: OGC 06-103r4, "Simple feature access", well-known text; names of types in any case, and `Z`, `M` and
/// `ZM`, of which only x and y are read.
struct WKTImport {
  private let source: LayoutSource
  private let unit: Double

  /// An import of one file.
  init(_ source: LayoutSource, _ options: LayoutOptions) {
    self.source = source
    unit = options.unit?.metres ?? 1
  }

  /// The layout; nil, with a mistake, where something is missing or wrong.
  func layout() -> Layout? {
    guard source.hasReadableSize() else { return nil }
    let stem = LayoutNames.stem(of: source.text.name, without: [".wkt", ".txt"])
    var layout = Layout(name: LayoutNames.sceneName(stem), kind: "Floor in well-known text (WKT)")
    layout.facts = [
      "A unit of the file is \(NumberText.digits(unit)) m. Rings and lines are taken for walls of "
        + "\(NumberText.digits(DXFImport.thickness * 100)) cm."
    ]
    var reader = WKTReader(bytes: source.text.bytes, unit: unit)
    do throws(WKTMistake) {
      try reader.read(into: &layout)
    } catch {
      source.error(error.message, .bytes(error.place))
      return nil
    }
    guard layout.extent != nil else {
      source.error("the file holds no shapes", .characters(nil))
      return nil
    }
    layout.robots = [Layout.Robots.assumed("robot")]
    layout.robots[0].count = 2
    return layout
  }
}

/// A mistake of syntax: reading cannot go on.
private struct WKTMistake: Error {
  var message: String
  var place: Range<Int>
}

private struct WKTReader {
  let bytes: [UInt8]
  /// Metres per unit.
  let unit: Double
  var at = 0
  private static let deepest = 16
  private static let kinds = [
    "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
  ]

  init(bytes: [UInt8], unit: Double) {
    self.bytes = bytes
    self.unit = unit
  }

  mutating func read(into layout: inout Layout) throws(WKTMistake) {
    skipBlanks()
    while at < bytes.count {
      try geometry(into: &layout, depth: 0)
      skipBlanks()
      while peek() == UInt8(ascii: ";") || peek() == UInt8(ascii: ",") {
        at += 1
        skipBlanks()
      }
    }
  }

  private mutating func geometry(into layout: inout Layout, depth: Int) throws(WKTMistake) {
    if depth > Self.deepest { throw mistake("nested deeper than \(Self.deepest) levels") }
    let start = at
    var kind = word()
    if kind == "SRID" {
      try reference(start, &layout)
      return try geometry(into: &layout, depth: depth + 1)
    }
    guard Self.kinds.contains(kind) else {
      let end = max(at, min(start + 1, bytes.count))
      throw WKTMistake(
        message: "expected a shape such as POLYGON, found \(text(start..<end))"
          + MapDiagnostics.suggestion(for: kind, among: Self.kinds), place: start..<end)
    }
    skipBlanks()
    let afterKind = at
    let more = word()
    if more == "EMPTY" { return }
    if !["", "Z", "M", "ZM"].contains(more) { at = afterKind }
    skipBlanks()
    if ["Z", "M", "ZM"].contains(more) {
      let here = at
      if word() == "EMPTY" { return }
      at = here
    }
    switch kind {
    case "POINT":
      try open()
      addPoint(try place(), start, &layout)
      try close()
    case "LINESTRING": try add(line: points(), isRing: false, start, &layout)
    case "POLYGON": try rings(start, &layout)
    case "GEOMETRYCOLLECTION":
      try open()
      repeat { try geometry(into: &layout, depth: depth + 1) } while comma()
      try close()
    default:
      kind.removeFirst(5)
      try open()
      repeat {
        skipBlanks()
        let here = at
        // An element may be empty, too.
        if word() == "EMPTY" { continue }
        at = here
        switch kind {
        case "POINT":
          skipBlanks()
          let isWrapped = peek() == UInt8(ascii: "(")
          if isWrapped { try open() }
          addPoint(try place(), start, &layout)
          if isWrapped { try close() }
        case "LINESTRING": try add(line: points(), isRing: false, start, &layout)
        default: try rings(start, &layout)
        }
      } while comma()
      try close()
    }
  }

  /// A spatial reference before a shape, as PostGIS writes it: places are metres of it, unless it is one in degrees.
  private mutating func reference(_ start: Int, _ layout: inout Layout) throws(WKTMistake) {
    skipBlanks()
    guard peek() == UInt8(ascii: "=") else { throw mistake("expected '=' and a number after SRID") }
    at += 1
    skipBlanks()
    let first = at
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { at += 1 }
    guard let code = Int(String(decoding: bytes[first..<at], as: UTF8.self)) else {
      throw mistake("expected a number after SRID=")
    }
    // The codes of coordinate systems in degrees.
    if (4001...4999).contains(code) {
      throw WKTMistake(
        message:
          "the places are in degrees (EPSG:\(code)); project them to metres before, such as with ST_Transform",
        place: start..<at)
    }
    skipBlanks()
    guard peek() == UInt8(ascii: ";") else {
      throw mistake("expected ';' after the spatial reference")
    }
    at += 1
    skipBlanks()
    let fact = "The file says EPSG:\(code), whose places are taken for units of the file."
    if !layout.facts.contains(fact) { layout.facts.append(fact) }
  }

  private mutating func rings(_ start: Int, _ layout: inout Layout) throws(WKTMistake) {
    try open()
    repeat { try add(line: points(), isRing: true, start, &layout) } while comma()
    try close()
  }

  private mutating func points() throws(WKTMistake) -> [Layout.Point] {
    try open()
    var points: [Layout.Point] = []
    repeat { points.append(try place()) } while comma()
    try close()
    return points
  }

  private func add(
    line: [Layout.Point], isRing: Bool, _ start: Int, _ layout: inout Layout
  ) throws(WKTMistake) {
    var points = line
    if isRing {
      guard points.count > 3, points[0] == points[points.count - 1] else {
        throw WKTMistake(
          message: "a ring of this shape has \(points.count) points and "
            + (points.first == points.last ? "needs four" : "does not end where it begins"),
          place: start..<min(bytes.count, start + 7))
      }
      points.removeLast()
    } else if points.count < 2 {
      throw WKTMistake(
        message: "a line needs two points", place: start..<min(bytes.count, start + 10))
    }
    // A wall of a scene has a number of points that it may have at most.
    let most = LayoutWalls.mostPoints
    if points.count <= most {
      layout.walls.append(
        Layout.Wall(points: points, thickness: DXFImport.thickness, isClosed: isRing))
      return
    }
    if isRing { points.append(points[0]) }
    for first in stride(from: 0, to: points.count - 1, by: most - 1) {
      layout.walls.append(
        Layout.Wall(
          points: Array(points[first..<min(points.count, first + most)]),
          thickness: DXFImport.thickness))
    }
  }

  private func addPoint(_ point: Layout.Point, _ start: Int, _ layout: inout Layout) {
    layout.places.append(
      Layout.Place(
        name: "point_\(layout.places.count + 1)", position: point, role: .station,
        writtenAt: .bytes(start..<min(bytes.count, start + 5))))
  }

  // MARK: Words

  /// Two to four numbers, of which the first two count.
  private mutating func place() throws(WKTMistake) -> Layout.Point {
    let point: Layout.Point = [try number(), try number()]
    for _ in 0..<2 {
      skipBlanks()
      guard let byte = peek(), isOfNumber(byte) else { break }
      _ = try number()
    }
    return point * unit
  }

  private mutating func number() throws(WKTMistake) -> Double {
    skipBlanks()
    let start = at
    while let byte = peek(), isOfNumber(byte) { at += 1 }
    let written = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let value = Double(written), abs(value) <= 1e9 else {
      let end = min(bytes.count, max(at, start + 1))
      throw WKTMistake(
        message: start == bytes.count
          ? "the file ends here; expected a number"
          : "expected a number, found \(text(start..<end))",
        place: start..<end)
    }
    return value
  }

  private func isOfNumber(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || "+-.eE".utf8.contains(byte)
  }

  /// A word in capitals; empty where none comes next.
  private mutating func word() -> String {
    let start = at
    while let byte = peek(), (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self).uppercased()
  }

  private mutating func open() throws(WKTMistake) { try take("(") }
  private mutating func close() throws(WKTMistake) { try take(")") }

  private mutating func take(_ character: Unicode.Scalar) throws(WKTMistake) {
    skipBlanks()
    guard peek() == UInt8(ascii: character) else {
      throw mistake(
        at < bytes.count
          ? "expected '\(character)', found \(text(at..<at + 1))"
          : "the file ends here; expected '\(character)'")
    }
    at += 1
  }

  private mutating func comma() -> Bool {
    skipBlanks()
    guard peek() == UInt8(ascii: ",") else { return false }
    at += 1
    skipBlanks()
    return true
  }

  private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte >= 0x09 && byte <= 0x0D { at += 1 }
  }

  private func text(_ range: Range<Int>) -> String {
    quoted(String(decoding: bytes[range.prefix(40)], as: UTF8.self))
  }

  private func mistake(_ message: String) -> WKTMistake {
    WKTMistake(message: message, place: min(at, bytes.count)..<min(bytes.count, at + 1))
  }
}
