import Contracts
import Embodiments
import MeanFields
import RigidBodies
import Scenes
import SimCore

/// What pictures of a run show beside its robots. Nothing here changes it.
extension Fleet {
  /// The cells of the broad phase that hold bodies, within a region (m), at most `limit`.
  public func occupiedCells(in region: AABB, limit: Int) -> [AABB] {
    body.bodies.world.occupiedCells(in: region, limit: limit)
  }

  /// Seconds a robot has wanted to move and has hardly moved.
  public func stallTime(ofRobot row: Int) -> Float { body.robots.stallTime[row] }

  /// The joints of a robot's arm and its tip in the world, metres, base first; empty without an arm.
  public func armPoints(ofRobot row: Int) -> [Vec2] {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    guard let arm = robotClass.embodiment.arm, let entry = body.bodies.arms.arm(ofRow: row) else {
      return []
    }
    let base = body.bodies.world.pose(of: body.bodies.robotBody[row])
    var points = [base.transform(arm.mount)]
    for k in 0..<min(arm.links.count, Int(entry.linkCount)) {
      points.append(
        body.bodies.world.pose(of: entry.links[k]).transform(Vec2(0.5 * arm.links[k], 0)))
    }
    return points
  }
}
