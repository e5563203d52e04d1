import Contracts
import SimCore

/// R0: moves an arm's tool straight to its target at a resolved rate and grips there.
enum Reach {
  static let kind = PolicyKind.executor(
    "reach", code: "R0",
    summary: "Moves an arm's tool straight to its target at a resolved rate and grips there.",
    parameters: [
      PolicyParameter(
        name: "tool_gain", unit: "1/s", defaultValue: 4, range: 0.1...50,
        doc: "Tool speed per metre of error."),
      PolicyParameter(
        name: "tolerance", unit: "m", defaultValue: 0.02, range: 0.001...1,
        doc: "Distance at which the tool is at its target and grips."),
    ],
    needsArm: true
  ) { Rule(gain: $0["tool_gain"], tolerance: $0["tolerance"]) }

  /// The control point of a fixed arm is its tool point, so `forward` and `lateral` are the tool's
  /// velocity in the body frame, as shares of the class's maximum (tool) speed.
  ///
  /// At the target the grip closes and the tool presses on with `toolForce`; without a target the tool
  /// rests, the grip as the stage wants it (closed while carrying).
  struct Rule: ExecutorRule {
    /// Tool speed per metre of error, 1/s.
    let gain: Float
    /// Distance at which the tool is at its target, metres.
    let tolerance: Float

    func act(for robot: ExecutorRow) -> ExecutorAction {
      let maxSpeed = robot.embodiment.maxSpeed
      let isCarrying = robot.stage == .carrying
      let target = robot.toolTarget
      guard target.isFinite, maxSpeed > 0, robot.stage != .failed else {
        return ExecutorAction(MotionCommand(grip: isCarrying ? 1 : 0))
      }
      let error = target - robot.toolPoint
      let distance = error.length
      let metadata = robot.directive.metadata
      // Metadata quality 1 … 5 widens or narrows what counts as there.
      let quality = metadata.quality
      let reach = tolerance * (quality == 0 ? 1 : 2 - 0.25 * Float(min(5, quality)))
      let slow = metadata.speed == .slow ? Float(0.6) : 1
      // No faster than the error is gone within one period: a resolved rate never overshoots.
      let speed = min(maxSpeed * slow, min(gain * distance, distance / robot.period))
      let velocity = error.normalized * (speed / maxSpeed)
      let isThere = distance <= reach
      return ExecutorAction(
        MotionCommand(
          forward: velocity.x, lateral: velocity.y, toolForce: isThere ? 1 : 0,
          grip: isThere || isCarrying ? 1 : -1),
        ExecutorTrace(
          tag: ReasoningTag.tool.rawValue, uncertainty: 0, wantedSpeed: isThere ? 0 : speed))
    }
  }
}
