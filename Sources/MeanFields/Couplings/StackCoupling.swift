import Contracts
import SimCore

/// A coupling with the numbers of robots put in: how the stacks of all classes are formed.
public struct StackCoupling: Sendable {
  /// Number of classes.
  public let classCount: Int
  /// Factor of the own half. [classCount]
  private let own: [Float]
  /// Weights of the others' fields, 0 on the diagonal. [classCount × classCount]
  private let others: [Double]
  /// What the others' sum is divided by; 0: there are none. [classCount]
  private let divisor: [Double]
  /// Interaction masses of both halves; 1 where they are no feature. [classCount]
  private let mass: [(own: Float, others: Float)]
  /// One field for both layers: all classes read the mean over all robots. [classCount], else empty
  private let pooled: [Double]

  /// A coupling by weights; nil weights: own class, and the mean over the robots of the others.
  public init(_ weights: ClassWeights?, isRowNormalised: Bool, populations: [Int]) {
    let n = populations.count
    precondition((weights?.classCount ?? n) == n, "weights for \(n) classes")
    let isGraphon = weights?.kind != .matrix
    var own: [Float] = []
    var others: [Double] = []
    var divisor: [Double] = []
    var mass: [(own: Float, others: Float)] = []
    for c in 0..<n {
      var total = 0.0
      var robots = 0.0
      for other in 0..<n {
        var weight = Double(weights?.values[c * n + other] ?? 1)
        if isGraphon { weight *= Double(populations[other]) }
        others.append(other == c ? 0 : weight)
        if other == c { continue }
        total += weight
        robots += Double(populations[other])
      }
      let diagonal = weights?.values[c * n + c] ?? 1
      let plain = isGraphon ? robots : 1
      own.append(isRowNormalised ? (diagonal > 0 ? 1 : 0) : diagonal)
      divisor.append(total > 0 ? (isRowNormalised ? total : plain) : 0)
      mass.append(
        isRowNormalised ? (1, 1) : (diagonal, plain > 0 ? Float(total / plain) : 0))
    }
    classCount = n
    self.own = own
    self.others = others
    self.divisor = divisor
    self.mass = mass
    pooled = []
  }

  /// One field for all classes: one field for both layers.
  public init(pooling populations: [Int]) {
    classCount = populations.count
    own = []
    others = []
    divisor = []
    mass = populations.map { _ in (1, 1) }
    pooled = populations.map { Double($0) }
  }

  /// The interaction masses of a class's two halves: constants, 1 where rows are normalised.
  public func mass(ofClass classIndex: Int) -> (own: Float, others: Float) { mass[classIndex] }

  /// How much each class counts in what each class reads: its own half on the diagonal, its part of the
  /// others' half beside it. [classCount × classCount], reader by reader; for pictures and reports
  public var weights: [Float] {
    (0..<classCount).flatMap { reader in
      (0..<classCount).map { other in
        if !pooled.isEmpty { return Float(pooled[other] / max(1, pooled.reduce(0, +))) }
        if other == reader { return own[reader] }
        return divisor[reader] > 0
          ? Float(others[reader * classCount + other] / divisor[reader]) : 0
      }
    }
  }

  /// Writes the stacks of all classes.
  ///
  /// - Parameters:
  ///   - fields: m_c. [classCount × featureCount]
  ///   - featureCount: Number of features of the layer.
  ///   - stacks: z_c. [classCount × 2 × featureCount]
  /// - Complexity: O(classCount² × featureCount), no allocation; sums in Double, in class order.
  public func apply(
    _ fields: UnsafePointer<Float>, featureCount: Int, into stacks: UnsafeMutablePointer<Float>
  ) {
    if !pooled.isEmpty {
      pooled.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        poolStacks(
          fields, populations: base, classCount: classCount, featureCount: featureCount,
          into: stacks)
      }
      return
    }
    for c in 0..<classCount {
      write(
        ofClass: c, fields: fields, featureCount: featureCount,
        into: stacks + c * 2 * featureCount)
    }
  }

  /// Writes the stack of one class from what somebody holds of all classes' fields.
  public func write(
    ofClass c: Int, fields: UnsafePointer<Float>, featureCount: Int,
    into stack: UnsafeMutablePointer<Float>
  ) {
    let factor = own[c]
    if divisor[c] == 0 {
      for feature in 0..<featureCount {
        stack[feature] = factor * fields[c * featureCount + feature]
        stack[featureCount + feature] = 0
      }
      return
    }
    let share = divisor[c]
    others.withUnsafeBufferPointer { others in
      for feature in 0..<featureCount {
        stack[feature] = factor * fields[c * featureCount + feature]
        // Summed anew per class: subtracting the own share from a total would leave its rounding.
        var sum = 0.0
        for other in 0..<classCount where other != c {
          sum += others[c * classCount + other] * Double(fields[other * featureCount + feature])
        }
        stack[featureCount + feature] = Float(sum / share)
      }
    }
  }

  /// Writes the standard errors of a class's stack from those of the fields: independent errors of the
  /// other classes add up in squares.
  public func writeDeviation(
    ofClass c: Int, featureCount: Int, into stack: UnsafeMutablePointer<Float>,
    deviation: (Int, Int) -> Float
  ) {
    guard pooled.isEmpty else { return }
    for feature in 0..<featureCount {
      stack[feature] = own[c] * deviation(c, feature)
      var sum = 0.0
      for other in 0..<classCount where other != c {
        let part = others[c * classCount + other] * Double(deviation(other, feature))
        sum += part * part
      }
      stack[featureCount + feature] = divisor[c] > 0 ? Float(sum.squareRoot() / divisor[c]) : 0
    }
  }
}

/// How both layers read the fields of one layer, with the numbers of robots put in.
public struct ReaderCouplings: Sendable {
  /// How orchestrators read.
  public let orchestrator: StackCoupling
  /// How executors read.
  public let executor: StackCoupling

  /// The couplings that weights say; pooled, all classes read the mean over all robots.
  public init(
    _ weights: LayerWeights, source: FieldLayer, populations: [Int], isPooled: Bool = false
  ) {
    func coupling(_ reader: FieldLayer) -> StackCoupling {
      isPooled
        ? StackCoupling(pooling: populations)
        : StackCoupling(
          weights.weights(reader: reader, source: source),
          isRowNormalised: weights.isRowNormalised, populations: populations)
    }
    orchestrator = coupling(.orchestrator)
    executor = coupling(.executor)
  }

  /// How policies of `reader` read.
  public subscript(reader: FieldLayer) -> StackCoupling {
    reader == .orchestrator ? orchestrator : executor
  }
}
