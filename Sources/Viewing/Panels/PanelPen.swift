import SimCore

/// Draws the rows of a panel one below the other.
struct PanelPen {
  let left: Float
  let right: Float
  var y: Float
  let theme: Theme
  let scale: Float
  var textSize: Float { 12 * scale }

  init(left: Float, right: Float, y: Float, theme: Theme, scale: Float) {
    self.left = left
    self.right = right
    self.y = y
    self.theme = theme
    self.scale = scale
  }

  /// Title and note, and a sign that says whether a click opens or closes what is below.
  mutating func head(
    _ title: String, note: String, isCollapsed: Bool, into list: inout DrawList
  ) {
    let base = y + 20 * scale
    let sign = Vec2(left + 4 * scale, y + 15.5 * scale)
    let (a, b) = isCollapsed ? (Vec2(-2, -4), Vec2(-2, 4)) : (Vec2(-4, -2), Vec2(4, -2))
    let tip = isCollapsed ? Vec2(2, 0) : Vec2(0, 2)
    list.path(
      [sign + a * scale, sign + tip * scale, sign + b * scale], color: theme.mutedText,
      width: 1.5 * scale)
    let left = self.left + 15 * scale
    let noteWidth = FontMetrics.width(of: note, size: 11 * scale, weight: .regular)
    let shown = FontMetrics.truncated(
      title, to: right - left - noteWidth - 10 * scale, size: 13 * scale, weight: .bold)
    list.text(shown, at: Vec2(left, base), size: 13 * scale, color: theme.text, weight: .bold)
    list.text(
      note, at: Vec2(right, base), size: 11 * scale, color: theme.mutedText, alignment: .trailing)
    y += Panel.headHeight * scale
  }

  /// One row with its top at `y`.
  func draw(_ row: PanelRow, into list: inout DrawList) {
    switch row {
    case .heading(let text):
      list.box(
        Vec2(left, y + 3 * scale), Vec2(right - left, max(1, scale)),
        fill: theme.panelEdge.opacity(0.8))
      list.text(
        FontMetrics.truncated(text, to: right - left, size: 11 * scale, weight: .bold),
        at: Vec2(left, y + 18 * scale), size: 11 * scale, color: theme.mutedText, weight: .bold)
    case .pair(let name, let value): pair(name, value, color: theme.text, into: &list)
    case .alert(let name, let value): pair(name, value, color: theme.warning, into: &list)
    case .bar(let name, let value, let range, let tick, let color):
      bar(name, value, range, tick, color, into: &list)
    case .trend(let row): trend(row, into: &list)
    case .readings(let readings, let periods): self.readings(readings, periods, into: &list)
    case .swatch(let color, let name, let note):
      list.disc(Vec2(left + 6 * scale, y + 8.5 * scale), radius: 5.5 * scale, fill: color)
      let start = left + 18 * scale
      let taken = FontMetrics.width(of: note, size: textSize, weight: .regular)
      let room = right - start - (note.isEmpty ? 0 : taken + 8 * scale)
      text(
        FontMetrics.truncated(name, to: room, size: textSize, weight: .regular), x: start,
        color: theme.text, into: &list)
      list.text(
        note, at: Vec2(right, y + 13 * scale), size: textSize, color: theme.mutedText,
        alignment: .trailing)
    case .robot(let flags, let name): robot(flags, name, into: &list)
    case .place(let state, let waiting, let name): place(state, waiting, name, into: &list)
    case .ramp(let map, let low, let high): ramp(map, low, high, into: &list)
    case .matrix(let names, let values): matrix(names, values, into: &list)
    case .plot(let curve): plot(curve, into: &list)
    case .text(let line): text(line, x: left, color: theme.mutedText, into: &list)
    case .gap: break
    }
  }

  private func text(_ line: String, x: Float, color: Color, into list: inout DrawList) {
    list.text(
      FontMetrics.truncated(line, to: right - x, size: textSize, weight: .regular),
      at: Vec2(x, y + 13 * scale), size: textSize, color: color)
  }

