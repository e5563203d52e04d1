import Contracts
import SimCore

/// Who waits makes way: the rule by which robots that have stalled get out of a crowd that stands.
///
/// Robots that wait in line for the places of a station close a ring around it. Those that have finished there could
/// not get out, and their places stayed taken: with space all round, the fleet stood for good. So a robot that has
/// stalled shows where it wants to go, as by a lamp. Whoever waits before it goes aside, and shows the same to those
/// that wait before *it*, less urgently each time, so that a ring several robots deep opens and no request goes round
/// in circles. It is what lets people out of a train before others get in; and the inheritance of priority of PIBT
/// (Okumura et al. 2022), without cells and without a centre.
///
/// Those in line for a door wait, too: they let out who comes through it (`CorridorGuide`).
///
/// Nothing is sent: the lamp is seen by those among whose nearest neighbours the robot is.
struct MakingWay {
  /// Where to go, as long as that is urgent; zero where nobody asks.
  private(set) var direction = Vec2.zero
  private var urgency: Float = 0

  /// No request.
  static let nobody = MakingWay()

  /// Seconds of standstill after which a robot asks.
  static let patience: Float = 0.5
  /// What is left of a request that is passed on.
  private static let decay: Float = 0.8
  /// The least urgent request that is passed on: the seventh robot in a row does not hear it.
  private static let faintest: Float = 0.3
  /// How near one asks, metres of free floor between the two: so that there is room before it has to stop.
  @inline(__always)
  private static func reach(_ radius: Float) -> Float { min(1.5, 5 * radius) }

  /// What a robot shows that has stalled for longer than `patience`: a unit vector along its way, or zero where that is
  /// reserved for it anyhow.
  @inline(__always)
  static func request(along way: WayAhead) -> Vec2 {
    way.isReserved || way.target.lengthSquared < 1e-6 ? .zero : way.target.normalized
  }

  /// What a robot shows that was asked itself.
  @inline(__always)
  static func passedOn(_ asked: Vec2) -> Vec2 {
    let passed = asked * decay
    return passed.lengthSquared > faintest * faintest ? passed : .zero
  }

  /// Hears what a neighbour shows; the most urgent request before which it stands counts, of those alike the nearest.
  ///
  /// - Parameters:
  ///   - request: Where the neighbour wants to go, as long as that is urgent.
  ///   - neighbour: The neighbour.
  ///   - radius: Radius of the robot that hears, metres.
  @inline(__always)
  mutating func hear(_ request: Vec2, from neighbour: Neighbour, radius: Float) {
    let squared = request.lengthSquared
    guard squared > urgency * urgency else { return }
    let offset = neighbour.offset
    let distance = offset.length
    let strength = squared.squareRoot()
    // Before it: within 60° of where it wants to go.
    guard distance < radius + neighbour.radius + Self.reach(radius),
      -offset.dot(request) > 0.5 * distance * strength
    else {
      return
    }
    let wanted = request / strength
    // To the side on which it stands already, and a little along.
    let side = wanted.cross(-offset) >= 0 ? wanted.perpendicular : -wanted.perpendicular
    urgency = strength
    direction = (wanted * 0.5 + side).normalized * strength
  }
}
