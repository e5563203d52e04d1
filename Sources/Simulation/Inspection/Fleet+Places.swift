import Contracts
import Scenes
import SimCore
import Work

/// A place of a zone at a moment: who works, charges or parks there, and who wants to.
public struct PlaceInspection: Equatable, Sendable {
  /// Where a robot's centre goes, metres.
  public var position: Vec2
  /// Index of its zone in the scene.
  public var zone: Int
  /// The robot that holds it, or −1.
  public var owner: Int
  /// Robots that head for it or stand in it, the holder included.
  public var claims: Int
  /// True where its holder stands in it.
  public var isInUse: Bool
}

/// Jobs that wait to be fetched at a station.
public struct WaitingJobs: Equatable, Sendable {
  /// Index of the station in the scene.
  public var zone: Int
  /// How many wait.
  public var count: Int
}

/// Work as pictures show it. Nothing here changes a run.
extension Fleet {
  /// Where a robot heads, metres; nil where it has nowhere to go.
  public func destination(ofRobot row: Int) -> Vec2? { work.robots[row].destination }

  /// What a robot is told to do: the directive whose latency has not passed, else the one in force.
  public func directive(ofRobot row: Int) -> Directive {
    let pending = work.pending[row]
    return pending.status == .pending && pending.identifier > 0 ? pending : work.directive[row]
  }

  /// True where a robot has claimed a job that nobody has taken yet.
  public func isClaiming(_ row: Int) -> Bool { Fleet.claimedOption(row, work) >= 0 }

  /// All places of zones, zone by zone.
  ///
  /// - Complexity: O(places).
  public func places() -> [PlaceInspection] {
    (0..<model.tasks.slots.count).compactMap { index in
      let slot = model.tasks.slots[index]
      guard slot.zone >= 0 else { return nil }
      let owner = Int(work.slots.owner[index])
      let isThere = owner >= 0 && isStanding(owner, at: slot.position)
      return PlaceInspection(
        position: slot.position, zone: Int(slot.zone), owner: owner,
        claims: Int(work.slots.claimCount[index]), isInUse: isThere)
    }
  }

  /// True where a robot covers a point (m), whatever it is about: who has done its work still stands there.
  private func isStanding(_ row: Int, at place: Vec2) -> Bool {
    let radius = model.classes[Int(body.robots.classIndex[row])].descriptor.radius
    return (place - body.bodies.position(row)).lengthSquared <= radius * radius
  }

  /// Jobs that wait at stations, one entry for each station at which any task's jobs begin.
  public func waitingJobs() -> [WaitingJobs] {
    var counts: [WaitingJobs] = []
    func add(_ count: Int, at zone: Int) {
      if let known = counts.firstIndex(where: { $0.zone == zone }) {
        counts[known].count += count
      } else {
        counts.append(WaitingJobs(zone: zone, count: count))
      }
    }
    for (index, option) in model.tasks.options.enumerated() {
      let rule = model.tasks.rules[option.task]
      if let stations = rule.stations { add(Int(work.board.openCount[index]), at: stations.from) }
      guard rule.isLogged else { continue }
      var open = work.board.openHead[index]
      while open >= 0 {
        let job = work.board.jobs[Int(open)]
        add(1, at: model.tasks.order(of: job).from)
        open = job.nextOpen
      }
    }
    return counts
  }

  /// All figures of the run so far, in printing order.
  ///
  /// - Complexity: O(robots).
  public var figuresSoFar: [RunFigure] { figures() }
}
