import Coordination
import SimCore
import Work

/// What stations and docks tell of themselves.
extension Fleet {
  /// Writes the notice that is due, and hands out what has arrived; nothing where that is done already.
  static func announce(
    _ population: inout Population, work: borrowing FleetWork, at tick: Tick
  ) {
    population.exchange.advanceBoard(to: tick.number) { notice in
      for option in tick.model.tasks.options.indices {
        notice[option] = openJobs(option, work, tick.model)
      }
      notice[tick.model.tasks.options.count] = Float(freeDockCount(work))
    }
  }

  /// Open jobs of an option, and those that its station expects; 0 where it takes nobody.
  private static func openJobs(
    _ index: Int, _ work: borrowing FleetWork, _ model: WorldModel
  ) -> Float {
    let option = model.tasks.options[index]
    let rule = model.tasks.rules[option.task]
    // A personal goal is its own demand: one for every robot that has not held it yet.
    if rule.isPersonal { return Float(model.robotCount) }
    if isClosed(rule, work) { return 0 }
    // Expected jobs are announced whole, like open ones: every mode hands out the same.
    let expected = work.board.arrivalRate(task: option.task) * rule.announce
    return Float(work.board.openCount[index]) + expected.rounded()
  }

  /// True where a station takes nobody.
  ///
  /// Its places are all spoken for; or it is one whose loads would only pile up where they are brought (bounded work
  /// in progress, CONWIP: Spearman, Woodruff and Hopp 1990). Both limits are the station's own, in every mode.
  private static func isClosed(_ rule: TaskRule, _ work: borrowing FleetWork) -> Bool {
    guard let stations = rule.stations else { return false }
    let (sources, sinks) = (
      work.model.slotRange[stations.from], work.model.slotRange[stations.to]
    )
    return !work.slots.hasRoom(sources, cap: stations.claimsPerSlot)
      || work.slots.claims(sinks) >= stations.loadLimit
  }

  private static func freeDockCount(_ work: borrowing FleetWork) -> Int {
    var count = 0
    for dock in work.model.docks {
      for slot in work.model.slotRange[dock] where work.slots.claimCount[slot] == 0 { count += 1 }
    }
    return count
  }
}
