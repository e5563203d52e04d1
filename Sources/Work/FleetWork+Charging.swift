import Contracts
import SimCore

/// Charging at docks.
extension FleetWork {
  /// Begins a charge directive: reserves the dock slot at which the robot will have power first; false where none is to
  /// be had.
  ///
  /// That may be one where another still charges: a robot on its way to a dock leaves that unused, and where docks are
  /// short, most of their time went by that way. Only one robot waits for another at a slot.
  mutating func beginCharging(
    _ row: Int, _ classIndex: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) -> Bool {
    guard let slot = firstDock(row, classIndex, frame) else {
      tally.dockRefusals += 1
      return false
    }
    if directive[row].kind != .none { drop(row, .cancelled, frame, &tally) }
    if robots[row].leavingSlot == slot { clearLeavingSlot(row) }
    slots.occupy(slot, robot: row)
    robots[row].state = .charging(slot: slot, isInPlace: false)
    head(row, for: model.slots[slot].position, frame)
    setStage(row, .charging)
    return true
  }

  /// The dock slot at which a robot can charge first: it is there and whoever charges there has done; nil where all
  /// have somebody who comes next.
  ///
  /// Ways are taken for straight and free.
  private func firstDock(_ row: Int, _ classIndex: Int, _ frame: WorkFrame) -> Int? {
    let worker = model.workers[classIndex]
    let here = frame.sensed[row].position
    var best: Int?
    var least = Float.infinity
    for zone in model.docks {
      for slot in model.slotRange[zone] {
        guard model.isWithinReach(slot, ofClass: classIndex),
          let wait = timeToFree(slot, for: row)
        else { continue }
        let drive = (model.slots[slot].position - here).length / max(1e-3, worker.topSpeed)
        let time = max(drive, wait)
        if time < least { (best, least) = (slot, time) }
      }
    }
    return best
  }

  /// Seconds until whoever charges at a dock slot has done, but for what it uses meanwhile; nil where a robot cannot
  /// come next.
  private func timeToFree(_ slot: Int, for row: Int) -> Float? {
    if slots.claimCount[slot] == (robots[row].leavingSlot == slot ? 1 : 0) { return 0 }
    guard slots.claimCount[slot] == 1, slots.owner[slot] >= 0 else { return nil }
    let owner = Int(slots.owner[slot])
    guard case .charging(slot, isInPlace: true) = robots[owner].state,
      let limits = model.workers.first(where: { $0.rows.contains(owner) })?.battery
    else { return nil }
    let power = model.zones[Int(model.slots[slot].zone)].power
    return max(0, limits.until - battery[owner]) * limits.capacity / max(1e-3, power)
  }

  /// On the way to a dock, or charging there.
  mutating func charge(
    _ row: Int, _ worker: WorkerClass, _ slot: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    // Who waited for it has it once the other has driven off.
    if slots.owner[slot] < 0 { slots.change(from: slot, to: slot, robot: row) }
    guard slots.isOwner(row, of: slot), let limits = worker.battery,
      hasArrived(row, within: worker.pace.slack + worker.pace.placeTolerance, frame)
    else { return }
    robots[row].state = .charging(slot: slot, isInPlace: true)
    slots.book(slot)
    let energy = model.zones[Int(model.slots[slot].zone)].power * frame.moment.tickPeriod
    battery[row] += energy / limits.capacity
    tally.energyCharged += Double(energy)
    guard battery[row] >= limits.until else { return }
    battery[row] = min(1, battery[row])
    robots[row].chargeCount += 1
    tell(WorkEvent(kind: .charged, row: row, job: -1, task: -1))
    drop(row, .done, frame, &tally)
    setStage(row, .idle)
    // Clears the dock at once if it gets nothing to do.
    robots[row].idleTicks = model.clearingTicks - 1
  }
}
