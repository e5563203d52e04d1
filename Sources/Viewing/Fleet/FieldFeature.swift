import Contracts
import Coordination
import MeanFields
import Simulation
import Work

/// One component of a mean field, as people read it.
public struct FieldFeature: Equatable, Sendable {
  /// Name as shown, in the scene's own words where it has any.
  public var name: String
  /// Lowest and highest value it takes, as policies read it.
  public var range: ClosedRange<Float>
  /// Unit as shown; empty where dimensionless.
  public var unit: String
  /// What a value is multiplied with to be in that unit.
  public var factor: Float
  /// Heading that it stands under.
  public var group: String
  /// False where nothing in this scene can give it a value, such as a bin of a task that there is not.
  public var isUsed: Bool

  /// A feature from its values.
  public init(
    name: String, range: ClosedRange<Float> = 0...1, unit: String = "", factor: Float = 1,
    group: String = "", isUsed: Bool = true
  ) {
    self.name = name
    self.range = range
    self.unit = unit
    self.factor = factor
    self.group = group
    self.isUsed = isUsed
  }

  /// A value with its unit.
  public func text(_ value: Float) -> String {
    let scaled = Double(value * factor)
    switch unit {
    case "": return Format.decimal(scaled, places: 2)
    case "%": return Format.decimal(scaled, places: scaled.magnitude < 99.95 ? 1 : 0) + " %"
    default: return Format.decimal(scaled, places: scaled.magnitude < 9.995 ? 2 : 1) + " " + unit
    }
  }
}

extension FieldFeature {
  /// The features of m^orch: stages, options by the scene's names, and the state of plans.
  ///
  /// What a planning period scales is given in seconds: the layer's period is part of the scene.
  static func orchestrators(of model: WorldModel) -> [FieldFeature] {
    let period = model.coordination.fields.orchestratorPeriod
    return OrchestratorSchema.all.enumerated().map { index, feature in
      let share = FieldFeature(
        name: words(feature.name), range: feature.range, unit: "%", factor: 100, group: "plans")
      var known = share
      let option = index - OrchestratorSchema.assignments
      switch index {
      case 0..<OrchestratorSchema.stageBins:
        known.name = "\(RobotStage.allCases[index])"
        known.group = "stages"
      case OrchestratorSchema.assignments..<OrchestratorSchema.planAge:
        known.group = "claims of jobs"
        known.isUsed = option < model.tasks.options.count
        known.name = known.isUsed ? model.tasks.options[option].name : "no task \(option)"
      case OrchestratorSchema.planAge:
        known.unit = "s"
        known.factor = OrchestratorSchema.planAgeScale * period
      case OrchestratorSchema.replanRate, OrchestratorSchema.failureRate:
        known.unit = "/s"
        known.factor = 1 / period
      case OrchestratorSchema.entropy: known.name = "entropy of choice"
      case OrchestratorSchema.entropySecondMoment: known.name = "entropy of choice ²"
      default: break
      }
      return known
    }
  }

  /// The features of m^exec: motion, contact, batteries, reasons.
  static let executors: [FieldFeature] = ExecutorSchema.all.enumerated().map { index, feature in
    var known = FieldFeature(name: words(feature.name), range: feature.range)
    let quarter = index - ExecutorSchema.batteryHistogram
    switch index {
    case ..<ExecutorSchema.contact:
      known.group = "motion"
      // The schema's word for dimensionless.
      known.unit = feature.unit == "1" ? "" : feature.unit
    case ExecutorSchema.batteryHistogram..<ExecutorSchema.uncertainty:
      known.name = "\(25 * quarter) to \(25 * quarter + 25) % full"
      known.group = "batteries"
      (known.unit, known.factor) = ("%", 100)
    case ExecutorSchema.battery:
      known.group = "batteries"
      (known.unit, known.factor) = ("%", 100)
    case ExecutorSchema.uncertainty, ExecutorSchema.uncertaintySecondMoment: known.group = "minds"
    case ExecutorSchema.tags...:
      known.name = reasons(inBin: index - ExecutorSchema.tags)
      known.group = "minds"
      (known.unit, known.factor) = ("%", 100)
    case ExecutorSchema.impulse:
      known.group = "contact"
      known.unit = feature.unit
    default:
      known.group = "contact"
      (known.unit, known.factor) = ("%", 100)
    }
    return known
  }

  /// The reasons to act as one does that fall into a bin: "rest or crowd".
  private static func reasons(inBin bin: Int) -> String {
    ReasoningTag.allCases.filter { ExecutorSchema.tagBin($0.rawValue) == bin }
      .map { "\($0)" }.joined(separator: " or ")
  }

  /// "speedRatio" as people read it: "speed ratio".
  private static func words(_ name: String) -> String {
    // Second moments are written as squares: the panels are narrow.
    if name.hasSuffix("SecondMoment") { return words(String(name.dropLast(12))) + " ²" }
    var text = ""
    for letter in name {
      if letter.isUppercase { text += " " + letter.lowercased() } else { text.append(letter) }
    }
    return text
  }
}
