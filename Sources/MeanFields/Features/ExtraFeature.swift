import Contracts
import SimCore

/// A part of a microstate that extra features can be of.
public enum StateColumn: String, Sendable, CaseIterable {
  /// Position in the world, metres; executors, two numbers.
  case position
  /// Velocity in the world as a share of the class's maximum; executors, two numbers.
  case velocity
  /// Turn rate as a share of the class's maximum; executors.
  case spin
  /// Speed as a share of the speed wanted; executors.
  case speedRatio = "speed_ratio"
  /// Contact impulse as a share of mass × maximum speed; executors.
  case impulse
  /// State of charge; executors.
  case battery
  /// Uncertainty of the executor's action; executors.
  case uncertainty
  /// Age of the plan in orchestrator periods; orchestrators.
  case planAge = "plan_age"
  /// Entropy of the last choice as a share of the largest; orchestrators.
  case entropy
  /// Progress of the present stage; orchestrators.
  case progress
  /// The success probability that the planner predicted; orchestrators.
  case predictedSuccess = "predicted_success"

  /// The layer whose microstate has it.
  public var layer: FieldLayer {
    switch self {
    case .planAge, .entropy, .progress, .predictedSuccess: .orchestrator
    case .position, .velocity, .spin, .speedRatio, .impulse, .battery, .uncertainty: .executor
    }
  }
  /// How many numbers it is.
  public var dimension: Int { self == .position || self == .velocity ? 2 : 1 }
  /// Unit of its numbers.
  public var unit: String {
    switch self {
    case .position: "m"
    case .planAge: "periods"
    default: "1"
    }
  }
  /// The parts of a layer's microstate, in the order of its row of floats.
  public static func columns(of layer: FieldLayer) -> [StateColumn] {
    allCases.filter { $0.layer == layer }
  }
  /// Number of floats of a layer's row.
  static func width(of layer: FieldLayer) -> Int {
    columns(of: layer).reduce(0) { $0 + $1.dimension }
  }
  /// First float of it in the row.
  var offset: Int {
    Self.columns(of: layer).prefix { $0 != self }.reduce(0) { $0 + $1.dimension }
  }
}

/// A feature map that a scene adds to the schema of a layer.
public struct ExtraFeature: Equatable, Sendable {
  /// The maps there are.
  public enum Map: Equatable, Sendable {
    /// exp(−|x − c|²/(2ℓ²)) round each centre c. [count × dimension] numbers
    case radial(centres: [Float])
    /// √(2/D) cos(w·x + b) for D random waves of length ℓ, drawn from the seed.
    case fourier(count: Int, seed: UInt64)
  }
  /// Name that its features begin with.
  public var name: String
  /// What it is of.
  public var column: StateColumn
  /// The map.
  public var map: Map
  /// ℓ, in the column's unit, > 0.
  public var lengthScale: Float

  /// A feature map from its values.
  public init(name: String, column: StateColumn, map: Map, lengthScale: Float) {
    self.name = name
    self.column = column
    self.map = map
    self.lengthScale = lengthScale
  }

  /// Name, unit and range of its features, in order.
  public var descriptions: [FeatureDescription] { built.descriptions }

  /// The map over rows of the layer's columns.
  var built: any PopulationFeature {
    let inputs = StateColumn.width(of: column.layer)
    return switch map {
    case .radial(let centres):
      RadialFeature(
        name, column: column.offset, dimension: column.dimension, inputCount: inputs,
        centres: centres, lengthScale: lengthScale)
    case .fourier(let count, let seed):
      FourierFeature(
        name, column: column.offset, dimension: column.dimension, inputCount: inputs, count: count,
        lengthScale: lengthScale, seed: seed)
    }
  }

  /// Folds the map into a hash (correction C10).
  func addIdentity(to hash: inout StateHash) {
    hash.add(name)
    hash.add(column.rawValue)
    hash.add(lengthScale)
    switch map {
    case .radial(let centres): for x in centres { hash.add(x) }
    case .fourier(let count, let seed):
      hash.add(count)
      hash.add(seed)
    }
  }
}
