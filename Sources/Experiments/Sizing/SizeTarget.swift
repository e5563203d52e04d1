import Scenes
import SimCore

/// What a run has to reach: a figure and its bar, as `sojourn_p95 <= 180 s`.
public struct SizeTarget: Equatable, Sendable {
  /// Key of the figure in the store.
  public var key: String
  /// The greatest value that meets it, or the least one.
  public var bar: Double
  /// True where `bar` is the greatest value.
  public var isMost: Bool
  /// The figure's unit; empty where dimensionless.
  public var unit: String

  /// True where a run with this value meets the target; what a run does not tell is not met, as for success bars.
  public func isMet(_ value: Double?) -> Bool {
    guard let value else { return false }
    return isMost ? value <= bar : value >= bar
  }

  /// True where no run can meet both.
  public func contradicts(_ other: SizeTarget) -> Bool {
    guard key == other.key, isMost != other.isMost else { return false }
    return isMost ? other.bar > bar : bar > other.bar
  }

  /// The target for people, in the figure's unit.
  public var words: String {
    "\(key) \(isMost ? "<=" : ">=") \(NumberText.digits(bar))" + (unit.isEmpty ? "" : " \(unit)")
  }
}

extension SizeTarget {
  /// Reads `FIGURE <= VALUE` or `FIGURE >= VALUE`; of a task: `backlog of pallets <= 20`.
  ///
  /// The figure may go without the unit at its end. The value carries its unit where the figure has one.
  ///
  /// - Throws: The first mistake, at its place.
  public init(_ text: String, _ figures: KnownFigures) throws(OptionMistake) {
    guard let sign = text.firstIndex(where: { "<>=≤≥!".contains($0) }) else {
      throw OptionMistake(
        "expected a figure and its bar, such as 'sojourn_p95 <= 180 s' or 'deliveries >= 40'",
        of: text)
    }
    let rest = text[sign...]
    let operation = rest.prefix { "<>=≤≥!".contains($0) }
    guard ["<=", ">=", "≤", "≥"].contains(operation) else {
      throw OptionMistake("expected <= or >=, found '\(operation)'", at: operation, of: text)
    }
    isMost = operation == "<=" || operation == "≤"
    let name = trimmedPart(text[..<sign])
    key = try Self.figure(name, text, figures)
    unit = figures.unit(of: key)
    bar = try Self.value(trimmedPart(rest[operation.endIndex...]), text, key, unit)
  }

  /// Reads the key of a figure that stands alone.
  ///
  /// - Throws: The mistake, at its place.
  public static func key(_ text: String, _ figures: KnownFigures) throws(OptionMistake) -> String {
    try figure(trimmedPart(text[...]), text, figures)
  }

  private static func figure(
    _ name: Substring, _ text: String, _ figures: KnownFigures
  ) throws(OptionMistake) -> String {
    if name.isEmpty {
      throw OptionMistake("expected a figure before the operator", at: name, of: text)
    }
    var words = String(name)
    if let of = name.firstRange(of: " of ") {
      let task = trimmedPart(name[of.upperBound...])
      let figure = String(trimmedPart(name[..<of.lowerBound]))
      guard figures.taskNames.contains(String(task)) else {
        throw OptionMistake(
          "unknown task '\(task)'", unknown: String(task), among: figures.taskNames, at: task,
          of: text)
      }
      guard FigureKeys.ofTasks.contains(figure) else {
        throw OptionMistake(
          "'\(figure)' is no figure of a task; a task has \(FigureKeys.ofTasks.joined(separator: ", "))",
          at: name[..<of.lowerBound], of: text)
      }
      // With one task its figures are those of the whole run.
      words = figures.taskNames.count > 1 ? "\(figure)_\(task)" : figure
    }
    if let key = figures.key(meant: words) { return key }
    if figures.isElsewhere(words) {
      throw OptionMistake("no run of this scene tells '\(words)'", at: name, of: text)
    }
    throw OptionMistake(
      "unknown figure '\(words)'", unknown: words, among: figures.keys, at: name, of: text)
  }

  private static func value(
    _ part: Substring, _ text: String, _ key: String, _ unit: String
  ) throws(OptionMistake) -> Double {
    let example = unit.isEmpty ? "a number" : "a number of \(unit)"
    if part.isEmpty {
      throw OptionMistake("expected \(example) behind the operator", at: part, of: text)
    }
    guard let number = SceneValue.number(in: String(part)) else {
      throw OptionMistake("expected \(example), found '\(part)'", at: part, of: text)
    }
    let like = unit.isEmpty ? "1" : unit
    guard let value = quantity(String(part), like: like),
      let one = quantity("1 \(like)", like: like)
    else {
      let digits = NumberText.digits(number.value)
      if number.unit.isEmpty {
        throw OptionMistake(
          "\(key) is measured in \(unit): expected '\(digits) \(unit)'", at: part, of: text)
      }
      let expected = unit.isEmpty ? "no unit" : unit
      throw OptionMistake(
        "unit '\(number.unit)' does not measure \(key); expected \(expected)",
        at: part[part.index(part.endIndex, offsetBy: -number.unit.count)...], of: text)
    }
    return value / one
  }
}
