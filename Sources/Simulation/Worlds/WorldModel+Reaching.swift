import Embodiments
import Floors
import Reaching
import SimCore
import Work

extension WorldModel {
  /// The posture in which a robot's arm starts, joint angles in radians; all 0 without an arm.
  func startPosture(ofRow row: Int) -> SIMD4<Float> {
    reachSite.arm(ofRow: row).map { reachSite.arms[$0].homes[0] } ?? .zero
  }

  /// The arms of a fleet, with what does not move around those that are bolted down.
  static func reachSite(
    of plan: FloorPlan, _ classes: [RobotClassModel], _ obstacles: [[Vec2]], _ bounds: AABB
  ) -> ReachSite {
    let bolted = classes.filter { !$0.embodiment.drive.moves }.flatMap { robotClass in
      robotClass.rows.map { row in
        (row: row, bars: bars(robotClass.embodiment.footprint, at: plan.starts[row]))
      }
    }
    let arms = plan.armStarts.compactMap { start -> ReachingArm? in
      guard
        let robotClass = classes.first(where: { $0.rows.contains(start.row) }),
        let arm = robotClass.embodiment.arm
      else { return nil }
      let pose = plan.starts[start.row]
      guard !robotClass.embodiment.drive.moves else {
        return ReachingArm(row: start.row, arm: arm, base: nil, homes: start.homes, obstacles: [])
      }
      let shoulder = pose.transform(arm.mount)
      var near: [Bar] = edges(bounds.corners)
      near += obstacles.lazy.filter { polygon in
        polygon.reduce(into: AABB.empty) { $0.include($1) }.expanded(by: arm.reach + arm.linkWidth)
          .contains(shoulder)
      }.flatMap(edges)
      for other in bolted where other.row != start.row { near += other.bars }
      near = near.filter {
        distance(from: shoulder, toSegment: $0.start, $0.end)
          < arm.reach + arm.linkWidth + $0.radius
      }
      return ReachingArm(row: start.row, arm: arm, base: pose, homes: start.homes, obstacles: near)
    }
    return ReachSite(arms: arms, tolerance: WorkPace.postureTolerance)
  }

  private static func edges(_ corners: [Vec2]) -> [Bar] {
    corners.indices.map {
      Bar(start: corners[$0], end: corners[($0 + 1) % corners.count], radius: 0)
    }
  }

  private static func bars(_ footprint: Footprint, at pose: Pose) -> [Bar] {
    switch footprint {
    case .circle(let radius):
      return [Bar(start: pose.position, end: pose.position, radius: radius)]
    case .capsule(let length, let radius):
      let half = Vec2(0.5 * length, 0)
      return [Bar(start: pose.transform(-half), end: pose.transform(half), radius: radius)]
    case .box(let length, let width):
      let half = Vec2(0.5 * length, 0.5 * width)
      let corners = [-half, Vec2(half.x, -half.y), half, Vec2(-half.x, half.y)]
      return edges(corners.map(pose.transform))
    case .polygon(let points): return edges(points.map(pose.transform))
    }
  }
}

extension AABB {
  /// The corners, anticlockwise.
  fileprivate var corners: [Vec2] {
    [lower, Vec2(upper.x, lower.y), upper, Vec2(lower.x, upper.y)]
  }
}

extension Embodiment {
  /// How far from its place it may work, metres: within the circle about its base that the links of a bolted
  /// arm reach into; infinite where it drives.
  var workReach: Float {
    guard !drive.moves, let arm else { return .infinity }
    return arm.mount.length + arm.reach + WorkPace.postureTolerance
  }
}
