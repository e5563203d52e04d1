/// An arrival rate that may change over the run: piecewise constant.
public struct RateProfile: Sendable {
  /// (from this time on in seconds, jobs per second), ascending, first at 0.
  public var pieces: [(start: Float, rate: Float)]
  /// A profile from its pieces.
  public init(pieces: [(start: Float, rate: Float)]) { self.pieces = pieces }

  /// The largest rate of the profile, jobs per second.
  public var peakRate: Float { pieces.reduce(0) { max($0, $1.rate) } }

  /// The rate in force at `time` (s), jobs per second.
  public func rate(at time: Float) -> Float {
    var rate: Float = 0
    for piece in pieces where piece.start <= time { rate = piece.rate }
    return rate
  }
}
