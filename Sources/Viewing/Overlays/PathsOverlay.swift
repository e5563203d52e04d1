import Contracts
import SimCore

extension Overlay {
  /// Planned against executed way of the selected robots.
  public static let paths = Overlay(
    "paths", key: "g", "ways, planned and driven", layer: .underRobots, isOnAtFirst: true,
    draw: { $0.drawPaths() })
}

extension PictureBuilder {
  /// The way that is planned (dashed, with its goal) and the way that was driven (solid).
  fileprivate mutating func drawPaths() {
    for detail in frame.details where detail.robot < frame.pose.count {
      let color = scenery.classes[scenery.classIndex(ofRobot: detail.robot)].color
      let driven = viewer.selectionTrails.points(of: detail.robot).map { camera.screen($0) }
      list.path(driven, color: color.opacity(0.85), width: 2.2 * scale)
      let planned = detail.plannedPath.map { camera.screen($0) }
      list.path(planned, color: theme.accent, width: 2 * scale, dash: 6 * scale)
      if let goal = planned.last {
        list.disc(
          goal, radius: 7 * scale, fill: theme.accent.opacity(0.25), border: 2 * scale,
          stroke: theme.accent)
        list.disc(goal, radius: 2 * scale, fill: theme.accent)
      }
      let pose = frame.pose[detail.robot]
      if detail.way.distanceToGo > 0 {
        let target = camera.screen(pose.position + detail.way.target)
        list.disc(target, radius: 3 * scale, fill: theme.accent)
      }
    }
  }
}
