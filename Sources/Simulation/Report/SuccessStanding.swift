import Scenes
import SimCore
import Work

/// How a figure stands to its bar at a moment.
public struct BarStanding: Equatable, Sendable {
  /// Key of the figure in files.
  public var key: String
  /// Title of the figure.
  public var title: String
  /// Its unit; empty where dimensionless.
  public var unit: String
  /// Its value now; nil where the run does not tell it.
  public var value: Double?
  /// Its least value; nil where there is none.
  public var atLeast: Double?
  /// Its greatest value; nil where there is none.
  public var atMost: Double?

  /// True where the value is within both; what is not known is not met.
  public var isMet: Bool {
    guard let value else { return false }
    return value >= atLeast ?? -.infinity && value <= atMost ?? .infinity
  }

  /// True where the greatest value decides: it is exceeded, or the only one.
  var isUpper: Bool {
    guard let atMost else { return false }
    return atLeast == nil || value.map { $0 > atMost } ?? false
  }

  /// How near the value is to what is asked for: 1 and more where it is met, 0 where it is not known.
  var closeness: Double {
    guard let value else { return 0 }
    if isUpper { return value > 0 ? (atMost ?? 0) / value : .infinity }
    return atLeast.map { $0 > 0 ? value / $0 : .infinity } ?? 0
  }

  /// The standing for people: "deliveries per hour 843 1/h, at least 1000: missed".
  public var sentence: String {
    let ends = [
      atLeast.map { "at least \(NumberText.short($0))" },
      atMost.map { "at most \(NumberText.short($0))" },
    ]
    let found =
      value.map { NumberText.short($0) + (unit.isEmpty ? "" : " \(unit)") } ?? "not known"
    return "\(title) \(found), " + ends.compactMap { $0 }.joined(separator: " and ")
      + (isMet ? ": met" : ": missed")
  }
}

/// The success event of a scene at a moment; its figure is that of the bar which decides.
public struct SuccessStanding: Equatable, Sendable {
  /// Title of the figure that is compared.
  public var title: String
  /// Its unit; empty where dimensionless.
  public var unit: String
  /// Its value now; nil where the run does not tell it.
  public var value: Double?
  /// The least value of a success, or the greatest.
  public var bar: Double
  /// True where the bar is the greatest value.
  public var isUpper = false
  /// True where the event holds now.
  public var isMet: Bool
  /// What else is to be said of why it does not hold, in words; nil where nothing is.
  public var hindrance: String?
  /// All bars, in the scene's order.
  public var bars: [BarStanding] = []
  /// Stranded robots that make the run no success; 0 where they do not.
  public var stranded = 0

  /// A standing from its values.
  public init(
    title: String, unit: String, value: Double?, bar: Double, isMet: Bool, hindrance: String? = nil
  ) {
    self.title = title
    self.unit = unit
    self.value = value
    self.bar = bar
    self.isMet = isMet
    self.hindrance = hindrance
  }

  /// The standing of several bars; the figure is that of the bar which is farthest from being met where all are
  /// asked for, and of the nearest one where any does.
  ///
  /// - Precondition: there is at least one bar.
  init(_ bars: [BarStanding], rule: SuccessSpec.Rule, stranded: Int) {
    let metCount = bars.count { $0.isMet }
    let isEnough = rule == .all ? metCount == bars.count : metCount > 0
    var decisive = bars[0]
    for bar in bars.dropFirst() {
      let isNearer = bar.closeness > decisive.closeness
      if rule == .any ? isNearer : bar.closeness < decisive.closeness { decisive = bar }
    }
    self.init(
      title: decisive.title, unit: decisive.unit,
      value: decisive.value,
      bar: (decisive.isUpper ? decisive.atMost : decisive.atLeast) ?? 0,
      isMet: isEnough && stranded == 0)
    isUpper = decisive.isUpper
    self.bars = bars
    self.stranded = stranded
    var reasons: [String] = []
    if !isEnough && bars.count > 1 { reasons.append("\(metCount) of \(bars.count) bars met") }
    if stranded > 0 { reasons.append("\(stranded) stranded") }
    hindrance = reasons.isEmpty ? nil : reasons.joined(separator: ", ")
  }
}

extension Fleet {
  /// How the scene's success event stands; nil where it names none.
  ///
  /// - Complexity: O(robots + jobs that wait): all figures are formed.
  public var successStanding: SuccessStanding? {
    guard let success = model.success, !success.bars.isEmpty else { return nil }
    let figures = figures()
    let bars = success.bars.map { bar in
      // With one task its figures are those of the whole run.
      let isOfTask = model.tasks.names.count > 1
      let key = bar.indicator + (isOfTask ? bar.task.map { "_\($0)" } ?? "" : "")
      let figure = figures.first { $0.key == key }
      let whole = figures.first { $0.key == bar.indicator }
      // A title that is indented says nothing without the line above it.
      let isWhole = whole.map { !$0.title.hasPrefix(" ") } ?? false
      let title = isWhole ? whole?.title ?? bar.indicator : bar.indicator
      return BarStanding(
        key: key, title: title + (bar.task.map { " of \($0)" } ?? ""), unit: figure?.unit ?? "",
        value: figure?.value, atLeast: bar.atLeast.map(Double.init),
        atMost: bar.atMost.map(Double.init))
    }
    return SuccessStanding(
      bars, rule: success.rule, stranded: success.noRobotStranded ? tally.stranded : 0)
  }
}
