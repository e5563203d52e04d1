import Experiments
import SimCore
import Statistics

extension SweepPage {
  /// More pictures are not made: each of them is a look, and none is read.
  private static let mostFigures = 60

  /// The figures over the axes: curves over one numeric axis, tables of colours over two, rows of points else.
  var curves: [Page.Section.Block] {
    guard doneCountIsPositive else { return [.text("Nothing to show: no run is done.")] }
    guard !keys.isEmpty else { return [.text("The runs tell no figure but zeros.")] }
    let numeric = sweep.axes.indices.filter { sweep.axes[$0].numbers != nil }
      .sorted { (-sweep.axes[$0].texts.count, $0) < (-sweep.axes[$1].texts.count, $1) }
    let figures = keys.flatMap { key -> [PageFigure] in
      switch numeric.count {
      case 0: rows(key)
      case 1: lines(key, over: numeric[0])
      default: maps(key, over: numeric[0], numeric[1])
      }
    }
    var blocks: [Page.Section.Block] = [
      .note(
        "Means over the runs of a point with 95 % intervals, each for itself. A hollow point stands for the runs that "
          + "tell the figure, where not all do."),
      .figures(Array(figures.prefix(Self.mostFigures))),
    ]
    if figures.count > Self.mostFigures {
      blocks.append(
        .note(
          "\(figures.count - Self.mostFigures) more pictures were left out: ask for single figures with --figure, or "
            + "sweep over fewer values."))
    }
    return blocks
  }

  private var doneCountIsPositive: Bool { sweep.points.contains { !sweep.done($0).isEmpty } }

  private func heading(_ key: String) -> String {
    let title = key == "success" ? "runs that succeed" : FigureWords.title(of: key)
    return title.prefix(1).uppercased() + title.dropFirst()
  }

  private func measure(_ key: String) -> String {
    key == "success" ? "share of runs" : FigureWords.measure(of: key)
  }

  /// The point of a picture; of a success the share with Wilson's interval.
  private func point(_ key: String, _ point: FoldedSweep.Point, x: Double) -> Plot.Point? {
    let values = sweep.values(key, point)
    let name = sweep.name(of: point)
    if key == "success", let share = try? Proportion(values.count { $0 == 1 }, of: values.count) {
      let ends = share.wilson()
      return Plot.Point(
        x: x, y: share.share, lower: ends.lower, upper: ends.upper,
        note: "\(name): \(share.successes) of \(share.trials), \(PageWords.percent(ends.lower)) to "
          + PageWords.percent(ends.upper))
    }
    return FigureMean(values, of: sweep.done(point).count)?.point(x, name)
  }

  /// Points by their values on all axes but some.
  private func groups(without left: [Int]) -> (axes: [Int], groups: [[FoldedSweep.Point]]) {
    let rest = sweep.axes.indices.filter { !left.contains($0) }
    var keys: [[Int]] = []
    var groups: [[Int]: [FoldedSweep.Point]] = [:]
    for point in sweep.points {
      let key = rest.map { point.place[$0] }
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append(point)
    }
    return (rest, keys.map { groups[$0] ?? [] })
  }

  private func lines(_ key: String, over axis: Int) -> [PageFigure] {
    let numbers = sweep.axes[axis].numbers ?? []
    let (rest, groups) = groups(without: [axis])
    let (first, last) = (numbers.first ?? 0, numbers.last ?? 0)
    let x = Plot.Axis(
      sweep.axes[axis].label, key: PageWords.fileName(sweep.axes[axis].name),
      isLogarithmic: first > 0 && last >= 12 * first)
    return stride(from: 0, to: groups.count, by: Plot.Series.toneCount).map { start in
      let part = groups[start..<min(start + Plot.Series.toneCount, groups.count)]
      let number =
        groups.count > Plot.Series.toneCount ? "-\(start / Plot.Series.toneCount + 1)" : ""
      return .plot(
        Plot(
          name: PageWords.fileName(key) + number, title: heading(key), caption: key, x: x,
          y: Plot.Axis(
            measure(key), key: key, fixed: key == "success" ? 0...1 : nil, includesZero: true),
          series: part.enumerated().map { tone, points in
            Plot.Series(
              rest.isEmpty ? "" : sweep.name(of: points[0], axes: rest),
              points.compactMap { point(key, $0, x: numbers[$0.place[axis]]) }, tone: tone)
          }))
    }
  }

  private func maps(_ key: String, over x: Int, _ y: Int) -> [PageFigure] {
    let (rest, groups) = groups(without: [x, y])
    return groups.enumerated().map { number, points in
      var cells = [[(value: Double, note: String)?]](
        repeating: [(value: Double, note: String)?](
          repeating: nil, count: sweep.axes[x].texts.count),
        count: sweep.axes[y].texts.count)
      for one in points {
        guard let made = point(key, one, x: 0) else { continue }
        cells[one.place[y]][one.place[x]] = (made.y, made.note)
      }
      return .heat(
        HeatMap(
          name: PageWords.fileName(key) + (groups.count > 1 ? "-\(number + 1)" : ""),
          title: heading(key) + (rest.isEmpty ? "" : ": " + sweep.name(of: points[0], axes: rest)),
          caption: "\(key), \(measure(key)); light is much.",
          x: (sweep.axes[x].name, sweep.axes[x].texts),
          y: (sweep.axes[y].name, sweep.axes[y].texts),
          value: (measure(key), key), cells: cells))
    }
  }

  private func rows(_ key: String) -> [PageFigure] {
    let rows = sweep.points.prefix(40).compactMap { one -> BarPlot.Row? in
      guard let made = point(key, one, x: 0) else { return nil }
      return BarPlot.Row(
        sweep.axes.isEmpty
          ? "all runs"
          : sweep.axes.indices.map { sweep.axes[$0].texts[one.place[$0]] }.joined(separator: ", "),
        made.y, lower: made.lower, upper: made.upper, note: made.note)
    }
    let rest = sweep.points.count - 40
    return [
      .bars(
        BarPlot(
          name: PageWords.fileName(key), title: heading(key),
          caption: key + (rest > 0 ? "; \(rest) more points are in the table" : ""),
          label: measure(key), key: key,
          isCount: false, rows: rows))
    ]
  }
}
