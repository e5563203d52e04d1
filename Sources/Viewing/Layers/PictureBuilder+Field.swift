import Contracts
import SimCore

/// Where a field's colour scale ends, as a quantile of its non-empty cells: one crowded cell must
/// not make all others look empty.
private let fieldQuantile = 0.97

extension PictureBuilder {
  /// The spatial executor field as a heat map, with arrows for the flow.
  mutating func drawField() {
    guard let channel = options.field, let grid = frame.grid, !grid.samples.isEmpty else { return }
    let top = PictureBuilder.fieldTop(of: grid, channel: channel)
    let map = PictureBuilder.map(of: channel)
    let opacity: Float = theme.isDark ? 0.80 : 0.72
    let cells = grid.samples.map { sample -> Color in
      guard sample.density > 0 else { return map[0].opacity(theme.isDark ? 0.25 : 0) }
      let value = PictureBuilder.value(of: sample, channel: channel)
      return map[min(1, value / top)].opacity(opacity)
    }
    let size = Vec2(Float(grid.columns), Float(grid.rows)) * grid.cellSize
    list.image(
      DrawImage(
        columns: grid.columns, rows: grid.rows, cells: cells,
        origin: camera.screen(Vec2(grid.origin.x, grid.origin.y + size.y)),
        extent: size * camera.pixelsPerMetre, isSmooth: channel != .blocked))
    if channel == .flow { drawFlow(grid, top: top) }
  }

  /// Arrows at cells at least 22 points apart; length is the flow's speed.
  private mutating func drawFlow(_ grid: FloorField, top: Float) {
    let cellPixels = grid.cellSize * camera.pixelsPerMetre
    let stride = max(1, Int((22 * scale / cellPixels).rounded(.up)))
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
        guard share > 0.04, visible.contains(middle) else { continue }
        let along = Vec2(flow.x, -flow.y).normalized * (reach * (0.35 + 0.65 * min(1, share)))
        let place = camera.screen(middle)
        list.arrow(
          place - along * 0.5, place + along * 0.5, color: theme.text.opacity(0.85),
          width: 1.3 * scale, head: min(5 * scale, reach * 0.4))
      }
    }
  }

  /// The number a channel shows of a sample.
  static func value(of sample: FieldSample, channel: FieldChannel) -> Float {
    switch channel {
    case .density: sample.density
    case .flow: sample.flow.length
    case .blocked: sample.blockedShare
    }
  }

  /// The value at the top end of a channel's colours.
  static func fieldTop(of grid: FloorField, channel: FieldChannel) -> Float {
    if channel == .blocked { return 1 }
    let values = grid.samples.filter { $0.density > 0 }
      .map { value(of: $0, channel: channel) }.filter(\.isFinite)
    guard !values.isEmpty else { return 1 }
    let sorted = values.sorted()
    let top = sorted[min(sorted.count - 1, Int(Double(sorted.count) * fieldQuantile))]
    return top > 0 ? Float(Format.niceCeiling(Double(top))) : 1
  }

  /// The colours of a channel.
  static func map(of channel: FieldChannel) -> ColorMap {
    switch channel {
    case .density: .inferno
    case .flow: .viridis
    case .blocked: .cividis
    }
  }
}
