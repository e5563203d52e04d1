import Contracts
import SimCore

extension Overlay {
  /// Sensor rays of the selected robots.
  public static let rays = Overlay(
    "rays", key: "s", "sensor rays", layer: .underRobots, isOnAtFirst: true,
    draw: { $0.drawRays() })
}

extension PictureBuilder {
  /// Sensor rays of the robots whose detail is known.
  fileprivate mutating func drawRays() {
    for detail in frame.details where detail.robot < frame.pose.count {
      let look = scenery.classes[scenery.classIndex(ofRobot: detail.robot)]
      let pose = frame.pose[detail.robot]
      let count = detail.rays.count
      guard count > 0 else { continue }
      let start = camera.screen(pose.position)
      let fan = RayFan(count: count, fieldOfView: look.fieldOfView)
      for (direction, free) in zip(fan.directions, detail.rays) {
        let end = camera.screen(pose.position + pose.rotation.rotate(direction) * free)
        let isHit = free < look.rayRange * 0.999
        let color = isHit ? theme.warning : theme.success
        list.line(start, end, color: color.opacity(0.38), width: scale)
        if isHit { list.disc(end, radius: 2.2 * scale, fill: color) }
      }
    }
  }
}
