extension FleetIndicator {
  /// All indicators of a run of so many simulated seconds, in the order in which they are listed.
  public static func all(seconds: Double) -> [FleetIndicator] {
    let hours = max(1e-9, seconds / 3600)
    return [
      sum("deliveries", "deliveries", "", of: "deliveries"),
      rate("deliveries_per_hour", "deliveries per hour", of: "deliveries", hours),
      FleetIndicator(
        "deliveries_per_robot_hour", "deliveries per robot and hour", "1/h",
        from: "robots that have done nothing", isFigure: true, reads: ["deliveries"]
      ) { (values) throws(AttributionError) in
        try AumannShapley(linear: values[0], times: 1 / hours / Double(values[0].count))
      },
      sum("errands", "errands (stops done)", "", of: "errands"),
      rate("errands_per_hour", "errands per hour", of: "errands", hours),
      sum("distance_km", "distance driven", "km", of: "distance_m", times: 1e-3),
      share(
        "mean_speed_m_per_s", "mean speed", "m/s", of: "distance_m", in: uses.dropLast(),
        from: "robots that stand"),
      sum("energy_used_kwh", "energy used", "kWh", of: "energy_used_j", times: 1 / 3.6e6),
    ]
      + uses.map { use in
        let name = use.prefix { $0 != "_" }
        return share(
          "\(name)_share", "share of time \(words[use] ?? "")", "", of: use, in: uses[...],
          from: "robots that are never \(words[use] ?? "")")
      } + [
        share(
          "blocked_share", "blocked share of robots under way", "", of: "blocked_s",
          in: ["under_way_s"], from: "robots that nothing holds"),
        sum("jams", "times a robot was jammed", "", of: "jams"),
        sum("jammed_robot_s", "time of jammed robots", "s", of: "jammed_s"),
        flow,
        perDelivery("energy_per_delivery_kj", "energy per delivery", "kJ", of: "energy_used_j"),
        perDelivery(
          "distance_per_delivery_km", "distance driven per delivery", "km", of: "distance_m"),
      ] + spreads
  }

  /// Columns of what robots are about: together all of their time; the last is that of failed ones.
  private static let uses = [
    "idle_s", "moving_s", "queueing_s", "working_s", "charging_s", "failed_s",
  ]
  private static let words = [
    "idle_s": "idle", "moving_s": "on the way", "queueing_s": "waiting at stops",
    "working_s": "working", "charging_s": "charging", "failed_s": "failed",
  ]

  /// Σ x, times a factor that makes its unit.
  private static func sum(
    _ key: String, _ title: String, _ unit: String, of column: String, times factor: Double = 1
  ) -> FleetIndicator {
    FleetIndicator(
      key, title, unit, from: "robots that have done nothing", isFigure: true, isOfSums: true,
      reads: [column]
    ) { (values) throws(AttributionError) in
      try AumannShapley(linear: values[0], times: factor)
    }
  }

  private static func rate(
    _ key: String, _ title: String, of column: String, _ hours: Double
  ) -> FleetIndicator {
    sum(key, title, "1/h", of: column, times: 1 / hours)
  }

  /// Σ x / Σ w, where w is taken as it is: only x rises from 0.
  private static func share(
    _ key: String, _ title: String, _ unit: String, of column: String, in whole: ArraySlice<String>,
    from baseline: String
  ) -> FleetIndicator {
    FleetIndicator(
      key, title, unit, from: baseline, isFigure: true, reads: [column] + whole
    ) { (values) throws(AttributionError) in
      let whole = values.dropFirst().reduce(0) { $0 + total($1) }
      guard whole > 0 else { throw AttributionError.nothingToShare }
      return try AumannShapley(linear: values[0], times: 1 / whole)
    }
  }

  /// Mean speed times the share of time that nothing holds robots: a figure of two means that is not their sum.
  private static let flow = FleetIndicator(
    "free_speed_m_per_s", "mean speed times the share of time that is not blocked", "m/s",
    from: "robots that stand and that nothing holds", reads: ["distance_m", "blocked_s"] + uses
  ) { (values) throws(AttributionError) in
    let whole = values.dropFirst(2).reduce(0) { $0 + mean($1) }
    guard whole > 0 else { throw AttributionError.nothingToShare }
    let indicator = AggregateIndicator(meanCount: 2) {
      $0[0] / whole * (1 - $0[1] / whole)
    } gradient: {
      [(1 - $0[1] / whole) / whole, -$0[0] / (whole * whole)]
    }
    return try AumannShapley(of: indicator, features: Array(values.prefix(2)))
  }

  /// Σ x / Σ deliveries in thousands, from a fleet of which each robot is as the mean: shares sum to 0, and those
  /// above it make a delivery dearer.
  ///
  /// From 0 the ratio has no value; on the way from the mean both means stay, and so do the slopes.
  private static func perDelivery(
    _ key: String, _ title: String, _ unit: String, of column: String
  ) -> FleetIndicator {
    FleetIndicator(
      key, title, unit, from: "robots that are all alike", reads: [column, "deliveries"]
    ) { (values) throws(AttributionError) in
      let means = values.map { mean($0) }
      guard means[1] > 0 else { throw AttributionError.nothingToShare }
      let indicator = AggregateIndicator(meanCount: 2) {
        $0[0] / $0[1] / 1000
      } gradient: {
        [1 / $0[1] / 1000, -$0[0] / ($0[1] * $0[1]) / 1000]
      }
      return try AumannShapley(of: indicator, features: values, baseline: means)
    }
  }

  /// How unlike robots are: the variance of a number, and its coefficient of Gini.
  private static var spreads: [FleetIndicator] {
    let numbers = [
      ("deliveries", "deliveries", "", "deliveries", 1.0),
      ("distance", "distance driven", "km²", "distance_m", 1e-3),
      ("energy", "energy used", "kWh²", "energy_used_j", 1 / 3.6e6),
      ("working", "time at work", "h²", "working_s", 1.0 / 3600),
    ]
    return numbers.flatMap { name, title, unit, column, factor in
      [
        FleetIndicator(
          "\(name)_variance", "variance of \(title) between robots", unit,
          from: "robots that are all alike", reads: [column]
        ) { (values) throws(AttributionError) in
          let scaled = values[0].map { $0 * factor }
          let means = [mean(scaled), mean(scaled.map { $0 * $0 })]
          return try AumannShapley(
            closed: ClosedForms.varianceFromEqual(scaled),
            value: AggregateIndicator.variance.value(means))
        },
        FleetIndicator(
          "\(name)_gini", "Gini's coefficient of \(title)", "", from: "robots that are all alike",
          reads: [column]
        ) { (values) throws(AttributionError) in
          guard let found = ClosedForms.giniParts(values[0]) else {
            throw AttributionError.nothingToShare
          }
          return try AumannShapley(closed: found.shares, value: found.coefficient)
        },
      ]
    }
  }

}

extension AumannShapley {
  /// Shares in a sum from 0, which are its terms.
  fileprivate init(linear values: [Double], times factor: Double) throws(AttributionError) {
    try self.init(closed: values.map { $0 * factor }, value: total(values) * factor)
  }

  /// Shares that a closed form gave, in a figure that rises from 0.
  fileprivate init(closed shares: [Double], value: Double) throws(AttributionError) {
    guard value.isFinite else { throw AttributionError.notFinite }
    self.init(shares: shares, value: value, baseline: 0, coefficients: [], nodeCount: 0)
  }
}
