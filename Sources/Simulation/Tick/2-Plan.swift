import Contracts
import Coordination
import Doors
import Embodiments
import MeanFields
import Navigation
import Policies
import Scenes
import SimCore
import Work

/// Stage 2: orchestrators that are due → directives.
extension Fleet {
  /// Lets every orchestrator decide that is due and has something to decide, class by class.
  ///
  /// The decision becomes a directive with a number, a deadline and advice; it takes effect when
  /// the policy's latency has passed in simulated time. Of the population it reads what an earlier
  /// tick left, and bills it. Policies outside are asked once, for all classes, before the first decides.
  static func plan(
    _ work: inout FleetWork, _ planning: inout PlanningColumns, _ ways: inout FleetWays,
    _ population: inout Population, _ disturbances: inout DisturbanceColumns,
    _ outside: inout OutsidePolicies, _ tally: inout WorkTally, body: borrowing FleetBody,
    at tick: Tick
  ) {
    let model = tick.model
    work.forgetEndedDirectives()
    announce(&population, work: work, at: tick)
    if outside.has(.orchestrator) {
      if !outside.isSeen {
        showPlanners(&planning, &ways, population, outside, work: work, body: body, at: tick)
      }
      outside.ask(.orchestrator, at: tick)
      if outside.failure != nil { return }
    }
    for classIndex in 0..<model.classes.count {
      let robotClass = model.classes[classIndex]
      let dueCount = planning.gatherDue(robotClass, work, population.exchange.board, at: tick)
      guard dueCount > 0 else { continue }
      let wayField = population.wayField(classIndex: classIndex)
      let view = population.view(classIndex: classIndex, layer: .orchestrator)
      if let group = outside.surface?.group(classIndex: classIndex, .orchestrator) {
        group.take(planning.decision.base)
      } else {
        decide(
          &planning, &ways, classIndex, robotClass, dueCount: dueCount, view, wayField, population,
          work: work, body: body, at: tick)
      }
      disturbances.mislead(&planning, classIndex, robotClass, dueCount: dueCount, model)
      population.exchange.ledger.recordDecisions(
        layer: .orchestrator, classIndex: classIndex, count: dueCount,
        latency: Float(robotClass.latencySteps) / Float(model.clocks.physicsRate))
      population.billReads(
        DecisionReads(
          layer: .orchestrator, classIndex: classIndex, robotCount: dueCount,
          ways: wayField.grid != nil ? model.tasks.options.count : 0, isHeld: false),
        of: view)
      for k in 0..<dueCount {
        issue(
          Int(planning.due[k]), classIndex, robotClass, &work, &disturbances, &tally,
          planning: planning, at: tick)
      }
    }
  }

  /// Lets the orchestrators of a class decide that are due; their policy is built in.
  private static func decide(
    _ planning: inout PlanningColumns, _ ways: inout FleetWays, _ classIndex: Int,
    _ robotClass: borrowing RobotClassModel, dueCount: Int, _ view: PopulationView,
    _ wayField: WayField, _ population: borrowing Population, work: borrowing FleetWork,
    body: borrowing FleetBody, at tick: Tick
  ) {
    let peerCount = planning.gatherPeers(robotClass, work, population.exchange.board, at: tick)
    estimateTravel(
      &planning, &ways, classIndex, robotClass,
      rows: peerCount > 0
        ? UnsafeBufferPointer(start: planning.peers.base, count: peerCount)
        : UnsafeBufferPointer(start: planning.due.base, count: dueCount), wayField,
      work: work, body: body, at: tick)
    let columns = orchestratorColumns(
      planning, classIndex, robotClass, view, population, hasWays: wayField.grid != nil,
      work: work, at: tick)
    // Only a mode that grants peers lets a scene have a planner that needs them.
    let peers =
      robotClass.orchestrator.readsPeers
      ? OrchestratorPeers(
        columns, rows: UnsafeBufferPointer(start: planning.peers.base, count: peerCount)) : nil
    robotClass.orchestrator.plan(
      OrchestratorTable(
        columns, due: UnsafeBufferPointer(start: planning.due.base, count: dueCount),
        peers: peers, decisions: planning.decision.base))
  }

