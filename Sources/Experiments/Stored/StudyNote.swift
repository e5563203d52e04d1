import Emergence
import FoundationEssentials

/// What a study of fleet sizes asked, as its store keeps it: enough to come to its answer again without a scene.
///
/// A study is a function of its design and of the results of its runs, so that the two together are the answer.
public struct StudyNote: Codable, Equatable, Sendable {
  /// A bar that runs have to reach.
  public struct Target: Codable, Equatable, Sendable {
    /// Key of the figure.
    public var key: String
    /// The greatest value that meets it, or the least one.
    public var bar: Double
    /// True where `bar` is the greatest value.
    public var isMost: Bool
    /// The figure's unit; empty where dimensionless.
    public var unit: String
  }

  /// A value given to all sizes alike.
  public struct Setting: Codable, Equatable, Sendable {
    /// Its key.
    public var key: String
    /// Its value as text.
    public var value: String
  }

  /// The scene's name.
  public var scene: String
  /// The scene's file as the user named it.
  public var sceneFile: String
  /// What is a size, as `--set` takes it.
  public var axis: String
  /// Values given to all sizes alike.
  public var overrides: [Setting]
  /// The targets; none: the scene's own success.
  public var targets: [Target]
  /// The targets for people.
  public var goal: String
  /// Key of the quantity that may decline.
  public var quantity: String
  /// Length of a run, in simulated seconds.
  public var duration: Double
  /// How robots coordinate, in the scene's word.
  public var mode: String
  /// Hash of policies, fields, clocks, budgets and traffic rules.
  public var policyHash: String
  /// The program's version.
  public var version: String
  private var plan: Plan

  /// The numbers of the design.
  private struct Plan: Codable, Equatable, Sendable {
    var sizes: [Int]
    var axis: String?
    var delta: Double
    var error: Double
    var firstSeed: Int
    var screeningBatch: Int
    var screeningRuns: Int
    var locatingRuns: Int
    var finestRatio: Double
    var certifyingRuns: Int
    var decliningRuns: Int
    var walkLength: Int
    var runLimit: Int?
  }

  /// A note of what is about to be asked.
  ///
  /// - Parameters:
  ///   - design: What is asked; of sizing.
  ///   - question: When a run is a success, and what may decline.
  ///   - scene: The scene's name, its file and what it is at the first size.
  ///   - axis: What is a size.
  ///   - overrides: Values given to all sizes alike.
  ///   - version: The program's version.
  public init(
    _ design: StudyDesign, _ question: SizingQuestion,
    scene: (name: String, file: String, point: SizedScene.Point), axis: String,
    overrides: [(key: String, value: String)], version: String
  ) {
    self.scene = scene.name
    sceneFile = scene.file
    self.axis = axis
    self.overrides = overrides.map { Setting(key: $0.key, value: $0.value) }
    targets = question.targets.map {
      Target(key: $0.key, bar: $0.bar, isMost: $0.isMost, unit: $0.unit)
    }
    goal = design.goal
    quantity = question.decline
    duration = scene.point.duration
    mode = scene.point.mode
    policyHash = scene.point.policyHash
    self.version = version
    plan = Plan(
      sizes: design.sizes, axis: design.axis, delta: design.delta, error: design.error,
      firstSeed: design.firstSeed, screeningBatch: design.screeningBatch,
      screeningRuns: design.screeningRuns, locatingRuns: design.locatingRuns,
      finestRatio: design.finestRatio, certifyingRuns: design.certifyingRuns,
      decliningRuns: design.decliningRuns, walkLength: design.walkLength, runLimit: design.runLimit)
  }

  /// The design, or nil where its numbers can be none of a study: somebody else wrote them.
  public var design: StudyDesign? {
    let counts = [
      plan.screeningBatch, plan.screeningRuns, plan.locatingRuns, plan.certifyingRuns,
      plan.decliningRuns, plan.walkLength,
    ]
    guard let first = plan.sizes.first, first >= 1, plan.sizes.count <= 100_000,
      zip(plan.sizes, plan.sizes.dropFirst()).allSatisfy({ $0 < $1 }),
      plan.delta > 0.001, plan.delta < 1.0 / 3, plan.error > 1e-6, plan.error < 1,
      counts.allSatisfy({ (1...1_000_000).contains($0) }), plan.decliningRuns >= 2,
      plan.screeningRuns % plan.screeningBatch == 0, plan.locatingRuns % plan.screeningBatch == 0,
      plan.screeningRuns >= plan.screeningBatch, plan.locatingRuns >= plan.screeningRuns,
      // Each size and run may be asked for: nobody waits for more.
      plan.sizes.count * plan.locatingRuns <= 20_000_000, plan.finestRatio > 1.001,
      (0...(1 << 60)).contains(plan.firstSeed)
    else { return nil }
    var design = StudyDesign(
      .sizing, sizes: plan.sizes, goal: goal, quantity: quantity, delta: plan.delta,
      error: plan.error)
    design.axis = plan.axis
    design.firstSeed = plan.firstSeed
    design.screeningBatch = plan.screeningBatch
    design.screeningRuns = plan.screeningRuns
    design.locatingRuns = plan.locatingRuns
    design.finestRatio = plan.finestRatio
    design.certifyingRuns = plan.certifyingRuns
    design.decliningRuns = plan.decliningRuns
    design.walkLength = plan.walkLength
    design.runLimit = plan.runLimit
    // Certificates ask for enough runs even without a failure.
    guard design.certifies else { return nil }
    return design
  }

  /// The note as text; the same note is the same text.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads a note; nil where the text is none.
  init?(text: String) {
    guard let note = try? JSONDecoder().decode(StudyNote.self, from: Data(text.utf8)) else {
      return nil
    }
    self = note
  }
}
