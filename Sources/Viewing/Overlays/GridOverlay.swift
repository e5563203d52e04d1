import SimCore

extension Overlay {
  /// The metric grid.
  public static let grid = Overlay(
    "grid", key: "#", "metric grid", layer: .floor, isOnAtFirst: true, draw: { $0.drawGrid() })
}

extension PictureBuilder {
  /// Lines at least 14 points apart, every fifth or tenth one coarse.
  fileprivate mutating func drawGrid() {
    let fine = Format.niceCeiling(Double(14 * scale / camera.pixelsPerMetre))
    let coarse = fine * 5
    let box = AABB(
      lower: Vec2(
        max(camera.visible.lower.x, scenery.bounds.lower.x),
        max(camera.visible.lower.y, scenery.bounds.lower.y)),
      upper: Vec2(
        min(camera.visible.upper.x, scenery.bounds.upper.x),
        min(camera.visible.upper.y, scenery.bounds.upper.y)))
    guard box.lower.x < box.upper.x, box.lower.y < box.upper.y else { return }
    for (pitch, color) in [(fine, theme.gridFine), (coarse, theme.gridCoarse)] {
      var index = (Double(box.lower.x) / pitch).rounded(.up)
      while index * pitch <= Double(box.upper.x) {
        let x = Float(index * pitch)
        gridLine(Vec2(x, box.lower.y), Vec2(x, box.upper.y), color)
        index += 1
      }
      index = (Double(box.lower.y) / pitch).rounded(.up)
      while index * pitch <= Double(box.upper.y) {
        let y = Float(index * pitch)
        gridLine(Vec2(box.lower.x, y), Vec2(box.upper.x, y), color)
        index += 1
      }
    }
  }

  /// One pixel wide on a whole pixel, so that it stays crisp; an area, which costs a software renderer a third of
  /// a box.
  private mutating func gridLine(_ start: Vec2, _ end: Vec2, _ color: Color) {
    let a = camera.screen(start)
    let b = camera.screen(end)
    let lower = Vec2(min(a.x, b.x).rounded(), min(a.y, b.y).rounded())
    let size = Vec2(max(1, (a.x - b.x).magnitude), max(1, (a.y - b.y).magnitude))
    list.area(lower, size, fill: color)
  }
}
