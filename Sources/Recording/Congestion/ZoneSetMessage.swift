import Scenes
import SimCore

/// A zone set as fleet managers read it: a message of VDA 5050, version 3.0.0, topic `zoneSet`.
public struct ZoneSetMessage: Sendable {
  /// The map that it is for.
  public var mapID: String
  /// Its name.
  public var zoneSetID: String
  /// A sentence for people.
  public var description: String
  /// When the first run that it comes from began, UTC, as in ISO 8601.
  public var timestamp: String
  /// The zones.
  public var zones: [CongestionZone]
  /// How places of the run become published ones.
  public var frame: MapFrame

  /// A message from its values.
  public init(
    mapID: String, zoneSetID: String, description: String, timestamp: String,
    zones: [CongestionZone], frame: MapFrame
  ) {
    self.mapID = mapID
    self.zoneSetID = zoneSetID
    self.description = description
    self.timestamp = timestamp
    self.zones = zones
    self.frame = frame
  }

  /// The message as JSON; lengths are metres, rounded to millimetres.
  public var json: JSONText {
    var counts = (penalties: 0, limits: 0)
    let list = zones.map { zone -> JSONText in
      let seen =
        "\(NumberText.rounded(zone.present, decimals: 0)) robot-seconds, blocked "
        + "\(NumberText.rounded(100 * zone.blockedShare, decimals: 1)) %, "
        + "\(NumberText.rounded(zone.density, decimals: 3)) robots per m²"
      var fields: [(String, JSONText)]
      switch zone.kind {
      case .penalty(let factor):
        counts.penalties += 1
        fields = [
          ("zoneId", .string("penalty-\(counts.penalties)")), ("zoneType", .string("PENALTY")),
          ("penaltyFactor", .number(factor)),
        ]
      case .speedLimit(let speed):
        counts.limits += 1
        fields = [
          ("zoneId", .string("limit-\(counts.limits)")), ("zoneType", .string("SPEED_LIMIT")),
          ("maximumSpeed", .number(speed)),
        ]
      }
      fields.append(("zoneDescriptor", .string(seen)))
      fields.append(("vertices", .array(corners(of: zone.area).map(vertex))))
      return .object(fields)
    }
    return .object([
      ("headerId", .integer(0)), ("timestamp", .string(timestamp)), ("version", .string("3.0.0")),
      ("manufacturer", .string("fleetfield")), ("serialNumber", .string("simulation")),
      (
        "zoneSet",
        .object([
          ("mapId", .string(mapID)), ("zoneSetId", .string(zoneSetID)),
          ("zoneSetDescriptor", .string(description)), ("zones", .array(list)),
        ])
      ),
    ])
  }

  private func corners(of area: AABB) -> [Vec2] {
    [
      area.lower, Vec2(area.upper.x, area.lower.y), area.upper, Vec2(area.lower.x, area.upper.y),
    ]
  }

  private func vertex(_ point: Vec2) -> JSONText {
    let place = frame.published(point)
    func millimetres(_ value: Double) -> JSONText { .number((value * 1000).rounded() / 1000) }
    return .object([("x", millimetres(place.x)), ("y", millimetres(place.y))])
  }
}
