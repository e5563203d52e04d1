/// How near is near enough, and how long is long enough: the distances and times of work in one
/// place.
public enum WorkPace {
  /// Distance from its slot at which a robot asks for it, metres; it waits at
  /// `waitingDistance` where it does not get it.
  public static let forecourt: Float = 8

  /// Distance from its slot at which a robot waits for it, metres.
  @inlinable public static var waitingDistance: Float { 5 }

  /// Distance within which a stop without dwell counts as visited in passing, metres.
  public static let passingTolerance: Float = 0.35

  /// Metres beyond the tolerance of its class by which a working robot may be pushed off its place.
  static let workSlack: Float = 0.2

  /// Metres beyond the tolerance of its class within which a robot at a dock charges.
  public static let dockSlack: Float = 0.2

  /// Distance from its parking place within which a robot is parked, metres.
  public static let parkingTolerance: Float = 0.3

  /// Distance between tool and target within which an arm works, metres.
  static let toolTolerance: Float = 0.05

  /// Distance from a slot at which whoever has finished there has left it, metres.
  static let leavingDistance: Float = 2

  /// Length that a leg counts as having at least, metres.
  static let shortestLeg: Float = 0.5

  /// Seconds after which an idle robot clears a working place: nobody waits there.
  public static let clearingTime: Float = 1.5

  /// Seconds for which an orchestrator does not ask again after a refusal.
  static let retryPause: Float = 1
}
