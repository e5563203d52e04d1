import Contracts
import SimCore
import Simulation

/// A panel and what it is.
struct PlacedPanel {
  var kind: PanelKind
  var panel: Panel
}

extension Viewer {
  /// The panels that are open, in the order they are stacked.
  var panels: [PlacedPanel] {
    guard options.hasFurniture else { return [] }
    var open: [PlacedPanel] = []
    func add(_ kind: PanelKind, _ panel: Panel?) {
      if let panel, options.panels.contains(kind) {
        open.append(PlacedPanel(kind: kind, panel: panel))
      }
    }
    add(.legend, legendPanel)
    add(.plots, plotPanel)
    add(.events, eventPanel)
    add(.profiler, profilerPanel)
    add(.inspection, inspectionPanel)
    add(.belief, beliefPanel)
    add(.fields, fieldPanel)
    add(.coupling, couplingPanel)
    return open
  }

  /// What colours and marks mean.
  private var legendPanel: Panel? {
    if case .byScalar(let index) = options.coloring, index >= scenery.scalars.count { return nil }
    return Panel(
      title: "colour: \(options.coloring.title(in: scenery))",
      note: options.isStill ? "" : "V next", width: 210,
      rows: legendRows)
  }

  /// The rows of the legend: colours of robots, fields on the floor, marks.
  var legendRows: [PanelRow] {
    var rows: [PanelRow] = []
    switch options.coloring {
    case .byClass:
      for look in scenery.classes {
        rows.append(.swatch(look.color, look.name, note: Format.whole(look.rows.count)))
      }
    case .byStage:
      var counts = [Int](repeating: 0, count: RobotStage.allCases.count)
      for stage in frame.stage { counts[Int(stage.rawValue)] += 1 }
      for stage in RobotStage.allCases {
        rows.append(
          .swatch(
            options.theme.color(of: stage), "\(stage)",
            note: Format.whole(counts[Int(stage.rawValue)])))
      }
    case .bySpeed:
      rows.append(
        .ramp(
          RobotPainter.map(of: .bySpeed, theme: options.theme), low: "at rest", high: "full speed"))
    case .byBattery:
      rows.append(
        .ramp(RobotPainter.map(of: .byBattery, theme: options.theme), low: "empty", high: "full"))
    case .byScalar(let index):
      guard index < scenery.scalars.count else { break }
      let look = scenery.scalars[index]
      let unit = look.unit.isEmpty ? "" : " " + look.unit
      rows.append(
        .ramp(
          RobotPainter.map(of: options.coloring, theme: options.theme),
          low: Format.trimmed(Double(look.range.lowerBound)) + unit,
          high: Format.trimmed(Double(look.range.upperBound)) + unit))
    }
    return rows + carpetRows + planRows + batteryRows + linkRows + markRows
  }

  /// What lies on the floor, with the scale that stays for the run and its unit.
  private var carpetRows: [PanelRow] {
    var rows: [PanelRow] = []
    for layer in [FieldLayer.executor, .orchestrator] {
      guard let carpet = carpet(layer) else { continue }
      let isPlanning = layer == .orchestrator
      rows.append(.heading("\(isPlanning ? "m^orch" : "m^exec"): \(carpet.channel.words)"))
      rows.append(carpet.ramp)
      if isPlanning, frame.plan == nil { rows.append(.text("not kept of this moment")) }
      if isPlanning, let plan = frame.plan {
        let count = carpet.channel == .claims ? plan.claimCount : plan.boundCount
        let word = carpet.channel == .claims ? "robots claim one" : "robots are bound"
        rows.append(.text("\(Format.whole(count)) \(word)"))
      }
    }
    if !rows.isEmpty, let index = options.fieldClass, index < scenery.classes.count {
      rows.append(
        .swatch(scenery.classes[index].color, "only \(scenery.classes[index].name)", note: ""))
    }
    return rows
  }

  /// The counters over time.
  private var plotPanel: Panel? {
    guard !scenery.counters.isEmpty else { return nil }
    let rows = scenery.counters.enumerated().map { index, look -> PanelRow in
      let latest = index < frame.counters.count ? frame.counters[index] : .nan
      return .plot(
        PlotCurve(
          title: look.title,
          latest: Format.compact(latest) + (look.unit.isEmpty ? "" : " " + look.unit),
          times: plots.times, values: plots.values[index], lowest: look.lowest,
          highest: look.highest,
          target: frame.success?.title == look.title ? frame.success?.bar : nil,
          color: ColorMap.categories[index % ColorMap.categories.count]))
    }
    return Panel(title: "plots", note: options.isStill ? "" : "Ctrl E: CSV", width: 230, rows: rows)
  }

  /// Wall time per stage of the tick.
  private var profilerPanel: Panel? {
    guard !frame.stageSeconds.isEmpty else {
      return Panel(title: "profiler", width: 230, rows: [.text("this source keeps no times")])
    }
    let total = frame.stageSeconds.reduce(0) { $0 + $1.seconds }
    let top = Float(frame.stageSeconds.map(\.seconds).max() ?? 1) * 1000
    var rows: [PanelRow] = frame.stageSeconds.map { stage in
      .bar(
        stage.stage, value: Float(stage.seconds * 1000), range: 0...max(top, 1e-6), tick: nil,
        color: ColorMap.categories[0])
    }
    rows.append(.pair("step", Format.decimal(total * 1000, places: 2) + " ms"))
    // A still has no last picture.
    let cost = drawSeconds > 0 ? Format.decimal(drawSeconds * 1000, places: 1) + " ms" : "–"
    rows.append(.pair("picture", cost))
    rows.append(
      .pair(
        "pictures per second", Format.decimal(drawSeconds > 0 ? picturesPerSecond : 0, places: 0))
    )
    return Panel(title: "profiler", note: "ms per step", width: 230, rows: rows)
  }
}

extension Array where Element == Float {
  /// The element, or not-a-number beyond the end.
  func value(at index: Int) -> Float { index < count ? self[index] : .nan }
}
