import Contracts
import SimCore

/// What orchestrators see, as numbers.
extension ObservationLayout {
  /// Writes what a robot's orchestrator sees.
  ///
  /// - Parameters:
  ///   - robot: Its row.
  ///   - row: `width` numbers.
  /// - Complexity: O(width), no allocation.
  func write(_ robot: OrchestratorRow, to row: UnsafeMutablePointer<Float>) {
    if starts[.plan] >= 0 { Self.writePlan(robot, row + starts[.plan]) }
    guard starts[.options] >= 0 else { return }
    for option in 0..<optionCount {
      let to = row + starts[.options] + 5 * option
      to[0] = robot.openJobs(option)
      to[1] = robot.value(option)
      to[2] = robot.ableOthers(option) ?? 0
      to[3] = observed(robot.travelTime(option))
      to[4] = robot.wayDensity(option) ?? 0
    }
  }

  private static func writePlan(_ robot: OrchestratorRow, _ to: UnsafeMutablePointer<Float>) {
    let directive = robot.directive
    to[0] = Float(robot.stage.rawValue)
    to[1] = robot.battery
    to[2] = Float(directive.kind.rawValue)
    to[3] = Float(directive.status.rawValue)
    to[4] = Float(directive.identifier)
    to[5] = Float(directive.option)
    to[6] = Float(directive.choiceStep)
    to[7] = observed(robot.freeDocks)
    to[8] = robot.dockCount
    to[9] = robot.idleTime
    to[10] = robot.missCount
  }
}
