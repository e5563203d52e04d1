import Contracts
import Embodiments
import Scenes
import SimCore

extension Fleet {
  /// Distance from its slot at which a robot asks for it, metres; it waits at
  /// `waitingDistance` where it does not get it.
  static let forecourt: Float = 8

  /// Distance from its slot at which a robot waits for it, metres.
  static let waitingDistance: Float = 5

  /// Distance within which a stop without dwell counts as visited in passing, metres.
  static let passingTolerance: Float = 0.35

  /// Begins a serve directive: finds a job or a station slot; false where there is none.
  mutating func beginServing(_ row: Int, _ robotClass: borrowing RobotClassModel, option: Int)
    -> Bool
  {
    guard option >= 0, option < model.tasks.options.count else { return false }
    let taskIndex = model.tasks.options[option].task
    guard model.isAble(task: taskIndex, robotClass: Int(robots.classIndex[row])) else {
      return false
    }
    let task = model.tasks.rules[taskIndex]
    if task.isPersonal { return beginPersonalGoal(row, taskIndex) }
    // Jobs without a station have places of their own: one is headed for, whoever will take it.
    let aim =
      task.isTakenAtAssignment || !task.isStream
      ? nearestOpenJob(option: option, to: robots.pose[row].position) : -1
    guard aim >= 0 || task.isStream && !task.isTakenAtAssignment else { return false }
    var slot: Int?
    if task.isStream {
      // With the station's limit of claims on every place nobody else is let in to crowd it.
      slot = slots.join(
        model.tasks.slotRange[Int(task.fromZone)], near: robots.pose[row].position,
        slots: model.tasks.slots, cap: task.claimsPerSlot)
      guard slot != nil else { return false }
    }
    if robots.directive[row].kind != .none { drop(row, outcome: .cancelled) }
    if task.isTakenAtAssignment {
      board.take(aim, by: row)
      robots.task[row].job = aim
    }
    robots.task[row].stop = 0
    robots.task[row].waitTicks = 0
    if let slot {
      robots.task[row].slot = Int32(slot)
      headFor(model.tasks.slots[slot].position, row)
    } else {
      headFor(model.tasks.stops[Int(board.jobs[Int(aim)].firstStop)], row)
    }
    setStage(row, .travelling)
    return true
  }

  /// Serves: travel, queue, work, carry; one executor tick.
  mutating func serve(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    let taskIndex = model.tasks.options[Int(robots.directive[row].option)].task
    let task = model.tasks.rules[taskIndex]
    if robots.task[row].dwellLeft >= 0 {
      workAtStop(row, task, taskIndex, robotClass)
      return
    }
    if robots.task[row].slot >= 0 && !holdsSlot(row) {
      setStage(row, hasArrived(row, within: Fleet.forecourt) ? .queueing : movingStage(row))
      return
    }
    if robots.stage[row] == .queueing { setStage(row, movingStage(row)) }
    guard isAtStop(row, task, robotClass) else { return }
    arriveAtStop(row, task, taskIndex, robotClass)
  }

  /// True where the robot may go on to its slot: it is far from it, or the slot is its own.
  private func holdsSlot(_ row: Int) -> Bool {
    slots.isOwner(row, of: Int(robots.task[row].slot)) || !hasArrived(row, within: Fleet.forecourt)
  }

  /// Gives free places of stations to the robots that stand nearest before them.
  ///
  /// Places are granted on approach, so that none is kept empty for a robot far away.
  mutating func grantSlots() {
    for row in 0..<robotCount where robots.directive[row].kind == .serve {
      let slot = Int(robots.task[row].slot)
      guard slot >= 0, !slots.isOwner(row, of: slot), hasArrived(row, within: Fleet.forecourt)
      else {
        continue
      }
      slots.offer(
        model.tasks.slotRange[Int(model.tasks.slots[slot].zone)], robot: row,
        position: bodies.position(row), slots: model.tasks.slots)
    }
    for slot in 0..<model.tasks.slots.count {
      guard let row = slots.takeOffer(slot) else { continue }
      slots.change(from: Int(robots.task[row].slot), to: slot, robot: row)
      robots.task[row].slot = Int32(slot)
      headFor(model.tasks.slots[slot].position, row)
    }
  }

  private func movingStage(_ row: Int) -> RobotStage {
    robots.task[row].isLaden || robots.task[row].stop > 0 ? .carrying : .travelling
  }

  /// A stop is reached by the base, or by the tool of a robot that does not move.
  private func isAtStop(_ row: Int, _ task: TaskRule, _ robotClass: borrowing RobotClassModel)
    -> Bool
  {
    if robotClass.embodiment.arm != nil {
      let tool = robots.toolPoint[row]
      let target = robots.toolTarget[row]
      return (tool - target).lengthSquared < 0.05 * 0.05
    }
    // A stop without dwell is visited in passing; work needs the place itself.
    return hasArrived(
      row, within: task.dwellTicks > 0 ? robotClass.placeTolerance : Fleet.passingTolerance)
  }

  private mutating func arriveAtStop(
    _ row: Int, _ task: TaskRule, _ taskIndex: Int, _ robotClass: borrowing RobotClassModel
  ) {
    if robots.task[row].job < 0 {
      // atPickup: the job is taken here, if one is left.
      let option = Int(robots.directive[row].option)
      let job =
        task.isStream
        ? board.oldest(option: option)
        : oldestOpenJob(option: option, at: robots.task[row].destination)
      guard job >= 0 else {
        if robots.task[row].waitTicks < task.patienceTicks {
          robots.task[row].waitTicks += 1
          setStage(row, .queueing)
          return
        }
        tally.duplicates += 1
        drop(row, outcome: .failed)
        setStage(row, .idle)
        return
      }
      board.take(job, by: row)
      robots.task[row].job = job
    }
    if task.dwellTicks <= 0 {
      finishStop(row, task, taskIndex, robotClass)
    } else {
      robots.task[row].dwellLeft = task.dwellTicks
      setStage(row, .working)
      if task.isPallet && robots.task[row].stop == 0 {
        robots.task[row].pallet = bodies.presentPallet(
          row: row, mass: task.loadMass, model: model)
      }
    }
  }

