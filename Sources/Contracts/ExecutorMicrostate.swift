import SimCore

/// The motor context of one robot, x^exec: what m^exec is the mean of.
@frozen
public struct ExecutorMicrostate: BitwiseCopyable, Sendable {
  /// Position in the world, metres.
  public var position: Vec2
  /// Velocity in the world as a share of the class's maximum speed.
  public var velocity: Vec2
  /// Turn rate as a share of the class's maximum.
  public var spin: Float
  /// Speed as a share of the speed its executor wanted, in [0, 1]; 1 where it wanted to stand.
  public var speedRatio: Float
  /// 1 where it touches another body or a wall.
  public var contact: Float
  /// 1 where it is in traffic and makes less than a tenth of its speed.
  public var blocked: Float
  /// 1 where its wheels slip.
  public var slip: Float
  /// Contact impulse of the last step as a share of (mass × maximum speed), in [0, 1].
  public var impulse: Float
  /// 1 where it has failed.
  public var failed: Float
  /// State of charge in [0, 1].
  public var battery: Float
  /// Uncertainty of its executor's action, in [0, 1].
  public var uncertainty: Float
  /// Tag of the executor's present reason, any number (`ReasoningTag` of the policies); it is
  /// hashed to `ExecutorSchema.tagBins` bins.
  public var tag: UInt32
  /// 1 where it is in traffic: on its way, and not in a queue, at work or at a dock.
  public var traffic: Float

  /// A motor context from all its fields.
  @inlinable
  public init(
    position: Vec2, velocity: Vec2, spin: Float, speedRatio: Float, contact: Float, blocked: Float,
    slip: Float, impulse: Float, failed: Float, battery: Float, uncertainty: Float,
    tag: UInt32 = 0, traffic: Float = 1
  ) {
    self.position = position
    self.velocity = velocity
    self.spin = spin
    self.speedRatio = speedRatio
    self.contact = contact
    self.blocked = blocked
    self.slip = slip
    self.impulse = impulse
    self.failed = failed
    self.battery = battery
    self.uncertainty = uncertainty
    self.tag = tag
    self.traffic = traffic
  }
}

extension ExecutorMicrostate {
  /// True where every number of it is one.
  @inlinable
  public var isFinite: Bool {
    // 0 times a finite number is 0, and times any other is none.
    let sum =
      position.x + position.y + velocity.x + velocity.y + spin + speedRatio + contact + blocked
      + slip + impulse + failed + battery + uncertainty + traffic
    return sum * 0 == 0
  }

  /// What a robot that is out of everything reports.
  public static func failed(at position: Vec2) -> ExecutorMicrostate {
    ExecutorMicrostate(
      position: position, velocity: .zero, spin: 0, speedRatio: 1, contact: 0, blocked: 0, slip: 0,
      impulse: 0, failed: 1, battery: 0, uncertainty: 0, traffic: 0)
  }
}
