import Contracts
import SimCore

extension PictureBuilder {
  /// Arms as jointed bars in the colour of their class.
  mutating func drawArms() {
    let visible = camera.visible
    for arm in frame.arms where arm.robot < frame.pose.count && arm.points.count > 1 {
      let reach = arm.points.reduce(into: AABB.empty) { $0.include($1) }
      guard reach.overlaps(visible) else { continue }
      let color = scenery.classes[scenery.classIndex(ofRobot: arm.robot)].color
      let width = max(1.5 * scale, arm.width * camera.pixelsPerMetre)
      let points = arm.points.map { camera.screen($0) }
      list.path(points, color: theme.background.opacity(0.8), width: width + 2 * scale)
      list.path(points, color: color.mixed(with: theme.text, share: 0.25), width: width)
      guard width > 3 * scale else { continue }
      for point in points.dropLast() {
        list.disc(
          point, radius: 0.62 * width, fill: color, border: scale, stroke: theme.background)
      }
      if let tip = points.last {
        list.disc(
          tip, radius: 0.5 * width, fill: theme.text, border: scale, stroke: theme.background)
      }
    }
  }
}
