import Contracts
import SimCore

/// Who stands where.
extension FleetWork {
  /// Gives free places of stations to the robots that stand nearest before them.
  ///
  /// Places are granted on approach, so that none is kept empty for a robot far away.
  public mutating func grantSlots(_ frame: WorkFrame) {
    for row in 0..<robots.count where directive[row].kind == .serve {
      guard let slot = robots[row].slot, !slots.isOwner(row, of: slot),
        hasArrived(row, within: WorkPace.forecourt, frame)
      else { continue }
      slots.offer(
        model.slotRange[Int(model.slots[slot].zone)], robot: row, position: frame.position(row),
        slots: model.slots)
    }
    for slot in model.slots.indices {
      guard let row = slots.takeOffer(slot), var service = robots[row].service,
        let queued = service.slot
      else { continue }
      slots.change(from: queued, to: slot, robot: row)
      service.slot = slot
      service.dwellLeft = nil
      robots[row].state = .serving(service)
      head(row, for: model.slots[slot].position, frame)
    }
  }

  /// Metres before its destination at which a robot has to wait for its slot; nil where it need not.
  @inlinable
  public func waitingDistance(_ row: Int) -> Float? {
    guard let slot = robots[row].slot, slots.owner[slot] >= 0, !slots.isOwner(row, of: slot)
    else { return nil }
    return WorkPace.waitingDistance
  }

  /// The robot that holds the place for which another stands in line; nil where it stands in none.
  ///
  /// It stands in line where it is within the forecourt, or as near as those who want the same place take
  /// up one behind the other. A holder that has nothing to do is not waited for in any order: it is in
  /// the way.
  ///
  /// - Parameters:
  ///   - row: The robot.
  ///   - toGo: What is left of its way, metres.
  ///   - length: What one robot takes up in line, metres.
  /// - Returns: The holder's row.
  /// - Complexity: O(1).
  public func holderAhead(of row: Int, toGo: Float, length: Float) -> Int? {
    guard let slot = robots[row].slot, slots.owner[slot] >= 0, !slots.isOwner(row, of: slot),
      toGo <= WorkPace.forecourt + Float(slots.claimCount[slot]) * length
    else { return nil }
    let holder = Int(slots.owner[slot])
    return robots[holder].destination != nil ? holder : nil
  }

  /// Gives up a slot that a robot holds or queues for.
  ///
  /// One that stands in it keeps it until it has driven off: the next robot would only drive against
  /// it.
  mutating func leave(_ slot: Int, _ row: Int, _ frame: WorkFrame) {
    clearLeavingSlot(row)
    if slots.isOwner(row, of: slot) && isOn(slot, row, frame) {
      robots[row].leavingSlot = slot
    } else {
      slots.leave(slot, robot: row)
    }
  }

  mutating func clearSlotBehind(_ row: Int, _ frame: WorkFrame) {
    guard let slot = robots[row].leavingSlot else { return }
    if !isOn(slot, row, frame) { clearLeavingSlot(row) }
  }

  private mutating func clearLeavingSlot(_ row: Int) {
    guard let slot = robots[row].leavingSlot else { return }
    slots.leave(slot, robot: row)
    robots[row].leavingSlot = nil
  }

  private func isOn(_ slot: Int, _ row: Int, _ frame: WorkFrame) -> Bool {
    let gap = (model.slots[slot].position - frame.position(row)).lengthSquared
    return gap <= WorkPace.leavingDistance * WorkPace.leavingDistance
  }
}

extension SlotTable {
  /// The nearest slot of some zones that nobody has claimed, or nil.
  func nearestFree(_ zones: [Int], near position: Vec2, _ model: TaskModel) -> Int? {
    var best: (slot: Int, gap: Float)?
    for zone in zones {
      if let found = reserve(model.slotRange[zone], near: position, slots: model.slots),
        found.gap < (best?.gap ?? .infinity)
      {
        best = found
      }
    }
    return best?.slot
  }
}
