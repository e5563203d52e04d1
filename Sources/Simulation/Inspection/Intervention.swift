import Contracts
import SimCore

/// Something a person does to a running fleet; logged with its step, so that a replay repeats it.
public enum Intervention: Equatable, Sendable {
  /// A push on a robot's body, N·s in the world.
  case push(robot: Int, impulse: Vec2)
  /// This command instead of its executor's, until released.
  case drive(robot: Int, command: MotionCommand)
  /// The robot is its executor's again.
  case release(robot: Int)
  /// The scene was edited before the run began: a note, since the run's scene has it already.
  case edit(String)
}

/// An intervention with the physics step before which it is applied.
public struct LoggedIntervention: Equatable, Sendable {
  /// The step.
  public var step: Int
  /// What was done.
  public var intervention: Intervention
  /// A log entry from its values.
  public init(step: Int, intervention: Intervention) {
    self.step = step
    self.intervention = intervention
  }
}

extension Fleet {
  /// Applies an intervention before the next step; false where it names a robot that is not there.
  public mutating func apply(_ intervention: Intervention) -> Bool {
    switch intervention {
    case .push(let robot, let impulse):
      guard robot >= 0, robot < robotCount else { return false }
      push(robot, impulse: impulse)
    case .drive(let robot, let command):
      guard robot >= 0, robot < robotCount else { return false }
      drive(robot, by: command)
    case .release(let robot):
      guard robot >= 0, robot < robotCount else { return false }
      drive(robot, by: nil)
    case .edit: break
    }
    return true
  }
}
