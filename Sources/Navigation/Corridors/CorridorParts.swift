import SimCore

/// The parts of a floor between which bodies of one size find no way.
public struct CorridorParts: Sendable {
  /// Parts have numbers below this one.
  public let count: Int

  private let map: CorridorMap
  /// Room that ways keep to either side, and the least with which a way may begin or end, metres.
  private let room: Float
  private let least: Float
  /// Part of each junction. [junctionCount]
  private let part: [Int32]

  /// The parts for bodies up to a radius, metres.
  ///
  /// - Complexity: O(stretches).
  public init(_ map: CorridorMap, radius: Float) {
    self.map = map
    room = map.room(radius: radius)
    least = CorridorGuide.leastRoom(radius: radius)
    var parent = (0..<map.junctionCount).map { Int32($0) }
    func root(_ start: Int32) -> Int32 {
      var node = start
      while parent[Int(node)] != node {
        parent[Int(node)] = parent[Int(parent[Int(node)])]
        node = parent[Int(node)]
      }
      return node
    }
    for stretch in 0..<map.stretchCount where map.least[stretch] >= room {
      let (a, b) = (root(map.ends[stretch].x), root(map.ends[stretch].y))
      if a != b { parent[Int(max(a, b))] = min(a, b) }
    }
    part = (0..<map.junctionCount).map { root(Int32($0)) }
    // Each stretch may have a part of its own in its middle.
    count = map.junctionCount + map.stretchCount
  }

  /// The part in which a place lies; −1 where a body cannot get away from it.
  ///
  /// At its ends a way may be narrower than on the way, as in `CorridorGuide`.
  public func part(of place: CorridorPlace) -> Int32 {
    guard place.room >= least else { return -1 }
    let needed = min(room, place.room)
    let ends = map.ends[Int(place.stretch)]
    if place.toStart >= needed { return part[Int(ends.x)] }
    if place.toEnd >= needed { return part[Int(ends.y)] }
    return Int32(map.junctionCount) + place.stretch
  }
}
