import Contracts
import SimCore

/// Arrows of the flow lie at least so far apart, points.
private let arrowSpacing: Float = 22
/// Flows below this share of the scale get no arrow.
private let leastArrow: Float = 0.04

extension PictureBuilder {
  /// Both mean fields as carpets: m^exec, where the fleet is, and over it m^orch, where it plans to be.
  mutating func drawFields() {
    if let carpet = viewer.carpet(.executor), let field = frame.grid, !field.samples.isEmpty {
      lay(carpet, on: field.grid, values: field.samples.map { $0.value(carpet.channel) })
      if carpet.channel == .flow { drawFlow(field, top: carpet.top) }
    }
    if let carpet = viewer.carpet(.orchestrator), let plan = frame.plan {
      let grid = FloorGrid(
        columns: plan.columns, rows: plan.rows, cellSize: plan.cellSize, origin: plan.origin)
      lay(carpet, on: grid, values: carpet.channel == .claims ? plan.claims : plan.destinations)
    }
  }

  private mutating func lay(_ carpet: Carpet, on grid: FloorGrid, values: [Float]) {
    guard values.count == grid.columns * grid.rows, !values.isEmpty else { return }
    let size = Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize
    // Cells are whole and the floor need not be: what lies beyond its edge is no floor.
    let bounds = scenery.bounds
    list.pushClip(
      ClipBox(
        origin: camera.screen(Vec2(bounds.lower.x, bounds.upper.y)),
        size: bounds.size * camera.pixelsPerMetre))
    defer { list.popClip() }
    list.image(
      DrawImage(
        columns: grid.columns, rows: grid.rows, cells: values.map { carpet.color($0) },
        origin: camera.screen(Vec2(grid.origin.x, grid.origin.y + size.y)),
        extent: size * camera.pixelsPerMetre, isSmooth: true))
  }

  /// Arrows at cells some points apart; length is the flow's speed.
  private mutating func drawFlow(_ grid: FloorField, top: Float) {
    let cellPixels = grid.cellSize * camera.pixelsPerMetre
    let stride = max(1, Int((arrowSpacing * scale / cellPixels).rounded(.up)))
    let reach = Float(stride) * cellPixels * 0.85
    let visible = camera.visible.expanded(by: grid.cellSize * Float(stride))
    var row = 0
    while row < grid.rows {
      defer { row += stride }
      var column = 0
      while column < grid.columns {
        defer { column += stride }
        var flow = Vec2.zero
        var cells = 0
        for y in row..<min(grid.rows, row + stride) {
          for x in column..<min(grid.columns, column + stride) {
            flow += grid.samples[y * grid.columns + x].flow
            cells += 1
          }
        }
        flow /= Float(max(1, cells))
        let middle =
          grid.origin
          + Vec2(Float(column) + Float(stride) * 0.5, Float(row) + Float(stride) * 0.5)
          * grid.cellSize
        let share = flow.length / top
        guard share > leastArrow, visible.contains(middle) else { continue }
        let along = Vec2(flow.x, -flow.y).normalized * (reach * (0.35 + 0.65 * min(1, share)))
        let place = camera.screen(middle)
        list.arrow(
          place - along * 0.5, place + along * 0.5, color: theme.text.opacity(0.85),
          width: 1.3 * scale, head: min(5 * scale, reach * 0.4))
      }
    }
  }
}

extension PictureBuilder {
  /// The scales of the carpets beside the scale bar, where no legend says them, and that of a density picture: a
  /// shade without one says little.
  mutating func drawFieldScales(_ layout: PanelLayout, left: Float) {
    var scales: [(title: String, ramp: PanelRow)] = crowdScale.map { [("robots here", $0)] } ?? []
    if layout.panels[.legend] == nil || layout.collapsed.contains(.legend) {
      scales += FieldLayer.allCases.compactMap { viewer.carpet($0) }.map { carpet in
        (
          "\(carpet.channel.isOfExecutors ? "m^exec" : "m^orch"): \(carpet.channel.words)",
          carpet.ramp
        )
      }
    }
    var x = left
    for (title, ramp) in scales {
      let size = Vec2(170, 50) * scale
      guard x + size.x < list.size.x - 10 * scale else { return }
      let corner = Vec2(x, layout.timeline.origin.y - 6 * scale - size.y)
      list.box(corner, size, fill: theme.panel.opacity(0.78), radius: 5 * scale)
      var pen = PanelPen(
        left: x + 8 * scale, right: x + size.x - 8 * scale, y: corner.y + 2 * scale, theme: theme,
        scale: scale)
      pen.draw(.text(title), into: &list)
      pen.y += 18 * scale
      pen.draw(ramp, into: &list)
      x += size.x + 6 * scale
    }
  }
}

extension Carpet {
  /// The scale as a row of a panel.
  var ramp: PanelRow {
    .ramp(map, low: "0", high: "≥ \(Format.compact(Double(top))) \(channel.unit)")
  }
}

extension FieldSample {
  /// What a channel of m^exec shows of it.
  func value(_ channel: FieldChannel) -> Float {
    switch channel {
    case .flow: flow.length
    case .blocked: density * blockedShare
    default: density
    }
  }
}

extension Viewer {
  /// The carpet of a field that is switched on; nil where none is.
  func carpet(_ layer: FieldLayer) -> Carpet? {
    guard let channel = layer == .executor ? options.field : options.plan else { return nil }
    guard let cell = frame.grid?.cellSize ?? frame.plan?.cellSize else { return nil }
    return Carpet(
      channel, scenery: scenery, cellSize: cell,
      pinned: options.fieldTops[channel] ?? sharedTops[channel], theme: options.theme)
  }

  /// Ends of the scales that hold for several pictures under one legend: the highest of each channel.
  static func sharedTops(of viewers: [Viewer]) -> [FieldChannel: Float] {
    var tops: [FieldChannel: Float] = [:]
    for var viewer in viewers {
      viewer.sharedTops = [:]
      for carpet in FieldLayer.allCases.compactMap(viewer.carpet) {
        tops[carpet.channel] = max(tops[carpet.channel] ?? 0, carpet.top)
      }
    }
    return tops
  }
}