  private mutating func workAtStop(
    _ row: Int, _ task: TaskRule, _ taskIndex: Int, _ robotClass: borrowing RobotClassModel
  ) {
    // A robot that was pushed off its place drives back and begins its work there again.
    if robotClass.embodiment.arm == nil && !hasArrived(row, within: 0.2 + robotClass.placeTolerance)
    {
      robots.task[row].dwellLeft = -1
      setStage(row, movingStage(row))
      return
    }
    robots.task[row].dwellLeft -= 1
    if robots.task[row].dwellLeft == 0 { finishStop(row, task, taskIndex, robotClass) }
  }

  private mutating func finishStop(
    _ row: Int, _ task: TaskRule, _ taskIndex: Int, _ robotClass: borrowing RobotClassModel
  ) {
    let jobIndex = robots.task[row].job
    let job = board.jobs[Int(jobIndex)]
    tally.errands += 1
    if task.isPersonal {
      finishPersonalGoal(row)
      return
    }
    let isFirst = robots.task[row].stop == 0
    robots.task[row].stop += 1
    robots.task[row].dwellLeft = -1
    leaveSlot(row)
    if robots.task[row].stop < job.stopCount {
      if isFirst {
        robots.task[row].isLaden = task.loadMass > 0
        bodies.load(row: row, pallet: robots.task[row].pallet, mass: task.loadMass, model: model)
      }
      headForStop(row, task)
      setStage(row, .carrying)
    } else {
      bodies.unload(row: row, pallet: robots.task[row].pallet, model: model)
      robots.task[row].isLaden = false
      robots.task[row].pallet = -1
      tally.deliver(taskIndex, leadSteps: stepCount - Int(job.createdStep))
      board.finish(jobIndex)
      drop(row, outcome: .done)
      setStage(row, .idle)
    }
  }

  /// Heads for the present stop of the job, or for a slot of the task's station.
  private mutating func headForStop(_ row: Int, _ task: TaskRule) {
    let stop = Int(robots.task[row].stop)
    if task.isStream {
      // A load has to be brought in any case: no cap.
      guard
        let slot = slots.join(
          model.tasks.slotRange[Int(task.toZone)], near: robots.pose[row].position,
          slots: model.tasks.slots, cap: .max)
      else { return }
      robots.task[row].slot = Int32(slot)
      headFor(model.tasks.slots[slot].position, row)
    } else {
      let job = board.jobs[Int(robots.task[row].job)]
      headFor(model.tasks.stops[Int(job.firstStop) + stop], row)
    }
  }

  /// The oldest open job of an option that begins at a place; −1 where none does.
  ///
  /// - Complexity: O(open jobs of the option).
  func oldestOpenJob(option: Int, at place: Vec2) -> Int32 {
    var job = board.oldest(option: option)
    while job >= 0 {
      let record = board.jobs[Int(job)]
      if record.firstStop >= 0, model.tasks.stops[Int(record.firstStop)] == place { return job }
      job = record.nextOpen
    }
    return -1
  }

  /// The open job of an option whose first stop is nearest, by Manhattan distance; −1 where none.
  ///
  /// - Complexity: O(open jobs of the option).
  func nearestOpenJob(option: Int, to position: Vec2) -> Int32 {
    var best: Int32 = -1
    var bestDistance = Float.infinity
    var job = board.oldest(option: option)
    while job >= 0 {
      let record = board.jobs[Int(job)]
      if record.firstStop >= 0 {
        let gap = model.tasks.stops[Int(record.firstStop)] - position
        let distance = gap.x.magnitude + gap.y.magnitude
        if distance < bestDistance {
          best = job
          bestDistance = distance
        }
      } else if best < 0 {
        best = job
      }
      job = record.nextOpen
    }
    return best
  }

  // MARK: Personal goals

  private mutating func beginPersonalGoal(_ row: Int, _ taskIndex: Int) -> Bool {
    guard !robots.task[row].hasHeldGoal else { return false }
    if robots.directive[row].kind != .none { drop(row, outcome: .cancelled) }
    if robots.task[row].job < 0 {
      let robotClass = Int(robots.classIndex[row])
      let inClass = row - model.classes[robotClass].rows.lowerBound
      let number = model.classes[robotClass].firstGoal + inClass
      guard let fixed = model.fixedJob(task: taskIndex, number: number) else { return false }
      robots.task[row].job = board.makePersonal(
        fixed: fixed, robot: row, step: stepCount, model: model)
    }
    robots.task[row].stop = 0
    let job = board.jobs[Int(robots.task[row].job)]
    headFor(model.tasks.stops[Int(job.firstStop)], row)
    setStage(row, .travelling)
    return true
  }

  private mutating func finishPersonalGoal(_ row: Int) {
    let job = board.jobs[Int(robots.task[row].job)]
    tally.goalsHeld += 1
    tally.deliver(Int(job.task), leadSteps: stepCount - Int(job.createdStep))
    robots.task[row].hasHeldGoal = true
    drop(row, outcome: .done)
    setStage(row, .idle)
  }
}
