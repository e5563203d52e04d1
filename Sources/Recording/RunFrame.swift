/// Every robot and both mean fields at a moment, packed as the record keeps them.
public struct RunFrame: Sendable {
  /// The robots of a class, and its mean fields.
  public struct ClassFrame: Sendable {
    /// Name of the class.
    public var name: String
    /// 20 bytes a robot, in robot order: x, y (m) and heading (rad) as 32-bit floats, its row as a 32-bit
    /// number, stage, flags, progress and battery (0 … 255 for 0 … 1) as bytes; lowest byte first.
    public var points: [UInt8] = []
    /// Number of robots.
    public var robotCount = 0
    /// m^orch, as far as the class has one.
    public var orchestratorField: [Float] = []
    /// m^exec.
    public var executorField: [Float] = []
  }

  /// Bits of a robot's flags.
  public enum Flag {
    /// It carries a load.
    public static let laden: UInt8 = 1
    /// It has somewhere to go and makes less than a tenth of its top speed.
    public static let blocked: UInt8 = 2
    /// It touches another body.
    public static let touching: UInt8 = 4
    /// It has something to do and has made no progress for long.
    public static let jammed: UInt8 = 8
  }

  /// Bytes of a robot.
  static let stride = 20

  /// Simulated time, nanoseconds.
  public var time: UInt64 = 0
  /// The classes in scene order.
  public var classes: [ClassFrame] = []

  /// An empty frame, to be filled again and again.
  public init() {}

  /// Nanoseconds of simulated seconds.
  static func nanoseconds(_ seconds: Double) -> UInt64 {
    UInt64(max(0, min((seconds * 1e9).rounded(), 1e18)))
  }
}
