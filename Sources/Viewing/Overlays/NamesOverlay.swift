import Scenes
import SimCore
import Work

extension Overlay {
  /// Names of zones and of selected robots.
  public static let names = Overlay(
    "names", key: "n", "names", layer: .overRobots, isOnAtFirst: true, draw: { $0.drawNames() })
}

/// Sizes of a zone's name, points, the largest that fits into the zone first.
private let nameSizes: [Float] = [12, 10.5, 9.5]
/// More zones than this in view are named only where they are at least `leastZone` points large.
private let manyZones = 60
private let leastZone: Float = 12

extension PictureBuilder {
  /// Names of zones, and of selected robots.
  fileprivate mutating func drawNames() {
    drawZoneNames()
    let size = 12 * scale
    for robot in viewer.selection where robot < frame.pose.count {
      let look = scenery.classes[scenery.classIndex(ofRobot: robot)]
      let radius = max(9 * scale, look.shape.boundingRadius * camera.pixelsPerMetre)
      let place = camera.screen(frame.pose[robot].position) - Vec2(0, radius + 10 * scale)
      let name = scenery.robotName(robot)
      let width = FontMetrics.width(of: name, size: size, weight: .bold)
      list.box(
        place - Vec2(width * 0.5 + 6 * scale, 12 * scale), Vec2(width + 12 * scale, 17 * scale),
        fill: theme.panel, radius: 4 * scale)
      list.text(name, at: place, size: size, color: theme.accent, weight: .bold, alignment: .center)
    }
  }

  /// A zone's name, with how many of its places are taken: inside where it fits, else beside it.
  ///
  /// Of a zone that is seen in part it stands in that part.
  private mutating func drawZoneNames() {
    let visible = camera.visible
    let shown = scenery.zones.indices.filter { scenery.zones[$0].area.overlaps(visible) }
    var taken: [ClipBox] = []
    for index in shown {
      let zone = scenery.zones[index]
      let upper = camera.screen(Vec2(zone.area.lower.x, zone.area.upper.y))
      let whole = ClipBox(origin: upper, size: zone.area.size * camera.pixelsPerMetre)
      let largest = max(whole.size.x, whole.size.y)
      if shown.count > manyZones, largest < leastZone * scale { continue }
      var text = zone.name
      if let count = frame.occupancy(ofZone: index) { text += "  \(count.taken)/\(count.count)" }
      let seen = whole.intersection(viewer.openBox)
      let label = place(
        text, in: isFull(index) ? ClipBox(origin: seen.origin, size: .zero) : seen, seen: seen,
        beside: whole, free: taken)
      taken.append(label.box)
      if !label.isInside {
        list.box(
          label.box.origin, label.box.size, fill: theme.floor.opacity(0.85), radius: 3 * scale)
      }
      list.text(
        text, at: label.box.origin + Vec2(0.5 * label.box.size.x, 0.76 * label.box.size.y),
        size: label.size, color: nameColor(zone.kind), weight: .bold, alignment: .center)
    }
  }

  /// True where places are drawn all over a zone, so that a name would lie on them.
  private func isFull(_ zone: Int) -> Bool {
    options.overlays.contains(.places) && frame.occupancy(ofZone: zone) != nil
      && scenery.zones[zone].slots > 1 && arePlacesDrawn(in: scenery.zones[zone])
  }

  private func nameColor(_ kind: ZoneSpec.Kind) -> Color {
    zoneColor(kind).mixed(with: theme.text, share: theme.isDark ? 0.35 : 0.5)
  }

  /// Where a name goes: into the room within its zone, else above, below, right or left of the zone, where no
  /// other name stands.
  private func place(
    _ text: String, in room: ClipBox, seen: ClipBox, beside zone: ClipBox, free others: [ClipBox]
  ) -> (box: ClipBox, size: Float, isInside: Bool) {
    func extent(_ points: Float) -> Vec2 {
      Vec2(
        FontMetrics.width(of: text, size: points * scale, weight: .bold) + 8 * scale,
        1.4 * points * scale)
    }
    for points in nameSizes {
      let size = extent(points)
      guard size.x < room.size.x, size.y < room.size.y else { continue }
      let corner = Vec2(
        seen.origin.x + 0.5 * (seen.size.x - size.x),
        seen.origin.y + min(2 * scale, seen.size.y - size.y))
      return (ClipBox(origin: corner, size: size), points * scale, true)
    }
    let points = nameSizes[nameSizes.count - 1]
    let size = extent(points)
    let gap = 2 * scale
    let middle = seen.origin + seen.size * 0.5 - size * 0.5
    let spots = [
      Vec2(middle.x, zone.origin.y - size.y - gap),
      Vec2(middle.x, zone.origin.y + zone.size.y + gap),
      Vec2(zone.origin.x + zone.size.x + gap, middle.y),
      Vec2(zone.origin.x - size.x - gap, middle.y),
    ]
    let open = viewer.openBox
    let boxes = spots.map { spot in
      ClipBox(
        origin: Vec2(
          max(open.origin.x, min(open.origin.x + open.size.x - size.x, spot.x)),
          max(open.origin.y, min(open.origin.y + open.size.y - size.y, spot.y))), size: size)
    }
    let best = boxes.first { box in
      !others.contains {
        let common = $0.intersection(box)
        return common.size.x * common.size.y > 0
      }
    }
    return (best ?? boxes[0], points * scale, false)
  }
}

extension Viewer {
  /// The picture between the bars, pixels.
  var openBox: ClipBox {
    guard options.hasFurniture else { return ClipBox(origin: .zero, size: camera.viewport) }
    let top = Viewer.topBarHeight * options.scale
    let bottom = Viewer.timelineHeight * options.scale
    return ClipBox(
      origin: Vec2(0, top), size: Vec2(camera.viewport.x, max(0, camera.viewport.y - top - bottom)))
  }
}
