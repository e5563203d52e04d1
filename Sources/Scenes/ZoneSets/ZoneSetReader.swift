import Navigation
import SimCore

/// What a scene takes over of a zone set.
struct ZoneSet {
  /// Penalties and limits of speed, in file order.
  var zones: [TrafficZone] = []
  /// Areas that robots must not enter: simple polygons, metres.
  var blocked: [[Vec2]] = []
}

/// Reads zone sets of VDA 5050: whole messages, or what stands at their key `zoneSet`.
///
/// Source: VDA 5050, version 3.0.0, topic `zoneSet`.
struct ZoneSetReader {
  /// The kinds of zones that the standard has.
  static let types = [
    "BLOCKED", "LINE_GUIDED", "RELEASE", "COORDINATED_REPLANNING", "SPEED_LIMIT", "ACTION",
    "PRIORITY", "PENALTY", "DIRECTED", "BIDIRECTED",
  ]
  /// The most zones of a set.
  static let mostZones = 10_000
  /// The most corners of a zone.
  static let mostCorners = 1000

  private let source: LayoutSource
  private let frame: MapFrame
  private var result = ZoneSet()
  private var names: Set<String> = []

  private init(_ source: LayoutSource, frame: MapFrame) {
    self.source = source
    self.frame = frame
  }

  /// Reads a file; mistakes and what is not taken over are in the source's findings.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - frame: How the world lies in the frame of the file's places.
  /// - Returns: The zones; nil, with a mistake, where something is missing or wrong.
  static func read(_ source: LayoutSource, frame: MapFrame) -> ZoneSet? {
    guard let root = source.tree() else { return nil }
    var reader = ZoneSetReader(source, frame: frame)
    reader.read(root)
    return source.hasErrors ? nil : reader.result
  }

  private mutating func read(_ root: LayoutValue) {
    let set = root["zoneSet"] ?? root
    if set["zones"] == nil {
      let near = nearestName(to: "zones", among: set.entries.map(\.key))
      source.error(
        "this is no zone set of VDA 5050: it has no 'zones'"
          + (near.map { ", but \(quoted($0))" } ?? ""), set.place)
      return
    }
    if let version = root["version"]?.scalar, version.first != "3" {
      source.warn(
        "version \(quoted(version)) of VDA 5050 is read as 3.0.0",
        root["version"]?.place ?? root.place)
    }
    let zones = source.list("zones", of: set)
    if zones.count > Self.mostZones {
      source.error(
        "the set has \(zones.count) zones; \(Self.mostZones) are read",
        set["zones"]?.place ?? set.place)
      return
    }
    for (number, zone) in zones.enumerated() { read(zone, number + 1) }
  }

  private mutating func read(_ zone: LayoutValue, _ number: Int) {
    guard zone.isMapping else {
      source.error("zone \(number) must be an object, found \(zone.words)", zone.place)
      return
    }
    let id = zone["zoneId"]
    let name = id.flatMap { source.string($0, "the 'zoneId' of zone \(number)") } ?? ""
    if id == nil {
      source.error("zone \(number) has no 'zoneId'", zone.place)
    } else if !name.isEmpty, !names.insert(name).inserted {
      source.error("another zone of the set is called \(quoted(name))", id?.place ?? zone.place)
    }
    let what = name.isEmpty ? "zone \(number)" : "zone \(quoted(name))"
    guard let type = zone["zoneType"] else {
      source.error("\(what) has no 'zoneType'", zone.place)
      return
    }
    guard let word = type.scalar, Self.types.contains(word) else {
      source.error(
        "\(what) has the unknown type \(type.words)"
          + MapDiagnostics.suggestion(for: type.scalar ?? "", among: Self.types), type.place)
      return
    }
    let corners = corners(of: zone, what)
    switch word {
    case "PENALTY":
      let factor = required("penaltyFactor", of: zone, what, in: 0...1)
      if let corners, let factor {
        result.zones.append(
          TrafficZone(name: name, effect: .penalty(Float(factor)), corners: corners))
      }
    case "SPEED_LIMIT":
      let limit = required("maximumSpeed", of: zone, what, in: 0.01...1000)
      if let corners, let limit {
        result.zones.append(
          TrafficZone(name: name, effect: .speedLimit(Float(limit)), corners: corners))
      }
    case "BLOCKED":
      if let corners { result.blocked.append(corners) }
    default:
      source.leaveOut(
        "zones of type \(word)", "robots obey PENALTY, SPEED_LIMIT and BLOCKED", type.place)
    }
  }

  private func required(
    _ key: String, of zone: LayoutValue, _ what: String, in range: ClosedRange<Double>
  ) -> Double? {
    guard let value = zone[key] else {
      source.error(
        "\(what) is of type \(zone["zoneType"]?.scalar ?? "") and has no '\(key)'", zone.place)
      return nil
    }
    return source.number(value, "the '\(key)' of \(what)", in: range)
  }

  /// The corners of a zone in the world, metres; nil, with a mistake, where they are no simple polygon.
  private func corners(of zone: LayoutValue, _ what: String) -> [Vec2]? {
    guard let list = zone["vertices"] else {
      source.error("\(what) has no 'vertices'", zone.place)
      return nil
    }
    let vertices = source.list("vertices", of: zone)
    guard vertices.count >= 3, vertices.count <= Self.mostCorners else {
      if list.elements != nil {
        source.error(
          "\(what) has \(vertices.count) vertices; expected 3 to \(Self.mostCorners)", list.place)
      }
      return nil
    }
    var points: [Vec2] = []
    for (number, vertex) in vertices.enumerated() {
      let parts = ["x", "y"].map { key -> Double? in
        guard let value = vertex[key] else {
          source.error("vertex \(number + 1) of \(what) has no '\(key)'", vertex.place)
          return nil
        }
        return source.number(value, "the \(key) of vertex \(number + 1) of \(what)", in: -1e7...1e7)
      }
      guard let x = parts[0], let y = parts[1] else { continue }
      let place = frame.world(x: x, y: y)
      points.append(Vec2(Float(place.x), Float(place.y)))
    }
    guard points.count == vertices.count else { return nil }
    // A ring may say its first corner again.
    if points.count > 3, points[0] == points[points.count - 1] { points.removeLast() }
    do throws(SimplePolygon.Mistake) {
      return try SimplePolygon(points).corners
    } catch {
      let words =
        switch error {
        case .noArea: "they have no area"
        case .crossing(let first, let second):
          "the side from vertex \(second + 1) meets the one from vertex \(first + 1)"
        case .spike(let corner): "they run back over themselves at vertex \(corner + 1)"
        }
      source.error("the vertices of \(what) are no simple polygon: \(words)", list.place)
      return nil
    }
  }
}
