import Contracts
import Coordination
import MeanFields
import Navigation
import SimCore

/// The spatial field as orchestrators look it up on their ways; valid until the next update.
struct WayField {
  /// The field, or nil where the mode does not grant it or no budget would pay for the look-ups.
  let grid: SpatialFieldView?
  /// How far away its density is of use.
  let earshot: Earshot

  /// Robots in traffic per m² on an option's ways, as far as a robot can know: the mean over the way to its pick-up,
  /// corner by corner as far as the robot hears, and over the way of the load from there; over the straight line
  /// where ways are none of the corridors'.
  ///
  /// - Complexity: O(way length / cell size).
  func density(
    from place: CorridorPlace, position: Vec2, to anchor: Vec2, _ ways: CorridorField?,
    then rest: WaySum, _ map: CorridorMap
  ) -> Float {
    guard let grid else { return 0 }
    guard let ways else {
      var line = rest
      _ = line.add(from: position, to: anchor, of: position, grid, earshot)
      return line.mean
    }
    return (sum(from: place, ways, map) + rest).mean
  }

  /// What is met on a way of the corridors, corner by corner, as far as is heard from its beginning.
  func sum(from place: CorridorPlace, _ ways: CorridorField, _ map: CorridorMap) -> WaySum {
    var sum = WaySum()
    guard let grid else { return sum }
    var last: Vec2?
    ways.forEachCorner(from: place, map) { corner in
      defer { last = corner }
      return last.map { sum.add(from: $0, to: corner, of: place.point, grid, earshot) } ?? true
    }
    return sum
  }
}

/// What is met along a way, metre by metre.
struct WaySum {
  /// Metres of the way.
  private var length: Float = 0
  /// Robots in traffic per metre of width on it.
  private var robots: Float = 0

  /// Goes along a straight line, a sample for each cell's width of it; false where a robot hears no farther.
  mutating func add(
    from start: Vec2, to end: Vec2, of listener: Vec2, _ grid: SpatialFieldView, _ earshot: Earshot
  ) -> Bool {
    let line = end - start
    let gap = line.length
    guard gap > 0 else { return true }
    let count = max(1, Int((gap / grid.cellSize).rounded(.up)))
    let step = gap / Float(count)
    for k in 0..<count {
      let point = start + line * ((Float(k) + 0.5) / Float(count))
      guard earshot.reaches((point - listener).length) else { return false }
      length += step
      robots += grid.sample(at: point).density * step
    }
    return true
  }

  static func + (a: WaySum, b: WaySum) -> WaySum {
    var sum = a
    sum.length += b.length
    sum.robots += b.robots
    return sum
  }

  /// The mean over the way, 1/m².
  var mean: Float { length > 0 ? robots / length : 0 }
}

extension Population {
  /// What orchestrators of a class look up on their ways now.
  func wayField(classIndex: Int) -> WayField {
    WayField(
      grid: exchange.canLookUpWays ? grid(for: .orchestrator, classIndex: classIndex) : nil,
      earshot: earshot)
  }
}
