/// Makes lines of many stretches from single ones, so that a scene reads as it was drawn.
enum LayoutWalls {
  /// Walls along stretches: those that follow each other are one wall.
  static func chained(
    _ stretches: [(Layout.Point, Layout.Point)], thickness: Double
  ) -> [Layout.Wall] {
    lines(stretches).map { points in
      let isClosed = points.count > 3 && points[0] == points[points.count - 1]
      return Layout.Wall(
        points: isClosed ? points.dropLast() : points, thickness: thickness, isClosed: isClosed)
    }
  }

  /// Lines along stretches: those that follow each other are one line.
  ///
  /// Stretches keep their order; each line goes on, from its first stretch, as long as another begins or ends
  /// where it ends. Stretches without length are left out.
  ///
  /// - Complexity: O(n log n) for n stretches.
  static func lines(_ stretches: [(Layout.Point, Layout.Point)]) -> [[Layout.Point]] {
    let stretches = stretches.filter { $0.0 != $0.1 }
    // Stretches at each point. Only looked up, never gone through: its order cannot matter.
    var ends: [Layout.Point: [Int]] = [:]
    for (index, stretch) in stretches.enumerated() {
      ends[stretch.0, default: []].append(index)
      ends[stretch.1, default: []].append(index)
    }
    var isUsed = [Bool](repeating: false, count: stretches.count)
    /// How many of the stretches at each point are used for certain.
    var cursor: [Layout.Point: Int] = [:]
    func next(_ point: Layout.Point) -> Layout.Point? {
      let list = ends[point] ?? []
      var at = cursor[point] ?? 0
      while at < list.count, isUsed[list[at]] { at += 1 }
      cursor[point] = at
      guard at < list.count else { return nil }
      isUsed[list[at]] = true
      let stretch = stretches[list[at]]
      return stretch.0 == point ? stretch.1 : stretch.0
    }
    var lines: [[Layout.Point]] = []
    for index in stretches.indices where !isUsed[index] {
      isUsed[index] = true
      var points = [stretches[index].0, stretches[index].1]
      while points.count < mostPoints, let more = next(points[points.count - 1]) {
        points.append(more)
      }
      lines.append(points)
    }
    return lines
  }

  /// Points that a wall of a scene may have.
  static let mostPoints = 4096
}
