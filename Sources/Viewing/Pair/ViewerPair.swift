import SimCore
import Simulation

/// Two runs side by side: one time, one camera, one set of colours, and the difference of a figure.
///
/// Both viewers are without bars and panels of their own; the pair draws one head and one legend for both.
public struct ViewerPair: Sendable {
  /// The run on the left.
  public var first: Viewer
  /// The run on the right.
  public var second: Viewer
  /// What the two are called. (left, right)
  public var names: (first: String, second: String)
  /// Key of the figure whose difference is shown.
  public var figureKey: String
  /// True where each half shows the other's robots as shadows.
  public var hasGhosts = false
  /// Width and height of the whole picture, pixels.
  public internal(set) var size: Vec2

  /// Height of the head, points.
  static let headHeight: Float = 58
  /// Height of the legend, points.
  static let legendHeight: Float = 30
  /// Width of the line between the halves, points.
  static let divide: Float = 2

  /// A pair of viewers that look at the same part of the floor in the same way.
  ///
  /// - Precondition: both have a picture of `halfSize(of:scale:)`.
  public init(
    first: Viewer, second: Viewer, names: (first: String, second: String), figureKey: String,
    size: Vec2
  ) {
    self.first = first
    self.second = second
    self.names = names
    self.figureKey = figureKey
    self.size = size
    // Kept images of one scenery are not those of the other.
    self.second.sceneryVersion += 1 << 20
    self.first.wantsFigures = true
    self.second.wantsFigures = true
    for isFirst in [true, false] { widenFlags(isFirst) }
  }

  /// Size of each half of a picture (px) at a scale (px per point).
  public static func halfSize(of size: Vec2, scale: Float) -> Vec2 {
    Vec2(
      max(1, ((size.x - divide * scale) * 0.5).rounded(.down)),
      max(1, size.y - (headHeight + legendHeight) * scale))
  }

  /// Takes over what the two runs show now; how it is looked at stays.
  public mutating func show(_ first: Viewer, _ second: Viewer) {
    let version = self.second.sceneryVersion
    (self.first, self.second) = (first, second)
    self.second.sceneryVersion = version
  }

  /// Makes the right half look where and how the left half does, and the left half know of the right one.
  public mutating func link() {
    // Floors of different size are each shown whole: the same metres would be another place.
    if first.scenery.bounds == second.scenery.bounds {
      second.camera.center = first.camera.center
      second.camera.pixelsPerMetre = first.camera.pixelsPerMetre
    }
    let hasOtherTheme = second.options.theme != first.options.theme
    second.options = first.options
    if hasOtherTheme { second.refreshMapCells() }
    for isFirst in [true, false] { widenFlags(isFirst) }
    let tops = Viewer.sharedTops(of: [first, second])
    (first.sharedTops, second.sharedTops) = (tops, tops)
    first.ghost = hasGhosts ? second.frame.pose : []
    second.ghost = hasGhosts ? first.frame.pose : []
  }

  /// The legend is one: marks that either run has shown are in it.
  private mutating func widenFlags(_ isFirst: Bool) {
    let both = first.seenFlags.union(second.seenFlags)
    if isFirst { first.seenFlags = both } else { second.seenFlags = both }
  }

  /// The figure of both runs as it stands; nil where a run has none of that name (yet).
  public var figures: (first: RunFigure, second: RunFigure)? {
    guard let left = first.frame.figures.first(where: { $0.key == figureKey }),
      let right = second.frame.figures.first(where: { $0.key == figureKey })
    else { return nil }
    return (left, right)
  }

  /// The draw list of both.
  public func picture() -> DrawList {
    let scale = first.options.scale
    let theme = first.options.theme
    var list = DrawList(size: size, scale: scale, background: theme.background)
    let top = ViewerPair.headHeight * scale
    let half = first.camera.viewport
    list.append(first.picture(), at: Vec2(0, top))
    list.append(second.picture(), at: Vec2(size.x - half.x, top))
    list.area(
      Vec2(half.x, top), Vec2(max(1, size.x - 2 * half.x), half.y), fill: theme.panelEdge)
    drawHead(into: &list)
    list.legendStrip(
      first.legendRows, height: ViewerPair.legendHeight, theme: theme, scale: scale)
    if let notice = first.notice { drawNotice(notice, into: &list) }
    return list
  }
}

extension ViewerPair {
  /// Names over the halves, time and difference between them.
  private func drawHead(into list: inout DrawList) {
    let scale = first.options.scale
    let theme = first.options.theme
    let height = ViewerPair.headHeight * scale
    list.area(.zero, Vec2(size.x, height), fill: theme.panel.opacity(1))
    list.box(Vec2(0, height - scale), Vec2(size.x, scale), fill: theme.panelEdge)
    let middle = size.x * 0.5
    let quarter = size.x * 0.25
    let sides = figures.map { [$0.first, $0.second] } ?? []
    for (index, name) in [names.first, names.second].enumerated() {
      let x = index == 0 ? quarter * 0.85 : size.x - quarter * 0.85
      list.text(
        FontMetrics.truncated(name, to: quarter * 1.35, size: 15 * scale, weight: .bold),
        at: Vec2(x, 24 * scale), size: 15 * scale, color: theme.text, weight: .bold,
        alignment: .center)
      if index < sides.count {
        list.text(
          "\(sides[index].title)  \(ViewerPair.text(sides[index]))", at: Vec2(x, 44 * scale),
          size: 12.5 * scale, color: theme.mutedText, alignment: .center)
      }
    }
    let isApart = (first.frame.time - second.frame.time).magnitude > 0.05
    list.text(
      Format.clock(first.frame.time)
        + (isApart ? "  |  " + Format.clock(second.frame.time) : ""),
      at: Vec2(middle, 22 * scale), size: 12.5 * scale, color: theme.text, alignment: .center)
    list.text(
      difference ?? "no figure \(figureKey) yet", at: Vec2(middle, 45 * scale), size: 15 * scale,
      color: difference == nil ? theme.mutedText : theme.accent, weight: .bold, alignment: .center)
  }

  private func drawNotice(_ notice: String, into list: inout DrawList) {
    let scale = first.options.scale
    let theme = first.options.theme
    let width = FontMetrics.width(of: notice, size: 13 * scale, weight: .regular) + 32 * scale
    let origin = Vec2(
      (size.x - width) * 0.5, size.y - (ViewerPair.legendHeight + 46) * scale)
    list.panelBackground(origin, Vec2(width, 34 * scale), theme: theme, scale: scale)
    list.text(
      notice, at: origin + Vec2(16, 22) * scale, size: 13 * scale, color: theme.text)
  }

  /// "+58 /h (+7 %)": the right run's figure less the left one's; nil where a run has none yet.
  public var difference: String? {
    guard let figures else { return nil }
    let gap = figures.second.value - figures.first.value
    guard gap.isFinite else { return nil }
    func signed(_ text: String) -> String { gap > 0 ? "+" + text : text }
    let base = figures.first.value
    let share = base != 0 ? " (\(signed(Format.percent(gap / base.magnitude))))" : ""
    return signed(Format.compact(gap)) + ViewerPair.unit(figures.first) + share
  }

  static func text(_ figure: RunFigure) -> String {
    Format.compact(figure.value) + unit(figure)
  }

  private static func unit(_ figure: RunFigure) -> String {
    let unit = figure.unit.hasPrefix("1/") ? String(figure.unit.dropFirst()) : figure.unit
    return unit.isEmpty ? "" : " " + unit
  }
}
