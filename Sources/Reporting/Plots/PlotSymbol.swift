/// The shapes and dashes that tell series apart without colour.
enum PlotSymbol {
  /// Dashes of a tone's line; empty for a whole one.
  static func dash(_ tone: Int) -> String {
    ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2"][tone % 6]
  }

  /// The symbol of a tone about a place.
  static func shape(
    _ tone: Int, _ x: Double, _ y: Double, className: String = "dot", size: Double = 4.2
  ) -> Markup {
    func n(_ value: Double) -> String { PlotFrame.number(value) }
    func path(_ corners: [(Double, Double)]) -> Markup {
      let text = corners.map { "\(n(x + $0.0 * size)) \(n(y + $0.1 * size))" }
      return .element(
        "path", [("class", className), ("d", "M" + text.joined(separator: " L") + " Z")], [])
    }
    switch tone % 6 {
    case 1: return path([(-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)])
    case 2: return path([(0, -1.3), (1.2, 0.9), (-1.2, 0.9)])
    case 3: return path([(0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)])
    case 4: return path([(0, 1.3), (1.2, -0.9), (-1.2, -0.9)])
    case 5:
      return path([
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
        (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
      ])
    default:
      return .element(
        "circle", [("class", className), ("cx", n(x)), ("cy", n(y)), ("r", n(size))], [])
    }
  }

  /// A line of a tone along places.
  static func curve(_ tone: Int, _ places: [(Double, Double)]) -> Markup {
    var attributes = [("class", "curve"), ("d", steps(places))]
    if !dash(tone).isEmpty { attributes.append(("stroke-dasharray", dash(tone))) }
    return .element("path", attributes, [])
  }

  /// `M1 2 L3 4`.
  static func steps(_ places: [(Double, Double)]) -> String {
    "M"
      + places.map { "\(PlotFrame.number($0.0)) \(PlotFrame.number($0.1))" }.joined(separator: " L")
  }
}
