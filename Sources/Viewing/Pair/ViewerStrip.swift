import SimCore
import Simulation

/// Several moments or runs in one picture: cells of one size with their names and a figure, and one legend.
public struct ViewerStrip: Sendable {
  /// One picture of a strip.
  public struct Cell: Sendable {
    /// What it shows; without bars and panels, and of the layout's cell size.
    public var viewer: Viewer
    /// What it is called.
    public var name: String
    /// Which run it is a moment of, from 0.
    public var run: Int
    /// A cell from its values.
    public init(viewer: Viewer, name: String, run: Int) {
      self.viewer = viewer
      self.name = name
      self.run = run
    }
  }

  /// Where the cells of a strip lie.
  public struct Layout: Equatable, Sendable {
    /// Cells beside each other.
    public let columns: Int
    /// Cells above each other.
    public let rows: Int
    /// Width and height of what a cell shows, whole pixels.
    public let cell: Vec2
    /// Width and height of the whole picture, pixels.
    public let size: Vec2
    /// Pixels per point.
    public let scale: Float

    /// The layout in which floors of an aspect (width over height) are seen largest, in so many columns or, with
    /// nil, in the number that shows them largest.
    public init(count: Int, columns: Int?, aspect: Float, size: Vec2, scale: Float) {
      func cell(_ columns: Int) -> Vec2 {
        let rows = (count + columns - 1) / columns
        let gaps = Vec2(Float(columns - 1), Float(rows - 1)) * gap * scale
        let room = Vec2(
          (size.x - gaps.x) / Float(columns),
          (size.y - gaps.y - ViewerPair.legendHeight * scale) / Float(rows) - nameHeight * scale)
        return Vec2(max(1, room.x.rounded(.down)), max(1, room.y.rounded(.down)))
      }
      func height(_ columns: Int) -> Float { Layout.height(in: cell(columns), aspect: aspect) }
      let chosen =
        columns ?? (1...max(1, count)).max { height($0) < height($1) } ?? 1
      self.columns = chosen
      rows = (count + chosen - 1) / chosen
      self.cell = cell(chosen)
      self.size = size
      self.scale = scale
    }

    /// The height at which a floor is seen in a cell, pixels.
    static func height(in cell: Vec2, aspect: Float) -> Float {
      min(cell.y, cell.x / max(aspect, 1e-3))
    }

    /// The layout of a table with a row for each run and a column for each moment, or turned where floors are
    /// seen larger so.
    public static func table(
      runs: Int, moments: Int, aspect: Float, size: Vec2, scale: Float
    ) -> (layout: Layout, isTurned: Bool) {
      let count = runs * moments
      guard runs > 1, moments > 1 else {
        return (
          Layout(count: count, columns: nil, aspect: aspect, size: size, scale: scale), false
        )
      }
      let (plain, turned) = (
        Layout(count: count, columns: moments, aspect: aspect, size: size, scale: scale),
        Layout(count: count, columns: runs, aspect: aspect, size: size, scale: scale)
      )
      let isTurned =
        height(in: turned.cell, aspect: aspect) > height(in: plain.cell, aspect: aspect)
      return (isTurned ? turned : plain, isTurned)
    }

    /// The upper left corner of a cell's name, pixels.
    func origin(of index: Int) -> Vec2 {
      Vec2(
        Float(index % columns) * (cell.x + gap * scale),
        Float(index / columns) * (cell.y + (nameHeight + gap) * scale))
    }
  }

  /// The pictures, row by row.
  public var cells: [Cell]
  /// Key of the figure that is written beside each name.
  public var figureKey: String
  /// Where they lie.
  public var layout: Layout

  /// Height of a cell's name, points.
  static let nameHeight: Float = 28
  /// What lies between two cells, points.
  private static let gap: Float = 2

  /// A strip from its values.
  public init(cells: [Cell], figureKey: String, layout: Layout) {
    self.cells = cells
    self.figureKey = figureKey
    self.layout = layout
  }

  /// The draw list of all.
  public func picture() -> DrawList {
    guard let first = cells.first?.viewer else {
      return DrawList(size: layout.size, scale: layout.scale, background: .clear)
    }
    let theme = first.options.theme
    var list = DrawList(size: layout.size, scale: layout.scale, background: theme.panelEdge)
    let tops = Viewer.sharedTops(of: cells.map(\.viewer))
    var legend = first
    legend.sharedTops = tops
    for (index, cell) in cells.enumerated() {
      let corner = layout.origin(of: index)
      var viewer = cell.viewer
      viewer.sharedTops = tops
      // Kept images of one scenery are not those of another.
      viewer.sceneryVersion += cell.run << 20
      legend.seenFlags.formUnion(viewer.seenFlags)
      list.append(
        viewer.picture(), at: corner + Vec2(0, ViewerStrip.nameHeight * layout.scale))
      draw(cell, at: corner, theme: theme, into: &list)
    }
    for index in cells.count..<max(cells.count, layout.columns * layout.rows) {
      list.area(
        layout.origin(of: index),
        layout.cell + Vec2(0, ViewerStrip.nameHeight * layout.scale), fill: theme.background)
    }
    list.legendStrip(
      legend.legendRows, height: ViewerPair.legendHeight, theme: theme, scale: layout.scale)
    return list
  }

  /// The name of a cell on the left, and how its figure stands on the right where there is room.
  private func draw(_ cell: Cell, at corner: Vec2, theme: Theme, into list: inout DrawList) {
    let scale = layout.scale
    let height = ViewerStrip.nameHeight * scale
    list.area(corner, Vec2(layout.cell.x, height), fill: theme.panel.opacity(1))
    let base = corner.y + 18.5 * scale
    let room = layout.cell.x - 20 * scale
    let name = FontMetrics.truncated(cell.name, to: room, size: 13 * scale, weight: .bold)
    list.text(
      name, at: Vec2(corner.x + 10 * scale, base), size: 13 * scale, color: theme.text,
      weight: .bold)
    guard let figure = cell.viewer.frame.figures.first(where: { $0.key == figureKey }) else {
      return
    }
    let left = room - FontMetrics.width(of: name, size: 13 * scale, weight: .bold) - 14 * scale
    let value = ViewerPair.text(figure)
    let choices = ["\(figure.title)  \(value)", value]
    guard
      let text = choices.first(where: {
        FontMetrics.width(of: $0, size: 12 * scale, weight: .regular) <= left
      })
    else { return }
    list.text(
      text, at: Vec2(corner.x + layout.cell.x - 10 * scale, base), size: 12 * scale,
      color: theme.mutedText, alignment: .trailing)
  }
}
