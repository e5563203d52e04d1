import Navigation
import SimCore

/// The parts of the floor between which robots of one size find no way.
///
/// Asked of the corridors alone, as robots ask for their ways: robots, bolted ones too, close nothing. One-way
/// rules do not matter, as streets are turned back to two-way traffic until every part is strongly connected.
struct FloorRegions {
  /// Parts have numbers below this one.
  var count: Int { parts.count }

  private let corridors: CorridorMap
  private let parts: CorridorParts

  /// The parts for bodies up to a radius, metres.
  ///
  /// - Complexity: O(stretches).
  init(_ corridors: CorridorMap, radius: Float) {
    self.corridors = corridors
    parts = CorridorParts(corridors, radius: radius)
  }

  /// The part from which a body gets to within `tolerance` metres of a point (m), or −1 where there is none.
  ///
  /// `radius` is that of the disc which must not touch anything there, metres.
  ///
  /// - Complexity: O(pieces of boundary near + gates of its stretch).
  func part(near point: Vec2, within tolerance: Float = 0, radius: Float) -> Int32 {
    // A robot that presses against a wall stops a little before it.
    let near = max(0, tolerance - FloorCheck.touch)
    guard let place = corridors.place(point, within: near), place.clearance >= 0.999 * radius else {
      return -1
    }
    return parts.part(of: place)
  }
}
