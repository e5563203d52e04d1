import Contracts
import Coordination
import SimCore
import Work

/// A number of a robot that rewards are made of.
public enum RobotIndicator: String, CaseIterable, Sendable {
  /// Metres that the robot has come nearer to its goal along its way since the last tick; 0 where its
  /// directive or its stage has changed meanwhile.
  case progress
  /// Jobs that the whole fleet has delivered since the last tick.
  case deliveries
  /// Stops that the whole fleet has done since the last tick.
  case errands
  /// 1 where it touches another body or a wall.
  case contact
  /// 1 where it is to move and makes less than a tenth of its speed.
  case blocked
  /// Speed as a share of the maximum.
  case speed
  /// Absolute turn rate as a share of the maximum.
  case turning
  /// State of charge in [0, 1].
  case battery
  /// 1 where it has failed.
  case failed

  /// One sentence for people.
  public var doc: String {
    switch self {
    case .progress:
      "Metres nearer to the goal since the last tick; 0 where directive or stage changed."
    case .deliveries: "Jobs that the whole fleet delivered since the last tick."
    case .errands: "Stops that the whole fleet did since the last tick."
    case .contact: "1 where it touches another body or a wall."
    case .blocked: "1 where it is to move and makes less than a tenth of its speed."
    case .speed: "Speed as a share of the maximum."
    case .turning: "Absolute turn rate as a share of the maximum."
    case .battery: "State of charge, 0 to 1."
    case .failed: "1 where it has failed."
    }
  }
}

/// A robot as rewards compare it with itself a tick later.
public struct RobotMark: BitwiseCopyable, Equatable, Sendable {
  /// Length of the way to its goal, metres.
  var distanceToGo: Float
  /// Number of its directive, and its stage: another leg has another number.
  var leg: UInt32

  /// Nowhere.
  public static let none = RobotMark(distanceToGo: 0, leg: .max)
}

extension Fleet {
  /// Adds an indicator of the robots of a class, times a weight, to some numbers.
  ///
  /// - Parameters:
  ///   - indicator: Which.
  ///   - weight: What it is multiplied by.
  ///   - classIndex: The class.
  ///   - since: The robots at the last tick, in class order, and the fleet's deliveries and stops then.
  ///   - sums: A number for each robot of the class.
  /// - Complexity: O(robots of the class), no allocation.
  public func add(
    _ indicator: RobotIndicator, times weight: Float, ofClass classIndex: Int,
    since: (marks: UnsafePointer<RobotMark>, deliveries: Int, errands: Int),
    to sums: UnsafeMutablePointer<Float>
  ) {
    let rows = model.classes[classIndex].rows
    let states = population.exchange.executors.states.base + rows.lowerBound
    let gained: Float =
      indicator == .deliveries
      ? Float(tally.work.deliveries - since.deliveries)
      : Float(tally.work.errands - since.errands)
    for robot in 0..<rows.count {
      let state = states[robot]
      switch indicator {
      case .progress:
        let (now, before) = (mark(rows.lowerBound + robot), since.marks[robot])
        if now.leg == before.leg {
          sums[robot] += weight * (before.distanceToGo - now.distanceToGo)
        }
      case .deliveries, .errands: sums[robot] += weight * gained
      case .contact: sums[robot] += weight * state.contact
      case .blocked: sums[robot] += weight * state.blocked
      case .speed: sums[robot] += weight * state.velocity.length
      case .turning: sums[robot] += weight * state.spin.magnitude
      case .battery: sums[robot] += weight * state.battery
      case .failed: sums[robot] += weight * state.failed
      }
    }
  }

  /// The robots of a class as they are now, for the next `add`; after `observe`.
  public func mark(ofClass classIndex: Int, to marks: UnsafeMutablePointer<RobotMark>) {
    let rows = model.classes[classIndex].rows
    for robot in 0..<rows.count { marks[robot] = mark(rows.lowerBound + robot) }
  }

  private func mark(_ row: Int) -> RobotMark {
    RobotMark(
      distanceToGo: body.robots.way[row].distanceToGo,
      leg: work.directive[row].identifier << 4 | UInt32(work.stage[row].rawValue))
  }

  /// Stops that robots did so far.
  public var errands: Int { tally.work.errands }
}
