import Contracts
import SimCore

/// What came back: checks, and the way into commands and decisions.
extension PolicyGroup {
  /// What is wrong with the answers, in words; nil where nothing is.
  ///
  /// - Returns: The class, the robot and the column, as in `class 'cart', robot 3: forward is nan`.
  /// - Complexity: O(robots × columns), no allocation where all is well.
  public func mistake() -> String? {
    shape.layer == .executor ? mistakeInActions() : mistakeInDirectives()
  }

  private func mistakeInActions() -> String? {
    let width = shape.answerWidth
    // Infinities and NaN are what a sum of zeros shows: one pass without a branch for each number.
    var sum: Float = 0
    for k in 0..<shape.robotCount * width { sum += answers[k] * 0 }
    if sum == 0 { return nil }
    for k in 0..<shape.robotCount * width where !answers[k].isFinite {
      return words(k / width, AnswerColumns.actions[k % width].name, answers[k])
    }
    return nil
  }

  private func mistakeInDirectives() -> String? {
    for robot in 0..<shape.robotCount where isAsked[robot] != 0 {
      let answer = answers + robot * shape.answerWidth
      for column in 0..<shape.answerWidth {
        let range = directiveRange(column)
        let value = answer[column]
        let isWhole = column >= 6 || value == value.rounded()
        guard range.contains(value), isWhole else {
          return words(robot, AnswerColumns.directives[column].name, value)
            + ", expected \(column < 6 ? "a whole number " : "")from \(range.lowerBound) to "
            + "\(range.upperBound)"
        }
      }
      if answer[0] == Float(DirectiveKind.serve.rawValue), answer[1] < 0 {
        return words(robot, "option", answer[1]) + ", but its directive is to serve one"
      }
    }
    return nil
  }

  private func directiveRange(_ column: Int) -> ClosedRange<Float> {
    switch column {
    case 0: 0...4
    case 1: -1...Float(shape.layout.optionCount - 1)
    case 2: 0...5
    case 3, 4: 0...3
    case 5: 0...2
    case 6: 0...1_000
    default: 0...1
    }
  }

  private func words(_ robot: Int, _ column: String, _ value: Float) -> String {
    "class '\(shape.className)', robot \(robot): \(column) is \(value)"
  }
}

extension PolicyGroup {
  /// Writes the commands and their reports.
  ///
  /// - Precondition: `mistake()` is nil.
  /// - Complexity: O(robots), no allocation.
  package func take(
    _ commands: UnsafeMutablePointer<MotionCommand>, _ traces: UnsafeMutablePointer<ExecutorTrace>
  ) {
    for robot in 0..<shape.robotCount {
      let (answer, report) = (answers + 6 * robot, reports + 3 * robot)
      commands[robot] = MotionCommand(
        forward: answer[0], lateral: answer[1], turn: answer[2], toolForce: answer[3],
        toolHeight: answer[4], grip: answer[5])
      // Nobody reports: what was commanded is what was wanted.
      let isReported = report[0].isFinite && report[1].isFinite && report[2].isFinite
      let speed = (answer[0] * answer[0] + answer[1] * answer[1]).squareRoot()
      traces[robot] = ExecutorTrace(
        tag: isReported ? UInt32(max(0, min(65_535, report[0]))) : 0,
        uncertainty: isReported ? max(0, min(1, report[1])) : 0,
        wantedSpeed: isReported ? max(0, report[2]) : min(1, speed) * shape.embodiment.maxSpeed)
    }
  }

  /// Writes the decisions of those who were asked.
  ///
  /// An option that the robot cannot serve now is refused as work refuses it: the robot waits.
  ///
  /// - Precondition: `mistake()` is nil.
  /// - Complexity: O(robots), no allocation.
  package func take(_ decisions: UnsafeMutablePointer<OrchestratorDecision>) {
    for robot in 0..<shape.robotCount where isAsked[robot] != 0 {
      let answer = answers + 8 * robot
      decisions[robot] = OrchestratorDecision(
        kind: DirectiveKind(rawValue: UInt8(answer[0])) ?? .none, option: Int16(answer[1]),
        metadata: EpisodeMetadata(
          quality: UInt8(answer[2]), speed: .init(rawValue: UInt8(answer[3])) ?? .unknown,
          strategy: .init(rawValue: UInt8(answer[4])) ?? .unknown,
          mode: .init(rawValue: UInt8(answer[5])) ?? .unknown),
        entropy: answer[6], predictedSuccess: answer[7])
    }
  }
}
