import Contracts
import Coordination
import Doors
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

/// Stage 3: executors → motion commands.
extension Fleet {
  /// Lets every executor act, class by class, in parallel stripes.
  ///
  /// Of the population it reads what an earlier tick left, and bills it. Policies outside are asked once,
  /// for all classes, before the first acts.
  static func act(
    _ robots: inout RobotColumns, _ population: inout Population, _ outside: inout OutsidePolicies,
    work: borrowing FleetWork, at tick: Tick
  ) {
    if outside.has(.executor) {
      if !outside.isSeen { showExecutors(robots, population, outside, work: work, at: tick) }
      outside.ask(.executor, at: tick)
    }
    if outside.failure != nil { return }
    for classIndex in 0..<tick.model.classes.count {
      let robotClass = tick.model.classes[classIndex]
      let count = robotClass.rows.count
      guard count > 0 else { continue }
      let view = population.view(classIndex: classIndex, layer: .executor)
      let executor = robotClass.executor
      let asksForGoals = population.destinations(for: .executor, classIndex: classIndex) != nil
      let commands = robots.command.base + robotClass.rows.lowerBound
      let traces = robots.trace.base + robotClass.rows.lowerBound
      if let group = outside.surface?.group(classIndex: classIndex, .executor) {
        group.take(commands, traces)
      } else {
        robotClass.rayFan.directions.withUnsafeBufferPointer { directions in
          let columns = executorColumns(
            robots, classIndex, robotClass, view, isToldGoals: asksForGoals, rays: directions,
            work: work, at: tick)
          tick.pool.run(count: count, stripe: 512) { stripe in
            executor.act(
              ExecutorTable(columns, rows: stripe, commands: commands, traces: traces))
          }
        }
      }
      population.exchange.ledger.recordDecisions(
        layer: .executor, classIndex: classIndex, count: count, latency: 0)
      let samples =
        executor.fieldLookAhead > 0
        && population.grid(for: .executor, classIndex: classIndex) != nil
      // m^orch is held between orchestrator ticks: it comes over the wire once per period.
      population.billReads(
        DecisionReads(
          layer: .executor, classIndex: classIndex, robotCount: count,
          gridSamples: samples ? fieldSamplePoints : 0,
          destinations: asksForGoals ? 1 : 0, isHeld: !tick.isPlanningTick), of: view)
    }
  }

  /// Writes what the executors outside see.
  static func showExecutors(
    _ robots: borrowing RobotColumns, _ population: borrowing Population,
    _ outside: borrowing OutsidePolicies, work: borrowing FleetWork, at tick: Tick
  ) {
    for classIndex in 0..<tick.model.classes.count {
      guard let group = outside.surface?.group(classIndex: classIndex, .executor) else { continue }
      let robotClass = tick.model.classes[classIndex]
      guard robotClass.rows.count > 0 else { continue }
      robotClass.rayFan.directions.withUnsafeBufferPointer { directions in
        group.see(
          executorColumns(
            robots, classIndex, robotClass,
            population.view(classIndex: classIndex, layer: .executor),
            isToldGoals: population.destinations(for: .executor, classIndex: classIndex) != nil,
            rays: directions, work: work, at: tick), tick.pool)
      }
    }
  }

  /// What the executors of a class see.
  private static func executorColumns(
    _ robots: borrowing RobotColumns, _ classIndex: Int, _ robotClass: borrowing RobotClassModel,
    _ population: PopulationView, isToldGoals: Bool, rays: UnsafeBufferPointer<Vec2>,
    work: borrowing FleetWork, at tick: Tick
  ) -> ExecutorColumns {
    let first = robotClass.rows.lowerBound
    return ExecutorColumns(
      state: ExecutorColumns.State(
        pose: robots.pose.base + first, twist: robots.twist.base + first,
        stage: work.stage.base + first, directive: work.directive.base + first,
        way: robots.way.base + first, stallTime: robots.stallTime.base + first,
        asked: robots.asked.base + first),
      senses: ExecutorColumns.Senses(
        neighbours: robots.neighbours.base + first * neighbourSlots,
        neighbourCount: robots.neighbourCount.base + first,
        rays: robots.rays.base + Int(robots.rayStart[first]), rayDirections: rays,
        field: robots.field.base + first * fieldSamplePoints,
        toolTarget: robots.toolTarget.base + first, toolPoint: robots.toolPoint.base + first,
        reach: robots.reach.base + first,
        boundDensity: isToldGoals ? UnsafePointer(robots.boundDensity.base + first) : nil),
      embodiment: robotClass.descriptor, population: population,
      tick: PolicyTick(
        seed: tick.model.seeds.policies, classIndex: classIndex, step: tick.step,
        period: tick.period))
  }
}
