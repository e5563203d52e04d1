/// The features of the executors' field m^exec, in fixed order, equal for all classes.
///
///     speed | vx vy ω | vx² vy² ω² | speed ratio | contact | blocked | slip | impulse | failure |
///     battery | battery bins 0..<4 | uncertainty | uncertainty² | reasoning tags 0..<4
///
/// The spatial part (density, flow, blocked share) is `SpatialField`.
///
/// Source: mathematics §1.1 (18 global features) and correction C12 (uncertainty, tags).
public enum ExecutorSchema {
  /// Mean speed.
  public static let speed = 0
  /// Mean velocity along the world's x axis.
  public static let velocityX = 1
  /// Mean velocity along the world's y axis.
  public static let velocityY = 2
  /// Mean turn rate.
  public static let spin = 3
  /// Second moment of the velocity along x.
  public static let velocityXSecondMoment = 4
  /// Second moment of the velocity along y.
  public static let velocityYSecondMoment = 5
  /// Second moment of the turn rate.
  public static let spinSecondMoment = 6
  /// Mean of speed over wanted speed.
  public static let speedRatio = 7
  /// Share of the robots in contact.
  public static let contact = 8
  /// Share of the robots that are blocked.
  public static let blocked = 9
  /// Share of the robots whose wheels slip.
  public static let slip = 10
  /// Mean contact impulse.
  public static let impulse = 11
  /// Share of the robots that failed.
  public static let failure = 12
  /// Mean state of charge.
  public static let battery = 13
  /// First bin of the battery histogram.
  public static let batteryHistogram = 14
  /// Number of bins of the battery histogram.
  public static let batteryBins = 4
  /// Mean uncertainty of the executors.
  public static let uncertainty = batteryHistogram + batteryBins
  /// Second moment of that uncertainty.
  public static let uncertaintySecondMoment = uncertainty + 1
  /// First bin of the bag of reasoning tags.
  public static let tags = uncertainty + 2
  /// Number of bins of that bag.
  public static let tagBins = 4
  /// Number of features d_x.
  public static let count = tags + tagBins

  /// The bin a reasoning tag is hashed to, in 0 ..< `tagBins`.
  ///
  /// Folding by exclusive or: any four consecutive tags land in four different bins.
  @inlinable @inline(__always)
  public static func tagBin(_ tag: UInt32) -> Int { Int((tag ^ (tag &>> 2) ^ (tag &>> 4)) & 3) }

  /// All features in order; the array's count is `count`.
  public static let all: [FeatureDescription] =
    [
      FeatureDescription("speed", unit: "v_max", range: 0...1, doc: "Mean speed."),
      FeatureDescription("velocityX", unit: "v_max", range: -1...1, doc: "Mean velocity, world x."),
      FeatureDescription("velocityY", unit: "v_max", range: -1...1, doc: "Mean velocity, world y."),
      FeatureDescription("spin", unit: "ω_max", range: -1...1, doc: "Mean turn rate."),
      FeatureDescription(
        "velocityXSecondMoment", unit: "v_max²", range: 0...1, doc: "Second moment of velocityX."),
      FeatureDescription(
        "velocityYSecondMoment", unit: "v_max²", range: 0...1, doc: "Second moment of velocityY."),
      FeatureDescription(
        "spinSecondMoment", unit: "ω_max²", range: 0...1, doc: "Second moment of the turn rate."),
      FeatureDescription(
        "speedRatio", range: 0...1, doc: "Mean of speed over the speed the executor wanted."),
      FeatureDescription(
        "contact", range: 0...1, doc: "Share of the robots that touch a body or a wall."),
      FeatureDescription(
        "blocked", range: 0...1,
        doc: "Share of the robots that are in traffic and make under a tenth of their speed."),
      FeatureDescription("slip", range: 0...1, doc: "Share of the robots whose wheels slip."),
      FeatureDescription(
        "impulse", unit: "m·v_max", range: 0...1, doc: "Mean contact impulse of a step."),
      FeatureDescription("failure", range: 0...1, doc: "Share of the robots that have failed."),
      FeatureDescription("battery", range: 0...1, doc: "Mean state of charge."),
    ]
    + (0..<batteryBins).map {
      FeatureDescription(
        "batteryHistogram.\($0)", range: 0...1,
        doc: "Share of the robots with a state of charge in quarter \($0 + 1) of 4.")
    } + [
      FeatureDescription(
        "uncertainty", range: 0...1, doc: "Mean uncertainty of the executors' actions."),
      FeatureDescription(
        "uncertaintySecondMoment", range: 0...1, doc: "Second moment of that uncertainty."),
    ]
    + (0..<tagBins).map {
      FeatureDescription(
        "tags.\($0)", range: 0...1,
        doc: "Share of the robots whose executor's present reason is hashed to bin \($0).")
    }
}
