import Contracts
import SimCore

extension PanelPen {
  /// Fields on the left, the layers whose policies read them on the right, an arrow for each reading.
  ///
  /// Solid: it is granted, and a policy reads it. Dashed: it is granted, and nobody reads it. None: withheld.
  func readings(
    _ readings: [LayerReading], _ periods: [FieldLayer: Double], into list: inout DrawList
  ) {
    let size = Vec2(102, 36) * scale
    func top(_ layer: FieldLayer) -> Float { y + (layer == .orchestrator ? 6 : 66) * scale }
    for layer in [FieldLayer.orchestrator, .executor] {
      let ink = theme.ink(of: layer)
      let isPlanning = layer == .orchestrator
      box(
        Vec2(left, top(layer)), size, isPlanning ? "m^orch" : "m^exec",
        periods[layer].map { "every \(Format.trimmed($0)) s" } ?? "", ink, &list)
      let users = readings.filter { $0.reader == layer && $0.isUsed }.count
      box(
        Vec2(right - size.x, top(layer)), size, isPlanning ? "orchestrators" : "executors",
        users == 0 ? "read none" : users == 1 ? "read one field" : "read both", theme.mutedText,
        &list)
    }
    for reading in readings where reading.isGranted {
      // Two arrows leave and reach each box: one above the other.
      let isStraight = reading.reader == reading.source
      let isUp = reading.reader == .orchestrator
      let out: Float =
        reading.source == .orchestrator ? (isStraight ? 12 : 25) : (isStraight ? 25 : 12)
      let into: Float = isUp ? (isStraight ? 12 : 25) : (isStraight ? 25 : 12)
      let start = Vec2(left + size.x + 3 * scale, top(reading.source) + out * scale)
      let end = Vec2(right - size.x - 4 * scale, top(reading.reader) + into * scale)
      let ink = theme.ink(of: reading.source)
      if reading.isUsed {
        list.arrow(start, end, color: ink, width: 2 * scale, head: 7 * scale)
      } else {
        list.line(start, end, color: ink.opacity(0.6), width: 1.3 * scale, dash: 4 * scale)
      }
    }
  }

  private func box(
    _ origin: Vec2, _ size: Vec2, _ title: String, _ note: String, _ ink: Color,
    _ list: inout DrawList
  ) {
    list.box(
      origin, size, fill: theme.floor, radius: 4 * scale, border: 1.5 * scale, stroke: ink)
    let middle = origin.x + size.x * 0.5
    list.text(
      title, at: Vec2(middle, origin.y + 15 * scale), size: 11.5 * scale, color: theme.text,
      weight: .bold, alignment: .center)
    list.text(
      note, at: Vec2(middle, origin.y + 29 * scale), size: 10 * scale, color: theme.mutedText,
      alignment: .center)
  }
}

extension Theme {
  /// The colour of a layer's field in lines and texts: that of its carpet.
  func ink(of layer: FieldLayer) -> Color {
    switch (layer, isDark) {
    case (.executor, true): Color(0x67BFF0)
    case (.executor, false): Color(0x1A68AB)
    case (.orchestrator, true): Color(0xF4B73F)
    case (.orchestrator, false): Color(0xA45F00)
    }
  }
}
