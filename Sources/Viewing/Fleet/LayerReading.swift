import Contracts
import Coordination
import MeanFields
import Simulation

/// How the policies of one layer read the field of one layer: an edge of the hierarchy.
public struct LayerReading: Equatable, Sendable {
  /// Whose policies read.
  public var reader: FieldLayer
  /// Whose field they read.
  public var source: FieldLayer
  /// True where way of coordinating and coupling grant it.
  public var isGranted: Bool
  /// True where a policy of the scene makes use of it.
  public var isUsed: Bool
  /// How the scene writes its weights: "matrix", "graphon", or nil for the numbers of robots.
  public var kind: String?
  /// Weight of each class (column) in what a class (row) reads. [classes × classes], or empty
  public var weights: [Float]

  /// A reading from its values.
  public init(
    reader: FieldLayer, source: FieldLayer, isGranted: Bool, isUsed: Bool, kind: String? = nil,
    weights: [Float] = []
  ) {
    self.reader = reader
    self.source = source
    self.isGranted = isGranted
    self.isUsed = isUsed
    self.kind = kind
    self.weights = weights
  }

  /// All four of a compiled scene: the coupling that its run has, not one of the viewer's own.
  static func all(of model: WorldModel) -> [LayerReading] {
    let fields = model.coordination.fields
    let populations = model.classes.map { $0.rows.count }
    return FieldLayer.allCases.flatMap { reader in
      FieldLayer.allCases.map { source in
        let isGranted = fields.grants(source, to: reader)
        let weights = fields.weights.weights(reader: reader, source: source)
        let isAggregated = model.coordination.mode.kind.isAggregated
        return LayerReading(
          reader: reader, source: source, isGranted: isGranted,
          isUsed: isGranted && model.hasReaders(of: source, in: reader),
          kind: weights.map { $0.kind == .matrix ? "matrix" : "graphon" },
          weights: isGranted && isAggregated
            ? ReaderCouplings(
              fields.weights, source: source, populations: populations,
              isPooled: fields.granted.isPooled)[reader].weights : [])
      }
    }
  }
}
