import SimCore

/// The ways from everywhere to one goal, for discs of one radius.
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
    way(from: place, map)?.length ?? .infinity
  }

  /// Calls a body with the corners of the way from a place, metres, until it returns false: the place itself
  /// first and the goal last; with none where there is no way.
  ///
  /// Of several corners on one stretch, the one nearest to the goal alone is among them.
  ///
  /// - Complexity: O(gates of the place's stretch + arms of the way).
  public func forEachCorner(
    from place: CorridorPlace, _ map: CorridorMap, _ body: (Vec2) -> Bool
  ) {
    guard let goal, let way = way(from: place, map), body(place.point) else { return }
    var (corner, left) = (place.point, way.length)
    func visit(_ next: Vec2, _ length: Float) -> Bool {
      guard length < left, next != corner else { return true }
      (corner, left) = (next, length)
      return body(next)
    }
    let (turn, length) = way.cone.corner(before: place.point)
    guard visit(turn, length), visit(way.cone.apex, way.cone.length) else { return }
    var junction = way.junction
    while junction >= 0 {
      let label = labels[Int(junction)]
      guard visit(label.cone.apex, label.cone.length) else { return }
      junction = label.next >= 0 ? map.head(label.next) : -1
    }
    if goal.point != corner { _ = body(goal.point) }
  }

  /// The string from the goal to a place, its length, and the junction by which it comes onto the place's
  /// stretch, −1 where the goal lies on it; nil where there is no way.
  private func way(
    from place: CorridorPlace, _ map: CorridorMap
  ) -> (cone: CorridorCone, length: Float, junction: Int32)? {
    guard let goal, place.room >= radius else { return nil }
    var best: (cone: CorridorCone, length: Float, junction: Int32)?
    var least = Float.infinity
    func consider(_ cone: CorridorCone, _ junction: Int32) {
      let cost = cone.cost(to: place.point)
      guard cost < least else { return }
      least = cost
      best = (cone, cone.length(to: place.point), junction)
    }
    let isForward = place.along <= goal.along
    if place.stretch == goal.stretch, map.isOpen(place, goal, radius: radius),
      !directions.forbid(2 * goal.stretch + (isForward ? 0 : 1), map, radius: radius)
        || directions.allowsBacking(from: place, to: goal, radius)
    {
      var cone = CorridorCone(at: goal.point)
      map.pass(
        &cone, arm: 2 * goal.stretch + (isForward ? 1 : 0), after: goal, before: place, radius)
      consider(cone, -1)
    }
    let pair = map.ends[Int(place.stretch)]
    for isEnd in 0..<2 as Range<Int32> where (isEnd == 0 ? place.toStart : place.toEnd) >= radius {
      let arm = 2 * place.stretch + isEnd
      let junction = isEnd == 0 ? pair.x : pair.y
      guard labels[Int(junction)].length < .infinity,
        !directions.forbid(arm ^ 1, map, radius: radius)
      else { continue }
      let cone = labels.withUnsafeBufferPointer {
        map.string(
          to: place, by: arm, from: goal, radius, $0)
      }
      consider(cone, junction)
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
