import SimCore

/// The weights of a learned recursion: a gated recurrent unit over [m̂ ; ā].
///
/// With u = [m̂ ; ā], σ the logistic function and ⊙ the product by elements:
///
///     r = σ(W_r [h; u] + b_r)        y = σ(W_y [h; u] + b_y)
///     n = tanh(W_n [r ⊙ h; u] + b_n)  h ← (1 − y) ⊙ n + y ⊙ h
///     (mean, log variance) = W_o h + b_o,   m = mean
///
/// m is the mean in deployment; sampling with the log variance belongs to training.
///
/// ## File
///
/// Little-endian: the 8 bytes `FFGRU` 0 0 1; four UInt32: features d, action moments a, hidden units
/// H, version 1; then Float32, row-major: W_r [H × (H + d + a)], b_r [H], W_y, b_y, W_n, b_n alike,
/// W_o [2d × H], b_o [2d]; then a UInt64 checksum (`StateHash` of the sizes and the floats' bits).
///
/// Source: mathematics §1.4.
public struct GRUWeights: Equatable, Sendable {
  /// Number of features d of the field.
  public let featureCount: Int
  /// Number of action moments a.
  public let actionCount: Int
  /// Number of hidden units H.
  public let hiddenCount: Int
  /// All weights in the order of the file. [parameterCount]
  public let parameters: [Float]
  /// Identifies sizes and weights, bit by bit.
  public let checksum: UInt64

  /// Weights from their flat array.
  ///
  /// - Throws: `wrongSize` if the number of parameters does not fit the sizes; `notFinite` naming the
  ///   first bad one.
  public init(
    featureCount: Int, actionCount: Int, hiddenCount: Int, parameters: [Float]
  ) throws(GRUWeightsError) {
    let expected = Self.parameterCount(
      features: featureCount, actions: actionCount, hidden: hiddenCount)
    guard parameters.count == expected else {
      throw .wrongSize(expected: expected, found: parameters.count)
    }
    if let bad = parameters.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    self.featureCount = featureCount
    self.actionCount = actionCount
    self.hiddenCount = hiddenCount
    self.parameters = parameters
    var hash = StateHash()
    hash.add(featureCount)
    hash.add(actionCount)
    hash.add(hiddenCount)
    for x in parameters { hash.add(x) }
    checksum = hash.value
  }

  /// Number of weights and biases for these sizes.
  public static func parameterCount(features: Int, actions: Int, hidden: Int) -> Int {
    3 * hidden * (hidden + features + actions + 1) + 2 * features * (hidden + 1)
  }

  /// Floats that one step needs besides the hidden state: [h; u] twice, three gates, the output.
  var scratchCount: Int { 2 * inputCount + 3 * hiddenCount + 2 * featureCount }

  private var inputCount: Int { hiddenCount + featureCount + actionCount }

  /// One step: hidden state and statistic in, hidden state and field out.
  ///
  /// `scratch` holds `scratchCount` floats. Sums run in the order of the weights, in Float.
  func advance(
    hidden: UnsafeMutablePointer<Float>, statistic: UnsafePointer<Float>,
    actions: UnsafePointer<Float>?, scratch: UnsafeMutablePointer<Float>,
    field: UnsafeMutablePointer<Float>
  ) {
    let (h, d, a) = (hiddenCount, featureCount, actionCount)
    let input = scratch
    let gated = input + inputCount
    let reset = gated + inputCount
    let update = reset + h
    let candidate = update + h
    let output = candidate + h
    for i in 0..<h { input[i] = hidden[i] }
    for i in 0..<d { input[h + i] = statistic[i] }
    for i in 0..<a { input[h + d + i] = actions?[i] ?? 0 }
    parameters.withUnsafeBufferPointer { all in
      guard var weights = all.baseAddress else { return }
      // In bounds: the count was checked against the sizes in `init`.
      func layer(
        _ x: UnsafePointer<Float>, _ columns: Int, _ y: UnsafeMutablePointer<Float>, _ rows: Int
      ) {
        let bias = weights + rows * columns
        for row in 0..<rows {
          var sum = bias[row]
          for column in 0..<columns { sum += weights[row * columns + column] * x[column] }
          y[row] = sum
        }
        weights = bias + rows
      }
      layer(input, inputCount, reset, h)
      layer(input, inputCount, update, h)
      for i in 0..<h { gated[i] = logistic(reset[i]) * hidden[i] }
      for i in h..<inputCount { gated[i] = input[i] }
      layer(gated, inputCount, candidate, h)
      for i in 0..<h {
        let keep = logistic(update[i])
        hidden[i] = (1 - keep) * hyperbolicTangent(candidate[i]) + keep * hidden[i]
      }
      layer(hidden, h, output, 2 * d)
    }
    for i in 0..<d { field[i] = output[i] }
  }
}

