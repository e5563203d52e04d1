import Contracts
import Embodiments
import Navigation
import Policies
import Scenes
import SimCore
import Work

extension WorldModel {
  /// Where a scene's work is done and by whom.
  static func site(of scene: Scene) -> WorkSite {
    var workers: [WorkerClass] = []
    var next = 0
    for robots in scene.robots {
      let embodiment = robots.embodiment
      workers.append(
        WorkerClass(
          rows: next..<next + robots.count, drives: embodiment.drive.moves,
          hasArm: embodiment.arm != nil, lifts: embodiment.lifts,
          reach: embodiment.workReach,
          pace: WorkPace(
            radius: embodiment.boundingRadius,
            turns: embodiment.descriptor.minTurnRadius > 0),
          battery: embodiment.battery.map {
            ChargeLimits(capacity: $0.capacity, until: $0.chargeUntil)
          }, firstGoal: robots.spawn.firstImported))
      next += robots.count
    }
    return WorkSite(
      zones: scene.world.zones, bounds: scene.world.bounds, mapTasks: scene.world.importedTasks,
      mapGoals: scene.world.importedGoals, revealFactor: scene.world.importedRevealFactor,
      workers: workers, classNames: scene.robots.map(\.name), clock: scene.clocks.loop)
  }

  /// Free floor on nobody's way: away from stations, docks and single stops of jobs.
  static func spots(
    _ corridors: CorridorMap, radii: [Float], tasks: TaskModel, robotCount: Int
  ) -> CorridorSpots {
    let radius = radii.max() ?? 0.3
    let isNeeded = tasks.keepsClear(by: 3 * radius)
    return CorridorSpots(corridors, radius: radius, limit: 2 * robotCount + 8, isTaken: isNeeded)
  }

  /// States of charge at the start, 0 … 1. [robotCount]
  var initialCharges: [Float] {
    var charges = [Float](repeating: 1, count: robotCount)
    for (index, robots) in classes.enumerated() {
      guard let battery = robots.embodiment.battery else { continue }
      for (i, row) in robots.rows.enumerated() {
        var stream = RandomStream(
          seed: seeds.dynamics, classIndex: index, index: i, purpose: .placement)
        charges[row] = stream.uniform(
          battery.initialCharge.lowerBound, battery.initialCharge.upperBound)
      }
    }
    return charges
  }
}
