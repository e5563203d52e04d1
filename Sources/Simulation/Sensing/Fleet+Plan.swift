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
  /// Stage 2: every orchestrator that is due and has something to decide, class by class.
  ///
  /// The decision becomes a directive with a number, a deadline and advice; it takes effect when
  /// the policy's latency has passed in simulated time.
  mutating func plan() {
    readDemand()
    for classIndex in 0..<model.classes.count {
      let robotClass = model.classes[classIndex]
      let dueCount = gatherDue(classIndex, robotClass)
      guard dueCount > 0 else { continue }
      let peerCount = gatherPeers(robotClass)
      estimateTravel(
        classIndex, robotClass,
        rows: peerCount > 0
          ? UnsafeBufferPointer(start: planning.peers.base, count: peerCount)
          : UnsafeBufferPointer(start: planning.due.base, count: dueCount))
      let population = populationView(classIndex: classIndex, layer: .orchestrator)
      let columns = orchestratorColumns(classIndex, robotClass, population)
      // Only a mode that grants peers lets a scene have a planner that needs them.
      let peers =
        robotClass.orchestrator.readsPeers
        ? OrchestratorPeers(
          columns, rows: UnsafeBufferPointer(start: planning.peers.base, count: peerCount)) : nil
      robotClass.orchestrator.plan(
        OrchestratorTable(
          columns, due: UnsafeBufferPointer(start: planning.due.base, count: dueCount),
          peers: peers, decisions: planning.decision.base))
      mistake(classIndex, robotClass, dueCount: dueCount)
      ledger.recordDecisions(
        layer: .orchestrator, classIndex: classIndex, count: dueCount,
        latency: Float(robotClass.latencySteps) / Float(model.clocks.physicsRate))
      billReads(
        .orchestrator, classIndex, count: dueCount, population,
        gridSamples: readsWayDensity ? model.tasks.options.count : 0)
      for k in 0..<dueCount { issue(Int(planning.due[k]), classIndex, robotClass) }
    }
  }

  /// What the orchestrators of a class see.
  private func orchestratorColumns(
    _ classIndex: Int, _ robotClass: borrowing RobotClassModel, _ population: PopulationView
  ) -> OrchestratorColumns {
    let first = robotClass.rows.lowerBound
    let optionCount = model.tasks.options.count
    var options = OrchestratorColumns.Options(
      count: optionCount, demand: planning.demand.base, queue: planning.queue.base,
      value: planning.value.base,
      ableOthers: UnsafePointer(planning.ableOthers.base + classIndex * optionCount))
    if let shares = self.population.scheme.demandShares {
      options.demand = shares + first * optionCount
      options.demandStride = optionCount
    }
    return OrchestratorColumns(
      state: OrchestratorColumns.State(
        stage: work.stage.base + first, battery: work.battery.base + first,
        directive: work.directive.base + first,
        rechargeBelow: robotClass.embodiment.battery?.rechargeBelow ?? -1),
      options: options,
      ways: OrchestratorColumns.Ways(
        time: planning.travelTime.base, density: planning.wayDensity.base,
        timeScale: planning.travelScale[classIndex]),
      freeDocks: planning.freeDocks, population: population,
      tick: PolicyTick(
        seed: model.seeds.policies, classIndex: classIndex, step: stepCount,
        period: model.executorPeriod
          * Float(model.clocks.executorTicksPerOrchestratorTick)))
  }

  /// The demand and queues that are broadcast beside the fields.
  mutating func readDemand() {
    planning.queue.fill(0)
    for option in 0..<model.tasks.options.count {
      let task = model.tasks.options[option].task
      // Expected jobs are announced whole, like open ones: every mode hands out the same.
      let expected = work.board.arrivalRate(task: task) * model.tasks.rules[task].announce
      planning.demand[option] = Float(work.board.openCount[option]) + expected.rounded()
    }
    for row in 0..<robotCount where work.stage[row] == .queueing {
      let option = Int(work.directive[row].option)
      if option >= 0 { planning.queue[option] += 1 }
    }
    planning.freeDocks = Float(freeDockCount() - urgentCount())
    // A personal goal is its own demand: one for every robot that has not held it yet.
    for (index, option) in model.tasks.options.enumerated()
    where model.tasks.rules[option.task].isPersonal {
      planning.demand[index] = Float(robotCount)
    }
  }

  private func freeDockCount() -> Int {
    var count = 0
    for dock in model.tasks.docks {
      for slot in model.tasks.slotRange[dock] where work.slots.claimCount[slot] == 0 { count += 1 }
    }
    return count
  }

  /// Robots that must charge and have no dock yet.
  private func urgentCount() -> Int {
    var count = 0
    for row in 0..<robotCount
    where work.stage[row] != .failed && work.stage[row] != .charging
      && work.robots[row].job == nil && mustCharge(row)
    {
      count += 1
    }
    return count
  }

  /// True where a robot's battery is so low that it works no more before it has charged.
  func mustCharge(_ row: Int) -> Bool {
    let battery = model.classes[Int(robots.classIndex[row])].embodiment.battery
    guard let battery else { return false }
    return work.battery[row] < OrchestratorPolicy.urgentShare * battery.rechargeBelow
  }

  /// Lists the robots of a class whose turn it is and that have something to decide.
  private mutating func gatherDue(_ classIndex: Int, _ robotClass: borrowing RobotClassModel) -> Int
  {
    let period = model.clocks.executorTicksPerOrchestratorTick
    let phase = executorTick % period
    let isStaggered = model.clocks.isStaggered
    var count = 0
    let first = robotClass.rows.lowerBound
    for i in 0..<robotClass.rows.count {
      // In turn by index, or all at once; besides, at once when a robot has just become idle.
      let isTurn = isStaggered ? i % period == phase : phase == 0
      let hasJustFinished =
        work.stage[first + i] == .idle && work.robots[first + i].hasJustFinished
      guard isTurn || hasJustFinished else { continue }
      if needsDecision(first + i, robotClass) {
        planning.due[count] = Int32(i)
        count += 1
      }
    }
    return count
  }

  /// Lists the robots of a class that are free to be assigned, for planners that read their peers'
  /// rows; those that are due are among them.
  private mutating func gatherPeers(_ robotClass: borrowing RobotClassModel) -> Int {
    guard robotClass.orchestrator.readsPeers else { return 0 }
    var count = 0
    for i in 0..<robotClass.rows.count
    where needsDecision(robotClass.rows.lowerBound + i, robotClass) {
      planning.peers[count] = Int32(i)
      count += 1
    }
    return count
  }

  private func needsDecision(_ row: Int, _ robotClass: borrowing RobotClassModel) -> Bool {
    guard work.stage[row] != .failed, work.pending[row].status != .pending else { return false }
    guard work.robots[row].plan.retryStep <= Int32(stepCount) else { return false }
    switch work.directive[row].kind {
    case .none, .wait, .makeWay:
      return !work.robots[row].hasHeldGoal || needsCharge(row, robotClass)
    case .charge: return false
    case .serve:
      // A robot that carries a load or works finishes first; the others may reconsider.
      guard work.robots[row].job == nil, !work.robots[row].isInPlace else { return false }
      if mustCharge(row) || needsCharge(row, robotClass) && planning.freeDocks > 0 { return true }
      guard robotClass.replanSteps < .max else { return false }
      return Int32(stepCount) - work.robots[row].plan.step >= robotClass.replanSteps
    }
  }

  private func needsCharge(_ row: Int, _ robotClass: borrowing RobotClassModel) -> Bool {
    work.battery[row] < (robotClass.embodiment.battery?.rechargeBelow ?? -1)
  }

  /// Seconds to each option's pick-up for some robots of a class, over free ways.
  private mutating func estimateTravel(
    _ classIndex: Int, _ robotClass: borrowing RobotClassModel, rows: UnsafeBufferPointer<Int32>
  ) {
    let optionCount = model.tasks.options.count
    let speed = max(0.05, robotClass.descriptor.maxSpeed)
    let map = ways.navigator.map
    let layer = robotClass.layer
    let start = robotClass.rows.lowerBound
    pool.run(count: rows.count, stripe: 256) { stripe in
      for k in stripe {
        let i = Int(rows[k])
        let home = map.passableCell(near: robots.pose[start + i].position, layer: layer)
        planning.cell.base[i] = Int32(home ?? -1)
      }
    }
    for option in 0..<optionCount {
      let task = model.tasks.options[option].task
      let isAble = model.tasks.isAble(task: task, robotClass: classIndex)
      let rule = model.tasks.rules[task]
      let anchor = model.tasks.options[option].anchor
      let isOpen = isAble && !isClosed(rule)
      // The field is looked up once, and read for all of them.
      var way: Approach?
      if case .overWays = rule.travel, isOpen {
        way = ways.navigator.approach(to: anchor, layer: robotClass.layer)
      }
      let first = robotClass.rows.lowerBound
      pool.run(count: rows.count, stripe: 256) { stripe in
        for k in stripe {
          let i = Int(rows[k])
          let row = first + i
          let cell = i * optionCount + option
          let position = robots.pose[row].position
          var seconds = Float.infinity
          if isOpen && !(rule.isPersonal && work.robots[row].hasHeldGoal) {
            switch rule.travel {
            case .overWays:
              let home = Int(planning.cell[i])
              seconds = (way?.distance(from: position, cell: home) ?? .infinity) / speed
            case .constant(let time): seconds = time
            case .nearestJob:
              if let gap = work.nearestJobGap(option: option, from: position) {
                seconds = gap / speed
              }
            }
          }
          planning.travelTime.base[cell] = seconds
          planning.wayDensity.base[cell] =
            seconds < .infinity ? wayDensity(from: position, to: anchor) : 0
        }
      }
    }
  }

  /// True where a station is announced as closed.
  ///
  /// Its places are all spoken for, which is announced like its queue; or it is one
  /// whose loads would only pile up where they are brought (bounded work in progress, CONWIP:
  /// Spearman, Woodruff and Hopp 1990). Both limits are the station's own, in every mode.
  private func isClosed(_ rule: TaskRule) -> Bool {
    guard let stations = rule.stations else { return false }
    let (sources, sinks) = (
      model.tasks.slotRange[stations.from], model.tasks.slotRange[stations.to]
    )
    return !work.slots.hasRoom(sources, cap: stations.claimsPerSlot)
      || work.slots.claims(sinks) >= stations.loadLimit
  }

  /// True where orchestrators look up the density on their ways.
  private var readsWayDensity: Bool {
    spatialField(for: .orchestrator) != nil && population.exchange.canLookUpWays
  }

  /// Robots per m² half way to an option, where the coordination mode grants the spatial field.
  private func wayDensity(from position: Vec2, to anchor: Vec2) -> Float {
    guard readsWayDensity, let grid = spatialField(for: .orchestrator),
      isWithinHearing(0.5 * (anchor - position).length)
    else { return 0 }
    return grid.sample(at: (position + anchor) * 0.5).density
  }

  /// Turns one decision into a directive that is pending until its latency has passed.
  private mutating func issue(
    _ indexInClass: Int, _ classIndex: Int, _ robotClass: borrowing RobotClassModel
  ) {
    let row = robotClass.rows.lowerBound + indexInClass
    let decision = planning.decision[indexInClass]
    if decision.kind == .none { return }  // What it is about stands, and so does its plan's age.
    let optionCount = max(2, model.tasks.options.count)
    work.robots[row].plan.entropyShare = min(
      1, decision.entropy / naturalLogarithm(Float(optionCount)))
    let present = work.directive[row]
    guard decision.kind != present.kind || decision.option != present.option else {
      work.robots[row].plan.step = Int32(stepCount)
      return
    }
    if decision.kind == .wait && (present.kind == .none || present.kind == .makeWay) { return }
    work.robots[row].plan.directiveCount += 1
    work.robots[row].plan.hasReplanned = true
    var deadline = Int32.max
    if decision.kind == .serve, decision.option >= 0 {
      let rule = model.tasks.rules[model.tasks.options[Int(decision.option)].task]
      if rule.deadlineSteps < .max { deadline = Int32(stepCount) + rule.deadlineSteps }
    }
    let advice =
      decision.metadata == .unknown ? robotClass.advice : decision.metadata
    let reconsiders = decision.kind == .serve && present.kind == .serve
    let directive = Directive(
      identifier: work.robots[row].plan.directiveCount, kind: decision.kind, status: .pending,
      option: decision.option, metadata: advice, issuedStep: Int32(stepCount),
      choiceStep: reconsiders ? present.choiceStep : nil,
      effectiveStep: Int32(stepCount) + robotClass.latencySteps
        + delaySteps(classIndex, indexInClass), deadlineStep: deadline,
      predictedSuccess: decision.predictedSuccess)
    work.issue(directive, to: row, &tally.work)
  }
}
