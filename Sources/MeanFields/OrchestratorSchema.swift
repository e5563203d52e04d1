import Contracts

/// The features of the orchestrators' field m^orch, in fixed order, equal for all classes.
///
///     stages 0..<8 | assignments 8..<24 | plan age | replan rate | entropy | entropy² |
///     failure rate | progress | predicted success
///
/// Source: mathematics §1.1 (O1–O8) and correction C12 (predicted success).
public enum OrchestratorSchema {
  /// Number of stages S of the histogram O1.
  public static let stageBins = 8
  /// Number of bins K of the assignment histogram O2.
  public static let assignmentBins = 16
  /// First bin of the stage histogram O1.
  public static let stages = 0
  /// First bin of the assignment histogram O2.
  public static let assignments = stages + stageBins
  /// O3: mean plan age.
  public static let planAge = assignments + assignmentBins
  /// O4: share of the robots that replanned.
  public static let replanRate = planAge + 1
  /// O5: mean normalised entropy of the last choice.
  public static let entropy = planAge + 2
  /// O6: second moment of the normalised entropy.
  public static let entropySecondMoment = planAge + 3
  /// O7: share of the robots whose plan failed since the last tick.
  public static let failureRate = planAge + 4
  /// O8: mean progress of the present stage.
  public static let progress = planAge + 5
  /// C12: mean predicted success probability.
  public static let predictedSuccess = planAge + 6
  /// Number of features d_o.
  public static let count = predictedSuccess + 1

  /// Plan ages are divided by this many orchestrator periods and saturate at 1.
  ///
  /// 64 periods are about a minute at 1 Hz: an errand across a hall.
  public static let planAgeScale: Float = 64

  /// The index of a stage's bin.
  @inlinable
  public static func bin(of stage: RobotStage) -> Int { stages + Int(stage.rawValue) }

  /// The index of an option's bin, for options in 0 ..< `assignmentBins`.
  @inlinable
  public static func bin(ofOption option: Int) -> Int { assignments + option }

  /// All features in order; the array's count is `count`.
  public static let all: [FeatureDescription] =
    RobotStage.allCases.map {
      FeatureDescription(
        "stage.\($0)", range: 0...1, doc: "Share of the class's robots in stage \($0).")
    }
    + (0..<assignmentBins).map {
      FeatureDescription(
        "assignment.\($0)", range: 0...1,
        doc: "Share of the class's robots that have claimed a job of option \($0) not yet taken.")
    } + [
      FeatureDescription(
        "planAge", unit: "\(Int(planAgeScale)) orchestrator periods", range: 0...1,
        doc: "Mean age of the plans in force."),
      FeatureDescription(
        "replanRate", unit: "1/orchestrator period", range: 0...1,
        doc: "Share of the robots that replanned at this tick."),
      FeatureDescription(
        "entropy", unit: "ln(options)", range: 0...1,
        doc: "Mean entropy of the last choice: how undecided the planners are."),
      FeatureDescription(
        "entropySecondMoment", unit: "ln²(options)", range: 0...1,
        doc: "Second moment of that entropy."),
      FeatureDescription(
        "failureRate", unit: "1/orchestrator period", range: 0...1,
        doc: "Share of the robots whose plan failed since the last tick."),
      FeatureDescription(
        "progress", range: 0...1, doc: "Mean progress of the present stage."),
      FeatureDescription(
        "predictedSuccess", range: 0...1,
        doc: "Mean success probability that the planners predicted for their present plan."),
    ]
}
