import SimCore

/// The lengths of the ways from everywhere to one goal, for discs of one radius.
public struct CorridorField: Sendable {
  /// The goal, metres; nil where it is not on free floor.
  let goal: CorridorPlace?
  let radius: Float
  let directions: CorridorDirections
  /// The string from the goal to each junction, and how it goes on. [junctionCount]
  let labels: [CorridorSearch.Label]

  /// The length of the way from a place, metres; `.infinity` where there is none.
  ///
  /// - Complexity: O(gates of the place's stretch).
  public func distance(from place: CorridorPlace, _ map: CorridorMap) -> Float {
    guard let goal, place.room >= radius else { return .infinity }
    var best = Float.infinity
    let isForward = place.along <= goal.along
    if place.stretch == goal.stretch, map.isOpen(place, goal, radius: radius),
      !directions.forbid(2 * goal.stretch + (isForward ? 0 : 1), map, radius: radius)
        || directions.allowsBacking(from: place, to: goal, radius)
    {
      var cone = CorridorCone(at: goal.point)
      map.pass(
        &cone, arm: 2 * goal.stretch + (isForward ? 1 : 0), after: goal, before: place, radius)
      best = cone.length(to: place.point)
    }
    let pair = map.ends[Int(place.stretch)]
    for isEnd in 0..<2 as Range<Int32> where (isEnd == 0 ? place.toStart : place.toEnd) >= radius {
      let arm = 2 * place.stretch + isEnd
      guard labels[Int(isEnd == 0 ? pair.x : pair.y)].length < .infinity,
        !directions.forbid(arm ^ 1, map, radius: radius)
      else { continue }
      let cone = labels.withUnsafeBufferPointer {
        map.string(
          to: place, by: arm, from: goal, radius, $0)
      }
      best = min(best, cone.length(to: place.point))
    }
    return best
  }
}

extension CorridorSearch {
  /// The lengths of all ways to a goal (m) for discs of a radius (m).
  ///
  /// - Complexity: O(a log a) for a arms of the map.
  public mutating func field(to point: Vec2, radius: Float) -> CorridorField {
    guard let goal = map.place(point), goal.room >= radius else {
      return CorridorField(goal: nil, radius: radius, directions: directions, labels: [])
    }
    return CorridorField(
      goal: goal, radius: radius, directions: directions,
      labels: allLabels(to: goal, radius: radius))
  }
}
