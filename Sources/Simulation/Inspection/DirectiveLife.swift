import Contracts
import Scenes
import SimCore
import Work

/// The life of a directive: one row of `directives.csv`.
public struct DirectiveLife: Equatable, Sendable {
  /// The robot's row.
  public var robot: Int
  /// Its class.
  public var className: String
  /// Its number in its class.
  public var index: Int
  /// Number of the directive within its robot, from 1.
  public var number: Int
  /// What was asked.
  public var kind: String
  /// The option it was about; empty where it was about none.
  public var option: String
  /// Physics step it was issued at.
  public var issuedStep: Int
  /// Physics step at which its latency had passed.
  public var dueStep: Int
  /// Physics step at which its executor acknowledged it, from which on it was in force; nil where that
  /// never was.
  public var acknowledgedStep: Int?
  /// Physics step it ended at; nil where it had not ended when the record did.
  public var endedStep: Int?
  /// How it ended: done, rejected, cancelled, expired, failed; or open.
  public var outcome: String
  /// Physics step it would have expired at; nil where it had no deadline.
  public var deadlineStep: Int?
  /// Advice for its executor: 1 to 5, best is 5; empty where it was left out.
  public var quality: String
  /// Advice: how fast; empty where it was left out.
  public var speed: String
  /// Advice: how to meet others; empty where it was left out.
  public var strategy: String
  /// Advice: what of the robot is moved; empty where it was left out.
  public var mode: String
  /// The success probability that its orchestrator predicted, 0 to 1.
  public var predictedSuccess: Double

  /// The outcome of one that has not ended.
  public static let open = "open"

  /// Names of the columns of `directives.csv`.
  public static let columns = [
    "robot", "class", "index", "directive", "kind", "option", "issued_step", "due_step",
    "acknowledged_step", "ended_step", "outcome", "deadline_step", "quality", "speed", "strategy",
    "mode", "predicted_success",
  ]

  /// Its cells, in the order of the columns; empty where there is nothing.
  public var cells: [String] {
    func text(_ step: Int?) -> String { step.map(String.init) ?? "" }
    return [
      "\(robot)", className, "\(index)", "\(number)", kind, option, "\(issuedStep)", "\(dueStep)",
      text(acknowledgedStep), text(endedStep), outcome, text(deadlineStep), quality, speed,
      strategy, mode, CSVText.digits(predictedSuccess),
    ]
  }

  /// A life from its cells; nil where they are none.
  public init?(cells: [String]) {
    guard cells.count == Self.columns.count, let robot = Int(cells[0]), let index = Int(cells[2]),
      let number = Int(cells[3]), let issued = Int(cells[6]), let due = Int(cells[7]),
      let predicted = Double(cells[16])
    else { return nil }
    for place in [8, 9, 11] where !cells[place].isEmpty && Int(cells[place]) == nil { return nil }
    (self.robot, className, self.index, self.number) = (robot, cells[1], index, number)
    (kind, option, issuedStep, dueStep) = (cells[4], cells[5], issued, due)
    (acknowledgedStep, endedStep) = (Int(cells[8]), Int(cells[9]))
    (outcome, deadlineStep) = (cells[10], Int(cells[11]))
    (quality, speed, strategy, mode) = (cells[12], cells[13], cells[14], cells[15])
    predictedSuccess = predicted
  }
}

extension Fleet {
  /// The directives that ended in the last executor tick; empty in between.
  public func endedDirectives() -> [DirectiveLife] {
    guard stepCount % model.clocks.stepsPerExecutorTick == 0 else { return [] }
    return work.endedDirectives.map { life($0.directive, of: $0.row, $0.outcome, Int($0.step)) }
  }

  /// The directives that have not ended, robot by robot: the one in force before one that is not yet.
  public func openDirectives() -> [DirectiveLife] {
    (0..<robotCount).flatMap { row in
      [work.directive[row], work.pending[row]].filter { $0.kind != .none && $0.identifier > 0 }
        .map { life($0, of: row, nil, nil) }
    }
  }

  private func life(
    _ directive: Directive, of row: Int, _ outcome: DirectiveStatus?, _ end: Int?
  ) -> DirectiveLife {
    DirectiveLife(
      directive, row, name: classAndIndex(ofRobot: row),
      option: directive.option >= 0 ? model.tasks.options[Int(directive.option)].name : "",
      outcome: outcome.map { "\($0)" } ?? DirectiveLife.open, end)
  }

  private func classAndIndex(ofRobot row: Int) -> (className: String, index: Int) {
    let robotClass = model.classes[Int(body.robots.classIndex[row])]
    return (robotClass.name, row - robotClass.rows.lowerBound)
  }
}

extension DirectiveLife {
  fileprivate init(
    _ directive: Directive, _ row: Int, name: (className: String, index: Int), option: String,
    outcome: String, _ end: Int?
  ) {
    (robot, className, index) = (row, name.className, name.index)
    (number, kind, self.option) = (Int(directive.identifier), "\(directive.kind)", option)
    (issuedStep, dueStep) = (Int(directive.issuedStep), Int(directive.effectiveStep))
    acknowledgedStep = directive.acknowledgedStep >= 0 ? Int(directive.acknowledgedStep) : nil
    (endedStep, self.outcome) = (end, outcome)
    deadlineStep = directive.deadlineStep < .max ? Int(directive.deadlineStep) : nil
    let advice = directive.metadata
    quality = advice.quality > 0 ? "\(advice.quality)" : ""
    (speed, strategy) = (advice.speed.word ?? "", advice.strategy.word ?? "")
    mode = advice.mode.word ?? ""
    predictedSuccess = Double(directive.predictedSuccess)
  }
}
