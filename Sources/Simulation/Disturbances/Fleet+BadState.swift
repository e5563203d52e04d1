import Contracts
import RigidBodies
import SimCore
import Work

/// A number of a robot's state that tests make no number, to see what becomes of it.
public enum BadQuantity: String, Sendable, CaseIterable {
  /// Its place.
  case pose
  /// Its velocity.
  case velocity
  /// The force on it.
  case force
  /// What its executor commands.
  case command
  /// Its state of charge.
  case battery
  /// What it reports to the mean fields.
  case field
}

extension Fleet {
  /// Makes a number of a robot's state no number, as a fault of the program would; for tests alone.
  ///
  /// No scene and no option leads here; the command does where the environment asks for it.
  public mutating func corrupt(_ row: Int, _ quantity: BadQuantity) {
    let nothing = Float.nan
    let bodyID = body.bodies.robotBody[row]
    switch quantity {
    case .pose:
      body.bodies.world.setPose(
        Pose(position: body.bodies.position(row), rotation: Rotation(cosine: nothing, sine: 0)),
        of: bodyID)
      body.bodies.world.applyForce(.zero, to: bodyID)
    case .velocity:
      body.bodies.world.setTwist(Twist(linear: Vec2(nothing, 0), angular: 0), of: bodyID)
    case .force: body.bodies.world.applyForce(Vec2(0, nothing), to: bodyID)
    case .command: body.handCommands.append((row: row, command: MotionCommand(forward: nothing)))
    case .battery: work.battery[row] = nothing
    case .field: body.robots.trace[row].uncertainty = nothing
    }
  }
}
