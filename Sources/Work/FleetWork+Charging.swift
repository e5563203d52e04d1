import Contracts
import SimCore

/// Charging at docks.
extension FleetWork {
  /// Begins a charge directive: reserves the nearest free dock slot; false where all are taken.
  mutating func beginCharging(
    _ row: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) -> Bool {
    guard
      let slot = slots.nearestFree(
        model.docks, near: frame.sensed[row].position, model, own: robots[row].leavingSlot)
    else {
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

  /// On the way to a dock, or charging there.
  mutating func charge(
    _ row: Int, _ worker: WorkerClass, _ slot: Int, _ frame: WorkFrame, _ tally: inout WorkTally
  ) {
    guard let limits = worker.battery,
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