/// Why a file of recurrent weights cannot be used.
public enum GRUWeightsError: Error, Equatable, CustomStringConvertible {
  /// The first bytes are not those of such a file, or of another version.
  case notAWeightsFile
  /// The file or array has another number of parameters than its sizes ask for.
  case wrongSize(expected: Int, found: Int)
  /// A parameter is no finite number.
  case notFinite(index: Int)
  /// The checksum at the end does not fit the content.
  case wrongChecksum

  /// A sentence for people.
  public var description: String {
    switch self {
    case .notAWeightsFile:
      "this is not a file of recurrent weights: it has to begin with FFGRU 0 0 1 and version 1"
    case .wrongSize(let expected, let found):
      "the sizes ask for \(expected) parameters, there are \(found)"
    case .notFinite(let index): "parameter \(index) is not a finite number"
    case .wrongChecksum: "the checksum does not fit: the file is damaged"
    }
  }
}

// MARK: - File

extension GRUWeights {
  private static let magic: [UInt8] = [0x46, 0x46, 0x47, 0x52, 0x55, 0, 0, 1]
  private static let headerCount = 24

  /// The content of a weights file.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    for size in [featureCount, actionCount, hiddenCount, 1] {
      bytes.append(littleEndian: UInt32(size))
    }
    bytes.append(littleEndian: parameters)
    bytes.append(littleEndian: checksum)
    return bytes
  }

  /// Weights from the content of a file.
  ///
  /// - Throws: a `GRUWeightsError` for any content that is not exactly one weights file.
  public init(bytes: [UInt8]) throws(GRUWeightsError) {
    guard bytes.count >= Self.headerCount + 8, Array(bytes[0..<8]) == Self.magic,
      bytes.littleEndian(at: 20, as: UInt32.self) == 1
    else { throw .notAWeightsFile }
    let sizes = [8, 12, 16].map { Int(bytes.littleEndian(at: $0, as: UInt32.self)) }
    // Bounded first, so that no product overflows.
    guard sizes.allSatisfy({ $0 <= 1 << 16 }) else { throw .notAWeightsFile }
    let expected = Self.parameterCount(features: sizes[0], actions: sizes[1], hidden: sizes[2])
    let found = bytes.count - Self.headerCount - 8
    guard found == 4 * expected else { throw .wrongSize(expected: expected, found: found / 4) }
    try self.init(
      featureCount: sizes[0], actionCount: sizes[1], hiddenCount: sizes[2],
      parameters: bytes.littleEndianFloats(at: Self.headerCount, count: expected))
    guard bytes.littleEndian(at: bytes.count - 8, as: UInt64.self) == checksum else {
      throw .wrongChecksum
    }
  }
}

/// The logistic function 1/(1 + e⁻ˣ).
@inlinable
func logistic(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }

/// The hyperbolic tangent, by the exponential: absolute error at most 3e-7.
@inlinable
func hyperbolicTangent(_ x: Float) -> Float {
  // Beyond ±9 the result rounds to ±1; the exponential would overflow later.
  if x > 9 { return 1 }
  if x < -9 { return -1 }
  let e = exponential(2 * x)
  return (e - 1) / (e + 1)
}
