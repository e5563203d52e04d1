import Contracts
import Coordination
import SimCore

extension Fleet {
  /// A robot in traffic: it has somewhere to go, is not at its place, and does not stand in line for one.
  public struct InTraffic: BitwiseCopyable, Sendable {
    /// Where it is, metres.
    public var position: Vec2
    /// How fast it is, m/s.
    public var speed: Float
    /// True where it makes less than a tenth of its top speed.
    public var isBlocked: Bool
  }

  /// Calls a body with every robot in traffic, in robot order, as of the last executor tick.
  ///
  /// They are those that the spatial part of m^exec counts.
  ///
  /// - Complexity: O(robots).
  public func forEachInTraffic(_ body: (InTraffic) -> Void) {
    for robotClass in model.classes {
      let topSpeed = max(0.05, robotClass.descriptor.maxSpeed)
      for row in robotClass.rows {
        let state = population.exchange.executors.states[row]
        guard state.traffic > 0 else { continue }
        body(
          InTraffic(
            position: state.position, speed: state.velocity.length * topSpeed,
            isBlocked: state.blocked > 0))
      }
    }
  }
}
