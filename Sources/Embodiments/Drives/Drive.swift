/// How a robot moves over the ground: a kind of drive with its values, and what follows from them.
///
/// Everything the rest of the program asks of a drive is here; nobody asks which kind it is.
public struct Drive: Sendable {
  /// The word of its kind in scene files.
  public let word: String
  /// The values of the kind's keys, in the kind's order.
  public let values: [Float]
  /// Which motions of its axle are free of slip.
  public let motion: Motion
  /// Where its wheels are.
  public let wheels: Wheels
  /// What it looks like from above.
  public let look: Look
  /// True where it carries pallets on a fork.
  public let lifts: Bool

  /// A drive from all its fields; see `DriveKind.drive(_:)`.
  init(
    word: String, values: [Float], motion: Motion, wheels: Wheels, look: Look, lifts: Bool
  ) {
    self.word = word
    self.values = values
    self.motion = motion
    self.wheels = wheels
    self.look = look
    self.lifts = lifts
  }
}

extension Drive: Equatable {
  /// True where kind and values are the same: all else follows from them.
  public static func == (a: Drive, b: Drive) -> Bool { a.word == b.word && a.values == b.values }
}

extension Drive {
  /// What lies on the ground, and where.
  public struct Wheels: Equatable, Sendable {
    /// Where the drive acts, metres ahead of the body's origin: the axle without slip.
    public var axleOffset: Float = 0
    /// Where the control point lies, metres ahead of the body's origin; nil: half a bounding radius.
    public var controlPointOffset: Float? = 0
    /// Smallest radius of a turn at the axle, metres; 0 where the body can turn on the spot.
    public var leastRadius: Float = 0
    /// Distance from the axle to the steered wheels, metres: positive where they are in front, negative
    /// at the rear, 0 without any.
    public var steeredBase: Float = 0
    /// Distance between two wheels that are driven each for itself, metres; 0 without any.
    public var axleWidth: Float = 0
    /// How high its fork lifts a load, metres; 0 without one.
    public var liftHeight: Float = 0

    /// Wheels around the body's origin that neither steer nor are driven apart.
    public init() {}
  }

  /// Motions of the axle that are free of slip: the feasible twists of a kind of drive.
  public enum Motion: Equatable, Sendable {
    /// Forwards and backwards, v_y = 0; turning as far as `leastRadius` lets it, |ω| ≤ |v|/R.
    case rolling
    /// In every direction, |v| ≤ v_max, and turning at the same time.
    case strafing
    /// None: bolted to the floor.
    case none
  }

  /// What a drive looks like from above.
  public enum Look: Equatable, Sendable, CaseIterable {
    /// Two wheels.
    case wheels
    /// A roller at each corner.
    case rollers
    /// A fork in front.
    case fork
    /// A base plate.
    case base
  }

  /// False where it is bolted to the floor.
  public var moves: Bool { motion != .none }
  /// True where it moves sideways.
  public var strafes: Bool { motion == .strafing }
}
