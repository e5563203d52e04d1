import SimCore

/// The lasting name of a joint.
@frozen
public struct JointID: BitwiseCopyable, Hashable, Sendable {
  /// The row in the world's joint table.
  public var index: UInt32
  /// How often that row was used before.
  public var generation: UInt32

  /// The name of no joint.
  public static let none = JointID(index: .max, generation: .max)
}

/// What a joint lets its bodies do.
public enum JointKind: Equatable, Sendable {
  /// Turns about a common point. Limits of the relative angle and motor speed in radians and
  /// rad/s, torque in N·m.
  case revolute(limits: ClosedRange<Float>?, motorSpeed: Float, maxMotorTorque: Float)
  /// Slides along the x axis of the first body's joint frame, without turning. Limits and motor
  /// speed in metres and m/s, force in newtons.
  case prismatic(limits: ClosedRange<Float>?, motorSpeed: Float, maxMotorForce: Float)
  /// Holds the two joint frames together.
  case weld
  /// Keeps the distance of the two anchors within a range in metres; a range of one value is rigid.
  case distance(ClosedRange<Float>)
}

/// Everything the world needs to know to add a joint.
public struct JointDefinition: Equatable, Sendable {
  /// What it lets the bodies do.
  public var kind: JointKind
  /// The first body.
  public var bodyA: BodyID
  /// The second body; `BodyID.none` joins the first body to the world.
  public var bodyB: BodyID
  /// The joint frame in the first body's frame.
  public var frameInA: Pose
  /// The joint frame in the second body's frame, or in the world.
  public var frameInB: Pose
  /// True where the joined bodies still collide with each other.
  public var collidesConnected: Bool

  /// A joint from its values.
  public init(
    kind: JointKind, bodyA: BodyID, bodyB: BodyID, frameInA: Pose = Pose(position: .zero),
    frameInB: Pose = Pose(position: .zero), collidesConnected: Bool = false
  ) {
    self.kind = kind
    self.bodyA = bodyA
    self.bodyB = bodyB
    self.frameInA = frameInA
    self.frameInB = frameInB
    self.collidesConnected = collidesConnected
  }
}
