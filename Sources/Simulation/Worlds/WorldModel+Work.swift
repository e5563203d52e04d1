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
          topSpeed: embodiment.descriptor.maxSpeed,
          hasArm: embodiment.arm != nil, lifts: embodiment.lifts, payload: embodiment.payload,
          reach: embodiment.workReach,
          pace: WorkPace(
            radius: embodiment.boundingRadius,
            turns: embodiment.descriptor.minTurnRadius > 0),
          battery: embodiment.battery.map {
            ChargeLimits(
              capacity: $0.capacity, until: $0.chargeUntil, below: $0.rechargeBelow)
          }, firstGoal: robots.spawn.firstImported))
      next += robots.count
    }
    return WorkSite(
      zones: scene.world.zones, bounds: scene.world.bounds, map: scene.world.map,
      mapTasks: scene.world.importedTasks,
      mapGoals: scene.world.importedGoals, revealFactor: scene.world.importedRevealFactor,
      workers: workers, classNames: scene.robots.map(\.name), clock: scene.clocks.loop)
  }

  /// Free floor on nobody's way: away from stations, docks and single stops of jobs, and joined to one of them.
  ///
  /// What lies outside the walls of a building is free floor, too, and nobody gets there.
  static func spots(
    _ corridors: CorridorMap, radii: [Float], tasks: TaskModel, robotCount: Int
  ) -> CorridorSpots {
    let radius = radii.max() ?? 0.3
    let isNeeded = tasks.keepsClear(by: 3 * radius)
    let parts = CorridorParts(corridors, radius: radius)
    func part(_ point: Vec2) -> Int32 {
      corridors.place(point).map { parts.part(of: $0) } ?? -1
    }
    // Only membership is asked, so the set's order cannot matter.
    let joined = Set((tasks.slots.map(\.position) + tasks.stops).map(part).filter { $0 >= 0 })
    return CorridorSpots(corridors, radius: radius, limit: 2 * robotCount + 8) { point in
      isNeeded(point) || !joined.isEmpty && !joined.contains(part(point))
    }
  }

  /// The regions that a centre hands out.
  static func roadmap(
    of scene: Scene, _ corridors: CorridorMap, _ radii: [Float], _ tasks: TaskModel,
    _ problems: inout [Diagnostic]
  ) -> Roadmap? {
    let cells = scene.world.obstacles.isEmpty ? scene.world.map : nil
    let places = tasks.slots.map(\.position) + tasks.stops
    let found =
      scene.world.traffic.lanes.isEmpty
      ? Roadmap(
        corridors, bounds: scene.world.bounds, radii: radii, places: places,
        cells: cells.map { RoadmapCells(size: $0.cellSize, origin: $0.origin) })
      : laneRoadmap(of: scene, corridors, radii, places, tasks, &problems)
    let robotCount = scene.robots.reduce(0) { $0 + $1.count }
    if let found, found.count * robotCount > Roadmap.lengthLimit {
      problems.append(
        Diagnostic(
          severity: .error,
          message:
            "the rule 'priority' keeps the length of the way from each of \(found.count) regions for "
            + "each of \(robotCount) robots, more than \(Roadmap.lengthLimit) in all", location: nil
        ))
    }
    if found == nil {
      problems.append(
        Diagnostic(
          severity: .error,
          message: "the rule 'priority' would need more than \(Roadmap.limit) regions for robots "
            + "of this size on this floor", location: nil))
    }
    for robots in scene.robots where robots.embodiment.descriptor.minTurnRadius > 0 {
      problems.append(
        Diagnostic(
          severity: .warning,
          message: "the rule 'priority' leads robots from region to region in straight lines, and "
            + "'\(robots.name)' does not turn on the spot: it may not arrive", location: nil))
    }
    return found
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
