import Scenes
import SimCore
import Work

extension Overlay {
  /// Names of zones and of selected robots.
  public static let names = Overlay(
    "names", key: "n", "names", layer: .overRobots, isOnAtFirst: true, draw: { $0.drawNames() })
}

extension PictureBuilder {
  /// Names of zones, and of selected robots.
  fileprivate mutating func drawNames() {
    let size = 12 * scale
    for zone in scenery.zones where camera.visible.overlaps(zone.area) {
      let extent = zone.area.size * camera.pixelsPerMetre
      // Smaller where the area is narrow, and left out where it would spill over its rim.
      let fitting = [size, size * 0.85, size * 0.75].first {
        FontMetrics.width(of: zone.name, size: $0, weight: .bold) + 4 * scale < extent.x
      }
      guard let fitting, extent.y > 18 * scale else { continue }
      let top = camera.screen(Vec2(zone.area.center.x, zone.area.upper.y))
      list.text(
        zone.name, at: top + Vec2(0, 15 * scale), size: fitting,
        color: zoneColor(zone.kind).mixed(with: theme.text, share: theme.isDark ? 0.35 : 0.5),
        weight: .bold, alignment: .center)
    }
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
}
