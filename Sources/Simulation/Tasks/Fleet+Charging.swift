import Contracts
import Embodiments
import Scenes
import SimCore

extension Fleet {
  /// Metres beyond the tolerance of its class within which a robot at a dock charges.
  static let dockSlack: Float = 0.2

  /// Begins a charge directive: reserves the nearest free dock slot; false where all are taken.
  mutating func beginCharging(_ row: Int) -> Bool {
    let position = robots.pose[row].position
    var best: (slot: Int, gap: Float)?
    for dock in model.tasks.docks {
      if let found = slots.reserve(
        model.tasks.slotRange[dock], near: position, slots: model.tasks.slots),
        found.gap < (best?.gap ?? .infinity)
      {
        best = found
      }
    }
    guard let best else {
      tally.dockRefusals += 1
      return false
    }
    if robots.directive[row].kind != .none { drop(row, outcome: .cancelled) }
    slots.occupy(best.slot, robot: row)
    robots.task[row].slot = Int32(best.slot)
    headFor(model.tasks.slots[best.slot].position, row)
    setStage(row, .charging)
    return true
  }

  /// On the way to a dock, or charging there.
  mutating func charge(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    guard let battery = robotClass.embodiment.battery else { return }
    let slot = Int(robots.task[row].slot)
    guard slot >= 0, hasArrived(row, within: Fleet.dockSlack + robotClass.placeTolerance)
    else { return }
    robots.task[row].dwellLeft = 1  // In its place: stands still and is not blocked.
    slots.book(slot)
    let power = model.tasks.zones[Int(model.tasks.slots[slot].zone)].power
    robots.battery[row] += power * model.executorPeriod / battery.capacity
    tally.energyCharged += Double(power * model.executorPeriod)
    if robots.battery[row] >= battery.chargeUntil {
      robots.battery[row] = min(1, robots.battery[row])
      robots.task[row].chargeCount += 1
      drop(row, outcome: .done)
      setStage(row, .idle)
      robots.task[row].idleTicks = 14  // Clears the dock at once if it gets nothing to do.
    }
  }

  /// Takes the energy of one executor tick from the battery; an empty robot is stranded.
  ///
  /// Power = idle power + (rolling resistance c·m·g·v + m·v·dv/dt where positive) / efficiency.
  mutating func drainBattery(_ row: Int, _ robotClass: borrowing RobotClassModel) {
    guard let battery = robotClass.embodiment.battery else { return }
    let speed = bodies.twist(row).linear.length
    let mass = robotClass.embodiment.mass + bodies.loadMass(row)
    // 0.015: hard rubber or polyurethane wheels on concrete (0.01–0.02 in handbooks).
    let rolling = 0.015 * mass * 9.81 * speed
    let acceleration = max(0, speed - robots.lastSpeed[row]) / model.executorPeriod
    robots.lastSpeed[row] = speed
    let power = battery.idlePower + (rolling + mass * speed * acceleration) / battery.efficiency
    let energy = power * model.executorPeriod
    tally.energyUsed += Double(energy)
    robots.battery[row] -= energy / battery.capacity
    if robots.battery[row] <= 0 {
      robots.battery[row] = 0
      drop(row, outcome: .failed)
      setStage(row, .failed)
      robots.task[row].hasDestination = false
      tally.stranded += 1
    }
  }
}
