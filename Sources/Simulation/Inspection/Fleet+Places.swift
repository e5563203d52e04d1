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

/// How a robot's battery stands, and whether a dock is its own.
public struct ChargeInspection: Equatable, Sendable {
  /// State of charge, in [0, 1].
  public var charge: Float
  /// True where it is low enough to charge where there is a dock.
  public var isLow: Bool
  /// True where it is so low that the robot works no more before it has charged.
  public var isUrgent: Bool
  /// True where the robot is told to charge, or does.
  public var isBound: Bool
  /// True where it holds a dock: nobody else may have that one.
  public var hasDock: Bool
}

/// How a robot's last directive ended.
public struct DirectiveEnd: Equatable, Sendable {
  /// What was asked.
  public var kind: DirectiveKind
  /// What became of it.
  public var outcome: DirectiveStatus
  /// The physics step at which it ended.
  public var step: Int
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

  /// How the battery of a robot stands; nil for one that is wired.
  public func charge(ofRobot row: Int) -> ChargeInspection? {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    guard robotClass.urgentCharge >= 0 else { return nil }
    let charge = work.battery[row]
    let slot = work.robots[row].slot
    let zone = slot.map { Int(model.tasks.slots[$0].zone) } ?? -1
    let isDock = zone >= 0 && model.scene.world.zones[zone].kind == .dock
    return ChargeInspection(
      charge: charge, isLow: robotClass.needsCharge(charge),
      isUrgent: robotClass.mustCharge(charge),
      isBound: directive(ofRobot: row).kind == .charge || work.stage[row] == .charging,
      hasDock: isDock && slot.map { work.slots.isOwner(row, of: $0) } == true)
  }

  /// How the last directive of a robot ended that has ended; nil where none has.
  public func lastEnd(ofRobot row: Int) -> DirectiveEnd? {
    work.memory.latest(robot: row).map {
      DirectiveEnd(kind: $0.kind, outcome: $0.outcome, step: Int($0.endStep))
    }
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
