import Contracts
import SimCore

/// From stop to stop of a job.
extension FleetWork {
  /// Begins a serve directive: finds a job or a station slot; false where there is none.
  mutating func beginServing(
    _ row: Int, _ classIndex: Int, option: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) -> Bool {
    guard model.options.indices.contains(option) else { return false }
    let task = model.options[option].task
    guard model.isAble(option: option, robotClass: classIndex) else { return false }
    if model.rules[task].isPersonal && robots[row].hasHeldGoal { return false }
    let request = ClaimRequest(
      option: option,
      robot: (
        row: row, classIndex: classIndex,
        number: row - model.workers[classIndex].rows.lowerBound
      ),
      position: frame.sensed[row].position, ownJob: robots[row].ownJob, step: frame.moment.step)
    guard let claim = model.kinds[task].claim(request, &board, &slots, model) else { return false }
    if directive[row].kind != .none { drop(row, .cancelled, frame, &tally) }
    if model.rules[task].isPersonal {
      robots[row].ownJob = claim.job
    } else if let job = claim.job {
      take(job, by: row, frame)
    }
    var service = Service(job: claim.job)
    head(row, for: claim.place, &service, frame)
    robots[row].state = .serving(service)
    setStage(row, .travelling)
    return true
  }

  /// Serves: travel, queue, work, carry; one executor tick.
  mutating func serve(
    _ row: Int, _ worker: WorkerClass, _ service: Service, _ squaredToolGap: Float,
    isAtRest: Bool, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    let task = model.options[Int(directive[row].option)].task
    if service.dwellLeft != nil {
      work(row, worker, service, task, frame, &tally)
      return
    }
    if let slot = service.slot, mustWait(row, slot, frame) {
      clearPlace(row, service, slot, frame)
      setStage(row, .queueing)
      return
    }
    if stage[row] == .queueing { setStage(row, service.movingStage) }
    // A stop is reached by the base, or by the tool of a robot with an arm. One without dwell is
    // visited in passing; work needs the place itself. At a goal without end a robot comes to rest.
    let rule = model.rules[task]
    let isThere =
      worker.hasArm
      ? squaredToolGap < WorkPace.toolTolerance * WorkPace.toolTolerance
      : hasArrived(
        row,
        within: rule.needsPlace ? worker.pace.placeTolerance : worker.pace.passingTolerance, frame)
    if isThere, isAtRest || !rule.isLifelong {
      arrive(row, worker, service, task, frame, &tally)
    }
  }

  /// Takes an open job for a robot.
  private mutating func take(_ index: Int32, by row: Int, _ frame: WorkFrame) {
    board.take(index, by: row)
    let job = board.jobs[Int(index)]
    guard model.rules[Int(job.task)].isLogged else { return }
    orders.take(model.orderIndex(of: job), robot: row, step: frame.moment.step)
  }

  /// Mass of the load of a robot's job, kg.
  private func loadMass(_ service: Service, _ task: Int) -> Float {
    let own = service.job.flatMap {
      model.kinds[task].loadMass(of: board.jobs[Int($0)], model)
    }
    return own ?? model.rules[task].loadMass
  }

  /// True where the robot is near its slot and the slot is not its own.
  private func mustWait(_ row: Int, _ slot: Int, _ frame: WorkFrame) -> Bool {
    !slots.isOwner(row, of: slot) && isBefore(slot, row, frame)
  }

  private mutating func arrive(
    _ row: Int, _ worker: WorkerClass, _ service: Service, _ task: Int, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    var service = service
    let rule = model.rules[task]
    if service.job == nil {
      // The job is taken here, if one is left.
      let place = robots[row].destination ?? frame.position(row)
      guard
        let job = model.kinds[task].jobAtPickup(
          option: Int(directive[row].option), place, board, model)
      else {
        findNothing(row, service, rule, frame, &tally)
        return
      }
      take(job, by: row, frame)
      service.job = job
    }
    robots[row].state = .serving(service)
    if rule.dwellTicks <= 0 {
      finishStop(row, service, worker, task, frame, &tally)
      return
    }
    service.dwellLeft = rule.dwellTicks
    setStage(row, .working)
    if rule.isPallet && service.stop == 0 && worker.lifts {
      service.hasPallet = true
      order(
        LoadOrder(row: row, action: .findPallet, isPallet: true, mass: loadMass(service, task)))
    }
    robots[row].state = .serving(service)
  }

  /// Waits at a pick-up without a job, as long as the task's patience lasts.
  private mutating func findNothing(
    _ row: Int, _ service: Service, _ rule: TaskRule, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    guard service.waitedTicks < rule.patienceTicks else {
      tally.duplicates += 1
      drop(row, .failed, isMiss: true, frame, &tally)
      setStage(row, .idle)
      return
    }
    var service = service
    service.waitedTicks += 1
    robots[row].state = .serving(service)
    setStage(row, .queueing)
  }

