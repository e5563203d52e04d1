import Contracts
import SimCore

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
    let inputs = StateColumn.byteOffsets(of: column.layer).count
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
    hash.add(column.word)
    hash.add(lengthScale)
    switch map {
    case .radial(let centres): for x in centres { hash.add(x) }
    case .fourier(let count, let seed):
      hash.add(count)
      hash.add(seed)
    }
  }
}
