import Glibc
import Simulation

/// A number of a robot's state that becomes none on purpose, for the tests of what becomes of it.
///
/// The variable `FLEETFIELD_TEST_BAD` of the environment holds `quantity@robot@step`, with the robot's row: before
/// that step the quantity (`pose`, `velocity`, `force`, `command`, `battery`, `field`) is no number any longer.
/// Scenes and options cannot reach it.
struct TestBadState {
  let quantity: BadQuantity
  let row: Int
  let step: Int

  /// What the environment asks for; nil for nothing.
  init?() {
    guard let text = getenv("FLEETFIELD_TEST_BAD") else { return nil }
    let parts = String(cString: text).split(separator: "@")
    guard parts.count == 3, let quantity = BadQuantity(rawValue: String(parts[0])),
      let row = Int(parts[1]), row >= 0, let step = Int(parts[2]), step >= 0
    else { return nil }
    (self.quantity, self.row, self.step) = (quantity, row, step)
  }
}
