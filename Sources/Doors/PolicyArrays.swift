import Contracts
import SimCore

/// The numbers that a class of robots exchanges with a policy outside, for one world or for many.
///
/// All worlds lie behind each other, so that a batch of worlds is one array: `[worlds × robots × columns]`,
/// row-major, world order, then robot order. Pointers stay as they are as long as the object lives.
public final class PolicyArrays {
  /// What the policy sees and answers.
  public let shape: PolicyGroupShape
  /// Number of worlds.
  public let worldCount: Int
  /// What is seen. [worlds × robots × layout.width]
  public let observations: UnsafeMutablePointer<Float>
  /// 1 where a robot is asked at this tick. [worlds × robots]
  public let isAsked: UnsafeMutablePointer<UInt8>
  /// The answers. [worlds × robots × answerWidth]
  public let answers: UnsafeMutablePointer<Float>
  /// [worlds × robots × reportWidth]; NaN where nothing is reported.
  public let reports: UnsafeMutablePointer<Float>
  /// m^orch, own half then others. [worlds × planRows × 2 × OrchestratorSchema.count]
  public let plans: UnsafeMutablePointer<Float>
  /// Standard errors of m^orch. [worlds × planErrorRows × 2 × OrchestratorSchema.count]
  public let planErrors: UnsafeMutablePointer<Float>
  /// m^exec, own half then others. [worlds × contextRows × 2 × ExecutorSchema.count]
  public let contexts: UnsafeMutablePointer<Float>
  /// Number of robots that the own half of the fields speaks for, and the others. [worlds × 2]
  public let counts: UnsafeMutablePointer<Float>

  // The memory behind the pointers.
  private let floats: Buffer<Float>
  private let flags: Buffer<UInt8>

  /// Arrays of zeros for some worlds.
  ///
  /// - Complexity: O(worlds × robots × columns).
  public init(_ shape: PolicyGroupShape, worldCount: Int = 1) {
    self.shape = shape
    self.worldCount = worldCount
    let robots = shape.robotCount
    let sizes = [
      robots * shape.layout.width, robots * shape.answerWidth, robots * shape.reportWidth,
      shape.planRows * shape.planWidth, shape.planErrorRows * shape.planWidth,
      shape.contextRows * shape.contextWidth, 2,
    ].map { $0 * worldCount }
    // Every array begins on a line of the cache.
    let places = sizes.reduce(into: [0]) { $0.append(($0[$0.count - 1] + $1 + 15) & ~15) }
    floats = Buffer(count: max(1, places[sizes.count]), repeating: 0)
    flags = Buffer(count: max(1, robots * worldCount), repeating: 0)
    observations = floats.base + places[0]
    answers = floats.base + places[1]
    reports = floats.base + places[2]
    plans = floats.base + places[3]
    planErrors = floats.base + places[4]
    contexts = floats.base + places[5]
    counts = floats.base + places[6]
    isAsked = flags.base
    reports.update(repeating: .nan, count: sizes[2])
  }
}
