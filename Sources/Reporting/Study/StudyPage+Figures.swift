import Experiments
import SimCore
import Statistics

extension StudyPage {
  /// How well the work is done, those that the runs tell.
  var serviceKeys: [String] {
    [
      "sojourn_p50_s", "sojourn_p95_s", "sojourn_p95_at_least_s", "order_wait_p95_s",
      "on_time_share",
      "tardiness_p95_s", "lead_time_s", "backlog", "deliveries_per_robot_hour", "goals_per_s",
      "share_of_goals_held",
    ].filter { isTold($0) && $0 != note.quantity }
  }

  /// What says that robots hinder each other, those that are not 0 everywhere.
  var harmKeys: [String] {
    [
      "blocked_share", "waiting_share", "queueing_share", "jams", "jammed_robot_s",
      "longest_stall_s",
      "stranded", "dock_refusals", "duplicated_claims", "directives_rejected", "contact_share",
      "wrong_way_share", "retreats", "idle_share", "missed_notices", "lost_messages",
      "late_messages",
    ].filter(isTold)
  }

  /// True where a run has it with another value than 0.
  private func isTold(_ key: String) -> Bool {
    replay.runs.contains { (results.figure(key, run: $0.index) ?? 0) != 0 }
  }

  var service: [Page.Section.Block] {
    var keys = serviceKeys
    for target in note.targets where !keys.contains(target.key) && target.key != note.quantity {
      keys.insert(target.key, at: 0)
    }
    guard !keys.isEmpty else { return [] }
    return [
      .note(
        "Means over screened and fresh runs with 95 % intervals, each for itself: exploratory. A hollow point stands "
          + "for the runs that tell the figure; those that do not tell it are often the worse ones."
      ),
      .figures(keys.map { .plot(plot(of: $0)) }),
    ]
  }

  var harms: [Page.Section.Block] {
    guard !harmKeys.isEmpty else {
      return [.text("No run tells of blocked, jammed or stranded robots, or of requests refused.")]
    }
    return [
      .note("Means over all runs with 95 % intervals, each for itself: exploratory."),
      .figures(harmKeys.map { .plot(plot(of: $0)) }),
    ]
  }

  private func plot(of key: String) -> Plot {
    let title = FigureWords.title(of: key)
    let points = sizes.compactMap { size -> Plot.Point? in
      mean(size) { results.figure(key, run: $0) }?.point(
        Double(size.size), "\(axis) = \(size.size)")
    }
    let rules = note.targets.filter { $0.key == key }.map {
      Plot.Rule(
        atY: $0.bar, "target: \($0.isMost ? "at most" : "at least") \(PageWords.number($0.bar))")
    }
    return Plot(
      name: PageWords.fileName(key), title: "\(title.prefix(1).uppercased())\(title.dropFirst())",
      caption: key, x: sizeAxis,
      y: Plot.Axis(FigureWords.measure(of: key), key: key, includesZero: true),
      series: [Plot.Series("", points, tone: 0)], rules: rules)
  }

  /// The mean over the runs of a size that are done.
  func mean(_ size: SizeRuns, _ value: (Int) -> Double?) -> FigureMean? {
    let done = size.all.filter { results.runs[$0.index].state == .done }
    return FigureMean(done.compactMap { value($0.index) }, of: done.count)
  }

  // MARK: Cost

  /// What a run costs: name, title, unit, and its value.
  private var costFigures: [(name: String, title: String, unit: String, value: (Int) -> Double?)] {
    let results = results
    func figure(_ key: String, _ run: Int) -> Double? { results.figure(key, run: run) }
    func perSecond(_ key: String, _ run: Int) -> Double? {
      guard let total = figure(key, run), let time = figure("simulated_s", run), time > 0 else {
        return nil
      }
      return total / time
    }
    func perRobot(_ key: String, _ run: Int) -> Double? {
      guard let share = figure(key, run), let robots = figure("robots", run) else { return nil }
      return share * robots
    }
    return [
      ("fleet_bytes_per_s", "Bytes of the fleet", "B/s", { perRobot("bytes_per_robot_s", $0) }),
      (
        "fleet_messages_per_s", "Messages of the fleet", "1/s",
        { perRobot("messages_per_robot_s", $0) }
      ),
      (
        "orchestrator_decisions_per_s", "Decisions of orchestrators", "1/s",
        { perSecond("orchestrator_decisions", $0) }
      ),
      (
        "executor_decisions_per_s", "Decisions of executors", "1/s",
        { perSecond("executor_decisions", $0) }
      ),
      ("inference_share", "Simulated inference at a time", "s/s", { perSecond("inference_s", $0) }),
      (
        "energy_w", "Power of the fleet", "kW",
        { run in perSecond("energy_used_kwh", run).map { $0 * 3600 } }
      ),
      ("thread_s", "Thread time of a run", "s", { results.runs[$0].wall }),
    ]
  }

