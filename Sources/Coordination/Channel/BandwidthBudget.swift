import SimCore

/// A limit on the bytes that each robot may send: a bucket of credit that fills with time.
///
/// A message that does not fit is refused and counted: that update of the robot is lost, and the next
/// one that fits carries the robot's then newest state, so what others know of it is late. Credit is
/// counted in 2⁻¹⁶ bytes, so that no rate is lost to rounding for long; it is kept up to the burst.
/// From empty buckets no robot ever sends more than rate × time, from the first second on.
public struct BandwidthBudget: ~Copyable {
  /// Bytes per second and robot.
  public let bytesPerSecond: Double
  /// The most credit a robot can hold, bytes.
  public let burst: Int
  /// Messages that did not fit so far.
  public private(set) var refusedMessages: Int64 = 0
  /// Their bytes.
  public private(set) var refusedBytes: Int64 = 0
  private var credit: Buffer<Int64>
  private static let unit: Int64 = 1 << 16

  /// Full or empty buckets.
  ///
  /// - Parameters:
  ///   - robotCount: Number of robots.
  ///   - bytesPerSecond: The rate, ≥ 0.
  ///   - burst: The most credit, bytes; a message that is larger never fits.
  ///   - isFull: True to begin with the whole burst, false to begin with nothing.
  public init(robotCount: Int, bytesPerSecond: Double, burst: Int, isFull: Bool = true) {
    precondition(bytesPerSecond >= 0 && burst >= 0, "a budget of \(bytesPerSecond) B/s")
    self.bytesPerSecond = bytesPerSecond
    // 70 TB: more than any run sends, and what fits the fixed point with room for a gain.
    self.burst = min(burst, 1 << 46)
    credit = Buffer(count: robotCount, repeating: isFull ? Int64(self.burst) * Self.unit : 0)
  }

  /// Lets time pass: every robot gains rate × seconds, up to the burst.
  public mutating func advance(seconds: Double) {
    let most = Int64(burst) * Self.unit
    // More than a full bucket is never kept, however long nobody sent.
    let gain = Int64(min(bytesPerSecond * seconds * Double(Self.unit), Double(most)).rounded())
    // A full bucket and a full gain together are beyond what 64 bits count.
    for i in 0..<credit.count { credit[i] = credit[i] >= most - gain ? most : credit[i] + gain }
  }

  /// True, and paid for, where a message of a robot fits; otherwise it is refused and counted.
  public mutating func spend(bytes: Int, robot: Int) -> Bool {
    let cost = Int64(bytes) * Self.unit
    if credit[robot] >= cost {
      credit[robot] -= cost
      return true
    }
    refusedMessages += 1
    refusedBytes += Int64(bytes)
    return false
  }

  /// The credit of a robot, whole bytes.
  public func credit(ofRobot robot: Int) -> Int { Int(credit[robot] / Self.unit) }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `bytesPerSecond`, `burst`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&refusedMessages)
    archive.visit(&refusedBytes)
    archive.visit(&credit)
  }
}
