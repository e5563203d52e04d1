import Contracts
import SimCore

/// Resolved-rate reaching: the tool moves straight to its target and grips there.
///
/// The control point of a fixed arm is its tool point, so `forward` and `lateral` are the tool's
/// velocity in the body frame, as shares of the class's maximum (tool) speed. At the target the grip
/// closes and the tool presses on with `toolForce`; without a target the tool rests, the grip as the
/// stage wants it (closed while carrying).
struct ReachingRule: Sendable {
  /// Tool speed per metre of error, 1/s.
  let gain: Float
  /// Distance at which the tool is at its target, metres.
  let tolerance: Float

  func act(
    _ batch: ExecutorBatch, into commands: UnsafeMutablePointer<MotionCommand>,
    trace: UnsafeMutablePointer<ExecutorTrace>?
  ) {
    let maxSpeed = batch.embodiment.maxSpeed
    for row in batch.rows {
      let target = batch.toolTarget[row]
      guard target.isFinite, maxSpeed > 0, batch.stage[row] != .failed else {
        commands[row] = MotionCommand(grip: batch.stage[row] == .carrying ? 1 : 0)
        trace?[row] = .rest
        continue
      }
      let error = target - batch.toolPoint[row]
      let distance = error.length
      // Metadata quality 1 … 5 widens or narrows what counts as there.
      let quality = batch.directive[row].metadata.quality
      let reach = tolerance * (quality == 0 ? 1 : 2 - 0.25 * Float(min(5, quality)))
      let slow = batch.directive[row].metadata.speed == 1 ? Float(0.6) : 1
      // No faster than the error is gone within one period: a resolved rate never overshoots.
      let speed = min(maxSpeed * slow, min(gain * distance, distance / batch.period))
      let velocity = error.normalized * (speed / maxSpeed)
      let isThere = distance <= reach
      commands[row] = MotionCommand(
        forward: velocity.x, lateral: velocity.y, toolForce: isThere ? 1 : 0,
        grip: isThere || batch.stage[row] == .carrying ? 1 : -1)
      trace?[row] = ExecutorTrace(
        tag: ReasoningTag.tool.rawValue, uncertainty: 0, wantedSpeed: isThere ? 0 : speed)
    }
  }
}
