import Contracts
import Coordination
import Embodiments
import MeanFields
import Navigation
import Policies
import Scenes
import SimCore
import Work

extension Fleet {
  /// Stage 1: world → observations, one row per robot.
  mutating func sense() {
    bodies.readMotion(into: &robots)
    senseWays()
    neighbours.update(robots: &robots, work: work, map: model.map, pool)
    bodies.senseRays(into: &robots, model: model, step: stepCount, pool)
    blindDropouts()
    sampleFields()
  }

  /// The way to each robot's destination, and how far the traffic rule lets it go.
  private mutating func senseWays() {
    ways.update(robots: &robots, work: work, model: model, pool)
    for robotClass in model.classes {
      let hasArm = robotClass.embodiment.arm != nil
      for row in robotClass.rows {
        if hasArm { senseTool(row) }
        holdForSlot(row)
      }
    }
  }

  /// A robot whose slot is taken waits some metres before it, so that whoever leaves has room.
  private mutating func holdForSlot(_ row: Int) {
    guard let distance = work.waitingDistance(row) else { return }
    let free = max(0, robots.way[row].distanceToGo - distance)
    robots.way[row].freeDistance = min(robots.way[row].freeDistance, free)
  }

  private mutating func senseTool(_ row: Int) {
    let pose = robots.pose[row]
    robots.toolPoint[row] = pose.inverseTransform(bodies.toolPosition(row))
    robots.toolTarget[row] =
      work.robots[row].destination.map(pose.inverseTransform) ?? Vec2(repeating: .nan)
  }

  /// The spatial field at the robot and at points ahead on its way, as the mode grants it.
  private mutating func sampleFields() {
    guard let grid = spatialField(for: .executor) else { return }
    let fieldBase = robots.field.base
    let poses = robots.pose.base
    let wayBase = robots.way.base
    for robotClass in model.classes where robotClass.executor.fieldLookAhead > 0 {
      let rows = robotClass.rows
      let lookAhead = robotClass.executor.fieldLookAhead
      guard isWithinHearing(lookAhead) else { continue }
      guard population.exchange.payForGrid(rows, sampleCount: fieldSamplePoints) else { continue }
      pool.run(count: rows.count, stripe: 1024) { stripe in
        for i in stripe {
          let row = rows.lowerBound + i
          let direction = wayBase[row].target.normalized
          for k in 0..<fieldSamplePoints {
            let offset = fieldSampleOffset(k, direction: direction, lookAhead: lookAhead)
            fieldBase[row * fieldSamplePoints + k] = grid.sample(at: poses[row].position + offset)
          }
        }
      }
    }
  }
}
