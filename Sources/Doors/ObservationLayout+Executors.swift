import Contracts
import SimCore

/// What executors see, as numbers, and back again.
extension ObservationLayout {
  /// Writes what a robot sees.
  ///
  /// - Parameters:
  ///   - robot: Its row; nothing of another robot's is in its reach.
  ///   - row: `width` numbers.
  /// - Complexity: O(width), no allocation.
  func write(_ robot: ExecutorRow, to row: UnsafeMutablePointer<Float>) {
    if starts[.body] >= 0 { Self.writeBody(robot, row + starts[.body]) }
    if starts[.work] >= 0 { Self.writeWork(robot, row + starts[.work]) }
    if starts[.way] >= 0 { Self.writeWay(robot.way, row + starts[.way]) }
    if starts[.neighbours] >= 0 { Self.writeNeighbours(robot, row + starts[.neighbours]) }
    if starts[.rays] >= 0 {
      let rays = row + starts[.rays]
      for ray in 0..<rayCount { rays[ray] = observed(robot.rayDistance(ray)) }
    }
    if starts[.field] >= 0 { Self.writeField(robot, row + starts[.field]) }
    if starts[.goal] >= 0 {
      let bound = robot.boundDensity
      (row[starts[.goal]], row[starts[.goal] + 1]) = (bound == nil ? 0 : 1, bound ?? 0)
    }
    if starts[.tool] >= 0 { Self.writeTool(robot, row + starts[.tool]) }
  }

  private static func writeBody(_ robot: ExecutorRow, _ to: UnsafeMutablePointer<Float>) {
    let (pose, twist) = (robot.pose, robot.twist)
    (to[0], to[1]) = (pose.position.x, pose.position.y)
    (to[2], to[3]) = (pose.rotation.cosine, pose.rotation.sine)
    (to[4], to[5], to[6]) = (twist.linear.x, twist.linear.y, twist.angular)
  }

  private static func writeWork(_ robot: ExecutorRow, _ to: UnsafeMutablePointer<Float>) {
    let directive = robot.directive
    to[0] = Float(robot.stage.rawValue)
    to[1] = robot.stallTime
    to[2] = Float(directive.kind.rawValue)
    to[3] = Float(directive.identifier)
    to[4] = Float(directive.option)
    to[5] = Float(directive.metadata.quality)
    to[6] = Float(directive.metadata.speed.rawValue)
    to[7] = Float(directive.metadata.strategy.rawValue)
    to[8] = Float(directive.metadata.mode.rawValue)
    to[9] = directive.predictedSuccess
    (to[10], to[11]) = (robot.asked.x, robot.asked.y)
  }

  private static func writeWay(_ way: WayAhead, _ to: UnsafeMutablePointer<Float>) {
    (to[0], to[1]) = (way.target.x, way.target.y)
    to[2] = observed(way.distanceToGo)
    to[3] = observed(way.freeDistance)
    to[4] = way.goalHeading.isNaN ? 0 : 1
    to[5] = way.goalHeading.isNaN ? 0 : way.goalHeading
    to[6] = observed(way.halfWidth)
    to[7] = observed(way.speedLimit)
    (to[8], to[9], to[10]) = (way.laneSide.x, way.laneSide.y, observed(way.laneRoom))
  }

  private static func writeNeighbours(_ robot: ExecutorRow, _ to: UnsafeMutablePointer<Float>) {
    let count = robot.neighbourCount
    to[0] = Float(count)
    for slot in 0..<count {
      let (neighbour, to) = (robot.neighbour(slot), to + 1 + 6 * slot)
      (to[0], to[1]) = (neighbour.offset.x, neighbour.offset.y)
      (to[2], to[3]) = (neighbour.velocity.x, neighbour.velocity.y)
      (to[4], to[5]) = (neighbour.radius, neighbour.cooperation)
    }
    let rest = neighbourSlots - count
    (to + 1 + 6 * count).update(repeating: 0, count: 6 * rest)
  }

  private static func writeField(_ robot: ExecutorRow, _ to: UnsafeMutablePointer<Float>) {
    for point in 0..<fieldSamplePoints {
      let (sample, to) = (robot.fieldSample(point), to + 4 * point)
      (to[0], to[3]) = (sample.density, sample.blockedShare)
      (to[1], to[2]) = (sample.flow.x, sample.flow.y)
    }
  }

  private static func writeTool(_ robot: ExecutorRow, _ to: UnsafeMutablePointer<Float>) {
    let (target, reach) = (robot.toolTarget, robot.reach)
    let hasTarget = target.x.isFinite && target.y.isFinite
    to[0] = hasTarget ? 1 : 0
    (to[1], to[2]) = hasTarget ? (target.x, target.y) : (0, 0)
    (to[3], to[4]) = (robot.toolPoint.x, robot.toolPoint.y)
    to[5] = reach.isPlanned ? 1 : 0
    (to[6], to[7], to[8]) = (reach.direction.x, reach.direction.y, reach.toGo)
  }
}
