import Contracts
import SimCore

/// Who stands where.
extension FleetWork {
  /// Seconds after which who waits before a section, for its place lies behind it, comes before those nearer by.
  static let longestBarred: Float = 30

  /// Gives free places of stations to the robots that stand nearest before them.
  ///
  /// Places are granted on approach, so that none is kept empty for a robot far away. Who can come no nearer, for it
  /// would have to wait where others come out, would never get one: after `longestBarred` it comes first.
  ///
  /// - Parameters:
  ///   - frame: Where robots are.
  ///   - barredTime: Seconds for which each has waited like that. [robotCount]
  /// - Complexity: O(robots + slots).
  public mutating func grantSlots(_ frame: WorkFrame, barredTime: UnsafePointer<Float>) {
    for row in 0..<robots.count where directive[row].kind == .serve {
      guard let slot = robots[row].slot, !slots.isOwner(row, of: slot) else { continue }
      let isFirst = barredTime[row] > FleetWork.longestBarred
      guard isFirst || isBefore(slot, row, frame) else { continue }
      slots.offer(
        model.slotRange[Int(model.slots[slot].zone)], robot: row, position: frame.position(row),
        slots: model.slots, waited: isFirst ? barredTime[row] : 0)
    }
    for slot in model.slots.indices {
      guard let row = slots.takeOffer(slot), var service = robots[row].service,
        let queued = service.slot
      else { continue }
      slots.change(from: queued, to: slot, robot: row)
      service.slot = slot
      service.standsOff = false
      service.dwellLeft = nil
      robots[row].state = .serving(service)
      head(row, for: model.slots[slot].position, frame)
    }
  }

  /// Metres before its destination at which a robot has to wait for its slot; nil where it need not.
  public func waitingDistance(_ row: Int) -> Float? {
    guard let slot = robots[row].slot, slots.owner[slot] >= 0, !slots.isOwner(row, of: slot),
      robots[row].service?.standsOff != true
    else { return nil }
    return model.paces[row].waitingDistance
  }

  /// The robot that has the place for which another is under way, or −1.
  public func placeHolder(_ row: Int) -> Int32 {
    guard let slot = robots[row].slot, !slots.isOwner(row, of: slot) else { return -1 }
    return slots.owner[slot]
  }

  /// True where nobody has the place for which a robot is under way, and it is to be given away.
  public func awaitsFreePlace(_ row: Int) -> Bool {
    robots[row].slot.map { slots.owner[$0] < 0 } ?? false
  }

  /// Whether a robot stands and waits, in line for a place or for work, and can as well wait a little to the side.
  ///
  /// - Parameters:
  ///   - row: The robot.
  ///   - toGo: What is left of its way, metres.
  /// - Returns: True where it does.
  /// - Complexity: O(1).
  public func standsAndWaits(_ row: Int, toGo: Float) -> Bool {
    switch stage[row] {
    case .charging: waitingDistance(row).map { toGo < $0 + model.paces[row].slack } ?? false
    case .queueing: !robots[row].isWaitingForJob
    case .idle: !robots[row].isUnderWay
    default: false
    }
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
      toGo <= model.paces[row].forecourt + Float(slots.claimCount[slot]) * length
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

  mutating func clearLeavingSlot(_ row: Int) {
    guard let slot = robots[row].leavingSlot else { return }
    slots.leave(slot, robot: row)
    robots[row].leavingSlot = nil
  }

  private func isOn(_ slot: Int, _ row: Int, _ frame: WorkFrame) -> Bool {
    let gap = (model.slots[slot].position - frame.position(row)).lengthSquared
    let reach = model.paces[row].leavingDistance
    return gap <= reach * reach
  }

  /// True where a robot is near enough to a slot to ask for it.
  func isBefore(_ slot: Int, _ row: Int, _ frame: WorkFrame) -> Bool {
    let gap = (model.slots[slot].position - frame.position(row)).lengthSquared
    let reach = model.paces[row].forecourt
    return gap <= reach * reach
  }

  /// Sends a robot that waits for a place off the one that it stands on, where others wait for that; and back
  /// to its own once it is off.
  ///
  /// Else robots that stand on each other's places would wait for ever.
  mutating func clearPlace(_ row: Int, _ service: Service, _ slot: Int, _ frame: WorkFrame) {
    var service = service
    if let left = robots[row].leavingSlot, slots.claimCount[left] > 1 {
      guard !service.standsOff,
        let refuge = slots.reserve(
          model.refuges, near: frame.position(row), slots: model.slots,
          where: { model.isWithinReach($0, ofRobot: row) })?.slot
      else { return }
      service.standsOff = true
      robots[row].state = .serving(service)
      head(row, for: model.slots[refuge].position, frame)
    } else if service.standsOff, robots[row].leavingSlot == nil {
      service.standsOff = false
      robots[row].state = .serving(service)
      head(row, for: model.slots[slot].position, frame)
    }
  }
}

extension SlotTable {
  /// The nearest slot of some zones that nobody has claimed and a robot gets to, or nil.
  func nearestFree(
    _ zones: [Int], for row: Int, near position: Vec2, _ model: TaskModel
  ) -> Int? {
    var best: (slot: Int, gap: Float)?
    for zone in zones {
      if let found = reserve(
        model.slotRange[zone], near: position, slots: model.slots,
        where: { model.isWithinReach($0, ofRobot: row) }),
        found.gap < (best?.gap ?? .infinity)
      {
        best = found
      }
    }
    return best?.slot
  }
}
