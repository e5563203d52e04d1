import SimCore
import Simulation

extension Overlay {
  /// Cells of the broad phase.
  public static let cells = Overlay(
    "cells", key: "b", "broad-phase cells", layer: .underRobots,
    absence: "no robot is in view",
    capture: { fleet, request in fleet.occupiedCells(in: request.visible, limit: 20_000) },
    sketch: { _, frame in
      frame.pose.prefix(SyntheticFleet.markedCount).map { pose in
        let corner = Vec2(
          (pose.position.x / 2).rounded(.down) * 2, (pose.position.y / 2).rounded(.down) * 2)
        return AABB(lower: corner, upper: corner + Vec2(2, 2))
      }
    },
    draw: { $0.drawCells() })
}

extension FleetFrame {
  /// Occupied cells of the broad phase, metres.
  public var cells: [AABB] {
    get { marks(of: .cells) }
    set { replaceMarks(newValue, of: .cells) }
  }
}

extension PictureBuilder {
  fileprivate mutating func drawCells() {
    let color = ColorMap.categories[3]
    for cell in frame.cells where camera.visible.overlaps(cell) {
      let lower = camera.screen(Vec2(cell.lower.x, cell.upper.y))
      let upper = camera.screen(Vec2(cell.upper.x, cell.lower.y))
      list.box(
        lower, upper - lower, fill: color.opacity(0.06), border: scale, stroke: color.opacity(0.4))
    }
  }
}