  private func pair(_ name: String, _ value: String, color: Color, into list: inout DrawList) {
    let valueWidth = FontMetrics.width(of: value, size: textSize, weight: .regular)
    let shown = FontMetrics.truncated(
      name, to: max(20 * scale, right - left - valueWidth - 8 * scale), size: textSize,
      weight: .regular)
    list.text(shown, at: Vec2(left, y + 13 * scale), size: textSize, color: theme.mutedText)
    let fitted = FontMetrics.truncated(
      value,
      to: right - left - FontMetrics.width(of: shown, size: textSize, weight: .regular)
        - 8 * scale,
      size: textSize, weight: .regular)
    list.text(
      fitted, at: Vec2(right, y + 13 * scale), size: textSize, color: color, alignment: .trailing)
  }

  /// Where a bar begins: the names before it take two fifths of the row.
  private var barLeft: Float { left + (right - left) * 0.40 }
  /// Where a bar ends: its value stands behind it.
  private var barRight: Float { right - 42 * scale }

  private func bar(
    _ name: String, _ value: Float, _ range: ClosedRange<Float>, _ tick: Float?, _ color: Color,
    into list: inout DrawList
  ) {
    list.text(
      FontMetrics.truncated(
        name, to: barLeft - left - 6 * scale, size: textSize, weight: .regular),
      at: Vec2(left, y + 13 * scale), size: textSize, color: theme.mutedText)
    fill(value, range, color, top: y + 4.5 * scale, height: 8 * scale, into: &list)
    if let tick {
      let x = place(tick, range)
      list.box(
        Vec2(x - scale, y + 2 * scale), Vec2(2 * scale, 13 * scale), fill: theme.accent)
    }
    list.text(
      Format.decimal(Double(value), places: 2), at: Vec2(right, y + 13 * scale), size: textSize,
      color: theme.text, alignment: .trailing)
  }

  private func place(_ value: Float, _ range: ClosedRange<Float>) -> Float {
    let span = max(range.upperBound - range.lowerBound, 1e-9)
    let share = max(0, min(1, (value - range.lowerBound) / span))
    return barLeft + (barRight - barLeft) * share
  }

  /// A groove with a bar in it that starts at zero, or at the low end where zero is outside.
  private func fill(
    _ value: Float, _ range: ClosedRange<Float>, _ color: Color, top: Float, height: Float,
    into list: inout DrawList
  ) {
    list.box(
      Vec2(barLeft, top), Vec2(barRight - barLeft, height), fill: theme.panelEdge.opacity(0.55),
      radius: height * 0.5)
    guard value.isFinite else { return }
    let zero = place(max(range.lowerBound, min(range.upperBound, 0)), range)
    let end = place(value, range)
    let start = min(zero, end)
    list.box(
      Vec2(start, top), Vec2(max(1.5 * scale, max(zero, end) - start), height), fill: color,
      radius: height * 0.5)
  }

  private func ramp(_ map: ColorMap, _ low: String, _ high: String, into list: inout DrawList) {
    let count = 64
    let width = (right - left) / Float(count)
    for index in 0..<count {
      // A map that ends in nothing is seen as it is on the floor.
      let color = map[Float(index) / Float(count - 1)].over(theme.floor)
      list.box(
        Vec2((left + Float(index) * width).rounded(), y + 2 * scale),
        Vec2(width.rounded(.up), 10 * scale), fill: color)
    }
    let base = y + 25 * scale
    list.text(low, at: Vec2(left, base), size: 11 * scale, color: theme.mutedText)
    list.text(
      high, at: Vec2(right, base), size: 11 * scale, color: theme.mutedText, alignment: .trailing)
  }