  private mutating func work(
    _ row: Int, _ worker: WorkerClass, _ service: Service, _ task: Int, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    var service = service
    // A robot that was pushed off its place drives back and begins its work there again.
    if !worker.hasArm
      && !hasArrived(row, within: worker.pace.slack + worker.pace.placeTolerance, frame)
    {
      service.dwellLeft = nil
      robots[row].state = .serving(service)
      setStage(row, service.movingStage)
      return
    }
    let left = (service.dwellLeft ?? 0) - 1
    service.dwellLeft = left
    robots[row].state = .serving(service)
    if left == 0 { finishStop(row, service, worker, task, frame, &tally) }
  }

  private mutating func finishStop(
    _ row: Int, _ service: Service, _ worker: WorkerClass, _ task: Int, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    guard let jobIndex = service.job else { return }
    let job = board.jobs[Int(jobIndex)]
    let kind = model.kinds[task]
    tally.errands += 1
    guard let next = kind.nextStop(after: service.stop, of: job) else {
      finish(row, service, worker, job, kind.end(of: job), frame, &tally)
      return
    }
    var service = service
    if let slot = service.slot { leave(slot, row, frame) }
    if service.stop == 0 {
      let mass = loadMass(service, task)
      service.isLaden = mass > 0
      order(LoadOrder(row: row, action: .take, isPallet: service.hasPallet, mass: mass))
    }
    service.stop = next
    service.dwellLeft = nil
    let place = kind.place(
      ofStop: next, of: job, near: frame.sensed[row].position, &slots, model)
    head(row, for: place, &service, frame)
    robots[row].state = .serving(service)
    setStage(row, .carrying)
  }

  private mutating func finish(
    _ row: Int, _ service: Service, _ worker: WorkerClass, _ job: Job, _ end: JobEnd,
    _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    if model.rules[Int(job.task)].isLogged {
      orders.deliver(model.orderIndex(of: job), step: frame.moment.step)
    }
    tally.deliver(Int(job.task), leadSteps: frame.moment.step - Int(job.createdStep))
    tell(WorkEvent(kind: .delivered, row: row, job: Int(job.number), task: Int(job.task)))
    switch end {
    case .renewed:
      goOn(row, service, worker, Int(job.task), frame, &tally)
      return
    case .held:
      tally.goalsHeld += 1
      robots[row].hasHeldGoal = true
    case .delivered:
      order(LoadOrder(row: row, action: .putDown, isPallet: service.hasPallet, mass: 0))
      if let index = service.job { board.finish(index) }
    }
    drop(row, .done, frame, &tally)
    setStage(row, .idle)
  }

  /// Heads for the next goal of a task without end, as the directive in force still says.
  ///
  /// A robot whose battery is low asks its planner first, with the goal that it is to go on with.
  private mutating func goOn(
    _ row: Int, _ service: Service, _ worker: WorkerClass, _ task: Int, _ frame: WorkFrame,
    _ tally: inout WorkTally
  ) {
    guard let index = service.job else { return }
    board.renew(index, step: frame.moment.step, model)
    if let limits = worker.battery, battery[row] < limits.below {
      drop(row, .done, frame, &tally)
      robots[row].ownJob = index
      setStage(row, .idle)
      return
    }
    var service = service
    service.dwellLeft = nil
    head(row, for: .point(model.stops[Int(board.jobs[Int(index)].firstStop)]), &service, frame)
    robots[row].state = .serving(service)
    setStage(row, .travelling)
    let deadline = model.rules[task].deadlineSteps
    if deadline < .max { directive[row].deadlineStep = frame.step + deadline }
  }

  /// Heads for a stop, and notes the slot that it has joined there.
  private mutating func head(
    _ row: Int, for place: StopPlace, _ service: inout Service, _ frame: WorkFrame
  ) {
    switch place {
    case .slot(let slot):
      service.slot = slot
      head(row, for: model.slots[slot].position, frame)
    case .point(let point):
      service.slot = nil
      head(row, for: point, frame)
    }
  }
}

extension FleetWork {
  /// Manhattan distance from a place (m) to the nearest open job of an option that a class reaches from
  /// there, metres; nil where there is none.
  ///
  /// - Complexity: O(open jobs of the option).
  public func nearestJobGap(option: Int, classIndex: Int, from position: Vec2) -> Float? {
    guard
      let job = board.nearest(
        option: option, to: position, stops: model.stops, within: model.workers[classIndex].reach)
    else { return nil }
    let gap = model.stops[Int(board.jobs[Int(job)].firstStop)] - position
    return gap.x.magnitude + gap.y.magnitude
  }
}

extension Service {
  /// The stage of a robot on its way to the stop.
  var movingStage: RobotStage { isLaden || stop > 0 ? .carrying : .travelling }
}
