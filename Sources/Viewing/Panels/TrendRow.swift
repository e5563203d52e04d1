import SimCore

/// A feature of a field in a panel: its mean over all robots, its classes, its past.
public struct TrendRow: Sendable {
  /// Name as shown.
  public var name: String
  /// The mean over all robots, as shown.
  public var text: String
  /// The mean over all robots.
  public var mean: Float
  /// Values of the classes. [classes]
  public var values: [Float]
  /// Colours of the classes. [classes]
  public var colors: [Color]
  /// Range of the values.
  public var range: ClosedRange<Float>
  /// The mean's past, oldest first.
  public var past: [Double]
}

/// Where the parts of such a row begin and end, as shares of its width.
private enum TrendColumns {
  static let nameEnd: Float = 0.36
  static let groove: ClosedRange<Float> = 0.38...0.54
  static let spark: ClosedRange<Float> = 0.56...0.70
}

/// Pieces that a line of the past has at most: more cannot be seen.
private let sparkPieces = 24

extension PanelPen {
  /// Name; a groove with a dot for each class and a mark for all robots; the past; the number.
  func trend(_ row: TrendRow, into list: inout DrawList) {
    let width = right - left
    func x(_ share: Float) -> Float { left + width * share }
    list.text(
      FontMetrics.truncated(
        row.name, to: width * TrendColumns.nameEnd, size: textSize, weight: .regular),
      at: Vec2(left, y + 13 * scale), size: textSize, color: theme.mutedText)
    let (start, end) = (x(TrendColumns.groove.lowerBound), x(TrendColumns.groove.upperBound))
    let middle = y + 9 * scale
    list.box(
      Vec2(start, middle - scale), Vec2(end - start, 2 * scale), fill: theme.panelEdge,
      radius: scale)
    let span = max(row.range.upperBound - row.range.lowerBound, 1e-9)
    func place(_ value: Float) -> Float {
      start + (end - start) * max(0, min(1, (value - row.range.lowerBound) / span))
    }
    if row.mean.isFinite {
      list.box(
        Vec2(place(row.mean) - scale, middle - 6 * scale), Vec2(2 * scale, 12 * scale),
        fill: theme.text)
    }
    for (value, color) in zip(row.values, row.colors) where value.isFinite {
      list.disc(Vec2(place(value), middle), radius: 2.8 * scale, fill: color)
    }
    spark(row, from: x(TrendColumns.spark.lowerBound), to: x(TrendColumns.spark.upperBound), &list)
    list.text(
      row.text, at: Vec2(right, y + 13 * scale), size: textSize, color: theme.text,
      alignment: .trailing)
  }

  /// The past as a line between its own least and greatest value; a flat one lies low.
  private func spark(_ row: TrendRow, from start: Float, to end: Float, _ list: inout DrawList) {
    let past = row.past.filter(\.isFinite)
    guard past.count > 1, let low = past.min(), let high = past.max() else { return }
    // Less than a hundredth of the range is no trend, and would only look wild.
    let least = Double(row.range.upperBound - row.range.lowerBound) * 0.01
    let span = max(high - low, least, 1e-9)
    let pieces = min(sparkPieces, past.count - 1)
    var previous: Vec2?
    for piece in 0...pieces {
      let value = past[piece * (past.count - 1) / pieces]
      let point = Vec2(
        start + (end - start) * Float(piece) / Float(pieces),
        y + (15 - 12 * Float((value - low) / span)) * scale)
      if let previous { list.line(previous, point, color: theme.mutedText, width: 1.2 * scale) }
      previous = point
    }
  }
}