  private func matrix(_ names: [String], _ values: [Float], into list: inout DrawList) {
    let count = names.count
    guard count > 0, values.count == count * count else { return }
    let side = 24 * scale
    let nameWidth = min((right - left) * 0.4, right - left - side * Float(count))
    let map = theme.isDark ? ColorMap.viridis : ColorMap.cividis
    for row in 0..<count {
      let top = y + 4 * scale + Float(row) * side
      list.text(
        FontMetrics.truncated(
          names[row], to: nameWidth - 6 * scale, size: textSize, weight: .regular),
        at: Vec2(left, top + 16 * scale), size: textSize, color: theme.mutedText)
      for column in 0..<count {
        let value = values[row * count + column]
        let fill = map[value]
        let corner = Vec2(left + nameWidth + Float(column) * side, top)
        list.box(
          corner, Vec2(side - 2 * scale, side - 2 * scale), fill: fill, radius: 3 * scale)
        let ink = fill.luminance > 0.25 ? Color(0x10161B) : Color(0xF4F7F9)
        list.text(
          Format.trimmed(Double(value)),
          at: Vec2(corner.x + side * 0.5 - scale, top + 15 * scale), size: 9.5 * scale, color: ink,
          alignment: .center)
      }
    }
    list.text(
      "row reads column", at: Vec2(left, y + (4 + 24 * Float(count) + 14) * scale),
      size: 11 * scale, color: theme.mutedText)
  }

  private func plot(_ curve: PlotCurve, into list: inout DrawList) {
    list.text(
      curve.title, at: Vec2(left, y + 13 * scale), size: textSize, color: theme.mutedText)
    list.text(
      curve.latest, at: Vec2(right, y + 13 * scale), size: textSize, color: theme.text,
      weight: .bold, alignment: .trailing)
    let origin = Vec2(left, y + 19 * scale)
    let size = Vec2(right - left, 48 * scale)
    list.box(origin, size, fill: theme.floor, radius: 3 * scale)
    guard let first = curve.times.first, let last = curve.times.last, last > first else { return }
    let finite = curve.values.filter(\.isFinite)
    var low = curve.lowest ?? finite.min() ?? 0
    let largest = max(finite.max() ?? 1, curve.target ?? -.infinity)
    var high = curve.highest ?? Format.niceCeiling(max(1e-9, largest))
    if high <= low { (low, high) = (low - 0.5, low + 0.5) }
    list.text(
      Format.compact(high), at: origin + Vec2(4 * scale, 11 * scale), size: 9.5 * scale,
      color: theme.mutedText.opacity(0.8))
    list.pushClip(ClipBox(origin: origin, size: size))
    if let target = curve.target, (low...high).contains(target) {
      let height = origin.y + size.y * (1 - Float((target - low) / (high - low)) * 0.94 - 0.03)
      list.line(
        Vec2(origin.x, height), Vec2(origin.x + size.x, height), color: theme.text.opacity(0.6),
        width: scale, dash: 4 * scale)
    }
    // At most one point per two pixels: more cannot be seen.
    let stride = max(1, curve.times.count / max(1, Int(size.x / (2 * scale))))
    var previous: Vec2?
    var index = 0
    while index < curve.times.count {
      let x = Float((curve.times[index] - first) / (last - first))
      let share = Float((curve.values[index] - low) / (high - low))
      let point = Vec2(origin.x + x * size.x, origin.y + size.y * (1 - share * 0.94 - 0.03))
      if let previous { list.line(previous, point, color: curve.color, width: 1.6 * scale) }
      previous = point
      index =
        index == curve.times.count - 1 ? index + 1 : min(index + stride, curve.times.count - 1)
    }
    list.popClip()
    for (time, place, alignment) in [
      (first, left, TextAlignment.leading), (last, right, .trailing),
    ] {
      list.text(
        Format.clock(time), at: Vec2(place, y + 77 * scale), size: 9.5 * scale,
        color: theme.mutedText, alignment: alignment)
    }
  }
}
