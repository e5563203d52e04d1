import Contracts
import Coordination
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore
import Work

extension Fleet {
  /// Stage 3: every executor, class by class, in parallel stripes.
  mutating func act() {
    for classIndex in 0..<model.classes.count {
      let robotClass = model.classes[classIndex]
      let count = robotClass.rows.count
      guard count > 0 else { continue }
      let population = populationView(classIndex: classIndex, layer: .executor)
      let executor = robotClass.executor
      let commands = robots.command.base + robotClass.rows.lowerBound
      let traces = robots.trace.base + robotClass.rows.lowerBound
      robotClass.rayFan.directions.withUnsafeBufferPointer { directions in
        let columns = executorColumns(classIndex, robotClass, population, rays: directions)
        pool.run(count: count, stripe: 512) { stripe in
          executor.act(
            ExecutorTable(columns, rows: stripe, commands: commands, traces: traces))
        }
      }
      ledger.recordDecisions(layer: .executor, classIndex: classIndex, count: count, latency: 0)
      // m^orch is held between orchestrator ticks: it comes over the wire once per period.
      let isNew = executorTick % model.clocks.executorTicksPerOrchestratorTick == 0
      let samples = executor.fieldLookAhead > 0 && spatialField(for: .executor) != nil
      billReads(
        .executor, classIndex, count: count, population,
        gridSamples: samples ? fieldSamplePoints : 0, isHeld: !isNew)
    }
  }

  /// What the executors of a class see.
  private func executorColumns(
    _ classIndex: Int, _ robotClass: borrowing RobotClassModel, _ population: PopulationView,
    rays: UnsafeBufferPointer<Vec2>
  ) -> ExecutorColumns {
    let first = robotClass.rows.lowerBound
    return ExecutorColumns(
      state: ExecutorColumns.State(
        pose: robots.pose.base + first, twist: robots.twist.base + first,
        stage: work.stage.base + first, directive: work.directive.base + first,
        way: robots.way.base + first, stallTime: robots.stallTime.base + first),
      senses: ExecutorColumns.Senses(
        neighbours: robots.neighbours.base + first * neighbourSlots,
        neighbourCount: robots.neighbourCount.base + first,
        rays: robots.rays.base + Int(robots.rayStart[first]), rayDirections: rays,
        field: robots.field.base + first * fieldSamplePoints,
        toolTarget: robots.toolTarget.base + first, toolPoint: robots.toolPoint.base + first),
      embodiment: robotClass.descriptor, population: population,
      tick: PolicyTick(
        seed: model.seeds.policies, classIndex: classIndex, step: stepCount,
        period: model.executorPeriod))
  }

  /// Stage 4: motion commands → drive targets, joint motors, grip.
  ///
  /// A command that is not finite is never applied: its robot is quarantined.
  mutating func actuate() {
    for hand in handCommands { robots.command[hand.row] = hand.command }
    for row in 0..<robotCount where !robots.command[row].isFinite {
      park(row, quantity: "motion command")
    }
    for robotClass in model.classes {
      let transfer = MotionTransfer(robotClass.embodiment)
      if robotClass.embodiment.arm != nil {
        for row in robotClass.rows {
          bodies.drive(row: row, driveTarget(row, transfer, angles: bodies.jointAngles(row)))
        }
        continue
      }
      let first = robotClass.rows.lowerBound
      let twists = bodies.driveTwists.base + first
      pool.run(count: robotClass.rows.count, stripe: 1024) { stripe in
        for i in stripe {
          twists[i] = driveTarget(first + i, transfer, angles: .zero).twistInBody
        }
      }
      bodies.drive(rows: robotClass.rows, pool)
    }
  }

  /// What the adapter makes of a robot's motion command; a failed robot's is to rest.
  private func driveTarget(_ row: Int, _ transfer: MotionTransfer, angles: SIMD4<Float>)
    -> DriveTarget
  {
    if work.stage[row] == .failed { robots.command.base[row] = .rest }
    return transfer.target(
      for: robots.command[row], jointAngles: angles,
      usesTool: work.directive[row].metadata.mode == 2)
  }

  /// Stage 7: bodies the physics refused to integrate are parked and reported.
  mutating func quarantine() {
    while let report = bodies.takeQuarantine() { park(report.row, quantity: report.quantity) }
  }

  private mutating func park(_ row: Int, quantity: String) {
    guard robots.isQuarantined[row] == 0 else { return }
    robots.isQuarantined[row] = 1
    let robotClass = model.classes[Int(robots.classIndex[row])]
    tally.quarantine.append(
      "\(robotClass.name) \(row - robotClass.rows.lowerBound): \(quantity) not finite at step \(stepCount)"
    )
    robots.command[row] = .rest
    failWork(row)
    bodies.park(row: row)
  }
}
