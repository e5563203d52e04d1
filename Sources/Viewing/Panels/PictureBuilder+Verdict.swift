import SimCore
import Simulation

/// Width of the dial in the bar at the top, points.
private let dialWidth: Float = 84
/// Where on the dial the bar for success lies, as a share of its width: beyond it there is room for more.
private let barShare: Float = 0.75

extension PictureBuilder {
  /// How the figure for success stands, on the bar at the top, with its right end at `right` (px).
  ///
  /// - Returns: The left end of what was drawn, pixels; `right` where there is nothing to say or no room.
  mutating func drawSuccessDial(right: Float, leftLimit: Float, base: Float) -> Float {
    guard let success = frame.success else { return right }
    let color = success.isMet ? theme.success : theme.accent
    let text = success.numbers
    let textWidth = FontMetrics.width(of: text, size: 12 * scale, weight: .bold)
    let titleWidth = FontMetrics.width(of: success.title, size: 11 * scale, weight: .regular)
    var left = right - textWidth - (dialWidth + 10) * scale
    guard left > leftLimit else { return right }
    list.text(
      text, at: Vec2(right, base), size: 12 * scale, color: color, weight: .bold,
      alignment: .trailing)
    let groove = Vec2(left, base - 8 * scale)
    let width = dialWidth * scale
    list.box(groove, Vec2(width, 8 * scale), fill: theme.panelEdge, radius: 4 * scale)
    let share = Float(max(0, min(1 / Double(barShare), success.share)))
    list.box(
      groove, Vec2(max(4 * scale, width * barShare * share), 8 * scale), fill: color,
      radius: 4 * scale)
    list.box(
      Vec2(left + width * barShare - scale, base - 11 * scale), Vec2(2 * scale, 14 * scale),
      fill: theme.text)
    if left - titleWidth - 8 * scale > leftLimit {
      left -= titleWidth + 8 * scale
      list.text(success.title, at: Vec2(left, base), size: 11 * scale, color: theme.mutedText)
    }
    return left - 20 * scale
  }

  /// The verdict once a run has ended, in large, below the bar at the top.
  mutating func drawVerdict(_ layout: PanelLayout) {
    // Of a run that was stopped there is no verdict.
    guard viewer.playback.isFinished, !viewer.playback.isCut, let success = frame.success else {
      return
    }
    let title = success.isMet ? "success" : "no success"
    let line = "\(success.title)  \(success.numbers)" + (success.hindrance.map { ", \($0)" } ?? "")
    let color = success.isMet ? theme.success : theme.warning
    let width =
      max(
        FontMetrics.width(of: title, size: 18 * scale, weight: .bold),
        FontMetrics.width(of: line, size: 12.5 * scale, weight: .regular)) + 36 * scale
    let origin = Vec2((list.size.x - width) * 0.5, layout.topBar.size.y + 10 * scale)
    list.panelBackground(origin, Vec2(width, 56 * scale), theme: theme, scale: scale)
    list.box(origin, Vec2(5 * scale, 56 * scale), fill: color, radius: 2 * scale)
    let middle = origin.x + width * 0.5
    list.text(
      title, at: Vec2(middle, origin.y + 25 * scale), size: 18 * scale, color: color,
      weight: .bold, alignment: .center)
    list.text(
      line, at: Vec2(middle, origin.y + 45 * scale), size: 12.5 * scale, color: theme.text,
      alignment: .center)
  }
}

extension SuccessStanding {
  /// The value as a share of its bar; 1 where there is nothing to reach, 0 where it is not known.
  var share: Double { bar > 0 ? (value ?? 0) / bar : 1 }

  /// Value and bar with their unit.
  var numbers: String {
    let shown = unit.hasPrefix("1/") ? String(unit.dropFirst()) : unit
    let word = isUpper ? "of at most" : "of"
    return "\(value.map(Format.compact) ?? "?") \(word) \(Format.compact(bar))"
      + (shown.isEmpty ? "" : " " + shown)
  }
}
