import SimCore

/// Holds rows back by a number of ticks: the latency of a channel.
///
///     line.push(m)                 // once per tick
///     let late = line.output       // what was pushed `latency` ticks ago
///
/// A latency of 0 passes on what was pushed last. Until something has arrived the output is zeros and
/// `hasArrived` is false.
public struct DelayLine: ~Copyable {
  /// Number of floats of a row.
  public let width: Int
  /// Ticks between sending and arriving, ≥ 0.
  public let latency: Int
  /// Rows pushed so far.
  public private(set) var pushCount = 0
  /// The last `latency` + 1 rows, by push modulo their number. [(latency + 1) × width]
  private var rows: Buffer<Float>

  /// An empty line.
  public init(width: Int, latency: Int) {
    precondition(width >= 0 && latency >= 0, "a latency of \(latency) ticks")
    self.width = width
    self.latency = latency
    rows = Buffer(count: (latency + 1) * width, repeating: 0)
  }

  /// Sends a row. [width]
  public mutating func push(_ row: UnsafePointer<Float>) {
    (rows.base + pushCount % (latency + 1) * width).update(from: row, count: width)
    pushCount += 1
  }

  /// True once a row has arrived.
  public var hasArrived: Bool { pushCount > latency }

  /// The row that has arrived last. [width], valid until the next push
  public var output: UnsafePointer<Float> {
    // The oldest row is the one that the next push overwrites; zeros where it was never written.
    UnsafePointer(rows.base + pushCount % (latency + 1) * width)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `width`, `latency`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&pushCount)
    archive.visit(&rows)
  }
}
