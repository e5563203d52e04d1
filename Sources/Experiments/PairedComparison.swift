import Statistics

/// The question "how much better is a than b", answered seed by seed.
public struct PairedComparison: Sendable {
  /// What is compared.
  public struct Request: Equatable, Sendable {
    /// Key of the figure, as in `summary.json`.
    public var key: String
    /// The axis whose two values are compared.
    public var axis: String
    /// The value whose figure is counted positive.
    public var first: String
    /// The value whose figure is subtracted.
    public var second: String

    /// A request from its values.
    public init(key: String, axis: String, first: String, second: String) {
      self.key = key
      self.axis = axis
      self.first = first
      self.second = second
    }

    /// Reads `key=… axis=… a=… b=…`, in any order, and holds it against the plan's axes.
    ///
    /// - Throws: `SweepError` for a missing or unknown word, or a value the axis does not take.
    public init(
      _ words: [(key: String, value: String)], axes: [SweepAxis]
    ) throws(SweepError) {
      let names = ["key", "axis", "a", "b"]
      var found: [String?] = [nil, nil, nil, nil]
      for (name, value) in words {
        guard let index = names.firstIndex(of: name) else {
          throw SweepError("--compare \(name)=…: expected key=, axis=, a= and b=")
        }
        found[index] = value
      }
      guard let key = found[0], let axis = found[1], let first = found[2], let second = found[3]
      else {
        let missing = zip(names, found).filter { $0.1 == nil }.map { "\($0.0)=" }
        throw SweepError("--compare: \(missing.joined(separator: ", ")) missing")
      }
      guard let compared = axes.first(where: { $0.name == axis }) else {
        throw SweepError(
          "--compare: '\(axis)' is no axis of this sweep; its axes are "
            + axes.map(\.name).joined(separator: ", "))
      }
      var values: [String] = []
      for value in [first, second] {
        guard let known = compared.value(meaning: value) else {
          throw SweepError(
            "--compare: the axis '\(axis)' has no value '\(value)'; it has "
              + compared.values.joined(separator: ", "))
        }
        values.append(known)
      }
      self.init(key: key, axis: axis, first: values[0], second: values[1])
    }

    /// The request in the values that a plan has kept.
    ///
    /// - Throws: `SweepError` where both mean the same.
    public func without(
      _ repetitions: [SweepPlan.Repetition]
    ) throws(SweepError) -> PairedComparison.Request {
      var request = self
      for repetition in repetitions where repetition.axis == axis {
        if first == repetition.value { request.first = repetition.first }
        if second == repetition.value { request.second = repetition.first }
      }
      guard first == second || request.first != request.second else {
        throw SweepError(
          "--compare: the values '\(first)' and '\(second)' of the axis '\(axis)' mean the same")
      }
      return request
    }
  }

  /// The answer at one point of the other axes.
  public struct Row: Sendable {
    /// The point, without the compared axis.
    public var point: SweepPoint
    /// Mean of the first value's figure over the pairs; nil where no pair is complete.
    public var first: Double?
    /// Mean of the second value's figure over the pairs; nil where no pair is complete.
    public var second: Double?
    /// Mean difference with its 95 % interval; nil where no pair is complete.
    public var difference: MeanInterval?
  }

  /// What was asked.
  public var request: Request
  /// The answers, in the plan's order.
  public var rows: [Row]

  /// Pairs the runs of equal seed at every point of the other axes.
  ///
  /// - Parameters:
  ///   - request: What to compare; its axis and values are the plan's.
  ///   - plan: The sweep's plan.
  ///   - value: The figure of a finished run at (index of point, seed), or nil.
  /// - Complexity: O(points × seeds).
  public init(
    _ request: Request, plan: SweepPlan,
    value: (_ pointIndex: Int, _ seed: UInt64) -> Double?
  ) {
    self.request = request
    rows = []
    for (firstIndex, point) in plan.points.enumerated()
    where point.value(of: request.axis) == request.first {
      let rest = point.without(request.axis)
      let secondIndex = plan.points.firstIndex {
        $0.value(of: request.axis) == request.second && $0.without(request.axis) == rest
      }
      guard let secondIndex else { continue }
      var firsts: [Double] = []
      var seconds: [Double] = []
      for seed in plan.seeds {
        guard let first = value(firstIndex, seed), let second = value(secondIndex, seed) else {
          continue
        }
        firsts.append(first)
        seconds.append(second)
      }
      rows.append(
        Row(
          point: rest, first: try? Sample(firsts).mean,
          second: try? Sample(seconds).mean,
          difference: try? MeanInterval(ofPaired: firsts, minus: seconds)))
    }
  }
}
