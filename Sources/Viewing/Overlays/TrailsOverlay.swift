import SimCore

extension Overlay {
  /// Where every robot has been, which the viewer keeps in mind while it is on.
  public static let trails = Overlay(
    "trails", key: "t", "trails", layer: .underRobots, draw: { $0.drawTrails() })
}

extension PictureBuilder {
  /// Where robots have been, fading with age.
  fileprivate mutating func drawTrails() {
    let visible = camera.visible.expanded(by: 2)
    let trails = viewer.trails
    for robot in trails.robots {
      guard robot < frame.pose.count, visible.contains(frame.pose[robot].position) else { continue }
      let color = scenery.classes[scenery.classIndex(ofRobot: robot)].color
      let points = trails.points(of: robot)
      for index in 1..<max(1, points.count) {
        // A jump of more than 3 m between two samples is a restart, not a way.
        guard (points[index] - points[index - 1]).lengthSquared < 9 else { continue }
        let age = Float(index) / Float(points.count)
        list.line(
          camera.screen(points[index - 1]), camera.screen(points[index]),
          color: color.opacity(0.08 + 0.6 * age), width: 1.6 * scale)
      }
    }
  }
}
