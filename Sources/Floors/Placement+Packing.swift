import Embodiments
import SimCore

extension Placement {
  /// Points that a search for room looks at, over all robots of a class: a second of work.
  private static let mostLooks = 2_000_000

  /// Points of a lattice over a spawn area: more for classes of many robots.
  private static func mostPoints(_ robots: FloorClass) -> Float {
    max(250_000, 16 * Float(robots.rows.count))
  }

  /// Finds room for the robots of a class from number `first` on among what is placed, point by
  /// point over a fine lattice, lowest row first.
  ///
  /// 400 draws that miss say that little of the area is left, not that nothing is: whether a robot
  /// fits must not depend on the seed.
  ///
  /// - Returns: The number of the first robot without room, or how many robots there are.
  /// - Complexity: O(points × robots of other parts of the floor), at most `mostLooks`.
  mutating func fillUp(
    _ robots: FloorClass, _ area: AABB, from first: Int, _ mayStart: (Int, Vec2) -> Bool,
    heading: (Int) -> Float
  ) -> Int {
    let radius = robots.embodiment.boundingRadius
    let lower = area.lower + Vec2(repeating: radius)
    let size = area.size - Vec2(repeating: 2 * radius)
    guard size.x >= 0, size.y >= 0 else { return first }
    let pitch = max(radius / 8, (size.x * size.y / Placement.mostPoints(robots)).squareRoot())
    let columns = Int(size.x / pitch) + 1
    let count = columns * (Int(size.y / pitch) + 1)
    // What is taken stays taken: points before this one are not looked at again.
    var start = 0
    var looks = 0
    for number in first..<robots.rows.count {
      var point = start
      var isStart = true
      var place: Vec2?
      while point < count, looks < Placement.mostLooks, place == nil {
        let position = lower + Vec2(Float(point % columns), Float(point / columns)) * pitch
        looks += 1
        point += 1
        if !isFree(position, robots) {
          if isStart { start = point }
        } else if mayStart(number, position) {
          place = position
        } else {
          isStart = false
        }
      }
      guard let place else { return number }
      put(
        robots.rows.lowerBound + number,
        at: Pose(position: place, rotation: Rotation(angle: heading(number))))
    }
    return robots.rows.count
  }

  /// Places the robots of a class side by side, for areas that hold them in no other way.
  ///
  /// Two orders are tried: rows over the whole area, and what a fine lattice still finds, lowest row
  /// first, which also fits around obstacles. The better one stays.
  ///
  /// - Returns: How many robots found room.
  mutating func pack(
    _ robots: FloorClass, _ area: AABB, _ mayStart: (Int, Vec2) -> Bool,
    heading: (Int) -> Float
  ) -> Int {
    var rows = self
    let inRows = rows.placeInRows(robots, area, mayStart, heading: heading)
    var tight = self
    let filled =
      inRows == robots.rows.count
      ? inRows : tight.fillUp(robots, area, from: 0, mayStart, heading: heading)
    self = inRows >= filled ? rows : tight
    return max(inRows, filled)
  }

  private mutating func placeInRows(
    _ robots: FloorClass, _ area: AABB, _ mayStart: (Int, Vec2) -> Bool,
    heading: (Int) -> Float
  ) -> Int {
    // A hundredth of a millimetre, so that rounding does not bring two too near.
    let pitch =
      robots.embodiment.startRadius + robots.embodiment.boundingRadius + Placement.margin + 1e-5
    let (width, height) = (
      (area.size.x / pitch).rounded(.down), (area.size.y / pitch).rounded(.down)
    )
    // Tiny robots on a large floor find room elsewhere, or nowhere.
    guard width >= 1, height >= 1, width * height <= Placement.mostPoints(robots) else { return 0 }
    let (columns, rows) = (Int(width), Int(height))
    var placed = 0
    for y in 0..<rows {
      for x in 0..<columns where placed < robots.rows.count {
        let share = Vec2((Float(x) + 0.5) / Float(columns), (Float(y) + 0.5) / Float(rows))
        let position = area.lower + share * area.size
        guard isFree(position, robots), mayStart(placed, position) else { continue }
        put(
          robots.rows.lowerBound + placed,
          at: Pose(position: position, rotation: Rotation(angle: heading(placed))))
        placed += 1
      }
      if placed == robots.rows.count { break }
    }
    return placed
  }
}
