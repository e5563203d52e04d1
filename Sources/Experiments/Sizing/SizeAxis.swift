import Emergence
import Scenes
import SimCore

/// The axis of a study of sizes: what is set, and the sizes that are screened first.
public struct SizeAxis: Equatable, Sendable {
  /// Name as `--set` takes it.
  public var name: String
  /// The sizes, rising; nil where they are left to the command.
  public var sizes: [Int]?

  /// The most robots of a size.
  public static let largest = 1_000_000
  /// The most sizes of a grid.
  public static let mostSizes = 200

  /// An axis from its values.
  public init(name: String, sizes: [Int]? = nil) {
    self.name = name
    self.sizes = sizes
  }

  /// Reads `n`, `n=50..800` or `n=10,20,40..160*2`.
  ///
  /// A range without a step has all sizes up to 12 and then steps of about 1.3; ranges with steps are those of a
  /// sweep (`SweepAxis`).
  ///
  /// - Throws: The first mistake, at its place.
  public init(_ text: String) throws(OptionMistake) {
    guard let equals = text.firstIndex(of: "=") else {
      name = text
      if text.isEmpty { throw OptionMistake("expected the name of a parameter or key", of: text) }
      return
    }
    name = String(text[..<equals])
    if name.isEmpty {
      throw OptionMistake(
        "expected the name of a parameter or key before '='", at: text[..<equals], of: text)
    }
    let values = text[text.index(after: equals)...]
    var found: Set<Int> = []
    for piece in values.split(separator: ",", omittingEmptySubsequences: false) {
      for size in try Self.sizes(of: trimmedPart(piece), text) { found.insert(size) }
    }
    guard found.count <= Self.mostSizes else {
      throw OptionMistake(
        "\(found.count) sizes are too many: expected at most \(Self.mostSizes); a range without a step has "
          + "few", at: values, of: text)
    }
    sizes = found.sorted()
  }

  private static func sizes(
    of part: Substring, _ text: String
  ) throws(OptionMistake) -> [Int] {
    if part.isEmpty { throw OptionMistake("a size is missing", at: part, of: text) }
    guard let dots = part.firstRange(of: "..") else { return [try size(part, text)] }
    let rest = part[dots.upperBound...]
    let end = rest.firstIndex { $0 == ":" || $0 == "*" } ?? rest.endIndex
    let first = try size(trimmedPart(part[..<dots.lowerBound]), text)
    let last = try size(trimmedPart(rest[..<end]), text)
    guard first <= last else {
      throw OptionMistake("a range rises: \(first) is above \(last)", at: part, of: text)
    }
    if end == rest.endIndex { return FixedDesign.grid(from: first, to: last) }
    let range: SweepRange?
    do throws(SweepError) { range = try SweepRange(String(part)) } catch {
      throw OptionMistake(error.message, at: part, of: text)
    }
    // Factors need not lead to whole numbers; the nearest ones are meant.
    let numbers = (range?.values ?? []).compactMap { Double($0) }.map { Int($0.rounded()) }
    if numbers.isEmpty {
      throw OptionMistake("expected a range such as 20..200:20 or 20..640*2", at: part, of: text)
    }
    return numbers
  }

  private static func size(_ part: Substring, _ text: String) throws(OptionMistake) -> Int {
    guard let size = Int(part), (1...largest).contains(size) else {
      throw OptionMistake(
        "expected a whole number of robots from 1 to \(NumberText.grouped(Int64(largest)))"
          + (part.isEmpty ? "" : ", found '\(part)'"), at: part, of: text)
    }
    return size
  }
}

extension SizeAxis {
  /// Reads an axis of a scene: one of its parameters, the count of a class, or another of its keys.
  ///
  /// - Throws: The first mistake, at its place. Whether a key beyond these is known, loading the scene says.
  public init(_ text: String, of scene: Scene) throws(OptionMistake) {
    try self.init(text)
    if ["seed", "run.seed"].contains(name) {
      throw OptionMistake("'\(name)' is no size: runs have seeds of their own", of: text)
    }
    let known = scene.parameters.map(\.name) + scene.robots.map { "robots.\($0.name).count" }
    let isCount = name.hasPrefix("robots.") && name.hasSuffix(".count")
    if known.contains(name) || name.contains(".") && !isCount { return }
    throw OptionMistake(
      "the scene has no '\(name)'", unknown: name, among: known,
      at: text[..<(text.firstIndex(of: "=") ?? text.endIndex)], of: text)
  }

  /// The axis that is meant where none is named: parameter `n`, else the count of the only class; nil for neither.
  public static func usual(of scene: Scene) -> SizeAxis? {
    if scene.parameters.contains(where: { $0.name == "n" }) { return SizeAxis(name: "n") }
    if scene.robots.count == 1 { return SizeAxis(name: "robots.\(scene.robots[0].name).count") }
    return nil
  }

  /// The size that a scene has as it is: the value of the parameter, or the count of the class; all of its robots
  /// where the axis is neither.
  public func ownSize(in scene: Scene) -> Int {
    if let parameter = scene.parameters.first(where: { $0.name == name }) {
      return parameter.value.isFinite
        ? Int(min(max(1, parameter.value.rounded()), Double(Self.largest))) : 1
    }
    let counts = scene.robots.map { (key: "robots.\($0.name).count", count: $0.count) }
    let own = counts.first { $0.key == name }?.count ?? counts.reduce(0) { $0 + $1.count }
    return max(1, own)
  }

  /// The sizes that are screened where none are given: from 1 to four times as many as the scene has, 12 at least.
  public static func usualSizes(own: Int) -> [Int] {
    FixedDesign.grid(to: min(largest, max(12, 4 * own)))
  }
}
