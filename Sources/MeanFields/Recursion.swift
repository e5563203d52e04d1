import SimCore

/// The recursion μ of a mean field: m_t = μ(m_{t−1}, s_{t−1}, a_{t−1}).
///
/// The raw statistic of a tick enters the field that policies read from the next tick on, so nothing
/// in a tick reads a statistic of the same tick.
///
/// Source: seed paper §3.1; mathematics §1.4.
public enum Recursion: Equatable, Sendable {
  /// m = m̂: no memory.
  case exact
  /// m ← (1 − λ)m + λm̂ with λ = 1 − exp(−period/timeConstant); `timeConstant` in seconds, > 0.
  case movingAverage(timeConstant: Float)
  /// A Kalman filter per feature for a random walk that gains `processVariance` per second
  /// (feature²/s, ≥ 0), with the sampling error of m̂ and an honest P; see `RecursionState`.
  case kalman(processVariance: Float)
  /// A learned gated recurrent unit with fixed weights; m is the mean of its output.
  case gru(GRUWeights)

  /// The recursion that a scene's time constant stands for: 0 is `exact`.
  public init(timeConstant: Float) {
    self = timeConstant > 0 ? .movingAverage(timeConstant: timeConstant) : .exact
  }

  /// The weight λ of the newest statistic for updates every `period` seconds, in (0, 1].
  ///
  /// The stationary variance factor is λ/(2 − λ); behind a ramp of slope q per tick the average lags
  /// by q(1 − λ)/λ. 1 for `kalman` and `gru`: their memory is in `RecursionState`, and what has no
  /// such state (the spatial field) is exact under them.
  public func weight(period: Float) -> Float {
    switch self {
    case .exact, .kalman, .gru: 1
    case .movingAverage(let timeConstant): 1 - exponential(-period / timeConstant)
    }
  }

  /// True where the recursion uses the sampling error of m̂.
  public var wantsErrorVariance: Bool {
    if case .kalman = self { return true }
    return false
  }

  /// Number of action moments ā that the recursion reads besides m̂; 0 but for `gru`.
  public var actionCount: Int {
    if case .gru(let weights) = self { return weights.actionCount }
    return 0
  }

  /// Folds the recursion and its parameters into a hash (correction C10).
  public func addIdentity(to hash: inout StateHash) {
    switch self {
    case .exact: hash.add(Float(0))
    case .movingAverage(let timeConstant): hash.add(timeConstant)
    case .kalman(let processVariance):
      hash.add("kalman")
      hash.add(processVariance)
    case .gru(let weights):
      hash.add("gru")
      hash.add(weights.checksum)
    }
  }

  /// Folds the statistic into the field, element by element.
  func update(
    _ field: UnsafeMutablePointer<Float>, with statistic: UnsafePointer<Float>, count: Int,
    weight: Float
  ) {
    for i in 0..<count { field[i] = (1 - weight) * field[i] + weight * statistic[i] }
  }
}
