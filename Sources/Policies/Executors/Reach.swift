import Contracts
import SimCore

/// R0: moves an arm's tool to its target along the motion planned for it, and grips there.
enum Reach {
  static let kind = PolicyKind.executor(
    "reach", code: "R0",
    summary: "Moves an arm's tool to its target along the motion planned for it, and grips there.",
    parameters: [
      PolicyParameter(
        name: "tool_gain", unit: "1/s", defaultValue: 4, range: 0.1...50,
        doc: "Tool speed per metre that the tool has to go."),
      PolicyParameter(
        name: "tolerance", unit: "m", defaultValue: 0.02, range: 0.001...1,
        doc: "Distance at which the tool is at its target and grips."),
    ],
    needsArm: true
  ) { Rule(gain: $0["tool_gain"], tolerance: $0["tolerance"]) }

  /// The control point of a fixed arm is its tool point, so `forward` and `lateral` are the tool's
  /// velocity in the body frame, as shares of the class's maximum (tool) speed.
  ///
  /// How the joints are to turn is the planner's: the rule says how fast to go along the motion ahead, by
  /// commanding its direction; the pace falls with what is left of it. Where nothing is planned the tool
  /// goes straight. At the target the grip closes and the tool presses on with `toolForce`; without a
  /// target the arm goes out of others' way where it is asked to, the grip as the stage wants it (closed
  /// while carrying).
  struct Rule: ExecutorRule {
    /// Tool speed per metre to go, 1/s.
    let gain: Float
    /// Distance at which the tool is at its target, metres.
    let tolerance: Float

    func act(for robot: ExecutorRow) -> ExecutorAction {
      let maxSpeed = robot.embodiment.maxSpeed
      let isCarrying = robot.stage == .carrying
      let hasTarget = robot.toolTarget.isFinite
      let ahead = robot.reach
      guard hasTarget || ahead.isPlanned, maxSpeed > 0, robot.stage != .failed else {
        return ExecutorAction(MotionCommand(grip: isCarrying ? 1 : 0))
      }
      let error = hasTarget ? robot.toolTarget - robot.toolPoint : .zero
      let distance = error.length
      let metadata = robot.directive.metadata
      // Metadata quality 1 … 5 widens or narrows what counts as there.
      let quality = metadata.quality
      let near = tolerance * (quality == 0 ? 1 : 2 - 0.25 * Float(min(5, quality)))
      let slow = metadata.speed == .slow ? Float(0.6) : 1
      // No faster than what is left is gone within one period: it never overshoots.
      let toGo = ahead.isPlanned ? ahead.toGo : distance
      let speed = min(maxSpeed * slow, min(gain * toGo, toGo / robot.period))
      let velocity =
        (ahead.isPlanned ? ahead.direction : error.normalized) * (speed / maxSpeed)
      let isThere = hasTarget && distance <= near
      let grip: Float = hasTarget ? (isThere || isCarrying ? 1 : -1) : (isCarrying ? 1 : 0)
      return ExecutorAction(
        MotionCommand(
          forward: velocity.x, lateral: velocity.y, toolForce: isThere ? 1 : 0, grip: grip),
        ExecutorTrace(
          tag: ReasoningTag.tool.rawValue, uncertainty: 0, wantedSpeed: isThere ? 0 : speed))
    }
  }
}