  var costs: [Page.Section.Block] {
    var figures: [PageFigure] = []
    var rows: [[String]] = []
    for cost in costFigures {
      let means = sizes.compactMap { size in
        mean(size, cost.value).map { (size: size.size, mean: $0) }
      }.filter { $0.mean.mean > 0 }
      guard !means.isEmpty else { continue }
      let fit = try? LinearFit(
        means.map { logarithm(Double($0.size)) }, means.map { logarithm($0.mean.mean) })
      var series = [
        Plot.Series(
          "means", means.map { $0.mean.point(Double($0.size), "\(axis) = \($0.size)") },
          style: .dots,
          tone: 0)
      ]
      if let fit, let first = means.first?.size, let last = means.last?.size {
        let slope = fit.slopeInterval()
        let words =
          "\(NumberText.rounded(slope.estimate, decimals: 2)) (\(NumberText.rounded(slope.lower, decimals: 2)) to "
          + "\(NumberText.rounded(slope.upper, decimals: 2)))"
        rows.append([
          cost.title, words,
          slope.lower > 1
            ? "faster than the fleet" : slope.upper < 1 ? "slower than the fleet" : "as the fleet",
        ])
        series.append(
          Plot.Series(
            "exponent \(words)",
            [first, last].map { size in
              let y = power(fit.intercept + fit.slope * logarithm(Double(size)))
              return Plot.Point(x: Double(size), y: y, note: "exponent \(words)")
            }, style: .line, tone: 1))
      }
      figures.append(
        .plot(
          Plot(
            name: cost.name, title: cost.title,
            caption: "Means over all runs; both axes in logarithms.",
            x: Plot.Axis(sizeAxis.label, key: sizeAxis.key, isLogarithmic: true),
            y: Plot.Axis(cost.unit, key: cost.name, isLogarithmic: true), series: series)))
    }
    guard !figures.isEmpty else { return [] }
    return [
      .note(
        "Exponents with 95 % intervals from a straight line through the logarithms of the means, as if these were "
          + "independent; they share seeds, so the intervals are a guide: exploratory."),
      .table(
        PageTable(
          name: "exponents", header: ["cost", "exponent", "it grows"], rows: rows, isWords: true)),
      .figures(figures),
    ]
  }

  // MARK: Marginal benefit

  var marginal: [Page.Section.Block] {
    let steps = zip(sizes, sizes.dropFirst()).compactMap { one, two -> MarginalBenefit? in
      let first = Dictionary(
        one.all.compactMap { known in known.run.value.map { (known.run.seed, $0) } },
        uniquingKeysWith: { a, _ in a })
      let pairs = two.all.compactMap { known -> (Double, Double)? in
        guard let value = known.run.value, let other = first[known.run.seed] else { return nil }
        return (other, value)
      }
      return try? MarginalBenefit.steps(
        over: [one.size, two.size], [pairs.map(\.0), pairs.map(\.1)]
      ).first
    }
    guard !steps.isEmpty else { return [] }
    let title = FigureWords.title(of: note.quantity)
    let points = steps.map { step in
      Plot.Point(
        x: Double(step.to), y: step.perRobot.mean, lower: step.perRobot.interval?.lower,
        upper: step.perRobot.interval?.upper,
        note: "from \(axis) = \(step.from) to \(step.to): "
          + "\(PageWords.spread(step.perRobot.mean, step.perRobot.halfWidth)) per robot, "
          + "\(step.perRobot.count) pairs")
    }
    return [
      .figures([
        .plot(
          Plot(
            name: "marginal", title: "Gained by each robot that was added",
            caption:
              "\(title) of a size less that of the size before it, over the seeds that both have, divided by the "
              + "robots added; 95 % intervals, each for itself: exploratory. Below 0 more robots take away.",
            x: sizeAxis,
            y: Plot.Axis(
              "\(FigureWords.label(of: note.quantity)), per robot",
              key: "\(note.quantity)_per_added_robot",
              includesZero: true),
            series: [Plot.Series("", points, tone: 0)], rules: [Plot.Rule(atY: 0, "nothing gained")]
          ))
      ])
    ]
  }
}