  /// Writes what the orchestrators outside see that are due.
  static func showPlanners(
    _ planning: inout PlanningColumns, _ ways: inout FleetWays, _ population: borrowing Population,
    _ outside: borrowing OutsidePolicies, work: borrowing FleetWork, body: borrowing FleetBody,
    at tick: Tick
  ) {
    for classIndex in 0..<tick.model.classes.count {
      guard let group = outside.surface?.group(classIndex: classIndex, .orchestrator) else {
        continue
      }
      let robotClass = tick.model.classes[classIndex]
      let dueCount = planning.gatherDue(robotClass, work, population.exchange.board, at: tick)
      guard dueCount > 0 else {
        group.seeNobody()
        continue
      }
      let wayField = population.wayField(classIndex: classIndex)
      let due = UnsafeBufferPointer(start: UnsafePointer(planning.due.base), count: dueCount)
      estimateTravel(
        &planning, &ways, classIndex, robotClass, rows: due, wayField, work: work, body: body,
        at: tick)
      group.see(
        orchestratorColumns(
          planning, classIndex, robotClass,
          population.view(classIndex: classIndex, layer: .orchestrator), population,
          hasWays: wayField.grid != nil, work: work, at: tick), due: due)
    }
  }

  /// What the orchestrators of a class see.
  private static func orchestratorColumns(
    _ planning: borrowing PlanningColumns, _ classIndex: Int,
    _ robotClass: borrowing RobotClassModel, _ view: PopulationView,
    _ population: borrowing Population, hasWays: Bool, work: borrowing FleetWork, at tick: Tick
  ) -> OrchestratorColumns {
    let first = robotClass.rows.lowerBound
    let optionCount = tick.model.tasks.options.count
    let (notice, stride) = population.exchange.board.notices(fromRow: first)
    var options = OrchestratorColumns.Options(
      count: optionCount, demand: notice, demandStride: stride, value: planning.value.base,
      ableOthers: UnsafePointer(planning.ableOthers.base + classIndex * optionCount))
    if let shares = population.scheme.demandShares {
      options.demand = shares + first * optionCount
      options.demandStride = optionCount
    }
    return OrchestratorColumns(
      state: OrchestratorColumns.State(
        stage: work.stage.base + first, battery: work.battery.base + first,
        directive: work.directive.base + first, idleTime: planning.idleTime.base,
        missCount: planning.missCount.base,
        rechargeBelow: robotClass.embodiment.battery?.rechargeBelow ?? -1),
      options: options,
      ways: OrchestratorColumns.Ways(
        time: planning.travelTime.base,
        density: hasWays ? UnsafePointer(planning.wayDensity.base) : nil,
        timeScale: planning.travelScale[classIndex]),
      docks: OrchestratorColumns.Docks(
        free: notice + optionCount, stride: stride, count: planning.dockCount),
      population: view,
      tick: PolicyTick(
        seed: tick.model.seeds.policies, classIndex: classIndex, step: tick.step,
        period: tick.period * Float(tick.model.clocks.executorTicksPerOrchestratorTick)))
  }

  /// Seconds to each option's pick-up for some robots of a class, over free ways.
  private static func estimateTravel(
    _ planning: inout PlanningColumns, _ ways: inout FleetWays, _ classIndex: Int,
    _ robotClass: borrowing RobotClassModel, rows: UnsafeBufferPointer<Int32>,
    _ wayField: WayField, work: borrowing FleetWork, body: borrowing FleetBody, at tick: Tick
  ) {
    let tasks = tick.model.tasks
    let optionCount = tasks.options.count
    let speed = max(0.05, robotClass.descriptor.maxSpeed)
    let first = robotClass.rows.lowerBound
    let (poses, places) = (body.robots.pose.base, planning.place.base)
    let (times, densities) = (planning.travelTime.base, planning.wayDensity.base)
    let (corridors, idleTimes) = (tick.model.corridors, planning.idleTime.base)
    let missCounts = planning.missCount.base
    tick.pool.run(count: rows.count, stripe: 256) { stripe in
      for k in stripe {
        let i = Int(rows[k])
        let position = poses[first + i].position
        places[i] = corridors.place(position) ?? .nowhere
        idleTimes[i] = Float(work.robots[first + i].idleTicks) * tick.period
        missCounts[i] = Float(work.memory.missCount(robot: first + i))
      }
    }
    for option in 0..<optionCount {
      let task = tasks.options[option].task
      let rule = tasks.rules[task]
      let anchor = tasks.options[option].anchor
      guard tasks.isAble(option: option, robotClass: classIndex) else {
        for row in rows {
          times[Int(row) * optionCount + option] = .infinity
          densities[Int(row) * optionCount + option] = 0
        }
        continue
      }
      // The ways are looked up once, and read for all of them.
      let (travel, isPersonal) = (rule.travel, rule.isPersonal)
      let lengths =
        travel == .overWays
        ? ways.field(classIndex, option, to: anchor, in: tick.model) : nil
      let delivery = deliveryWay(&ways, classIndex, rule, option, wayField, tick.model)
      tick.pool.run(count: rows.count, stripe: 256) { stripe in
        for k in stripe {
          let i = Int(rows[k])
          let position = poses[first + i].position
          var seconds = Float.infinity
          if !(isPersonal && work.robots[first + i].hasHeldGoal) {
            switch travel {
            case .overWays:
              if let lengths { seconds = lengths.distance(from: places[i], corridors) / speed }
            case .constant(let time): seconds = time
            case .nearestJob:
              if let gap = work.nearestJobGap(
                option: option, classIndex: classIndex, from: position)
              {
                seconds = gap / speed
              }
            }
          }
          times[i * optionCount + option] = seconds
          densities[i * optionCount + option] =
            seconds < .infinity
            ? wayField.density(
              from: places[i], position: position, to: anchor, lengths, then: delivery, corridors)
            : 0
        }
      }
    }
  }

