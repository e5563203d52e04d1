import SimCore

/// Limits of a drive.
public struct DriveLimits: Equatable, Sendable {
  /// Maximum speed, m/s.
  public var maxSpeed: Float
  /// Maximum acceleration the motors give the unladen robot, m/s².
  public var maxAcceleration: Float
  /// Maximum turn rate, rad/s.
  public var maxTurnRate: Float
  /// Traction coefficient μ of wheels on ground: no drive force exceeds μ·m·g.
  public var traction: Float

  /// Limits from their values.
  public init(maxSpeed: Float, maxAcceleration: Float, maxTurnRate: Float, traction: Float) {
    self.maxSpeed = maxSpeed
    self.maxAcceleration = maxAcceleration
    self.maxTurnRate = maxTurnRate
    self.traction = traction
  }
}

/// A battery and how fast it is used and filled.
public struct Battery: Equatable, Sendable {
  /// Capacity, joules.
  public var capacity: Float
  /// Power drawn at rest, watts.
  public var idlePower: Float
  /// What the motors' work is divided by, in (0, 1]: losses that grow with the work.
  public var efficiency: Float
  /// Heat of a motor at its full force, as a share of that force times its top speed.
  ///
  /// It grows with the force squared, and is paid for at rest as well; dimensionless.
  public var motorLoss: Float
  /// The robot recharges below this state of charge, in [0, 1].
  public var rechargeBelow: Float
  /// The robot leaves the dock at this state of charge, in [0, 1].
  public var chargeUntil: Float
  /// State of charge at the start, in [0, 1]: lowest and highest; drawn uniformly.
  public var initialCharge: ClosedRange<Float>

  /// A battery from its values.
  public init(
    capacity: Float, idlePower: Float, efficiency: Float, motorLoss: Float = 0.1,
    rechargeBelow: Float, chargeUntil: Float, initialCharge: ClosedRange<Float>
  ) {
    self.capacity = capacity
    self.idlePower = idlePower
    self.efficiency = efficiency
    self.motorLoss = motorLoss
    self.rechargeBelow = rechargeBelow
    self.chargeUntil = chargeUntil
    self.initialCharge = initialCharge
  }
}

/// Distance rays and neighbour sensing of a robot.
public struct Sensors: Equatable, Sendable {
  /// Number of rays, 0 to 64, spread evenly over the field of view.
  public var rayCount: Int
  /// Range of the rays, metres.
  public var rayRange: Float
  /// Field of view centred on the heading, radians; 2π is all round.
  public var fieldOfView: Float
  /// Standard deviation of a ray's reading, metres.
  public var rayNoise: Float
  /// Range within which neighbours are seen, metres.
  public var neighbourRange: Float

  /// Sensors from their values.
  public init(
    rayCount: Int, rayRange: Float, fieldOfView: Float, rayNoise: Float, neighbourRange: Float
  ) {
    self.rayCount = rayCount
    self.rayRange = rayRange
    self.fieldOfView = fieldOfView
    self.rayNoise = rayNoise
    self.neighbourRange = neighbourRange
  }
}

/// An arm of one to four links on the base; joints are revolute with motors.
public struct Arm: Equatable, Sendable {
  /// Lengths of the links, metres, base first; one to four.
  public var links: [Float]
  /// Width of each link, metres.
  public var linkWidth: Float
  /// Mass of each link, kg.
  public var linkMass: Float
  /// Maximum joint rate, rad/s.
  public var maxJointRate: Float
  /// Maximum joint torque, N·m.
  public var maxJointTorque: Float
  /// Joint limits either side of straight, radians.
  public var jointLimit: Float
  /// Mount point of the first joint in the base's frame, metres.
  public var mount: Vec2

  /// An arm from its values.
  public init(
    links: [Float], linkWidth: Float, linkMass: Float, maxJointRate: Float, maxJointTorque: Float,
    jointLimit: Float, mount: Vec2
  ) {
    self.links = links
    self.linkWidth = linkWidth
    self.linkMass = linkMass
    self.maxJointRate = maxJointRate
    self.maxJointTorque = maxJointTorque
    self.jointLimit = jointLimit
    self.mount = mount
  }
}

/// The physical kind of a robot: everything its body is and can do.
public struct Embodiment: Equatable, Sendable {
  /// Outline on the floor.
  public var footprint: Footprint
  /// Mass without load, kg.
  public var mass: Float
  /// Friction coefficient of its outline against other bodies.
  public var friction: Float
  /// Restitution of its outline, 0 … 1.
  public var restitution: Float
  /// How it moves.
  public var drive: Drive
  /// Limits of the drive.
  public var limits: DriveLimits
  /// Battery; nil where it is wired.
  public var battery: Battery?
  /// Sensors.
  public var sensors: Sensors
  /// Arm; nil where there is none.
  public var arm: Arm?
  /// Payload it can carry, kg.
  public var payload: Float

  /// An embodiment from its values.
  public init(
    footprint: Footprint, mass: Float, friction: Float, restitution: Float, drive: Drive,
    limits: DriveLimits, battery: Battery?, sensors: Sensors, arm: Arm?, payload: Float
  ) {
    self.footprint = footprint
    self.mass = mass
    self.friction = friction
    self.restitution = restitution
    self.drive = drive
    self.limits = limits
    self.battery = battery
    self.sensors = sensors
    self.arm = arm
    self.payload = payload
  }
}
