import SimCore

/// A learned feature map: a small multilayer perceptron per robot, pooled by the mean (DeepSets).
///
/// Each layer is x ← tanh(Wx + b), so features lie in [−1, 1] whatever the weights. The weights come
/// from training; `LearnedFeature(layers:parameters:)` is where they enter.
///
/// Source: M. Zaheer et al., "Deep sets", NIPS 2017; mathematics §1.1 (mean pooling only).
public struct LearnedFeature: PopulationFeature {
  /// Sizes of the layers: inputs, hidden layers, features.
  public let layers: [Int]
  /// Per layer W row-major [outputs × inputs], then b [outputs].
  public let parameters: [Float]
  /// Number of floats of a microstate.
  public let inputCount: Int
  /// Number of features.
  public let count: Int
  /// Name, unit and declared range of every feature. [count]
  public let descriptions: [FeatureDescription]

  /// Number of parameters for layers of these sizes.
  public static func parameterCount(layers: [Int]) -> Int {
    zip(layers, layers.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// A feature map from its weights; nil where their number does not fit or one is not finite.
  public init?(layers: [Int], parameters: [Float]) {
    guard layers.count >= 2, layers.allSatisfy({ $0 > 0 }), let inputs = layers.first,
      let outputs = layers.last, parameters.count == Self.parameterCount(layers: layers),
      parameters.allSatisfy(\.isFinite)
    else { return nil }
    self.layers = layers
    self.parameters = parameters
    inputCount = inputs
    count = outputs
    descriptions = (0..<outputs).map {
      FeatureDescription("learned\($0)", range: -1...1, doc: "Learned feature \($0).")
    }
  }

  /// Writes the features of some microstates; see `PopulationFeature`.
  public func write(
    _ states: UnsafePointer<Float>, rowCount: Int, into rows: UnsafeMutablePointer<Float>
  ) -> Int64 {
    var outside: Int64 = 0
    let widest = layers.reduce(0, max)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * widest) { scratch in
      guard var x = scratch.baseAddress else { return }
      var y = x + widest
      parameters.withUnsafeBufferPointer { parameters in
        for i in 0..<rowCount {
          for column in 0..<inputCount {
            let value = states[i * inputCount + column]
            if !value.isFinite { outside &+= 1 }
            x[column] = value.isFinite ? value : 0
          }
          var offset = 0
          for layer in 1..<layers.count {
            let (inputs, outputs) = (layers[layer - 1], layers[layer])
            for row in 0..<outputs {
              var sum = parameters[offset + outputs * inputs + row]
              for column in 0..<inputs {
                sum += parameters[offset + row * inputs + column] * x[column]
              }
              y[row] = hyperbolicTangent(sum)
            }
            offset += outputs * (inputs + 1)
            swap(&x, &y)
          }
          (rows + i * count).update(from: x, count: count)
        }
      }
    }
    return outside
  }
}