  /// What is met on the way of an option's load, from its pick-up to its delivery, where both are stations and
  /// robots hear everywhere; else nothing.
  private static func deliveryWay(
    _ ways: inout FleetWays, _ classIndex: Int, _ rule: TaskRule, _ option: Int,
    _ wayField: WayField, _ model: WorldModel
  ) -> WaySum {
    let zones = model.tasks.zones
    guard let stations = rule.stations, wayField.grid != nil, wayField.earshot.isEverywhere,
      let pickup = model.corridors.place(model.tasks.options[option].anchor)
    else { return WaySum() }
    let field = ways.field(
      classIndex, option, isDelivery: true, to: zones[stations.to].area.center, in: model)
    return wayField.sum(from: pickup, field, model.corridors)
  }

  /// Turns one decision into a directive that is pending until its latency has passed.
  private static func issue(
    _ indexInClass: Int, _ classIndex: Int, _ robotClass: borrowing RobotClassModel,
    _ work: inout FleetWork, _ disturbances: inout DisturbanceColumns, _ tally: inout WorkTally,
    planning: borrowing PlanningColumns, at tick: Tick
  ) {
    let row = robotClass.rows.lowerBound + indexInClass
    let decision = planning.decision[indexInClass]
    if decision.kind == .none { return }  // What it is about stands, and so does its plan's age.
    let tasks = tick.model.tasks
    let step = Int32(tick.step)
    work.robots[row].plan.entropyShare = min(
      1, decision.entropy / naturalLogarithm(Float(max(2, tasks.options.count))))
    let present = work.directive[row]
    guard decision.kind != present.kind || decision.option != present.option else {
      work.robots[row].plan.step = step
      return
    }
    if decision.kind == .wait && (present.kind == .none || present.kind == .makeWay) { return }
    work.robots[row].plan.directiveCount += 1
    work.robots[row].plan.hasReplanned = true
    var deadline = Int32.max
    if decision.kind == .serve, decision.option >= 0 {
      let rule = tasks.rules[tasks.options[Int(decision.option)].task]
      if rule.deadlineSteps < .max { deadline = step + rule.deadlineSteps }
    }
    let reconsiders = decision.kind == .serve && present.kind == .serve
    let directive = Directive(
      identifier: work.robots[row].plan.directiveCount, kind: decision.kind, status: .pending,
      option: decision.option,
      metadata: decision.metadata == .unknown ? robotClass.advice : decision.metadata,
      issuedStep: step, choiceStep: reconsiders ? present.choiceStep : nil,
      effectiveStep: step + robotClass.latencySteps
        + disturbances.delaySteps(classIndex, indexInClass, at: tick), deadlineStep: deadline,
      predictedSuccess: decision.predictedSuccess)
    work.issue(directive, to: row, &tally)
  }
}

extension RobotClassModel {
  /// The charge below which a robot works no more before it has charged; −1 without a battery.
  var urgentCharge: Float {
    guard let battery = embodiment.battery else { return -1 }
    return OrchestratorPolicy.urgentShare * battery.rechargeBelow
  }

  /// True where a battery is so low that its robot works no more before it has charged.
  func mustCharge(_ charge: Float) -> Bool { charge < urgentCharge }

  /// True where a battery is low enough for its robot to charge where there is a dock.
  func needsCharge(_ charge: Float) -> Bool {
    charge < (embodiment.battery?.rechargeBelow ?? -1)
  }
}
