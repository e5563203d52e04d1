import Contracts
import Embodiments
import MeanFields
import Policies
import Scenes
import SimCore

extension Fleet {
  /// Stage 3: every executor, class by class, in parallel stripes.
  mutating func act() {
    let period = model.executorPeriod
    let step = stepCount
    let seed = model.seeds.policies
    for classIndex in 0..<model.classes.count {
      let robotClass = model.classes[classIndex]
      let first = robotClass.rows.lowerBound
      let count = robotClass.rows.count
      guard count > 0 else { continue }
      let population = populationView(classIndex: classIndex, layer: .executor)
      let batch = ExecutorBatch(
        rows: 0..<count, embodiment: robotClass.descriptor, pose: robots.pose.base + first,
        twist: robots.twist.base + first, directive: robots.directive.base + first,
        stage: robots.stage.base + first, way: robots.way.base + first,
        toolTarget: robots.toolTarget.base + first, toolPoint: robots.toolPoint.base + first,
        neighbours: robots.neighbours.base + first * neighbourSlots,
        neighbourCount: robots.neighbourCount.base + first,
        rays: robots.rays.base + Int(robots.rayStart[first]),
        rayCount: robotClass.embodiment.sensors.rayCount,
        field: robots.field.base + first * fieldSamplePoints,
        population: population, period: period, seed: seed,
        classIndex: classIndex, step: step,
        rayFieldOfView: robotClass.embodiment.sensors.fieldOfView,
        stallTime: robots.stallTime.base + first)
      let commands = robots.command.base + first
      let executor = robotClass.executor
      let traces = robots.trace.base + first
      pool.run(count: count, stripe: 512) { stripe in
        var part = batch
        part.rows = stripe
        executor.act(part, into: commands, trace: traces)
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

  /// Stage 4: motion commands → drive targets, joint motors, grip.
  ///
  /// A command that is not finite is
  /// never applied: its robot is quarantined.
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
    if robots.stage[row] == .failed { robots.command.base[row] = .rest }
    return transfer.target(
      for: robots.command[row], jointAngles: angles,
      usesTool: robots.directive[row].metadata.mode == 2)
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
    drop(row, outcome: .failed)
    setStage(row, .failed)
    bodies.park(row: row)
  }
}
