import Contracts

/// How near is near enough, and how long is long enough: the distances and times of work in one place.
///
/// Distances go with the body, up to bounds that robots of half a metre and more have in common: what is
/// beside a place for a cart is across the room for one of three centimetres.
public struct WorkPace: BitwiseCopyable, Sendable {
  /// How near to a place a robot's centre has to be to work there, metres.
  public let placeTolerance: Float
  /// Distance within which a stop without dwell counts as visited in passing, metres.
  public let passingTolerance: Float
  /// Metres beyond the tolerance of its place by which a working robot may be pushed off it.
  public let slack: Float
  /// Distance from its parking place within which a robot is parked, metres.
  public let parkingTolerance: Float
  /// Distance from its slot at which a robot asks for it, metres; it waits at `waitingDistance` where it
  /// does not get it.
  public let forecourt: Float
  /// Distance from its slot at which a robot waits for it, metres.
  public let waitingDistance: Float
  /// Distance from a slot at which whoever has finished there has left it, metres.
  public let leavingDistance: Float

  /// The distances of robots of a radius.
  ///
  /// - Parameters:
  ///   - radius: Radius of the bounding circle, metres.
  ///   - turns: False for what shuffles sideways or turns on the spot; what rolls on a curve comes no nearer
  ///     than half a metre.
  public init(radius: Float, turns: Bool) {
    placeTolerance = turns ? min(0.5, max(0.25, 0.8 * radius)) : min(0.25, 0.8 * radius)
    passingTolerance = min(0.35, 1.2 * radius)
    slack = min(0.2, 0.7 * radius)
    parkingTolerance = min(0.3, radius)
    forecourt = EmbodimentDescriptor.forecourt(radius: radius)
    waitingDistance = min(5, 12 * radius)
    leavingDistance = min(2, 4 * radius)
  }

  /// Distance between tool and target within which an arm works, metres.
  public static let toolTolerance: Float = 0.05
  /// How near to its target a posture has to bring a tool, metres: work begins a little farther off, and
  /// joints come to rest a little short.
  public static let postureTolerance: Float = 0.9 * toolTolerance

  /// Length that a leg counts as having at least, metres.
  static let shortestLeg: Float = 0.5

  /// Seconds after which an idle robot clears a working place: nobody waits there.
  public static let clearingTime: Float = 1.5

  /// Seconds for which an orchestrator does not ask again after a refusal.
  static let retryPause: Float = 1
}
