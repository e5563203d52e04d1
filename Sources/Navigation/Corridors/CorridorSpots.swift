import SimCore

/// Places where robots may stand and are on nobody's way: beside the walls of wide corridors, away from
/// mouths and from places of work.
public struct CorridorSpots: Sendable {
  /// The places, metres.
  public let places: [Vec2]

  /// The spots of a map for robots up to a radius.
  ///
  /// - Parameters:
  ///   - map: The corridors.
  ///   - radius: Radius of the largest robot, metres.
  ///   - limit: How many there may be; they are spread over the floor.
  ///   - isTaken: True for points (m) that are needed for something else.
  /// - Complexity: O(length of the walls / radius).
  public init(_ map: CorridorMap, radius: Float, limit: Int, isTaken: (Vec2) -> Bool) {
    let reach = map.room(radius: radius)
    let passingWidth = CorridorSections.passingWidth(map, radius: radius)
    // The room between two gates is no more than at the wider one.
    guard map.gates.contains(where: { 2 * $0.room >= passingWidth }) else {
      places = []
      return
    }
    let sections = CorridorSections(map, radius: radius).sections
    var mouths = PointGrid(capacity: 2 * sections.count, cellSize: 5 * reach)
    mouths.sort(count: 2 * sections.count) { k in
      map.gates[Int(k % 2 == 0 ? sections[k / 2].first : sections[k / 2].last)].place
    }
    var kept = SpotGrid(spacing: 2.4 * reach)
    var found: [Vec2] = []
    for stretch in 0..<map.stretchCount {
      let range = Int(map.gateStart[stretch])..<Int(map.gateStart[stretch + 1])
      for k in range.dropLast() {
        if 2 * max(map.gates[k].room, map.gates[k + 1].room) < passingWidth { continue }
        for isLeft in [true, false] {
          for place in CorridorSpots.places(map, k, isLeft: isLeft, reach: reach)
          where !kept.isNear(place) && !mouths.isNear(place) && !isTaken(place) {
            // The way past it stays open to the largest robot.
            guard let spot = map.place(place), spot.clearance >= 0.999 * reach,
              2 * spot.room >= passingWidth
            else { continue }
            kept.add(place)
            found.append(place)
          }
        }
      }
    }
    // Every so many-th, where there are more than are needed.
    let count = min(limit, found.count)
    places = (0..<count).map { found[$0 * found.count / count] }
  }

  /// The places beside the wall on one side between a gate and the next.
  private static func places(
    _ map: CorridorMap, _ gate: Int, isLeft: Bool, reach: Float
  ) -> [Vec2] {
    let (from, to) = (map.gates[gate], map.gates[gate + 1])
    let feet = isLeft ? (from.left, to.left) : (from.right, to.right)
    let step = 2.5 * reach
    let count = max(1, Int((feet.1 - feet.0).length / step))
    return (0...count).compactMap { k in
      let t = Float(k) / Float(count)
      let foot = feet.0 + (feet.1 - feet.0) * t
      let axis = from.place + (to.place - from.place) * t
      let arm = axis - foot
      guard arm.length > reach else { return nil }
      return foot + arm * (1.001 * reach / arm.length)
    }
  }
}

extension PointGrid {
  /// True where a point is nearer to a place (m) than the side of a cell.
  fileprivate func isNear(_ place: Vec2) -> Bool {
    var isNear = false
    forEach(near: place, within: cellSize) { k in
      isNear = isNear || (point(k) - place).lengthSquared < cellSize * cellSize
    }
    return isNear
  }
}

/// Points in cells of a grid that grows, to ask whether one is near.
private struct SpotGrid {
  let spacing: Float
  var cells: [SIMD2<Int32>: [Vec2]] = [:]

  init(spacing: Float) { self.spacing = spacing }

  private func cell(_ point: Vec2) -> SIMD2<Int32> {
    SIMD2(
      Int32((point.x / spacing).rounded(.down)), Int32((point.y / spacing).rounded(.down)))
  }

  mutating func add(_ point: Vec2) { cells[cell(point), default: []].append(point) }

  func isNear(_ point: Vec2) -> Bool {
    let centre = cell(point)
    for y in -1...1 as ClosedRange<Int32> {
      for x in -1...1 as ClosedRange<Int32> {
        for other in cells[centre &+ SIMD2(x, y)] ?? []
        where (other - point).lengthSquared < spacing * spacing { return true }
      }
    }
    return false
  }
}
