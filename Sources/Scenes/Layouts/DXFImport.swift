import SimCore

/// A floor drawn in DXF: lines, polylines, circles and arcs of chosen layers are walls.
///
/// Source: Autodesk, "DXF Reference", the ASCII form: lines in pairs, a group code and a value.
struct DXFImport {
  private let source: LayoutSource
  private let options: LayoutOptions

  /// Walls have no thickness in a drawing; this stands for it, metres.
  static let thickness = 0.05

  /// An import of one file.
  init(_ source: LayoutSource, _ options: LayoutOptions) {
    self.source = source
    self.options = options
  }

  /// The layout; nil, with a mistake, where something is missing or wrong.
  func layout() -> Layout? {
    guard source.hasReadableSize(), let drawing = DXFDrawing.read(source) else { return nil }
    guard let unit = unit(of: drawing), let layers = layers(of: drawing) else { return nil }
    let stem = LayoutNames.stem(of: source.text.name, without: [".dxf"])
    var layout = Layout(name: LayoutNames.sceneName(stem), kind: "Floor drawn in DXF")
    layout.facts = [
      "A unit of the drawing is \(NumberText.digits(unit)) m. Its lines are taken for walls of "
        + "\(NumberText.digits(Self.thickness * 100)) cm. It holds no places, robots or jobs."
    ]
    var stretches: [(Layout.Point, Layout.Point)] = []
    for entity in drawing.entities {
      guard layers.contains(entity.layer) else {
        source.leaveOut(
          "what lies on layer \(quoted(entity.layer))",
          "it is not among the chosen \(options.called("layers"))",
          .bytes(entity.place))
        continue
      }
      switch entity.shape(source) {
      case .line(let points):
        let scaled = points.map { $0 * unit }
        if scaled.count == 2 {
          stretches.append((scaled[0], scaled[1]))
        } else {
          layout.walls.append(Layout.Wall(points: scaled, thickness: Self.thickness))
        }
      case .ring(let points):
        layout.walls.append(
          Layout.Wall(points: points.map { $0 * unit }, thickness: Self.thickness, isClosed: true))
      case .disc(let center, let radius):
        layout.discs.append(Layout.Disc(center: center * unit, radius: radius * unit))
      case .none: break
      }
    }
    layout.walls += LayoutWalls.chained(stretches, thickness: Self.thickness)
    guard !source.hasErrors else { return nil }
    guard !layout.walls.isEmpty || !layout.discs.isEmpty else {
      source.error("nothing of this drawing can be a wall", .characters(nil))
      return nil
    }
    layout.robots = [Layout.Robots.assumed("robot")]
    layout.robots[0].count = 2
    return layout
  }

  /// Metres per unit of the drawing; nil, with a mistake, where nothing says it.
  private func unit(of drawing: DXFDrawing) -> Double? {
    if let unit = options.unit { return unit.metres }
    guard let units = drawing.units, units.code != 0 else {
      source.error(
        "the drawing does not say its unit ($INSUNITS); say it with \(options.called("unit")), such as "
          + (options.areKeys ? "unit: mm" : "--unit mm"),
        .bytes(drawing.units?.place ?? 0..<0))
      return nil
    }
    let known: [Int: Double] = [
      1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1, 7: 1000, 10: 0.9144, 13: 1e-6, 14: 0.1,
    ]
    if let metres = known[units.code] { return metres }
    source.error(
      "the unit \(units.code) of the drawing ($INSUNITS) is not read; say it with "
        + options.called("unit"),
      .bytes(units.place))
    return nil
  }

  /// The layers that are taken: those that are asked for, else all; nil, with a mistake, where one is missing.
  private func layers(of drawing: DXFDrawing) -> Set<String>? {
    let known = drawing.layers
    guard !options.layers.isEmpty else { return Set(known) }
    for name in options.layers where !known.contains(name) {
      let words = known.prefix(12).map(quoted).joined(separator: ", ")
      source.error(
        "no layer \(quoted(name)) has anything on it; there are \(words)"
          + MapDiagnostics.suggestion(for: name, among: known), .characters(nil))
      return nil
    }
    return Set(options.layers)
  }
}
