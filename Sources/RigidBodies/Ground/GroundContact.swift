import SimCore

/// How a body meets the floor, seen from above; solved as a constraint inside the substeps.
///
/// All forces it gives are limited, so what a robot can push, and where it slips, follows from
/// mass, motor and traction alone.
@frozen
public struct GroundContact: BitwiseCopyable, Equatable, Sendable {
  /// What kind of contact it is.
  public enum Kind: UInt32, BitwiseCopyable, Sendable {
    /// Floats: no force between body and floor.
    case none
    /// Wheels or tracks that drive the body towards a target twist.
    case drive
    /// An unpowered load that slides with Coulomb friction.
    case slide
  }

  /// The kind of contact.
  public var kind: Kind
  /// Friction or traction coefficient μ: no ground force exceeds μ·m·g.
  public var friction: Float
  /// Where the axle is on the body's x axis, metres; the target's linear part is meant there.
  public var axleOffset: Float
  /// Largest motor force along the heading, newtons.
  public var maxForce: Float
  /// Largest force across the heading, newtons; infinite for wheels, whose limit is traction.
  public var maxLateralForce: Float
  /// Largest yaw torque, N·m.
  ///
  /// For `slide`, derived from friction and `lever`.
  public var maxTorque: Float
  /// For `slide`: radius at which friction resists turning, metres; about ⅔ of a disc's radius.
  ///
  /// For `drive`: how far each of two motors that push apart is from the middle, metres; 0 where
  /// driving and turning have a motor each.
  public var lever: Float

  /// No contact with the floor.
  public static let none = GroundContact(
    kind: .none, friction: 0, axleOffset: 0, maxForce: 0, maxLateralForce: 0, maxTorque: 0,
    lever: 0)

  /// Driven wheels or tracks.
  ///
  /// - Parameters:
  ///   - maxForce: Motor force along the heading at most, newtons.
  ///   - maxTorque: Yaw torque at most, N·m.
  ///   - traction: μ of wheels on floor; the whole ground force stays within μ·m·g.
  ///   - axleOffset: Where the axle without lateral slip is on the x axis, metres.
  ///   - maxLateralForce: Force across the heading at most, newtons.
  ///   - motorLever: How far two motors that push apart are from the middle, metres; 0 where driving
  ///     and turning have a motor each. It tells what the motors do, see `MotorUse`.
  /// - Returns: The contact; its target is set with `setDriveTarget`.
  public static func drive(
    maxForce: Float, maxTorque: Float, traction: Float, axleOffset: Float = 0,
    maxLateralForce: Float = .greatestFiniteMagnitude, motorLever: Float = 0
  ) -> GroundContact {
    GroundContact(
      kind: .drive, friction: traction, axleOffset: axleOffset, maxForce: maxForce,
      maxLateralForce: maxLateralForce, maxTorque: maxTorque, lever: motorLever)
  }

  /// A load that slides on the floor with friction coefficient μ.
  ///
  /// - Parameters:
  ///   - friction: μ, dimensionless.
  ///   - torsionRadius: Lever of the friction against turning, metres.
  /// - Returns: The contact.
  public static func slide(friction: Float, torsionRadius: Float) -> GroundContact {
    GroundContact(
      kind: .slide, friction: friction, axleOffset: 0, maxForce: 0, maxLateralForce: 0,
      maxTorque: 0, lever: torsionRadius)
  }

  @usableFromInline
  init(
    kind: Kind, friction: Float, axleOffset: Float, maxForce: Float, maxLateralForce: Float,
    maxTorque: Float, lever: Float
  ) {
    self.kind = kind
    self.friction = friction
    self.axleOffset = axleOffset
    self.maxForce = maxForce
    self.maxLateralForce = maxLateralForce
    self.maxTorque = maxTorque
    self.lever = lever
  }
}
