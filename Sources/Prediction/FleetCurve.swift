/// Jobs per second by number of robots, and the numbers at which something happens on that curve.
public struct FleetCurve: Equatable, Sendable {
  /// Jobs per second with 0, 1, … robots; below demand and every limit. [most + 1]
  public var flow: [Double]

  /// A curve from its values.
  ///
  /// - Precondition: it has a value for one robot.
  public init(_ flow: [Double]) {
    precondition(flow.count > 1, "a curve has a value for one robot")
    self.flow = flow
  }

  /// The most robots that it tells of.
  public var most: Int { flow.count - 1 }

  /// The least number that makes a flow; nil where none does.
  public func size(reaching target: Double) -> Int? {
    // A billionth: sums of the same terms in another order.
    flow.indices.dropFirst().first { flow[$0] >= target * (1 - 1e-9) }
  }

  /// The number of robots with the greatest flow, where more lower it by a share of that; nil where they do not.
  public func peak(losing share: Double) -> Int? {
    let best = flow.indices.max { flow[$0] < flow[$1] } ?? 0
    let least = flow[best...].min() ?? 0
    return least < flow[best] * (1 - share) ? best : nil
  }
}
