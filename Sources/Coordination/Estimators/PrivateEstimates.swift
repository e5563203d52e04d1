import SimCore

/// What each robot believes about each class: one row per robot and class, and how many rows of
/// others it rests on.
///
/// Where nothing arrives the previous estimate stays and its count is 0: a policy can tell.
public struct PrivateEstimates: StateHolder, ~Copyable {
  /// Number of robots.
  public let robotCount: Int
  /// Number of classes; 1 where the estimate is over the whole population.
  public let classCount: Int
  /// Number of features of a row.
  public let featureCount: Int
  /// The estimates. [robotCount × classCount × featureCount]
  public var rows: Buffer<Float>
  /// Rows behind each estimate at the last update. [robotCount × classCount]
  public var counts: Buffer<Int32>

  /// Estimates of zeros that rest on nothing.
  public init(robotCount: Int, classCount: Int, featureCount: Int) {
    self.robotCount = robotCount
    self.classCount = classCount
    self.featureCount = featureCount
    rows = Buffer(count: robotCount * classCount * featureCount, repeating: 0)
    counts = Buffer(count: robotCount * classCount, repeating: 0)
  }

  /// What a robot believes about all classes. [classCount × featureCount]
  public func estimate(ofRobot robot: Int) -> UnsafePointer<Float> {
    UnsafePointer(rows.base + robot * classCount * featureCount)
  }

  /// Lists what a snapshot holds.
  ///
  /// Constant: `robotCount`, `classCount`, `featureCount`.
  public mutating func visitState(_ archive: inout StateArchive) {
    archive.visit(&rows)
    archive.visit(&counts)
  }
}
