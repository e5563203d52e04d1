/// Robots and both mean fields at a moment, packed as the record keeps them.
public struct RunFrame: Sendable {
  /// The robots of a class, and its mean fields.
  public struct ClassFrame: Sendable {
    /// Name of the class.
    public var name: String
    /// 20 bytes a robot, in robot order: x, y (m) and heading (rad) as 32-bit floats, its row as a 32-bit
    /// number, stage, flags, progress and battery (0 … 255 for 0 … 1) as bytes; lowest byte first.
    public var points: [UInt8] = []
    /// Number of robots of the class, those left out of `points` included.
    public var robotCount = 0
    /// m^orch, as far as the class has one.
    public var orchestratorField: [Float] = []
    /// m^exec.
    public var executorField: [Float] = []
  }

  /// A robot that is looked at more closely.
  public struct Followed: Sendable {
    /// Class and number, as `carrier 3`.
    public var name: String
    /// Its place, metres, and heading, radians.
    public var x, y, heading: Double
    /// The angle of its first and last ray from its heading, radians, anticlockwise.
    public var scan: ClosedRange<Double>
    /// What its rays read, metres, from the first to the last. [rays]
    public var ranges: [Float]
  }

  /// A spatial field: numbers on square cells, row by row from the lower left corner.
  public struct Grid: Sendable {
    /// The layer whose field it is.
    public var name: String
    /// The lower left corner, metres.
    public var x, y: Double
    /// Side of a cell, metres.
    public var cellSize: Double
    /// Cells in a row.
    public var columns: Int
    /// Names of the numbers of a cell.
    public var fields: [String]
    /// 32-bit floats in steps of 1/1024, lowest byte first. [rows × columns × fields]
    public var data: [UInt8]
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
  /// Steps of the numbers of grids in 1.
  static let gridSteps: Float = 1024

  /// What it is to hold.
  public let plan: FramePlan
  /// Simulated time, nanoseconds.
  public var time: UInt64 = 0
  /// The classes in scene order.
  public var classes: [ClassFrame] = []
  /// The followed robots.
  public var followed: [Followed] = []
  /// The spatial fields, where they are due with this frame.
  public var grids: [Grid] = []

  /// An empty frame, to be filled again and again.
  public init(_ plan: FramePlan) { self.plan = plan }

  /// Nanoseconds of simulated seconds.
  static func nanoseconds(_ seconds: Double) -> UInt64 {
    UInt64(max(0, min((seconds * 1e9).rounded(), 1e18)))
  }
}
