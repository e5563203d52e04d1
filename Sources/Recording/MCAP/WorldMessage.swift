import Scenes
import SimCore
import Work

/// A `foxglove.SceneUpdate` of what stands still on a floor: its edge, obstacles, and zones with their names.
enum WorldMessage {
  /// Height of obstacles, metres: as tall as makes them easy to see.
  private static let height = 1.0
  /// Thickness of a zone's plate, metres.
  private static let plate = 0.01

  /// The message of a world.
  ///
  /// Boxes are cubes, whichever way they are turned; other obstacles are prisms of triangles.
  ///
  /// - Complexity: O(corners).
  static func bytes(_ world: WorldSpec) -> [UInt8] {
    var update = ProtobufBytes()
    update.add(2) { entity in
      begin(&entity, "floor")
      entity.add(11) { outline(&$0, corners(of: world.bounds), [0.5, 0.5, 0.5, 1]) }
    }
    if !world.obstacles.isEmpty {
      update.add(2) { entity in
        begin(&entity, "obstacles")
        let boxes = world.obstacles.compactMap(Box.init)
        for box in boxes { entity.add(8) { cube(&$0, box, [0.45, 0.47, 0.5, 1]) } }
        let others = world.obstacles.filter { Box($0) == nil }
        if !others.isEmpty { entity.add(12) { prisms(&$0, others, [0.45, 0.47, 0.5, 1]) } }
      }
    }
    if !world.zones.isEmpty {
      update.add(2) { entity in
        begin(&entity, "zones")
        for zone in world.zones {
          entity.add(6) {
            $0.add(1, text: zone.name)
            $0.add(2, text: zone.kind.rawValue)
          }
        }
        for zone in world.zones {
          var box = Box(zone.area)
          box.height = plate
          entity.add(8) { cube(&$0, box, color(zone.kind)) }
        }
        for zone in world.zones { entity.add(13) { label(&$0, zone) } }
      }
    }
    return update.bytes
  }

  /// A box that stands on the floor.
  private struct Box {
    var center: Vec2
    var length: Double
    var width: Double
    var heading: Rotation
    var height = WorldMessage.height

    init(_ area: AABB) {
      center = 0.5 * (area.lower + area.upper)
      (length, width) = (Double(area.size.x), Double(area.size.y))
      heading = Rotation(cosine: 1, sine: 0)
    }

    /// A polygon of four right angles; nil for any other.
    init?(_ corners: [Vec2]) {
      guard corners.count == 4 else { return nil }
      let (first, second) = (corners[1] - corners[0], corners[2] - corners[1])
      let sides = (first.length, second.length)
      let closing = corners[0] + corners[2] - corners[1] - corners[3]
      let slack = 1e-3 * max(sides.0, sides.1)
      guard sides.0 > 0, sides.1 > 0, closing.length < slack,
        (first.dot(second) / sides.0).magnitude < slack
      else { return nil }
      center = 0.5 * (corners[0] + corners[2])
      (length, width) = (Double(sides.0), Double(sides.1))
      heading = Rotation(cosine: first.x / sides.0, sine: first.y / sides.0)
    }
  }

  private static func begin(_ entity: inout ProtobufBytes, _ name: String) {
    entity.add(1, time: 0)
    entity.add(2, text: "map")
    entity.add(3, text: name)
  }

  private static func color(_ kind: ZoneSpec.Kind) -> [Double] {
    switch kind {
    case .station: [0.2, 0.55, 0.9, 0.5]
    case .dock: [0.25, 0.7, 0.35, 0.5]
    case .parking: [0.6, 0.6, 0.6, 0.4]
    case .area: [0.85, 0.7, 0.3, 0.3]
    }
  }

  private static func paint(_ shape: inout ProtobufBytes, _ field: Int, _ color: [Double]) {
    shape.add(field) {
      for (place, value) in color.enumerated() { $0.add(place + 1, double: value) }
    }
  }

  private static func cube(_ shape: inout ProtobufBytes, _ box: Box, _ color: [Double]) {
    shape.add(
      1, pose: (Double(box.center.x), Double(box.center.y), 0.5 * box.height),
      heading: Double(box.heading.angle))
    shape.add(2, vector: (box.length, box.width, box.height))
    paint(&shape, 3, color)
  }

  private static func corners(of area: AABB) -> [Vec2] {
    [
      area.lower, Vec2(area.upper.x, area.lower.y), area.upper, Vec2(area.lower.x, area.upper.y),
    ]
  }

  private static func outline(
    _ shape: inout ProtobufBytes, _ corners: [Vec2], _ color: [Double]
  ) {
    // A closed line, two pixels wide.
    shape.add(1, varint: 1)
    shape.add(2, pose: (0, 0, 0), heading: 0)
    shape.add(3, double: 2)
    shape.add(4, varint: 1)
    for corner in corners { shape.add(5, vector: (Double(corner.x), Double(corner.y), 0)) }
    paint(&shape, 6, color)
  }

  private static func prisms(
    _ shape: inout ProtobufBytes, _ polygons: [[Vec2]], _ color: [Double]
  ) {
    shape.add(1, pose: (0, 0, 0), heading: 0)
    var points: [(Double, Double, Double)] = []
    func at(_ corner: Vec2, _ z: Double) -> (Double, Double, Double) {
      (Double(corner.x), Double(corner.y), z)
    }
    for polygon in polygons {
      for place in polygon.indices.dropFirst(2) {
        points += [polygon[0], polygon[place - 1], polygon[place]].map { at($0, height) }
      }
      for (place, corner) in polygon.enumerated() {
        let next = polygon[(place + 1) % polygon.count]
        points += [at(corner, 0), at(next, 0), at(next, height)]
        points += [at(corner, 0), at(next, height), at(corner, height)]
      }
    }
    for point in points { shape.add(2, vector: point) }
    paint(&shape, 3, color)
  }

  private static func label(_ shape: inout ProtobufBytes, _ zone: ZoneSpec) {
    let center = 0.5 * (zone.area.lower + zone.area.upper)
    shape.add(1, pose: (Double(center.x), Double(center.y), 2 * plate), heading: 0)
    shape.add(2, varint: 1)
    shape.add(3, double: 0.4)
    paint(&shape, 5, [0.1, 0.1, 0.1, 1])
    shape.add(6, text: zone.name)
  }
}
