import Clearance
import Embodiments
import Navigation
import Scenes
import SimCore

extension FloorCheck {
  /// Pieces of boundary up to which widths are measured; a million take some twenty seconds.
  private static let mostSegments = 250_000

  /// What is said of a way that was not found: the width it needs, and where how much is free.
  ///
  /// - Parameters:
  ///   - indices: Classes that miss it.
  ///   - start: Where it begins, metres; nil where nothing of the class's work can be reached.
  ///   - end: Where it ends, metres.
  ///   - tolerance: How near to `end` it has to come, metres.
  /// - Returns: Notes.
  /// - Complexity: O(n log n) for n pieces of boundary at the first call, then O(log n).
  mutating func notes(
    ofWay indices: [Int], from start: Vec2?, to end: Vec2, within tolerance: Float = 0
  ) -> [String] {
    let radius = indices.reduce(Float(0)) { max($0, classes[$1].embodiment.boundingRadius) }
    let needed = 2 * corridors.room(radius: radius)
    guard let start, let ways = widths() else { return [] }
    let near = max(0, tolerance - FloorCheck.touch)
    guard let first = ways.locator.anchor(start),
      let second = ways.locator.anchor(near: end, within: near),
      let passage = ways.passage(from: first, to: second)
    else { return ["note: no way of any width leads from \(words(start)) there"] }
    // Down, so that a width that does not suffice never reads as one that does.
    let shown = (2 * passage.radius * 1000).rounded(.down) / 1000
    return [
      "note: it needs \(decimal(needed)) m of free width; the widest way has \(decimal(shown)) m, "
        + "at \(words(passage.place))"
    ]
  }

  /// The free widths of the floor; nil where they would take too long.
  private mutating func widths() -> WidestWays? {
    if let known = widestWays { return known }
    let made = makeWidths()
    widestWays = .some(made)
    return made
  }

  private func makeWidths() -> WidestWays? {
    let graph = corridors.locator.graph
    return graph.edgeCount <= 2 * FloorCheck.mostSegments ? WidestWays(graph) : nil
  }
}
