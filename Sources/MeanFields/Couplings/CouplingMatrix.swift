/// Which classes' fields a class reads, and how much: z_c = Σ_c' W(c, c′) m_c'.
///
/// Source: mathematics §1.5.
public struct CouplingMatrix: Equatable, Sendable {
  /// Number of classes.
  public let classCount: Int
  /// W, row-major, row c is what class c reads. [classCount × classCount]
  public let weights: [Float]
  /// True where z ends with the row's sum, the *interaction mass*, as one more feature.
  public let appendsMass: Bool

  /// A coupling from its weights.
  ///
  /// - Precondition: `weights` is square and finite.
  public init(weights: [[Float]], appendsMass: Bool = false) {
    classCount = weights.count
    precondition(weights.allSatisfy { $0.count == weights.count }, "a coupling is square")
    self.weights = weights.flatMap { $0 }
    precondition(self.weights.allSatisfy(\.isFinite), "the weights of a coupling are finite")
    self.appendsMass = appendsMass
  }

  /// Nothing is read.
  public static func zero(classCount: Int) -> CouplingMatrix {
    CouplingMatrix(
      weights: Array(repeating: Array(repeating: 0, count: classCount), count: classCount))
  }

  /// Each class reads its own field.
  public static func own(classCount: Int) -> CouplingMatrix {
    CouplingMatrix(
      weights: (0..<classCount).map { c in (0..<classCount).map { $0 == c ? 1 : 0 } })
  }

  /// Every class reads the mean over all robots, weights N_c'/N; then all classes read the same.
  public static func population(_ populations: [Int]) -> CouplingMatrix {
    let total = Float(populations.reduce(0, +))
    let row = populations.map { total > 0 ? Float($0) / total : 0 }
    return CouplingMatrix(weights: populations.map { _ in row })
  }

  /// Every class reads the mean over the robots of the other classes (the second half of the default
  /// stack, correction C2).
  public static func others(_ populations: [Int]) -> CouplingMatrix {
    let total = populations.reduce(0, +)
    return CouplingMatrix(
      weights: populations.indices.map { c in
        populations.indices.map { other in
          let rest = total - populations[c]
          return other == c || rest == 0 ? 0 : Float(populations[other]) / Float(rest)
        }
      })
  }

  /// The blocks of a graphon: W(c, c′) = w(c, c′) π_c', or divided by its row's sum.
  ///
  /// - Parameters:
  ///   - blocks: w, row c is what class c sees. [classCount][classCount]
  ///   - shares: Widths π_c of the blocks, their sum is 1. [classCount]
  ///   - rowNormalised: True to read a weighted mean; false to read the graphon's integral, with the
  ///     interaction mass as one more feature.
  /// - Returns: The coupling.
  public static func blockGraphon(
    _ blocks: [[Float]], shares: [Float], rowNormalised: Bool
  ) -> CouplingMatrix {
    precondition(blocks.count == shares.count, "each block has a width")
    var weights = blocks.map { row in zip(row, shares).map { $0 * $1 } }
    if rowNormalised {
      weights = weights.map { row in
        let sum = row.reduce(0, +)
        return sum > 0 ? row.map { $0 / sum } : row
      }
    }
    return CouplingMatrix(weights: weights, appendsMass: !rowNormalised)
  }

  /// A graphon w on [0, 1]² by `blockCount` equal blocks, w taken at the blocks' centres.
  ///
  /// For a Lipschitz w the error is O(1/L) in L², and O(1/L²) at the blocks' centres.
  public static func blockGraphon(
    blockCount: Int, rowNormalised: Bool, of graphon: (Double, Double) -> Double
  ) -> CouplingMatrix {
    precondition(blockCount > 0, "a graphon has at least one block")
    let centres = (0..<blockCount).map { (Double($0) + 0.5) / Double(blockCount) }
    return blockGraphon(
      centres.map { a in centres.map { b in Float(graphon(a, b)) } },
      shares: Array(repeating: 1 / Float(blockCount), count: blockCount),
      rowNormalised: rowNormalised)
  }

  /// Number of features of z for fields of `featureCount`.
  public func outputCount(featureCount: Int) -> Int { featureCount + (appendsMass ? 1 : 0) }

  /// The interaction mass of a class: the sum of its row.
  public func mass(ofClass classIndex: Int) -> Float {
    var sum = 0.0
    for other in 0..<classCount { sum += Double(weights[classIndex * classCount + other]) }
    return Float(sum)
  }

  /// Writes z of every class.
  ///
  /// - Parameters:
  ///   - fields: m_c. [classCount × featureCount]
  ///   - featureCount: Number of features of m.
  ///   - result: z_c. [classCount × outputCount(featureCount)]
  /// - Complexity: O(classCount² × featureCount), no allocation. Sums in Double, in class order.
  public func apply(
    _ fields: UnsafePointer<Float>, featureCount: Int, into result: UnsafeMutablePointer<Float>
  ) {
    let stride = outputCount(featureCount: featureCount)
    weights.withUnsafeBufferPointer { weights in
      for c in 0..<classCount {
        for feature in 0..<featureCount {
          var sum = 0.0
          for other in 0..<classCount {
            sum +=
              Double(weights[c * classCount + other])
              * Double(fields[other * featureCount + feature])
          }
          result[c * stride + feature] = Float(sum)
        }
        if appendsMass { result[c * stride + featureCount] = mass(ofClass: c) }
      }
    }
  }
}

/// The four couplings between the two layers.
///
/// Source: mathematics §1.5, correction C1 (default: each policy reads both fields).
public struct LayerCouplings: Equatable, Sendable {
  /// W_ox: what orchestrators read of m^exec.
  public var orchestratorsReadExecutors: CouplingMatrix
  /// W_xo: what executors read of m^orch.
  public var executorsReadOrchestrators: CouplingMatrix
  /// W_oo: what orchestrators read of m^orch.
  public var orchestratorsReadOrchestrators: CouplingMatrix
  /// W_xx: what executors read of m^exec.
  public var executorsReadExecutors: CouplingMatrix

  /// The same coupling four times.
  public init(all coupling: CouplingMatrix) {
    orchestratorsReadExecutors = coupling
    executorsReadOrchestrators = coupling
    orchestratorsReadOrchestrators = coupling
    executorsReadExecutors = coupling
  }

  /// The couplings that an ablation leaves: what it withholds is zero.
  public init(_ ablation: LayerCoupling, of coupling: CouplingMatrix) {
    self.init(all: coupling)
    let zero = CouplingMatrix.zero(classCount: coupling.classCount)
    if ablation == .none || ablation == .own {
      orchestratorsReadExecutors = zero
      executorsReadOrchestrators = zero
    }
    if ablation == .none || ablation == .cross {
      orchestratorsReadOrchestrators = zero
      executorsReadExecutors = zero
    }
  }

  /// What policies of `reader` read of the field of `source`.
  public func matrix(reader: FieldLayer, source: FieldLayer) -> CouplingMatrix {
    switch (reader, source) {
    case (.orchestrator, .executor): orchestratorsReadExecutors
    case (.executor, .orchestrator): executorsReadOrchestrators
    case (.orchestrator, .orchestrator): orchestratorsReadOrchestrators
    case (.executor, .executor): executorsReadExecutors
    }
  }
}
