import Contracts
import SimCore
import Work

/// What the time of robots goes into.
enum RobotUse: Int, CaseIterable {
  /// Nothing to do, or a directive that is not in force yet.
  case idle
  /// On its way: to a stop, with a load, to a dock, or out of others' way.
  case moving
  /// Waits at a stop.
  case queueing
  /// Works at a stop.
  case working
  /// Charges at a dock.
  case charging
  /// Failed, stranded or quarantined.
  case failed

  /// The use of a robot at this stage of its work.
  init(_ stage: RobotStage, _ state: WorkState) {
    switch stage {
    case .idle, .assigned:
      if case .makingWay = state { self = .moving } else { self = .idle }
    case .travelling, .carrying: self = .moving
    case .queueing: self = .queueing
    case .working: self = .working
    case .charging:
      if case .charging(_, isInPlace: true) = state { self = .charging } else { self = .moving }
    case .failed: self = .failed
    }
  }
}

/// Numbers of robots, or of robot-ticks, by use.
struct RobotUses: BitwiseCopyable, Equatable, Sendable {
  private var counts = SIMD8<Int64>.zero

  /// Counts a robot once.
  mutating func add(_ use: RobotUse) { counts[use.rawValue] += 1 }

  /// Adds others.
  mutating func add(_ others: RobotUses) { counts &+= others.counts }

  /// How many there are of a use.
  func count(of use: RobotUse) -> Int { Int(counts[use.rawValue]) }

  /// The share of a use in all; 0 where there are none.
  func share(of use: RobotUse) -> Double {
    let all = counts.wrappedSum()
    return all > 0 ? Double(counts[use.rawValue]) / Double(all) : 0
  }
}

extension FleetWork {
  /// The robots by what they are about now.
  ///
  /// - Complexity: O(robots).
  func uses(ofRobots rows: Range<Int>) -> RobotUses {
    var uses = RobotUses()
    for row in rows { uses.add(RobotUse(stage[row], robots[row].state)) }
    return uses
  }
}
