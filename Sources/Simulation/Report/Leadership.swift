import Scenes
import SimCore

/// What game the two layers of a class play: who is bound by what, and for how long.
///
/// Every orchestrator leads: at its tick it answers the state as it is and the other orchestrators'
/// m^orch, and never announces a schedule that others count on. Executors follow, each tick, the
/// directive in force and m^orch of the last leader tick, which is held in between. What differs is
/// whether a leader that has decided may take it back:
///
/// - `commitment`: it is bound until the directive ends, so followers and the other leaders can count
///   on it. Reconsidering every tick what others take for settled is time-inconsistent: in the
///   single-leader truth that costs 1.36 times as much.
/// - `feedback`: after some time a plan under way is weighed anew against the state of that moment.
///
/// Source: mathematics §6.3, correction C7.
public struct Leadership: Equatable, Sendable, CustomStringConvertible {
  /// Whether a leader may take back what it has decided.
  public enum Rule: Equatable, Sendable {
    /// It is bound until the directive ends.
    case commitment
    /// It decides anew after so many seconds.
    case feedback(after: Double)
  }
  /// The robot class.
  public var className: String
  /// What its leaders are bound by.
  public var rule: Rule
  /// Seconds between two decisions of a leader.
  public var leaderPeriod: Double
  /// Seconds between two answers of a follower.
  public var followerPeriod: Double
  /// True where leaders decide in turn over their period, false where all do at once.
  public var isStaggered: Bool
  /// Seconds from a decision to its effect.
  public var latency: Double

  /// One line for people.
  public var description: String {
    let bound =
      switch rule {
      case .commitment: "commitment, until the directive ends"
      case .feedback(let seconds): "feedback, reconsidered after \(seconds) s"
      }
    return "\(className): \(bound); leaders every \(leaderPeriod) s"
      + (isStaggered ? " in turn" : " at once") + (latency > 0 ? ", \(latency) s late" : "")
      + "; followers answer every \(followerPeriod) s"
  }
}

extension WorldModel {
  /// What game each class plays, in class order.
  public var leadership: [Leadership] {
    // Rounded to 10 µs: periods are ratios of whole numbers.
    func seconds(_ steps: Int) -> Double {
      (clocks.loop.seconds(steps) * 1e5).rounded() / 1e5
    }
    return classes.map { robotClass in
      Leadership(
        className: robotClass.name,
        rule: robotClass.replanSteps == .max
          ? .commitment : .feedback(after: seconds(Int(robotClass.replanSteps))),
        leaderPeriod: seconds(clocks.stepsPerOrchestratorTick),
        followerPeriod: seconds(clocks.stepsPerExecutorTick), isStaggered: clocks.isStaggered,
        latency: seconds(Int(robotClass.latencySteps)))
    }
  }
}
