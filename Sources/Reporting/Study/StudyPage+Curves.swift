import Emergence
import Experiments
import SimCore
import Statistics

extension StudyPage {
  /// Success against the size, and the quantity with its hump and its decline.
  var curves: [Page.Section.Block] {
    var blocks: [Page.Section.Block] = [.figures([.plot(successPlot), .plot(quantityPlot)])]
    let groups = sizes.filter { size in
      let values = size.all.compactMap(\.run.value)
      return values.count >= 8 && ((try? Bimodality(values).isSuspected) ?? false)
    }
    if !groups.isEmpty {
      blocks.append(
        .note(
          "In two groups, or skew, may be the values of \(FigureWords.title(of: note.quantity)) at \(axis) = "
            + groups.map { "\($0.size)" }.joined(separator: ", ")
            + ": look at single runs before you trust a mean there (exploratory)."))
    }
    return blocks
  }

  private var successPlot: Plot {
    let level = design.thirdOfError
    func points(_ name: String, _ runs: (SizeRuns) -> [SizeRuns.Known], isFresh: Bool) -> [Plot
      .Point]
    {
      sizes.compactMap { size in
        let found = runs(size)
        let met = found.count { $0.run.isSuccess }
        guard let share = try? Proportion(met, of: found.count) else { return nil }
        let ends =
          isFresh
          ? (
            share.exact(confidence: 1 - level, sides: .lower).lower,
            share.exact(confidence: 1 - level, sides: .upper).upper
          ) : (share.wilson().lower, share.wilson().upper)
        let isCertified = isFresh && certified.contains(size.size)
        return Plot.Point(
          x: Double(size.size), y: share.share, lower: ends.0, upper: ends.1,
          mark: isCertified ? .certified : .plain,
          note: "\(name), \(axis) = \(size.size): \(met) of \(found.count) "
            + "(\(PageWords.percent(share.share))), \(PageWords.percent(ends.0)) to \(PageWords.percent(ends.1))"
            + (isCertified ? "; certified" : ""))
      }
    }
    var rules = [Plot.Rule(atY: 1 - design.delta, "wanted: \(PageWords.percent(1 - design.delta))")]
    if let size = replay.verdict?.size {
      rules.append(Plot.Rule(atX: Double(size), "least certified: \(size)"))
    }
    return Plot(
      name: "success", title: "Runs that meet the target",
      caption:
        "Screened: Wilson's 95 % intervals, each for itself; exploratory. Fresh: exact bounds, each end at "
        + "\(PageWords.percent(1 - level)), with which the rings are certified.",
      x: sizeAxis,
      y: Plot.Axis("share of runs", key: "success_share", fixed: 0...1, includesZero: true),
      series: [
        Plot.Series("screened", points("screened", \.screened, isFresh: false), tone: 0),
        Plot.Series("fresh", points("fresh", \.fresh, isFresh: true), style: .dots, tone: 1),
      ], rules: rules)
  }

  /// The law fitted to the screened means; nil where it cannot be.
  var scalability: ScalabilityFit? {
    let means = screenedMeans
    return try? ScalabilityFit(
      means.map { Double($0.size) }, means.map(\.mean), weights: means.map { Double($0.count) })
  }

  private var screenedMeans: [(size: Int, mean: Double, count: Int)] {
    sizes.compactMap { size in
      let values = size.screened.compactMap(\.run.value)
      guard let sample = try? Sample(values) else { return nil }
      return (size.size, sample.mean, values.count)
    }
  }

  private var quantityPlot: Plot {
    let name = FigureWords.title(of: note.quantity)
    let losses = Dictionary(
      (replay.verdict?.decline.losses ?? []).map { ($0.size, $0) }, uniquingKeysWith: { a, _ in a })
    let reference = losses.isEmpty ? nil : replay.verdict?.decline.reference
    func points(_ word: String, _ runs: (SizeRuns) -> [SizeRuns.Known], isFresh: Bool) -> [Plot
      .Point]
    {
      sizes.compactMap { size in
        let found = runs(size)
        guard let mean = FigureMean(found.compactMap(\.run.value), of: found.count) else {
          return nil
        }
        let loss = isFresh ? losses[size.size] : nil
        return mean.point(
          Double(size.size), "\(word), \(axis) = \(size.size)",
          mark: loss != nil ? .less : isFresh && size.size == reference ? .reference : nil,
          note: loss.map {
            "less than at the reference by \(PageWords.number(-$0.difference)), certified by at least "
              + PageWords.number(-$0.upper)
          } ?? (isFresh && size.size == reference ? "the reference" : ""))
      }
    }
    var series = [
      Plot.Series(
        "screened", points("screened", \.screened, isFresh: false), style: .dots, tone: 0),
      Plot.Series("fresh", points("fresh", \.fresh, isFresh: true), style: .dots, tone: 1),
    ]
    var rules: [Plot.Rule] = []
    if let hump { series.append(hump) }
    if let fit = scalability {
      series.append(
        Plot.Series("scalability law (exploratory)", curve(of: fit), style: .line, tone: 3))
      if case .at(let peak) = fit.peak, let last = sizes.last?.size, peak < Double(last) {
        rules.append(Plot.Rule(atX: peak, "its peak: \(PageWords.number(peak.rounded()))"))
      }
    }
    return Plot(
      name: "quantity",
      title: "\(name.prefix(1).uppercased())\(name.dropFirst()), and where it declines",
      caption:
        "Means with 95 % intervals, each for itself. Hump and law are fitted to screened means: exploratory. "
        + "Struck rings are certified to be less than the ringed reference.",
      x: sizeAxis,
      y: Plot.Axis(FigureWords.label(of: note.quantity), key: note.quantity, includesZero: true),
      series: series, rules: rules)
  }

  /// The nearest hump with the band of all that fit; nil where sizes are few, or a size has one run.
  private var hump: Plot.Series? {
    let told = sizes.filter { $0.screened.count { $0.run.value != nil } >= 2 }
    let samples = told.map { $0.screened.compactMap(\.run.value) }
    guard told.count >= 3,
      let fit = try? UnimodalFit(
        samples.map { $0.reduce(0, +) / Double($0.count) },
        weights: samples.map { Double($0.count) }),
      let band = try? SimultaneousBand.bonferroni(samples),
      let tight = UnimodalBand(tightening: band, around: fit)
    else { return nil }
    return Plot.Series(
      "hump with its band (exploratory)",
      zip(told, tight.points).map { size, interval in
        Plot.Point(
          x: Double(size.size), y: interval.estimate, lower: interval.lower, upper: interval.upper,
          note: "hump, \(axis) = \(size.size): \(PageWords.number(interval.estimate)), "
            + "\(PageWords.number(interval.lower)) to \(PageWords.number(interval.upper))")
      }, style: .line, tone: 2)
  }

  /// Forty places of a law between the least and the largest size.
  private func curve(of fit: ScalabilityFit) -> [Plot.Point] {
    guard let first = sizes.first?.size, let last = sizes.last?.size, last > first else {
      return []
    }
    return (0...40).map { step in
      let x = Double(first) + Double(last - first) * Double(step) / 40
      let y = fit.throughput(of: x)
      return Plot.Point(
        x: x, y: y,
        note: "scalability law, \(axis) = \(PageWords.number(x)): \(PageWords.number(y)); λ = "
          + "\(PageWords.number(fit.rate)), σ = \(PageWords.number(fit.contention)), κ = "
          + PageWords.number(fit.coherency))
    }
  }
}
