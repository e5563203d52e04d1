import SimCore

/// The longest name of a run in the bar at the top, points.
private let longestName: Float = 130

extension PictureBuilder {
  /// Says at the right end of the bar that this is a replay, of which run, and whether it is the same one so far.
  ///
  /// - Returns: The left end of what was drawn, pixels; the bar's right end for a scene.
  mutating func drawReplay(_ bar: ClipBox, base: Float) -> Float {
    guard let replay = viewer.replay else { return bar.size.x }
    let color =
      replay.mismatchStep != nil
      ? theme.warning : replay.isLeft || replay.agreedCount == 0 ? theme.mutedText : theme.success
    let name = FontMetrics.truncated(
      replay.name.isEmpty ? "a run" : replay.name, to: longestName * scale, size: 12 * scale,
      weight: .bold)
    let words: [(String, Color, TextRun.Weight, Float)] = [
      ("replay of", theme.mutedText, .regular, 11), (name, theme.text, .bold, 12),
      (replay.words, color, .bold, 11),
    ]
    let widths = words.map { FontMetrics.width(of: $0.0, size: $0.3 * scale, weight: $0.2) }
    let gap = 6 * scale
    let left =
      bar.size.x - 22 * scale - widths.reduce(0, +) - gap * Float(words.count - 1)
    list.box(
      Vec2(left - 8 * scale, base - 16 * scale), Vec2(bar.size.x - left, 24 * scale),
      fill: color.opacity(0.1), radius: 5 * scale, border: max(1, scale), stroke: color.opacity(0.6)
    )
    var x = left
    for (word, width) in zip(words, widths) {
      list.text(
        word.0, at: Vec2(x, base), size: word.3 * scale, color: word.1, weight: word.2)
      x += width + gap
    }
    return left - 8 * scale
  }
}

extension Viewer {
  /// What the window shows and the film does not: that it is being filmed, and for how long (s).
  public func filmSign(seconds: Double) -> DrawList {
    let scale = options.scale
    var list = DrawList(size: camera.viewport, scale: scale, background: .clear)
    let text = "REC \(Format.clock(seconds))"
    let width = FontMetrics.width(of: text, size: 13 * scale, weight: .bold) + 40 * scale
    let origin = Vec2(
      (list.size.x - width) * 0.5, (options.hasFurniture ? Viewer.topBarHeight + 8 : 8) * scale)
    list.panelBackground(origin, Vec2(width, 28 * scale), theme: options.theme, scale: scale)
    list.disc(origin + Vec2(16, 14) * scale, radius: 6 * scale, fill: options.theme.warning)
    list.text(
      text, at: origin + Vec2(28, 18.5) * scale, size: 13 * scale, color: options.theme.text,
      weight: .bold)
    return list
  }
}
