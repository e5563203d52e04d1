import Recording
import SimCore
import Simulation

/// What a robot was told in a run, and what became of it, for people and programs.
struct DirectiveReport {
  /// The robot's directives in order, at least one.
  let lives: [DirectiveLife]
  /// Physics steps per simulated second.
  let stepsPerSecond: Int

  /// A report of these directives.
  init(_ lives: [DirectiveLife], stepsPerSecond: Int) {
    self.lives = lives
    self.stepsPerSecond = stepsPerSecond
  }

  /// A heading and a table with a line for each directive.
  var text: String {
    let heads = ["#", "told to", "issued", "in force", "ended", "outcome", "advice", "predicted"]
    let rows = [heads] + lives.map(cells)
    let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let name = lives.first?.robotName ?? ""
    let count = lives.count == 1 ? "1 directive" : "\(lives.count) directives"
    var lines = ["\(name): \(count); times in simulated seconds"]
    for row in rows {
      let padded = row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        // Numbers end in one column, words begin in one.
        return [0, 2, 3, 4, 7].contains(column) ? blanks + row[column] : row[column] + blanks
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines.map { visibleText($0) }.joined(separator: "\n") + "\n"
  }

  private func cells(_ life: DirectiveLife) -> [String] {
    let advice = [
      life.quality.isEmpty ? "" : "quality \(life.quality)", life.speed, life.strategy, life.mode,
    ]
    return [
      "\(life.number)", life.option.isEmpty ? life.kind : "\(life.kind) \(life.option)",
      time(life.issuedStep), time(life.acknowledgedStep), time(life.endedStep), life.outcome,
      advice.filter { !$0.isEmpty }.joined(separator: ", "),
      NumberText.fixed(life.predictedSuccess, decimals: 2),
    ]
  }

  private func time(_ step: Int?) -> String {
    step.map { NumberText.fixed(seconds($0), decimals: 1) } ?? "—"
  }

  private func seconds(_ step: Int) -> Double { Double(step) / Double(stepsPerSecond) }

  /// The same as an object.
  var json: JSONText {
    func time(_ step: Int?) -> JSONText { step.map { .number(seconds($0)) } ?? .null }
    func word(_ text: String) -> JSONText { text.isEmpty ? .null : .string(text) }
    return .object([
      ("robot", .string(lives.first?.robotName ?? "")),
      (
        "directives",
        .array(
          lives.map { life in
            .object([
              ("directive", .integer(life.number)), ("kind", .string(life.kind)),
              ("option", word(life.option)), ("issued_s", time(life.issuedStep)),
              ("due_s", time(life.dueStep)), ("acknowledged_s", time(life.acknowledgedStep)),
              ("ended_s", time(life.endedStep)), ("outcome", .string(life.outcome)),
              ("deadline_s", time(life.deadlineStep)), ("quality", word(life.quality)),
              ("speed", word(life.speed)), ("strategy", word(life.strategy)),
              ("mode", word(life.mode)), ("predicted_success", .number(life.predictedSuccess)),
            ])
          })
      ),
    ])
  }
}
