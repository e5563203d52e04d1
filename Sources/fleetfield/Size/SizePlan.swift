import Emergence
import Experiments
import Scenes
import SimCore

/// What a study is going to do, before its first run.
struct SizePlan {
  let options: SizeOptions
  let sceneName: String
  let design: StudyDesign
  /// The scene at the sizes of the grid.
  let points: [Int: SizedScene.Point]
  /// Why no larger size can be made; nil where the grid ends by choice.
  let excess: Diagnostic?
  private let rehearsal: SizingRehearsal

  init(
    options: SizeOptions, sceneName: String, design: StudyDesign,
    points: [Int: SizedScene.Point], excess: Diagnostic?
  ) {
    self.options = options
    self.sceneName = sceneName
    self.design = design
    self.points = points
    self.excess = excess
    rehearsal = SizingRehearsal(design)
  }

  /// Length of a run, in simulated seconds; the same at all sizes.
  var duration: Double { points[design.sizes[0]]?.duration ?? 0 }

  /// Cost of all runs that are expected: simulated robot seconds.
  var expectedCost: Double { rehearsal.cost(cost) }

  /// Expected cost of a run; sizes in between have that of the next larger one.
  func cost(of size: Int) -> Double {
    let known = design.sizes.first { $0 >= size } ?? design.sizes[design.sizes.count - 1]
    return points[known]?.cost ?? 1
  }

  /// The plan for people.
  var text: String {
    let sizes = design.sizes
    let axis = options.axis.name
    var lines = [
      "\(visibleText(sceneName)): \(options.goal) in \(SizeWords.percent(1 - design.delta)) of runs of "
        + "\(NumberText.span(duration)), confidence \(SizeWords.percent(options.confidence))",
      "\(sizes.count == 1 ? "size" : "\(sizes.count) sizes") \(axis) = \(SizeWords.list(sizes)); "
        + "may decline: \(design.quantity)",
    ]
    if let excess, let last = sizes.last {
      lines.append("no more than \(axis) = \(last): \(visibleText(excess.message))")
    }
    lines.append(
      "about \(SizeWords.runs(rehearsal.total)) where success sets in half way up, at most "
        + "\(SizeWords.runs(design.budget.total)); seeds \(design.firstSeed) to "
        + "\(design.freshSeeds.upperBound - 1), of which \(design.freshSeeds.lowerBound) and later certify"
    )
    return lines.joined(separator: "\n") + "\n"
  }

  /// The plan for programs.
  var json: JSONText {
    let budget = design.budget
    return .object([
      ("status", .string("planned")), ("goal", .string(options.goal)),
      ("decline", .string(design.quantity)), ("axis", .string(options.axis.name)),
      ("sizes", .array(design.sizes.map { .integer($0) })), ("duration_s", .number(duration)),
      ("delta", .number(design.delta)), ("alpha", .number(design.error)),
      (
        "seeds",
        .object([
          ("first", .integer(design.firstSeed)),
          ("first_fresh", .integer(design.freshSeeds.lowerBound)),
          ("last", .integer(design.freshSeeds.upperBound - 1)),
        ])
      ),
      (
        "runs",
        .object([
          ("expected", .integer(rehearsal.total)), ("most", .integer(budget.total)),
          ("screening", .integer(budget.screening)), ("locating", .integer(budget.locating)),
          ("certifying", .integer(budget.certifying)), ("declining", .integer(budget.declining)),
        ])
      ),
      ("expected_robot_s", .number(expectedCost)), ("store", .string(options.storePath)),
    ])
  }
}
