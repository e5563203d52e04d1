import Scenes

/// One axis of a sweep: a parameter or a key of the scene, and the values it takes.
public struct SweepAxis: Equatable, Sendable {
  /// Name as `--set` takes it: `n`, `coordination.mode`, `robots.carrier.drive.max_speed`.
  public var name: String
  /// Values as text, in order; no two of them mean the same.
  public private(set) var values: [String]

  /// An axis from its values; one that means the same as another before it is left out.
  ///
  /// `1` and `1.0` are one point, and so are `60 s` and `1 min`: a point that comes twice would count
  /// its runs twice.
  public init(name: String, values: [String]) {
    self.name = name
    // Only membership is asked, so the set's order cannot matter.
    var meanings: Set<String> = []
    self.values = values.filter { meanings.insert(SceneValue.meaning(of: $0)).inserted }
  }

  /// Reads `name=a,b,c`, where each part is a value or a range of numbers.
  ///
  /// `20..200:20` goes from 20 to 200 in steps of 20, `20..640*2` from 20 to 640 by factors of 2; the
  /// last value is the largest that does not pass the end. Commas inside brackets belong to the
  /// value: `area=[0 m, 0 m],[1 m, 1 m]`.
  ///
  /// - Throws: `SweepError` where the name or a value is missing, or a range has no step or no end.
  public init(_ text: String) throws(SweepError) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw SweepError("--axis \(text): expected name=value,value,…")
    }
    var values: [String] = []
    for part in Self.split(text[text.index(after: equals)...]) {
      if part.isEmpty { throw SweepError("--axis \(text): a value is empty") }
      do throws(SweepError) {
        values += try SweepRange(part)?.values ?? [part]
      } catch {
        throw SweepError("--axis \(text): \(error.message)")
      }
    }
    self.init(name: String(text[..<equals]), values: values)
  }

  /// The axis with only the values at some places, in their order.
  func keeping(_ places: [Int]) -> SweepAxis {
    var axis = self
    axis.values = places.map { values[$0] }
    return axis
  }

  /// The value of this axis that means the same as `text`, or nil.
  public func value(meaning text: String) -> String? {
    values.contains(text)
      ? text : values.first { SceneValue.meaning(of: $0) == SceneValue.meaning(of: text) }
  }

  private static func split(_ text: Substring) -> [String] {
    var values = [""]
    var depth = 0
    for character in text {
      if character == "[" || character == "(" || character == "{" { depth += 1 }
      if character == "]" || character == ")" || character == "}" { depth -= 1 }
      if character == "," && depth <= 0 {
        values.append("")
      } else {
        values[values.count - 1].append(character)
      }
    }
    return values.map(trimmed)
  }
}

/// A range of numbers on an axis: `20..200:20` in steps or `20..640*2` by factors.
struct SweepRange {
  /// Its numbers as text, each with its unit.
  let values: [String]
  /// The most values that one range makes.
  static let mostValues = 10_000

  /// Reads a range; nil for a text that is none (`../maps/a.map` is a path).
  ///
  /// - Throws: `SweepError` where it has no step, never arrives, or makes too many values.
  init?(_ text: String) throws(SweepError) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let rest = text[dots.upperBound...]
    let sign = rest.firstIndex { $0 == ":" || $0 == "*" }
    guard let from = SceneValue.number(in: trimmed(text[..<dots.lowerBound])),
      let to = SceneValue.number(in: trimmed(rest[..<(sign ?? rest.endIndex)]))
    else { return nil }
    guard let sign else {
      throw SweepError(
        "'\(text)' has no step; write \(text):1 for steps or \(text)*2 for factors")
    }
    let stepText = trimmed(rest[rest.index(after: sign)...])
    guard let step = SceneValue.number(in: stepText) else {
      throw SweepError("'\(stepText)' in '\(text)' is no number")
    }
    let isGeometric = rest[sign] == "*"
    var units: [String] = []
    for unit in [from.unit, to.unit] + (isGeometric ? [] : [step.unit])
    where !unit.isEmpty && !units.contains(unit) {
      units.append(unit)
    }
    guard units.count <= 1, !isGeometric || step.unit.isEmpty else {
      throw SweepError("'\(text)' has more than one unit")
    }
    let numbers =
      isGeometric
      ? Self.geometric(from.value, to.value, factor: step.value)
      : Self.linear(from.value, to.value, step: step.value)
    guard !numbers.isEmpty else {
      throw SweepError(
        "'\(text)' never arrives: from \(SceneValue.text(of: from.value)) "
          + (isGeometric ? "times" : "in steps of")
          + " \(SceneValue.text(of: step.value)) there is no way to \(SceneValue.text(of: to.value))"
      )
    }
    guard numbers.count <= Self.mostValues else {
      throw SweepError("'\(text)' makes more than \(Self.mostValues) values")
    }
    values = numbers.map { SceneValue.text(of: $0) + (units.first.map { " \($0)" } ?? "") }
  }

  /// Nothing where the step leads away from the end; one value too many where they are too many.
  private static func linear(_ from: Double, _ to: Double, step: Double) -> [Double] {
    guard step != 0, (to - from) * step >= 0 else { return [] }
    // A millionth of a step is rounding: 0.1..0.3:0.1 has three values.
    let count = min(((to - from) / step + 1e-6).rounded(.down) + 1, Double(mostValues) + 1)
    // Decimal steps are added as whole numbers, so that 0.1 + 2 × 0.1 is 0.3.
    var scale = 1.0
    while scale < 1e9 && !(isWhole(from * scale) && isWhole(step * scale)) { scale *= 10 }
    guard scale < 1e9 else { return (0..<Int(count)).map { from + Double($0) * step } }
    return (0..<Int(count)).map { index in
      ((from * scale).rounded() + Double(index) * (step * scale).rounded()) / scale
    }
  }

  private static func geometric(_ from: Double, _ to: Double, factor: Double) -> [Double] {
    guard from != 0, factor > 0, factor != 1, (to / from > 1) == (factor > 1) || to == from else {
      return []
    }
    var values: [Double] = []
    var value = from
    while values.count <= mostValues, factor > 1 ? value / to <= 1 + 1e-9 : value / to >= 1 - 1e-9 {
      // The end is said exactly, whatever the factors round to.
      values.append(abs(value / to - 1) < 1e-9 ? to : value)
      value *= factor
    }
    return values
  }

  private static func isWhole(_ value: Double) -> Bool {
    abs(value - value.rounded()) <= 1e-9 * max(1, abs(value))
  }
}

private func trimmed<Text: StringProtocol>(_ text: Text) -> String {
  var value = Substring(text)
  while value.first == " " { value.removeFirst() }
  while value.last == " " { value.removeLast() }
  return String(value)
}
