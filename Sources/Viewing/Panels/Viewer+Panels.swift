import Contracts
import SimCore

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
    add(.profiler, profilerPanel)
    add(.inspection, inspectionPanel)
    add(.belief, beliefPanel)
    add(.fields, fieldPanel)
    add(.coupling, couplingPanel)
    return open
  }

  /// What colours mean.
  private var legendPanel: Panel? {
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
      rows.append(.ramp(RobotPainter.map(of: .bySpeed), low: "at rest", high: "full speed"))
    case .byBattery:
      rows.append(.ramp(RobotPainter.map(of: .byBattery), low: "empty", high: "full"))
    case .byScalar(let index):
      guard index < scenery.scalars.count else { return nil }
      let look = scenery.scalars[index]
      let unit = look.unit.isEmpty ? "" : " " + look.unit
      rows.append(
        .ramp(
          RobotPainter.map(of: options.coloring),
          low: Format.trimmed(Double(look.range.lowerBound)) + unit,
          high: Format.trimmed(Double(look.range.upperBound)) + unit))
    }
    if let channel = options.field, let grid = frame.grid {
      let top = PictureBuilder.fieldTop(of: grid, channel: channel)
      rows.append(.heading("field on the floor: \(channel.rawValue)"))
      let unit =
        switch channel {
        case .density: " /m²"
        case .flow: " /(m s)"
        case .blocked: ""
        }
      rows.append(
        .ramp(
          PictureBuilder.map(of: channel), low: "0",
          high: channel == .blocked ? "all" : "≥ " + Format.compact(Double(top)) + unit))
    }
    return Panel(
      title: "colour: \(options.coloring.title(in: scenery))", note: "V next", width: 196,
      rows: rows)
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
          highest: look.highest, color: ColorMap.categories[index % ColorMap.categories.count]))
    }
    return Panel(title: "plots", note: "Ctrl E: CSV", width: 230, rows: rows)
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
    rows.append(.pair("picture", Format.decimal(drawSeconds * 1000, places: 1) + " ms"))
    rows.append(
      .pair(
        "pictures per second", Format.decimal(drawSeconds > 0 ? picturesPerSecond : 0, places: 0))
    )
    return Panel(title: "profiler", note: "ms per step", width: 230, rows: rows)
  }

  /// m^orch and m^exec, one bar per class.
  private var fieldPanel: Panel? {
    guard !frame.fields.isEmpty else { return nil }
    let colors = scenery.classes.map(\.color)
    // Features that are zero for every class say so in one line, else 55 rows would not fit.
    func part(
      _ title: String, _ features: [FieldFeature], limit: Int, _ values: (ClassField) -> [Float]
    ) -> [PanelRow] {
      var rows: [PanelRow] = [.heading(title)]
      var silent = 0
      for (index, feature) in features.enumerated() {
        let row = frame.fields.map { values($0).value(at: index) }
        if row.contains(where: { $0.magnitude > 0.0005 }), rows.count <= limit {
          rows.append(.bars(feature.name, values: row, range: feature.range, colors: colors))
        } else {
          silent += 1
        }
      }
      if silent > 0 { rows.append(.text("\(silent) more are zero or do not fit")) }
      return rows
    }
    let room = Int(camera.viewport.y / options.scale) - 220
    let limit = max(4, room / 17 / 2)
    var rows = part("m^orch: planning", scenery.orchestratorFeatures, limit: limit) {
      $0.orchestrator
    }
    rows.append(.gap(4))
    rows += part("m^exec: motion", scenery.executorFeatures, limit: limit) { $0.executor }
    return Panel(title: "mean fields", note: scenery.mode, width: 300, rows: rows)
  }

  /// Who reads whom.
  private var couplingPanel: Panel? {
    let count = scenery.classes.count
    guard count > 0 else { return nil }
    guard scenery.coupling.count == count * count else {
      return Panel(title: "coupling", width: 300, rows: [.text("this run couples no classes")])
    }
    return Panel(
      title: "coupling", note: scenery.mode, width: 300,
      rows: [.matrix(names: scenery.classes.map(\.name), values: scenery.coupling)])
  }
}

extension Array where Element == Float {
  /// The element, or not-a-number beyond the end.
  func value(at index: Int) -> Float { index < count ? self[index] : .nan }
}
