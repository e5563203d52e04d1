import Contracts
import Coordination
import MeanFields
import Scenes
import SimCore
import Work

/// A number of a field at a moment: one row of `fields.csv`.
public struct FieldRow: Equatable, Sendable {
  /// What the number belongs to.
  public enum Source: String, Sendable {
    /// m^orch of the class.
    case orchestrator
    /// m^exec of the class.
    case executor
    /// Robots of the class that claim a job of an option which nobody has taken yet.
    case claims
  }
  /// Simulated time, seconds.
  public var time: Double
  /// The robot class.
  public var className: String
  /// What it belongs to.
  public var source: Source
  /// Name of the feature, or of the option.
  public var name: String
  /// Its value, in the feature's unit; robots for claims.
  public var value: Float

  /// A row from its values.
  public init(time: Double, className: String, source: Source, name: String, value: Float) {
    self.time = time
    self.className = className
    self.source = source
    self.name = name
    self.value = value
  }
}

extension Fleet {
  /// Both fields as they are now, class by class, added features behind those that all fields have; and the
  /// claims on each option.
  ///
  /// They are m^orch and m^exec themselves; what a policy reads of them depends on the way of coordinating.
  ///
  /// - Complexity: O(classes × (features + options) + robots).
  public func fieldRows() -> [FieldRow] {
    var rows: [FieldRow] = []
    for (classIndex, robotClass) in model.classes.enumerated() {
      func add(_ source: FieldRow.Source, _ name: String, _ value: Float) {
        rows.append(
          FieldRow(
            time: time, className: robotClass.name, source: source, name: name, value: value))
      }
      for layer in FieldLayer.allCases {
        let isPlan = layer == .orchestrator
        let features = isPlan ? OrchestratorSchema.all : ExecutorSchema.all
        let values = fields.signal(classIndex: classIndex, layer: layer)
        for (feature, value) in zip(features, values) {
          add(isPlan ? .orchestrator : .executor, feature.name, value)
        }
        let extra = fields.extraSignal(classIndex: classIndex, layer: layer)
        for (feature, value) in zip(fields.extraFeatures(layer: layer), extra) {
          add(isPlan ? .orchestrator : .executor, feature.name, value)
        }
      }
      var claims = [Int](repeating: 0, count: model.tasks.options.count)
      for row in robotClass.rows {
        let option = Int(Fleet.claimedOption(row, work))
        if claims.indices.contains(option) { claims[option] += 1 }
      }
      for (option, count) in claims.enumerated() {
        add(.claims, model.tasks.options[option].name, Float(count))
      }
    }
    return rows
  }
}
